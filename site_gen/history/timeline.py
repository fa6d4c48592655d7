"""Which version applied on which days, and what begins to apply on each: the one answer that all pages share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

from msgspec import Struct

from site_gen.model.history import History
from site_gen.model.note import ChangeClass
from site_gen.model.version import Standing, Version

_NEAREST = 4
"""Periods with the very same text that are named before a version's day, and after it."""


class Period(Struct, frozen=True, kw_only=True):
    """Days on which one version applied, or will apply as far as is known today."""

    version: Version
    begins_on: date
    ends_on: date | None
    """The first day on which it no longer applied."""
    successor_id: str | None
    """None while nothing follows, and where the policy ended."""

    @property
    def facts(self) -> tuple[date, date | None, str | None]:
        """All but the version, of which its own pages know."""
        return self.begins_on, self.ends_on, self.successor_id

    @property
    def last_on(self) -> date | None:
        """The last day on which it applied; None while no end is known."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None


class Effect(Struct, frozen=True, kw_only=True):
    """Everything that begins to apply on one day, compared with what applied before."""

    effective_on: date
    base: Version | None
    """What applied before; None where nothing had."""
    versions: tuple[Version, ...]
    """Whose changes begin to apply, oldest first: those published since the base, less what was taken back unseen."""
    target: Version
    """What applies from then on: the last of the versions, or a later one with the same text."""
    ids: tuple[str, ...]
    """Of the base, where there is one, of the versions and of the target.

    Each with its class, by which a page calls one that joined a correction or not: a late note may give it.
    """

    @property
    def facts(self) -> tuple[date, tuple[str, ...]]:
        """All that a page of one of its versions says of it."""
        return self.effective_on, self.ids

    @property
    def change_class(self) -> ChangeClass:
        """The heaviest class that was declared; a correction makes an announced change no lighter."""
        classes = (each.change_class for each in self.versions)
        return max(classes, key=lambda each: each.rank, default=ChangeClass.UNDECLARED)

    def since(self, version: Version) -> tuple[Version, ...]:
        """Return the versions of the effect that were published after one that it holds, or that took others back."""
        return tuple(each for each in self.versions if each.order > version.order)


class Place(Struct, frozen=True, kw_only=True):
    """Where one version stands in the history, seen from one day."""

    standing: Standing
    period: Period | None
    """The last one; None where the version never applied as it was published: later ones joined it, or took it back."""
    effect: Effect | None
    """Where its change begins to apply; None where a later version took the change back before."""
    successor_id: str | None
    """The version published next, whether or not it has taken effect."""
    taken_back_by: str | None = None
    """The version that returned to a text before this one."""
    earlier: tuple[Period, ...] = ()
    """Those before the last, where the policy ended and came back; oldest first."""
    alike: tuple[Period, ...] = ()
    """Those of other versions with the very same text, oldest first: the nearest before it and after."""
    alike_over: int = 0
    """How many of them, from the first, are over."""
    is_often_alike: bool = False
    """Whether there are more than those."""

    @property
    def facts(self) -> tuple[object, ...]:
        """All that the version's pages say of it, the versions that it names by their ids."""
        return (
            self.standing,
            self.period.facts if self.period else None,
            self.effect.facts if self.effect else None,
            self.successor_id,
            self.taken_back_by,
            [period.facts for period in self.earlier],
            [(period.version.version_id, period.facts) for period in self.alike],
            self.alike_over,
            self.is_often_alike,
        )


def whole_change(place: Place, effects: Mapping[date, Effect]) -> Effect | None:
    """Return what begins to apply on the day on which a version does, where that is more than its own change.

    `effects` are those of the history, by their days.
    """
    effect = effects.get(place.period.begins_on) if place.period else None
    return effect if effect and effect.base and effect.base.version_id != effect.target.predecessor_id else None


@lru_cache(maxsize=8)  # several pages of one policy ask for the same
def periods(history: History) -> tuple[Period, ...]:
    """Return every period, oldest first; a version applies once it is both public and effective.

    A version that takes effect after a later one has never applies. A text whose effective date lies before its
    publication applies from its publication: nobody could read it earlier.
    """
    # Of several on one day only the last is an opening: the others never applied.
    openings = list({opening.begins_on: opening for opening in _openings(history)}.values())
    return tuple(
        Period(
            version=opening.version,
            begins_on=opening.begins_on,
            ends_on=ending.begins_on if ending else None,
            successor_id=ending.version.version_id if ending and ending.version else None,
        )
        for opening, ending in zip(openings, [*openings[1:], None], strict=False)
        if opening.version
    )


class _Opening(Struct, frozen=True):
    begins_on: date
    rank: tuple[int, ...]
    """Of two openings the one that was decided on later has the higher one."""
    version: Version | None


