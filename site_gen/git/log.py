"""What git says of the commits of a line: the commands that ask, and their answers, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from msgspec import Struct

_RAW = ("--raw", "-z", "--no-abbrev", "--no-color", "--no-relative", "--ignore-submodules=none")
_FORMAT = "--format=%x01%H,%ct,%P"
"""Git says nothing for a moment that it cannot read, such as one before 1970."""
_RENAME_LIMIT = 1000
_EPOCH = datetime.fromtimestamp(0, UTC)
_LAST_YEAR = 9999
FIRST_PARENTS = (
    "log", "--first-parent", "--diff-merges=first-parent", "--reverse", "--no-renames", "--no-follow", *_RAW, _FORMAT,
)  # fmt: skip
"""Asks for the line of first parents, each commit compared with the one before it."""
GIVEN_STEPS = ("diff-tree", "--stdin", "--root", "-r", "--no-renames", *_RAW, _FORMAT)
"""Asks for the commits named on its input, each compared with the one named beside it."""
_REMOVE = ("--diff-filter=D", "--no-renames", "--name-only", "-z")
FIRST_PARENTS_REMOVE = ("log", "--first-parent", "--diff-merges=first-parent", *_REMOVE, "--format=")
STEPS_REMOVE = ("diff-tree", "--stdin", "--no-commit-id", "-r", *_REMOVE)
"""Ask which files the commits of either line took away."""
MOVES = ("diff-tree", "-r", "-M", f"-l{_RENAME_LIMIT}", "--diff-filter=R", *_RAW)
"""Asks which files a commit moved; a person's own settings decide nothing."""


class Entry(Struct, frozen=True):
    """What stands at a path: git's mode and object id."""

    mode: str
    oid: str


class Change(Struct, frozen=True):
    """What one commit did to one path."""

    status: str
    """Git's letter: A, M, D or T."""
    path: str
    before: str
    """Object id before the commit; zeros where there was nothing."""
    entry: Entry | None
    """What stands there after it."""


class Commit(Struct, frozen=True):
    """One commit of the main line, compared with its first parent."""

    oid: str
    parent: str | None
    committed_at: datetime
    changes: tuple[Change, ...]
    date_remark: str = ""
    """What is wrong with the commit's date, and which day counts instead."""


class Move(Struct, frozen=True):
    """A file that a commit took from one path to another."""

    source: str
    target: str


def read_commits(log: bytes) -> Iterator[Commit]:
    """Read what `git log --raw -z` says under the format above, field by field: a path may hold any byte but NUL."""
    before = _EPOCH
    for head, changes in _entries(log):
        commit = _commit(head, changes, before)
        before = commit.committed_at
        yield commit


def _entries(log: bytes) -> Iterator[tuple[str, list[Change]]]:
    head = ""
    changes: list[Change] = []
    fields = iter(log.decode(errors="surrogateescape").split("\0"))
    for field in fields:
        if field.startswith("\x01"):
            if head:
                yield head, changes
            head, changes = field[1:], []
        elif field.strip():
            changes.append(_change(field, next(fields)))
    if head:
        yield head, changes


def read_moves(raw: bytes) -> Iterator[Move]:
    """Read what `MOVES` answers."""
    rows = iter(raw.decode(errors="surrogateescape").split("\0"))
    for row in rows:
        if row:
            yield Move(source=next(rows), target=next(rows))


def _commit(head: str, changes: Sequence[Change], before: datetime) -> Commit:
    oid, seconds, parents = head.split(",")
    moment = _moment(seconds)
    return Commit(
        oid=oid,
        parent=next(iter(parents.split()), None),
        committed_at=moment or before,
        changes=tuple(changes),
        date_remark="" if moment else _odd_date(before),
    )


def _change(facts: str, path: str) -> Change:
    _, mode, before, oid, status = facts.split()
    return Change(status=status, path=path, before=before, entry=None if status == "D" else Entry(mode, oid))


def _moment(seconds: str) -> datetime | None:
    """Return a commit's moment; None for one that git cannot read, or that no zone's calendar holds."""
    try:
        moment = datetime.fromtimestamp(int(seconds), UTC)
    except (OverflowError, OSError, ValueError):
        return None
    return moment if moment.year < _LAST_YEAR else None


def _odd_date(before: datetime) -> str:
    if before == _EPOCH:
        return "its date cannot be read (before 1970, or beyond any calendar), so it counts as of 1 January 1970"
    return "its date cannot be read (before 1970, or beyond any calendar), so it counts as of the commit before it"
