"""The pages of notices, which a build leaves to `policy-notify pages`, are never lost in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from site_gen.build.pages.notice_pages import is_notice_page, pages_owed, warn_of_missing
from site_gen.build.pages.published_notices import published_pages
from site_gen.declared.notice_record import NoticeRecorded

RECORDED = [NoticeRecorded("privacy", "0" * 12), NoticeRecorded("ended", "1" * 12)]


def test_pages_are_owed_for_records() -> None:
    """Each record of a policy that is built owes a page."""
    assert pages_owed(RECORDED, {"privacy"}) == (f"privacy/notices/{'0' * 12}/index.html",)


def put(folder: Path, *paths: str) -> None:
    """Write files that say their own path."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path, encoding="utf-8")


PAGES = (f"privacy/notices/{'2' * 12}/index.html", f"privacy/notices/{'2' * 12}/message-0.txt")


def test_published_pages_are_found_in_a_folder_without_a_list_too(tmp_path: Path) -> None:
    """Sites of earlier releases have none; what is no file of a notice stays where it is."""
    site, out = tmp_path / "site", tmp_path / "out"
    put(site, *PAGES, f"privacy/notices/{'2' * 12}/stray.pdf", "terms/notices/3/index.html")
    put(out, PAGES[0])
    assert dict(published_pages(str(site), ["privacy"], out)) == {PAGES[1]: PAGES[1].encode()}


@pytest.mark.parametrize(
    "names", [["../../../secret"], ["/etc/passwd"], ["index.html", "gone.html"], "index.html", [["index.html"]], 1]
)
def test_a_list_leads_nowhere_but_to_files_of_notices(names: object, tmp_path: Path) -> None:
    """Its words are a stranger's: no other path is read, and a list of another form names none."""
    put(tmp_path, *PAGES, "secret")
    body = {"notices": [{"notice_id": "2" * 12, "files": names}]}
    (tmp_path / "privacy/notices/notices.json").write_text(json.dumps(body), encoding="utf-8")
    found = {path for path, _ in published_pages(str(tmp_path), ["privacy"], tmp_path / "out")}
    assert found <= {"privacy/notices/notices.json", PAGES[0]}


def test_what_a_site_lacks_is_named_with_the_way_out(tmp_path: Path) -> None:
    """One warning for each policy, with its addresses and the command that makes them; none where all are there."""
    pages = pages_owed(RECORDED, {"privacy", "ended"})
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
