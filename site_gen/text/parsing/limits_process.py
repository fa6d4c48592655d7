"""The process in which a text is tried out: parses standard input within limits, and reports at each block where it is.

Its two arguments are seconds of processor time and megabytes; `limits` starts it and reads what it says.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from site_gen.text.document import Leaf
from site_gen.text.markdown.commonmark import inline_tokens
from site_gen.text.parsing.limits import effort
from site_gen.text.parsing.parse import read_segments

try:
    import resource
except ImportError:  # not a POSIX system
    resource = None  # type: ignore[assignment]

_EXCERPT = 60


def _main() -> int:
    _limit(*map(int, sys.argv[1:3]))
    text = sys.stdin.buffer.read().decode()
    place = 0

    def at(source: str) -> None:
        nonlocal place
        found = text.find(source[:_EXCERPT].split("\n", maxsplit=1)[0], place)
        place = max(place, found)
        excerpt = " ".join(source[: 4 * _EXCERPT].split())[:_EXCERPT]
        print(text.count("\n", 0, place) + 1, excerpt, sep="\t", flush=True)

    at(text)
    leaves: list[Leaf] = [leaf for segment in read_segments(text, at) for leaf in segment.leaves]
    place = 0
    for leaf in leaves:
        if effort(leaf.source):
            at(leaf.source)
            for cell in leaf.cells:
                inline_tokens(cell, leaf.references)
    return 0


def _limit(seconds: int, megabytes: int) -> None:
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    most = _address_space() + (megabytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _address_space() -> int:
    """Return the bytes that this process has, where the system says so."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(_main())
