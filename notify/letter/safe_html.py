"""Makes a fragment of the site's HTML safe for a mail: an allow-list, inline styles only, absolute web links only."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

TAGS = frozenset(
    """
    p br ul ol li dl dt dd strong b em i del ins s u sub sup code pre blockquote h3 h4 h5 h6 a span div
    table thead tbody tr th td caption hr bdi small mark q abbr
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
VOID = frozenset({"br", "hr"})
DROPPED_WHOLE = frozenset(
    {"script", "style", "iframe", "object", "template", "svg", "math", "head", "title", "textarea", "select"}
)
RENAMED = {"h1": "h3", "h2": "h3"}
PLAIN_ATTRIBUTES = frozenset({"dir", "lang", "colspan", "rowspan", "scope", "start", "title"})
PROPERTIES = frozenset(
    """
    color background background-color text-decoration text-decoration-line text-decoration-color
    text-decoration-style font-weight font-style font-family font-size line-height text-align
    vertical-align padding padding-left padding-right padding-top padding-bottom margin margin-left
    margin-right margin-top margin-bottom border border-left border-right border-top border-bottom
    border-color border-collapse border-radius list-style white-space word-break overflow-wrap width
    max-width display
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
UNSAFE_VALUE = re.compile(r"url\s*\(|expression|javascript|[<>\\{}]|/\*", re.IGNORECASE)
LINKS = frozenset({"http", "https", "mailto", "tel", "file"})


def mail_safe(fragment: str, base_url: str) -> str:
    """Clean a fragment: relative links become absolute, what is not allowed loses its tag and keeps its words."""
    cleaner = _Cleaner(base_url)
    cleaner.feed(fragment)
    cleaner.close()
    return cleaner.finished()


class _Cleaner(HTMLParser):
    """Writes what is allowed, and closes what was left open."""

    def __init__(self, base_url: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base_url = base_url
        self._out: list[str] = []
        self._open: list[str] = []
        self._dropping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = RENAMED.get(tag, tag)
        if tag in DROPPED_WHOLE:
            self._dropping += 1
        elif not self._dropping and tag in TAGS:
            self._out.append(f"<{tag}{self._attributes(tag, attrs)}>")
            if tag not in VOID:
                self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in DROPPED_WHOLE:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        tag = RENAMED.get(tag, tag)
        if tag in DROPPED_WHOLE:
            self._dropping = max(0, self._dropping - 1)
        elif not self._dropping and tag in self._open:
            while self._open:
                closing = self._open.pop()
                self._out.append(f"</{closing}>")
                if closing == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._out.append(escape(data, quote=False))

    def finished(self) -> str:
        """Return the clean fragment."""
        return "".join(self._out) + "".join(f"</{tag}>" for tag in reversed(self._open))

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        kept: dict[str, str] = {}
        for name, value in attrs:
            safe = self._safe(tag, name, value or "")
            if safe is not None:
                kept.setdefault(name, safe)
        return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())

    def _safe(self, tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return _safe_style(value)
        if name == "href" and tag == "a":
            return _safe_link(value, self._base_url)
        return value if name in PLAIN_ATTRIBUTES else None


def _safe_style(style: str) -> str | None:
    kept = []
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip().lower() in PROPERTIES and value.strip() and not UNSAFE_VALUE.search(value):
            kept.append(f"{name.strip().lower()}: {value.strip()}")
    return "; ".join(kept) or None


def _safe_link(href: str, base_url: str) -> str | None:
    try:
        resolved = urljoin(base_url, href.strip())
        return resolved if urlsplit(resolved).scheme in LINKS else None
    except ValueError:
        return None
