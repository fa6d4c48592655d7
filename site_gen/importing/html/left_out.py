"""Which elements of a page are no part of its text, and why. Pure."""

from __future__ import annotations

import re

from site_gen.importing.html.bars import is_bar
from site_gen.importing.html.named_parts import is_for_screen_readers, is_named_menu
from site_gen.importing.html.tree import BLOCKS, Node

NO_TEXT = frozenset(
    {
        "script", "style", "template", "link", "meta", "base", "title", "source", "track", "param", "col", "area",
        "noembed", "noframes",
    }
)  # fmt: skip
_LEFT_OUT = {
    **dict.fromkeys(("nav",), "menus left out"),
    **dict.fromkeys(("search", "dialog"), "dialogs and search forms left out"),
    **dict.fromkeys(
        ("input", "select", "textarea", "datalist", "progress", "meter"),
        "form fields left out, with the words to choose from: check",
    ),
    **dict.fromkeys(("noscript",), "texts for browsers without scripts left out"),
    **dict.fromkeys(
        ("object", "embed", "applet", "svg", "math", "canvas", "audio", "video", "map"),
        "words in pictures and embedded pages left out",
    ),
}
_ROLES = {
    **dict.fromkeys(("navigation", "menu", "menubar", "toolbar"), "menus left out"),
    **dict.fromkeys(("search", "dialog", "alertdialog"), "dialogs and search forms left out"),
}
_LEFT_OUT_BY_STYLE = (
    (re.compile(r"mso-hide\s*:\s*all", re.IGNORECASE), "hidden text left out"),
    (
        re.compile(r"mso-element\s*:\s*(?:first-|even-)?(?:header|footer)\b", re.IGNORECASE),
        "headers and footers left out",
    ),
)
_WORDS_COMMENT = re.compile(r"mso-element\s*:\s*comment|mso-comment-reference", re.IGNORECASE)
_WORDS_COMMENT_CLASS = re.compile(r"\b(?:msocom(?:anchor|off|txt)|MsoCommentReference|MsoCommentText)\b")
_GOOGLES_COMMENT = re.compile(r"cmnt(?:_ref)?\d+")


def shown_text(node: Node) -> str:
    """Return the words in an element that a page could show, those of two blocks apart."""
    if node.tag in NO_TEXT or node.tag in {"iframe", "made"}:
        return ""
    text = "".join(child if isinstance(child, str) else shown_text(child) for child in node.children)
    return f" {text} " if node.tag in BLOCKS else text


def why_left_out(node: Node, *, is_in_heading: bool) -> str:
    """Say why an element is left out, in the words of a remark; empty where it stays."""
    if node.tag == "button":
        return "" if is_in_heading else "buttons left out"
    if node.tag == "del":
        return "deleted text left out"
    style = node.attributes.get("style", "")
    if by_style := next((reason for pattern, reason in _LEFT_OUT_BY_STYLE if pattern.search(style)), ""):
        return by_style
    if by_name := next((reason for is_so, reason in _LEFT_OUT_BY_NAME if is_so(node)), ""):
        return by_name
    return _LEFT_OUT.get(node.tag, "") or _ROLES.get(node.attributes.get("role", "").lower(), "")


def _is_words_comment(node: Node) -> bool:
    """Whether it is a comment that Word saved below its page, or the sign that refers to one."""
    names = node.attributes.get("class", "")
    return bool(_WORDS_COMMENT.search(node.attributes.get("style", "")) or _WORDS_COMMENT_CLASS.search(names))


def _is_googles_comment(node: Node) -> bool:
    """Whether it is a comment below a Google document, or the letter that refers to one."""
    own = next(node.elements(), None)
    if node.tag == "sup":
        return own is not None and bool(_GOOGLES_COMMENT.fullmatch(own.attributes.get("id", "")))
    if node.tag == "a":
        return bool(_GOOGLES_COMMENT.fullmatch(node.attributes.get("id", "")))
    first = next(own.elements(), None) if node.tag == "div" and own else None
    return first is not None and first.tag == "a" and bool(_GOOGLES_COMMENT.fullmatch(first.attributes.get("id", "")))


_LEFT_OUT_BY_NAME = (
    (_is_words_comment, "comments left out"),
    (_is_googles_comment, "comments left out"),
    (is_bar, "bars of archives and of consent tools left out"),
    (is_for_screen_readers, "words for screen readers alone left out"),
    (is_named_menu, "menus left out"),
)