def _openings(history: History) -> Iterator[_Opening]:
    """Yield what applies from when; an opening without a version is a withdrawal."""
    return _decisive([*_starts(history.versions), *_withdrawals(history)])


def _decisive(openings: Sequence[_Opening]) -> Iterator[_Opening]:
    """Leave out every opening that comes after one which was decided on later."""
    highest: tuple[int, ...] = ()
    for opening in sorted(openings, key=lambda each: (each.begins_on, each.rank)):
        if opening.rank > highest:
            highest = opening.rank
            yield opening


def _starts(versions: Sequence[Version]) -> Iterator[_Opening]:
    for index, version in enumerate(versions):
        yield _Opening(_start(version), (index,), version)


def _start(version: Version) -> date:
    return max(version.published_on, version.effective_on)


def _withdrawals(history: History) -> Iterator[_Opening]:
    """Rank each withdrawal just above the last version that it took down, and what it gave back just above it."""
    for number, withdrawal in enumerate(history.withdrawals):
        taken_down = withdrawal.after_versions
        yield _Opening(withdrawal.withdrawn_on, (taken_down - 1, number, 0), None)
        if withdrawal.restored_on and taken_down:
            yield from _returns(history.versions[:taken_down], withdrawal.restored_on, (taken_down - 1, number, 1))


def _returns(versions: Sequence[Version], on: date, rank: tuple[int, ...]) -> Iterator[_Opening]:
    """Yield what applies again from the day of a return on: what would apply then, and what was announced by then."""
    expected = [opening for opening in _decisive([*_starts(versions)]) if opening.version]
    begun = [opening for opening in expected if opening.begins_on <= on][-1:]
    for opening in (*begun, *(each for each in expected if each.begins_on > on)):
        yield _Opening(max(on, opening.begins_on), (*rank, *opening.rank), opening.version)


@lru_cache(maxsize=8)  # as above
def effects(history: History) -> tuple[Effect, ...]:
    """Return what begins to apply on each day on which something does, oldest first.

    A version contains every change that was published before it and not taken back. So what a day brings is all that
    was published since the text that applied before, whatever day each was announced for. Where a later version
    returns to an earlier text, those between are taken back, and so is a day on which nothing is left to begin.
    """
    return tuple(_effects(history, periods(history)))


def _effects(history: History, applied: Iterable[Period]) -> Iterator[Effect]:
    positions = {version.version_id: position for position, version in enumerate(history.versions)}
    base: Version | None = None
    for period in applied:
        first = positions[base.version_id] + 1 if base else 0
        found = _remaining_versions(base, history.versions[first : positions[period.version.version_id] + 1])
        if found:
            target = period.version
            ids = tuple(f"{each.version_id} {each.change_class}" for each in (base, *found, target) if each)
            yield Effect(effective_on=period.begins_on, base=base, versions=found, target=target, ids=ids)
        base = period.version


def days_of_return(applied: Iterable[Effect]) -> dict[str, date]:
    """Return, by the id of each version whose change applied and was taken back since, the day on which it was.

    `applied` are the effects of a history, oldest first. A day that returns to an earlier text takes back what applied
    after that text, and nothing else that was in it.
    """
    left: list[Version] = []
    places: dict[str, int] = {}  # of what is left, by what its readers see
    found: dict[str, date] = {}
    for effect in applied:
        for version in effect.versions:
            same = places.get(version.shown_text)
            if same is None:
                places[version.shown_text] = len(left)
                left.append(version)
                continue
            for gone in left[same + 1 :]:
                found[gone.version_id] = effect.effective_on
                del places[gone.shown_text]
            del left[same + 1 :]
    return found


def replaced_when_published(versions: Sequence[Version], number: int) -> int | None:
    """Return which version one was published to replace: what was to apply the day before it, as was known then.

    None where it was the first to apply. Unlike the base of an effect, no later version or note changes it.
    """
    newer = versions[number]
    begins_on = max(newer.published_on, newer.announced_on)
    before = (each for each in range(number - 1, -1, -1) if _start_known(versions[each], newer) < begins_on)
    return next(before, None)


def ever_replaced(history: History, number: int) -> Iterator[int]:
    """Yield every version that the one of that number replaces, or was to replace by what was known at some time.

    Later notes and versions only add to them: whatever was once told as the base of its effect stays among them.
    """
    versions = history.versions
    for begins_on in _starts_ever_known(history, number):
        for older in range(number - 1, -1, -1):
            if versions[older].announced_on < begins_on:
                yield older
            if _surely_began(history, older, begins_on):
                break


