"""Words and marks within one block: spaces folded, marks where Markdown can show them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from site_gen.importing.html.tree import Node

Inline: TypeAlias = Node | str

_MARKS = frozenset({"strong", "em", "del"})


def paragraphs(run: Sequence[Inline]) -> Iterator[list[Inline]]:
    """Cut a run of inline content at doubled breaks, as old pages write their paragraphs."""
    part: list[Inline] = []
    breaks = 0
    for child in [*_flat_breaks(run), Node("br"), Node("br")]:
        if isinstance(child, Node) and child.tag == "br":
            breaks += 1
        elif breaks and isinstance(child, str) and not child.strip(" "):
            continue
        else:
            breaks = 0
        part.append(child)
        if breaks == 2:
            found = settle(part)
            if found:
                yield found
            part, breaks = [], 0


def settle(parts: Sequence[Inline]) -> list[Inline]:
    """Fold spaces, join what was cut, and place marks so that Markdown reads them as marks."""
    joined = join_alike(_unnest(parts, frozenset()))
    return _trim(_fold(_move_edges(list(_without_idle(joined)))))


def _flat_breaks(parts: Sequence[Inline]) -> Iterator[Inline]:
    """Lift breaks out of the marks around them."""
    for part in parts:
        if isinstance(part, str) or part.tag not in _MARKS or part.find("br") is None:
            yield part
            continue
        inside: list[Inline] = []
        for child in [*_flat_breaks(part.children), Node("br")]:
            if isinstance(child, Node) and child.tag == "br":
                if inside:
                    yield Node(part.tag, {}, inside)
                inside = []
                yield child
            else:
                inside.append(child)
        # The break that closed the loop is ours.


def _unnest(parts: Sequence[Inline], around: frozenset[str]) -> Iterator[Inline]:
    """Drop a mark inside the same mark."""
    for part in parts:
        if isinstance(part, str) or part.tag not in _MARKS | {"a"}:
            yield part
            continue
        inner = list(_unnest(part.children, around | {part.tag}))
        yield from inner if part.tag in around else [Node(part.tag, part.attributes, inner)]


def _without_idle(parts: Sequence[Inline]) -> Iterator[Inline]:
    """Drop marks around nothing to mark, which only now is known: signs join the words of a neighbour's mark."""
    for part in parts:
        if isinstance(part, str) or part.tag not in _MARKS | {"a"}:
            yield part
            continue
        part.children = list(_without_idle(part.children))
        is_idle = part.tag != "a" and not any(sign.isalnum() for sign in part.text())
        yield from part.children if is_idle else [part]


def join_alike(parts: Iterator[Inline]) -> list[Inline]:
    """Join neighbours of one kind, with no more than a space between them."""
    found: list[Inline] = []
    for part in parts:
        same = part if isinstance(part, Node) and part.tag in _MARKS | {"code"} else None
        last = found[-1] if found else None
        if isinstance(part, str) and isinstance(last, str):
            found[-1] = last + part
        elif same and isinstance(last, Node) and last.tag == same.tag:
            last.children = [*last.children, *same.children]
        elif same and same.tag != "code" and last == " " and len(found) > 1 and _is(found[-2], same.tag):
            before = found[-2]
            assert isinstance(before, Node)  # noqa: S101  said by _is
            before.children = [*before.children, " ", *same.children]
            found.pop()
        else:
            found.append(part)
    for part in found:
        if isinstance(part, Node) and part.tag in _MARKS | {"a"}:
            part.children = join_alike(iter(part.children))
    return found


def _is(part: Inline, tag: str) -> bool:
    return isinstance(part, Node) and part.tag == tag


def _move_edges(parts: list[Inline]) -> list[Inline]:
    """Move spaces, and signs that would keep Markdown from seeing a mark, out of the mark."""
    found: list[Inline] = []
    for part, following in pairwise([*parts, ""]):
        if isinstance(part, str) or part.tag not in _MARKS | {"a"}:
            found.append(part)
            continue
        part.children = _move_edges(part.children)
        after = _text(following)[:1]
        before = _text(found[-1])[-1:] if found else ""
        leading, trailing = _loose_ends(part, before, after)
        found += [each for each in (leading, part, trailing) if each != ""]
    return join_alike(iter(found))


def _loose_ends(part: Node, before: str, after: str) -> tuple[str, str]:
    """Take off what must stand outside on either side."""
    leading = trailing = ""
    first, last = part.children[0], part.children[-1]
    signs = part.tag != "a"
    if isinstance(first, str):
        kept = first.lstrip(" ")
        if signs and before.isalnum():
            kept = kept.lstrip(_not_alnum(kept))
        leading = first[: len(first) - len(kept)]
        part.children[0] = kept
    last = part.children[-1]
    if isinstance(last, str):
        kept = last.rstrip(" ")
        if signs and after.isalnum():
            kept = kept.rstrip(_not_alnum(kept))
        trailing = last[len(kept) :]
        part.children[-1] = kept
    return leading, trailing


def _not_alnum(text: str) -> str:
    return "".join({sign for sign in text if not sign.isalnum()} | {" "})


def _text(part: Inline) -> str:
    return part if isinstance(part, str) else part.text()


def _fold(parts: list[Inline]) -> list[Inline]:
    """Leave one space where the joining made two, and none beside a break."""
    found: list[Inline] = []
    for part in parts:
        text = part
        if isinstance(text, str):
            while "  " in text:
                text = text.replace("  ", " ")
            before = _text(found[-1])[-1:] if found else " "
            if before == " " or (found and _is(found[-1], "br")):
                text = text.lstrip(" ")
        elif text.tag == "br" and found and isinstance(found[-1], str):
            found[-1] = found[-1].rstrip(" ")
        if text != "":
            found.append(text)
    return [part for part in found if part != ""]


def _trim(parts: list[Inline]) -> list[Inline]:
    """Take spaces and breaks off both ends."""
    while parts and (_is(parts[0], "br") or (isinstance(parts[0], str) and not parts[0].strip(" "))):
        parts = parts[1:]
    while parts and (_is(parts[-1], "br") or (isinstance(parts[-1], str) and not parts[-1].strip(" "))):
        parts = parts[:-1]
    if parts and isinstance(parts[0], str):
        parts = [parts[0].lstrip(" "), *parts[1:]]
    if parts and isinstance(parts[-1], str):
        parts = [*parts[:-1], parts[-1].rstrip(" ")]
    return parts
