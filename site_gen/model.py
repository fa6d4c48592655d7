"""The words of the project as types: what legal declares and what the history of a policy is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum


class ChangeClass(StrEnum):
    """How much a change means, in rising order; the class is legal's to declare."""

    EDITORIAL = "editorial"
    MINOR = "minor"
    MATERIAL = "material"
    MATERIAL_CONSENT = "material+consent"
    UNDECLARED = "undeclared"
    """What nobody declared yet."""

    @classmethod
    def declarable(cls) -> tuple[ChangeClass, ...]:
        """Return those that a note may declare, lightest first."""
        return tuple(each for each in cls if each is not cls.UNDECLARED)

    @property
    def rank(self) -> int:
        """Its place in rising order; what nobody declared ranks below all that somebody did."""
        return -1 if self is ChangeClass.UNDECLARED else self.declarable().index(self)

    @property
    def is_told(self) -> bool:
        """Whether the account holders are told of such a change."""
        return self.rank >= ChangeClass.MATERIAL.rank

    @property
    def needs_summary(self) -> bool:
        """Whether a note of this class says what the change means."""
        return self.rank >= ChangeClass.MINOR.rank


class Practice(StrEnum):
    """Whether what the company does changed, or only how the policy describes it."""

    CHANGED = "changed"
    WORDING = "wording"


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


class Standing(StrEnum):
    """Where a version stands on a given day."""

    UPCOMING = "upcoming"
    IN_FORCE = "in force"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What the policy itself says about how changes are told."""

    lead_days: int
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
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
    checked_on: date | None = None
    """None where nobody checked it, or no day is known."""
    in_force_from: date | None = None
    """Before this day of effect it asks nothing; None where it has applied for long."""

    @property
    def days_ahead(self) -> int:
        """The days between the last day to send and the day of effect."""
        return self.timing.days_ahead(self.lead_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionGroup:
    """Regions that go by one name, such as EEA."""

    name: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRules:
    """Every regime that the organisation knows of, and what holds where no promise does."""

    default_lead_days: int
    """For a material change of a policy that promises no lead time."""
    regimes: tuple[Regime, ...]
    groups: tuple[RegionGroup, ...] = ()

    @property
    def switched_on(self) -> tuple[Regime, ...]:
        """The regimes that count."""
        return tuple(regime for regime in self.regimes if regime.on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the organisation asks of its own people."""

    approvals: int = 0
    """People who approve the exact text of a change that account holders are told of."""
    every: str = ""
    """How often a policy is read through although nothing changes, such as `12 months`; empty for never."""
    reviewed_on: date | None = None
    """The last day on which that was done without a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """By what readers can tell that a manifest is the organisation's, and how old it is."""

    public_key: str
    """Ed25519, as OpenSSH writes it: `ssh-ed25519 AAAA...`; empty where nothing is signed."""
    tsa_roots: str
    """Repository path of the certificates (PEM) that the time stamp's are traced to; empty where nothing is stamped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Who publishes, as `policy.toml` says it; every field has a default that a foreign repository can live with."""

    name: str
    postal_address: str
    contact_email: str
    time_zone: str
    base_url: str
    promise: Promise | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One policy in one language, as the repository names it."""

    slug: str
    language: str
    path: str
    """Repository path, with forward slashes."""
    formerly: tuple[str, ...] = ()
    """Earlier paths that no commit's move reveals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One commit on the main line that touched the policy."""

    commit: str
    committed_at: datetime
    path: str
    text_oid: str | None
    """Git object id of the text after the commit; None where there is none: the commit removed the policy."""
    note_oids: tuple[tuple[str, str], ...] = ()
    """(path, object id) of the change notes that this commit added or edited, be the text the one before or not."""
    no_text: str = ""
    """What stands there instead of a text, such as a link; the policy then stays as it was."""
    remarks: tuple[tuple[Oddity, str, str], ...] = ()
    """(kind, path, words) of what could only be read as well as can be: an old encoding, an impossible date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Legal's answer to one question of the checklist."""

    question: str
    yes: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One person's word on one exact text."""

    who: str
    approved_on: date
    text_sha256: str
    """Of the policy's file, with line feeds alone at the ends of its lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNote:
    """Legal's file that declares and explains one version."""

    path: str
    effective_on: date | None
    change_class: ChangeClass
    practice: Practice | None
    answers: tuple[Answer, ...]
    summary: str
    """Markdown, public: what stands before the "What you can do" heading."""
    what_you_can_do: str
    published_on: date | None
    """Only for history imported from elsewhere."""
    corrects: str | None = None
    """The version of which this one mends a mistake, by its id."""
    language: str = ""
    """The one language that it is about; empty where it is about each that changes with it."""
    approvals: tuple[Approval, ...] = ()

    def speaks_for(self, language: str) -> bool:
        """Whether it declares the change of a policy in that language."""
        return self.language.lower() in {"", language.lower()}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostponingNote:
    """Legal's file that postpones a version which was announced and has not taken effect."""

    path: str
    version_id: str
    effective_on: date
    reason: str
    """Markdown, public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawingNote:
    """Legal's file that takes the text of an older version down: a court order, a secret, personal data."""

    path: str
    version_id: str
    reason: str
    """Markdown, public."""
    withholds_note: bool = False
    """Whether the version's own change note is shown no more either."""


