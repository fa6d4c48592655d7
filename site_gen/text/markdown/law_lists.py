"""Lines that begin with labels, as laws and contracts number them: `(a)`, `a.`, `i.`, `1.1`, `•`.

Markdown runs such lines together. They are set apart where two or more count on, so that a line which only happens to
begin like one stays where it is. A label is part of the words and stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from site_gen.text.labels import letter_number, roman_number

_SIGNS = "•‣▪●○◦■□▫◆❖➢➤➔►▶✓✔⁃∙⦁\uf0a7\uf0b7\uf0d8"  # noqa: RUF001
"""Bullets that begin no word, so that they need no space; the last are those of Word's fonts of signs."""
_WORDS = (
    r"§|Art(?:icle|ikel|[íi]culo|igo|icolo)?\.?|Sec(?:tion|\.)|Clause|Ziffer|Abschnitt|Annexe?|Schedule|Chapter|Part|Step|"
    r"Appendix|Exhibit|Attachment|Anhang|Anlage|Anexo|Allegato"
)
_DASH = r"[*_]{0,2}[ \t\u00a0]+[\u2013\u2014-][ \t]"
_LABEL = re.compile(
    r"[*_]{0,2}(?:"
    r"(?P<open>\(|\\\()?(?P<letter>[a-z]{1,6}|[A-Z]{1,6}|\d{1,3})(?P<close>[.)]|\\[.)])"
    r"|(?P<decimal>\d{1,3}(?:\.\d{1,3}){1,4})\\?\.?"
    rf"|(?P<word>{_WORDS})[ \t\u00a0]?(?P<place>\d{{1,3}}|[IVXLC]{{1,6}}|[A-Z])(?P<end>\\?[.:)]|(?={_DASH}))?"
    r"|(?P<bullet>[·–—]|o(?=[ \t\u00a0])))[*_]{0,2}[ \t\u00a0]+(?=\S)"  # noqa: RUF001  signs that stand for bullets
    rf"|(?:(?P<sign>[{_SIGNS}])|(?P<circled>[①-⑳])|(?P<listed>\d{{1,3}})[、．])[ \t\u00a0]*(?=\S)"  # noqa: RUF001
)
_MAYBE = re.compile(
    r"\n[ \t]*(?:[*_]{0,2}(?:\\?\(?[a-zA-Z]{1,6}\\?[.)]|\\?\(\d|\d{1,3}\.\d|[·–—]|o[ \t\u00a0]"  # noqa: RUF001
    rf"|(?:{_WORDS})[ \t\u00a0]?[\dA-Z])|[{_SIGNS}①-⑳]|\d{{1,3}}[、．])"  # noqa: RUF001
)
_SENTENCE_ENDS = re.compile(r"[.:;!?][*_\"')\]”’]{0,3}(?:[ \t]*\\)?[ \t]*\Z|(?:[ \t]{2,}|\\|<br[ ]?/?>[ \t]*)\Z")  # noqa: RUF001
_NAMED = "named"
"""The style of lines that begin with words of law, of whatever sort and number: `Annex A:`, then `Schedule 1:`."""
_STYLE_OF_WORDS = re.compile(rf"{_NAMED}|(?:{_WORDS})(?: A)?")
_DEEPEST = 6
"""Lists that may stand in one another."""
_FAR = 200
"""Lines within which a list goes on."""
_BREAK = re.compile(r"(?:[ \t]*\\|[ \t]+|<br\s*/?>[ \t]*)\Z", re.IGNORECASE)


class _Reading(NamedTuple):
    """One way to read a label: what sort it is of, and its place."""

    style: str
    value: tuple[int, ...]
    """Its number, level by level; empty for a bullet."""
    may_run_on: bool = False
    """Whether it may be a word in the middle of a sentence, as in "under / Article 6"."""

    def followers(self) -> tuple[tuple[int, ...], ...]:
        """Return what may come next in the same list."""
        if len(self.value) < 2:
            return (tuple(number + 1 for number in self.value),)
        *outer, last = self.value
        return (*outer, last + 1), (*outer[:-1], outer[-1] + 1, 1)


class Item(Struct):
    """A line with its label, the lines that go on with it, and the items under it."""

    source: str
    line: int
    """Of the paragraph, from 0."""
    items: list[Item] = field(default_factory=list)


class _Level(Struct):
    style: str
    items: list[Item]


def may_hold_labels(source: str) -> bool:
    """Whether lines of a stretch of Markdown may begin with labels."""
    return _MAYBE.search(source) is not None


def split(source: str) -> tuple[str, list[list[Item]]]:
    """Return what stands before the first labelled line of a paragraph, and the lists after it."""
    lines = source.split("\n")
    readings = [
        _readings(line, is_first=not number or _SENTENCE_ENDS.search(lines[number - 1]) is not None)
        for number, line in enumerate(lines)
    ]
    _drop_running(readings)
    if sum(map(bool, readings)) < 2:
        return source, []
    accepted = _find_counting(readings)
    if not accepted:
        return source, []
    return _build_lists(lines, accepted)


