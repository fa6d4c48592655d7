"""Of a web page, keep the policy: not its scripts, its menus, its banners. Says what was left out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from site_gen.errors import PolicyError
from site_gen.importing.findings import Findings
from site_gen.importing.html.counting import add_labels, read_styles
from site_gen.importing.html.left_out import NO_TEXT, shown_text, why_left_out
from site_gen.importing.html.links import own_address, reveal_address
from site_gen.importing.html.named_parts import is_entry, is_named_around
from site_gen.importing.html.styling import (
    hides,
    keep_lines,
    mark_hidden_by_word,
    mark_struck,
    part_blocks,
    style_doubts,
)
from site_gen.importing.html.tree import BLOCKS, Node, page_tree
from site_gen.importing.protected import hidden_address, note_unreadable

_AROUND = frozenset({"header", "footer", "aside"})
"""Of the site where they stand around the text, of the text where they stand inside it."""
_ROLES_AROUND = frozenset({"banner", "contentinfo", "complementary"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_EMBEDDED = "pages embedded from elsewhere left out: check whether they hold a part of the text"
_SAYS_ITS_SOURCE = {"iframe": "src", "embed": "src", "object": "data"}
_UNSEEN = re.compile(r"0|1|0?px|1px")
_IN_FIELDS = "words written in form fields left out: check"
_BOXES = "boxes to tick left out: check"
_MEANINGS = "meanings of abbreviations, shown only under a pointer, left out"
_TAKEN_FOR_TAG = "words that browsers take for a tag and do not show, left out: check"
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KEEPS_BUTTON = _HEADINGS | {"summary", "dt"}
_KNOWN = frozenset({
    "", "a", "abbr", "acronym", "address", "article", "aside", "b", "basefont", "bdi", "bdo", "bdt", "bgsound", "big",
    "blink", "blockquote", "body", "br", "button", "caption", "center", "cite", "code", "colgroup", "data", "dd", "del",
    "details", "dfn", "dir", "div", "dl", "dt", "em", "fencedframe", "fieldset", "figcaption", "figure", "font",
    "footer", "form", "g", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "ins",
    "kbd", "keygen", "label", "layer", "legend", "li", "listing", "main", "mark", "marquee", "menu", "menuitem",
    "multicol", "nobr", "ol", "optgroup", "option", "output", "p", "path", "picture", "plaintext", "pre", "q", "rb",
    "rbc", "rp", "rt", "rtc", "ruby", "s", "samp", "section", "selectedcontent", "slot", "small", "spacer", "span",
    "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt",
    "u", "ul", "var", "wbr", "xmp",
})  # fmt: skip
"""The elements of HTML, and those that makers of policies put into their texts."""
_OWN_NAME = re.compile(r"[-:]")
"""Names of elements that a page or a program made up on purpose."""


class Page(Struct, frozen=True):
    """The part of a page that is its text, and what its links mean."""

    content: Node
    base: str
    """The page's own address; empty where it does not say."""
    language: str


