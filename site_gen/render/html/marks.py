"""How the page of a redline writes marks: elements, hidden words for those who do not see them, remarks in sight.

The words are what is heard: in a text browser and a converter too, which know nothing of `ins` and `del`. A screen
reader would announce the element beside them, each mark twice; so the elements have no role of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from typing import NamedTuple

from site_gen.catalogue import Words, message
from site_gen.redline.model import Op
from site_gen.render.html.lead import Lead
from site_gen.render.html.spans import Marks, Tag
from site_gen.render.linear import bullet
from site_gen.text.document import Leaf
from site_gen.text.inline import Link, Style

_BETWEEN = re.compile(r"(?:</?(?:p|li|ul|ol|span|blockquote|strong|em|a)(?: [^<>]*)?>)+")
"""What may stand between two marks that are announced as one."""
_ELEMENT = {Op.DELETE: "del", Op.INSERT: "ins"}
_SAID = {
    (Op.DELETE, False): (message("[deleted:"), message("end of deletion]")),
    (Op.INSERT, False): (message("[inserted:"), message("end of insertion]")),
    (Op.DELETE, True): (message("[moved away:"), message("end of move]")),
    (Op.INSERT, True): (message("[moved here:"), message("end of move]")),
}


class PageMarks:
    """Marks as elements with hidden words for those who do not see them; one page's know what it has said."""

    def __init__(self, words: Words, said: set[str] | None = None, *, away: bool = False) -> None:
        self.words = words
        self.said = set() if said is None else said
        self.away = away
        """Whether what is deleted stands elsewhere now."""

    def move_marks(self) -> PageMarks:
        """Return the marks of what is deleted here and stands elsewhere now."""
        return PageMarks(self.words, self.said, away=True)

    def op(self, op: Op, *, moved: bool) -> Tag:
        """Return `ins` or `del`, with the words that announce it."""
        moved = moved or (self.away and op is Op.DELETE)
        return _announce(self.words, op, moved=moved)

    def format_tag(self, old: Style) -> Tag:
        """Return a span that keeps the older formatting."""
        return Tag(("fmt", old.marks), f'<span class="fmt" data-old-format="{" ".join(old.marks)}">', "</span>")

    def link(self, old: Link | None, new: Link | None, *, kept: bool) -> Tag:
        """Return the link with its new target and, where that changed, the old one beside it."""
        shown = new if kept else new or old
        attributes = f' href="{escape(shown.href)}"' if shown else ""
        if kept and (old is None or new is None or old.href != new.href):
            attributes += f' data-old-href="{escape(old.href) if old else ""}"'
        named = new or old
        title = named.title if named else ""
        attributes += f' title="{escape(title)}"' if title else ""
        return Tag(("a", id(new or old)), f"<a{attributes}>", "</a>")

    def note(self, text: str) -> str:
        """Return a remark in sight."""
        return f'<span class="redline-ui note">[{escape(text)}]</span>'

    def link_note(self, remark: str) -> str:
        """Return a remark on a link's target; in full only once on a page."""
        if remark in self.said:
            return self.note(self.words.say("link changed as above"))
        self.said.add(remark)
        return self.note(remark)

    def block_break(self, op: Op) -> str:
        """Return the end of a paragraph, drawn as a pilcrow."""
        say = self.words.say
        return self._pilcrow(op, say("[new paragraph here]") if op is Op.INSERT else say("[paragraphs joined here]"))

    def _pilcrow(self, op: Op, said: str) -> str:
        name = _ELEMENT[op]
        sign = '<span class="redline-ui pilcrow" aria-hidden="true">¶</span>'
        return f'<{name} class="break" role="none">{sign}{hide(said)}<br></{name}>'


