"""A command of ours in a process of its own, and what it took."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ENTRY = (
    "import atexit, sys; from notify.cli import entry; atexit.register(lambda: "
    "print(*[one.split()[1] for one in open('/proc/self/status') if one.startswith('VmHWM')], file=sys.stderr)); "
    "entry()"  # getrusage would give the most that this process, its parent, ever took
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What a command took."""

    seconds: float
    processor: float
    """Seconds too, of user and system time, those of its own processes included."""
    megabytes: float


def measured(*words: str) -> Took:
    """Run `policy-notify` with these words; raises RuntimeError with what it said where it fails."""
    before, started = processor(), time.perf_counter()
    done = subprocess.run([sys.executable, "-c", ENTRY, *words], check=False, capture_output=True, text=True)
    seconds, worked = time.perf_counter() - started, processor() - before
    if done.returncode not in {0, 3}:
        raise RuntimeError(done.stderr)
    return Took(seconds=seconds, processor=worked, megabytes=int(done.stderr.split()[-1]) / 1024)


def processor() -> float:
    """Give the processor time of this process and of those that it waited for."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def processor_of(process: int) -> float:
    """Give that of another process which still runs, in hundredths of a second, and of those that it waited for."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def megabytes_of(process: int) -> float:
    """Give the most memory that another process which still runs ever took."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