def main_part(tree: Node, path: str, findings: Findings) -> Page:
    """Return the part of the page that holds the policy; raise PolicyError where changes in it wait for an answer."""
    _refuse_frames(tree, path)
    _refuse_tracked(tree, path)
    html = tree.find("html")
    base = own_address(tree)
    language = (html.attributes.get("lang") or html.attributes.get("xml:lang", "")) if html else ""
    mark_hidden_by_word(tree)
    whole = _without(tree, findings, path)
    _part_own_elements(whole)
    chosen = _content(whole)
    if chosen is whole:
        chosen = _without_surroundings(whole, findings, len(whole.text()) // 2, only_title=_titles(whole) == 1)
    else:
        for passage in _outside(whole, chosen):
            findings.leave_out(f"passages outside <{chosen.tag}> left out: check", passage)
    keep_lines(chosen, tree)
    mark_struck(chosen, tree)
    part_blocks(chosen, tree)
    for what, words in (*add_labels(chosen, read_styles(tree)), *style_doubts(chosen, tree)):
        findings.note(what, words)
    return Page(chosen, base, language.strip())


def _refuse_frames(tree: Node, path: str) -> None:
    frames = [node.attributes.get("src", "") for node in tree.nodes() if node.tag == "frame"]
    if frames:
        named = ", ".join(f"`{each}`" for each in frames[:4])
        raise PolicyError(
            path, f"holds no text of its own, only frames ({named}); import the file that one of them shows"
        )


def _refuse_tracked(tree: Node, path: str) -> None:
    """Word and other editors save changes that wait for an answer with who made them and when."""
    for node in tree.nodes():
        if node.tag in {"ins", "del"} and {"cite", "datetime"} & node.attributes.keys():
            words = " ".join(shown_text(node).split())[:40]
            problem = f"holds tracked changes (`{words}`), so nobody can tell which text was published"
            raise PolicyError(path, f"{problem}; accept or reject them all, and save it again")


def _outside(node: Node, chosen: Node) -> Iterator[str]:
    """Yield the passages before and after an element."""
    run = ""
    for child in node.children:
        if child is chosen or (isinstance(child, Node) and any(each is chosen for each in child.nodes())):
            yield run
            run = ""
            yield from _outside(child, chosen) if child is not chosen and isinstance(child, Node) else ()
        else:
            run += child if isinstance(child, str) else shown_text(child)
    yield run


def _without(node: Node, findings: Findings, path: str, parent: str = "") -> Node:
    """Copy without what is never text."""
    copy = Node(node.tag, node.attributes)
    for child in node.children:
        if isinstance(child, str):
            note_unreadable(child, findings)
            copy.children.append(child)
        elif child.tag in NO_TEXT:
            continue
        elif (hidden := hidden_address(child)) is not None:
            copy.children.append(reveal_address(child, hidden, findings))
        elif child.tag == "img":
            findings.note("images left out", child.attributes.get("alt", ""))
        elif child.tag == "iframe":
            _leave_embedded(child, findings, path)
        elif _is_box(child):
            copy.children += _box(child, findings)
        elif child.tag == "rt" and node.child("rp") is None:  # which browsers set above the word before it
            reading = _without(child, findings, path, node.tag)
            copy.children += [Node("made", {}, ["("]), reading, Node("made", {}, [")"])]
        elif reason := why_left_out(child, is_in_heading=bool({node.tag, parent} & _KEEPS_BUTTON)):
            findings.leave_out(reason, shown_text(child))
            _note_unwritten(child, findings, path)
            copy.children += [" "] if child.tag in BLOCKS else []
        else:
            _note_unshown(child, findings)
            copy.children.append(_without(child, findings, path, node.tag))
    return copy


def _is_box(node: Node) -> bool:
    return node.tag == "input" and node.attributes.get("type", "").lower() in {"checkbox", "radio"}


def _box(node: Node, findings: Findings) -> list[Node | str]:
    """Return the sign of a box that shows a choice and takes none; any other is a field for the reader to use."""
    if "disabled" not in node.attributes:
        findings.note(_BOXES, node.attributes.get("aria-label", ""))
        return [" "]
    return [Node("made", {}, ["\u2611 " if "checked" in node.attributes else "\u2610 "])]


def _leave_embedded(node: Node, findings: Findings, path: str) -> None:
    """Leave out a page within the page: its words where it holds them, else say where it is."""
    held = node.attributes.get("srcdoc", "")
    words = shown_text(page_tree(held.encode(), path)) if held.strip() else ""
    if words.strip():
        findings.leave_out(_EMBEDDED, words)
    elif not _is_tiny(node):
        findings.note(_EMBEDDED, node.attributes.get("src", ""))


def _is_tiny(node: Node) -> bool:
    """Whether a page within the page is too small to read, as those are that count visitors."""
    sizes = (node.attributes.get(name, "") for name in ("width", "height"))
    return any(_UNSEEN.fullmatch(size) for size in sizes) or bool(_HIDDEN.search(node.attributes.get("style", "")))


def _note_unwritten(node: Node, findings: Findings, path: str) -> None:
    """Say what an element that is left out shows without holding it as text."""
    for each in node.nodes():
        kind = each.attributes.get("type", "").lower()
        if each.tag == "input" and kind not in {"hidden", "checkbox", "radio", "image"}:
            written = each.attributes.get("value") or each.attributes.get("placeholder", "")
            findings.count_words(_IN_FIELDS, written)
        elif each.tag == "iframe":
            _leave_embedded(each, findings, path)
        elif each.tag == "option":
            findings.count_words(_IN_FIELDS, each.attributes.get("label", ""))
        elif each.tag in _SAYS_ITS_SOURCE and not _is_tiny(each):
            findings.count_words(_EMBEDDED, each.attributes.get(_SAYS_ITS_SOURCE[each.tag], ""))


def _note_unshown(node: Node, findings: Findings) -> None:
    style = node.attributes.get("style", "")
    if {"hidden", "popover"} & node.attributes.keys() or _HIDDEN.search(style):
        findings.count_words("passages kept that the page shows only on demand, or never: check them", node.text())
    elif hides(node):
        findings.count_words("passages kept that a reader can hardly see: check them", node.text())
    if node.tag in {"abbr", "acronym", "dfn"}:
        findings.count_words(_MEANINGS, node.attributes.get("title", ""))
    elif node.tag not in _KNOWN and not _OWN_NAME.search(node.tag) and not any(node.attributes.values()):
        findings.note(_TAKEN_FOR_TAG, f"<{' '.join([node.tag, *node.attributes])}>")


def _part_own_elements(root: Node) -> None:
    """Keep words apart that only elements of a page's own stand between: their styles may make them blocks."""
    last, is_parted = "", False

    def walk(node: Node) -> None:
        nonlocal last, is_parted
        for place, child in enumerate(node.children):
            if isinstance(child, Node):
                last = "" if child.tag in BLOCKS else last
                is_parted = is_parted or "-" in child.tag
                walk(child)
                last = "" if child.tag in BLOCKS else last
                is_parted = is_parted or "-" in child.tag
            elif child:
                if is_parted and last.isalnum() and child[0].isalnum():
                    node.children[place] = f" {child}"
                last, is_parted = child[-1], False

    walk(root)


def _content(body: Node) -> Node:
    """Find the element that says it holds the text: main, else the one article that holds most of it."""
    mains = [node for node in body.nodes() if node.tag == "main" or node.attributes.get("role", "").lower() == "main"]
    full = next((node for node in mains if node.text().strip()), None)
    if full:
        return full
    length = len(body.text())
    articles = [
        node for node in body.nodes() if (node.tag == "article" or is_entry(node)) and 2 * len(node.text()) > length
    ]
    return articles[-1] if articles else body


def _without_surroundings(body: Node, findings: Findings, most: int, *, only_title: bool) -> Node:
    """Copy without what is around the text, such as the site's header; the text's only title may stand in that.

    What is longer than `most` is no surrounding, whatever it is called.
    """
    copy = Node(body.tag, body.attributes)
    for child in body.children:
        if isinstance(child, str) or child.tag == "article" or not _holds_around(child):
            copy.children.append(child)
        elif _is_around(child) and len(child.text()) <= most:
            title = child.find("h1")
            copy.children += [title] if title and only_title else []
            passages = _outside(child, title) if title and only_title else [shown_text(child)]
            name = child.attributes.get("id") or child.attributes.get("class", "")
            called = child.tag if child.tag in _AROUND else f"{child.tag}: {' '.join(name.split())[:30]}"
            findings.leave_out(f"<{called}> around the text left out", " ".join(passages))
        else:
            copy.children.append(_without_surroundings(child, findings, most, only_title=only_title))
    return copy


def _holds_around(node: Node) -> bool:
    return any(_is_around(each) for each in node.nodes())


def _is_around(node: Node) -> bool:
    role = node.attributes.get("role", "").lower()
    return node.tag in _AROUND or role in _ROLES_AROUND or is_named_around(node)


def _titles(node: Node) -> int:
    return sum(each.tag == "h1" for each in node.nodes())
