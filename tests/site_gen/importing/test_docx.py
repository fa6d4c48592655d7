"""Word documents, made here by another library, to the same Markdown as a page with that text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any, cast

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from site_gen.errors import PolicyError
from site_gen.importing.model import Format
from tests.site_gen.importing.conftest import Reader

MARKDOWN = """\
# Privacy Policy

## 1. What we collect

We **collect** *little*, see [our site](https://shop.example/).

- Name
  - First name
- Email

1. Ask
2. Get

| Data | Purpose |
| --- | --- |
| Email | Login<br>News |
"""
MAIN = "word/document.xml"


def saved(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def policy() -> bytes:
    """Return a document with what policies have."""
    document = docx.Document()
    document.add_heading("Privacy Policy", 0)
    document.add_heading("1. What we collect", 1)
    paragraph = document.add_paragraph("We ")
    paragraph.add_run("coll").bold = True
    paragraph.add_run("ect").bold = True
    paragraph.add_run(" ")
    paragraph.add_run("little").italic = True
    paragraph.add_run(", see ")
    add_link(paragraph, "our site", "https://shop.example/")
    paragraph.add_run(".")
    for words, style in [
        ("Name", "List Bullet"), ("First name", "List Bullet 2"), ("Email", "List Bullet"),
        ("Ask", "List Number"), ("Get", "List Number"),
    ]:  # fmt: skip
        document.add_paragraph(words, style=style)
    table = document.add_table(2, 2)
    for number, words in enumerate(["Data", "Purpose", "Email", "Login\nNews"]):
        table.cell(number // 2, number % 2).text = words
    return saved(document)


def add_link(paragraph: Paragraph, words: str, href: str) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(href, kind, is_external=True))
    link.append(paragraph.add_run(words)._r)
    cast("Any", paragraph._p).append(link)


def changed(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return a document with other parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part, old.read(part))
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()


def text_of(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(MAIN)


def refused(brought: Reader, data: bytes) -> str:
    with pytest.raises(PolicyError) as error:
        brought(data, Format.DOCX)
    return str(error.value)


def test_a_document_becomes_markdown(brought: Reader, policy: bytes) -> None:
    """Title, headings below it, marks, links, nested lists and tables stay."""
    found = brought(policy, Format.DOCX)
    assert found.markdown == MARKDOWN
    assert found.remarks == ()


@pytest.mark.parametrize("mark", [b"w:ins", b"w:del", b"w:moveFrom"])
def test_tracked_changes_are_refused(brought: Reader, policy: bytes, mark: bytes) -> None:
    """Where changes wait for an answer, nobody can tell which text was published."""
    run = b"<w:r><w:t>little</w:t></w:r>"
    tracked = b"<%s w:id='1' w:author='A'>%s</%s>" % (mark, run, mark)
    data = changed(policy, {MAIN: text_of(policy).replace(b"<w:sectPr", b"<w:p>" + tracked + b"</w:p><w:sectPr")})
    assert "accept or reject them all in Word" in refused(brought, data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("entity", ["'lol'", "SYSTEM 'file:///etc/passwd'", "SYSTEM 'http://127.0.0.1:9/'"])
def test_entities_are_never_expanded(brought: Reader, policy: bytes, entity: str, encoding: str) -> None:
    """Neither a laughing bomb nor another file comes in by an entity, in whatever encoding the part is."""
    inner = text_of(policy).decode().partition("?>")[2].replace("little", "&a;")
    part = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE x [<!ENTITY a {entity}>]>{inner}"
    assert "declares entities in word/document.xml" in refused(brought, changed(policy, {MAIN: part.encode(encoding)}))


def test_a_bomb_is_not_unpacked(brought: Reader, policy: bytes) -> None:
    """A small file that unpacks to a huge one is refused by what its index says."""
    bomb = changed(policy, {"word/media/image1.png": b"\0" * 210_000_000})
    assert len(bomb) < 1_000_000
    assert "unpacks to far more than a policy holds" in refused(brought, bomb)


def test_a_document_cannot_say_how_it_is_read(brought: Reader, policy: bytes) -> None:
    """A style map inside the file changes nothing."""
    data = changed(policy, {"mammoth/style-map": b"p => script:fresh"})
    assert brought(data, Format.DOCX).markdown == MARKDOWN


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"no zip at all", "is not a Word document, or a damaged one"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old .doc, or locked by a password"),
        (b"PK\x05\x06" + b"\0" * 18, "is not a Word document; open it"),
    ],
    ids=["junk", "old format", "empty zip"],
)
def test_what_is_no_document_is_refused(brought: Reader, data: bytes, problem: str) -> None:
    """The message says what to do with the file."""
    assert problem in refused(brought, data)


def test_damaged_xml_is_refused(brought: Reader, policy: bytes) -> None:
    """A part that is not XML, or another kind of XML, is named."""
    assert "word/document.xml is not XML" in refused(brought, changed(policy, {MAIN: b"<w:document"}))
    assert "is not a Word document that can be read" in refused(brought, changed(policy, {MAIN: b"<a/>"}))
