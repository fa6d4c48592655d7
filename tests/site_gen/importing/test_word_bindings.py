"""A control of a form that is bound to another part of a Word document shows what stands there."""

from __future__ import annotations

import pytest

from site_gen.importing.html.tree import Node
from site_gen.importing.model import Format
from site_gen.importing.word.bindings import bound_words
from site_gen.importing.word.package import Package, Part, Relationship
from tests.site_gen.importing.conftest import Reader
from tests.site_gen.importing.words import document, paragraph, run, with_part

_CORE = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"


def _control(path: str, store: str, *more: Node) -> Node:
    binding = Node("databinding", {"xpath": path, "storeItemID": store})
    return Node("sdt", {}, [Node("sdtpr", {}, [binding, *more])])


def _package() -> Package:
    companies = [Node("company", {"years": "2"}, ["Old Ltd"]), Node("company", {}, ["New Ltd"])]
    relation = Relationship("customXmlProps", "customXml/itemProps1.xml", is_external=False)
    item = Part("customXml/item1.xml", Node("d", {}, list(companies)), {"r": relation})
    names = Part("customXml/itemProps1.xml", Node("datastoreitem", {"itemID": "{ab}"}), {})
    core = Part("docProps/core.xml", Node("coreproperties", {}, [Node("title", {}, ["Terms"])]), {})
    parts = {part.name: part for part in (item, names, core)}
    return Package(item, parts)


@pytest.mark.parametrize(
    ("control", "shown"),
    [
        (_control("/ns0:d[1]/ns0:company[2]", "{AB}"), "New Ltd"),
        (_control("/d/company", "{AB}"), "Old Ltd"),
        (_control("/d/company/@years", "{AB}"), "2"),
        (_control("/ns1:coreProperties[1]/ns0:title[1]", _CORE), "Terms"),
        (_control("/d/company[3]", "{AB}"), None),
        (_control("/d/*[last()]", "{AB}"), None),
        (_control("/d/company", "{other}"), None),
        (_control("/d/company/@years", "{AB}", Node("date")), None),
        (
            _control(
                "/d/company/@years",
                "{AB}",
                Node("dropdownlist", {}, [Node("listitem", {"value": "2", "displayText": "two years"})]),
            ),
            "two years",
        ),
        (Node("sdt", {}, [Node("sdtpr")]), None),
    ],
)
def test_a_bound_value_is_found_by_its_path(control: Node, shown: str | None) -> None:
    """Names, places and attributes are followed; what is not understood is no value, and no error."""
    assert bound_words(control, _package()) == shown


def test_a_stale_control_is_said(brought: Reader) -> None:
    """What is written in the control is imported; that Word shows something else is a remark that quotes both."""
    binding = f'<w:dataBinding w:xpath="/coreProperties/title" w:storeItemID="{_CORE}"/>'
    body = f"<w:sdt><w:sdtPr>{binding}</w:sdtPr><w:sdtContent>{paragraph(run('Old Ltd'))}</w:sdtContent></w:sdt>"
    for title, said in (("Old Ltd", ()), ("New Ltd", ("Old Ltd: New Ltd",))):
        core = f"<coreProperties><title>{title}</title></coreProperties>"
        old = brought(with_part(document(body), "docProps/core.xml", core), Format.DOCX)
        assert old.markdown == "Old Ltd\n"
        assert [each.partition("'")[2].partition("'")[0] for each in old.remarks] == list(said)
