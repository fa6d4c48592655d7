"""Each notice's public page: before it is sent and afterwards, and nobody is named on it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.notify.conftest import Desk


def test_public_pages_need_no_ledger_and_name_nobody(desk: Desk) -> None:
    """A notice's page says how to know it, and later, from the exported record alone, when and to how many it went."""
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
    assert "We send this notice by email; nothing of it went out before " in page.read_text()
    assert "record --out notices" in desk.mail(4).err  # what brings the page up to date
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


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (
            {},
            ". A genuine message comes from the sender below and reads exactly like",
        ),
        ({"ready": 3, "accepted": 1}, "We have been sending this notice since 2 December 2026."),
        ({"held": 1, "accepted": 3}, "We have been sending this notice since 2 December 2026."),
        ({"accepted": 4}, "We sent this notice on 2 December 2026."),
    ],
    ids=["before", "during", "in the air", "after"],
)
def test_no_page_calls_a_genuine_message_a_fake(desk: Desk, sent: dict[str, int], words: str) -> None:
    """A record is older than what was sent since: what its page says holds before, during and after."""
    notice = desk.freeze("--from", "legal@mails.example").body["notice"]
    records = desk.folder / "records"
    desk.run("record", "--ledger", desk.url, "--out", str(records), *desk.day)
    file = records / f"{notice}.json"
    body = json.loads(file.read_bytes())
    if sent:
        sent |= {"unconfirmed": sent["accepted"]}
        tally = dict.fromkeys(("delivered", "bounced", "dropped", "unconfirmed", "held", "unreached", "ready"), 0)
        body |= {"first_sent_on": "2026-12-02", "last_sent_on": "2026-12-02", "counts": {"frozen": 4} | tally | sent}
        file.write_text(json.dumps(body), encoding="utf-8")
    pages = ["--manifest", str(desk.site.manifest), "--out", str(desk.site.home), "--records", str(records), *desk.day]
    assert desk.run("pages", *pages).code == 0
    text = (desk.site.home / "notices" / notice / "index.html").read_text(encoding="utf-8")
    assert words in text
    assert "legal@mails.example" in text  # the sender that was frozen, whatever is configured here
    assert "Only the greeting differs" in text


def _page_after(desk: Desk, *commands: tuple[str, ...]) -> str:
    """Freeze, run what is given, and return the notice's page as its record then has it."""
    notice = desk.freeze("--replace", "--from", "legal@mails.example").body["notice"]
    for command in commands:
        assert desk.run(*command).code == 0
    records = str(desk.folder / "records")
    desk.run("record", "--ledger", desk.url, "--out", records, *desk.day)
    pages = ["--manifest", str(desk.site.manifest), "--out", str(desk.site.home), "--records", records, *desk.day]
    assert desk.run("pages", *pages).code == 0
    page: Path = desk.site.home / "notices" / notice / "index.html"
    return page.read_text(encoding="utf-8")


def test_a_notice_that_was_called_off_is_not_said_to_be_sent(desk: Desk) -> None:
    """Its page says that nobody got it, and shows no letter that might pass for one; begun anew, it is as any other."""
    text = _page_after(desk, ("cancel", "--ledger", desk.url))
    assert "We called this notice off before it was sent to anybody." in text
    assert "We send this notice" not in text
    assert "<details>" not in text
    assert "We send this notice" in _page_after(desk)


def test_pages_without_record_say_whose_address_they_name(desk: Desk) -> None:
    """Where nothing says who sends, the page shows what a freeze would take, and the operator is told."""
    pages = ["pages", "--manifest", str(desk.site.manifest), "--out", str(desk.site.home), *desk.day]
    told = desk.run(*pages)
    assert "as the sender. If that is wrong" in told.err
    assert "warning" not in desk.run(*pages, "--from", "legal@mails.example").err


