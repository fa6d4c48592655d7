"""The one file that knows mammoth: a Word document to the HTML that the rest of the import reads.

A .docx is a zip of XML from somewhere: its size is bounded before it is unpacked, and XML that declares entities is
refused before any parser could expand them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from itertools import count

from site_gen.errors import PolicyError
from site_gen.importing.html.cleaning import Findings
from site_gen.importing.html.tree import Node, xml_tree

_MOST_PARTS = 5000
_LARGEST_PART = 60_000_000
_LARGEST = 200_000_000
_MAIN = "word/document.xml"
_TRACKED = ("ins", "del", "movefrom", "moveto")
_REFERENCE = re.compile(r'<sup><a href="#(?:foot|end)note-\d+" id="[^"]*">(\[\d+\])</a></sup>')
_BACK = re.compile(r'\s*<a href="#(?:foot|end)note-ref-\d+">\u2191</a>')
_NOTES = re.compile(r'<ol>((?:<li id="(?:foot|end)note-\d+">.*?</li>)+)</ol>\Z', re.DOTALL)
_NOTE = re.compile(r'<li id="(?:foot|end)note-\d+"><p>')
_HEADING = re.compile(r"<(/?)h([1-6])>")
_IS_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_STYLES = """
p[style-name='Title'] => doctitle:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='List Number 3'] => ul|ol > li > ul|ol > li > ol > li:fresh
strike => s
"""


def html_of(data: bytes, path: str, findings: Findings) -> bytes:
    """Return a Word document as HTML."""
    _check(data, path, findings)
    import mammoth  # type: ignore[import-untyped]  # noqa: PLC0415  slow, and only a .docx needs it

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=_no_image,
            include_embedded_style_map=False,
            external_file_access=False,
        )
    except Exception as error:
        raise PolicyError(path, f"is no Word document that can be read ({error}); open it and save it anew") from error
    for message in result.messages:
        if message.type == "error":
            findings.note("Word said something that cannot be shown", message.message)
    text = _under_title(_with_plain_notes(result.value))
    return f"<!doctype html><meta charset='utf-8'><body><main>{text}</main>".encode()


def _under_title(html: str) -> str:
    """Let sections stand one level below the document's title, where it has one."""
    if "<doctitle>" in html:
        html = _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + 1, 6)}>", html)
    return html.replace("<doctitle>", "<h1>").replace("</doctitle>", "</h1>")


def _no_image(_image: object) -> list[object]:
    return []


def _check(data: bytes, path: str, findings: Findings) -> None:
    """Refuse what would hurt, or what nobody can tell the text of."""
    if data.startswith(_IS_OLD_FORMAT):
        problem = "is an old .doc, or locked by a password; open it in Word or LibreOffice and save it as .docx"
        raise PolicyError(path, problem)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive.infolist(), path)
            for part in archive.infolist():
                if part.filename.endswith((".xml", ".rels")):
                    _check_part(archive.read(part), part.filename, path, findings)
            if "[Content_Types].xml" not in archive.namelist():
                raise PolicyError(path, "is no Word document; open it in Word or LibreOffice and save it as .docx")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise PolicyError(path, f"is no Word document, or a damaged one ({error}); save it anew as .docx") from error


def _check_sizes(parts: Sequence[zipfile.ZipInfo], path: str) -> None:
    largest = max((part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))), default=0)
    if len(parts) > _MOST_PARTS or largest > _LARGEST_PART or sum(part.file_size for part in parts) > _LARGEST:
        raise PolicyError(path, "unpacks to far more than a policy holds; is it the right file?")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise PolicyError(path, "holds one part twice, so nobody can tell which counts; open it and save it anew")


def _check_part(data: bytes, name: str, path: str, findings: Findings) -> None:
    tree = xml_tree(data, name, path)
    if name != _MAIN:
        return
    if tree.find(*_TRACKED):
        problem = "holds tracked changes, so nobody can tell which text was published"
        raise PolicyError(path, f"{problem}; accept or reject them all in Word, and save it anew")
    numbered = sum(node.tag == "ppr" and _is_numbered_heading(node) for node in tree.nodes())
    if numbered:
        findings.counts["headings that Word numbers: the numbers are no part of the text, check"] += numbered


def _is_numbered_heading(properties: Node) -> bool:
    style = properties.find("pstyle")
    is_heading = style is not None and style.attributes.get("val", "").lower().startswith("heading")
    return is_heading and properties.find("numpr") is not None


def _with_plain_notes(html: str) -> str:
    """Let footnotes be paragraphs at the end that begin with their number; Word's links back to them go."""
    html = _BACK.sub("", _REFERENCE.sub(r"\1", html))
    notes = _NOTES.search(html)
    if not notes:
        return html
    numbers = count(1)
    text = _NOTE.sub(lambda _: f"<p>[{next(numbers)}] ", notes[1]).replace("</li>", "")
    return html[: notes.start()] + text
