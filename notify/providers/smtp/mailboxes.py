"""Messages as they are kept: one in a file, many in an mbox (RFC 4155), each in its file in a folder or a Maildir."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

MOST_BYTES = 4_000_000
"""How much is kept of one message; what follows is attachment."""
HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}(?:>?From |[A-Za-z][A-Za-z0-9-]{0,60}[ \t]*:)")
ESCAPED = re.compile(rb">+From ")


def holds_mail(path: Path) -> bool:
    """Tell messages from a provider's JSON."""
    if path.is_dir() or path.suffix.lower() in {".eml", ".mbox", ".mbx"}:
        return True
    with path.open("rb") as file:
        return bool(HEAD.match(file.read(200)))


def messages_in(path: Path) -> Iterator[bytes]:
    """Yield each message once, in the order of names; memory holds one at a time."""
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.is_file() and "tmp" not in inner.relative_to(path).parts[:-1] and holds_mail(inner):
                yield from messages_in(inner)
        return
    with path.open("rb") as file:
        if file.read(5) == b"From ":
            yield from _split_mbox(file)
            return
        file.seek(0)
        yield file.read(MOST_BYTES)


def _split_mbox(file: IO[bytes]) -> Iterator[bytes]:
    """Part an mbox where a line begins with From after an empty one."""
    file.readline()
    kept: list[bytes] = []
    size, after_blank = 0, False
    while line := file.readline(MOST_BYTES):
        if after_blank and line.startswith(b"From "):
            yield b"".join(kept)
            kept, size = [], 0
        elif size < MOST_BYTES:
            kept.append(line[1:] if ESCAPED.match(line) else line)
            size += len(line)
        after_blank = not line.strip()
    if kept:
        yield b"".join(kept)