def test_pages_are_compared_byte_for_byte(desk: Desk) -> None:
    """What was written is as it should be; a byte changed, a file gone and one that is foreign are each named."""
    pages = ["pages", "--manifest", str(desk.site.manifest), "--out", str(desk.site.home), "--from", "a@b.example"]
    desk.run(*pages, *desk.day)
    assert desk.run(*pages, *desk.day, "--check").code == 0
    (folder,) = (each for each in (desk.site.home / "notices").iterdir() if each.is_dir())
    page = folder / "index.html"
    page.write_bytes(page.read_bytes().replace(b"genuine", b"Genuine"))
    (folder / "message-0.txt").unlink()
    (folder / "more.html").write_text("x", encoding="utf-8")
    told = desk.run(*pages, *desk.day, "--check", "--json")
    assert told.code == 1
    assert [(each["path"], each["what"]) for each in told.body["differences"]] == [
        (str(page), "differs"),
        (str(folder / "message-0.txt"), "is missing"),
        (str(folder / "more.html"), "is not from these records"),
    ]
    assert not (folder / "message-0.txt").exists()


def test_pages_of_a_notice_without_record_are_kept(desk: Desk) -> None:
    """Its addresses must answer for ever: what was taken over is named and no difference, what is no page is one."""
    pages = ["pages", "--manifest", str(desk.site.manifest), "--out", str(desk.site.home), "--from", "a@b.example"]
    older = desk.site.home / "notices" / ("0" * 12)
    older.mkdir(parents=True)
    page, stray = older / "index.html", older / "stray.html"
    page.write_text("x", encoding="utf-8")
    desk.run(*pages, *desk.day)
    told = desk.run(*pages, *desk.day, "--check")
    assert told.code == 0
    assert f"{page}: is of a notice without a record here, so it was not compared" in told.out
    assert "move away" not in told.out
    stray.write_text("x", encoding="utf-8")
    found = desk.run(*pages, *desk.day, "--check", "--json")
    assert (found.code, found.body["without_record"]) == (1, [str(page)])
    assert [each["path"] for each in found.body["differences"]] == [str(stray)]


def test_a_list_names_every_file_of_a_notice_also_one_that_nothing_makes_any_more(desk: Desk) -> None:
    """Whoever takes the pages over finds them by it, at an address that lists nothing itself."""
    home = desk.site.home / "notices"
    older = home / ("0" * 12)
    older.mkdir(parents=True)
    for name in ("index.html", "message-0.txt", "stray.pdf"):
        (older / name).write_text("x", encoding="utf-8")
    pages = ["pages", "--manifest", str(desk.site.manifest), "--out", str(desk.site.home), "--from", "a@b.example"]
    desk.run(*pages, *desk.day)
    told = json.loads((home / "notices.json").read_bytes())
    schema = json.loads((Path(__file__).parents[3] / "schemas" / "notices.v1.schema.json").read_bytes())
    Draft202012Validator(schema).validate(told)
    named = {f"{each['notice_id']}/{name}" for each in told["notices"] for name in each["files"]}
    there = {file.relative_to(home).as_posix() for file in home.glob("*/*")}
    assert named == there - {f"{'0' * 12}/stray.pdf"}
    assert len(told["notices"]) == 2


def test_pages_come_from_the_ledger_itself_the_same(desk: Desk) -> None:
    """With --ledger the pages are those that its exported records give, and no record is left behind."""
    desk.freeze()
    desk.mail(4)
    pages = ["pages", "--manifest", str(desk.site.manifest), "--out", str(desk.site.folder), *desk.day]
    assert desk.run(*pages, "--ledger", desk.url).code == 0
    records = desk.folder / "records"
    desk.run("record", "--ledger", desk.url, "--out", str(records), *desk.day)
    assert desk.run(*pages, "--records", str(records), "--check").code == 0
    assert desk.run(*pages, "--records", str(records), "--ledger", desk.url).code == 2


def test_pages_take_the_manifests_that_freeze_takes(desk: Desk) -> None:
    """Several manifests in one run write the pages of each; an address for all of them is refused."""
    manifests = ["--manifest", str(desk.site.manifest), str(desk.site.manifest)]
    pages = ["pages", *manifests, "--out", str(desk.site.folder), *desk.day]
    assert desk.run(*pages).code == 0
    assert desk.run(*pages, "--check").code == 0
    assert "--base-url is for one --manifest" in desk.run(*pages, "--base-url", "https://policy.example").err
