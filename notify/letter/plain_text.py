"""The text part: a note's HTML as words with the address of every link shown, and lines that phones may fill again.

Lines are broken once, and a break that is not the writer's ends in a blank (RFC 3676, format=flowed): a program that
knows this fills the lines of its own screen, any other shows them as they are.
"""

from __future__ import annotations

import re
import textwrap
from html.parser import HTMLParser

WIDTH = 74
BLOCKS = frozenset("p div ul ol dl table blockquote pre h3 h4 h5 h6 caption tr li dt dd hr".split())  # noqa: SIM905
ITEM = r" *(?:-|\d+\.) "
RULE = re.compile(r"[ \t]*(?:=+|-+)")


def flow(paragraph: str) -> str:
    """Break one paragraph; an address is never cut."""
    lines = textwrap.wrap(" ".join(paragraph.split()), WIDTH, break_long_words=False, break_on_hyphens=False)
    return " \n".join(lines)


def ruled(heading: str, sign: str = "-") -> str:
    """Break a heading, and underline it as far as its longest line reaches."""
    lines = flow(heading)
    longest = max(len(line.rstrip()) for line in lines.splitlines())
    return f"{lines}\n{sign * min(longest, WIDTH)}"


def reflow(text: str) -> str:
    """Mark the breaks of a text that was filled before; its only real ones are at blank lines and at rules."""
    lines = [line.rstrip() for line in text.splitlines()]
    out = []
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        is_soft = line and following and not RULE.fullmatch(line) and not RULE.fullmatch(following)
        out.append(f"{line} " if is_soft else line)
    return "\n".join(out)


def stuff(text: str) -> str:
    """Keep what begins with a blank, a quote sign or From as it is on its way (RFC 3676, 4.4)."""
    return re.sub(r"(?m)^(?=[ >]|From )", " ", text)


def tidy(text: str) -> str:
    """Drop trailing blanks that mark nothing, and more than one empty line in a row."""
    lines = text.split("\n")
    kept = [
        line.rstrip() + (" " if line.endswith(" ") and line.strip() and following.strip() else "")
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + "\n"


def words_of(html: str) -> str:
    """Turn a clean fragment into flowed text; `label (address)` where a link does not show its address."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return re.sub(rf"(?m)^({ITEM}.*(?:\n.+)*)\n\n(?={ITEM})", r"\1\n", "\n\n".join(reader.finish()))


def links_of(html: str) -> list[str]:
    """List a fragment's links as `label: address`, each once, leaving out those that show their address."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return list(dict.fromkeys(reader.links))


class _Words(HTMLParser):
    """Collects paragraphs; lists and tables keep their marks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self._paragraphs: list[str] = []
        self._now = ""
        self._lists: list[int | None] = []
        self._open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._end_paragraph()
        if tag in {"ul", "ol"}:
            self._lists.append(_start(attrs) if tag == "ol" else None)
        elif tag == "li":
            self._now = self._bullet()
        elif tag in {"td", "th"} and self._now.strip():
            self._now += " | "
        elif tag == "br":
            self._end_paragraph()
        elif tag == "a":
            self._open.append((dict(attrs).get("href") or "", len(self._now)))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag == "a" and self._open:
            self._show(*self._open.pop())
        elif tag in BLOCKS:
            self._end_paragraph()

    def handle_data(self, data: str) -> None:
        self._now += re.sub(r"\s+", " ", data)

    def finish(self) -> list[str]:
        """Give the paragraphs."""
        self._end_paragraph()
        return self._paragraphs

    def _show(self, href: str, start: int) -> None:
        label, address = self._now[start:].strip(), href.removeprefix("mailto:").removeprefix("tel:")
        if not address or _strip_address(address) == _strip_address(label):
            return
        self.links.append(f"{label}: {address}" if label else address)
        self._now = f"{self._now.rstrip()} ({address})" if label else f"{self._now}{address}"

    def _bullet(self) -> str:
        margin = "  " * max(len(self._lists) - 1, 0)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{margin}- "
        self._lists[-1] = number + 1
        return f"{margin}{number}. "

    def _end_paragraph(self) -> None:
        margin = self._now[: len(self._now) - len(self._now.lstrip(" "))] if self._lists else ""
        if self._now.strip() and not re.fullmatch(r"\s*(?:-|\d+\.)\s*", self._now):
            self._paragraphs.append(margin + flow(self._now))
            self._now = ""
        elif not self._lists:
            self._now = ""
        self._open = [(href, 0) for href, _ in self._open]


def _strip_address(address: str) -> str:
    return re.sub(r"^https?://", "", address.strip().lower()).rstrip("/")


def _start(attrs: list[tuple[str, str | None]]) -> int:
    value = dict(attrs).get("start") or "1"
    return int(value) if re.fullmatch(r"\d{1,6}", value) else 1
