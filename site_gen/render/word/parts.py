"""The parts of a Word document around its text: types, relations, styles, lists, page, properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import NamedTuple

from site_gen.render.word.numbering import Numbering
from site_gen.text.direction import direction

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OF_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_W = f'xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}/relationships"'
_PARTS = ("styles", "numbering", "comments", "settings", "header", "footer")
_BULLETS = "•◦▪"
_STEP = 425
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_INK, _MUTED = "1F2933", "5B6770"

CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OF_WORD}.document.main+xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}{"1" if name in {"header", "footer"} else ""}.xml" '
        f'ContentType="{_OF_WORD}.{name}+xml"/>'
        for name in _PARTS
    )
    + '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    '<Override PartName="/docProps/app.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>'
)
PACKAGE_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="r2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="r3" Type="{_OFFICE}/relationships/extended-properties" Target="docProps/app.xml"/>'
    "</Relationships>"
)
APP = f'{_HEAD}<Properties xmlns="{_OFFICE}/extended-properties"><Application>Section 11</Application></Properties>'
SETTINGS = (
    f'{_HEAD}<w:settings {_W}><w:zoom w:percent="100"/><w:trackRevisions/><w:defaultTabStop w:val="{_STEP}"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)
SECTION = (
    f'<w:sectPr {_W}><w:headerReference w:type="default" r:id="header"/><w:footerReference w:type="default" '
    'r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1134" w:bottom="1418" '
    'w:left="1134" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


FOOTER = (
    f'{_HEAD}<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{_field("PAGE")}'
    f'<w:r><w:t xml:space="preserve"> / </w:t></w:r>{_field("NUMPAGES")}</w:p></w:ftr>'
)


def header(text: str) -> str:
    """Return the line at the top of each page."""
    return (
        f'{_HEAD}<w:hdr {_W}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:hdr>'
    )


def core(title: str, author: str, made_on: date) -> str:
    """Return the document's properties."""
    moment = f'xsi:type="dcterms:W3CDTF">{made_on.isoformat()}T00:00:00Z'
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<dcterms:created {moment}</dcterms:created><dcterms:modified {moment}</dcterms:modified>"
        "</cp:coreProperties>"
    )


def document_relations(targets: Mapping[str, str]) -> str:
    """Return the relations of the main part; `targets` are the addresses of links by relation."""
    own = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/relationships/{name}" '
        f'Target="{name}{"1" if name in {"header", "footer"} else ""}.xml"/>'
        for name in _PARTS
    )
    links = "".join(
        f'<Relationship Id="{relation}" Type="{_OFFICE}/relationships/hyperlink" Target="{escape(target)}" '
        'TargetMode="External"/>'
        for relation, target in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{own}{links}</Relationships>'


def numbering(numberings: Iterable[Numbering]) -> str:
    """Return the lists; each has a definition of its own, since lists that share one count on from each other."""
    ordered = sorted(numberings)
    definitions = "".join(
        f'<w:abstractNum w:abstractNumId="{each.number}"><w:multiLevelType w:val="multilevel"/>'
        + "".join(_level(each, depth) for depth in range(9))
        + "</w:abstractNum>"
        for each in ordered
    )
    lists = "".join(
        f'<w:num w:numId="{each.number}"><w:abstractNumId w:val="{each.number}"/></w:num>' for each in ordered
    )
    return f"{_HEAD}<w:numbering {_W}>{definitions}{lists}</w:numbering>"


def _level(numbering: Numbering, depth: int) -> str:
    sign = f"%{depth + 1}." if numbering.ordered else _BULLETS[depth % len(_BULLETS)]
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{numbering.start if numbering.ordered else 1}"/>'
        f'<w:numFmt w:val="{"decimal" if numbering.ordered else "bullet"}"/><w:lvlText w:val="{sign}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{_STEP * (depth + 1)}" w:hanging="{_STEP}"/></w:pPr></w:lvl>'
    )


class _Style(NamedTuple):
    name: str
    """As Word calls it; its id is the name without spaces and with capitals."""
    paragraph: str = ""
    run: str = ""
    based_on: str = "Normal"
    following: str = ""
    kind: str = "paragraph"


def _spacing(before: int, after: int, line: int = 276) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _colour(value: str) -> str:
    return f'<w:color w:val="{value}"/>'


