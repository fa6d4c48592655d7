"""The two sides of a change: the repository before it and after it, and what is published of each policy."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from site_gen.declared.configuration import (
    CONFIG_PATH,
    POLICY_FOLDER,
    Configuration,
    policy_at,
    read_configuration,
    time_zone_of,
)
from site_gen.declared.notice_rules import RULES_PATH, read_rules
from site_gen.errors import ConfigError, PolicyError, UnknownPolicyError
from site_gen.git.pulls import line_through_pulls, lines_pulled
from site_gen.git.repository import Repository
from site_gen.git.trees import CommitTree, DiskTree, Tree
from site_gen.history.reader import TextSource, outline, read_history
from site_gen.history.walk import read_revisions
from site_gen.model.history import History
from site_gen.model.policy import Policy
from site_gen.model.rules import NoticeRules
from site_gen.options import Options
from site_gen.text.outline import Section, headings, sections
from site_gen.text.parsing.parse import parse

T = TypeVar("T")


class Side:
    """The repository before the change, or after it."""

    def __init__(
        self, repository: Repository, disk: DiskTree | None, options: Options, *, is_published: bool = False
    ) -> None:
        self.repository = repository
        self._disk = disk
        self._options = options
        self._is_published = is_published
        self._published: dict[str, Published | None] = {}

    @cached_property
    def tree(self) -> Tree:
        """The files, with what is uncommitted where the policies and their notes are."""
        if self._disk is None:
            return CommitTree(self.repository)
        folders = {posixpath.dirname(policy.path) for policy in self.policies} | {POLICY_FOLDER}
        return replace(self._disk, folders=tuple(f"{folder}/" if folder else "" for folder in sorted(folders)))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every file's path."""
        return self.tree.names()

    @cached_property
    def configuration(self) -> Configuration:
        """What `policy.toml` says on this side."""
        tree = replace(self._disk, folders=(f"{POLICY_FOLDER}/",)) if self._disk else CommitTree(self.repository)
        files = sorted(name for name in tree.names() if posixpath.dirname(name) == POLICY_FOLDER)
        return self._read_declared(
            tree, CONFIG_PATH, lambda data: read_configuration(data, files, is_published=self._is_published)
        )

    @cached_property
    def rules(self) -> NoticeRules:
        """What `notice-rules.toml` says on this side."""
        return self._read_declared(self.tree, RULES_PATH, read_rules)

    def _read_declared(self, tree: Tree, path: str, read: Callable[[bytes | None], T]) -> T:
        """Read a file of declarations; of what is published the last one that can be, so that a repair can pass."""
        try:
            return read(tree.read(path))
        except ConfigError:
            if not self._is_published:
                raise
        commits = [commit.oid for commit in reversed(self.repository.log([path]))]
        texts = self.repository.texts_at((commit, path) for commit in commits)
        for commit in commits:
            with suppress(ConfigError):
                return read(texts.get((commit, path)))
        return read(None)

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """The policies that the user named, else those of the configuration."""
        known = self.configuration.policies
        return tuple(policy_at(path, known) for path in dict.fromkeys(self._options.policies)) or known

    def concerns(self, policy: Policy) -> bool:
        """Whether this side has that policy, at this path or after a move."""
        same = [own for own in self.policies if own.path == policy.path or policy.path in own.formerly]
        return bool(same) or any(_identity(own) == _identity(policy) for own in self.policies)

    def holds(self, policy: Policy) -> bool:
        """Whether this side lists that policy, has its file, or has published it."""
        return policy in self.configuration.policies or bool(self.path_of(policy) or self.read_published(policy))

    def refuse_obstacle(self, policy: Policy) -> None:
        """Refuse a policy where a link or a submodule stands at the tip: no build would find a text there."""
        if self._disk is None and policy.path not in self.names:
            obstacle = self.repository.obstacle(policy.path)
            if obstacle:
                raise PolicyError(policy.path, obstacle)

    def path_of(self, policy: Policy) -> str | None:
        """Find the file of a policy that may have lived elsewhere; None where this side has none."""
        twins = (own.path for own in self.policies if _identity(own) == _identity(policy))
        return next((path for path in (policy.path, *policy.formerly, *twins) if path in self.names), None)

    def read_published(self, policy: Policy) -> Published | None:
        """Return what this side has published of a policy, wherever its file is, or was; None where nothing is."""
        path = self.path_of(policy) or policy.path
        if path not in self._published:
            is_of_another = path not in self.names and self.find_heir(path)
            own = next((each for each in self.policies if each.path == path), policy)
            asked = replace(policy, path=path, was_draft=own.was_draft)
            self._published[path] = None if is_of_another else self._read(asked)
        return self._published[path]

    def find_heir(self, path: str) -> Policy | None:
        """Return the policy that was at a path where no file is any more, and is elsewhere now."""
        there = [own for own in self.policies if own.path != path and own.path in self.names]
        published = ((own, self.read_published(own)) for own in there)
        return next((own for own, found in published if found and path in found.history.paths), None)

    def _read(self, policy: Policy) -> Published | None:
        zone = time_zone_of(self.configuration.organisation)
        try:
            others = [each for each in self.policies if each.path != policy.path and each.path in self.names]
            history, texts = read_history(self.repository, policy, zone, others=others, forgiving=True)
            return Published(history, texts, (*history.paths, *self._paths_off_line(policy, history)))
        except UnknownPolicyError:
            return self.read_through_pulls(policy)

    def read_through_pulls(self, policy: Policy) -> Published | None:
        """Read a policy along the lines that pulls took off the main one, as a build with a record does.

        None where none did, or nothing that was there can be read.
        """
        zone, line = time_zone_of(self.configuration.organisation), line_through_pulls(self.repository).steps
        with suppress(UnknownPolicyError):
            if line:
                history, texts = read_history(self.repository, policy, zone, forgiving=True, line=line)
                return Published(history, texts, history.paths)
        return None

    def _paths_off_line(self, policy: Policy, history: History) -> Iterator[str]:
        """Yield where a policy was on lines that pulls took off the main one; a build with a record goes through them.

        A move that git sees there may be hidden in the merge, which brings all at once.
        """
        tips = lines_pulled(self.repository, (version.commit for version in history.versions))
        if tips:
            (own,) = read_revisions(self.repository, [policy], self.repository.line_through(tips).steps)
            yield from (revision.path for revision in own)


