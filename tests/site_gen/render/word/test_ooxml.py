"""Tracked changes: "accept all" gives the newer text, "reject all" the older, whoever reads them.

The reader here follows the standard (ECMA-376 part 1, 17.13.5) and knows nothing of how the file was written.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from lxml import etree

from benchmarks.contradictions import run
from benchmarks.docx import SIDES, Pair, pandoc_blocks, same_but_for_looks
from site_gen.cli import main
from site_gen.redline import compare
from site_gen.render.word.ooxml import Cover, redline_docx
from site_gen.text.document import Document, Leaf
from site_gen.text.inline import leaf_runs, text_runs
from site_gen.text.parsing.parse import parse
from tests.conftest import GitRepo
from tests.site_gen.redline.any_texts import any_two, often

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BASE = "https://example.org/legal/"
_COVER = Cover(
    title="Privacy <policy>", author="Example & Co", changed_on=date(2026, 1, 2), older="a", newer="b", base_url=_BASE
)
_STYLES = {
    "p": "", "pre": "PreformattedText", "hr": "Rule", "dt": "DefinitionTerm",
} | {f"h{level}": f"Heading{level}" for level in range(1, 7)}  # fmt: skip
_MARKS = {"b": "strong", "i": "em", "strike": "s"}
_RAISED = {"superscript": "sup", "subscript": "sub"}

Block = dict[str, Any]


def document_of(old: str, new: str) -> bytes:
    """Return the redline of two texts as a file."""
    return redline_docx(compare(parse(old), parse(new)), _COVER)


class Reader:
    """Accepts or rejects every change of a file as the standard says, and reads what is left."""

    def __init__(self, data: bytes, side: str) -> None:
        with ZipFile(BytesIO(data)) as package:
            assert package.testzip() is None
            self._parts = {name: etree.fromstring(package.read(name)) for name in package.namelist()}
        self._gone, self._kept = ("del", "ins") if side == "newer" else ("ins", "del")
        self._is_older = side == "older"
        self._targets = {
            relation.get("Id"): relation.get("Target") for relation in self._parts["word/_rels/document.xml.rels"]
        }
        self._counted: Counter[str] = Counter()

    def blocks(self) -> list[Block]:
        """Return the paragraphs and tables that are left; those that only keep tables apart are nobody's text."""
        return [block for block in self._inside(self._parts["word/document.xml"][0]) if block["style"] != "TableGap"]

    def _inside(self, parent: etree._Element) -> Iterator[Block]:
        carried: list[tuple[str, frozenset[str], str]] = []
        for element in parent:
            if element.tag == f"{_W}tbl":
                assert not carried, "words without a paragraph to join"
                yield from self._table(element)
            elif element.tag == f"{_W}p":
                words = [*carried, *self._words(element, "")]
                if element.find(f"{_W}pPr/{_W}rPr/{_W}{self._gone}") is not None:
                    carried = words
                    continue
                yield self._paragraph(element, words)
                carried = []
        assert not carried, "words without a paragraph to join"

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows = []
        for row in table.findall(f"{_W}tr"):
            if row.find(f"{_W}trPr/{_W}{self._gone}") is None:
                cells = [list(self._inside(cell)) for cell in row.findall(f"{_W}tc")]
                assert all(len(cell) == 1 for cell in cells)
                head = row.find(f"{_W}trPr/{_W}tblHeader") is not None
                rows.append({"style": "head" if head else "row", "cells": [cell[0] for cell in cells]})
        yield from [{"style": "table", "rows": rows}] if rows else []

    def _paragraph(self, element: etree._Element, words: list[tuple[str, frozenset[str], str]]) -> Block:
        properties = self._in_force(element.find(f"{_W}pPr"), "pPrChange")
        found = {name: self._value(properties, name) for name in ("pStyle", "jc", "numPr/numId", "numPr/ilvl")}
        style = found["pStyle"]
        item = self._item(found["numPr/numId"], int(found["numPr/ilvl"])) if found["numPr/numId"] else None
        text = "".join(text for text, _, _ in words)
        shown = [(sign, marks, link) for text, marks, link in words for sign in text if not sign.isspace()]
        return {"style": style, "item": item, "align": found["jc"], "text": " ".join(text.split()), "shown": shown}

    def _item(self, number: str, depth: int) -> tuple[bool, int, int]:
        numbering = self._parts["word/numbering.xml"]
        (definition,) = numbering.xpath("w:num[@w:numId=$n]/w:abstractNumId/@w:val", namespaces=_NAMES, n=number)
        (level,) = numbering.xpath(
            "w:abstractNum[@w:abstractNumId=$a]/w:lvl[@w:ilvl=$d]", namespaces=_NAMES, a=definition, d=str(depth)
        )
        self._counted[number] += 1
        ordered = level.find(f"{_W}numFmt").get(f"{_W}val") == "decimal"
        start = int(level.find(f"{_W}start").get(f"{_W}val"))
        return ordered, depth, start + self._counted[number] - 1 if ordered else 0

    def _words(self, parent: etree._Element, link: str) -> Iterator[tuple[str, frozenset[str], str]]:
        for element in parent:
            name = etree.QName(element).localname
            if name == self._kept:
                yield from self._words(element, link)
            elif name == "hyperlink":
                target = element.get(f"{_R}id")
                yield from self._words(element, str(self._targets[target]) if target else "#")
            elif name == "r":
                yield self._run(element, link)

    def _run(self, run: etree._Element, link: str) -> tuple[str, frozenset[str], str]:
        properties = self._in_force(run.find(f"{_W}rPr"), "rPrChange")
        names = [] if properties is None else [etree.QName(each).localname for each in properties]
        marks = {_MARKS[name] for name in names if name in _MARKS}
        marks |= {mark for name, mark in _RAISED.items() if self._value(properties, "vertAlign") == name}
        if "rFonts" in names or self._value(properties, "rStyle") == "VerbatimChar":
            marks.add("code")
        texts = {"t": None, "delText": None, "br": "\n", "tab": "\t"}
        parts = [texts.get(etree.QName(each).localname, "") for each in run]
        return (
            "".join((each.text or "") if part is None else part for each, part in zip(run, parts, strict=True)),
            frozenset(marks),
            link,
        )

    def _in_force(self, properties: etree._Element | None, change: str) -> etree._Element | None:
        was = None if properties is None else properties.find(f"{_W}{change}")
        return was[0] if self._is_older and was is not None else properties

    def _value(self, properties: etree._Element | None, path: str) -> str:
        found = None if properties is None else properties.find("/".join(f"{_W}{part}" for part in path.split("/")))
        return "" if found is None else found.get(f"{_W}val", "")


