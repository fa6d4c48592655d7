"""The one file that knows markdownify: shaped elements to Markdown that reads back as the same words.

markdownify does the marks, headings, quotations and definitions. Where CommonMark is stricter than it is (what begins a
block, what counts a list, what a cell may hold), our own few lines stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import repeat
from typing import TYPE_CHECKING

from markdownify import ATX, BACKSLASH, MarkdownConverter

from site_gen.importing.html.tree import Node
from site_gen.text.addresses import web_end

if TYPE_CHECKING:
    from bs4.element import NavigableString, PageElement, Tag

_SIGNS = re.compile(r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|~|\{(?=:)|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\](?=[(\[:])|\[(?=\^)")
_START = re.compile(
    r"^(?:(?P<sign>\#{1,6}(?=\s|$)|>|[-+](?=\s|$)|[:~](?=\s)|[-=_](?=[-=_\s]*$)|\[(?=[ xX]\](?:\s|$))"
    r"|\[(?=!(?:note|tip|important|warning|caution)\]))|(?P<count>\d{1,9})(?=[.)](?:\s|$)))",
    re.MULTILINE | re.IGNORECASE,
)
_ATTRIBUTES = re.compile(r"(\{(?::[^{}]*|#[^\s{}]+))\}(?=\s*$)")
_PIPE = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_ADDRESS = re.compile(
    r"(?<![^\W_])(?P<sign>https?|www)(?P<rest>(?<=p)://|(?<=s)://|(?<=w)\.)(?P<host>[^\s<]+)", re.IGNORECASE
)
_LINES = re.compile(r"\n{3,}")


def markdown_of(root: Node) -> str:
    """Write shaped elements, one paragraph a line."""
    text: str = _converter().convert(_html(root))
    return _LINES.sub("\n\n", text).strip("\n") + "\n"


def _html(node: Node, sign: str = "") -> str:
    """Write an element; `sign` is what a list counts with, and what an item is counted with."""
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    attributes += f' bullet="{sign}"' if node.tag == "li" else ""
    signs = _bullets(node, sign) if node.tag in {"ol", "ul"} else _signs_of_lists(node)
    inner = "".join(
        escape(child) if isinstance(child, str) else _html(child, own)
        for child, own in zip(node.children, signs, strict=True)
    )
    gap = "\n" if node.tag == "pre" else ""  # a parser drops the first one
    return f"<{node.tag}{attributes}>{gap}{inner}</{node.tag}>" if node.tag not in {"br", "hr"} else f"<{node.tag}>"


def _signs_of_lists(node: Node) -> Iterator[str]:
    """Yield what each child counts with: after a list of its kind the other sign, or Markdown would join the two."""
    before, is_other = "", False
    for child in node.children:
        if isinstance(child, Node):
            is_other = child.tag == before and not is_other
            before = child.tag
        yield ")" if is_other else "."


def _bullets(items: Node, sign: str) -> Iterator[str]:
    if items.tag == "ul":
        yield from repeat("* " if sign == ")" else "- ", len(items.children))
    else:
        start = int(items.attributes["start"])
        yield from (f"{start + place}{sign} " for place in range(len(items.children)))


def _ends_with_address(before: PageElement | None) -> bool:
    """Whether a backslash would become a part of an address."""
    text = before.get_text() if before else ""
    return any(found.end() == len(text) for found in _ADDRESS.finditer(text))


def _escape(text: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", text)


def _escape_around_addresses(text: str) -> str:
    """Escape what is no bare address: in one, and right after it, a backslash would be a character of its own."""
    parts: list[str] = []
    place = 0
    for found in _ADDRESS.finditer(text):
        if found.start() >= place and web_end(text, found.start(), found.start("host")) > found.start():
            parts.append(_escape(text[place : found.start()]))
            parts.append(_cut_link(found) if text[found.end() : found.end() + 1] == "<" else found[0])
            place = found.end()
    return "".join([*parts, _escape(text[place:])])


def _cut_link(found: re.Match[str]) -> str:
    """Keep an address from becoming a link, which would go on with what follows."""
    return f"{found['sign']}\\{found['rest']}{_escape(found['host'])}"


def _guard_beginning(text: str) -> str:
    """Keep words that look like the beginning of a block from being one."""
    return _guard_end(_START.sub(lambda found: f"\\{found[0]}" if found["sign"] else f"{found[0]}\\", text))


def _guard_end(text: str) -> str:
    """Keep words that look like a block's attributes from being them."""
    return _ATTRIBUTES.sub(r"\1&#125;", text)


