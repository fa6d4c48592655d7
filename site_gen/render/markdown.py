"""A redline in Markdown as GitHub shows it in a pull request: its own subset of HTML marks the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from site_gen.redline.digest.section_changes import SectionChange
from site_gen.redline.digest.summary import summarise
from site_gen.redline.model import Op, Piece, Redline, TextChange
from site_gen.render.linear import GAP, Line, section_lines
from site_gen.render.remarks import remarks_of
from site_gen.render.text import shown_op
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&@])")
_TAGS = {Op.DELETE: "del", Op.INSERT: "ins"}


def redline_markdown(redline: Redline) -> str:
    """Render the changed sections of a redline."""
    summary = summarise(redline)
    parts = [f"**{escape(summary.statement)}**"]
    for section in summary.sections:
        parts += [f"### {escape(section.title) or 'Before the first heading'}", section_markdown(redline, section)]
    return "\n\n".join(parts) + "\n"


def section_markdown(redline: Redline, section: SectionChange) -> str:
    """Render one changed section."""
    return "\n\n".join(_lines(redline, section))


def _lines(redline: Redline, section: SectionChange) -> Iterator[str]:
    for line in section_lines(redline, section):
        if line.kind == GAP:
            yield "…"
        elif line.kind == "hr":
            yield "(rule)"
        else:
            yield f"> {escape(line.bullet)}{_content(line)}"


def _content(line: Line) -> str:
    cells = [_text(text) for text in line.texts]
    if line.labels:
        cells = [
            f"**{escape(label)}:** {cell}" if label else cell for label, cell in zip(line.labels, cells, strict=True)
        ]
    remarks = "".join(f"<sub>{escape(remark)}</sub> " for remark in line.remarks)
    text = remarks + "<br>".join(cells)
    return f"**{text}**" if line.kind[0] == "h" and not line.remarks else text


def _text(text: TextChange) -> str:
    shows_spaces = text.spaces > 0
    return "".join(_run(op, list(pieces), shows_spaces) for op, pieces in groupby(text.pieces, key=shown_op)) + "".join(
        f" <sub>{escape(remark)}</sub>" for remark in remarks_of(text.pieces)
    )


def _run(op: Op, pieces: list[Piece], shows_spaces: bool) -> str:
    text = escape("".join(piece.text for piece in pieces))
    text = text.replace(HARD_BREAK, "<br>").replace(BLOCK_BREAK, " ¶<br>").replace("\n", " ")
    is_shown = text.strip() or (shows_spaces and text)
    return f"<{_TAGS[op]}>{text}</{_TAGS[op]}>" if op in _TAGS and is_shown else text


def escape(text: str) -> str:
    """Return words as Markdown that shows exactly them."""
    return _SPECIAL.sub(r"\\\1", text)
