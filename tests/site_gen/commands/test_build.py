"""What `policy-site build` says of a build."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_gen.commands.build import sentence
from site_gen.options import Report


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (Report(written=1, kept=26, versions={"p": 1}), "p: 1 version. 1 file written, 26 kept. Open site/index.html"),
        (Report(written=2_000, removed=1, versions={"p": 2}), "p: 2 versions. 2,000 files written, 0 kept, 1 removed."),
        (Report(kept=1), "Nothing has changed: 1 file is up to date."),
        (Report(kept=27), "Nothing has changed: 27 files are up to date."),
    ],
)
def test_files_are_counted_in_words(report: Report, said: str) -> None:
    """One is one file, and no other number is."""
    assert sentence(report, Path("site")).startswith(said)
