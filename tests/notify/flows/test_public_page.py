"""Each notice's public page: before it is sent and afterwards, and nobody is named on it."""

from __future__ import annotations

import re
import shutil

from tests.notify.conftest import Desk


def test_public_pages_need_no_ledger_and_name_nobody(desk: Desk) -> None:
    """A notice's page says that it was not sent, and later, from the exported record alone, when and to how many."""
    notice = desk.freeze().body["notice"]
    pages = [
        "pages",
        "--manifest",
        str(desk.site.manifest),
        "--out",
        str(desk.site.folder),
        "--records",
        str(desk.folder / "records"),
        *desk.day,
    ]
    assert desk.run(*pages).code == 0
    page = desk.site.home / "notices" / notice / "index.html"
    assert "We have not sent this notice yet" in page.read_text()
    desk.mail(4)
    assert desk.run("record", "--ledger", desk.url, "--out", str(desk.folder / "records"), *desk.day).code == 0
    shutil.rmtree(desk.folder / "book")
    assert desk.run(*pages).code == 0
    text = page.read_text()
    assert "We sent this notice on" in text
    assert "4 accounts" in text
    public = "".join(file.read_text() for file in (*page.parent.iterdir(), *(desk.folder / "records").iterdir()))
    assert not re.search(r"ann@|bob@|Ann,|\ba1\b", public)
    assert not re.search(r"<script|<img|<link(?! rel=.icon. href=.data:,.)|https?://(?!policy\.example)", text)


def test_a_public_page_says_whom_each_message_is_for(desk: Desk) -> None:
    """The policy's language comes first; a letter for those who saw an older version last names that version's day."""
    desk.accounts.write_text(
        "account_id,email,language,last_version\n"
        "a,a@one.example,de,\nb,b@one.example,en,\nc,c@one.example,en,2025-03-10\n",
        encoding="utf-8",
    )
    notice = desk.freeze().body["notice"]
    records = str(desk.folder / "records")
    desk.run("record", "--ledger", desk.url, "--out", records, *desk.day)
    pages = ["--manifest", str(desk.site.manifest), "--out", str(desk.site.folder), "--records", records, *desk.day]
    assert desk.run("pages", *pages).code == 0
    text = (desk.site.home / "notices" / notice / "index.html").read_text(encoding="utf-8")
    told = re.findall(r'<h3>(\w+)</h3>|<span class="small">([^<]+)</span></summary>', text)
    assert ["".join(each) for each in told] == [
        "English", "For those who last saw the version of 10 March 2025", "For everybody else", "Deutsch", "Für alle",
    ]  # fmt: skip


def test_pages_written_again_are_the_same(desk: Desk) -> None:
    """Every deploy may write the pages again: same manifest and records, same bytes, files not even touched."""
    pages = ["pages", "--manifest", str(desk.site.manifest), "--out", str(desk.site.home), *desk.day]
    desk.run(*pages)
    before = {file: file.stat().st_mtime_ns for file in (desk.site.home / "notices").rglob("*.*")}
    desk.run(*pages)
    assert {file: file.stat().st_mtime_ns for file in (desk.site.home / "notices").rglob("*.*")} == before
