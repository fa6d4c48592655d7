"""What a build would change of what is published. Pure.

A published version keeps its text, its days, its class and its address. What may change: a note that explains a version
which had none, a later day of effect that a postponing note gives, and a withdrawal; readers see each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

from site_gen.model.history import History
from site_gen.model.note import ChangeClass, ChangeNote
from site_gen.model.version import Version
from site_gen.record.published import PublishedPolicy, PublishedVersion
from site_gen.text.note_words import words_of, words_of_note

_AROUND = 4
"""How many words are quoted before and after the first that is another."""


class DifferenceKind(StrEnum):
    """How a build differs from what is published."""

    GONE = "gone"
    TEXT = "text"
    DAY = "day"
    CLASS = "class"
    WORDS = "words"
    INSERTED = "inserted"
    POLICY_GONE = "policy gone"


class Difference(Struct, frozen=True, kw_only=True):
    """One thing that a build would change of what is published, though nobody declared it."""

    kind: DifferenceKind
    slug: str
    version_id: str
    words: str


def differences(
    published: PublishedPolicy,
    history: History,
    sha256: Mapping[str, str],
    today: date,
    plain: Callable[[ChangeNote], str],
) -> tuple[Difference, ...]:
    """Return what a policy's history, as of today, would change.

    `sha256` is each text's, by its object id; `plain` gives a note's words as they are published.
    """
    told = {version.version_id: version for version in history.versions}
    found = [
        Difference(kind=kind, slug=published.slug, version_id=known.version_id, words=words)
        for known in published.versions
        for kind, words in _of_version(known, told.get(known.version_id), sha256, today, plain)
    ]
    return (*found, *_insertions(published, history), *_returns(published, today))


def missing_policy(published: PublishedPolicy) -> Difference:
    """Say that a policy which is published is not built any more."""
    count = len(published.versions)
    with_it = f"{count:,} published version{'' if count == 1 else 's'}"
    words = f"the policy at /{published.slug}/ would vanish with {with_it}"
    return Difference(kind=DifferenceKind.POLICY_GONE, slug=published.slug, version_id="", words=words)


def _of_version(
    known: PublishedVersion,
    now: Version | None,
    sha256: Mapping[str, str],
    today: date,
    plain: Callable[[ChangeNote], str],
) -> Iterator[tuple[DifferenceKind, str]]:
    if now is None and known.published_on > today:
        yield DifferenceKind.GONE, f"would vanish: it was published on {known.published_on}"
        return
    if now is None:
        yield DifferenceKind.GONE, f"would vanish: no commit makes it any more (it came with {known.commit[:12]})"
        return
    if not now.withdrawn and sha256[now.text_oid] != known.text_sha256:
        yield DifferenceKind.TEXT, f"would get a different text: {_other_text(known, now)}"
    if known.withdrawn_on and not now.withdrawn:
        yield DifferenceKind.TEXT, f"was taken down on {known.withdrawn_on}, and its text would be shown again"
    yield from ((DifferenceKind.DAY, words) for words in _other_days(known, now))
    if now.published_on != known.published_on:
        yield DifferenceKind.DAY, f"was published on {known.published_on}, and would say {now.published_on}"
    if now.announced_on != known.announced_on:
        yield DifferenceKind.DAY, f"was announced for {known.announced_on}, and would say {now.announced_on}"
    elif now.effective_on < known.effective_on:
        yield (
            DifferenceKind.DAY,
            f"was postponed to {known.effective_on}, and would take effect on {now.effective_on} again",
        )
    if now.change_class is not known.change_class is not ChangeClass.UNDECLARED:
        yield DifferenceKind.CLASS, f"was declared {known.change_class}, and would be {now.change_class}"
    elif now.note and not _is_withheld(now) and (was := _other_words(known, now.note, plain)):
        yield DifferenceKind.WORDS, f"was explained by a note with other words: {was}"


def _other_days(known: PublishedVersion, now: Version) -> Iterator[str]:
    """Find what befell a version on another day than is published: its pages, copies and feed tell those days."""
    told = [
        *(
            ("postponed", was.on, each.postponed_on)
            for was, each in zip(known.postponed, now.postponements, strict=False)
        ),
        *(
            [("taken down", known.withdrawn.on, now.withdrawn.withdrawn_on)]
            if known.withdrawn and now.withdrawn
            else []
        ),
        *(
            [("explained", known.explained.on, now.explanation.explained_on)]
            if known.explained and now.explanation
            else []
        ),
    ]
    return (f"was {what} on {was}, and would say {day}" for what, was, day in told if was != day)


def _is_withheld(version: Version) -> bool:
    """Whether its note was taken down with its text, so that other words may stand in the note's place."""
    return version.withdrawn is not None and version.withdrawn.withheld is not None


def _other_words(known: PublishedVersion, note: ChangeNote, plain: Callable[[ChangeNote], str]) -> str:
    """Quote what a note said, around where it says something else now; one that nobody can read says nothing."""
    was, now = words_of(known.words), words_of_note(note)
    if not (was and now) or was == now or was == (now := words_of(plain(note))):
        return ""
    at = next((n for n, (old, new) in enumerate(zip(was, now, strict=False)) if old != new), min(len(was), len(now)))
    return f"“{' '.join(was[max(at - _AROUND, 0) : at + _AROUND]) or ' '.join(was[-_AROUND:])}”"


def _other_text(known: PublishedVersion, now: Version) -> str:
    if now.commit == known.commit:
        return f"the text of commit {now.commit[:12]} does not have the SHA-256 that is published"
    return f"commit {now.commit[:12]} does not hold what {known.commit[:12]} held"


def _returns(published: PublishedPolicy, today: date) -> Iterator[Difference]:
    """Find a policy that has ended and would not have yet; one that is put up again later is another matter."""
    if published.ended_on and published.ended_on > today:
        words = f"the policy ended on {published.ended_on}, and would stand as if it had not"
        yield Difference(kind=DifferenceKind.DAY, slug=published.slug, version_id="", words=words)


def _insertions(published: PublishedPolicy, history: History) -> Iterator[Difference]:
    """Find versions that would appear among those already published."""
    known = {version.version_id for version in published.versions}
    last = max((n for n, version in enumerate(history.versions) if version.version_id in known), default=-1)
    for version in history.versions[:last]:
        if version.version_id not in known:
            words = f"would appear before {published.newest.version_id}, which is published without it"
            yield Difference(
                kind=DifferenceKind.INSERTED, slug=published.slug, version_id=version.version_id, words=words
            )
