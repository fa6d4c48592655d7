"""A backup is whole, a restore holds what may have been sent since, and a ledger moves to another machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.notify.conftest import Desk
from tests.notify.ledger.six_people import PEOPLE, book_of, send_by_twos, settle, stop_after, told_once
from tests.notify.wire import FakeSendGrid, accept


def test_a_backup_is_whole_while_the_ledger_is_in_use(desk: Desk, fake: FakeSendGrid) -> None:
    """What stands only in the write-ahead log is in a backup, and a restore elsewhere holds what may have gone on."""
    fake.script = stop_after(1)
    ledger = desk.ledger()  # keeps the log from being folded in
    send_by_twos(desk, fake)
    assert desk.run("backup", str(desk.folder / "safe"), "--ledger", desk.url).code == 0
    ledger.close()
    assert {place.stat().st_mode & 0o077 for place in (desk.folder / "safe").rglob("*")} == {0}
    fake.script = accept
    desk.run("resume", "--ledger", desk.url)
    send_by_twos(desk, fake)
    desk.url = f"sqlite:///{desk.folder / 'new' / 'ledger.db'}"
    assert "held" in desk.run("restore", str(desk.folder / "safe"), "--ledger", desk.url).out
    status = desk.status()
    assert (status["accepted"], status["held"], status["doubt"]) == (2, 4, None)
    settle(desk, fake)
    assert send_by_twos(desk, fake).code == 0
    assert told_once(fake)


def test_a_frozen_notice_is_held_too(desk: Desk, fake: FakeSendGrid) -> None:
    """A notice that was only frozen when the backup was made may have been sent since, in batches of another size."""
    desk.run("backup", str(desk.folder / "safe"), "--ledger", desk.url)
    fake.script = stop_after(1)
    desk.send(PEOPLE, "--transport", "sendgrid", "--sendgrid-host", fake.url, "--batch-size", "5", "--in-flight", "1")
    fake.script = accept
    assert desk.run("restore", str(desk.folder / "safe"), "--replace", "--ledger", desk.url).code == 0
    assert desk.status()["held"] == PEOPLE
    assert send_by_twos(desk, fake).code == 3
    settle(desk, fake)
    assert send_by_twos(desk, fake).code == 0
    assert told_once(fake)


def test_a_ledger_moves_to_another_machine_without_doubt(desk: Desk, fake: FakeSendGrid) -> None:
    """The final backup goes on at once where it is restored, and the ledger that it was made of sends no more."""
    fake.script = stop_after(1)
    send_by_twos(desk, fake)
    assert desk.run("backup", str(desk.folder / "move"), "--final", "--ledger", desk.url).code == 0
    fake.script = accept
    retired = desk.url
    assert "it was retired" in send_by_twos(desk, fake).err
    desk.url = f"sqlite:///{desk.folder / 'new' / 'ledger.db'}"
    assert "nothing is held" in desk.run("restore", str(desk.folder / "move"), "--ledger", desk.url).out
    desk.run("resume", "--ledger", desk.url)
    assert send_by_twos(desk, fake).code == 0
    assert told_once(fake)
    desk.url = retired
    assert send_by_twos(desk, fake).code == 1


def test_restoring_over_what_saw_nothing_newer_holds_nothing(desk: Desk, fake: FakeSendGrid) -> None:
    """Where the folder that is replaced proves that nothing happened since the backup, everything goes on."""
    desk.run("backup", str(desk.folder / "safe"), "--ledger", desk.url)
    (book_of(desk) / "ledger.db").write_bytes(b"overwritten by something")
    assert desk.run("restore", str(desk.folder / "safe"), "--ledger", desk.url).code == 1
    restored = desk.run("restore", str(desk.folder / "safe"), "--replace", "--ledger", desk.url)
    assert (restored.code, "Nothing has been sent since" in restored.out) == (0, True)
    assert "Whoever was erased after the backup was made is in the ledger again" in restored.out
    assert f"policy-notify forget --ledger {desk.url}" in restored.out
    assert (book_of(desk) / "ledger.db.replaced-1").read_bytes() == b"overwritten by something"
    assert send_by_twos(desk, fake).code == 0


def test_a_restore_that_died_while_it_moved_things_aside_goes_on_there(desk: Desk, fake: FakeSendGrid) -> None:
    """What belongs to a ledger that was moved already follows it, and joins no other that was moved before."""
    desk.run("backup", str(desk.folder / "safe"), "--ledger", desk.url)
    again = ["restore", str(desk.folder / "safe"), "--replace", "--ledger", desk.url]
    assert desk.run(*again).code == 0
    ledger = book_of(desk) / "ledger.db"
    ledger.rename(ledger.with_name("ledger.db.replaced-2"))
    ledger.with_name("ledger.db-wal").write_bytes(b"its last pages")
    assert desk.run(*again).code == 0
    assert ledger.with_name("ledger.db.replaced-2-wal").read_bytes() == b"its last pages"
    assert ledger.with_name("ledger.db.replaced-2.snapshots").is_dir()
    assert not ledger.with_name("ledger.db.replaced-3").exists()
    assert (send_by_twos(desk, fake).code, fake.addresses) == (3, [])  # what the lost one may have sent is held


def _cut(folder: Path) -> None:
    (folder / "ledger.db").write_bytes((folder / "ledger.db").read_bytes()[:-4096])


def _no_audience(folder: Path) -> None:
    next((folder / "ledger.db.snapshots").iterdir()).unlink()


def _no_facts(folder: Path) -> None:
    (folder / "backup.json").write_text("{}")


@pytest.mark.parametrize("harm", [_cut, _no_audience, _no_facts])
def test_a_damaged_backup_is_refused_and_nothing_is_touched(desk: Desk, harm: Any) -> None:
    """A backup is read back before anything is replaced."""
    desk.freeze()
    desk.run("backup", str(desk.folder / "safe"), "--ledger", desk.url)
    harm(desk.folder / "safe")
    before = sorted(book_of(desk).rglob("*"))
    answer = desk.run("restore", str(desk.folder / "safe"), "--replace", "--ledger", desk.url)
    assert answer.code == 1
    assert str(desk.folder / "safe") in answer.err
    assert sorted(book_of(desk).rglob("*")) == before