def _readings(line: str, *, is_first: bool) -> list[_Reading]:
    """Return the ways to read a line's label; `is_first` says whether the line before it ends a sentence."""
    found = _LABEL.match(line.lstrip(" \t"))
    return list(_ways(found, is_first=is_first)) if found else []


def _drop_running(readings: list[list[_Reading]]) -> None:
    """Take words that may be a sentence's own for labels only where a sentence ends, or right under another label."""
    for number, ways in enumerate(readings):
        is_under_label = number > 0 and bool(readings[number - 1])
        readings[number] = [way._replace(may_run_on=False) for way in ways if is_under_label or not way.may_run_on]


def _ways(found: re.Match[str], *, is_first: bool) -> Iterator[_Reading]:
    if bullet := found["bullet"] or found["sign"]:
        yield _Reading(bullet, (), may_run_on=bullet == "o" and not is_first)
    elif found["word"]:
        yield from _word_ways(found["word"], found["place"], is_first=is_first)
        if found["end"] is not None and (is_first or not found["end"].endswith(".")):
            yield _Reading(_NAMED, ())
    elif said := found["decimal"] or found["listed"]:
        value = tuple(map(int, said.split(".")))
        yield _Reading(f"{len(value)} levels", value)
    elif found["circled"]:
        yield _Reading("①", (ord(found["circled"]) - ord("①"),))
    else:
        yield from _letter_ways(found)


def _word_ways(word: str, place: str, *, is_first: bool) -> Iterator[_Reading]:
    """Read what counts behind a word: a number, or a Roman one, or a letter, which may be a word of the sentence."""
    if number := int(place) if place.isdigit() else roman_number(place.lower()):
        yield _Reading(word, (number,), may_run_on=not is_first and number != 1)
    if number := letter_number(place.lower()):
        yield _Reading(f"{word} A", (number,), may_run_on=not is_first)


def _letter_ways(found: re.Match[str]) -> Iterator[_Reading]:
    label, frame = found["letter"], f"{'(' if found['open'] else ''}{{}}{found['close'][-1]}"
    if label.isdigit():
        if found["open"]:
            yield _Reading(frame.format("1"), (int(label),))
        return
    case = "a" if label.islower() else "A"
    if number := roman_number(label.lower()):
        yield _Reading(frame.format("i" if case == "a" else "I"), (number,))
    if number := letter_number(label.lower()):
        yield _Reading(frame.format(case), (number,))


def _find_counting(readings: Sequence[Sequence[_Reading]]) -> dict[int, tuple[int, _Reading]]:
    """Return, by line, the depth and reading of each label that counts on from another or to another."""
    accepted: dict[int, tuple[int, _Reading]] = {}
    levels: list[_Reading] = []
    for line, ways in enumerate(readings):
        if not ways:
            continue
        depth, reading = _place(ways, levels, readings[line + 1 : line + _FAR])
        if reading is None:
            continue
        levels[depth:] = [reading]
        accepted[line] = (depth, reading)
    return accepted


def _place(
    ways: Sequence[_Reading], levels: Sequence[_Reading], rest: Sequence[Sequence[_Reading]]
) -> tuple[int, _Reading | None]:
    for depth in range(len(levels) - 1, -1, -1):
        for way in ways:
            if way.style == levels[depth].style and way.value in levels[depth].followers():
                return depth, way
    for way in ways:
        depth = next((depth for depth, level in enumerate(levels) if _is_of_style(level, way)), len(levels))
        if way.style == _NAMED and depth < len(levels):  # stands between those that count, and counts for none
            return depth, levels[depth]
        if depth >= _DEEPEST:
            continue
        following = {_Reading(way.style, value) for value in way.followers()}
        if any(not following.isdisjoint(later) for later in rest):
            return depth, way
    return 0, None


def _is_of_style(level: _Reading, way: _Reading) -> bool:
    if way.style == _NAMED:
        return _STYLE_OF_WORDS.fullmatch(level.style) is not None
    return level.style == way.style


def _build_lists(lines: Sequence[str], accepted: dict[int, tuple[int, _Reading]]) -> tuple[str, list[list[Item]]]:
    first = min(accepted)
    lists: list[list[Item]] = []
    path: list[_Level] = []
    last_lines = {number - 1 for number in (*accepted, len(lines))}
    for number in range(first, len(lines)):
        line = _BREAK.sub("", lines[number].lstrip(" \t")) if number in last_lines else lines[number]
        if number not in accepted:
            path[-1].items[-1].source += f"\n{line}"
            continue
        depth, reading = accepted[number]
        item = Item(line.lstrip(" \t"), number)
        del path[depth + 1 :]
        if depth < len(path) and path[depth].style == reading.style:
            path[depth].items.append(item)
            continue
        del path[depth:]
        items = path[-1].items[-1].items if path else []
        items.append(item)
        if not path:
            lists.append(items)
        path.append(_Level(reading.style, items))
    before = "\n".join(lines[:first])
    return _BREAK.sub("", before), lists
