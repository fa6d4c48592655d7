"""What laws and guidelines ask when a policy changes, as `notice-rules.toml` says it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from msgspec import Struct

from site_gen.model.note import ChangeClass


class Checked(StrEnum):
    """How the words of a rule were checked against its source."""

    TEXT = "text"
    """Read in the source, or in a copy that gives its words."""
    SECONDARY = "secondary"
    """Read in another's quotation or account of it."""
    MEMORY = "memory"
    """Not read; whoever shows such a rule says so."""


class Kind(StrEnum):
    """What makes a rule a rule."""

    LAW = "law"
    GUIDANCE = "guidance"
    """An authority's reading of the law, which binds no court."""
    PLATFORM = "platform"
    """What a store or a platform asks of those who are on it."""
    YARDSTICK = "yardstick"
    """What a public ranking measures."""


class Timing(StrEnum):
    """How the last day to send is counted back from the day of effect."""

    BY = "by"
    """That many days ahead; without a number, on the day itself."""
    BEFORE = "before"
    """The day of effect is too late."""
    WELL_BEFORE = "well-before"
    """The same, and the source wants more than the evening before without naming a number."""
    EU_PERIOD = "eu-period"
    """The day of the notice does not count (Regulation 1182/71 Art. 3(1)), nor does the day of effect."""

    def days_ahead(self, lead_days: int) -> int:
        """Return the days between the last day to send and the day of effect.

        Art. 3(5) of the regulation (two working days in any period of two days or more) is left out: it can add
        something to periods of two or three days alone, and needs the public holidays of each place.
        """
        if self is Timing.EU_PERIOD:
            return lead_days + 1
        return lead_days if self is Timing.BY else max(lead_days, 1)


class DataKind(StrEnum):
    """Kinds of information of which laws speak by name."""

    BIOMETRIC = "biometric"
    HEALTH = "health"
    GENETIC = "genetic"
    SEX_LIFE = "sex-life"
    ETHNIC = "ethnic"
    BELIEF = "belief"
    CRIMINAL = "criminal"
    PRECISE_LOCATION = "precise-location"
    IMMIGRATION = "immigration"
    NEURAL = "neural"
    SENSITIVE = "sensitive"
    """Named as such, without saying what."""
    CHILDREN = "children"


class Regime(Struct, frozen=True, kw_only=True):
    """What one law or guideline asks when a policy changes, as `notice-rules.toml` says it."""

    regime_id: str
    name: str
    regions: tuple[str, ...]
    """ISO 3166 codes, country or subdivision; "*" means everywhere."""
    classes: tuple[ChangeClass, ...]
    channel: str
    lead_days: int
    consent: bool
    """True where notice alone is not enough for any change of these classes."""
    consent_note: str
    """When it asks for consent beyond that: for legal to read, nothing is computed from it."""
    asks: str
    """What it asks for, as one sentence to legal."""
    source: str
    kind: Kind
    checked: Checked
    on: bool
    timing: Timing = Timing.BY
    questions: tuple[str, ...] = ()
    """The questions of the checklist that wake it; none where it concerns every change of its classes."""
    such_as: tuple[str, ...] = ()
    """The questions about changes that its source names among others; they narrow nothing."""
    data: tuple[DataKind, ...] = ()
    """The kinds of information that its source is about; none where it is about any."""
    checked_on: date | None = None
    """None where nobody checked it, or no day is known."""
    in_force_from: date | None = None
    """Before this day of effect it asks nothing; None where it has applied for long."""
    policies: tuple[str, ...] = ()
    """Slugs of the policies that it is about; none where it is about every policy."""

    @property
    def days_ahead(self) -> int:
        """The days between the last day to send and the day of effect."""
        return self.timing.days_ahead(self.lead_days)

    def is_about(self, question: str) -> bool:
        """Whether its source names what a question of the checklist asks."""
        return question in self.questions or question in self.such_as

    def data_among(self, named: Collection[DataKind]) -> tuple[DataKind, ...]:
        """Return which of the kinds that a passage names its source is about."""
        return tuple(kind for kind in self.data if kind in named)

    def is_in_force(self, effective_on: date) -> bool:
        """Whether it applies to a change that takes effect that day."""
        return self.in_force_from is None or self.in_force_from <= effective_on


class RegionGroup(Struct, frozen=True, kw_only=True):
    """Regions that go by one name, such as EEA."""

    name: str
    regions: tuple[str, ...]


class NoticeRules(Struct, frozen=True, kw_only=True):
    """Every regime that the organisation knows of, and what holds where no promise does."""

    default_lead_days: int
    """For a material change of a policy that promises no lead time."""
    regimes: tuple[Regime, ...]
    groups: tuple[RegionGroup, ...] = ()

    @property
    def switched_on(self) -> tuple[Regime, ...]:
        """The regimes that count."""
        return tuple(regime for regime in self.regimes if regime.on)
