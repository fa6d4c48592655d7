"""Texts that might keep the Markdown parser busy for very long are parsed by a process with limits first.

The time that the parser takes grows faster than the length of some texts, and pull requests come from strangers. So a
text that is very large, or full of signs in long blocks, is tried out: `limits_process` reads it within limits of time
and memory, and says at each block which one it is at. What passes is then parsed as any other. A text of usual size
costs nothing but the counting of signs in long blocks, once for each block.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from site_gen.errors import PolicyError

LARGEST_UNTRIED = 256_000
"""Characters of a text, above which it is tried out whatever it holds."""
_LARGEST_BLOCK = 64_000
"""Characters of a stretch of source without a place to cut it, above which the text is tried out."""
_LONG = 140
"""Characters of a block up to which its signs are not counted."""
COSTLY = 20_000
"""Length times signs of a block from which it adds to a text's effort: 500 characters with 40 links' brackets do."""
_MOST_EFFORT = 8_000_000
"""Effort (length times signs, summed) above which a text is tried out: below, no known shape takes a second."""
_SIGNS = "[]*_<`~!&\\"
_PROCESS = "site_gen.text.parsing.limits_process"


class Limits(Struct, frozen=True):
    """What reading one text may take."""

    seconds: int = 3
    """Of processor time."""
    megabytes: int = 700
    """Of address space, beside what the process has before it reads the text."""


_USUAL = Limits()
_ON_A_CLOCK = 4 if sys.platform == "win32" else 40
"""Seconds that may pass for each of processor time: a busy machine lets a harmless text wait. Windows has no limit of
processor time, and only this one."""


def effort(source: str) -> int:
    """Return how hard inline Markdown may be to parse: length times signs, 0 where that is not a matter."""
    if len(source) <= _LONG:
        return 0
    found = len(source) * sum(map(source.count, _SIGNS))
    return found if found >= COSTLY else 0


def is_large(pieces: Iterable[str] | None, body: str) -> bool:
    """Whether a text is to be tried out before it is parsed at all."""
    return len(body) > LARGEST_UNTRIED or any(len(piece) > _LARGEST_BLOCK for piece in pieces or ())


def is_costly(efforts: Iterable[int]) -> bool:
    """Whether a text is to be tried out before its inline Markdown is parsed."""
    return sum(efforts) > _MOST_EFFORT


@lru_cache(maxsize=64)
def try_out(text: str, path: str, limits: Limits = _USUAL, program: Sequence[str] = ()) -> None:
    """Parse a text in another process; raise PolicyError with the line of the block at which it reached a limit.

    `program` takes the place of the parser's process in tests.
    """
    command = [*(program or (sys.executable, "-P", "-m", _PROCESS)), str(limits.seconds), str(limits.megabytes)]
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, timeout=_ON_A_CLOCK * limits.seconds, check=False
        )
        if done.returncode == 0:
            return
        said = done.stdout
    except subprocess.TimeoutExpired as expired:
        said = expired.stdout or b""
    line, _, excerpt = said.decode(errors="replace").rpartition("\n")[0].rpartition("\n")[2].partition("\t")
    raise PolicyError(
        path,
        f"takes the Markdown parser more than {limits.seconds} s or {limits.megabytes} MB at the block that begins "
        f"“{excerpt}”. Write it with fewer signs such as [ * _ ` <, or put a backslash before those that are meant "
        "literally; or split the block into shorter ones",
        line=int(line) if line.isdigit() else None,
    )
