"""Makes a fragment of the site's HTML safe for a mail: an allow-list, inline styles only, absolute web links only."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

from notify.net import safe_link

TAGS = frozenset(
    """
    p br ul ol li dl dt dd strong b em i del ins s u sub sup code pre blockquote h3 h4 h5 h6 a span div
    table thead tbody tr th td caption hr bdi small mark q abbr
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
DROPPED_WHOLE = frozenset(
    {"script", "style", "iframe", "object", "template", "svg", "math", "head", "title", "textarea", "select"}
)
RENAMED = {"h1": "h3", "h2": "h3"}
TOP_HEADINGS = re.compile(r"<(/?)(h[12])(?=[ >])")
"""Tags of clean HTML: its words and values hold no `<` any more."""
LINKED = {"http", "https", "mailto", "tel", "file"}
"""What `safe_link` lets pass; a file's address only for a site that is a folder here."""
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
    """Clean a fragment: relative links become absolute, what is not allowed loses its tag and keeps its words.

    It is read as a browser reads it, so what a mail program will show is what was judged here.
    """

    def clean_value(_tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return _clean_style(value)
        return safe_link(value, base_url) if name == "href" else value

    clean = nh3.clean(
        fragment,
        tags={*TAGS, *RENAMED},
        clean_content_tags={*DROPPED_WHOLE},
        attributes={"*": {*PLAIN_ATTRIBUTES, "style"}, "a": {"href"}},
        attribute_filter=clean_value,
        url_schemes=LINKED,
        link_rel=None,
    )
    return TOP_HEADINGS.sub(lambda tag: f"<{tag[1]}{RENAMED[tag[2]]}", clean)


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
