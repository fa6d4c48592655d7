"""What the site publishes of a policy, as the notifier knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The policy as the manifest describes it."""

    slug: str
    title: str
    language: str
    url: str
    controller: str
    postal_address: str
    contact: str
    time_zone: str = "UTC"
    """The organisation's: in it days are counted."""
    titles: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """How it is called in other languages, by language."""

    def title_in(self, language: str) -> str:
        """Return how it is called in a language, such as `de`; its own title where it has none in that."""
        if _base(self.language) == _base(language):
            return self.title
        return next((title for tag, title in self.titles if _base(tag) == _base(language)), self.title)


def _base(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()


BEFORE = {"before": "before", "well-before": "well before"}
"""The timings that name no number of days: the day of effect itself is too late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One notice that a version owes, under one rule."""

    rule: str
    regions: tuple[str, ...]
    lead_days: int
    send_by: date
    consent: bool
    source: str
    timing: str = "by"
    """How `send_by` is counted, as the manifest says."""

    def days_ahead(self, effective_on: date) -> int:
        """Count the days between the last day to send and the day of effect that `send_by` was counted from."""
        return max((effective_on - self.send_by).days, self.lead_days)

    def earliest_effect(self, effective_on: date, sent_on: date) -> date:
        """Return the first day of effect, from this one on, that keeps the promise if all is sent on that day."""
        return max(effective_on, sent_on + timedelta(days=self.days_ahead(effective_on)))

    def covers(self, other: Obligation) -> bool:
        """Tell whether this notice does for another: it reaches as many, as early, with as strict a consent."""
        reaches = "*" in self.regions or set(other.regions) <= set(self.regions)
        return reaches and self.send_by <= other.send_by and (self.consent or not other.consent)

    def due_words(self, effective_on: date, send_by: date) -> str:
        """Say by when the notice has to be out, in the words in which the check says it."""
        if self.lead_days or self.timing not in BEFORE:
            return f"by {send_by}"
        return f"{BEFORE[self.timing]} {effective_on} ({send_by} at the latest)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published text with what legal said about it."""

    version_id: str
    published_on: date
    effective_on: date
    change_class: str
    practice: str | None
    summary_html: str
    summary_text: str
    what_you_can_do_html: str
    what_you_can_do_text: str
    text_sha256: str
    url: str
    changes_url: str | None
    predecessor_id: str | None
    owed: tuple[Obligation, ...]
    chain_sha256: str = ""
    """Its link in the chain of all versions; empty in what earlier releases froze."""
    corrects: str | None = None
    """The version of which it only mends a mistake; not known of what was frozen."""
    withdrawn_on: date | None = None
    """The day on which its text was taken down; not known of what was frozen."""
    note_language: str = ""
    """That of legal's words, where it is not the policy's."""
    brought_by: str = ""
    """The later version that brings its change forward; not known of what was frozen."""

    def beginning(self, on: date, with_id: str) -> Version:
        """Return it with the day on which its change begins to apply, where a later version brings that forward."""
        ahead = self.effective_on - on
        if ahead <= timedelta(0):
            return self
        owed = tuple(replace(each, send_by=each.send_by - ahead) for each in self.owed)
        return replace(self, effective_on=on, owed=owed, brought_by=with_id)

    @property
    def moved_as(self) -> str:
        """The version that is to be postponed if this one's change is to apply later."""
        return self.brought_by or self.version_id

    @property
    def begins_on(self) -> date:
        """The first day on which it can apply: nothing applies before it is public."""
        return max(self.effective_on, self.published_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Everything that begins to apply on one day."""

    effective_on: date
    base_id: str | None
    """What applied before; None where nothing had."""
    target_id: str
    version_ids: tuple[str, ...]
    """Oldest first."""
    taken_back: Mapping[str, date] = field(default_factory=dict)
    """The day on which a later text took a version's change back after it had applied, by version."""
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The SHA-256 of each text that the day brings in the policy's other languages, by language, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The published index of one policy's versions, newest first."""

    location: str
    policy: Policy
    versions: tuple[Version, ...]
    effects: tuple[Effect, ...] = ()
    """Newest first; none in manifests of earlier releases."""
    ended_on: date | None = None
    """The day on which the policy was taken down; None while it is published."""

    def effect_of(self, version_id: str) -> Effect | None:
        """Find the day on which a version's change begins to apply."""
        return next((each for each in self.effects if version_id in each.version_ids), None)

    def told_with(self, version: Version) -> tuple[Version, ...]:
        """List what begins to apply with a version and is told by its notice, oldest first; the last is the text shown.

        What joined its day and owes a notice of its own is left to that, unless the text before it was taken down.
        """
        effect = self.effect_of(version.version_id)
        if effect is None:
            return (version,)
        day = [each for each in reversed(self.versions) if each.version_id in effect.version_ids]
        here = day.index(version)
        for number, (shown, following) in enumerate(pairwise(day[here:]), start=here + 1):
            if following.owed and shown.withdrawn_on is None:
                return tuple(day[:number])
        return tuple(day)

    def why_untold(self, version: Version) -> str:
        """Say why nobody is sent the notice of its own that a version owes; nothing where people are."""
        if self.is_taken_back(version):
            return "was taken back before it could apply, so nobody is to be told of it"
        if heir := self.told_by(version):
            return (
                f"was taken down on {version.withdrawn_on}, and the notice of {heir.version_id}, which takes effect "
                "with it, tells of its change too"
            )
        return ""

    def told_by(self, version: Version) -> Version | None:
        """Find the version whose notice tells of the change of one that was taken down too.

        None where what the later one owes reaches fewer people, or later: then each is told of by its own notice.
        """
        effect = self.effect_of(version.version_id)
        if effect is None or version.withdrawn_on is None or version not in self.versions:
            return None
        later = reversed(self.versions[: self.versions.index(version)])
        owing = (each for each in later if each.version_id in effect.version_ids and each.owed)
        heir = next((each for each in owing if each.withdrawn_on is None), None)
        is_covered = heir and all(any(own.covers(other) for own in heir.owed) for other in version.owed)
        return heir if is_covered else None

    def is_taken_back(self, version: Version) -> bool:
        """Tell whether a later version, or the policy's end, took its change back: nobody is told of it any more."""
        if not self.effects or self.effect_of(version.version_id) or version not in self.versions:
            return False
        if self.ended_on and version.begins_on >= self.ended_on:
            return True
        later = self.versions[: self.versions.index(version)]
        return any(each.begins_on <= version.begins_on for each in later)

    def version(self, version_id: str) -> Version | None:
        """Find a version by its id."""
        return next((v for v in self.versions if v.version_id == version_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One changed section, marked for a mail."""

    title: str
    anchor: str | None
    words_inserted: int
    words_deleted: int
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact that changed in a passage, in the few words that say so."""

    subject: str
    """What kind of fact it is, as the schema names it."""
    row: str
    """What the table's row is called in which it stands; empty where it stands in none."""
    column: str
    before: str
    """Empty where nothing stood."""
    after: str
    """Empty where nothing stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One passage in which a practice changed, as the text has it."""

    subjects: tuple[str, ...]
    """What kinds of fact changed in it, as the schema names them, the heaviest first."""
    before: str
    """Empty where nothing stood."""
    after: str
    """Empty where nothing stands."""
    section: str
    anchor: str | None
    facts: tuple[Fact, ...]
    """What changed in it, each by itself; of a site of an earlier release, the whole passage as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed between two versions."""

    older_id: str
    newer_id: str
    verdict: str
    """The weightiest kind of change, as the schema names them."""
    words_inserted: int
    words_deleted: int
    sections: tuple[Section, ...]
    practice: tuple[Passage, ...] = ()
    """The heaviest first; none where legal keeps them out of letters."""


def age(version_id: str) -> tuple[str, int]:
    """Give what orders versions: the day of publication, and the number on that day."""
    return version_id[:10], int(version_id[11:] or 1)
