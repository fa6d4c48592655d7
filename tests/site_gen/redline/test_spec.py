r"""The redline by example: each `.md` file here holds cases of title, older text, newer text and what a reader sees.

The parts of a case are closed by lines of one dot. `\u200b` and the like stand for characters that nobody would see.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from site_gen.redline import compare
from site_gen.render.html.article import redline_article
from site_gen.render.readback import verify, verify_model
from site_gen.render.text import redline_text
from site_gen.text.parsing.parse import parse

HERE = Path(__file__).parent
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


class Case(NamedTuple):
    """One change."""

    file: str
    title: str
    older: str
    newer: str
    expected: str


def cases() -> list[Case]:
    """Read every case of every file."""
    return [case for path in sorted(HERE.glob("*.md")) for case in _of_file(path)]


def _of_file(path: Path) -> list[Case]:
    parts = re.split(r"^\.\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    fields = [part.rstrip("\n") for part in parts[:-1]]
    return [
        Case(path.stem, title.strip(), _shown(older), _shown(newer), expected)
        for title, older, newer, expected in zip(fields[::4], fields[1::4], fields[2::4], fields[3::4], strict=True)
    ]


def _shown(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _escaped(text: str) -> str:
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _redline(case: Case) -> str:
    written = redline_text(compare(parse(case.older), parse(case.newer)))
    return "\n".join(line.rstrip() for line in _escaped(written).strip("\n").split("\n"))


def _rewrite() -> None:
    for path in sorted(HERE.glob("*.md")):
        blocks = [
            f"{case.title}\n.\n{_escaped(case.older)}\n.\n{_escaped(case.newer)}\n.\n{_redline(case)}\n.\n"
            for case in _of_file(path)
        ]
        path.write_text("\n".join(blocks), encoding="utf-8")


if os.environ.get("GOLDEN") == "write":
    _rewrite()


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.file}: {case.title}")
def test_golden_a_change_reads_as_its_example_says(case: Case) -> None:
    """Every kind of change is shown as the examples show it, and both texts can be read back from the page."""
    redline = compare(parse(case.older), parse(case.newer))
    assert _redline(case) == case.expected
    verify_model(redline, "case")
    verify(redline, [redline_article(redline)], case.title)
