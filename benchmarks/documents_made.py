"""Word documents with numbering of every kind, made by chance from a seed: what a benchmark compares labels on.

Without `w:isLgl` and `w:lvlRestart`, which LibreOffice 7.4 passes over: Word shows I.1 as 1.1 for the first, and counts
on below a new number for the second.
"""

from __future__ import annotations

import io
import random
import zipfile

_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OF_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OF_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_OF_WORD}.numbering+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_OF_WORD}.styles+xml"/></Types>'
)
_FORMS = (
    "decimal", "decimal", "decimal", "lowerLetter", "lowerRoman", "upperLetter", "upperRoman", "decimalZero",
    "chineseCountingThousand", "bullet",
)  # fmt: skip
_TEXTS = ("{}.", "({})", "{})", "{}", "Section {}.", "\u7b2c{}\u6761", "{}.")
_HEADINGS = ("heading 1", "heading 2", "heading 3")
_LEVELS = 4


def made_document(seed: int) -> bytes:
    """Return a .docx; the same seed gives the same bytes."""
    chance = random.Random(seed)  # noqa: S311  a benchmark's cases
    definitions = [_definition(chance, number) for number in range(chance.randint(1, 3))]
    lists = [(number + 1, number) for number in range(len(definitions))]
    lists += [(len(lists) + more + 1, chance.randrange(len(definitions))) for more in range(chance.randint(0, 2))]
    numbering = "".join(definitions) + "".join(_list(chance, *each, len(definitions)) for each in lists)
    return packed({
        "word/document.xml": part("document", f"<w:body>{_body(chance, len(lists))}</w:body>"),
        "word/_rels/document.xml.rels": relations("styles", "numbering"),
        "word/styles.xml": part("styles", "".join(_style(place) for place in range(len(_HEADINGS)))),
        "word/numbering.xml": part("numbering", numbering),
    })  # fmt: skip


def _definition(chance: random.Random, number: int) -> str:
    levels = "".join(_level(chance, place, linked=number == 0) for place in range(_LEVELS))
    kind = '<w:multiLevelType w:val="multilevel"/>'
    return f'<w:abstractNum w:abstractNumId="{number}">{kind}{levels}</w:abstractNum>'


def _level(chance: random.Random, place: int, *, linked: bool) -> str:
    form = chance.choice(_FORMS)
    is_compound = place > 0 and chance.random() < 0.4
    shown = ".".join(f"%{each + 1}" for each in range(place + 1)) if is_compound else f"%{place + 1}"
    text = "\u2022" if form == "bullet" else chance.choice(_TEXTS).format(shown)
    style = f'<w:pStyle w:val="H{place}"/>' if linked and place < len(_HEADINGS) else ""
    start = chance.choice([1, 1, 1, 1, 3])
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{style}'
        f'<w:lvlText w:val="{text}"/><w:pPr><w:ind w:left="{360 * (place + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
    )


def _list(chance: random.Random, number: int, definition: int, plain: int) -> str:
    override = ""
    if number > plain and chance.random() < 0.7:
        override = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{chance.choice([1, 1, 5])}"/></w:lvlOverride>'
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{override}</w:num>'


def _body(chance: random.Random, lists: int) -> str:
    found = ""
    place = 0
    for number in range(chance.randint(8, 30)):
        place = max(0, min(place + chance.choice([-2, -1, 0, 0, 0, 1]), _LEVELS - 1))
        match chance.randrange(6):
            case 0:
                properties, place = "", 0
            case 1:
                place = min(place, len(_HEADINGS) - 1)
                properties = f'<w:pStyle w:val="H{place}"/>'
            case _:
                reference = f'<w:ilvl w:val="{place}"/><w:numId w:val="{chance.randint(1, lists)}"/>'
                properties = f"<w:numPr>{reference}</w:numPr>"
        found += f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>words of {number}</w:t></w:r></w:p>"
    return found


def _style(place: int) -> str:
    level = f'<w:ilvl w:val="{place}"/>' if place else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="H{place}"><w:name w:val="{_HEADINGS[place]}"/><w:pPr><w:numPr>{level}'
        f'<w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="{place}"/></w:pPr></w:style>'
    )


def relations(*kinds: str, folder: str = "", names: dict[str, str] | None = None) -> str:
    """Return what a part says of others."""
    each = "".join(
        f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{folder}{(names or {}).get(kind, kind)}.xml"/>'
        for kind in kinds
    )
    return f"<Relationships {_RELATIONS}>{each}</Relationships>"


def part(tag: str, inside: str) -> str:
    """Return a part of a document."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {_W}>{inside}</w:{tag}>'


def packed(files: dict[str, str]) -> bytes:
    """Zip the parts of a document, with the types and the beginning that they lack."""
    files = {"[Content_Types].xml": _TYPES, "_rels/.rels": _START, **files}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()


_START = relations("officeDocument", folder="word/", names={"officeDocument": "document"})
