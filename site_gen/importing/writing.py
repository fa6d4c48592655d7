"""The one file that knows markdownify: shaped elements to Markdown that reads back as the same words.

markdownify does the marks, headings, quotations and definitions. Where CommonMark is stricter than it is (what begins a
block, what counts a list, what a cell may hold), our own few lines stand.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from site_gen.importing.markup import Node

if TYPE_CHECKING:
    from bs4 import NavigableString, Tag
    from markdownify import MarkdownConverter

_SIGNS = re.compile(r"[\\`*]|(?<!\w)_|_(?!\w)|~(?=~)|(?<=~)~|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\](?=[(\[:])|\[(?=\^)")
_START = re.compile(
    r"^(?:(?P<sign>\#{1,6}(?=\s|$)|>|[-+](?=\s|$)|[:~](?=\s)|[-=_](?=[-=_\s]*$))|(?P<count>\d{1,9})(?=[.)](?:\s|$)))",
    re.MULTILINE,
)
_PIPE = re.compile(r"(?<!\\)\|")
_LINES = re.compile(r"\n{3,}")


def markdown_of(root: Node) -> str:
    """Write shaped elements, one paragraph a line."""
    text: str = _converter().convert(_html(root))
    return _LINES.sub("\n\n", text).strip("\n") + "\n"


def _html(node: Node) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    inner = "".join(escape(child) if isinstance(child, str) else _html(child) for child in node.children)
    gap = "\n" if node.tag == "pre" else ""  # a parser drops the first one
    return f"<{node.tag}{attributes}>{gap}{inner}</{node.tag}>" if node.tag not in {"br", "hr"} else f"<{node.tag}>"


def _begun(text: str) -> str:
    """Keep words that look like the beginning of a block from being one."""
    return _START.sub(lambda found: f"\\{found[0]}" if found["sign"] else f"{found[0]}\\", text)


@cache
def _converter() -> MarkdownConverter:
    from markdownify import ATX, BACKSLASH, MarkdownConverter  # noqa: PLC0415  slow, and only an import needs it

    class Converter(MarkdownConverter):  # type: ignore[misc]  # ships no types
        """Each method is called by markdownify with an element, its converted content and the names around it."""

        def escape(self, text: str, _parents: set[str]) -> str:
            return _SIGNS.sub(r"\\\g<0>", text)

        def process_text(self, el: NavigableString, parent_tags: set[str]) -> str:
            text: str = super().process_text(el, parent_tags=parent_tags)
            before_link = getattr(el.next_sibling, "name", None) == "a"
            return f"{text[:-1]}\\!" if text.endswith("!") and before_link else text

        def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
            return f"\n\n{_begun(text.strip())}\n\n"

        def convert_line(self, el: Tag, text: str, parent_tags: set[str]) -> str:
            return _begun(text.strip())

        def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
            return f"\n\n{_begun(text.strip())}\n"

        def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802  theirs
            anchor = f" {{#{el['id']}}}" if el.get("id") else ""
            closing = re.sub(r"(#+)$", r"\\\1", text.strip())
            return f"\n\n{'#' * n} {closing}{anchor}\n\n"

        def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
            return "<br>" if {"td", "th"} & parent_tags else "\\\n"

        def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
            return _link(str(el["href"]), text)

        def convert_ol(self, el: Tag, text: str, parent_tags: set[str]) -> str:
            interrupts = "li" in parent_tags and el["start"] == "1"
            return f"\n{text.strip()}" if interrupts else f"\n\n{text.strip()}\n\n"

        def convert_ul(self, el: Tag, text: str, parent_tags: set[str]) -> str:
            return f"\n{text.strip()}" if "li" in parent_tags else f"\n\n{text.strip()}\n\n"

        def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
            bullet = _bullet(el)
            indent = " " * len(bullet)
            lines = text.strip().split("\n")
            return bullet + "\n".join([lines[0], *(indent + line if line else "" for line in lines[1:])]) + "\n"

        def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
            return f" {_PIPE.sub(_ESCAPED_PIPE, ' '.join(text.split(' ')).strip())} |"

        convert_th = convert_td

    return Converter(heading_style=ATX, newline_style=BACKSLASH, bullets="-")


_ESCAPED_PIPE = r"\\|"


def _link(href: str, text: str) -> str:
    """Write a link whose target may hold what Markdown would end it at."""
    if not text.strip():
        return text
    plain = re.sub(r"[\s<>]", lambda found: f"%{ord(found[0]):02X}", href.replace("\\", "%5C"))
    target = f"<{plain}>" if re.search(r"[()]", plain) else plain
    return f"[{text}]({target})"


def _bullet(item: Any) -> str:  # noqa: ANN401  ships no types
    """Count an item; a list right after one of its kind gets the other sign, or Markdown would join the two."""
    kind = item.parent.name
    other, before = False, item.parent.find_previous_sibling()
    while before is not None and before.name == kind:
        other, before = not other, before.find_previous_sibling()
    if kind == "ul":
        return "* " if other else "- "
    number = int(item.parent["start"]) + len(item.find_previous_siblings("li"))
    return f"{number}) " if other else f"{number}. "
