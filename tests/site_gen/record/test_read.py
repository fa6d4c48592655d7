"""What a published site says of itself to the next build: the list for machines, and older front pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from site_gen.errors import HistoryError
from site_gen.record.read import read_listed

HEADED = '<li><h2><a href="privacy/index.html">Privacy Policy</a></h2></li>'
"""As on the front page of the first releases."""
TAGGED = '<a href="privacy.de/index.html" hreflang="de">Datenschutz</a>'


def policies(*slugs: str, version: int = 1) -> str:
    return json.dumps({"policies_version": version, "policies": [{"slug": slug} for slug in slugs]})


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        (policies("terms", "ended"), ("terms", "ended")),
        (policies("../etc", "terms"), ("terms",)),
        (None, ("privacy", "privacy.de")),
        ("[]", ("privacy", "privacy.de")),
        ("<html>Not found</html>", ("privacy", "privacy.de")),
        ('{"policies": "ours"}', ("privacy", "privacy.de")),
    ],
)
def test_policies_are_found_by_the_list_and_without_one_by_the_front_page(
    listed: str | None, found: tuple[str, ...], tmp_path: Path
) -> None:
    """A list that is ours wins over the page; one that is not, or a server's page in its place, is no list."""
    (tmp_path / "index.html").write_text(f"<ul>{HEADED}{TAGGED}</ul>", encoding="utf-8")
    if listed is not None:
        (tmp_path / "policies.json").write_text(listed, encoding="utf-8")
    assert read_listed(str(tmp_path)) == found


def test_a_list_of_a_later_release_is_refused(tmp_path: Path) -> None:
    """Nobody can tell what it says."""
    (tmp_path / "policies.json").write_text(policies("privacy", version=2), encoding="utf-8")
    with pytest.raises(HistoryError, match="policies_version 2, and this program reads 1"):
        read_listed(str(tmp_path))
