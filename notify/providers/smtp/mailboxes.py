"""Messages as they are kept: one in a file, many in an mbox (RFC 4155), each in its file in a folder or a Maildir."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import IO

MOST_BYTES = 4_000_000
"""How much is kept of one message; what follows is attachment."""
HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}(?:>?From |[A-Za-z][A-Za-z0-9-]{0,60}[ \t]*:)")
ESCAPED = re.compile(rb">+From ")


SEPARATOR = re.compile(rb"From .*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\d\d:\d\d")
"""A line between messages as programs write it; any other counts only after an empty line."""


def holds_mail(path: Path) -> bool:
    """Tell messages from a provider's JSON."""
    if path.is_dir() or path.suffix.lower() in {".eml", ".mbox", ".mbx", ".emlx"}:
        return True
    with path.open("rb") as file:
        return bool(HEAD.match(file.read(200)))


def messages_in(path: Path, on_other: Callable[[Path], None] = lambda _path: None) -> Iterator[bytes]:
    """Yield each message once, in the order of names; memory holds one at a time.

    `on_other` is told each file of a folder that holds no message.
    """
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if not inner.is_file() or inner.name.startswith(".") or "tmp" in inner.relative_to(path).parts[:-1]:
                continue
            if holds_mail(inner):
                yield from messages_in(inner)
            else:
                on_other(inner)
        return
    with path.open("rb") as file:
        if path.suffix.lower() == ".emlx":
            size = file.readline(40)
            yield file.read(min(int(size) if size.strip().isdigit() else MOST_BYTES, MOST_BYTES))
            return
        lines = _lines(file)
        first = next((line for line in lines if line.removeprefix(b"\xef\xbb\xbf").strip()), b"")
        if first.removeprefix(b"\xef\xbb\xbf").startswith(b"From "):
            yield from _split_mbox(lines)
        elif first:
            file.seek(0)
            yield file.read(MOST_BYTES)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Yield lines, whichever of the three ends the file has."""
    head = file.read(MOST_BYTES)
    file.seek(0)
    only_cr = b"\r" in head and b"\n" not in head
    while line := file.readline(MOST_BYTES):
        yield from line.replace(b"\r", b"\n").splitlines(keepends=True) if only_cr else [line]


def _split_mbox(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Split an mbox at lines that begin with From, above a head: with a day and an hour, or after an empty line."""
    kept: list[bytes] = []
    size, after_blank = 0, False
    for line, following in pairwise(chain(lines, [b""])):
        begins = line.startswith(b"From ") and (after_blank or SEPARATOR.match(line))
        if begins and (HEAD.match(following) or not following.strip()):
            yield b"".join(kept)
            kept, size = [], 0
        elif size < MOST_BYTES:
            kept.append(line[1:] if ESCAPED.match(line) else line)
            size += len(line)
        after_blank = not line.strip()
    if kept:
        yield b"".join(kept)
