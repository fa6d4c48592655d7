"""Walk the main line with `git log`: what each commit did to the policies and their notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from site_gen.errors import HistoryError
from site_gen.git.main_line import Git, Step
from site_gen.history.lineage import Change, Commit, Entry, Move, Trail, arrivals, revisions
from site_gen.model import Policy, Revision

_RAW = ("--raw", "-z", "--no-abbrev", "--no-color", "--no-relative", "--ignore-submodules=none")
_LOG = ("log", "--first-parent", "--diff-merges=first-parent", "--reverse", "--no-renames", "--no-follow", *_RAW)
_FORMAT = "--format=%x01%H %ct %P"
_RENAME_LIMIT = 1000


def walked(
    git: Git, tip: str, policies: Sequence[Policy], line: Sequence[Step] = ()
) -> tuple[tuple[Revision, ...], ...]:
    """Return each policy's revisions up to the tip, oldest first; `line` is the main line where git's own is not it."""

    def log(*pathspecs: str) -> bytes:
        if not line:
            return git(*_LOG, _FORMAT, tip, "--", *pathspecs)
        asked = "".join(f"{commit} {parent or ''}".rstrip() + "\n" for commit, parent in line)
        return git(
            "diff-tree", "--stdin", "--root", "-r", "--no-renames", *_RAW, _FORMAT, "--", *pathspecs, stdin=asked
        )

    trails, commits = _walk(git, log, [Trail.of(policy) for policy in policies])

    def others(trail: Trail) -> list[Trail]:
        return [other for other in trails if other.shared_slug == trail.shared_slug and other is not trail]

    return tuple(tuple(revisions(trail, commits, others(trail))) for trail in trails)


def _walk(git: Git, log: Callable[..., bytes], trails: Sequence[Trail]) -> tuple[Sequence[Trail], list[Commit]]:
    """Log every path of every policy, again only where a move reveals an earlier one."""
    settled: set[tuple[str, str]] = set()
    while True:
        commits = list(_commits(log(*dict.fromkeys(spec for trail in trails for spec in trail.pathspecs()))))
        new = [(commit, path) for commit, path in arrivals(trails, commits) if (commit.oid, path) not in settled]
        settled.update((commit.oid, path) for commit, path in new)
        moves = [move for commit in dict.fromkeys(commit for commit, _ in new) for move in _moves(git, commit)]
        known, trails = trails, [trail.extended(moves) for trail in trails]
        if trails == known:
            return known, commits


def _moves(git: Git, commit: Commit) -> Iterator[Move]:
    """Ask git which files the commit moved; its own settings decide nothing."""
    limits = ("-r", "-M", f"-l{_RENAME_LIMIT}", "--diff-filter=R")
    fields = git("diff-tree", *limits, *_RAW, commit.parent or "", commit.oid).decode(errors="surrogateescape")
    rows = iter(fields.split("\0"))
    for row in rows:
        if row:
            yield Move(source=next(rows), target=next(rows))


def _commits(log: bytes) -> Iterator[Commit]:
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
