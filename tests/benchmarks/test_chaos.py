"""A short run of the chaos that is run for hours elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_kills_lose_and_double_nobody(tmp_path: Path) -> None:
    """A few lives cut short by SIGKILL, with faults and late events: nobody is lost, nobody is told twice."""
    harness = [
        sys.executable,
        "-m",
        "benchmarks.chaos",
        "--kills",
        "6",
        "--seeds",
        "1",
        "--accounts",
        "800",
        "--no-controls",
    ]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(harness, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 lost, 0 doubled" in done.stdout
