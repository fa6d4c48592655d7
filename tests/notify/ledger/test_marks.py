"""A ledger that was put back together with its folder is found out by what this machine remembers elsewhere."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from notify.ledger.database import generation, marks
from notify.ledger.database.marks import Marks
from tests.notify.conftest import Answer, Desk
from tests.notify.wire import FakeSendGrid, accept, sendgrid

PEOPLE = 6


@pytest.fixture
def fake(desk: Desk) -> Iterator[FakeSendGrid]:
    """Freeze six people, to be sent to by twos."""
    desk.people(PEOPLE)
    desk.freeze()
    with sendgrid() as fake:
        yield fake


def _send(desk: Desk, fake: FakeSendGrid, script: Callable[[int, dict[str, Any]], Any] = accept) -> Answer:
    fake.script = script
    desk.run("resume", "--ledger", desk.url)
    options = ("--transport", "sendgrid", "--sendgrid-host", fake.url, "--batch-size", "2", "--in-flight", "1")
    return desk.send(PEOPLE, *options, "--timeout", "5")


def _one_more(fake: FakeSendGrid) -> Callable[[int, dict[str, Any]], Any]:
    """Take one request, then refuse the key: the run ends with the rest unsent."""
    last = len(fake.requests) + 1
    return lambda n, body: accept(n, body) if n < last else (401, {}, b"{}")


def _snapshot(desk: Desk) -> None:
    shutil.copytree(desk.folder / "book", desk.folder / "snapshot")


def _put_back(desk: Desk) -> None:
    """Write the old bytes into the files that are there, as a disk that is set back does: no inode changes."""
    for ending in ("-wal", "-shm"):
        (desk.folder / "book" / f"ledger.db{ending}").unlink(missing_ok=True)
    for old in (desk.folder / "snapshot").rglob("*"):
        if old.is_file():
            (desk.folder / "book" / old.relative_to(desk.folder / "snapshot")).write_bytes(old.read_bytes())


def _kept(desk: Desk) -> list[Path]:
    return sorted((desk.folder / "state" / "policy-notify").iterdir())


def test_a_ledger_put_back_with_its_folder_is_refused_before_the_first_byte(desk: Desk, fake: FakeSendGrid) -> None:
    """Only this machine's mark can tell, however many steps the old ledger takes; evidence then settles everybody."""
    _send(desk, fake, _one_more(fake))
    _snapshot(desk)
    _send(desk, fake, _one_more(fake))
    _put_back(desk)
    for _ in range(20):
        desk.run("pause", "--ledger", desk.url)
    before = len(fake.requests)
    refused = _send(desk, fake)
    assert (refused.code, len(fake.requests)) == (1, before)
    assert "this machine has seen step" in refused.err
    assert "ledger and folder were put back together" in refused.err
    assert "policy-notify adopt" in refused.err
    assert "--newest cannot be right" in desk.run("adopt", "--newest", "--ledger", desk.url).err
    assert desk.run("adopt", "--ledger", desk.url).code == 0
    assert desk.status()["held"] == 4
    desk.bring(fake.events())
    assert _send(desk, fake).code == 3
    assert sorted(fake.addresses) == [f"person{n}@mail.example" for n in range(4)]
    assert desk.status()["doubled"] == 0


def test_a_life_that_a_later_one_replaced_is_refused(desk: Desk, fake: FakeSendGrid) -> None:
    """Put back from before an adoption, at the very step that its life had ended with, a ledger is still found out."""
    _snapshot(desk)
    (desk.folder / "book").rename(desk.folder / "moving")
    shutil.copytree(desk.folder / "moving", desk.folder / "book")
    assert desk.run("adopt", "--newest", "--ledger", desk.url).code == 0
    assert _send(desk, fake).code == 0
    shutil.rmtree(desk.folder / "book")
    (desk.folder / "moving").rename(desk.folder / "book")
    assert "another life of it was begun here" in _send(desk, fake).err
    assert len(fake.took) == PEOPLE


