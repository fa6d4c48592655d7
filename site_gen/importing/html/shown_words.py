"""Every word that a web page shows, read straight from its text by another parser than the one that converts it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser

from msgspec import Struct, field

from site_gen.errors import PolicyError
from site_gen.importing.html.encodings import decode_page
from site_gen.importing.html.tree import BLOCKS
from site_gen.importing.losses import Said

_RAW = ("script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "plaintext")
"""Elements in which a tag is text."""
_NO_TEXT = frozenset({"script", "style", "title", "template", "iframe", "noembed", "noframes"})
_IN_SCRIPT = re.compile(r"<!--|-->|</?script(?=[\s/>])", re.IGNORECASE)
_END_OF_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
_UNCLOSED = re.compile(r"<(?:!--|/?[A-Za-z])")
_FOREIGN = frozenset({"svg", "math"})
_CELLS = frozenset({"td", "th", "caption"})
_BETWEEN_CELLS = frozenset({"tr", "thead", "tbody", "tfoot", "colgroup", "col"})


def words_on_page(data: bytes, path: str) -> list[Said]:
    """Return each word with its line; raise PolicyError where the page's end is cut off."""
    return _read(decode_page(data, path), path)


def _read(text: str, path: str) -> list[Said]:
    reader = _Reader()
    reader.feed(text)
    unclosed = _UNCLOSED.match(reader.rawdata) if reader.cdata_elem is None else None
    where = f"in {'a comment' if unclosed[0] == '<!--' else 'a tag'}" if unclosed else ""
    line = reader.getpos()[0]
    reader.close()
    if reader.cdata_elem == "plaintext":  # which nothing can close
        reader.handle_data(reader.rawdata)
    reader.end_word()
    reader.end_tables()
    held = next(iter(reader.unread), reader.cdata_elem)
    where = f"in <{held}>" if held and held != "plaintext" else where
    if where:
        problem = f"ends {where} that nothing closes, so its text may be cut"
        raise PolicyError(path, f"{problem}; save it again from a browser", line=line)
    inner = (_read(each, path) for each in reader.embedded)
    return [*reader.words, *(word for words in inner for word in words)]


def _is_escaped_twice(script: str) -> bool:
    """Whether a script tag is open within a comment of a script: its end is not that of the outer one."""
    depth = 0
    for found in _IN_SCRIPT.finditer(script):
        sign = found[0].lower()
        if sign == "-->":
            depth = 0
        elif sign == "<!--":
            depth = max(depth, 1)
        elif depth:
            depth = 1 if sign.startswith("</") else 2
    return depth == 2


class _Table(Struct):
    """A table that is being read."""

    start: int
    """How many words stand before it."""
    is_in_cell: bool = False
    foot: int | None = None
    """How many words stand before its foot, while in it."""
    last: list[Said] = field(default_factory=list)
    """The words of its foot, which browsers show below its other rows, wherever it stands."""


class _Reader(HTMLParser):
    CDATA_CONTENT_ELEMENTS = _RAW  # type: ignore[misc]  # newer versions of Python know most of them already

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[Said] = []
        self.embedded: list[str] = []
        """The pages that stand in an attribute."""
        self.unread: list[str] = []
        """The elements whose text is none, while in them."""
        self._word = ""
        self._line = 1
        self._foreign = 0
        self._tables: list[_Table] = []
        self._script = ""
        self._goes_on = False
        """Whether the end of a script that was met is one only within its text."""
        self._is_parted = False
        """Whether an element of somebody's own stands between the word in hand and what follows."""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self._border(tag)
        self._enter_table(tag)
        said = dict(attrs)
        self._foreign += tag in _FOREIGN
        if tag == "iframe" and not self.unread:
            self.embedded += filter(None, [said.get("srcdoc")])
        if tag in _NO_TEXT and "shadowrootmode" not in said and (not self.unread or self.unread[-1] == tag):
            self.unread.append(tag)

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if self._foreign:
            self._border(tag)
            return
        self.handle_starttag(tag, attrs)  # outside of drawings the stroke says nothing
        if tag in _RAW:
            self.set_cdata_mode(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and _is_escaped_twice(self._script):
            self._script += "</script>"
            self._goes_on = True
            return
        self._border(tag)
        if tag == "table" and self._tables:
            self._end_foot()
            self.words += self._tables.pop().last
        elif tag == "tfoot" and self._tables:
            self._end_foot()
            self._tables[-1].is_in_cell = False
        elif tag in _CELLS | _BETWEEN_CELLS and self._tables:
            self._tables[-1].is_in_cell = False
        self._foreign -= tag in _FOREIGN and self._foreign > 0
        if self.unread and tag == self.unread[-1]:
            self.unread.pop()

    def clear_cdata_mode(self) -> None:
        if self._goes_on:
            self._goes_on = False
            return
        self._script = ""
        super().clear_cdata_mode()

    def parse_comment(self, i: int, report: bool = True) -> int:
        """Return where a comment ends, as browsers see it; older versions of Python end one at `-- >` too."""
        del report
        found = _END_OF_COMMENT.match(self.rawdata, i)
        return found.end() if found else -1

    def handle_data(self, data: str) -> None:
        if self.unread:
            self._script += data if self.unread[-1] == "script" else ""
            return
        text = unescape(data) if self.cdata_elem == "textarea" else data
        for number, line in enumerate(text.split("\n")):
            if number:
                self.end_word()
            self._line = self.getpos()[0] + number
            self._take(line)

    def _take(self, line: str) -> None:
        parts = line.split()
        if not parts or line[0].isspace() or self._must_part(line[0]):
            self.end_word()
        self._is_parted = self._is_parted and not line
        for place, part in enumerate(parts, 1):
            self._word += part
            if place < len(parts) or line[-1].isspace():
                self.end_word()

    def _must_part(self, sign: str) -> bool:
        return self._is_parted and sign.isalnum() and self._word[-1:].isalnum()

    def end_word(self) -> None:
        """Take down the word in hand; one between the cells of a table stands before it, as in a browser."""
        if self._word and not self._tables:
            self.words.append(Said(self._word, f"line {self._line}"))
        elif self._word:
            loose = next((table for table in self._tables if not table.is_in_cell), None)
            place = loose.start if loose else len(self.words)
            self.words.insert(place, Said(self._word, f"line {self._line}"))
            for table in self._tables:
                table.start += table.start >= place and loose is not None
        self._word = ""

    def end_tables(self) -> None:
        """Take down the words of the feet of tables that nothing closes."""
        while self._tables:
            self._end_foot()
            self.words += self._tables.pop().last

    def _enter_table(self, tag: str) -> None:
        if tag == "table":
            self._tables.append(_Table(len(self.words)))
        elif self._tables and tag in _CELLS | _BETWEEN_CELLS:
            self._tables[-1].is_in_cell = tag in _CELLS
            if tag in {"thead", "tbody", "tfoot"}:
                self._end_foot()
            if tag == "tfoot":
                self._tables[-1].foot = len(self.words)

    def _end_foot(self) -> None:
        table = self._tables[-1]
        if table.foot is not None:
            table.last += self.words[table.foot :]
            del self.words[table.foot :]
            table.foot = None

    def _border(self, tag: str) -> None:
        if tag in BLOCKS:
            self.end_word()
        self._is_parted = self._is_parted or "-" in tag
