"""What a page says of its parts to those who listen: `role="heading"`, `role="list"`, `role="table"` and their parts.

Source: WAI-ARIA 1.2, 5.3.3 (document structure).
"""

from __future__ import annotations

from site_gen.importing.html.tree import Node

_PARTS = {
    "table": "table", "grid": "table", "treegrid": "table", "rowgroup": "tbody", "row": "tr", "cell": "td",
    "gridcell": "td", "columnheader": "th", "rowheader": "th", "list": "ul", "listitem": "li",
}  # fmt: skip
_WITHIN = {"table": {"tr", "tbody"}, "tbody": {"tr"}, "tr": {"td", "th"}, "ul": {"li"}}
_WITHOUT_MEANING = frozenset({"div", "p", "section", "article", "header", "center"})
"""Elements that a role gives one; any other keeps its own."""
_USUAL_LEVEL = "2"


def take_roles(node: Node) -> None:
    """Make headings, lists and tables of the elements that have their roles; a list or table needs all its parts."""
    for child in node.elements():
        take_roles(child)
    if node.tag not in _WITHOUT_MEANING:
        return
    role = node.attributes.get("role", "").strip().lower()
    if role == "heading":
        level = node.attributes.get("aria-level", "").strip()
        node.tag = f"h{level if level in set('123456') else _USUAL_LEVEL}"
    elif role in _PARTS and _holds_its_parts(node, _PARTS[role]):
        node.tag = _PARTS[role]
        for name in ("colspan", "rowspan"):
            node.attributes.setdefault(name, node.attributes.get(f"aria-{name}", ""))


def _holds_its_parts(node: Node, tag: str) -> bool:
    wanted = _WITHIN.get(tag)
    parts = [child for child in node.children if not isinstance(child, str) or child.strip()]
    return wanted is None or (bool(parts) and all(isinstance(each, Node) and each.tag in wanted for each in parts))
