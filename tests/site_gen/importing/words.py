"""Word documents written part by part, for what no library writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SPACES = (
    f'{_W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_ROOTS = {"footnotes": "footnotes", "endnotes": "endnotes", "header": "hdr", "footer": "ftr"}


def document(body: str, *, main: str = "document.xml", **parts: str) -> bytes:
    """Write a document; `parts` are the insides of other parts (`styles`, `numbering`, `footnotes` ...)."""
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_TYPE}/{name}" Target="{name}.xml"/>' for name in sorted(parts)
    )
    inside = {f"word/{name}.xml": _root(_ROOTS.get(name, name), text) for name, text in parts.items()}
    return packed({
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships {_RELATIONS}><Relationship Id="a" Type="{_TYPE}/officeDocument" '
        f'Target="word/{main}"/></Relationships>',
        f"word/{main}": _root("document", f"<w:body>{body}</w:body>"),
        f"word/_rels/{main}.rels": f"<Relationships {_RELATIONS}>{relations}</Relationships>",
        **inside,
    })  # fmt: skip


def with_part(document: bytes, name: str, content: str) -> bytes:
    """Put one more part into a document, whole."""
    stream = io.BytesIO(document)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def packed(files: Mapping[str, str]) -> bytes:
    """Zip files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def paragraph(*runs: str, properties: str = "") -> str:
    """Write a paragraph; a run without a tag is plain words."""
    inside = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def run(text: str, properties: str = "") -> str:
    """Write a run of words."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def counted(text: str, list_id: int = 1, level: int = 0) -> str:
    """Write a paragraph that a list counts."""
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def level(place: int, form: str, text: str, more: str = "", *, start: int = 1) -> str:
    """Write one level of a list's definition."""
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels: str, number: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """Write the numbering part with one definition."""
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{number}'


def style(name: str, style_id: str, inside: str = "", *, based_on: str = "", kind: str = "paragraph") -> str:
    """Write a style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{style_id}"><w:name w:val="{name}"/>{base}{inside}</w:style>'


def _root(tag: str, inside: str) -> str:
    return f"<w:{tag} {_SPACES}>{inside}</w:{tag}>"