def _starts_ever_known(history: History, number: int) -> set[date]:
    version = history.versions[number]
    moved = (each.to_on for each in version.postponements)
    returned = (each.restored_on for each in history.withdrawals if each.after_versions > number and each.restored_on)
    announced = max(version.published_on, version.announced_on)
    return {version.announced_on, announced, *moved, *returned}


def _surely_began(history: History, number: int, before: date) -> bool:
    """Whether a version began to apply before a day, whatever was postponed and whenever the policy ended."""
    begins_on = _start(history.versions[number])
    ends = (each.withdrawn_on for each in history.withdrawals if each.after_versions > number)
    return begins_on < before and all(begins_on < end for end in ends)


def _start_known(version: Version, newer: Version) -> date:
    """Return the first day of a version as it was known on the day before a newer one was published."""
    days = [each.to_on for each in version.postponements if each.postponed_on < newer.published_on]
    return max(version.published_on, days[-1] if days else version.announced_on)


def _remaining_versions(base: Version | None, published: Sequence[Version]) -> tuple[Version, ...]:
    """Leave out what was taken back: of versions that lead back to a text, only the text itself is left."""
    left: list[Version] = [base] if base else []
    for version in published:
        same = next((number for number, each in enumerate(left) if version.reads_as(each)), None)
        if same is None:
            left.append(version)
        else:
            del left[same + 1 :]
    return tuple(left[1:] if base else left)


def places(history: History, today: date) -> dict[str, Place]:
    """Return where each version stands on that day, by version id."""
    found = periods(history)
    applied: dict[str, list[Period]] = {}
    alike: dict[str, list[Period]] = {}
    for period in found:
        applied.setdefault(period.version.version_id, []).append(period)
        alike.setdefault(period.version.shown_text, []).append(period)
    brought = _effects_by_version(history)
    successors = {older.version_id: newer.version_id for older, newer in pairwise(history.versions)}
    return {
        version.version_id: Place(
            standing=_standing(_last(applied, version), brought.get(version.version_id), today),
            period=_last(applied, version),
            effect=brought.get(version.version_id),
            successor_id=successors.get(version.version_id),
            taken_back_by=_return_before(history, number) if version.version_id not in brought else None,
            earlier=tuple(applied.get(version.version_id, ())[:-1]),
            **_alike(version, alike.get(version.shown_text, ()), today),
        )
        for number, version in enumerate(history.versions)
    }


def _effects_by_version(history: History) -> dict[str, Effect]:
    """Say with what each version's change began to apply, by version id; what was taken back before is left out.

    A version that only takes others back brings nothing of its own, and joins what its day brings.
    """
    positions = {version.version_id: number for number, version in enumerate(history.versions)}
    found: dict[str, Effect] = {}
    for effect in effects(history):
        found.update((each.version_id, effect) for each in (*effect.versions, effect.target))
        first = positions[effect.base.version_id] + 1 if effect.base else 0
        for number in range(first, positions[effect.target.version_id]):
            version_id = history.versions[number].version_id
            if version_id not in found and _is_left(history, number):
                found[version_id] = effect
    return found


def _alike(version: Version, same: Sequence[Period], today: date) -> dict[str, Any]:
    """Find the periods of other versions with its text; one that came back hundreds of times would name them all."""
    at = bisect_right(same, version.published_on, key=lambda each: each.begins_on)
    near = same[max(at - _NEAREST, 0) : at + _NEAREST]
    others = tuple(each for each in near if each.version.version_id != version.version_id)
    over = sum(each.ends_on is not None and each.ends_on <= today for each in others)
    return {"alike": others, "alike_over": over, "is_often_alike": len(near) < len(same)}


def _last(applied: Mapping[str, Sequence[Period]], version: Version) -> Period | None:
    return next(reversed(applied.get(version.version_id, ())), None)


def _return_before(history: History, number: int) -> str | None:
    """Find the first version after the one of that number whose text is an earlier one's, before the policy ended."""
    end = next((each.after_versions for each in history.withdrawals if each.after_versions > number), None)
    later = history.versions[number + 1 : end]
    returns = (each for each in later if any(map(each.reads_as, history.versions[:number])))
    return next((each.version_id for each in returns), None)


def _is_left(history: History, number: int) -> bool:
    """Whether neither a later version nor an end of the policy takes a version back."""
    has_ended = any(each.after_versions > number for each in history.withdrawals)
    return not has_ended and _return_before(history, number) is None


def _standing(period: Period | None, effect: Effect | None, today: date) -> Standing:
    if period is None:
        return Standing.UPCOMING if effect and effect.effective_on > today else Standing.SUPERSEDED
    if period.ends_on is not None and period.ends_on <= today:
        return Standing.SUPERSEDED
    return Standing.UPCOMING if period.begins_on > today else Standing.IN_FORCE