_NAMES = {"w": _W[1:-1], "r": _R[1:-1]}


def wanted(document: Document) -> Iterator[Block]:
    """Yield what a reader must find of a text."""
    seen: set[tuple[int, int]] = set()
    table: tuple[int, int] | None = None
    for leaf, segment in zip(document.leaves, document.segment_of, strict=True):
        items = [(segment, id(leaf.path[place])) for place in _items(leaf)]
        opens = bool(items) and items[-1] not in seen and leaf.kind != "row"
        seen.update(items)
        if leaf.kind != "row":
            table = None
            yield _wanted(_style(leaf), leaf_runs(leaf), _wanted_item(leaf) if opens else None)
            continue
        if table != (segment, id(leaf.path[-2])):
            table = (segment, id(leaf.path[-2]))
            rows: list[Block] = []
            yield {"style": "table", "rows": rows}
        head = leaf.path[-1].kind == "thead"
        cells = zip(leaf.cells, leaf.alignments, strict=True)
        style = "TableHead" if head else "TableText"
        rows.append({
            "style": "head" if head else "row",
            "cells": [_wanted(style, text_runs(cell, leaf.references), None, align) for cell, align in cells],
        })  # fmt: skip


def _style(leaf: Leaf) -> str:
    kinds = {container.kind for container in leaf.path}
    inside = {"blockquote": "Quote", "dd": "Definition", "footnotes": "FootnoteText"}
    inside |= dict.fromkeys(["ul", "ol"], "ListParagraph")
    return next((style for kind, style in inside.items() if kind in kinds and leaf.kind == "p"), _STYLES[leaf.kind])


