"""A ledger that is not the newest is found out before the first byte, and goes on by evidence."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notify.flows.metrics import LedgerMetrics
from notify.ledger import notices
from notify.ledger.chain import audit
from notify.ledger.database.generation import Doubt, cast_doubt
from notify.ledger.database.store import open_ledger
from notify.ledger.queue import runs
from tests.notify.conftest import Desk
from tests.notify.ledger.six_people import (
    PEOPLE,
    backdate,
    book_of,
    complete,
    send_by_twos,
    settle,
    stop_after,
    told_once,
)
from tests.notify.published_site import TODAY
from tests.notify.wire import RESET, FakeSendGrid, accept, first


@pytest.fixture
def forgetting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give what makes this another machine, or an older state of this one: it has no mark of any ledger."""
    return lambda: monkeypatch.setenv("XDG_STATE_HOME", str(desk.folder / "state of another"))


def _sqlite_copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _restore_old(desk: Desk) -> None:
    old = book_of(desk) / "ledger.db"
    for ending in ("-wal", "-shm"):
        old.with_name(f"ledger.db{ending}").unlink(missing_ok=True)
    shutil.copyfile(desk.folder / "old.db", old)


def test_a_restored_ledger_is_refused_and_settled_by_evidence(desk: Desk, fake: FakeSendGrid) -> None:
    """Put back alone, a ledger is behind the folder beside it: nothing is sent until it is adopted, nobody twice."""
    fake.script = stop_after(1)
    send_by_twos(desk, fake)
    _sqlite_copy(book_of(desk) / "ledger.db", desk.folder / "old.db")
    fake.script = stop_after(len(fake.requests) + 1)
    desk.run("resume", "--ledger", desk.url)
    send_by_twos(desk, fake)
    assert len(fake.took) > 2
    _restore_old(desk)
    fake.script = accept
    refused = send_by_twos(desk, fake)
    assert refused.code == 1
    assert "the folder beside it has seen step" in refused.err
    assert "policy-notify adopt" in refused.err
    assert "THIS LEDGER MAY NOT BE THE NEWEST" in desk.run("status", "--ledger", desk.url, *desk.day).out
    every = desk.run("status", "--all", "--ledger", desk.url, *desk.day).out
    assert ("next: Use the newest ledger" in every, "policy-notify send" in every) == (True, False)
    assert desk.run("adopt", "--newest", "--ledger", desk.url).code == 1
    adopted = desk.run("adopt", "--ledger", desk.url)
    assert adopted.code == 0
    assert desk.status()["held"] == 4
    too_soon = complete(desk, fake)
    assert too_soon.code == 3
    moments = [re.search("--complete-until ([-0-9T:]+Z)", words) for words in (adopted.out, too_soon.err)]
    waiting = send_by_twos(desk, fake)
    assert waiting.code == 3
    assert all(moment and moment[1] in waiting.err for moment in moments)
    settle(desk, fake)
    assert send_by_twos(desk, fake).code == 0
    assert told_once(fake)
    assert desk.status()["doubled"] == 0


def test_events_tell_an_old_ledger_where_nothing_else_can(
    desk: Desk, fake: FakeSendGrid, forgetting: Callable[[], None]
) -> None:
    """Put back with its whole machine, a ledger is betrayed by the first event of an attempt that it never made."""
    fake.script = stop_after(1)
    send_by_twos(desk, fake)
    shutil.copytree(book_of(desk), desk.folder / "old")
    fake.script = accept
    desk.run("resume", "--ledger", desk.url)
    send_by_twos(desk, fake)
    _put_back_in_place(desk)
    forgetting()
    before = len(fake.took)
    brought = desk.bring(fake.events())
    assert brought.code == 3
    assert "4 name attempts of our notices that this ledger NEVER MADE" in brought.out
    assert "policy-notify adopt" in brought.err
    refused = send_by_twos(desk, fake)
    assert (refused.code, len(fake.took)) == (1, before)
    assert "which this ledger never made" in refused.err
    assert desk.status()["delivered"] == PEOPLE
    desk.run("adopt", "--ledger", desk.url)
    assert send_by_twos(desk, fake).code == 0
    assert told_once(fake)
    assert desk.status()["doubled"] == 0


def test_an_event_alarms_once(desk: Desk, fake: FakeSendGrid, forgetting: Callable[[], None]) -> None:
    """What an adoption took note of alarms nobody again, however often it comes, though its batch is to be sent."""
    shutil.copytree(book_of(desk), desk.folder / "old")
    send_by_twos(desk, fake)
    _put_back_in_place(desk)
    forgetting()
    half = fake.events()[:1]
    desk.bring(half)
    desk.run("adopt", "--ledger", desk.url)
    send_by_twos(desk, fake)  # cuts the audience, and holds it
    backdate(desk)
    desk.bring(half, "--complete-until", datetime.now(UTC).isoformat())
    assert (desk.status()["delivered"], desk.status()["ready"]) == (1, PEOPLE - 1)
    desk.bring(half * 2)
    assert desk.status()["doubt"] is None
    desk.bring(fake.events()[1:2])
    assert "another copy of it has sent" in send_by_twos(desk, fake).err


