"""What an account still has to be shown or asked: one pure function, and what it judges by.

Versions are told apart by their place in the order of publication, from 0; whoever answered about a version answered
about all that it contains, which is every version in an earlier place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate

from notify.model.gate import Act, Did, GateRecord
from notify.model.published import Effect, Manifest, Version, age

SHOWN_FOR = timedelta(days=30)
"""How long a change is still shown after the day on which it took effect; a question stays until it is answered."""
NOWHERE = -1
"""The place of whoever has seen nothing."""


class ShowAs(StrEnum):
    """How a change is put before an account."""

    NOTICE = "notice"
    QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A version of which accounts must be told."""

    place: int
    is_asked: bool
    """Whether they must agree."""
    until: date | None
    """The day on which a later version took it back; None where none did."""

    def stands_on(self, today: date) -> bool:
        """Tell whether it is still part of what applies, or will apply."""
        return self.until is None or today < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Everything of a policy that begins to apply on one day."""

    version_id: str
    """The version that applies from then on."""
    text_sha256: str
    texts: Mapping[str, str]
    """By language, the policy's own among them: the SHA-256 of the text."""
    place: int
    effective_on: date
    show_from: date
    told: tuple[Told, ...]

    def notice_place(self, today: date) -> int:
        """Find the version that, seen itself or in a later one, leaves nothing to show; NOWHERE if none is shown."""
        return max((each.place for each in self.told if each.stands_on(today)), default=NOWHERE)

    def question_place(self, today: date) -> int:
        """Find the version an answer to which, or to a later one, answers all; NOWHERE if none asks."""
        return max((each.place for each in self.told if each.is_asked and each.stands_on(today)), default=NOWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A policy's versions and changes, as the gate needs them."""

    slug: str
    time_zone: str
    places: Mapping[str, int]
    """By version."""
    texts: Mapping[str, Mapping[str, str]]
    """By version and the SHA-256 of its text: the language. The same version has a text in each."""
    published: tuple[date, ...]
    """By place."""
    changes: tuple[Change, ...]
    """By place."""
    taken_back: Mapping[str, date]
    """By version that a later one, or the policy's end, took back: since when."""

    def place_of(self, version_id: str) -> int:
        """Find a version's place; of one that is no longer published, that of the last before it."""
        if version_id in self.places:
            return self.places[version_id]
        older = (place for each, place in self.places.items() if age(each) <= age(version_id))
        return max(older, default=NOWHERE)

    def stands_on(self, version_id: str, today: date) -> bool:
        """Tell whether a version is still part of what applies, or will apply."""
        return today < self.taken_back.get(version_id, date.max)

    def place_before(self, day: date) -> int:
        """Find the last version published before a day: which text was seen on the day itself, nobody knows."""
        return bisect_left(self.published, day) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What an account saw when it signed up, as its token says."""

    signed_up: date | None = None
    seen: Mapping[str, str] | None = None
    """By policy: the version."""

    def place_in(self, course: Course) -> int:
        """Find where it starts."""
        version_id = (self.seen or {}).get(course.slug)
        by_version = NOWHERE if version_id is None else course.place_of(version_id)
        return max(by_version, NOWHERE if self.signed_up is None else course.place_before(self.signed_up))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far an account has come with one policy."""

    seen: int = NOWHERE
    """The last place that it needs no notice of."""
    answered: int = NOWHERE
    """The last place that it need not be asked about."""
    accepted: int = NOWHERE
    """The last place that it agreed to, or started from."""
    agreed_id: str | None = None
    """The newest version that it agreed to, and did not refuse since."""
    refused_id: str | None = None
    """The newest version that it refused, and did not agree to since, nor to a later one that contains it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A change that an account still has to be shown or asked about."""

    slug: str
    change: Change
    show_as: ShowAs


def standing_of(course: Course, start: Start, records: Iterable[GateRecord | Act], today: date) -> Standing:
    """Sum up what an account did about one policy, oldest first; being shown something is no answer to it.

    A no to what was taken back is no answer either: it says nothing of what was in it and stayed. A yes was to all.
    """
    seen = answered = accepted = start.place_in(course)
    yes, no = dict[str, int](), dict[str, int]()  # by version: its place
    for record in records:
        if record.slug != course.slug or record.did == Did.SHOWN:
            continue
        place = course.place_of(record.version_id)
        seen = max(seen, place)
        if record.did == Did.DISMISSED:
            continue
        if record.did != Did.REFUSED or course.stands_on(record.version_id, today):
            answered = max(answered, place)
        if record.did == Did.SEEN:
            accepted = max(accepted, place)
        elif record.did == Did.AGREED:
            yes[record.version_id] = place
            no = {each: other for each, other in no.items() if other > place}
        else:
            no[record.version_id] = place
            yes = {each: other for each, other in yes.items() if other < place}
    refused = {each: place for each, place in no.items() if course.stands_on(each, today)}
    return Standing(
        seen=seen, answered=answered, accepted=max([accepted, *yes.values()]),
        agreed_id=_newest(yes), refused_id=_newest(refused),
    )  # fmt: skip


def _newest(versions: Mapping[str, int]) -> str | None:
    return max(versions, key=lambda each: (versions[each], age(each)), default=None)


def refused_of(course: Course, standing: Standing, today: date) -> tuple[Owed, ...]:
    """Name the questions that an account answered with a no: to each of them it may still say yes."""
    if standing.refused_id is None:
        return ()
    places = ((each, each.question_place(today)) for each in course.changes)
    asked = (each for each, place in places if standing.accepted < place <= standing.answered)
    return tuple(Owed(slug=course.slug, change=each, show_as=ShowAs.QUESTION) for each in asked)


def decide(course: Course, standing: Standing, today: date) -> tuple[Owed, ...]:
    """Say what an account still has to be shown or asked of one policy, in the order of publication."""
    asked = ((change, _show_as(change, standing, today)) for change in course.changes)
    owed = [Owed(slug=course.slug, change=change, show_as=how) for change, how in asked if how]
    return tuple(each for number, each in enumerate(owed) if not _is_contained(each, owed[number + 1 :], today))


def _show_as(change: Change, standing: Standing, today: date) -> ShowAs | None:
    if today < change.show_from:
        return None
    if standing.answered < change.question_place(today):
        return ShowAs.QUESTION
    if standing.seen < change.notice_place(today) and today <= change.effective_on + SHOWN_FOR:
        return ShowAs.NOTICE
    return None


def _is_contained(owed: Owed, later: Iterable[Owed], today: date) -> bool:
    """Tell whether a later change that already applies puts this one before the account as well."""
    if owed.change.effective_on > today:
        return False
    applying = (each for each in later if each.change.effective_on <= today)
    return any(each.show_as is ShowAs.QUESTION or owed.show_as is ShowAs.NOTICE for each in applying)


def course_of(manifest: Manifest) -> Course:
    """Read a policy's course from its manifest."""
    oldest_first = tuple(reversed(manifest.versions))
    places = {version.version_id: place for place, version in enumerate(oldest_first)}
    effects = manifest.effects or _effects(oldest_first)
    changes = (_change(manifest, oldest_first, places, effect) for effect in effects)
    return Course(
        slug=manifest.policy.slug,
        time_zone=manifest.policy.time_zone,
        places=places,
        texts=_texts(manifest, effects),
        published=tuple(accumulate((version.published_on for version in oldest_first), max)),
        changes=tuple(sorted((each for each in changes if each), key=lambda change: change.place)),
        taken_back={version.version_id: date.min for version in oldest_first if manifest.is_taken_back(version)}
        | {version_id: day for effect in effects for version_id, day in effect.taken_back.items()},
    )


def _texts(manifest: Manifest, effects: Iterable[Effect]) -> dict[str, dict[str, str]]:
    """Collect what may have been read as each version: its own text, and those that its day brought elsewhere."""
    found = {each.version_id: {each.text_sha256: manifest.policy.language} for each in manifest.versions}
    for effect in effects:
        others = {sha256: language for language, texts in effect.texts.items() for sha256 in texts}
        for version_id in (*effect.version_ids, effect.target_id):
            found[version_id] = others | found[version_id]
    return found


def _effects(versions: Iterable[Version]) -> list[Effect]:
    """Take each version for a change of its own, as manifests of earlier releases leave it to their readers."""
    return [
        Effect(
            effective_on=v.effective_on, base_id=v.predecessor_id, target_id=v.version_id, version_ids=(v.version_id,)
        )
        for v in versions
    ]


def _change(
    manifest: Manifest, versions: tuple[Version, ...], places: Mapping[str, int], effect: Effect
) -> Change | None:
    """Read one day's change; what a policy began with changed nothing."""
    if effect.base_id is None:
        return None
    target, own = versions[places[effect.target_id]], [versions[places[each]] for each in effect.version_ids]
    return Change(
        version_id=target.version_id,
        text_sha256=target.text_sha256,
        texts={
            **{language: texts[-1] for language, texts in effect.texts.items() if texts},
            manifest.policy.language: target.text_sha256,
        },
        place=places[target.version_id],
        effective_on=effect.effective_on,
        show_from=min(version.published_on for version in own),
        told=tuple(
            Told(
                place=places[version.version_id],
                is_asked=_is_asked(version),
                until=effect.taken_back.get(version.version_id),
            )
            for version in own
            if _is_shown(version)
        ),
    )


def _is_asked(version: Version) -> bool:
    """Tell whether a version needs agreement, by its class or by the rule of some region; a correction never does."""
    asks = version.change_class == "material+consent" or any(owed.consent for owed in version.owed)
    return asks and version.corrects is None


def _is_shown(version: Version) -> bool:
    return _is_asked(version) or (version.change_class == "material" and version.corrects is None)