def _items(leaf: Leaf) -> list[int]:
    """Return where in a path the items stand that have a mark before them: a labelled one says its own."""
    path = leaf.path
    return [depth for depth, item in enumerate(path) if item.kind == "li" and path[depth - 1].kind != "law"]


def _wanted_item(leaf: Leaf) -> tuple[bool, int, int]:
    place = max(_items(leaf))
    lists = [container for container in leaf.path[:place] if container.kind in {"ul", "ol", "footnotes"}]
    return lists[-1].kind != "ul", len(lists) - 1, leaf.path[place].number


def _wanted(style: str, runs: Any, item: tuple[bool, int, int] | None, align: str = "") -> Block:
    runs = [(text.replace("\x01", "\n"), each) for text, each in runs]
    shown = [
        (sign, frozenset(each.marks), _target(each.link.href) if each.link else "")
        for text, each in runs
        for sign in text
        if not sign.isspace()
    ]
    text = " ".join("".join(text for text, _ in runs).split())
    return {"style": style, "item": item, "align": align, "text": text, "shown": shown}


def _target(href: str) -> str:
    return "#" if href.startswith("#") else urljoin(_BASE, href)


def _without_dead_anchors(blocks: list[Block]) -> list[Block]:
    """Let a link inside the text count as no link: its section may be in the other text alone."""
    return json.loads(json.dumps(blocks, default=sorted).replace('"#"]', '""]'))  # type: ignore[no-any-return]


def assert_both_texts(old: str, new: str) -> None:
    """Hold a file against both texts."""
    data = document_of(old, new)
    for side, text in (("newer", new), ("older", old)):
        found = Reader(data, side).blocks()
        assert _without_dead_anchors(found) == _without_dead_anchors(list(wanted(parse(text)))), side


_LIST = "3. one thing\n4. another thing\n   - inside\n   - inside too\n\n   more of it\n5. a third thing"
_TABLE = "| Data | Use |\n|---|--:|\n| mail | login |\n| name | bills |"


@often
@given(any_two)
@example(("one two three\n\nfour five six", "one two three four five six"))
@example(("one two three four five six", "one two three.\n\n- four five six\n- seven"))
@example((_LIST, _LIST.replace("another", "some other").replace("   - inside too\n", "")))
@example((_LIST, _LIST.replace("3.", "1.").replace("- inside\n", "")))
@example((_TABLE, _TABLE.replace("| name | bills |", "| phone | calls |\n| name | letters |")))
@example((_TABLE, "| Data | Use | Kept |\n|---|--:|---|\n| mail | login | 1 day |\n| name | bills | 2 days |"))
@example((_TABLE, "| Kept | Data |\n|--:|---|\n| 1 day | mail |\n| 2 days | name |"))
@example((_TABLE, "Data is mail, for login.\n\nName for bills."))
@example((f"{_TABLE}\n\ntext\n\n{_TABLE}", f"{_TABLE}\n\n<!-- -->\n\n{_TABLE}"))
@example((f"gone\n\n{_TABLE}\n\nlast", _TABLE))
@example(("see [the list](/a) now", "see [the list](/b) now"))
@example(("**bold** and `code`", "bold and *code*"))
@example(("## Title here\n\ntext", "### Title here\n\ntext"))
def test_either_text_is_in_the_file(pair: tuple[str, str]) -> None:
    """Blocks, list numbers, table cells, words, formatting and link targets of either text come back exactly."""
    assert_both_texts(*pair)


@settings(max_examples=40, deadline=None)
@given(any_two)
@example(("# one\n\n# two\n\nthree.", "# one\n\n# two three."))
@example(("# one\n\n#### <br>\n\nthree.\nfour.", "# one\n\n#### <br> three.\nfour."))
def test_another_program_reads_either_text(tmp_path_factory: pytest.TempPathFactory, pair: tuple[str, str]) -> None:
    """Pandoc, told to accept or reject all changes, finds the blocks of the newer or the older text."""
    pytest.importorskip("pypandoc")
    redline = compare(*map(parse, pair))
    file = tmp_path_factory.mktemp("pandoc") / "redline.docx"
    file.write_bytes(redline_docx(redline, _COVER))
    for side in SIDES:
        assert same_but_for_looks(Pair("pair", redline, file), side, pandoc_blocks(file, side)), side