class GroupMarks(PageMarks):
    """Marks of blocks that were split or joined: what is an item of a list in either text reads as one."""

    def __init__(self, page: PageMarks, old: Sequence[Leaf], new: Sequence[Leaf]) -> None:
        super().__init__(page.words, page.said, away=page.away)
        self._left = {Op.DELETE: iter(old[1:]), Op.INSERT: iter(new[1:])}
        self._in_table = {Op.DELETE: old[0].kind == "row", Op.INSERT: new[0].kind == "row"}
        self._first = old[0] if not bullet(new[0]) else None
        self._end = ""

    def wrap(self, write: Callable[[Marks], str]) -> str:
        """Return what is written with these marks, its items closed."""
        return self._item(self._first, Op.DELETE) + write(self) + self._end

    def block_break(self, op: Op) -> str:
        """Return the end of a block and the start of the next."""
        return self._end + self._between(op) + self._item(next(self._left[op], None), op)

    def _between(self, op: Op) -> str:
        if not self._in_table[op]:
            return super().block_break(op)
        say = self.words.say
        return self._pilcrow(op, say("[new cell here]") if op is Op.INSERT else say("[cells joined here]"))

    def _item(self, leaf: Leaf | None, op: Op) -> str:
        marker = bullet(leaf).strip() if leaf else ""
        self._end = "</span>" if marker else ""
        css = "gone" if op is Op.DELETE else "new"
        said = self.words.say("[list item]")
        return f'<span class="as-item {css}" data-marker="{marker}">{hide(f"{said} ")}' if marker else ""


def rule(op: Op, lead: Lead, words: Words) -> str:
    """Return a line across the page that only one text has."""
    said = words.say("[line deleted]") if op is Op.DELETE else words.say("[line inserted]")
    return f'{lead.before(hide(said))}<{_ELEMENT[op]} role="none"><hr></{_ELEMENT[op]}>'


@cache
def _announce(words: Words, op: Op, *, moved: bool) -> Tag:
    name, css = _ELEMENT[op], ' class="moved"' if moved else ""
    before, after = map(words.say, _SAID[op, moved])
    return Tag((op, moved), f'<{name}{css} role="none">{hide(f"{before} ")}', f"{hide(f' {after}')}</{name}>")


def say_once(html: str, words: Words) -> str:
    """Announce a run of blocks that came or went together once, before its first, and its end once, behind its last.

    Headings and the cells of tables keep words of their own: there a listener arrives from elsewhere.
    """
    for mark in _mark_words(words):
        html = mark.between_two.sub(rf"{mark.close}\1{mark.element}", html)
    return html


def say_once_across(parts: Sequence[str], words: Words) -> list[str]:
    """Do as `say_once` does where one part of a page ends and the next begins."""
    found = list(parts)
    for number, part in enumerate(found[1:], 1):
        before = found[number - 1]
        for mark in _mark_words(words):
            end, start = before.rfind(mark.end), part.find(mark.start)
            if end >= 0 <= start and _BETWEEN.fullmatch(before[end + len(mark.end) :] + part[:start]):
                found[number - 1] = f"{before[:end]}{mark.close}{before[end + len(mark.end) :]}"
                found[number] = f"{part[:start]}{mark.element}{part[start + len(mark.start) :]}"
                break
    return found


class _MarkWords(NamedTuple):
    """How a mark begins and ends, with its words and without."""

    start: str
    end: str
    element: str
    close: str
    between_two: re.Pattern[str]


@cache
def _mark_words(words: Words) -> tuple[_MarkWords, ...]:
    marks = [_announce(words, op, moved=moved) for op, moved in _SAID]
    return tuple(_mark(mark.start, mark.end) for mark in marks)


def _mark(start: str, end: str) -> _MarkWords:
    element, close = start.partition(">")[0] + ">", f"</{end.rpartition('</')[2]}"
    between_two = re.compile(f"{re.escape(end)}({_BETWEEN.pattern}){re.escape(start)}")
    return _MarkWords(start, end, element, close, between_two)


def hide(text: str) -> str:
    """Return words for the ear alone."""
    return f'<span class="redline-ui vh">{text}</span>'
