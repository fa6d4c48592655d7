"""A proof as whoever received it unpacks and checks it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.notify.conftest import Desk


def proof_of(desk: Desk, *options: str) -> Path:
    """Export a proof and unpack it."""
    answer = desk.run("proof", "--ledger", desk.url, "--out", str(desk.folder / "proof.zip"), *options)
    assert answer.code == 0, answer.err
    folder = desk.folder / "proof"
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(desk.folder / "proof.zip") as archive:
        archive.extractall(folder)
    return folder


def verify(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the proof's own verifier with a bare Python: no site packages, nothing of ours."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py")], capture_output=True, text=True, check=False
    )
