"""How the benchmark of documents holds an import against what LibreOffice shows."""

from __future__ import annotations

import pytest

from benchmarks.documents import differences
from site_gen.text.parsing.parse import parse


@pytest.mark.parametrize(
    ("label", "text"),
    [("1.", "We keep it\ufffc for a year, since \ufffc."), ("", "SECTION 2. Names"), ("", "Names")],
    ids=["worked out", "capitals", "without"],
)
def test_what_libreoffice_works_out_counts_for_nothing(label: str, text: str) -> None:
    """A note's mark, today's date and capitals of a label are no difference."""
    document = parse("1. We keep it[1] for a year, since 3 May 2021.\n\nSection 2. Names\n")
    assert not differences(document, [(label, text)], whole=False)


@pytest.mark.parametrize(
    ("label", "text"), [("2.", "We keep it\ufffc for a year"), ("", "We keep it \ufffc for ten years")]
)
def test_other_numbers_and_words_are_differences(label: str, text: str) -> None:
    """Whatever stands between: a number or a word that the import does not show is told."""
    document = parse("1. We keep it[1] for a year, since 3 May 2021.\n")
    assert len(differences(document, [(label, text)], whole=False)) == 1
