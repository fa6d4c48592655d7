"""Where the links of a page lead from anywhere else: out of archives, and back from what hid them. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from site_gen.importing.findings import Findings
from site_gen.importing.html.left_out import shown_text
from site_gen.importing.html.tree import Node
from site_gen.importing.protected import SHOWN, UNREADABLE, decode_address, link_target

_ARCHIVE = re.compile(r"(?:https?://web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/((?:https?|mailto):.*)", re.DOTALL)
_REDIRECT = re.compile(r"https?://www\.google\.com/url\?((?:.*&)?(?:source=editors|sa=D)(?:&.*)?)", re.DOTALL)
"""How Google's documents write the links of a text that they export."""
_PERMALINK = re.compile(r"[\s#\u00b6\u00a7\U0001f517\U0001f512\u2693\u21a9]*")
_SCHEMES = frozenset({"http", "https", "mailto", "tel", ""})


def own_address(tree: Node) -> str:
    """Return the address that a page gives for itself; empty where it gives none."""
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


def target(href: str, base: str, findings: Findings) -> str | None:
    """Return where a link of the page leads from anywhere else; None where it may lead nowhere."""
    href = re.sub(r"[\t\n\r]", "", href).strip()
    if protected := link_target(href):
        return protected
    if archived := _ARCHIVE.fullmatch(href):
        findings.note("links led back out of the web archive")
        href = archived[1]
    redirected = _REDIRECT.fullmatch(href)
    if redirected and (led_to := parse_qs(redirected[1]).get("q")):
        findings.note("links led back out of Google's redirection")
        href = led_to[0]
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
    """Whether it is the sign beside a heading that links to the heading itself."""
    href = node.attributes.get("href", "")
    return node.tag == "a" and "#" in href and bool(_PERMALINK.fullmatch(node.text())) and not node.find("img")


def reveal_address(node: Node, hidden: str, findings: Findings) -> Node:
    """Give back a mail address that was hidden from robots."""
    address = decode_address(hidden)
    if not address:
        findings.note(UNREADABLE, node.text())
        return Node("span", {}, node.children)
    findings.left_out.append(shown_text(node))
    findings.note(SHOWN, address)
    words: list[Node | str] = [Node("made", {}, [address])]
    return Node("a", {"href": f"mailto:{address}"}, words) if node.tag == "a" else Node("span", {}, words)
