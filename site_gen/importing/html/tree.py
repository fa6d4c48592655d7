"""The one file that knows JustHTML and lxml: a web page, or XML of a document, to a plain tree, whatever is in it.

A page is read as a browser reads it (HTML, 13.2: Parsing HTML documents), so that a word stands where readers saw it.
Nothing is fetched, no entity is expanded, and what nests or repeats without end is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from justhtml import JustHTML
from lxml import etree
from msgspec import Struct, field

from site_gen.errors import PolicyError
from site_gen.importing.html.encodings import decode_page

_DEEPEST = 100
_MOST_NODES = 400_000
_ENTITY = re.compile(r"<!ENTITY\s", re.IGNORECASE)
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "col", "colgroup", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame", "frameset",
    "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "iframe", "input", "legend", "li",
    "listing", "main", "menu", "nav", "noframes", "noscript", "object", "ol", "optgroup", "option", "p", "plaintext",
    "pre", "search", "section", "select", "summary", "table", "tbody", "td", "template", "textarea", "tfoot", "th",
    "thead", "title", "tr", "ul", "xmp",
})  # fmt: skip
"""Elements that end a word; any other, known or not, stands in a browser's line of words."""


class Node(Struct, eq=False):
    """An element: its name, its attributes, and what stands in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """Yield every element in it, itself first."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.nodes()

    def text(self) -> str:
        """Return all its text."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def elements(self) -> Iterator[Node]:
        """Yield the elements that stand directly in it."""
        return (child for child in self.children if isinstance(child, Node))

    def child(self, *tags: str) -> Node | None:
        """Return the first element of such a name that stands directly in it."""
        return next((node for node in self.elements() if node.tag in tags), None)

    def find(self, *tags: str) -> Node | None:
        """Return the first element of such a name."""
        return next((node for node in self.nodes() if node.tag in tags), None)


def page_tree(data: bytes, path: str) -> Node:
    """Parse a web page; refuse anything else."""
    text = decode_page(data, path)
    if _ENTITY.search(text):
        raise PolicyError(path, "declares entities, which no web page does; save it again from a browser")
    top = Node("")
    _fill(top, JustHTML(text, sanitize=False, scripting_enabled=False).root, path)
    return top


def _fill(top: Node, root: Any, path: str) -> None:
    """Copy what stands in an element of JustHTML, as deep as it goes."""
    number = 0
    waiting = [(top, root, 0)]
    while waiting:
        copy, original, depth = waiting.pop()
        for child in _inside(original):
            if child.name == "#text":
                copy.children.append(child.data)
            elif not child.name.startswith(("#", "!")):
                number += 1
                node = Node(child.name.lower(), {name: said or "" for name, said in child.attrs.items()})
                copy.children.append(node)
                waiting.append((node, child, depth + 1))
                if node.tag == "template" and "shadowrootmode" in node.attributes:
                    node.tag = "div"  # which browsers show, unlike any other
        _refuse_huge(number, depth, path)


def _inside(original: Any) -> list[Any]:
    held = getattr(original, "template_content", None)
    return list((original if held is None else held).children or ())


def _refuse_huge(nodes: int, depth: int, path: str) -> None:
    if nodes > _MOST_NODES or depth > _DEEPEST:
        raise PolicyError(path, "has far more elements than a policy, or nests them too deeply; is it the right file?")


def xml_tree(data: bytes, name: str, path: str) -> Node:
    """Parse one part of a document, names without their namespace; refuse one that declares anything."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True,
        collect_ids=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise PolicyError(path, f"is damaged: {name} is not XML ({error.msg}); open it and save it again") from error
    if root.getroottree().docinfo.doctype:
        raise PolicyError(path, f"declares entities in {name}, which no document does; do not open it")
    return _tree(root, path)


def _tree(root: etree._Element, path: str) -> Node:
    top = Node("")
    open_nodes = [top]
    for number, (event, element) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        _refuse_huge(number // 2, len(open_nodes), path)
        if event == "start":
            node = Node(_name(element), {_local(str(key)): str(value) for key, value in element.items()})
            node.children += [element.text] if element.text else []
            open_nodes[-1].children.append(node)
            open_nodes.append(node)
        else:
            open_nodes.pop()
            open_nodes[-1].children += [element.tail] if element.tail else []
    return top


def _name(element: etree._Element) -> str:
    return _local(element.tag).lower() if isinstance(element.tag, str) else ""


def _local(name: str) -> str:
    return name.rpartition("}")[2]
