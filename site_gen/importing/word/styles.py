"""What a paragraph and its runs inherit: from the document's defaults, from styles and the styles these are based on.

Styles are known by their English name, which Word writes in every language; ids are localised. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from site_gen.importing.html.tree import Node

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_NO = frozenset({"0", "false", "off", "none"})
_NO_GROUND = frozenset({"auto", "ffffff", "white", "none", "clear", "nil"})
_BODY_TEXT = 9
"""The outline level that says: no heading."""
_TOGGLES = frozenset({"b", "i", "vanish"})
"""Properties that one kind of style turns round where another has them already (17.7.3)."""


class NumberReference(Struct, frozen=True):
    """Which list counts a paragraph, and on which level."""

    list_id: str | None
    """None where a style further up says it."""
    level: int | None


class Format(Struct, frozen=True):
    """What is said of paragraphs and of runs."""

    paragraph: Node
    run: Node


class Style(Struct, frozen=True):
    """One style as it stands in the file."""

    style_id: str
    name: str
    """In English for the styles that Word brings along; in lower case."""
    kind: str
    based_on: str
    paragraph: Node
    run: Node
    table: Node
    parts: Mapping[str, Format]
    """Of a table's style, by part of the table, such as `firstRow`."""


class Styles:
    """All styles of one document."""

    def __init__(self, root: Node | None) -> None:
        self._styles: dict[str, Style] = {}
        self._first: dict[str, str] = {}
        self.of_cell: Sequence[Format] = ()
        """What the style of the table that is being read says of the cell in hand, the strongest first."""
        defaults = root.child("docdefaults") if root else None
        self._defaults = _inside(_inside(defaults, "rprdefault"), "rpr")
        language = self._defaults.child("lang")
        self.is_english = (language.attributes.get("val", "en") if language else "en").lower().startswith("en")
        for node in root.elements() if root else ():
            if node.tag == "style":
                style = _style(node)
                self._styles[style.style_id] = style
                if is_on(node.attributes.get("default")) and "default" in node.attributes:
                    self._first.setdefault(style.kind, style.style_id)

    def chain(self, style_id: str, kind: str = "paragraph") -> Iterator[Style]:
        """Yield a style and those it is based on; the default one where none is named."""
        seen = set()
        found = self._styles.get(style_id) or self._styles.get(self._first.get(kind, ""))
        while found and found.style_id not in seen:
            yield found
            seen.add(found.style_id)
            found = self._styles.get(found.based_on)

    def names(self, style_id: str, kind: str = "paragraph") -> list[str]:
        """Return a style's name and the names of those it is based on."""
        return [style.name for style in self.chain(style_id, kind)]

    def heading_level(self, properties: Node) -> int | None:
        """Return 1 to 9 for a heading; None for other paragraphs."""
        direct = value(properties, "outlinelvl")
        if direct is not None:
            return _level(direct)
        for style in self.chain(style_of(properties)):
            found = _HEADING.fullmatch(style.name)
            outline = value(style.paragraph, "outlinelvl")
            if outline is not None or found:
                return _level(outline) if outline is not None else int(found[1]) if found else None
        return None

    def has(self, name: str, paragraph: Node, run: Node) -> bool:
        """Whether a run has a property such as `b` or `vanish`."""
        direct = switch(run, name)
        if direct is not None:
            return direct
        in_paragraph = self._inherits(name, style_of(paragraph), "paragraph")
        named = value(run, "rstyle")
        in_run = self._inherits(name, named, "character") if named else False
        in_table = _first_said(name, (each.run for each in self.of_cell))
        said = (in_table, in_paragraph, in_run)
        by_style = sum(said) % 2 == 1 if name in _TOGGLES else any(said)
        return by_style or bool(switch(self._defaults, name))

    def marks(self, name: str, run: Node) -> bool:
        """Whether a run itself, or its character style, has a property: what its author marked."""
        direct = switch(run, name)
        named = value(run, "rstyle")
        return direct if direct is not None else bool(named) and self._inherits(name, named or "", "character")

    def setting(self, tag: str, paragraph: Node, run: Node) -> Node | None:
        """Return what says how a run looks, such as its `color`: its own, else the nearest style's."""
        named = value(run, "rstyle")
        in_run = self.chain(named, "character") if named else iter(())
        styles = (*(each.run for each in in_run), *(each.run for each in self.chain(style_of(paragraph))))
        return next((found for each in (run, *styles, self._defaults) if (found := each.child(tag))), None)

    def is_shaded(self, paragraph: Node, run: Node) -> bool:
        """Whether words have a background that is not the page's."""
        own = (run.child("shd"), run.child("highlight"), paragraph.child("shd"))
        styles = (each.paragraph.child("shd") or each.run.child("shd") for each in self.chain(style_of(paragraph)))
        return any(has_ground(each) for each in (*own, *styles))

    def _inherits(self, name: str, style_id: str, kind: str) -> bool:
        return _first_said(name, (style.run for style in self.chain(style_id, kind)))


def has_ground(shading: Node | None) -> bool:
    """Whether a shading or a highlight is a colour other than the page's."""
    if shading is None:
        return False
    return (shading.attributes.get("fill") or shading.attributes.get("val", "auto")).lower() not in _NO_GROUND


def number_reference(properties: Node) -> NumberReference | None:
    """Return what paragraph properties say themselves about their list."""
    node = properties.child("numpr")
    if node is None:
        return None
    level = value(node, "ilvl")
    return NumberReference(value(node, "numid"), int(level) if level and level.isdecimal() else None)


def style_of(properties: Node) -> str:
    """Return the id of a paragraph's style; empty for the default one."""
    return value(properties, "pstyle") or ""


def value(node: Node, tag: str) -> str | None:
    """Return what the child of a name says; None without one."""
    found = node.child(tag)
    return None if found is None else found.attributes.get("val", "")


def is_on(said: str | None) -> bool:
    """Read a switch: one that says nothing is on."""
    return (said or "1").lower() not in _NO


def switch(properties: Node, name: str) -> bool | None:
    """Read a switch that a run's properties set themselves; None where they do not."""
    said = value(properties, name)
    return None if said is None else is_on(said)


def _first_said(name: str, runs: Iterable[Node]) -> bool:
    """Read a switch where it is set first."""
    said = (switch(each, name) for each in runs)
    return next((each for each in said if each is not None), False)


def _level(outline: str) -> int | None:
    return int(outline) + 1 if outline.isdecimal() and int(outline) < _BODY_TEXT else None


def _style(node: Node) -> Style:
    return Style(
        style_id=node.attributes.get("styleId", ""),
        name=(value(node, "name") or "").lower(),
        kind=node.attributes.get("type", "paragraph"),
        based_on=value(node, "basedon") or "",
        paragraph=_inside(node, "ppr"),
        run=_inside(node, "rpr"),
        table=_inside(node, "tblpr"),
        parts={
            each.attributes.get("type", ""): Format(_inside(each, "ppr"), _inside(each, "rpr"))
            for each in node.elements()
            if each.tag == "tblstylepr"
        },
    )


def _inside(node: Node | None, tag: str) -> Node:
    return (node.child(tag) if node else None) or Node(tag)
