"""The pages of notices, which a build leaves to `policy-notify pages`, are never lost in silence."""

from __future__ import annotations

from pathlib import Path

from site_gen.build.pages.notice_pages import is_notice_page, pages_owed, warn_of_missing
from site_gen.declared.notice_record import NoticeRecorded

RECORDED = [NoticeRecorded("privacy", "0" * 12), NoticeRecorded("ended", "1" * 12)]


def test_pages_are_owed_for_records_and_for_what_is_published(tmp_path: Path) -> None:
    """Each record of a policy that is built owes a page, and so does each that a published folder has."""
    page = tmp_path / "privacy/notices" / ("2" * 12) / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("x", encoding="utf-8")
    assert pages_owed(RECORDED, {"privacy"}, str(tmp_path)) == (
        f"privacy/notices/{'0' * 12}/index.html",
        f"privacy/notices/{'2' * 12}/index.html",
    )


def test_what_a_site_lacks_is_named_with_the_way_out(tmp_path: Path) -> None:
    """One warning for each policy, with its addresses and the command that makes them; none where all are there."""
    pages = pages_owed(RECORDED, {"privacy", "ended"}, None)
    first, second = warn_of_missing(pages, tmp_path)
    assert f"/ended/notices/{'1' * 12}/" in first
    assert f"policy-notify pages --manifest {tmp_path}/privacy/manifest.json --out {tmp_path}" in second
    for page in pages:
        (tmp_path / page).parent.mkdir(parents=True)
        (tmp_path / page).write_text("x", encoding="utf-8")
    assert not list(warn_of_missing(pages, tmp_path))


def test_only_files_of_a_notice_are_left_to_the_other_program() -> None:
    """A folder that happens to have that name deeper in the site is compared as all others are."""
    assert is_notice_page("privacy/notices/0123/index.html")
    assert not is_notice_page("privacy/2025-01-01/notices/0123/index.html")
    assert not is_notice_page("notices/0123/index.html")
