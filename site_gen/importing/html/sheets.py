"""The rules of a page's own style sheets, cut out of what stands around them. Pure.

Rules for paper alone are passed over, since a reader saw the screen. Source: CSS Syntax Level 3; Media Queries Level 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from site_gen.importing.html.tree import Node

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_BRACE = re.compile(r"([^{}]*)([{}])")
_AROUND_RULES = re.compile(r"@(media|supports|layer|container|scope|document)\b(.*)", re.IGNORECASE | re.DOTALL)
_ON_PAPER = re.compile(r"\s*(?:only\s+)?print\b[^,]*|\s*not\s+(?:screen|all)\b[^,]*", re.IGNORECASE)
_EVERYWHERE = re.compile(r"\s*(?:(?:only\s+)?(?:screen|all)\s*(?:,|$)|not\s+print\s*(?:,|$)|$)", re.IGNORECASE)

_NOT = re.compile(r"\bnot\b", re.IGNORECASE)


class SheetRule(NamedTuple):
    """One rule."""

    selectors: str
    body: str
    is_conditional: bool
    """Whether it holds on some screens only."""


def own_sheets(tree: Node) -> Iterator[str]:
    """Yield the text of each sheet that holds on a screen, without comments."""
    for node in tree.nodes():
        if node.tag == "style" and not _is_for_paper(node.attributes.get("media", "")):
            yield _COMMENT.sub(" ", node.text())


def sheet_rules(sheet: str) -> Iterator[SheetRule]:
    """Yield the rules of a sheet in order, those that stand in another with that one's selector before them."""
    opened: list[tuple[str, bool, bool]] = []  # a rule's selectors, else empty; whether it counts; whether conditional
    for found in _BRACE.finditer(sheet):
        words, brace = found.groups()
        selectors, counts, is_conditional = opened[-1] if opened else ("", True, False)
        declared, _, head = words.rpartition(";") if brace == "{" else (words, "", "")
        if selectors and counts and declared.strip():
            yield SheetRule(selectors, declared, is_conditional)
        if brace == "}":
            del opened[-1:]
        elif around := _AROUND_RULES.match(head.strip()):
            name, query = around[1].lower(), around[2]
            counts = counts and not (name == "media" and _is_for_paper(query))
            opened.append((selectors, counts, is_conditional or _is_condition(name, query)))
        else:
            opened.append(
                (_join_selectors(selectors, head.strip()), counts and not head.strip().startswith("@"), is_conditional)
            )


def _is_condition(name: str, query: str) -> bool:
    if name == "media":
        return not _EVERYWHERE.match(query)
    return name not in {"layer", "supports"} or bool(_NOT.search(query))


def _is_for_paper(query: str) -> bool:
    return bool(query.strip()) and all(_ON_PAPER.fullmatch(each) for each in query.split(","))


def _join_selectors(outer: str, inner: str) -> str:
    return inner.replace("&", outer) if "&" in inner else f"{outer} {inner}".strip()