@settings(often, max_examples=40)
@given(any_two)
def test_the_same_input_gives_the_same_bytes(pair: tuple[str, str]) -> None:
    """A file tells nothing of when or where it was made."""
    assert document_of(*pair) == document_of(*pair)


_ORDER = {
    "pPr": "pStyle keepNext keepLines numPr pBdr shd bidi spacing ind jc outlineLvl rPr pPrChange",
    "rPr": "ins del rStyle rFonts b bCs i iCs strike noProof color sz szCs u vertAlign rtl lang rPrChange",
    "trPr": "cantSplit tblHeader ins del",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook",
}


@often
@given(any_two)
def test_properties_stand_in_the_order_of_the_standard(pair: tuple[str, str]) -> None:
    """Word refuses a file whose elements stand in another order than the schema's, or share an id."""
    with ZipFile(BytesIO(document_of(*pair))) as package:
        roots = [etree.fromstring(package.read(f"word/{name}.xml")) for name in ("document", "styles", "numbering")]
    for root in roots:
        for name, order in _ORDER.items():
            places = order.split()
            for element in root.iter(f"{_W}{name}"):
                own = [places.index(etree.QName(child).localname) for child in element]
                assert own == sorted(set(own))
        for parent in root.iter(f"{_W}ins", f"{_W}del"):
            assert {etree.QName(child).localname for child in parent} <= {"r"}
    ids = [each.get(f"{_W}id") for each in roots[0].iter() if each.get(f"{_W}author")]
    assert len(ids) == len(set(ids))


def test_nothing_is_fetched_and_no_link_is_dangerous() -> None:
    """Only web, mail and telephone links can be clicked; what else a text calls a link stands there as words."""
    links = (
        "https://a.example/x?y=1&z=%zz", "mailto:a@b.example", "tel:+1", "JavaScript:alert(1)", "ftp://a.example/",
        "//evil.example/share", "/page", "..\\\\share", "ms-word:ofe|u|https://a.example", "https://[bad", "https://",
    )  # fmt: skip
    text = "\n\n".join(f"[word{number}](<{link}>)" for number, link in enumerate(links))
    cover = Cover(title="t", author="a", changed_on=date(2026, 1, 2), older="a", newer="b")
    with ZipFile(BytesIO(redline_docx(compare(parse(""), parse(text)), cover))) as package:
        outside = [
            (element.get("Type", ""), element.get("Target"))
            for name in package.namelist()
            if name.endswith(".rels")
            for element in etree.fromstring(package.read(name))
            if element.get("TargetMode") == "External"
        ]
        words = "".join(etree.fromstring(package.read("word/document.xml")).itertext())
    assert {kind.rsplit("/", 1)[-1] for kind, _ in outside} == {"hyperlink"}
    assert [target for _, target in outside] == [
        "https://a.example/x?y=1&z=%25zz", "mailto:a@b.example", "tel:+1", "https://evil.example/share",
    ]  # fmt: skip
    assert all(f"word{number}" in words for number in range(len(links)))


def test_what_xml_cannot_hold_is_replaced() -> None:
    """Markup is text, and a character that XML forbids becomes the replacement character."""
    data = document_of("", "a <b> & \ufffe \x07 &#xffff; &#13; ]]> z")
    assert Reader(data, "newer").blocks()[0]["text"] == "a <b> & \ufffd \ufffd \ufffd \ufffd ]]> z"


