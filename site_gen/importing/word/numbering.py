"""How Word counts paragraphs: the label that stands before each, worked out as Word does. Pure but for its counters.

A paragraph names a list (`w:num`) itself or through its style; the list takes its levels from a definition
(`w:abstractNum`), which several lists may share and then count on together. A list may override a level or its first
number. Source: ISO/IEC 29500-1, 17.9; where it leaves room, what Word does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field

from site_gen.importing.html.tree import Node
from site_gen.importing.word.numerals import IN_WORDS, numeral
from site_gen.importing.word.signs import is_symbol_font
from site_gen.importing.word.styles import NumberReference, Styles, is_on, number_reference, style_of, switch, value

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_FOLLOWED = {"nothing": "", "space": " ", "tab": " "}


class Level(Struct, frozen=True):
    """How one level of a list counts."""

    start: int = 0
    form: str = "decimal"
    text: str = ""
    """Such as `%1.%2`."""
    restarts_after: int | None = None
    """The level (from 1) whose items make it start again; 0: none does; None: every level above."""
    style: str = ""
    """The paragraph style that counts on this level."""
    is_legal: bool = False
    """Whether all numbers are shown as 1, 2, 3."""
    gap: str = " "
    indent: int | None = None
    """Twentieths of a point."""
    is_hidden: bool = False
    """Whether it counts and shows nothing."""
    is_capital: bool = False
    """Whether its letters are shown as capitals."""

    @property
    def is_bullet(self) -> bool:
        """Whether it shows a sign and no number."""
        return self.form == "bullet"


class Label(Struct, frozen=True):
    """What stands before a paragraph."""

    text: str
    """Empty for a bullet."""
    gap: str
    level: int
    family: str
    """What counts it: two paragraphs of one family are in one list."""
    number: int
    indent: int | None
    is_bullet: bool
    unknown: str = ""
    """The form of number that is not known here, or not in the document's language."""
    is_by_table: bool = False
    """Whether the style of the table counts it, and no style of its own."""


class _Counters(Struct):
    """Where each level of one family stands."""

    numbers: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """The lists of one document, and how far each has counted."""

    def __init__(self, root: Node | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions = {node.attributes.get("abstractNumId", ""): node for node in _all(root, "abstractnum")}
        self._lists = {node.attributes.get("numId", ""): node for node in _all(root, "num")}
        self._levels: dict[str, tuple[str, Mapping[int, Level], Mapping[int, int]]] = {}
        self._counters: dict[str, _Counters] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: Node) -> Label | None:
        """Count a paragraph and return its label; None where it has no number."""
        found = self._list_of(properties)
        is_by_table = found is None
        found = found or self._list_of_table()
        if found is None or found[0] not in self._lists:
            return None
        list_id, depth = found
        family, levels, starts = self._list(list_id)
        level = levels.get(depth)
        if level is None:
            return None
        counters = self._counters.setdefault(family, _Counters()).numbers
        self._count(list_id, depth, counters, levels, starts)
        text, unknown = _text(level, depth, levels, counters, is_english=self._styles.is_english)
        number = counters[depth]
        assert number is not None  # noqa: S101  counted above
        return Label(text, level.gap, depth, family, number, level.indent, level.is_bullet, unknown, is_by_table)

    def _list_of(self, properties: Node) -> tuple[str, int] | None:
        """Return the list and level of a paragraph, its own or its style's; the list 0 is none."""
        direct = number_reference(properties) or NumberReference(None, None)
        styles = [
            (style.style_id, number_reference(style.paragraph) or NumberReference(None, None))
            for style in self._styles.chain(style_of(properties))
        ]
        list_id = next((each.list_id for each in (direct, *(said for _, said in styles)) if each.list_id), None)
        if list_id is None or list_id not in self._lists:
            return None if list_id is None else ("0", 0)
        depth = direct.level
        linked = {} if direct.list_id else self._linked_levels(list_id)
        for style_id, said in styles if depth is None else ():  # the nearest style that says a level, or is of one
            depth = linked.get(style_id, said.level)
            if depth is not None:
                break
        return list_id, min(depth or 0, _LEVELS - 1)

    def _list_of_table(self) -> tuple[str, int] | None:
        """Return the list and level that the table's style gives the cell in hand."""
        said = filter(None, (number_reference(each.paragraph) for each in self._styles.of_cell))
        return next(((each.list_id, min(each.level or 0, _LEVELS - 1)) for each in said if each.list_id), None)

    def _linked_levels(self, list_id: str) -> Mapping[str, int]:
        """Return by style the level of a list on which it counts, the first that names it."""
        levels = self._list(list_id)[1]
        return {levels[place].style: place for place in sorted(levels, reverse=True) if levels[place].style}

    def _list(self, list_id: str) -> tuple[str, Mapping[int, Level], Mapping[int, int]]:
        """Return a list's family, its levels, and the numbers at which it starts again."""
        found = self._levels.get(list_id)
        if found is None:
            found = self._levels[list_id] = self._read(self._lists[list_id])
        return found

    def _read(self, node: Node) -> tuple[str, Mapping[int, Level], Mapping[int, int]]:
        family, definition = self._definition(value(node, "abstractnumid") or "")
        nodes = {_place(each): each for each in _all(definition, "lvl")}
        levels = {place: _level(each) for place, each in nodes.items()}
        starts: dict[int, int] = {}
        for each in _all(node, "lvloverride"):
            place = _place(each)
            own = each.child("lvl")
            if own is not None:
                levels[place] = _level(_complete(own, nodes.get(place)))
            start = value(each, "startoverride")
            if start is not None:
                starts[place] = _whole(start)
        return family, levels, starts

    def _definition(self, name: str) -> tuple[str, Node | None]:
        """Follow a definition that only names a style whose list holds the levels."""
        seen = set()
        node = self._definitions.get(name)
        while node is not None and name not in seen:
            seen.add(name)
            link = value(node, "numstylelink")
            styles = self._styles.chain(link, "numbering") if link else iter(())
            reference = next((found for style in styles if (found := number_reference(style.paragraph))), None)
            linked = self._lists.get(reference.list_id or "") if reference else None
            if linked is None:
                break
            name = value(linked, "abstractnumid") or ""
            node = self._definitions.get(name, node)
        return name, node

    def _count(
        self,
        list_id: str,
        depth: int,
        counters: list[int | None],
        levels: Mapping[int, Level],
        starts: Mapping[int, int],
    ) -> None:
        if depth in starts and (list_id, depth) not in self._begun:
            self._begun.add((list_id, depth))
            counters[depth] = None
        for place in range(depth):  # a level that was skipped counts as begun
            if counters[place] is None:
                counters[place] = levels.get(place, Level()).start
        before = counters[depth]
        counters[depth] = starts.get(depth, levels[depth].start) if before is None else before + 1
        for place in range(depth + 1, _LEVELS):
            after = levels.get(place, Level()).restarts_after
            if after is None or (after and depth < after):
                counters[place] = None


