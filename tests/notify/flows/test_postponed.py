"""A version that was postponed after its notice was frozen: what is said of the deadline, and nobody is told twice."""

from __future__ import annotations

import json
from datetime import date

from tests.notify.conftest import Desk
from tests.notify.published_site import with_links
from tests.notify.wire import sendgrid

LATE = ("--today", "2027-02-20")


def _postpone(desk: Desk, until: str) -> None:
    """Publish the manifest that a postponement leads to."""
    desk.site.effective_on = date.fromisoformat(until)
    desk.site.write()


def test_a_late_notice_is_in_time_again_once_its_version_is_postponed(desk: Desk) -> None:
    """Status names the day that keeps the promise; published as the effective date, that day keeps it."""
    desk.freeze()
    missed = desk.run("status", "--ledger", desk.url, "--json", *LATE).body["deadline"]
    assert (missed["kept"], missed["send_by"]) == (False, "2027-01-30")
    _postpone(desk, missed["earliest_effective_on"])
    answer = desk.run("status", "--ledger", desk.url, *LATE)
    assert "deadline: 2027-02-20, still open" in answer.out
    assert "it now takes effect on 2027-03-22; the messages say 2027-03-01" in answer.out


def test_an_unsent_notice_is_frozen_again_as_the_same_notice(desk: Desk) -> None:
    """Its letters get the new day, its identity stays, and it is sent in time without --late."""
    notice = desk.freeze().body["notice"]
    _postpone(desk, "2027-03-22")
    assert "freeze --replace" in desk.run("send", "--ledger", desk.url, "--confirm", "4", "--yes", *LATE).err
    assert desk.freeze("--replace").body["notice"] == notice
    assert desk.run("send", "--ledger", desk.url, "--confirm", "4", "--yes", *LATE).code == 0
    letters = [file.read_bytes() for file in desk.messages()]
    assert any(b"22 March 2027" in letter for letter in letters)
    assert not any(b"1 March 2027" in letter for letter in letters)


def test_a_notice_sent_in_part_is_sent_to_its_end_when_that_is_meant(desk: Desk) -> None:
    """Frozen words cannot change any more: the rest goes out with them on demand, and nobody is told twice."""
    desk.people(30)
    desk.freeze()
    with sendgrid() as fake:
        to = ("--transport", "sendgrid", "--sendgrid-host", fake.url)
        assert desk.send(30, "--canary", "10", *to).code == 3
        desk.bring(fake.events())
        _postpone(desk, "2027-03-22")
        refused = desk.send(30, *to)
        assert (refused.code, len(fake.addresses)) == (1, 10)
        assert "add --as-frozen" in refused.err
        assert desk.send(30, "--as-frozen", *to).code == 0
    assert len(set(fake.addresses)) == len(fake.addresses) == 30


def test_an_explanation_that_changed_after_the_freeze_is_told(desk: Desk) -> None:
    """What was frozen is sent, and the operator hears that legal says it in other words by now."""
    desk.freeze()
    body = json.loads(desk.site.manifest.read_bytes())
    body["versions"][0]["summary_text"] = "We now share device information with two analytics vendors."
    desk.site.manifest.write_text(json.dumps(with_links(body)), encoding="utf-8")
    answer = desk.send(4)
    assert answer.code == 0
    assert "the explanation of 2027-01-02 was changed since the freeze" in answer.err


def test_an_earlier_day_is_never_sent_as_frozen(desk: Desk) -> None:
    """Before the first message, and for a day that moved forward, the flag counts for nothing."""
    desk.freeze()
    for day in ("2027-03-22", "2027-02-22"):
        _postpone(desk, day)
        assert "freeze --replace" in desk.send(4, "--as-frozen").err
    assert desk.messages() == []


def test_without_its_manifest_the_frozen_day_counts_and_status_says_so(desk: Desk) -> None:
    """Status needs no site; what it could not look up it names."""
    desk.freeze()
    desk.site.manifest.unlink()
    answer = desk.run("status", "--ledger", desk.url, "--json", *desk.day)
    assert (answer.code, answer.body["deadline"]["effective_on"]) == (0, "2027-03-01")
    assert "judged by the dates that were frozen" in answer.err


def test_the_notices_page_says_that_its_day_was_moved(desk: Desk) -> None:
    """Who compares a mail with its page sees the day that the mail names, and the later one."""
    desk.freeze()
    assert desk.send(4).code == 0
    assert desk.run("record", "--ledger", desk.url, "--out", str(desk.folder / "records"), *desk.day).code == 0
    _postpone(desk, "2027-03-22")
    pages = ["pages", "--manifest", str(desk.site.manifest), "--out", str(desk.site.home), *desk.day]
    assert desk.run(*pages, "--records", str(desk.folder / "records")).code == 0
    page = next((desk.site.home / "notices").glob("*/index.html")).read_text()
    assert "22 March 2027; the message says 1 March 2027, since the change was postponed afterwards" in page