def test_what_marks_cannot_show_is_a_comment() -> None:
    """Where a link led before, and where a block moved from, stand beside the text."""
    moved = "We tell everybody about each change of this policy well before it applies to anyone."
    stays = "\n\n".join(f"The paragraph of number {name} stays where it is." for name in ("one", "two", "three"))
    data = document_of(f"# A\n\n{moved}\n\n[list](/a)\n\n{stays}", f"# A\n\n[list](/b)\n\n{stays}\n\n{moved}")
    with ZipFile(BytesIO(data)) as package:
        comments = etree.fromstring(package.read("word/comments.xml"))
    said = ["".join(comment.itertext()) for comment in comments]
    assert sorted(said) == ["Link changed from /a to /b", "Moved from “A”", "Moved to “A”"]


def test_a_change_bears_the_name_and_day_that_were_given() -> None:
    """Nothing in the file comes from the clock or the machine."""
    with ZipFile(BytesIO(document_of("one", "two"))) as package:
        moments = {entry.date_time for entry in package.infolist()}
        root = etree.fromstring(package.read("word/document.xml"))
    assert moments == {(1980, 1, 1, 0, 0, 0)}
    authors = [{each.get(f"{_W}author") for each in root.iter(f"{_W}{name}")} for name in ("ins", "del")]
    assert authors == [{"Example & Co"}, {"Example & Co\u00a0"}]
    assert {each.get(f"{_W}date", "")[:10] for each in root.iter(f"{_W}ins", f"{_W}del")} == {"2026-01-02"}


# The command


def diff(*arguments: str | Path, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    """Run `policy-site diff` as a process."""
    command = [sys.executable, "-m", "site_gen", "diff", *map(str, arguments), "--today", "2026-01-02"]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, check=False)


def test_versions_commits_and_files_mix(repo: GitRepo, tmp_path: Path) -> None:
    """OLD and NEW may each be a version, a commit or a file."""
    repo.commit("2020-01-01", {"policy/privacy.md": "# P\n\nWe keep data for 1 month.\n"})
    repo.commit("2020-02-01", {"policy/privacy.md": "# P\n\nWe keep data for 2 months.\n"})
    file = tmp_path / "new.md"
    file.write_text("# P\n\nWe keep data for 2 months.\n", encoding="utf-8")
    for old, new in (("2020-01-01", "HEAD"), ("HEAD~1", file), ("2020-01-01", "2020-02-01")):
        done = diff(old, new, "--format", "docx", "--repo", repo.path)
        assert (done.returncode, done.stderr) == (0, b"")
        assert Reader(done.stdout, "newer").blocks()[1]["text"] == "We keep data for 2 months."
        assert Reader(done.stdout, "older").blocks()[1]["text"] == "We keep data for 1 month."


def test_a_terminal_gets_no_bytes(tmp_path: Path) -> None:
    """Where a person would see gibberish, the refusal says how to keep the file."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    try:
        done = diff(tmp_path / "a b.md", "c.md", "--format", "docx", stdout=theirs)
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 1
    assert f"policy-site diff '{tmp_path}/a b.md' c.md --format docx > redline.docx" in done.stderr.decode()


@pytest.mark.parametrize("form", ["docx", "html", "json", "markdown", "text"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01\x02", r"new.md:1: is not text: it holds a zero byte"),
        (b"a\nb\xff", r"new.md:2: is not UTF-8 \(byte 0xff\); save it as UTF-8"),
        (b"x" * (5 << 20), r"new.md: is 5,242,880 bytes long; a policy may have [\d,]+"),
        (None, r"new.md is not a file, and neither a version nor a commit"),
        ("folder", r"new.md is a folder, and neither a version nor a commit"),
    ],
    ids=["binary", "not-utf-8", "too-long", "missing", "folder"],
)
def test_what_is_no_text_is_refused(tmp_path: Path, form: str, content: bytes | str | None, said: str) -> None:
    """Each refusal is one line that names the thing at fault, in every format, and nothing goes out."""
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text("text", encoding="utf-8")
    if content == "folder":
        new.mkdir()
    elif isinstance(content, bytes):
        new.write_bytes(content)
    code, out, talk = run(main, "diff", str(old), str(new), "--format", form, "--repo", str(tmp_path))
    assert (code, out) == (1, "")
    assert re.fullmatch(rf"policy-site: \S*{said}.*\n", talk)