class _Strict:
    """Each method is called by markdownify with an element, its converted content and the names around it."""

    def escape(self, text: str, parents: set[str]) -> str:
        return _escape(text) if "a" in parents else _escape_around_addresses(text)

    def process_text(self, el: NavigableString, parent_tags: set[str]) -> str:
        text: str = super().process_text(el, parent_tags=parent_tags)  # type: ignore[misc]  # not in its types
        following = getattr(el.next_sibling, "name", None)
        if following not in {None, "br"} and _ends_with_address(el):
            text = _ADDRESS.sub(_cut_link, text)
        return f"{text[:-1]}\\!" if text.endswith("!") and following == "a" else text

    def convert_p(self, _el: Tag, text: str, **_: object) -> str:
        return f"\n\n{_guard_beginning(text.strip())}\n\n"

    def convert_line(self, _el: Tag, text: str, **_: object) -> str:
        return _guard_beginning(text.strip())

    def convert_dt(self, _el: Tag, text: str, **_: object) -> str:
        return f"\n\n{_guard_beginning(text.strip())}\n"

    def convert_hN(self, n: int, el: Tag, text: str, _parents: set[str]) -> str:  # noqa: N802  theirs
        anchor = f" {{#{el['id']}}}" if el.get("id") else ""
        closing = re.sub(r"(#+)$", r"\\\1", _guard_end(text.strip()))
        return f"\n\n{'#' * n} {closing}{anchor}\n\n"

    def convert_br(self, el: Tag, _text: str, parent_tags: set[str]) -> str:
        if {"td", "th", "dt"} & parent_tags:
            return "<br>"
        return "<br>\n" if _ends_with_address(el.previous_sibling) else "\\\n"

    def convert_a(self, el: Tag, text: str, **_: object) -> str:
        return _link(str(el["href"]), text)

    def convert_anchor(self, el: Tag, _text: str, **_: object) -> str:
        return f'<a id="{el["id"]}"></a>'

    def convert_ol(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        interrupts = "li" in parent_tags and el["start"] == "1"
        return f"\n{text.strip()}" if interrupts else f"\n\n{text.strip()}\n\n"

    def convert_ul(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n{text.strip()}" if "li" in parent_tags else f"\n\n{text.strip()}\n\n"

    def convert_li(self, el: Tag, text: str, **_: object) -> str:
        bullet = str(el["bullet"])
        indent = " " * len(bullet)
        lines = text.strip().split("\n")
        return bullet + "\n".join([lines[0], *(indent + line if line else "" for line in lines[1:])]) + "\n"

    def convert_td(self, _el: Tag, text: str, **_: object) -> str:
        return f" {_PIPE.sub(_ESCAPED_PIPE, _guard_end(text.strip()))} |"

    convert_th = convert_td


@cache
def _converter() -> MarkdownConverter:
    strict: type[MarkdownConverter] = type("_Converter", (_Strict, MarkdownConverter), {})
    return strict(heading_style=ATX, newline_style=BACKSLASH, sup_symbol="<sup>", sub_symbol="<sub>")


_ESCAPED_PIPE = r"\1\\|"
_BRACKET = re.compile(r"(?<!\\)((?:\\\\)*)([\[\]])")
_ESCAPED_BRACKET = r"\1\\\2"


def _link(href: str, text: str) -> str:
    """Write a link whose target may hold what Markdown would end it at."""
    if not text.strip():
        return text
    plain = re.sub(r"[\s<>]", lambda found: f"%{ord(found[0]):02X}", href.replace("\\", "%5C"))
    target = f"<{plain}>" if re.search(r"[()]", plain) else plain
    return f"[{text if '`' in text else _BRACKET.sub(_ESCAPED_BRACKET, text)}]({target})"
