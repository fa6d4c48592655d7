"""Of a web page, keep the policy: not its scripts, its menus, its banners. Says what was left out. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from site_gen.importing.html.tree import Node

_NEVER_TEXT = {
    "script", "style", "noscript", "template", "link", "meta", "base", "title", "iframe", "object",
    "embed", "applet", "svg", "math", "canvas", "audio", "video", "map", "area", "source", "track", "param",
    "colgroup", "col", "input", "select", "textarea", "datalist", "progress", "meter", "nav", "search", "dialog",
}  # fmt: skip
_AROUND = frozenset({"header", "footer", "aside"})
"""Of the site where they stand around the text, of the text where they stand inside it."""
_ROLES = frozenset({"navigation", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar"})
_ROLES_AROUND = frozenset({"banner", "contentinfo", "complementary"})
_BANNERS = frozenset(
    {"wm-ipp-base", "wm-ipp", "donato", "onetrust-consent-sdk", "CybotCookiebotDialog", "usercentrics-root"}
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ARCHIVE = re.compile(r"(?:https?://web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/((?:https?|mailto):.*)", re.DOTALL)
_PERMALINK = re.compile(r"[\s#\u00b6\u00a7\U0001f517\U0001f512\u2693\u21a9]*")
_SCHEMES = frozenset({"http", "https", "mailto", "tel", ""})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KEEPS_BUTTON = _HEADINGS | {"summary", "dt"}


@dataclass(slots=True)
class Findings:
    """What a person should know about how a file was read."""

    counts: Counter[str] = field(default_factory=Counter)
    """What was left out or kept in doubt, by what it is called."""
    tidied: Counter[str] = field(default_factory=Counter)
    """Signs taken out of the text, by what they are called."""
    words: dict[str, list[str]] = field(default_factory=dict)
    """The words concerned, where there are few."""

    def note(self, what: str, words: str = "") -> None:
        """Take down one case."""
        self.counts[what] += 1
        if words:
            self.words.setdefault(what, []).append(" ".join(words.split())[:40])

    def remarks(self) -> tuple[str, ...]:
        """Say it all, one line a kind."""
        said = [f"{what}: {number}{self._quoted(what)}" for what, number in sorted(self.counts.items()) if number]
        tidied = [f"{number} {what}" for what, number in sorted(self.tidied.items()) if number]
        return (*said, f"tidied: {', '.join(tidied)}") if tidied else tuple(said)

    def _quoted(self, what: str) -> str:
        words = list(dict.fromkeys(self.words.get(what, ())))
        more = ", ..." if len(words) > 3 else ""
        return f" ({', '.join(repr(word) for word in words[:3])}{more})" if words else ""


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a page that is its text, and what its links mean."""

    content: Node
    base: str
    """The page's own address; empty where it does not say."""
    language: str


def main_part(tree: Node, findings: Findings) -> Page:
    """Return the part of the page that holds the policy."""
    html = tree.find("html")
    base = _own_address(tree)
    language = (html.attributes.get("lang") or html.attributes.get("xml:lang", "")) if html else ""
    whole = _without(tree, findings)  # the head too: a parser of old HTML leaves there what it does not know
    chosen = _content(whole)
    if chosen is whole:
        chosen = _without_surroundings(whole, findings, only_title=_titles(whole) == 1)
    return Page(chosen, base, language.strip())


def target(href: str, base: str, findings: Findings) -> str | None:
    """Return where a link leads once it stands elsewhere; None where it may lead nowhere."""
    href = re.sub(r"[\t\n\r]", "", href).strip()
    if archived := _ARCHIVE.fullmatch(href):
        findings.note("links led back out of the web archive")
        href = archived[1]
    try:
        scheme = urlsplit(href).scheme.lower()
        absolute = urljoin(base, href) if base and not scheme and not href.startswith("#") else href
    except ValueError:
        findings.note("links that lead nowhere, kept as words")
        return None
    if scheme not in _SCHEMES or not href:
        findings.note("links that lead nowhere, kept as words")
        return None
    if not urlsplit(absolute).scheme and not absolute.startswith("#"):
        findings.note("links relative to the old site, kept as they are: check them")
    return absolute


def is_permalink(node: Node) -> bool:
    """Tell the sign beside a heading that links to the heading itself."""
    href = node.attributes.get("href", "")
    return node.tag == "a" and "#" in href and bool(_PERMALINK.fullmatch(node.text())) and not node.find("img")


def _own_address(tree: Node) -> str:
    for node in tree.nodes():
        found = ""
        if node.tag == "base" or (node.tag == "link" and node.attributes.get("rel", "").lower() == "canonical"):
            found = node.attributes.get("href", "")
        elif node.tag == "meta" and node.attributes.get("property", "") == "og:url":
            found = node.attributes.get("content", "")
        archived = _ARCHIVE.fullmatch(found)
        found = archived[1] if archived else found
        if found.startswith(("https://", "http://")):
            return found
    return ""


def _without(node: Node, findings: Findings, parent: str = "") -> Node:
    """Copy without what is never text."""
    copy = Node(node.tag, node.attributes)
    for child in node.children:
        if isinstance(child, str):
            copy.children.append(child)
        elif child.tag == "button" and node.tag not in _KEEPS_BUTTON and parent not in _KEEPS_BUTTON:
            findings.note("buttons left out", child.text())
        elif child.tag == "img":
            findings.note("images left out", child.attributes.get("alt", ""))
        elif not _is_never_text(child):
            if "hidden" in child.attributes or _HIDDEN.search(child.attributes.get("style", "")):
                findings.note("passages kept that the page shows only on demand, or never: check them", child.text())
            copy.children.append(_without(child, findings, node.tag))
    return copy


def _is_never_text(node: Node) -> bool:
    role = node.attributes.get("role", "").lower()
    return node.tag in _NEVER_TEXT or role in _ROLES or node.attributes.get("id", "") in _BANNERS


def _content(body: Node) -> Node:
    """Find the element that says it holds the text: main, else the one article that holds most of it."""
    mains = [node for node in body.nodes() if node.tag == "main" or node.attributes.get("role", "").lower() == "main"]
    full = next((node for node in mains if node.text().strip()), None)
    if full:
        return full
    length = len(body.text())
    articles = [node for node in body.nodes() if node.tag == "article" and 2 * len(node.text()) > length]
    return articles[-1] if articles else body


def _without_surroundings(body: Node, findings: Findings, *, only_title: bool) -> Node:
    """Copy without the site's header and footer; the text's only title may stand in the header."""
    copy = Node(body.tag, body.attributes)
    for child in body.children:
        if isinstance(child, str) or child.tag == "article" or not _holds_around(child):
            copy.children.append(child)
        elif _is_around(child):
            title = child.find("h1")
            copy.children += [title] if title and only_title else []
            findings.note(f"<{child.tag}> around the text left out", child.text())
        else:
            copy.children.append(_without_surroundings(child, findings, only_title=only_title))
    return copy


def _holds_around(node: Node) -> bool:
    return any(_is_around(each) for each in node.nodes())


def _is_around(node: Node) -> bool:
    return node.tag in _AROUND or node.attributes.get("role", "").lower() in _ROLES_AROUND


def _titles(node: Node) -> int:
    return sum(each.tag == "h1" for each in node.nodes())
