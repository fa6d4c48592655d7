"""Sending: what it refuses, how it stops, and that it always goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from notify.ledger import notices
from notify.ledger.database.store import sole_sender
from notify.send.rate import Pace
from tests.notify.conftest import Desk, both
from tests.notify.published_site import NEWEST
from tests.notify.wire import Answer, sendgrid

ROOT = Path(__file__).parents[3]


@both
def test_the_outbox_gets_every_message_and_the_sum_adds_up(desk: Desk) -> None:
    """Frozen, sent to disk, counted: everybody accepted, exit code 0."""
    desk.freeze()
    answer = desk.send(4)
    assert answer.code == 0
    assert len(desk.messages()) == 4
    assert answer.body["frozen"] == answer.body["accepted"] == 4
    assert (desk.outbox / "index.html").is_file()


@both
def test_sending_twice_notifies_once(desk: Desk) -> None:
    """A second send of a complete notice is done at once and writes nothing."""
    desk.freeze()
    desk.send(4)
    before = {file: file.stat().st_mtime_ns for file in desk.messages()}
    assert desk.send(4).code == 0
    assert {file: file.stat().st_mtime_ns for file in desk.messages()} == before


def test_publishing_and_freezing_twice_notifies_once(desk: Desk) -> None:
    """A manifest built again, with the same version, freezes to the same notice and no second one."""
    first = desk.freeze().body["notice"]
    desk.site.extra = {"source_commit": "b" * 40}
    desk.site.write()
    assert desk.freeze().body["notice"] == first


def test_send_freezes_by_itself_where_accounts_are_given(desk: Desk) -> None:
    """One command from accounts to done, and the same command again changes nothing."""
    for _ in range(2):
        answer = desk.run("send", "--ledger", desk.url, *desk.audience, "--confirm", "4", "--yes", "--json")
        assert answer.code == 0
    assert len(desk.messages()) == 4


def _other_text(desk: Desk) -> None:
    (desk.site.home / NEWEST / "policy.md").write_text("# Another text\n")


def _no_page(desk: Desk) -> None:
    (desk.site.home / NEWEST / "policy.md").unlink()


def _withdrawn(desk: Desk) -> None:
    body = desk.site.body()
    body["versions"] = body["versions"][1:]
    desk.site.manifest.write_text(json.dumps(body))


def _moved_date(desk: Desk) -> None:
    desk.site.effective_on = date(2027, 4, 1)
    desk.site.write()


def _changed_snapshot(desk: Desk) -> None:
    (file,) = (desk.folder / "book" / "ledger.db.snapshots").glob("*.owed.*")
    file.chmod(0o600)
    file.write_bytes(file.read_bytes() + b"x")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_other_text, "serves a different text"),
        (_no_page, "does not serve version"),
        (_withdrawn, "no longer has version"),
        (_moved_date, "the manifest now says 2027-04-01"),
        (_changed_snapshot, "has changed since it was frozen"),
        (lambda d: d.site.manifest.unlink(), "is not there"),
    ],
)
def test_send_refuses_what_does_not_match(desk: Desk, spoil: Callable[[Desk], None], words: str) -> None:
    """Mail never goes out before, beside or after its public page: one line says what differs, and nothing is sent."""
    desk.freeze()
    spoil(desk)
    answer = desk.send(4)
    assert answer.code == 1
    *before, refusal = answer.err.splitlines()
    assert words in refusal
    assert all(line.startswith("This is a trial") for line in before)
    assert desk.messages() == []


@pytest.mark.parametrize("count", [3, 5, 0])
def test_send_refuses_another_count(desk: Desk, count: int) -> None:
    """The frozen count has to be typed back exactly."""
    desk.freeze()
    answer = desk.send(count)
    assert answer.code == 1
    assert "4 accounts are owed" in answer.err


def test_without_a_terminal_yes_is_needed(desk: Desk) -> None:
    """A script that did not say --yes sends nothing."""
    desk.freeze()
    answer = desk.run("send", "--ledger", desk.url, "--confirm", "4", *desk.day)
    assert answer.code == 1
    assert "--yes" in answer.err
    assert desk.messages() == []


def test_too_little_lead_is_refused_with_the_date_that_would_do(desk: Desk) -> None:
    """When the lead time can no longer be kept, send names the day that would keep it, while it can still be moved."""
    desk.freeze()
    early = desk.run("send", "--ledger", desk.url, "--confirm", "4", "--yes", "--today", "2027-02-10")
    assert early.code == 1
    assert "--until 2027-03-12" in early.err
    late = ["--today", "2027-03-10"]
    answer = desk.run("send", "--ledger", desk.url, "--confirm", "4", "--yes", *late)
    assert answer.code == 1
    assert "applies already, so its day can no longer be moved: add --late" in answer.err
    assert "--until" not in answer.err
    assert desk.run("send", "--ledger", desk.url, "--confirm", "4", "--yes", "--late", *late).code == 0


def test_a_real_provider_needs_to_be_meant(desk: Desk) -> None:
    """A host that is not this machine is refused without --live, before it is contacted."""
    desk.freeze()
    answer = desk.send(4, "--transport", "sendgrid", "--sendgrid-host", "https://mail.invalid")
    assert answer.code == 1
    assert "--live" in answer.err
    answer = desk.send(4, "--transport", "sendgrid", "--sendgrid-host", "http://mail.invalid", "--live")
    assert "in the clear" in answer.err


def test_the_first_hop_cannot_be_changed_half_way(desk: Desk) -> None:
    """A notice begun by one transport is not finished by another, for then the count would be of two."""
    desk.freeze()
    with sendgrid(lambda _n, _b: (500, {}, b"")) as fake:
        desk.send(4, "--transport", "sendgrid", "--sendgrid-host", fake.url)
    answer = desk.send(4, "--transport", "outbox")
    assert answer.code == 1
    assert "--transport sendgrid" in answer.err


@both
def test_two_senders_cannot_run_at_once(desk: Desk) -> None:
    """While one process holds the right to send, another is refused."""
    desk.freeze()
    ledger = desk.ledger()
    with sole_sender(ledger):
        answer = desk.send(4)
    assert answer.code == 1
    assert "another process is sending" in answer.err


def test_a_complete_notice_is_not_resumed(desk: Desk) -> None:
    """Where everybody was told, resuming says that there is nothing to do, and not that a send would continue."""
    desk.freeze()
    assert desk.send(4).code == 0
    answer = desk.run("resume", "--ledger", desk.url)
    assert (answer.code, "complete already" in answer.err) == (1, True)


@both
def test_a_cancelled_notice_stays_unsent(desk: Desk) -> None:
    """Cancelling is for good: everybody not handed over is unreached, and send refuses."""
    desk.freeze()
    assert desk.run("cancel", "--ledger", desk.url).code == 0
    assert desk.send(4).code == 1
    assert desk.run("resume", "--ledger", desk.url).code == 1
    assert desk.messages() == []


@both
def test_a_paused_notice_waits_for_resume(desk: Desk) -> None:
    """Paused before it began, a notice is sent only after resume, and until then its status says that it may."""
    desk.freeze()
    desk.run("pause", "--ledger", desk.url)
    assert "paused" in desk.send(4).err
    assert "  paused (paused by the operator), by" in desk.run("status", "--ledger", desk.url, *desk.day).out
    desk.run("resume", "--ledger", desk.url)
    assert "  resumed, to go on with the next `send`, by" in desk.run("status", "--ledger", desk.url, *desk.day).out
    assert desk.status()["resumed"] is True
    assert desk.send(4).code == 0
    assert desk.status()["resumed"] is False


def test_a_wait_that_the_provider_asks_for_is_told(desk: Desk) -> None:
    """Whoever watches a send that stands still reads why, and for how long; a word from outside still ends it."""

    def script(_number: int, _body: dict[str, Any]) -> Answer:
        with desk.ledger().write() as tx:
            notices.desire(tx, notices.all_ids(tx)[0], "cancel")
        return 429, {"Retry-After": "600"}, b""

    desk.freeze()
    with sendgrid(script) as fake:
        answer = desk.send(4, "--transport", "sendgrid", "--sendgrid-host", fake.url)
    assert "waiting 600 s before carrying on: too many requests" in answer.err
    assert desk.status()["state"] == "cancelled"


def test_what_is_deferred_together_is_waited_for_once() -> None:
    """Eight attempts in the air that meet one crowded moment make one short wait, not eight that double."""
    pace = Pace(None)
    assert max(pace.hold(None) for _ in range(8)) < 2 * Pace.SHORTEST


@both
def test_a_canary_waits_for_good_news(desk: Desk) -> None:
    """The rest follows a canary only after its events are in and good."""
    desk.people(50)
    desk.freeze()
    with sendgrid() as fake:
        to = ("--transport", "sendgrid", "--sendgrid-host", fake.url)
        assert desk.send(50, "--canary", "10", *to).code == 3
        assert len(fake.addresses) == 10
        assert desk.send(50, *to).code == 3
        assert len(fake.addresses) == 10
        desk.bring(fake.events())
        assert desk.send(50, *to).code == 0
    assert len(set(fake.addresses)) == len(fake.addresses) == 50


def test_a_bad_canary_needs_a_persons_judgement(desk: Desk) -> None:
    """Too many bounces among the canary hold the rest until somebody says resume."""
    desk.people(50)
    desk.freeze()
    with sendgrid() as fake:
        to = ("--transport", "sendgrid", "--sendgrid-host", fake.url)
        desk.send(50, "--canary", "10", *to)
        desk.bring([*fake.events()[:9], *fake.events("bounce")[9:]])
        answer = desk.send(50, *to)
        assert answer.code == 3
        assert "10.0% bounced" in answer.err
        desk.run("resume", "--ledger", desk.url)
        assert desk.send(50, *to).code == 0
    assert len(fake.addresses) == 50


@both
def test_only_an_untouched_freeze_can_be_replaced(desk: Desk) -> None:
    """The audience may be frozen anew until the first attempt, and never after."""
    desk.freeze()
    desk.people(7)
    assert desk.freeze("--replace").body["count"] == 7
    desk.send(7)
    answer = desk.freeze("--replace")
    assert answer.code == 1
    assert "its sending has begun" in answer.err


def test_a_deadline_missed_is_said_with_the_date_that_keeps_the_promise(desk: Desk) -> None:
    """Status names the earliest effective date that still keeps the lead time when nobody was told in time."""
    desk.freeze()
    body = desk.run("status", "--ledger", desk.url, "--json", "--today", "2027-02-20").body
    assert body["deadline"]["kept"] is False
    assert body["deadline"]["earliest_effective_on"] == "2027-03-22"