def test_an_adoption_ends_the_reason_for_which_a_send_stopped(desk: Desk, fake: FakeSendGrid) -> None:
    """A send that doubt stopped half-way says so until the ledger is adopted, and no longer."""

    def doubted(number: int, body: dict[str, Any]) -> Any:
        with desk.ledger().write() as tx:
            cast_doubt(tx, Doubt(kind="stray", words="another copy is sending"))
        return accept(number, body)

    fake.script = doubted
    send_by_twos(desk, fake)
    assert "another copy is sending" in desk.status()["reason"]
    desk.run("adopt", "--ledger", desk.url)
    assert desk.status()["reason"] == ""


def _put_back_in_place(desk: Desk) -> None:
    """Write the old bytes into the files that are there, as `cp` does: no inode changes."""
    for old in (desk.folder / "old").rglob("*"):
        if old.is_file():
            (book_of(desk) / old.relative_to(desk.folder / "old")).write_bytes(old.read_bytes())


def test_who_got_it_twice_is_counted_though_nothing_betrayed_the_copy(
    desk: Desk, fake: FakeSendGrid, forgetting: Callable[[], None]
) -> None:
    """Two runs never give an attempt the same number, so that events of two lives of a ledger do not look like one."""
    shutil.copytree(book_of(desk), desk.folder / "old")
    send_by_twos(desk, fake)
    _put_back_in_place(desk)
    forgetting()
    send_by_twos(desk, fake)
    assert len(fake.took) == 2 * PEOPLE
    desk.bring(fake.events())
    assert desk.status()["doubled"] == PEOPLE


def _copied_alone(desk: Desk, there: Path) -> None:
    shutil.copyfile(book_of(desk) / "ledger.db", there / "ledger.db")


def _copied_with_its_folder(desk: Desk, there: Path) -> None:
    shutil.copytree(book_of(desk), there, dirs_exist_ok=True)


@pytest.mark.parametrize("copy", [_copied_alone, _copied_with_its_folder])
def test_a_plain_copy_is_refused_until_somebody_answers_for_it(desk: Desk, copy: Any, fake: FakeSendGrid) -> None:
    """A copy that nobody announced may be old and may have a twin: reading works, sending does not."""
    there = desk.folder / "there"
    there.mkdir()
    copy(desk, there)
    desk.url = f"sqlite:///{there / 'ledger.db'}"
    if copy is _copied_alone:
        shutil.copytree(book_of(desk) / "ledger.db.snapshots", there / "ledger.db.snapshots")
        (there / "ledger.db.snapshots" / "generation").unlink()
    assert desk.status()["doubt"]
    assert [desk.run("status", *of, "--ledger", desk.url, *desk.day).code for of in ((), ("--all",))] == [3, 3]
    assert desk.run("status", "--html", "page.html", "--ledger", desk.url, *desk.day).code == 3
    assert "This ledger may not be the newest" in (desk.folder / "page.html").read_text("utf-8")
    assert b"policy_notify_ledger_in_doubt 1.0" in LedgerMetrics(desk.ledger(), lambda _policy: TODAY).text()
    assert send_by_twos(desk, fake).code == 1
    assert not fake.took
    assert desk.run("adopt", "--newest", "--ledger", desk.url).code == 0
    assert send_by_twos(desk, fake).code == 0
    assert told_once(fake)


def test_a_renamed_ledger_goes_on(desk: Desk, fake: FakeSendGrid) -> None:
    """Moved with its folder on one disk, a ledger is still itself."""
    book_of(desk).rename(desk.folder / "shelf")
    desk.url = f"sqlite:///{desk.folder / 'shelf' / 'ledger.db'}"
    assert send_by_twos(desk, fake).code == 0


def test_a_folder_put_back_alone_is_refused(desk: Desk, fake: FakeSendGrid) -> None:
    """A folder far behind its ledger was restored: something else may have been, too."""
    folder = book_of(desk) / "ledger.db.snapshots" / "generation"
    old = folder.read_bytes()
    for _ in range(10):
        desk.run("pause", "--ledger", desk.url)
        desk.run("resume", "--ledger", desk.url)
    folder.write_bytes(old)
    assert "one was restored" in send_by_twos(desk, fake).err
    assert not fake.took


def test_a_process_killed_between_its_two_writes_leaves_no_doubt(desk: Desk, fake: FakeSendGrid) -> None:
    """The file beside the ledger may lag by a step: the ledger is then the newer one."""
    folder = book_of(desk) / "ledger.db.snapshots" / "generation"
    old = folder.read_bytes()
    desk.run("resume", "--ledger", desk.url)
    folder.write_bytes(old)
    assert send_by_twos(desk, fake).code == 0


def test_a_transaction_is_one_step(desk: Desk, fake: FakeSendGrid) -> None:
    """However much is decided at once, the file beside the ledger lags by a step and no more."""
    with desk.ledger().write() as tx:
        for number in range(100):
            audit.note(tx, datetime.now(UTC), "", "settled", batch=number)
    assert send_by_twos(desk, fake).code == 0


