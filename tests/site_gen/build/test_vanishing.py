"""A build onto a clean machine takes down no kind of address that the published site has."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path

import pytest

from site_gen.build.vanishing import refuse_to_drop
from site_gen.errors import PublishedError
from site_gen.model.note import ChangeClass
from tests.site_gen.record.published import published_policy

POLICY = published_policy(date(2026, 1, 2), ChangeClass.MINOR)
SHEET = "privacy/2026-01-02/policy.pdf"
PAIRS = "privacy/compare/index.html"


@pytest.mark.parametrize(
    ("path", "content", "made", "is_refused"),
    [
        (SHEET, "%PDF-1.7", [], True),
        (SHEET, "%PDF-1.7", [SHEET], False),
        (SHEET, "<title>Not found</title>", [], False),
        (PAIRS, '<link rel="timemap" href="../timemap.link">', [], True),
        (PAIRS, "<title>Start again</title>", [], False),
        ("privacy/2026-01-02/changes/changes.docx", "PK\3\4", ["privacy/2026-01-02/changes/index.html"], True),
    ],
)
def test_a_kind_of_file_that_is_published_is_published_again(
    path: str, content: str, made: list[str], is_refused: bool, tmp_path: Path
) -> None:
    """Whoever leaves --pdf, --word or redlines out is refused; a server's page for what it has not is no such file."""
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(content, encoding="utf-8")
    expected: AbstractContextManager[object] = (
        pytest.raises(PublishedError, match=path.removesuffix("index.html")) if is_refused else nullcontext()
    )
    with expected:
        refuse_to_drop(str(tmp_path), [POLICY], made)
    refuse_to_drop(str(tmp_path / "manifest.json"), [POLICY], made)  # one manifest tells of no other file