def _text(
    level: Level, depth: int, levels: Mapping[int, Level], counters: list[int | None], *, is_english: bool
) -> tuple[str, str]:
    """Return a label's text, and the name of a form that is not known."""
    if level.is_bullet or level.is_hidden:
        return "", ""
    unknown = ""

    def number(found: re.Match[str]) -> str:
        nonlocal unknown
        place = int(found[1]) - 1
        if place > depth:
            return ""
        form = levels.get(place, Level()).form
        if form == "bullet":
            return ""
        form = "decimal" if level.is_legal and form != "none" else form
        counted = counters[place] or 0
        text = numeral(counted, form)
        is_sure = text is not None and (form not in IN_WORDS or is_english)
        unknown = unknown if is_sure else form
        return str(counted) if text is None else text

    text = _PLACE.sub(number, level.text)
    return text.upper() if level.is_capital else text, unknown


def _all(node: Node | None, tag: str) -> list[Node]:
    return [each for each in node.elements() if each.tag == tag] if node else []


def _place(node: Node) -> int:
    return min(_whole(node.attributes.get("ilvl", "0")), _LEVELS - 1)


_FORMS = frozenset({"numfmt", "alternatecontent"})


def _complete(own: Node, definition: Node | None) -> Node:
    """Let a level of a list's own leave open what its definition says: those of Google's files say half of it."""
    said = {each.tag for each in own.elements()}
    said |= _FORMS if said & _FORMS else frozenset()
    left = [each for each in definition.elements() if each.tag not in said] if definition else []
    return Node("lvl", {}, [*own.elements(), *left])


def _level(node: Node) -> Level:
    restart = value(node, "lvlrestart")
    properties = node.child("ppr") or Node("ppr")
    run = node.child("rpr") or Node("rpr")
    form, text = _form(node), value(node, "lvltext") or ""
    return Level(
        start=_whole(value(node, "start") or "0"),
        form="none" if form == "bullet" and _says_words(text, run) else form,
        text=text,
        restarts_after=None if restart is None else _whole(restart),
        style=value(node, "pstyle") or "",
        is_legal=node.child("islgl") is not None and is_on(value(node, "islgl")),
        gap=_FOLLOWED.get(value(node, "suff") or "tab", " "),
        indent=indent_of(properties),
        is_hidden=bool(switch(run, "vanish")),
        is_capital=bool(switch(run, "caps")),
    )


def _says_words(bullet: str, run: Node) -> bool:
    """Whether a bullet is a word and no sign, as in `Note:`; one letter alone is drawn, as `o` is a ring."""
    fonts = run.child("rfonts")
    is_drawn = fonts is not None and is_symbol_font(fonts.attributes.get("ascii", ""))
    return not is_drawn and sum(sign.isalnum() for sign in bullet) > 1


def _form(node: Node) -> str:
    """Return a level's form of number; where Word of today is offered another, that one."""
    held = node.child("alternatecontent")
    offered = next(held.elements(), None) if held else None
    form = (offered.child("numfmt") if offered else None) or node.child("numfmt")
    said = form.attributes.get("val", "decimal") if form else "decimal"
    if said == "custom" and form:
        said = form.attributes.get("format", said).partition(",")[0].strip()
    return said


def indent_of(properties: Node) -> int | None:
    """Return how far from the margin paragraph properties put their text; None where they do not say."""
    node = properties.child("ind")
    said = (node.attributes.get("left") or node.attributes.get("start")) if node else None
    return int(float(said)) if said and re.fullmatch(r"-?\d{1,6}(?:\.\d+)?", said) else None


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