Note = ChangeNote | PostponingNote | WithdrawingNote


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponement:
    """What a postponing note did to one version."""

    postponed_on: date
    from_on: date
    to_on: date
    reason: str
    """Markdown, public."""
    path: str
    commit: str
    along_with_id: str | None = None
    """The version that was postponed, where this one only follows since it builds on that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What a withdrawing note put in the place of a version's text."""

    withdrawn_on: date
    reason: str
    """Markdown, public."""
    path: str
    commit: str
    withheld: ChangeNote | None = None
    """The version's change note, where that is shown no more either: its link in the chain still covers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """When a version that was published without a note got one that explains it."""

    explained_on: date
    commit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What a published manifest says of one version, which no later note unsays."""

    published_on: date
    effective_on: date
    """As it was first announced."""
    change_class: ChangeClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published, immutable text, named by the day it was published."""

    version_id: str
    published_on: date
    effective_on: date
    """The day that applies: the announced one, or that to which it was postponed."""
    imported: bool
    change_class: ChangeClass
    note: ChangeNote | None
    commit: str
    text_oid: str
    predecessor_id: str | None
    fingerprint: str = ""
    """What is equal for texts that read the same."""
    recorded_on: date | None = None
    """The day of the commit, where the day of publication was declared instead."""
    postponements: tuple[Postponement, ...] = ()
    """Oldest first."""
    withdrawn: Tombstone | None = None
    """Where the text was taken down."""
    explanation: Explanation | None = None
    """Where its note came after it was published."""

    def reads_as(self, other: Version) -> bool:
        """Whether a reader can tell the two texts apart by nothing."""
        return (self.fingerprint or self.text_oid) == (other.fingerprint or other.text_oid)

    @property
    def as_published(self) -> Version:
        """The version with the note that it was published with."""
        if self.withdrawn and self.withdrawn.withheld:
            return replace(self, note=self.withdrawn.withheld, withdrawn=None).as_published
        if self.explanation:
            return replace(self, note=None, change_class=ChangeClass.UNDECLARED, explanation=None)
        return self

    @property
    def announced_on(self) -> date:
        """The day of effect as it was announced when the version was published."""
        return self.postponements[0].from_on if self.postponements else self.effective_on


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedNotice:
    """A notice that a version owes, and the rule that asks for it."""

    rule: str
    regions: tuple[str, ...]
    channel: str
    lead_days: int
    send_by: date
    consent: bool
    source: str
    timing: Timing = Timing.BY


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven:
    """What the public record of a notice says about how it went: counts and days, nobody's name."""

    notice_id: str
    slug: str
    language: str
    version_id: str
    text_sha256: str
    lead_days: int
    """Promised when it was frozen; 0 where no number of days was."""
    frozen: int
    """Account holders who were owed it."""
    accepted: int
    held: int
    """Handed over, and whether they were taken is in doubt."""
    unreached: int
    """Refused, or never to be sent."""
    returned: int
    """Of the accepted."""
    first_sent_on: date
    last_sent_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A day on which the policy was taken down: a timeline entry, not a version."""

    withdrawn_on: date
    commit: str
    restored_on: date | None = None
    """The day on which it came back, with or without a new version."""


class Oddity(StrEnum):
    """What the history holds that `check` would have refused before the merge."""

    CLOCK_RAN_BACK = "clock-ran-back"
    LATE_NOTE = "late-note"
    STRAY_NOTE = "stray-note"
    SECOND_NOTE = "second-note"
    EDITED_NOTE = "edited-note"
    UNREADABLE_NOTE = "unreadable-note"
    BACKDATED = "backdated"
    OUT_OF_TURN = "out-of-turn"
    POSTPONED_WITH_TEXT = "postponed-with-text"
    POSTPONED_UNKNOWN = "postponed-unknown"
    POSTPONED_TO_EARLIER = "postponed-to-earlier"
    POSTPONED_TOO_LATE = "postponed-too-late"
    POSTPONED_WITHOUT_REASON = "postponed-without-reason"
    WITHDRAWN_UNKNOWN = "withdrawn-unknown"
    WITHDRAWN_IN_USE = "withdrawn-in-use"
    WITHDRAWN_WITHOUT_REASON = "withdrawn-without-reason"
    NO_TEXT = "no-text"
    OLD_ENCODING = "old-encoding"
    ODD_DATE = "odd-date"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryWarning:
    """An oddity, where it is, and how the history was told all the same."""

    oddity: Oddity
    commit: str
    path: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Every version of one policy, oldest first."""

    policy: Policy
    versions: tuple[Version, ...]
    withdrawals: tuple[Withdrawal, ...] = ()
    warnings: tuple[HistoryWarning, ...] = ()


class FactKind(StrEnum):
    """What a fact is about, in the order in which people ask."""

    DATA = "data"
    RECIPIENT = "recipient"
    PURPOSE = "purpose"
    PERIOD = "period"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class StandingFact:
    """One fact of a text."""

    kind: FactKind
    key: str
    """Equal for the same fact in another text, whatever words state it there."""
    words: str
    """As the text has them: a term, a period with what it is of, a sentence."""
    value: str = ""
    """Of a period, how long it is; empty for others."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a version did to one fact."""

    version: Version
    value: str | None
    """How the fact stands from this version on; none where it is no longer named."""


@dataclass(frozen=True, slots=True)
class FactLife:
    """One fact through all versions."""

    kind: FactKind
    words: str
    """As the last version that states it has them."""
    turns: tuple[Turn, ...]
    """Oldest first; the first is that which brought it."""

    @property
    def stands(self) -> bool:
        """Whether the newest version states it."""
        return self.turns[-1].value is not None

    @property
    def since(self) -> Version:
        """The version since which it stands, or stood, without a break."""
        last = len(self.turns) - (1 if self.stands else 2)
        while last and self.turns[last - 1].value is not None:
            last -= 1
        return self.turns[last].version

    @property
    def value(self) -> str:
        """How it stands, or stood last."""
        return next((turn.value for turn in reversed(self.turns) if turn.value is not None), "")
