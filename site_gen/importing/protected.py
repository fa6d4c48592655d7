"""Mail addresses that Cloudflare hides from robots: each byte under one key, which is the first. Pure."""

from __future__ import annotations

import re

from site_gen.importing.findings import Findings
from site_gen.importing.html.tree import Node

UNREADABLE = "addresses that Cloudflare hid and that cannot be read: check"
SHOWN = "addresses that Cloudflare hid, shown again"
_ATTRIBUTE = "data-cfemail"
_PLACE = r"(?:https?://[^/\s()]+)?/cdn-cgi/l/email-protection"
_LINK = re.compile(rf"{_PLACE}(?:#([0-9a-f]+))?", re.IGNORECASE)
_INSTEAD = r"email(?:\s|&nbsp;|&#160;|&#xa0;)protected"
_WORDS = re.compile(rf"\s*\[{_INSTEAD}\]\s*", re.IGNORECASE)
_LEFT = re.compile(rf"\\?\[{_INSTEAD}\\?\]", re.IGNORECASE)
_IN_MARKDOWN = re.compile(
    rf"\[(?P<words>(?:\\?\[)?{_INSTEAD}(?:\\?\])?)\]\({_PLACE}#(?P<said>[0-9a-f]+)[^()\n]*\)"
    rf"|(?<=\]\(){_PLACE}#(?P<target>[0-9a-f]+)"
    rf"|<(?P<tag>a|span)\b[^<>]*\b{_ATTRIBUTE}=[\"']?(?P<kept>[0-9a-f]+)[^<>]*>[^<>]*</(?P=tag)>",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def hidden_address(node: Node) -> str | None:
    """Return what an element keeps instead of an address; None where it keeps none, or more than one word for it."""
    if _ATTRIBUTE in node.attributes:
        return node.attributes[_ATTRIBUTE]
    link = _LINK.fullmatch(node.attributes.get("href", "").strip()) if node.tag == "a" else None
    is_whole = (
        link and not any(_ATTRIBUTE in each.attributes for each in node.nodes()) and _WORDS.fullmatch(node.text())
    )
    return (link[1] or "") if link and is_whole else None


def link_target(href: str) -> str:
    """Return the address to which a link that was hidden leads; empty for any other link."""
    link = _LINK.fullmatch(href)
    address = decode_address(link[1] or "") if link else ""
    return f"mailto:{address}" if address else ""


def decode_address(hidden: str) -> str:
    """Return an address; empty where nothing can be read."""
    try:
        key, *rest = bytes.fromhex(hidden)
        address = bytes(byte ^ key for byte in rest).decode()
    except ValueError:
        return ""
    return address if "@" in address else ""


def note_unreadable(text: str, findings: Findings) -> None:
    """Say where nothing is left of an address but the words that stand for it."""
    for found in _LEFT.finditer(text):
        findings.note(UNREADABLE, found[0])


def reveal_in_markdown(text: str, findings: Findings) -> str:
    """Give back the addresses of a page that was turned into Markdown as it came from the server."""

    def reveal(found: re.Match[str]) -> str:
        address = decode_address(found["said"] or found["target"] or found["kept"])
        if not _ADDRESS.fullmatch(address):
            return found[0]
        findings.note(SHOWN, address)
        if found["target"]:
            return f"mailto:{address}"
        return address if (found["tag"] or "").lower() == "span" else f"[{address}](mailto:{address})"

    text = _IN_MARKDOWN.sub(reveal, text)
    note_unreadable(text, findings)
    return text
