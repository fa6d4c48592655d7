"""Parts of a site that only ids and classes name: those of pages from before HTML 5, and of builders. Pure.

Source: the names that the themes of WordPress, Joomla, Drupal and Blogger give them, and Bootstrap.
"""

from __future__ import annotations

import re

from site_gen.importing.html.tree import Node

_AROUND = re.compile(
    r"(?:site|page|main|blog|global)?[-_]?(?:header|footer|masthead|colophon|sidebar)|header(?:img|image|-wrapper|-inner)|"
    r"footer(?:-wrapper|-inner|-widgets)?|(?:left|right|primary|secondary)[-_]?sidebar|sidebar[-_]?(?:\d|left|right|wrapper)|"
    r"breadcrumbs?|comments(?:-area|-section)?|respond",
    re.IGNORECASE,
)
_AROUND_CLASSES = frozenset({
    "site-header", "site-footer", "sidebar", "widget", "widget-area", "widget_area", "comments-area", "comment-respond",
    "breadcrumb", "breadcrumbs", "post-navigation", "nav-links", "sharedaddy", "jp-relatedposts",
})  # fmt: skip
_MENU = re.compile(
    r"(?:(?:site|main|primary|secondary|top|global|page)[-_]?)?(?:nav|menu|navigation|navbar)(?:[-_](?:bar|container|list|menu|wrapper|\d))?|"
    r"access|page_item|menu-[a-z0-9-]+-container|nav-menu|topnav|skip-?links?",
    re.IGNORECASE,
)
_FOR_SCREEN_READERS = frozenset({"screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden", "skip-link"})
_ENTRY = re.compile(r"(?:post|page)-\d+")


def is_entry(node: Node) -> bool:
    """Whether it is what blogs call an entry: one text with its title."""
    names = node.attributes.get("class", "").split()
    return "hentry" in names or bool(_ENTRY.fullmatch(node.attributes.get("id", "")))


def is_named_around(node: Node) -> bool:
    """Whether its name says that it stands around the text: a header, a footer, a bar beside it."""
    return bool(_AROUND.fullmatch(node.attributes.get("id", ""))) or not _AROUND_CLASSES.isdisjoint(
        node.attributes.get("class", "").split()
    )


def is_named_menu(node: Node) -> bool:
    """Whether its name says a menu, and nearly all that it says are links."""
    names = (node.attributes.get("id", ""), *node.attributes.get("class", "").split())
    if node.tag not in {"div", "ul", "ol", "p", "table", "td"} or not any(map(_MENU.fullmatch, names)):
        return False
    linked = sum(len("".join(each.text().split())) for each in node.nodes() if each.tag == "a")
    return linked > 0.8 * len("".join(node.text().split())) > 0


def is_for_screen_readers(node: Node) -> bool:
    """Whether only programs that read aloud say it, as the style sheets of its makers have it."""
    return not _FOR_SCREEN_READERS.isdisjoint(node.attributes.get("class", "").split())
