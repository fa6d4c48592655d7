"""A ledger on a disk that cannot be written, such as a snapshot that somebody looks into."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.notify.conftest import Desk

ROOT = Path(__file__).parents[3]
MOUNT = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that can read a folder and write nothing there."""
    command = [sys.executable, "-m", "notify", *arguments]
    if os.geteuid():
        folder.chmod(0o500)
    elif subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode:
        pytest.skip("root can write everywhere, and may make no mounts here")
    else:
        command = ["unshare", "--mount", "sh", "-c", MOUNT, str(folder), *command]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    folder.chmod(0o700)
    return done


def test_a_ledger_on_a_disk_that_cannot_be_written_is_read(desk: Desk) -> None:
    """It says where everybody stands, its last transactions among it, or that those cannot be read there."""
    desk.people(3)
    desk.freeze()
    book = desk.folder / "book"
    status = ("status", "--ledger", desk.url, "--json", *desk.day)
    assert json.loads(_run(book, *status).stdout)["ready"] == 3
    with closing(sqlite3.connect(book / "ledger.db")) as writer:
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute("INSERT INTO meta VALUES ('words', 'of the log')")
        writer.commit()
        assert json.loads(_run(book, *status).stdout)["ready"] == 3
        shutil.copy(book / "ledger.db-wal", desk.folder / "wal")
    shutil.copy(desk.folder / "wal", book / "ledger.db-wal")
    assert "its last transactions, in ledger.db-wal, cannot be read" in _run(book, *status).stderr