def test_an_old_ledger_cannot_outgrow_its_age(desk: Desk, fake: FakeSendGrid) -> None:
    """However many steps an old ledger takes, it stays found out."""
    _sqlite_copy(book_of(desk) / "ledger.db", desk.folder / "old.db")
    desk.run("pause", "--ledger", desk.url)
    _restore_old(desk)
    for _ in range(5):
        desk.run("resume", "--ledger", desk.url)
    assert "the folder beside it has seen step" in send_by_twos(desk, fake).err


def test_two_machines_are_found_out_and_counted(desk: Desk, fake: FakeSendGrid, forgetting: Callable[[], None]) -> None:
    """Two copies that both send are found out by each other's events; whoever was told by both is counted."""
    here = desk.url
    shutil.copytree(book_of(desk), desk.folder / "there")
    fake.script = stop_after(2)
    send_by_twos(desk, fake)
    forgetting()
    desk.url = f"sqlite:///{desk.folder / 'there' / 'ledger.db'}"
    desk.run("adopt", "--newest", "--ledger", desk.url)
    fake.script = stop_after(len(fake.requests) + 1)
    send_by_twos(desk, fake)
    both = fake.events()
    fake.script = accept
    for url in (here, desk.url):
        desk.url = url
        desk.run("resume", "--ledger", desk.url)
        desk.bring(both)
        assert "another copy of it has sent" in send_by_twos(desk, fake).err
        assert desk.status()["doubled"] == 2


def test_a_clock_behind_the_ledger_is_refused(desk: Desk, fake: FakeSendGrid) -> None:
    """Nothing is sent while the clock is behind the newest moment that the ledger knows; a word leads out."""
    with desk.ledger().write() as tx:
        runs.start(tx, notices.all_ids(tx)[0], datetime.now(UTC) + timedelta(hours=1), 30.0)
    assert "the clock says" in send_by_twos(desk, fake).err
    assert desk.bring([], "--complete-until", datetime.now(UTC).isoformat()).code == 1
    assert not fake.took
    assert send_by_twos(desk, fake, "--clock-is-right").code == 0


def test_doubt_from_a_clock_that_was_ahead_does_not_stand_for_ever(desk: Desk, fake: FakeSendGrid) -> None:
    """Once the operator says that the clock is right, what was attempted before is over, whatever moment it bears."""
    fake.script = first((RESET, {}, b""))
    send_by_twos(desk, fake)
    ahead = (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="microseconds")
    with closing(sqlite3.connect(book_of(desk) / "ledger.db")) as connection, connection:
        connection.execute("DROP TRIGGER receipt_no_update")
        connection.execute("UPDATE receipt SET outcome_at = ? WHERE outcome = 'unknown'", (ahead,))
    assert complete(desk, fake).code == 1
    assert send_by_twos(desk, fake, "--clock-is-right").code == 3
    settle(desk, fake)
    assert send_by_twos(desk, fake).code == 0
    assert told_once(fake)


def test_a_word_says_nothing_about_attempts_made_after_it(desk: Desk, fake: FakeSendGrid) -> None:
    """Said while the clock was an hour ahead, a word of completeness proves nothing about what was sent later."""
    with desk.ledger().write() as tx:
        tx.exec_driver_sql(
            "INSERT INTO complete (until_at, said_at, attempts, adoptions) VALUES (?, ?, 0, 0)",
            ((datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="microseconds"),) * 2,
        )
    fake.script = first((RESET, {}, b""), took=True)
    for _ in range(2):
        assert send_by_twos(desk, fake, "--clock-is-right").code == 3
    assert told_once(fake)


def test_silence_is_no_completeness(desk: Desk, fake: FakeSendGrid) -> None:
    """The word is refused while a batch that was accepted before it has no event; so is one without a zone."""
    fake.script = lambda number, body: (RESET, {}, b"") if number == 1 else accept(number, body)
    send_by_twos(desk, fake)
    answer = desk.bring(fake.events()[:2], "--complete-until", datetime.now(UTC).isoformat())
    assert answer.code == 1
    assert "1 batches" in answer.err
    assert (desk.status()["delivered"], desk.status()["held"]) == (2, 2)
    assert "has no time zone" in desk.bring([], "--complete-until", "2027-01-15T09:30:00").err
    assert complete(desk, fake).code == 0


def test_nothing_is_settling_once_nothing_is_in_doubt(desk: Desk, fake: FakeSendGrid) -> None:
    """When events settle the last doubt, the notice is complete without another send."""
    fake.script = first((RESET, {}, b""), took=True)
    send_by_twos(desk, fake)
    assert desk.status()["state"] == "settling"
    desk.bring(fake.events())
    assert desk.status()["state"] == "complete"


def test_a_notice_that_the_lost_ledger_sent_is_known_when_it_is_frozen_again(desk: Desk, fake: FakeSendGrid) -> None:
    """Events that came before a notice was frozen here count from then on."""
    send_by_twos(desk, fake)
    shutil.rmtree(book_of(desk))
    open_ledger(desk.url, create=True).close()
    desk.bring(fake.events())
    desk.freeze()
    assert "which this ledger never made" in send_by_twos(desk, fake).err
    assert told_once(fake)
