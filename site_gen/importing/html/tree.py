"""The one file that knows JustHTML and lxml: a web page, or XML of a document, to a plain tree, whatever is in it.

A page is read as a browser reads it (HTML, 13.2: Parsing HTML documents), so that a word stands where readers saw it.
Nothing is fetched, no entity is expanded, and what nests or repeats without end is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from justhtml import JustHTML
from lxml import etree
from msgspec import Struct, field

from site_gen.errors import PolicyError

_DEEPEST = 100
_MOST_NODES = 400_000
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_IN_XML = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_OF_THE_WEB = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|(?:windows|cp)-?125\d|iso-?8859-?\d{1,2}|latin-?1|(?:us-)?ascii|macintosh|koi8-[ru]|"
    r"shift[_-]jis|euc-(?:jp|kr)|gb(?:k|2312|18030)|big5",
    re.IGNORECASE,
)
_AS_WINDOWS = re.compile(r"iso-?8859-?1|latin-?1|(?:us-)?ascii", re.IGNORECASE)
_NOT_MARKUP = re.compile(rb"<!--.*?-->|<script\b.*?</script|<style\b.*?</style", re.IGNORECASE | re.DOTALL)
_ELEMENT = re.compile(rb"<[^>]*>")
WESTERN = "cp1252"
"""What browsers take a page to be in that names no encoding, in most languages of Latin letters (HTML, 13.2.3.2)."""
_HEAD = 200_000
"""As far as a page may name its encoding."""
_ONE_BYTE = re.compile(
    r"(?:windows|cp)-?125\d|iso-?8859-?\d{1,2}|latin-?1|(?:us-)?ascii|macintosh|koi8-[ru]", re.IGNORECASE
)
"""Encodings in which the bytes of a letter in UTF-8 are two or more that no text has together."""
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
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


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


def page_text(data: bytes, path: str) -> str:
    """Return the source of a web page; refuse anything else."""
    return _decode(data, path)


def page_tree(data: bytes, path: str) -> Node:
    """Parse a web page; refuse anything else."""
    text = page_text(data, path)
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


def is_mislabelled(data: bytes) -> bool:
    """Whether a page names another encoding and is UTF-8: its server said so, and a saved file cannot."""
    declared = _declared(data)
    if not declared or not _ONE_BYTE.fullmatch(declared) or data.startswith(tuple(mark for mark, _ in _MARKS)):
        return False
    return _is_utf_8(data) and not data.isascii()


def is_unlabelled(data: bytes) -> bool:
    """Whether a page names no encoding and is in that which browsers take then, where it can be no other.

    What mixes it with UTF-8 is spoilt, and of an alphabet that is not Latin most letters are beyond ASCII.
    """
    if _declared(data) or data.startswith(tuple(mark for mark, _ in _MARKS)) or b"\0" in data or _is_utf_8(data):
        return False
    text = _ELEMENT.sub(b"", _NOT_MARKUP.sub(b"", data))
    in_utf_8 = sum(not sign.isascii() for sign in text.decode(errors="ignore"))
    others = len(text.decode(errors="surrogateescape")) - len(text.decode(errors="ignore"))
    try:
        letters = [sign for sign in text.decode(WESTERN) if sign.isalpha()]
    except UnicodeDecodeError:
        return False
    beyond = sum(not sign.isascii() for sign in letters)
    return 2 * in_utf_8 <= others and 3 * beyond <= len(letters)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _declared(data: bytes) -> str:
    """Return the encoding that a page names, as browsers look for it: never in a script or a comment."""
    found = _IN_XML.search(data[:1024]) or _DECLARED.search(_NOT_MARKUP.sub(b"", data[:_HEAD]))
    return found[1].decode() if found else ""


def _decode(data: bytes, path: str) -> str:
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    declared = _declared(data)
    usual = "utf-8" if is_mislabelled(data) else WESTERN if is_unlabelled(data) else declared or "utf-8"
    encoding = encoding or _python_name(usual, path)
    body = data.removeprefix(mark)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        said = f"says that it is {encoding}, and is not" if declared else "is not UTF-8, and names no other encoding"
        raise PolicyError(path, f"{said} (byte {body[error.start]:#04x}); save it as UTF-8", line=line) from error
    if "\0" in text:
        raise PolicyError(
            path, "is not a web page: it holds a zero byte", line=text.count("\n", 0, text.index("\0")) + 1
        )
    return text


def _python_name(name: str, path: str) -> str:
    """Return Python's name for an encoding, as browsers understand it."""
    if not _OF_THE_WEB.fullmatch(name):
        raise PolicyError(path, f"names an encoding that the web does not use (`{name}`); save it as UTF-8")
    if _AS_WINDOWS.fullmatch(name):
        return WESTERN
    wide = name.lower().replace("_", "-").startswith("utf-16") or name.lower().startswith("utf16")
    return "utf-8" if wide else {"macintosh": "mac_roman"}.get(name.lower(), name)
