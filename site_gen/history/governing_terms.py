"""By which terms each version is judged: the promise that held before it, and the rules that it was published under."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from site_gen.declared.configuration import CONFIG_PATH, DEFAULT_LANGUAGE, read_language, read_promise
from site_gen.declared.notice_rules import RULES_PATH, read_rules
from site_gen.errors import ConfigError
from site_gen.git.repository import Repository
from site_gen.history.lineage import Trail
from site_gen.model.history import History
from site_gen.model.note import ChangeClass
from site_gen.model.policy import Policy, Promise
from site_gen.model.rules import NoticeRules
from site_gen.model.version import Version

T = TypeVar("T")


class Terms(Struct, frozen=True, kw_only=True):
    """What one version is held to."""

    promise: Promise | None
    rules: NoticeRules
    language: str = DEFAULT_LANGUAGE
    """In which a program reads it: as declared when it was published, whatever is declared since."""
    warnings: tuple[str, ...] = ()
    """What was written in the past and cannot be read today."""


def read_terms(repository: Repository, histories: Sequence[History]) -> tuple[Mapping[str, Terms], ...]:
    """Return for each history, by version id, the terms of the versions that may owe a notice.

    The promise is that of `policy.toml` as it stood when the version before was published; where no such file stood
    yet, as it came with the version itself. Where the file was put right in between, to more days than that, the longer
    period holds. The rules are those that came with the version. What cannot be read any more is replaced by what
    stands at the tip, and the terms say so: a past commit cannot be repaired.
    """
    policies = [history.policy for history in histories]
    pairs = [[pair for pair in pairwise(history.versions) if _may_owe(pair[1])] for history in histories]
    reader = _Reader(repository.tip, repository.texts_at(_places(repository.tip, pairs)))
    return tuple(
        {newer.version_id: reader.terms(policy, older, newer) for older, newer in own}
        for policy, own in zip(policies, pairs, strict=True)
    )


def rules_about(policy: Policy, rules: NoticeRules) -> NoticeRules:
    """Return the rules without those that are about other policies."""
    names = {policy.slug, Trail.of(policy).shared_slug}
    return replace(
        rules, regimes=tuple(each for each in rules.regimes if not each.policies or names & set(each.policies))
    )


def terms_since(
    repository: Repository, older: Version, published: bytes | None, proposed: Promise | None, rules: NoticeRules
) -> Terms:
    """Return the terms by which the change after a version is judged before it is merged.

    `published` is `policy.toml` as it stands before the change. `proposed` is the promise that the change itself comes
    with; it counts where none can be read beside the version before.
    """
    data = repository.texts_at([(older.commit, CONFIG_PATH)]).get((older.commit, CONFIG_PATH))
    try:
        promise = proposed if data is None else read_promise(data)
    except ConfigError:
        promise = proposed
    return _lengthen(Terms(promise=promise, rules=rules), _promise_in(published))


def _lengthen(terms: Terms, later: Promise | None) -> Terms:
    """Hold a version to more days where the file that made the promise was put right since; never to fewer."""
    if later is None:
        return terms
    if terms.promise:
        days = max(terms.promise.lead_days, later.lead_days)
        return replace(terms, promise=replace(terms.promise, lead_days=days))
    days = max(terms.rules.default_lead_days, later.lead_days)
    return replace(terms, rules=replace(terms.rules, default_lead_days=days))


def _promise_in(data: bytes | None) -> Promise | None:
    try:
        return None if data is None else read_promise(data)
    except ConfigError:
        return None


def _may_owe(version: Version) -> bool:
    return version.change_class is not ChangeClass.UNDECLARED


def _places(tip: str, pairs: Sequence[Sequence[tuple[Version, Version]]]) -> Iterator[tuple[str, str]]:
    for older, newer in (pair for own in pairs for pair in own):
        yield from ((older.commit, CONFIG_PATH), (newer.commit, CONFIG_PATH), (newer.commit, RULES_PATH))
        yield _parent(newer), CONFIG_PATH
        yield from ((tip, CONFIG_PATH), (tip, RULES_PATH))


def _parent(version: Version) -> str:
    """Name the commit before a version's own, as git does."""
    return f"{version.commit}^"


class _Reader(Struct, frozen=True):
    tip: str
    texts: Mapping[tuple[str, str], bytes]
    promise_of: Callable[[bytes], Promise | None] = field(default_factory=lambda: cache(read_promise))
    rules_of: Callable[[bytes | None], NoticeRules] = field(default_factory=lambda: cache(read_rules))
    language_of: Callable[[bytes | None, str], str] = field(default_factory=lambda: cache(read_language))
    later_of: Callable[[bytes | None], Promise | None] = field(default_factory=lambda: cache(_promise_in))

    def terms(self, policy: Policy, older: Version, newer: Version) -> Terms:
        judge = older.commit if (older.commit, CONFIG_PATH) in self.texts else newer.commit
        promise, lost_promise = self._read(judge, CONFIG_PATH, self._promise)
        rules, lost_rules = self._read(newer.commit, RULES_PATH, self.rules_of)
        lost = tuple(f"{each}; version {newer.version_id} is held to it" for each in (*lost_promise, *lost_rules))
        before = self.texts.get((_parent(newer), CONFIG_PATH))
        language = self.language_of(self.texts.get((newer.commit, CONFIG_PATH)), newer.path)
        found = Terms(promise=promise, rules=rules_about(policy, rules), language=language, warnings=lost)
        return _lengthen(found, self.later_of(before))

    def _promise(self, data: bytes | None) -> Promise | None:
        return None if data is None else self.promise_of(data)

    def _read(self, commit: str, path: str, read: Callable[[bytes | None], T]) -> tuple[T, tuple[str, ...]]:
        try:
            return read(self.texts.get((commit, path))), ()
        except ConfigError as error:
            now = read(self.texts.get((self.tip, path)))
            return now, (f"{error} (commit {commit[:12]}). What it says today counts instead",)
