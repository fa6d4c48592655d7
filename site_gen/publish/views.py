"""What each page shows: small frozen values, filled by the build and read by the templates.

A field that ends in `_html` is safe HTML made by our own renderer; every other string is text and gets escaped.
Addresses never travel: a template makes relative links from slugs and version ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from site_gen.catalogue import SOURCE, Words, words_in
from site_gen.history.timeline import Effect, Place
from site_gen.model.facts import FactKind
from site_gen.model.notice import NoticeGiven
from site_gen.model.version import Version
from site_gen.publish.calendar import Month
from site_gen.publish.picture import Picture
from site_gen.redline.summary import ChangeKind, Counts


class Shown(StrEnum):
    """Where a redline is shown."""

    CHANGES = "changes"
    """`<newer>/changes/`: a version's own change, against the one before; never anything else."""
    PAIR = "pair"
    """`<older>..<newer>/`: those two, for ever."""
    SINCE = "since"
    """`since/<older>/`: that one against whichever is the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The same policy in another language."""

    slug: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterText:
    """The last change of the same policy in another language, where this one has not been changed since."""

    slug: str
    language: str
    published_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyHead:
    """What every page of one policy says about it."""

    slug: str
    title: str
    language: str
    """BCP 47 tag of the policy's text."""
    organisation: str = ""
    contact_email: str = ""
    site: str = ""
    """The site's address, which ends in a slash; empty where nobody has said it."""
    redlined: bool = True
    """Whether each version after the first has its page of what changed."""
    by_section: bool = False
    """Whether each section has its page of all its wordings."""
    paired: bool = False
    """Whether there is a page to choose two versions on."""
    printed_for: str | None = None
    """Where each version and its redline are also there as PDF: the site's address, to which their links lead."""
    tracked_for: str | None = None
    """Where redlines are also there as Word documents: the site's address, to which their links lead."""
    translations: tuple[Translation, ...] = ()

    @property
    def words(self) -> Words:
        """The words around the text: in its language where there is a catalogue."""
        return words_in(self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """One heading of the text."""

    number: str
    """As the heading writes it; empty where it writes none."""
    title: str
    """Without the number."""
    anchor: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostponementView:
    """One later day that an announced version was given."""

    version_id: str
    postponed_on: date
    from_on: date
    to_on: date
    along_with_id: str | None
    """The version that was postponed, where this one only follows it."""
    reason_html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView:
    """One version's text: the same on the page of the version in force and on the version's own page."""

    version: Version
    place: Place
    body_html: str
    """What stands inside `<article class="policy-text">`, without the article's own tags."""
    outline: tuple[OutlineEntry, ...]
    postponements: tuple[PostponementView, ...] = ()
    """Newest first."""

    @property
    def titled(self) -> bool:
        """Whether the text brings its own `h1`, so that the page adds none."""
        return any(entry.level == 1 for entry in self.outline)


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentView:
    """`/<slug>/`: the version in force."""

    policy: PolicyHead
    text: TextView | None
    """None before the first version takes effect and after the policy was withdrawn."""
    upcoming: tuple[Effect, ...] = ()
    """Soonest first."""
    withdrawn_on: date | None = None
    """The day the policy was taken down, where nothing came after."""
    overtaken_by: LaterText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """`/<slug>/<version>/`: the text of one version, for ever."""

    policy: PolicyHead
    text: TextView
    corrected_by: Version | None = None
    """The version that mends a mistake of this one."""
    link: str = ""
    """Its link in the chain of all versions; the page says how to check it."""
    text_sha256: str = ""
    given: tuple[NoticeGiven, ...] = ()
    """How the notices of it went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TombstoneReason:
    """Why one version's text was taken down."""

    version: Version
    withdrawn_on: date
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TombstoneView:
    """What stands where the text of a withdrawn version stood, or a redline of it."""

    policy: PolicyHead
    version: Version
    """The newer one, of a redline."""
    reasons: tuple[TombstoneReason, ...]
    older: Version | None = None
    """None where no redline stood there."""
    shown: Shown | None = None
    """As `older`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSection:
    """One row of the list of changes."""

    title: str
    """Empty for what comes before the first heading."""
    anchor: str | None
    """Fragment of the section in the newer version's page; None where the section is gone."""
    first_change: str
    """Id of its first change in the redline, such as `c3`."""
    words_inserted: int = 0
    words_deleted: int = 0
    notes: tuple[str, ...] = ()
    """Whatever the words do not show, such as `moved from section 4`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A version's change note, rendered; all empty for a version without one."""

    version: Version
    summary_html: str = ""
    what_you_can_do_html: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeView:
    """One passage in which a practice changed."""

    subjects: tuple[str, ...]
    """What kinds of fact changed in it, such as `Kind of information`, the heaviest first."""
    before: str
    """Empty where nothing stood."""
    after: str
    """Empty where nothing stands."""
    section: str
    """Empty before the first heading."""
    change: str | None
    """Id of the section's first change in the redline; None where the list of changes has no such section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlineView:
    """One redline, at one of its addresses."""

    policy: PolicyHead
    older: Version
    newer: Version
    place: Place
    """Of the newer version."""
    shown: Shown
    verdict: ChangeKind
    statement: str
    counts: Counts
    sections: tuple[ChangedSection, ...]
    notes: tuple[NoteView, ...]
    """One for each version after the older one, newest first; of a version's own change, that alone."""
    body_html: str
    """What stands inside `<article class="redline">`, without the article's own tags."""
    postponements: tuple[PostponementView, ...] = ()
    """Of the newer version, newest first."""
    practice: tuple[PracticeView, ...] = ()
    """What the text says to have changed in practice, the heaviest first; only of a version's own change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """Sentences of a section that have stood for the same time, one after another."""

    since: Version
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingView:
    """How a section got one of its wordings."""

    version: Version
    counts: Counts
    statement: str
    body_html: str
    """The redline against the wording before, or the text where there is none; as in `RedlineView`."""
    is_new: bool
    """Whether the section was not there before."""
    gone_with: Version | None
    """The version that left the section out, where this was its last wording for then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """`/<slug>/sections/<section>/`: one section through time."""

    policy: PolicyHead
    number: str
    """As the heading writes it last; empty where it writes none."""
    title: str
    anchor: str
    unchanged: tuple[Unchanged, ...]
    """Of the newest wording; empty where the section is gone."""
    changes: tuple[WordingView, ...]
    """Newest first."""
    folder: str = ""
    """Of this page, below the policy's folder."""
    older: tuple[Version, ...] = ()
    """Versions that changed the section before those that are shown, newest first."""

    @property
    def times(self) -> int:
        """How many wordings there were."""
        return len(self.changes) + len(self.older)

    @property
    def first(self) -> Version:
        """The version that brought the section."""
        return self.older[-1] if self.older else self.changes[-1].version


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    """One section in the list of them."""

    number: str
    title: str
    level: int
    folder: str
    """Below the policy's folder."""
    first: Version
    latest: Version
    """That brought the newest wording."""
    times: int
    gone_with: Version | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionIndexView:
    """`/<slug>/sections/`: every section that the policy has or had."""

    policy: PolicyHead
    rows: tuple[SectionRow, ...]
    """In the order of the newest text."""
    gone: tuple[SectionRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonView:
    """Any two texts, in a file of its own."""

    title: str
    """Of the newer text; empty where it has none."""
    language: str
    older: str
    newer: str
    """What the two are, in words."""
    verdict: ChangeKind
    statement: str
    counts: Counts
    sections: tuple[ChangedSection, ...]
    body_html: str
    """As in `RedlineView`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One version in the timeline."""

    policy: PolicyHead
    version: Version
    place: Place
    statement: str = ""
    """How large its change is; empty for the first."""
    gist: str = ""
    """The first sentence of its change note."""
    promised_days: int | None = None
    """Of notice before a change such as this, by the policy before it; None where it promised none."""
    postponements: tuple[PostponementView, ...] = ()
    """Newest first."""
    whole: Effect | None = None
    """What began to apply with it, where that was more than its own change, as `timeline.whole_change` returns it."""
    is_declared: bool
    """Whether any version of the policy has a note: where none has, no row says so."""
    compared_with: str | None = None
    """Id of the version with which every earlier one has a page of comparison."""


class TimelineRow(NamedTuple):
    """A row of the timeline, rendered."""

    on: date
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryView:
    """`/<slug>/history/`: the timeline."""

    policy: PolicyHead
    rows: tuple[TimelineRow, ...]
    """One for each version, newest first."""
    is_declared: bool
    """Whether any version has a note: where none has, it is said once."""
    withdrawals: tuple[date, ...] = ()
    picture: Picture | None = None
    """How the text grew; None where there is too little to draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesView:
    """`/<slug>/on/`: what applied when, and what has changed since."""

    policy: PolicyHead
    months: tuple[Month, ...]
    """Oldest first."""
    shared: tuple[str, ...]
    """Those with more than one version, newest first, each as `pages.render_month` wrote it."""
    compared: bool
    """Whether each version has its page of what changed since."""


class Pair(NamedTuple):
    """One page that compares two versions."""

    newer: Version
    folder: str
    """Below the policy's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """An older version, and what it is compared with."""

    older: Version
    pairs: tuple[Pair, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsView:
    """`/<slug>/compare/`: every page that compares two versions."""

    policy: PolicyHead
    rows: tuple[PairRow, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The facts of one kind."""

    kind: FactKind
    standing: tuple[str, ...]
    """Those that the newest version states, each as `pages.render_fact` wrote it."""
    gone: tuple[str, ...] = ()
    """Those that are no longer named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsView:
    """`/<slug>/facts/`: what the policy says, and since when."""

    policy: PolicyHead
    groups: tuple[FactGroup, ...]
    applies_from: date | None = None
    """The day from which the newest text, which is the one that is read, applies; None where it does already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceView:
    """`/<slug>/since/<version>/` where no redline is shown: that of the newest version, or of one too far from it."""

    policy: PolicyHead
    version: Version
    newest: Version
    later: tuple[NoteView, ...] = ()
    """Of the versions after it, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """One policy in the list of policies."""

    policy: PolicyHead
    in_force: Version | None
    upcoming: tuple[Effect, ...] = ()
    withdrawn_on: date | None = None
    overtaken_by: LaterText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """`/`: the list of policies."""

    organisation: str
    rows: tuple[IndexRow, ...]

    @property
    def site(self) -> str:
        """The site's address, as of each policy."""
        return self.rows[0].policy.site if self.rows else ""

    @property
    def language(self) -> str:
        """The language of the list: the source's where any policy's pages are in that, else the first policy's."""
        found = [row.policy.words.language for row in self.rows]
        return SOURCE if SOURCE in found or not found else found[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelFinding:
    """One finding of the check, as the preview shows it."""

    place: str
    code: str
    words: str
    more: int
    """How many others of the same rule it stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelQuestion:
    """One question of the checklist, as the preview shows it."""

    code: str
    words: str
    state: str
    passages: tuple[tuple[str, str, str], ...]
    """(section, before, after) of what raises it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelPolicy:
    """What the check says of one policy's draft."""

    slug: str
    headline: str
    class_words: str
    """Empty, like the next, where readers will see no other text."""
    days_words: str
    version_id: str
    """Of the version that the draft would make; empty for none."""
    is_compared: bool
    """Whether a page shows what that changes."""
    refusals: tuple[PanelFinding, ...]
    warnings: tuple[PanelFinding, ...]
    questions: tuple[PanelQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelView:
    """What the preview adds to a page."""

    number: int
    is_draft: bool
    """Whether the page shows the draft's own text."""
    problem: str
    policies: tuple[PanelPolicy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPolicy:
    """One policy's change as whoever reviews it reads it."""

    panel: PanelPolicy
    title: str
    language: str
    comparison: ComparisonView | None
    """None where there is no text on one of the two sides, or readers will see no other."""
    text_html: str
    """Of a policy that is new; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """A whole change for review, in a file of its own."""

    policies: tuple[ReviewPolicy, ...]
