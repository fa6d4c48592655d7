"""What is written to disk: for its owner alone, whole or not at all, and never through another's link."""

from __future__ import annotations

import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from notify.errors import OutputError
from notify.files.writing import make_private, write_private, write_public
from tests.notify.conftest import Desk


@pytest.fixture(params=[0o000, 0o022, 0o777], ids=["umask 000", "umask 022", "umask 777"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Set the process's umask for the length of a test."""
    before = os.umask(request.param)
    yield int(request.param)
    os.umask(before)


def modes(folder: Path) -> set[str]:
    """List the kinds and permissions that a folder and all below it have."""
    found = {oct(stat.S_IMODE(folder.stat().st_mode)) + "/"}
    for path in folder.rglob("*"):
        found.add(oct(stat.S_IMODE(path.stat().st_mode)) + ("/" if path.is_dir() else ""))
    return found


def test_private_is_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    """Files that name people are 0600 and their folders 0700."""
    folder = make_private(tmp_path / "a" / "b")
    write_private(folder / "x", "words")
    assert modes(tmp_path / "a") == {"0o700/", "0o600"}


def test_no_link_is_followed(tmp_path: Path) -> None:
    """A symbolic link in the way is replaced; what it leads to stays as it was, for private and public files alike."""
    victim = tmp_path / "victim"
    victim.write_text("mine")
    for name, write in (("p", write_private), ("q", write_public)):
        (tmp_path / name).symlink_to(victim)
        (tmp_path / f".{name}.part").symlink_to(victim)
        write(tmp_path / name, "ours")
        assert not (tmp_path / name).is_symlink()
    assert victim.read_text() == "mine"


def test_what_cannot_be_written_is_refused_by_name_and_leaves_nothing(tmp_path: Path) -> None:
    """The path at fault is named, and no draft stays behind."""
    (tmp_path / "folder").mkdir()
    for target in (tmp_path / "folder", tmp_path / "none" / "x"):
        with pytest.raises(OutputError, match=str(target)):
            write_private(target, "words")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"):
        make_private(tmp_path / "file" / "below")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]


def test_outbox_preview_and_proof_are_their_owners_alone(desk: Desk) -> None:
    """Every file that a command leaves with names and addresses in it can be read by its owner only."""
    before = os.umask(0o022)
    try:
        desk.freeze()
        assert desk.send(4).code == 0
        assert desk.run("preview", *desk.audience, "--out", str(desk.folder / "preview")).code == 0
        out = desk.folder / "proof.zip"
        assert desk.run("proof", "--account", "a1", "--ledger", desk.url, "--out", str(out)).code == 0
    finally:
        os.umask(before)
    assert modes(desk.outbox) == {"0o700/", "0o600"}
    assert modes(desk.folder / "preview") == {"0o700/", "0o600"}
    assert oct(stat.S_IMODE(out.stat().st_mode)) == "0o600"
    assert list(desk.folder.rglob("*.part")) == []


@pytest.mark.parametrize(
    "command",
    [["proof", "--account", "a1", "--out", "no/where/x.zip"], ["proof", "--account", "a1", "--out", "."],
     ["record", "--out", "accounts.csv"], ["record", "--out", "accounts.csv/below"],
     ["unreached", "--ledger", "sqlite:///accounts.csv/x.db"], ["status", "--ledger", "sqlite:///accounts.csv"],
     ["status", "--ledger", "postgresql://me:SECRET@h:bad/x"], ["status", "--ledger", "sqlite:///."],
     ["status", "--ledger", "nonsense"], ["events", "import", "missing.json"]],
    ids=" ".join,
)  # fmt: skip
def test_every_path_at_fault_is_one_clear_line(desk: Desk, command: list[str]) -> None:
    """A path or an address that cannot be used ends in one line, not in a trace, and shows no password."""
    desk.freeze()
    own = [] if "--ledger" in command else ["--ledger", desk.url]
    answer = desk.run(*command, *own)
    assert answer.code == 1
    assert answer.err.startswith("policy-notify: ")
    assert answer.err.count("\n") == 1
    assert "SECRET" not in answer.err


@pytest.mark.parametrize(
    "accounts",
    ["postgresql://me:SECRET@h:bad/x", "postgresql://h/x?password=SECRET", "nonsense://me:SECRET@h/x", "sqlite:///no/x.db",
     "sqlite:////dev/null/x"],
)  # fmt: skip
def test_a_database_that_cannot_be_read_is_refused(desk: Desk, accounts: str) -> None:
    """A database of accounts that cannot be reached ends in one clear line without its password."""
    answer = desk.run("plan", "--manifest", str(desk.site.manifest), "--accounts", accounts, *desk.day)
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    assert "SECRET" not in answer.err


def test_a_preview_that_cannot_be_made_is_refused(desk: Desk) -> None:
    """A folder for a preview that is a file is named."""
    answer = desk.run("preview", *desk.audience, "--out", str(desk.accounts))
    assert answer.code == 1
    assert "accounts.csv" in answer.err


@pytest.mark.parametrize("room", [4_000, 100_000, 400_000])
def test_a_full_disk_is_one_clear_line(desk: Desk, room: int) -> None:
    """Where a file can grow no further, the freeze ends in one line that names the file, and freezes nothing."""
    desk.people(60_000)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        answer = desk.freeze()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    assert "disk" in answer.err
    assert desk.freeze().body["frozen"] == 60_000


def test_a_damaged_audience_is_one_clear_line(desk: Desk) -> None:
    """A frozen audience that can no longer be read is named by every command that needs it."""
    desk.freeze()
    desk.send(4)
    for file in (desk.folder / "book" / "ledger.db.snapshots").glob("*.parquet"):
        file.chmod(0o600)
        file.write_bytes(file.read_bytes()[:-40])
    for command in (["unreached"], ["proof", "--account", "a1"], ["forget", "--account", "a1"]):
        answer = desk.run(*command, "--ledger", desk.url)
        assert answer.code == 1
        assert answer.err.count("\n") == 1
        assert ".parquet" in answer.err


def test_a_backup_onto_a_full_disk_is_one_clear_line(desk: Desk) -> None:
    """Where the copy of the ledger can grow no further, nothing half made stays, and the ledger is as it was."""
    desk.people(2)
    desk.freeze()
    safe = desk.folder / "safe"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # More than the ledger's log and less than its copy.
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        answer = desk.run("backup", str(safe), "--ledger", desk.url)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert "safe: " in answer.err
    assert "nothing was backed up; check the free disk space" in answer.err
    assert not list(desk.folder.glob("safe*"))
    assert desk.run("backup", str(safe), "--ledger", desk.url).code == 0
