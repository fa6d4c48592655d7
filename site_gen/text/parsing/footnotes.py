"""Footnotes and link definitions: what a whole text defines, and any of its blocks may refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from site_gen.text.document import Container, Leaf
from site_gen.text.markdown.commonmark import shared_references

FOOTNOTE = "footnote:"
"""How the kind of a footnote's container begins until it is numbered; its label follows."""
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")


def with_references(leaves: tuple[Leaf, ...], environment: Mapping[str, Any]) -> tuple[Leaf, ...]:
    """Give the leaves of a text its link definitions, and put its footnotes at the end, numbered."""
    links = tuple(
        sorted(
            (label, str(link["href"]), str(link["title"])) for label, link in environment.get("references", {}).items()
        )
    )
    labels = [label.removeprefix(":") for label in environment.get("footnotes", {}).get("refs", {})]
    if not links and not labels:
        return leaves
    numbers = _number_by_label(leaves, labels)
    references = shared_references(links, tuple(sorted(numbers.items())))
    body = [leaf for leaf in leaves if not _label(leaf)]
    notes = sorted((leaf for leaf in leaves if _label(leaf)), key=lambda leaf: numbers[_label(leaf)])
    return tuple(
        replace(leaf, references=references) if "[" in leaf.source else leaf
        for leaf in (*body, *_number_notes(notes, numbers))
    )


def _number_by_label(leaves: tuple[Leaf, ...], labels: list[str]) -> dict[str, int]:
    """Count footnotes as the text first refers to them; one that it never refers to comes at the end."""
    named = (label for leaf in leaves for label in _REFERENCE.findall(leaf.source) if label in labels)
    ordered = dict.fromkeys([*named, *labels])
    return {label: number for number, label in enumerate(ordered, 1)}


def _label(leaf: Leaf) -> str:
    place = _depth(leaf)
    return leaf.path[place].kind.removeprefix(FOOTNOTE) if place >= 0 else ""


def _depth(leaf: Leaf) -> int:
    """Return where in its path a leaf's footnote stands, be it defined in a list or a quotation; -1 for text."""
    return max((depth for depth, container in enumerate(leaf.path) if container.kind.startswith(FOOTNOTE)), default=-1)


def _number_notes(notes: list[Leaf], numbers: Mapping[str, int]) -> Iterator[Leaf]:
    holder = Container("footnotes")
    items: dict[str, Container] = {}
    for leaf in notes:
        label = _label(leaf)
        first = label not in items
        item = items.setdefault(label, Container("li", numbers[label]))
        yield replace(leaf, path=(holder, item, *leaf.path[_depth(leaf) + 1 :]), bare=first and leaf.kind == "p")
