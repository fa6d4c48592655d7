"""Plain text: a policy to read in any program, and a redline with [-deletions-] and {+insertions+}."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from msgspec.structs import replace

from site_gen.redline.digest.section_changes import SectionChange
from site_gen.redline.digest.summary import summarise
from site_gen.redline.model import Op, Piece, Redline, Row, TextChange
from site_gen.render.linear import GAP, Line, plain_line, section_lines
from site_gen.render.remarks import remarks_of
from site_gen.text.document import Document
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK

_WIDTH = 78
_SPACES = dict.fromkeys(map(ord, "\n\v\f\r"), " ")
_MARKS = {Op.EQUAL: ("", ""), Op.DELETE: ("[-", "-]"), Op.INSERT: ("{+", "+}")}
_SECTION = "h2"
"""The heading as which that of a changed section is shown, whichever it is."""
_UNDERLINES = {"h1": "=", "h2": "-"}


def document_text(document: Document) -> str:
    """Render a text without marks, wrapped for reading."""
    return "\n".join(line for leaf in document.leaves for line in _wrap(plain_line(leaf))).strip("\n") + "\n"


def redline_text(redline: Redline) -> str:
    """Render the changed sections of a redline."""
    summary = summarise(redline)
    sections = ("\n".join(_section(redline, section)) for section in summary.sections)
    return "\n".join([summary.statement, *sections]) + "\n"


def _section(redline: Redline, section: SectionChange) -> Iterator[str]:
    """Yield a changed section's lines; its heading is told once, with its marks where it changed itself."""
    yield ""
    if _is_heading_of(redline.rows[section.rows[0]], section):
        first, *others = section_lines(redline, section)
        yield from list(_wrap(replace(first, kind=_SECTION)))[1:]
        yield from (line for item in others for line in _wrap(item))
    else:
        title = section.title or "Before the first heading"
        yield from (title, _UNDERLINES[_SECTION] * min(len(title), _WIDTH))
        yield section_text(redline, section)


def _is_heading_of(row: Row, section: SectionChange) -> bool:
    numbers = row.old if section.gone else row.new
    return section.leaf is not None and section.leaf in numbers


def section_text(redline: Redline, section: SectionChange) -> str:
    """Render one changed section."""
    return "\n".join(line for item in section_lines(redline, section) for line in _wrap(item)).strip("\n")


def _wrap(line: Line) -> Iterator[str]:
    if line.kind == GAP:
        yield from ("", "[...]")
        return
    if line.kind == "hr":
        yield from ("", "-" * 20)
        return
    margin = "  " * max(line.indent - bool(line.bullet), 0)
    text = line.bullet + _content(line)
    for paragraph in text.split("\n"):
        yield from ("", _fill(paragraph, margin, margin + " " * len(line.bullet)))
    if line.kind in _UNDERLINES:
        yield _UNDERLINES[line.kind] * min(len(text), _WIDTH)


def _fill(paragraph: str, margin: str, hanging: str) -> str:
    """Do what `textwrap.fill` does, which adds up word by word; a pattern finds a whole line at once."""
    text = paragraph.expandtabs().translate(_SPACES).rstrip()
    words = text.lstrip(" ")
    begin = margin + text[: len(text) - len(words)]  # code is indented
    first = _line(_WIDTH - len(begin)).match(words)
    if not first:
        return ""
    rest = _line(_WIDTH - len(hanging)).findall(words, first.end())
    return f"\n{hanging}".join([begin + first[0], *rest])


@cache
def _line(width: int) -> re.Pattern[str]:
    """Match as many words as fit, or one that does not."""
    return re.compile(rf"[^ ](?:.{{0,{max(width - 2, 0)}}}[^ ])?(?= |\Z)|[^ ]+")


def _content(line: Line) -> str:
    cells = [marked_text(text) for text in line.texts]
    if line.labels:
        cells = [f"{label}: {cell}" if label else cell for label, cell in zip(line.labels, cells, strict=True)]
    remarks = "".join(f"({remark}) " for remark in line.remarks)
    return (remarks + " | ".join(cells)).strip()


def marked_text(text: TextChange) -> str:
    """Render one marked text on a line; line breaks inside it stay."""
    shows_spaces = text.spaces > 0
    out = "".join(_run(op, list(pieces), shows_spaces) for op, pieces in groupby(text.pieces, key=shown_op))
    return out + "".join(f" ({remark})" for remark in remarks_of(text.pieces))


def shown_op(piece: Piece) -> Op:
    """Return how a line shows a piece: what moved unchanged is not marked again word by word."""
    return Op.EQUAL if piece.op is Op.INSERT and piece.old else piece.op


def _run(op: Op, pieces: list[Piece], shows_spaces: bool) -> str:
    text = "".join(piece.text for piece in pieces)
    is_space = shows_spaces and bool(text) and not text.strip(" ")
    if op is not Op.EQUAL and text.isspace() and not is_space:  # such as a blank line of a code block
        return " "
    text = text.replace(HARD_BREAK, "\n").replace(BLOCK_BREAK, " ¶ ")
    before, after = _MARKS[op] if is_space or text.strip() else ("", "")
    return f"{before}{text}{after}"
