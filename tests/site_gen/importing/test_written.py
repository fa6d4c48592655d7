"""Documents written by chance: whatever words stand in, they come in whole and in order, with their numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.documents import numbered_lines
from benchmarks.documents_written import KINDS
from site_gen.importing.convert import convert_file
from site_gen.importing.files import FORMATS
from site_gen.importing.model import Source
from site_gen.text.parsing.parse import parse

_DOCUMENTS = 30


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_read(kind: str) -> None:
    """No word is lost, joined, out of its place, or published though it was hidden; labels are those of a browser."""
    source = Source(path=Path(f"a{kind}"), format=FORMATS[kind], published_on=date(2020, 1, 1))
    faults: dict[int, list[str]] = {}
    for seed in range(_DOCUMENTS):
        written = KINDS[kind](seed)
        if written.shown:
            text = convert_file(source, written.data, "en").markdown
            faults[seed] = written.faults("\n".join(numbered_lines(parse(text))))
    assert not {seed: found for seed, found in faults.items() if found}