def test_the_mark_is_on_the_disk_before_the_first_byte(desk: Desk, fake: FakeSendGrid) -> None:
    """Whenever a request arrives, the mark is as far as the ledger."""
    pairs = []

    def compare(number: int, body: dict[str, Any]) -> Any:
        with closing(sqlite3.connect(desk.folder / "book" / "ledger.db")) as ledger:
            (step,) = ledger.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
        pairs.append((int(_kept(desk)[0].read_bytes().split()[0]), int(step)))
        return accept(number, body)

    assert _send(desk, fake, compare).code == 0
    assert len(pairs) == 3
    assert all(mark == step for mark, step in pairs)


def test_a_machine_that_knows_nothing_of_a_ledger_says_so_once(desk: Desk, fake: FakeSendGrid) -> None:
    """The mark of a ledger that came from elsewhere begins with its first send; it is the owner's alone."""
    shutil.rmtree(desk.folder / "state")
    first, second = _send(desk, fake, _one_more(fake)), _send(desk, fake)
    assert "this machine has not kept a mark of this ledger before" in first.err
    assert "mark of this ledger" not in second.err
    assert second.code == 0
    (mark,) = _kept(desk)
    assert (mark.stat().st_mode & 0o777, mark.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert "mail.example" not in mark.read_text()


def _no_folder(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.folder / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(desk.folder / "file"))


def _no_home(_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "relative")  # which the specification says to ignore
    monkeypatch.setenv("HOME", "nowhere")


@pytest.mark.parametrize("harm", [_no_folder, _no_home])
def test_a_machine_without_a_place_for_a_mark_sends_and_says_so(
    desk: Desk, fake: FakeSendGrid, harm: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container without a home, or one whose home cannot be written, is no reason to stand still."""
    harm(desk, monkeypatch)
    answer = _send(desk, fake)
    assert answer.code == 0
    assert "no mark of this ledger can be kept" in answer.err
    assert "Set XDG_STATE_HOME" in answer.err


@pytest.mark.parametrize("content", [b"", b"\0" * 40, b"12\n", b'12\n["x"]\nmore\n', b"\xff\xff\n1\n"])
def test_a_mark_that_cannot_be_read_is_begun_anew(desk: Desk, fake: FakeSendGrid, content: bytes) -> None:
    """What a power cut left of a mark locks nobody out."""
    _kept(desk)[0].write_bytes(content)
    assert _send(desk, fake).code == 0
    assert Marks(_kept(desk)[0].stem.partition("-")[0]).of(_kept(desk)[0].stem.partition("-")[2])


def test_a_process_killed_before_it_moved_the_mark_leaves_no_doubt(desk: Desk, fake: FakeSendGrid) -> None:
    """A mark may be any number of steps behind: the ledger is then the newer one."""
    old = _kept(desk)[0].read_bytes()
    _send(desk, fake, _one_more(fake))
    _kept(desk)[0].write_bytes(old)
    assert _send(desk, fake).code == 0
    assert len(fake.took) == PEOPLE


def test_an_adoption_killed_before_it_left_a_mark_leaves_no_doubt(desk: Desk, fake: FakeSendGrid) -> None:
    """The marks of earlier lives say nothing against the life that followed them."""
    before = {file: file.read_bytes() for file in _kept(desk)}
    (desk.folder / "book" / "ledger.db.snapshots" / "generation").unlink()
    assert desk.run("adopt", "--newest", "--ledger", desk.url).code == 0
    for file in _kept(desk):
        file.unlink()
    for file, content in before.items():
        file.write_bytes(content)
    assert _send(desk, fake).code == 0
    assert len(_kept(desk)) == 1


def test_a_backup_that_is_tried_out_elsewhere_leaves_the_ledger_alone(desk: Desk, fake: FakeSendGrid) -> None:
    """Restoring a backup beside the ledger that it was made of begins another life, and ends none."""
    desk.run("backup", str(desk.folder / "safe"), "--ledger", desk.url)
    copy = f"sqlite:///{desk.folder / 'tried' / 'ledger.db'}"
    assert desk.run("restore", str(desk.folder / "safe"), "--ledger", copy).code == 0
    assert _send(desk, fake).code == 0
    assert len(_kept(desk)) >= 2


def test_a_moved_ledger_takes_its_mark_along(desk: Desk, fake: FakeSendGrid) -> None:
    """Renamed with its folder a ledger goes on, and what is put back in its old place is found out all the same."""
    _send(desk, fake, _one_more(fake))
    (desk.folder / "book").rename(desk.folder / "shelf")
    desk.url = f"sqlite:///{desk.folder / 'shelf' / 'ledger.db'}"
    shutil.copytree(desk.folder / "shelf", desk.folder / "snapshot")
    assert _send(desk, fake, _one_more(fake)).code == 3
    (desk.folder / "shelf").rename(desk.folder / "book")
    desk.url = f"sqlite:///{desk.folder / 'book' / 'ledger.db'}"
    _put_back(desk)
    assert "this machine has seen step" in _send(desk, fake).err


def test_a_restore_over_a_snapshot_holds_what_may_have_been_sent(desk: Desk, fake: FakeSendGrid) -> None:
    """A folder that was put back agrees with the backup, and proves nothing: this machine has seen more."""
    desk.run("backup", str(desk.folder / "safe"), "--ledger", desk.url)
    _snapshot(desk)
    _send(desk, fake, _one_more(fake))
    _put_back(desk)
    again = desk.run("restore", str(desk.folder / "safe"), "--replace", "--ledger", desk.url)
    assert "Nothing has been sent since" not in again.out
    assert desk.status()["held"] == PEOPLE
    assert _send(desk, fake).code == 3
    assert len(fake.took) == 2


def test_a_final_backup_is_final_once(desk: Desk, fake: FakeSendGrid) -> None:
    """Restored again where it had gone on from, what it still had to send is held."""
    desk.run("backup", str(desk.folder / "move"), "--final", "--ledger", desk.url)
    desk.url = f"sqlite:///{desk.folder / 'new' / 'ledger.db'}"
    for expected in (0, PEOPLE):
        assert desk.run("restore", str(desk.folder / "move"), "--replace", "--ledger", desk.url).code == 0
        assert desk.status()["held"] == expected
        _send(desk, fake)
    assert len(fake.took) == PEOPLE


def test_a_mark_never_goes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever of two processes is slower, the further step stays; a life without a mark gets none by moving on."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    one, other = generation.new_life(), generation.new_life()
    kept = Marks(one)
    kept.put(one, 3, tmp_path / "ledger.db")
    assert [kept.move_on(one, step) for step in (9, 5)] == [True, True]
    assert kept.of(one) == marks.Mark(generation=9, place=str(tmp_path / "ledger.db"))
    assert not kept.move_on(other, 1)
    assert not Marks("../../elsewhere").move_on(one, 1)


def test_events_that_settle_serve_a_ledger_that_the_mark_refused(desk: Desk, fake: FakeSendGrid) -> None:
    """With all events and the word that they are complete, those who were not told are told, and nobody twice."""
    _snapshot(desk)
    _send(desk, fake, _one_more(fake))
    _put_back(desk)
    assert _send(desk, fake).code == 1
    desk.run("adopt", "--ledger", desk.url)
    with closing(sqlite3.connect(desk.folder / "book" / "ledger.db")) as ledger, ledger:
        ledger.execute("DROP TRIGGER adoption_no_update")
        ledger.execute("UPDATE adoption SET at = '2026-01-01T00:00:00.000000+00:00'")
    desk.bring(fake.events(), "--complete-until", datetime.now(UTC).isoformat())
    _send(desk, fake)  # cuts the audience, and holds it until the word is heard
    desk.bring([], "--complete-until", datetime.now(UTC).isoformat())
    assert _send(desk, fake).code == 0
    assert sorted(fake.addresses) == [f"person{n}@mail.example" for n in range(PEOPLE)]


def test_a_place_without_locks_is_named(desk: Desk, fake: FakeSendGrid, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger on a file system that gives no locks is refused with the reason; a mark there is kept all the same."""

    def refuse(*_arguments: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    answer = _send(desk, fake)
    assert (answer.code, fake.took) == (1, [])
    assert "No locks available; its file system gives no locks" in answer.err
    ledger, life = _kept(desk)[0].stem.split("-")
    assert Marks(ledger).move_on(life, 99)
