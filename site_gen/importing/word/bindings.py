"""What controls of a form are bound to: Word shows that value, whatever is written in the control.

The value stands in another part of the package, found by an identifier and an XPath. Only the paths that Word itself
writes are followed: names, places and an attribute at the end. Source: ISO/IEC 29500-1, 17.5.2.6 (dataBinding).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_gen.importing.html.tree import Node
from site_gen.importing.word.package import Package, Part

_STEP = re.compile(r"(?:[\w.-]+:)?([\w.-]+)(?:\[(\d{1,6})\])?")
_ATTRIBUTE = re.compile(r"/@(?:[\w.-]+:)?([\w.-]+)$")
_OF_THE_DOCUMENT = {
    "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}": "docProps/core.xml",
    "{6668398D-A668-4E3E-A5EB-62B293D839F1}": "docProps/app.xml",
}
_WRITTEN_OTHERWISE = ("date", "checkbox", "picture", "group", "richtext", "docpartlist", "repeatingsection")
"""Controls that show a value in a form of their own."""


def bound_words(control: Node, package: Package) -> str | None:
    """Return what Word shows in a control; None where it is bound to nothing that can be read here."""
    properties = control.child("sdtpr")
    binding = properties.child("databinding") if properties else None
    if properties is None or binding is None or properties.child(*_WRITTEN_OTHERWISE):
        return None
    root = _store(binding.attributes.get("storeItemID", ""), package)
    value = _at(root, binding.attributes.get("xpath", "")) if root else None
    return None if value is None or value.lstrip().startswith("<") else _entry(properties, value)


def _store(identifier: str, package: Package) -> Node | None:
    name = _OF_THE_DOCUMENT.get(identifier.upper())
    if name:
        part = package.parts.get(name)
        return part.root if part else None
    return next((part.root for part in _stores(package, identifier)), None)


def _stores(package: Package, identifier: str) -> Iterator[Part]:
    for part in package.parts.values():
        said = (package.parts.get(name) for name in part.related_parts("customXmlProps"))
        if any(each and each.root.attributes.get("itemID", "").upper() == identifier.upper() for each in said):
            yield part


def _at(root: Node, path: str) -> str | None:
    attribute = _ATTRIBUTE.search(path)
    steps = [_STEP.fullmatch(step) for step in _ATTRIBUTE.sub("", path).strip("/").split("/")]
    found: Node | None = Node("", {}, [root])
    for step in steps:
        if step is None or found is None:
            return None
        same = [child for child in found.elements() if child.tag == step[1].lower()]
        place = int(step[2] or 1) - 1
        found = same[place] if 0 <= place < len(same) else None
    if found is None:
        return None
    return found.attributes.get(attribute[1]) if attribute else found.text()


def _entry(properties: Node, value: str) -> str:
    """Return the words of the entry with this value, where there is a list."""
    entries = properties.child("dropdownlist", "combobox")
    shown = (
        each.attributes.get("displayText", value)
        for each in (entries.elements() if entries else ())
        if each.attributes.get("value") == value
    )
    return next(shown, value)
