"""What a worker does in a test: a module of few imports, since each process reads it anew."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from socket import socket


def end_once(_listening: socket, folder: Path) -> None:
    """End at first, as what crashes; then have the parent asked to stop."""
    with suppress(FileExistsError):
        (folder / "began").touch(exist_ok=False)
        sys.exit(3)
    os.kill(os.getppid(), signal.SIGTERM)
    signal.pause()
