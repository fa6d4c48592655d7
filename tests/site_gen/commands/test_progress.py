"""The line that tells how far a long build has come."""

from __future__ import annotations

import io
import sys
import time

import pytest

from site_gen.commands.progress import watch


class Terminal(io.StringIO):
    """What a person watches."""

    def isatty(self) -> bool:
        """Say that somebody does."""
        return True


def test_long_work_is_told_in_a_line_that_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short work shows nothing; of long work the line is written anew, no wider than the screen, and taken away."""
    screen, moments = Terminal(), iter((0.0, 0.7, 1.0, 1.05, 2.0))
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(time, "monotonic", lambda: next(moments))
    monkeypatch.setenv("COLUMNS", "16")
    with watch() as tell:
        tell("pages", 1, 1_000)
        assert screen.getvalue() == ""
        tell("pages", 2, 1_000)
        tell("pages", 3, 1_000)
        tell("pages", 999, 1_000)
    assert screen.getvalue().split("\r\x1b[2K") == ["", "pages: 2 of 1,0", "pages: 999 of 1", ""]


def test_nothing_is_drawn_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    """A log of a build has no use for it."""
    with watch() as tell:
        tell("pages", 1, 2)
    assert capsys.readouterr().err == ""