def _heading(level: int, size: int, before: int) -> _Style:
    return _Style(
        f"heading {level}",
        f'<w:keepNext/><w:keepLines/>{_spacing(before, 120, 252)}<w:outlineLvl w:val="{level - 1}"/>',
        f"<w:b/><w:bCs/>{_colour(_INK)}{_size(size)}",
        following="Normal",
    )


_BOLD = "<w:b/><w:bCs/>"
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="F3F5F7"/>'


def _border(side: str, colour: str, size: int = 6, space: int = 8) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


_STYLES = (
    *(_heading(*each) for each in ((1, 36, 0), (2, 28, 360), (3, 24, 280), (4, 22, 240), (5, 22, 240), (6, 22, 240))),
    _Style("List Paragraph", _spacing(0, 80)),
    _Style("Quote", f"<w:pBdr>{_border('left', 'B8C2CC', 18, 10)}</w:pBdr>", f"<w:i/><w:iCs/>{_colour(_MUTED)}"),
    _Style(
        "Preformatted Text",
        f"<w:keepLines/>{_SHADE}{_spacing(60, 160, 240)}",
        f"{_font('Consolas')}<w:noProof/>{_size(18)}",
    ),
    _Style("Rule", f"<w:pBdr>{_border('bottom', 'B8C2CC', 6, 1)}</w:pBdr>{_spacing(120, 240, 240)}"),
    _Style("Definition Term", f"<w:keepNext/>{_spacing(120, 40)}", _BOLD, following="Definition"),
    _Style("Definition"),
    _Style("footnote text", _spacing(0, 60, 252), _size(18)),
    _Style("Table Text", _spacing(50, 50, 252), _size(20)),
    _Style("Table Head", f"<w:keepNext/>{_spacing(60, 60, 252)}", f"{_BOLD}{_size(20)}"),
    _Style("Table Gap", _spacing(0, 0, 240), _size(12)),
    _Style("annotation text", _spacing(0, 60, 240), _size(20)),
    _Style(
        "header",
        f"<w:pBdr>{_border('bottom', 'D5DBE1', 4, 4)}</w:pBdr>{_spacing(0, 0, 240)}",
        f"{_colour(_MUTED)}{_size(17)}",
    ),
    _Style("footer", f'{_spacing(0, 0, 240)}<w:jc w:val="right"/>', f"{_colour(_MUTED)}{_size(17)}"),
    _Style("Hyperlink", run=f'{_colour("0B5CAD")}<w:u w:val="single"/>', kind="character", based_on=""),
    _Style("Verbatim Char", run=f"{_font('Consolas')}<w:noProof/>{_size(20)}", kind="character", based_on=""),
    _Style("annotation reference", run=_size(16), kind="character", based_on=""),
)
_IDS = {"annotation text": "CommentText", "annotation reference": "CommentReference"}
_TABLE_STYLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority '
    'w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="108" '
    'w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="PolicyTable"><w:name w:val="Policy Table"/><w:basedOn '
    'w:val="TableNormal"/><w:tblPr><w:tblBorders>'
    + "".join(_border(side, "B8C2CC", 4, 0) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    + "</w:tblBorders></w:tblPr>"
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EEF1F4"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
)


def styles(language: str) -> str:
    """Return the styles; the language is that of the newer text."""
    tag = language if _LANGUAGE.fullmatch(language) else "en"
    is_right_to_left = direction(tag) == "rtl"
    languages = f'<w:lang w:val="{tag}" w:eastAsia="{tag}" w:bidi="{tag}"/>'
    fonts = f'<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>{_size(22)}'
    return (
        f"{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}"
        f"{'<w:rtl/>' if is_right_to_left else ''}{languages}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        f"{'<w:bidi/>' if is_right_to_left else ''}{_spacing(0, 140)}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name '
        'w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        + "".join(map(_style, _STYLES))
        + f"{_TABLE_STYLE}</w:styles>"
    )


def _style(style: _Style) -> str:
    identity = _IDS.get(style.name) or "".join(word[:1].upper() + word[1:] for word in style.name.split())
    base = f'<w:basedOn w:val="{style.based_on or "DefaultParagraphFont"}"/>'
    following = f'<w:next w:val="{style.following}"/>' if style.following else ""
    paragraph = f"<w:pPr>{style.paragraph}</w:pPr>" if style.paragraph else ""
    run = f"<w:rPr>{style.run}</w:rPr>" if style.run else ""
    return (
        f'<w:style w:type="{style.kind}" w:styleId="{identity}"><w:name w:val="{style.name}"/>{base}{following}'
        f"<w:qFormat/>{paragraph}{run}</w:style>"
    )
