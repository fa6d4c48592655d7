"""What git says of the commits of a line: the commands that ask, and their answers, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from site_gen.errors import HistoryError

_RAW = ("--raw", "-z", "--no-abbrev", "--no-color", "--no-relative", "--ignore-submodules=none")
_FORMAT = "--format=%x01%H %ct %P"
_RENAME_LIMIT = 1000
FIRST_PARENTS = (
    "log", "--first-parent", "--diff-merges=first-parent", "--reverse", "--no-renames", "--no-follow", *_RAW, _FORMAT,
)  # fmt: skip
"""Asks for the line of first parents, each commit compared with the one before it."""
GIVEN_STEPS = ("diff-tree", "--stdin", "--root", "-r", "--no-renames", *_RAW, _FORMAT)
"""Asks for the commits named on its input, each compared with the one named beside it."""
MOVES = ("diff-tree", "-r", "-M", f"-l{_RENAME_LIMIT}", "--diff-filter=R", *_RAW)
"""Asks which files a commit moved; a person's own settings decide nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands at a path: git's mode and object id."""

    mode: str
    oid: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit did to one path."""

    status: str
    """Git's letter: A, M, D or T."""
    path: str
    before: str
    """Object id before the commit; zeros where there was nothing."""
    entry: Entry | None
    """What stands there after it."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the main line, compared with its first parent."""

    oid: str
    parent: str | None
    committed_at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A file that a commit took from one path to another."""

    source: str
    target: str


def read_commits(log: bytes) -> Iterator[Commit]:
    """Read what `git log --raw -z` says under the format above, field by field: a path may hold any byte but NUL."""
    head = ""
    changes: list[Change] = []
    fields = iter(log.decode(errors="surrogateescape").split("\0"))
    for field in fields:
        if field.startswith("\x01"):
            if head:
                yield _commit(head, changes)
            head, changes = field[1:], []
        elif field.strip():
            changes.append(_change(field, next(fields)))
    if head:
        yield _commit(head, changes)


def read_moves(raw: bytes) -> Iterator[Move]:
    """Read what `MOVES` answers."""
    rows = iter(raw.decode(errors="surrogateescape").split("\0"))
    for row in rows:
        if row:
            yield Move(source=next(rows), target=next(rows))


def _commit(head: str, changes: Sequence[Change]) -> Commit:
    oid, seconds, *parents = head.split()
    moment = _moment(seconds, oid)
    return Commit(oid=oid, parent=parents[0] if parents else None, committed_at=moment, changes=tuple(changes))


def _change(facts: str, path: str) -> Change:
    _, mode, before, oid, status = facts.split()
    return Change(status=status, path=path, before=before, entry=None if status == "D" else Entry(mode, oid))


def _moment(seconds: str, commit: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise HistoryError(f"commit {commit} is dated {seconds} seconds after 1970, which no calendar holds") from error
