"""Selectors of style sheets: which element of a page a rule is for. Pure.

Reads names, classes, ids and attributes, one in another. Source: CSS Selectors Level 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from site_gen.importing.html.tree import Node

Rule = TypeVar("Rule")
_PART = re.compile(r"([.#]?)([\w-]+)|(\[)([^\]]*)\]")
_ATTRIBUTE = re.compile(r"\s*([\w-]+)\s*(?:([~|^$*]?=)\s*[\"']?([^\"']*?)[\"']?(?:\s+([is]))?)?\s*", re.IGNORECASE)
_STEP = re.compile(r"\s*([>+~]|\s)\s*(?![^\[]*\])")

_ALTERNATIVES = re.compile(r":(?:is|where|matches)\(\s*([\w.#-]+)\s*\)")
_IN_BRACKETS = re.compile(r"::?[\w-]+(?:\([^()]*\))?")

Steps = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""A selector, from the element itself upwards: how it is joined to the next below, and its (sign, name) parts."""


class RuleIndex(Generic[Rule]):
    """Rules by what their selectors name, so that an element is held against few of them."""

    def __init__(self, rules: Iterable[tuple[Steps, Rule]]) -> None:
        self._by_name: dict[str, list[tuple[int, Steps, Rule]]] = {}
        for number, (steps, rule) in enumerate(rules):
            self._by_name.setdefault(_rarest_name(steps), []).append((number, steps, rule))

    def of(self, node: Node, around: Sequence[Node]) -> list[Rule]:
        """Return the rules that are for an element, in their order; `around` are those that it stands in."""
        likely = [each for name in _names(node) for each in self._by_name.get(name, ())]
        found = {number: rule for number, steps, rule in likely if is_match(steps, node, around)}
        return [found[number] for number in sorted(found)]


def _names(node: Node) -> Iterator[str]:
    yield "*"
    yield node.tag
    yield from (f".{name}" for name in node.attributes.get("class", "").split())
    if "id" in node.attributes:
        yield f"#{node.attributes['id']}"


def _rarest_name(steps: Steps) -> str:
    """Return the id, class or name that an element must have for a selector; `*` where any element may fit."""
    named = [part for part in steps[0][1] if part[0] != "["]
    sign, name = max(named, key=lambda part: ("", ".", "#").index(part[0]), default=("", "*"))
    return f"{sign}{name if sign else name.lower()}"


def cut_selector(selector: str) -> Steps:
    """Cut a selector into compounds; nothing where it says more than names, classes and ids."""
    if not selector or not re.fullmatch(r"(?:[\w.#>\s*-]|\[[^\]]*\])+", selector):
        return ()
    pieces = _STEP.split(selector)
    compounds = [tuple((a or c, b or d) for a, b, c, d in _PART.findall(piece)) for piece in pieces[::2]]
    joints = ["", *pieces[-2:0:-2]]
    return tuple(zip(joints, reversed(compounds), strict=True))


def last_compound(selector: str) -> Steps:
    """Return what a selector that cannot be read in full says of the element itself, by names, classes and ids."""
    own = re.split(r"[\s>+~](?![^(\[]*[)\]])", selector.strip())[-1]
    return cut_selector(_IN_BRACKETS.sub("", _ALTERNATIVES.sub(r"\1", own)))


def is_match(steps: Steps, node: Node, around: Sequence[Node]) -> bool:
    """Whether a selector matches an element; `around` are those that it stands in, outermost first."""
    if not all(_has(node, part) for part in steps[0][1]):
        return False
    place = len(around)
    for joint, parts in steps[1:]:
        place -= 1
        while place >= 0 and joint != ">" and not all(_has(around[place], part) for part in parts):
            place -= 1
        if place < 0 or not all(_has(around[place], part) for part in parts):
            return False
    return True


def _has(node: Node, part: tuple[str, str]) -> bool:
    sign, name = part
    if sign == "[":
        return _has_attribute(node, name)
    if sign == ".":
        return name in node.attributes.get("class", "").split()
    return node.attributes.get("id", "") == name if sign else node.tag == name.lower()


def _has_attribute(node: Node, said: str) -> bool:
    found = _ATTRIBUTE.fullmatch(said)
    own = node.attributes.get(found[1].lower()) if found else None
    if not found or own is None or not found[2]:
        return own is not None
    wanted = found[3]
    if found[4] == "i" or (found[1].lower() == "type" and found[4] != "s"):  # in HTML, whatever the case
        own, wanted = own.lower(), wanted.lower()
    return {
        "=": own == wanted,
        "~=": wanted in own.split(),
        "|=": own == wanted or own.startswith(f"{wanted}-"),
        "^=": own.startswith(wanted),
        "$=": own.endswith(wanted),
        "*=": wanted in own,
    }[found[2]]
