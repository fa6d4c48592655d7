"""One life of the sender: a process of its own that is killed at a given moment, under a clock of its own."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module
from pathlib import Path


def live(
    arguments: Sequence[str],
    seconds: float | None,
    err: Path,
    *,
    output: Path | None = None,
    ahead: timedelta = timedelta(),
) -> int:
    """Run one command in a forked process, its imports done; returns its exit code, negative for a signal."""
    child = os.fork()
    if child == 0:
        _become(list(arguments), err, output, ahead)
    if seconds is not None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _become(arguments: list[str], err: Path, output: Path | None, ahead: timedelta) -> None:
    from notify.cli import main as notify_main

    code = 70
    try:
        os.dup2(os.open(output or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.dup2(os.open(err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        _set_clock(ahead)
        code = notify_main(arguments)
    except SystemExit as error:
        code = int(error.code or 0)
    except BaseException:  # noqa: BLE001 - a child must never fall back into the harness
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _set_clock(ahead: timedelta) -> None:
    """Let this process believe that it is another time; the program reads the clock in one place."""
    from notify.commands import common

    if ahead:
        clock = common.now
        for module in list(sys.modules.values()):
            if getattr(module, "now", None) is clock:
                vars(module)["now"] = lambda: clock() + ahead


def import_everything() -> None:
    """Import before forking what each life would import again; no thread may run yet."""
    import polars  # noqa: F401, ICN001 - what is imported now is there in each fork
    import sendgrid  # noqa: F401 - as above

    import notify.providers.sendgrid.deliver  # noqa: F401 - as above
    from notify.cli import COMMANDS

    for name in COMMANDS:
        import_module(f"notify.commands.{name.replace(' ', '_')}")
