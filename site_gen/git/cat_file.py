"""Read the objects that git hands over in one stream, as `git cat-file --batch` writes them."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO

from msgspec import Struct

from site_gen.errors import GitError

_CHUNK = 1 << 20


class Answers(Struct, frozen=True):
    """Objects in the order in which they were asked for."""

    stream: IO[bytes]
    words: IO[bytes]
    """What git said of its own accord."""

    def next_blob(self, name: str) -> bytes | None:
        """Read the next answer; None where git has no file of that name, GitError where git stopped."""
        fields = self.stream.readline().split()
        if not fields:
            raise self.error(f"git stopped before object {name}; run `git fsck`")
        if not fields[-1].isdigit():
            return None
        size = int(fields[-1])
        data = self.stream.read(size)
        if len(data) != size or self.stream.read(1) != b"\n":
            raise self.error(f"git stopped in the middle of object {name}; run `git fsck`")
        return data if fields[-2] == b"blob" else None

    def error(self, problem: str) -> GitError:
        """Return a refusal with git's own words."""
        self.words.seek(0)
        return GitError(problem, stderr=self.words.read(_CHUNK).decode(errors="replace"))


@contextmanager
def ask(command: Sequence[str], names: Sequence[str], environ: Mapping[str, str]) -> Iterator[Answers]:
    """Start git and ask it for objects, by id or by commit and path."""
    # Files, not pipes, on two of the three sides: a reader that is slow or stops early then blocks nobody.
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as words:
        asked.write("".join(f"{name}\n" for name in names).encode(errors="surrogateescape"))
        asked.seek(0)
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=asked, stdout=pipe, stderr=words, bufsize=_CHUNK, env=environ) as cat:
            assert cat.stdout is not None  # noqa: S101  opened as a pipe above
            try:
                yield Answers(cat.stdout, words)
            finally:
                cat.kill()
