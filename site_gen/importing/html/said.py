"""Every word that a web page shows, read straight from its text by another parser than the one that converts it."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from site_gen.importing.html.tree import INLINE, page_text
from site_gen.importing.losses import Said

_NO_TEXT = frozenset({"script", "style", "title", "template"})


def words_on_page(data: bytes, path: str) -> list[Said]:
    """Return each word with its line."""
    reader = _Reader()
    reader.feed(page_text(data, path))
    reader.close()
    reader.end_word()
    return reader.words


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[Said] = []
        self._word = ""
        self._line = 1
        self._unread = ""
        """The element whose text is none, while in it."""

    def handle_starttag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        self._border(tag)
        if tag == "template" and "shadowrootmode" in dict(attributes):
            return
        if tag in _NO_TEXT and not self._unread:
            self._unread = tag

    def handle_startendtag(self, tag: str, _attributes: object) -> None:
        self._border(tag)

    def handle_endtag(self, tag: str) -> None:
        self._border(tag)
        if tag == self._unread:
            self._unread = ""

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        for number, line in enumerate(data.split("\n")):
            if number:
                self.end_word()
            self._line = self.getpos()[0] + number
            self._take(line)

    def _take(self, line: str) -> None:
        parts = line.split()
        if not parts or line[0].isspace():
            self.end_word()
        for place, part in enumerate(parts, 1):
            self._word += part
            if place < len(parts) or line[-1].isspace():
                self.end_word()

    def end_word(self) -> None:
        """Take down the word in hand."""
        if self._word:
            self.words.append(Said(self._word, f"line {self._line}"))
        self._word = ""

    def _border(self, tag: str) -> None:
        if tag not in INLINE:
            self.end_word()
