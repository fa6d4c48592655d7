"""A progress bar on long work, when a person is watching."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from site_gen.options import Progress

_PATIENCE = 0.8
"""Seconds before anything is shown: importing the bar takes a good part of a short build."""


@contextmanager
def watch() -> Iterator[Progress]:
    """Show the progress of a build while the block runs."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    screen = _Screen()
    try:
        yield screen
    finally:
        screen.close()


class _Screen:
    def __init__(self) -> None:
        self._began = time.monotonic()
        self._bar: Bar | None = None
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._bar is None:
            if time.monotonic() - self._began < _PATIENCE:
                return
            from site_gen.commands.progress_bar import start_bar

            self._bar = start_bar()
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=total)
        self._bar.update(self._tasks[what], completed=done, total=total)

    def close(self) -> None:
        if self._bar:
            self._bar.stop()
