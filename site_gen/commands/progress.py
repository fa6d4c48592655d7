"""One line that tells how far long work has come, while a person is watching."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from site_gen.options import Progress

_PATIENCE = 0.8
"""Seconds before anything is shown: a short build needs nothing."""
_BETWEEN = 0.1
"""Seconds from one look of the line to the next: nobody reads faster, and a terminal may be far away."""
_CLEAR = "\r\x1b[2K"


@contextmanager
def watch() -> Iterator[Progress]:
    """Show the progress of a build while the block runs."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    line = _Line()
    try:
        yield line
    finally:
        line.clear()


class _Line:
    def __init__(self) -> None:
        self._next = time.monotonic() + _PATIENCE
        self._is_shown = False

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next, self._is_shown = now + _BETWEEN, True
        words = f"{what}: {done:,} of {total:,}"
        self._write(_CLEAR + words[: shutil.get_terminal_size().columns - 1])

    def clear(self) -> None:
        if self._is_shown:
            self._write(_CLEAR)

    def _write(self, words: str) -> None:
        sys.stderr.write(words)
        sys.stderr.flush()
