"""Follow each policy through the commits of the main line: its text, its moves, its change notes. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from site_gen.declared.configuration import CONFIG_PATH, NAMELESS, policy_by_name
from site_gen.git.log import Commit, Entry, Move
from site_gen.model.history import Oddity, Revision
from site_gen.model.policy import Policy

_NO_TEXT = {"120000": "is a symbolic link and not the text", "160000": "is a submodule and not the text"}


class Trail(Struct, frozen=True):
    """Every path at which a policy has lived; where two exist at once, the earlier in the tuple is the policy."""

    policy: Policy
    paths: tuple[str, ...]

    @classmethod
    def of(cls, policy: Policy) -> Trail:
        """Begin with what the configuration knows."""
        return cls(policy, (policy.path, *policy.formerly))

    def extend(self, moves: Sequence[Move]) -> Trail:
        """Add the paths from which those moves came."""
        found = (move.source for move in moves if move.target in self.paths)
        return Trail(self.policy, tuple(dict.fromkeys((*self.paths, *found))))

    def pathspecs(self) -> Iterator[str]:
        """Name all that a walk must look at: the texts and the folders of their notes."""
        yield from self.paths
        yield from self.own_folders()
        yield from self.shared_folders()
        if self.policy.was_draft:
            yield CONFIG_PATH  # whose commits say when it was listed

    @property
    def shared_slug(self) -> str:
        """Name the policy whatever its language: a translation's slug may end in its language."""
        return self.policy.slug.removesuffix(f".{self.policy.language.lower()}")

    @property
    def _names(self) -> tuple[str, ...]:
        """Every name under which the policy's notes may be kept: a renamed file leaves its notes where they were."""
        stems = [posixpath.basename(path).partition(".")[0] for path in self.paths]
        plain = [stem.lower() for stem in stems if stem.lower() in NAMELESS]
        renamed = [policy_by_name(path).slug for path in self.paths[1:]]
        return tuple(dict.fromkeys([self.shared_slug, *renamed, *plain]))

    def own_folders(self) -> tuple[str, ...]:
        """Name the folders of notes for this language alone."""
        language = self.policy.language
        suffixes = dict.fromkeys((language, language.lower()))
        return tuple(folder for suffix in suffixes for folder in self._note_folders(f".{suffix}"))

    def shared_folders(self) -> tuple[str, ...]:
        """Name the folders of notes for every language of the policy."""
        return self._note_folders("")

    def _note_folders(self, suffix: str) -> tuple[str, ...]:
        places = dict.fromkeys(posixpath.dirname(path) for path in self.paths)
        return tuple(posixpath.join(place, "changes", f"{name}{suffix}") for name in self._names for place in places)


def arrivals(trails: Sequence[Trail], commits: Sequence[Commit]) -> Iterator[tuple[Commit, str]]:
    """Find where a text appears at a path in a commit that may have moved it there."""
    paths = {path for trail in trails for path in trail.paths}
    for commit in commits:
        added = (change.path for change in commit.changes if change.status == "A" and change.path in paths)
        yield from ((commit, path) for path in added if commit.parent is not None)


def current_paths(trail: Trail, commits: Sequence[Commit]) -> Iterator[str | None]:
    """Yield where the policy is after each commit."""
    texts: dict[str, Entry] = {}
    current: str | None = None
    for commit in commits:
        current = _next_path(trail, current, texts, _apply(trail, commit, texts))
        yield current


def revisions(
    trail: Trail,
    commits: Sequence[Commit],
    others: Sequence[Trail],
    *,
    start: int = 0,
    since: Mapping[str, int] = MappingProxyType({}),
    held: Mapping[str, range] = MappingProxyType({}),
) -> Iterator[Revision]:
    """Yield the commits that touched the policy or its notes, oldest first.

    `others` are the same policy's other languages. `start` is the position of the commit at which the policy begins;
    `since` says from which position on a path is the policy's own, and `held` at which positions a folder of notes is.
    A path takes over when a commit writes to it while it comes earlier in the trail than the path in use, or while none
    is in use: a stub left behind, or put up later, at an old address is not the policy. A note that all languages share
    belongs to those whose text the commit touches.
    """
    own, shared = trail.own_folders(), trail.shared_folders()
    texts: dict[str, Entry] = {}
    current: str | None = None
    known: tuple[str, Entry] | None = None
    for number, commit in enumerate(commits):
        touched = _apply(trail, commit, texts, {path for path, first in since.items() if number < first})
        if number < start:
            continue
        current = _next_path(trail, current, texts, touched or (texts.keys() if number == start else ()))
        notes = _notes_in(_folders_held(own, held, number), commit)
        if not notes and (touched or not _touches(others, commit)):
            notes = _notes_in(_folders_held(shared, held, number), commit)
        if notes or _place(current, texts) != known:
            known = _place(current, texts)
            yield _revision(trail, commit, known, notes)


def _next_path(trail: Trail, current: str | None, texts: Mapping[str, Entry], touched: Container[str]) -> str | None:
    return next((path for path in trail.paths if path in texts and (path == current or path in touched)), None)


def _folders_held(folders: tuple[str, ...], held: Mapping[str, range], number: int) -> tuple[str, ...]:
    return tuple(each for each in folders if each not in held or number in held[each]) if held else folders


def _place(path: str | None, texts: Mapping[str, Entry]) -> tuple[str, Entry] | None:
    return None if path is None else (path, texts[path])


def _apply(
    trail: Trail, commit: Commit, texts: dict[str, Entry], others: Container[str] = frozenset()
) -> frozenset[str]:
    """Bring the texts up to the commit and name the paths that it touched; `others` are not the policy's yet."""
    changes = [change for change in commit.changes if change.path in trail.paths and change.path not in others]
    for change in changes:
        if change.entry is None:
            texts.pop(change.path, None)
        else:
            texts[change.path] = change.entry
    return frozenset(change.path for change in changes)


def _revision(
    trail: Trail, commit: Commit, place: tuple[str, Entry] | None, notes: tuple[tuple[str, str], ...]
) -> Revision:
    path, entry = place or (trail.policy.path, None)
    no_text = _NO_TEXT.get(entry.mode, "") if entry else ""
    return Revision(
        commit=commit.oid,
        committed_at=commit.committed_at,
        path=path,
        text_oid=entry.oid if entry and not no_text else None,
        note_oids=notes,
        no_text=no_text,
        remarks=((Oddity.ODD_DATE, path, commit.date_remark),) if commit.date_remark else (),
    )


def _touches(trails: Sequence[Trail], commit: Commit) -> bool:
    return any(change.path in trail.paths for trail in trails for change in commit.changes)


def _notes_in(folders: tuple[str, ...], commit: Commit) -> tuple[tuple[str, str], ...]:
    """Pick what is new in those folders; a note that only moved there says nothing new."""
    inside = [change for change in commit.changes if _is_note(change.path, folders)]
    if not inside:
        return ()
    gone = {change.before for change in commit.changes if change.entry is None}
    return tuple(
        (change.path, change.entry.oid)
        for change in inside
        if change.entry is not None and change.entry.mode not in _NO_TEXT and change.entry.oid not in gone
    )


def _is_note(path: str, folders: tuple[str, ...]) -> bool:
    folder, _, name = path.rpartition("/")
    return folder in folders and name.endswith(".md") and not name.lower().startswith("readme")