class Published(Struct, frozen=True, dict=True):
    """A policy's versions."""

    history: History
    texts: TextSource
    paths: tuple[str, ...]
    """Every path at which it has been."""

    @property
    def version_ids(self) -> frozenset[str]:
        """The ids of all."""
        return frozenset(version.version_id for version in self.history.versions)

    @cached_property
    def outline(self) -> tuple[Section, ...]:
        """The sections of the newest version."""
        return outline(self.history, self.texts)


class Outlines(Mapping[str, tuple[Section, ...]]):
    """The sections of every other policy, by path, under the anchors that its published versions gave them.

    Each is read when a link asks for it: a policy's history is long, and most policies link to no other's section.
    """

    def __init__(self, before: Side, side: Side, but: str) -> None:
        self._before, self._side = before, side
        self._policies = {p.path: p for p in side.policies if p.path != but and p.path in side.names}
        self._known: dict[str, tuple[Section, ...]] = {}

    def __getitem__(self, path: str) -> tuple[Section, ...]:
        policy = self._policies[path]
        if path not in self._known:
            published = self._before.read_published(policy)
            text = (self._side.tree.read(path) or b"").decode(errors="replace")
            self._known[path] = sections(headings(parse(text, path)), published.outline if published else ())
        return self._known[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._policies)

    def __len__(self) -> int:
        return len(self._policies)


def _identity(policy: Policy) -> tuple[str, str]:
    return policy.slug, policy.language.lower()
