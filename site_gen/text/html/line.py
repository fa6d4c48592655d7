"""The words and tags of one block of HTML, which become a line of inline Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from site_gen.text.addresses import web_addresses
from site_gen.text.html.tags import Tag

_SIGNS = re.compile(r"([\\`*_\[\]~{}^])")
_BREAK = "<br>"


class Line:
    """What was read since the last block ended."""

    def __init__(self) -> None:
        self._parts: list[tuple[str, Tag | None]] = []
        self.number = 0
        """The line of the source on which the words begin."""

    def begin(self, number: int) -> None:
        """Note the line of the source of words that are about to be added, if they are the first."""
        if not any(tag is None for _, tag in self._parts):
            self.number = number

    def add_space(self, space: str) -> None:
        """Add white space, which says nothing where a line begins."""
        self._parts += [("\n" if "\n" in space else " ", None)] if space and self._parts else []

    def add_words(self, words: str) -> None:
        """Add inline Markdown."""
        self._parts.append((words, None))

    def add_literal(self, words: str) -> None:
        """Add words of HTML, in which a sign of Markdown is only a sign."""
        self._parts.append((self._escape(words), None))

    def add_unread_tag(self, raw: str) -> None:
        """Add a tag of HTML that shows as it is typed."""
        self._parts.append((_escape_signs(raw), None))

    def add_tag(self, raw: str, tag: Tag) -> None:
        """Add a tag that means something within a line."""
        self._parts.append((raw, tag))

    def add_break(self) -> None:
        """Add a line break."""
        self._parts.append((_BREAK, None))

    def clear(self) -> None:
        """Drop what was read."""
        self._parts.clear()

    def take(self) -> str:
        """Return the line, without the tags that have no partner in it, and begin another."""
        parts, self._parts = self._parts, []
        return _drop_unpaired(parts)

    def _escape(self, words: str) -> str:
        """Keep signs from being marks; in a bare address, which is one sign after another, a backslash would show."""
        links = sum(-1 if tag.is_end else 1 for _, tag in self._parts if tag and (tag.target or tag.name == "a"))
        return _escape_around_addresses(words) if links <= 0 else _escape_signs(words)


def _escape_signs(words: str) -> str:
    return _SIGNS.sub(r"\\\1", words)


def _escape_around_addresses(words: str) -> str:
    parts: list[str] = []
    place = 0
    for start, end in web_addresses(words):
        parts += [_escape_signs(words[place:start]), words[start:end]]
        place = end
    return "".join([*parts, _escape_signs(words[place:])])


def _drop_unpaired(parts: Sequence[tuple[str, Tag | None]]) -> str:
    """Join the parts of a line without the tags that have no partner in it."""
    kept: set[int] = set()
    opened: list[int] = []
    for place, (_, tag) in enumerate(parts):
        if tag is None or tag.name == "br":
            kept.add(place)
        elif not tag.is_end:
            opened.append(place)
        elif any(_name(parts[start]) == tag.name for start in opened):
            while _name(parts[opened[-1]]) != tag.name:
                opened.pop()
            kept |= {opened.pop(), place}
    anchors = {place for place in opened if (tag := parts[place][1]) and tag.anchor and not tag.target}
    return "".join(raw for place, (raw, _) in enumerate(parts) if place in kept or place in anchors).strip()


def _name(part: tuple[str, Tag | None]) -> str:
    return part[1].name if part[1] else ""


def without_outer_breaks(source: str) -> str:
    """Fold line breaks that follow each other, and drop those at either end."""
    folded = re.sub(rf"(?:\s*{_BREAK})+\s*", _BREAK, source)
    return folded.removeprefix(_BREAK).removesuffix(_BREAK).strip()
