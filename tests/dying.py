"""A program that kills itself at a chosen moment, so that a test sees what it leaves."""

from __future__ import annotations

import sys

# Python itself tells of every file opened, renamed or removed; at the n-th of a kind the process kills itself.
_DIES = """
import os, signal, sys
from importlib import import_module
program, event, number, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
seen = 0
def hook(name, arguments):
    global seen
    if name == event and folder in str(arguments[0]):
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
main = import_module(program).main
sys.exit(main(sys.argv[5:]))
"""


def dying(program: str, event: str, number: int, folder: str) -> list[str]:
    """Return the beginning of a command that dies at the n-th such event below a folder; its arguments follow.

    `program` is the module that holds `main`; events are those of `sys.addaudithook`.
    """
    return [sys.executable, "-P", "-c", _DIES, program, event, str(number), folder]
