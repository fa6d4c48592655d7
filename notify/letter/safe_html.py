"""Makes a fragment of the site's HTML safe for a mail: an allow-list, inline styles only, absolute web links only."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from notify.net import safe_link

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
    max-width
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
UNSAFE_VALUE = re.compile(r"url\s*\(|expression|javascript|[<>\\{}]|/\*", re.IGNORECASE)
WHOLE_PAGE = frozenset({"html", "head", "body", "meta", "title", "style", "main", "center"})
PAGE_ATTRIBUTES = frozenset({"style", "class", "role", "name", "content", "charset", "id", "data-css-inline", "align"})
SMALLEST = {"px": 6.0, "pt": 5.0, "em": 0.5, "rem": 0.5, "%": 50.0, "": 0.7}
"""What can still be read, in the units of CSS."""
LARGEST = 1000.0
"""What is shifted further than this is out of sight."""
LENGTH = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))([a-z%]*)")
SEEN_THROUGH = re.compile(r"transparent|(?:rgb|hsl)a|/")


def clean_for_mail(fragment: str, base_url: str) -> str:
    """Clean a fragment: relative links become absolute, what is not allowed loses its tag and keeps its words."""
    cleaner = _Cleaner(base_url)
    cleaner.feed(fragment)
    cleaner.close()
    return cleaner.finish()


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

    def finish(self) -> str:
        """Return the clean fragment."""
        return "".join(self._out) + "".join(f"</{tag}>" for tag in reversed(self._open))

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        kept: dict[str, str] = {}
        for name, value in attrs:
            safe = self._clean_value(tag, name, value or "")
            if safe is not None:
                kept.setdefault(name, safe)
        return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())

    def _clean_value(self, tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return _clean_style(value)
        if name == "href" and tag == "a":
            return safe_link(value, self._base_url)
        return value if name in PLAIN_ATTRIBUTES else None


def _clean_style(style: str) -> str | None:
    kept = []
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        if name in PROPERTIES and value and not UNSAFE_VALUE.search(value) and not _hides(name, value.lower()):
            kept.append(f"{name}: {value}")
    return "; ".join(kept) or None


def _hides(name: str, value: str) -> bool:
    """Tell whether a style takes words out of a reader's sight that the text part shows."""
    if name == "color":
        return SEEN_THROUGH.search(value) is not None
    if name == "font-family":
        return False
    lengths = [(float(number), unit) for number, unit in LENGTH.findall(re.sub(r"#[0-9a-f]+", "", value))]
    if name in {"font-size", "line-height"}:
        return "(" in value or any(number < SMALLEST.get(unit, LARGEST) for number, unit in lengths)
    return any(number < 0 or number >= LARGEST for number, _ in lengths)


def first_fault(document: str) -> str | None:
    """Name the first thing in a whole document that a message of ours never has; None where there is none."""
    reader = _Faults()
    try:
        reader.feed(document)
        reader.close()
    except AssertionError:  # what html.parser raises at broken declarations
        return "a broken declaration"
    return reader.found


class _Faults(HTMLParser):
    """Looks for what runs, fetches, asks or leads elsewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS | RENAMED.keys() | WHOLE_PAGE:
            self._find(f"<{tag}>")
        for name, value in attrs:
            self._look_at(tag, name, value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def _look_at(self, tag: str, name: str, value: str) -> None:
        if name not in PLAIN_ATTRIBUTES | PAGE_ATTRIBUTES and not (tag == "a" and name == "href"):
            self._find(f"the attribute {name[:20]!r}")
        elif name == "href" and safe_link(value, "") is None and not value.startswith("#"):
            self._find("a link that does not lead to the web")
        elif name == "style" and re.search(r"url\s*\(|expression|javascript", value, re.IGNORECASE):
            self._find("a style that fetches or runs")
        elif tag == "meta" and name in {"http-equiv", "itemprop", "property"}:
            self._find(f"the attribute {name!r} of <meta>")

    def _find(self, fault: str) -> None:
        self.found = self.found or fault
