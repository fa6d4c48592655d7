"""A change that is not published yet: what the preview adds to a page, and the page of whoever reviews it."""

from __future__ import annotations

from msgspec import Struct

from site_gen.publish.views.redline import ComparisonView


class PanelFinding(Struct, frozen=True, kw_only=True):
    """One finding of the check, as the preview shows it."""

    place: str
    code: str
    words: str
    more: int
    """How many others of the same rule it stands for."""


class PanelPassage(Struct, frozen=True, kw_only=True):
    """One passage that raises a question."""

    section: str
    before: str
    after: str
    under: str
    """The question under which it is quoted already; empty where it is not."""


class PanelQuestion(Struct, frozen=True, kw_only=True):
    """One question of the checklist, as the preview shows it."""

    code: str
    words: str
    state: str
    waits_at: str
    """Where its answer is to be written; empty where nothing waits for one."""
    reason: str
    """Of the answer; empty while there is none."""
    passages: tuple[PanelPassage, ...]
    further: int
    """How many more passages raise it."""


class PanelFact(Struct, frozen=True, kw_only=True):
    """One row of what changed in practice."""

    subject: str
    before: str
    after: str
    direction: str
    section: str


class PanelPolicy(Struct, frozen=True, kw_only=True):
    """What the check says of one policy's draft."""

    slug: str
    headline: str
    class_words: str
    """Empty, like the next, where readers will see no other text."""
    days_words: str
    deeds: tuple[tuple[str, str], ...]
    """What the change does beside a new text, such as to take an older one down."""
    version_id: str
    """Of the version that the draft would make; empty for none."""
    is_compared: bool
    """Whether a page shows what that changes."""
    approval_words: str
    """Empty where nobody approved and nobody is asked to."""
    told: tuple[str, ...]
    """Who is told, by which channel, and when."""
    facts: tuple[PanelFact, ...]
    """What changed in practice, the heaviest first."""
    further_facts: int
    """How many more there are."""
    is_ready: bool
    """Whether nothing stops the merge."""
    refusals: tuple[PanelFinding, ...]
    """But for questions that wait: these say so themselves."""
    warnings: tuple[PanelFinding, ...]
    questions: tuple[PanelQuestion, ...]


class PanelView(Struct, frozen=True, kw_only=True):
    """What the preview adds to a page."""

    number: int
    is_draft: bool
    """Whether the page shows the draft's own text."""
    problem: str
    left_out: str
    policies: tuple[PanelPolicy, ...]


class ReviewPolicy(Struct, frozen=True, kw_only=True):
    """One policy's change as whoever reviews it reads it."""

    panel: PanelPolicy
    title: str
    language: str
    comparison: ComparisonView | None
    """None where there is no text on one of the two sides, or readers will see no other."""
    text_html: str
    """Of a policy that is new; else empty."""


class ReviewView(Struct, frozen=True, kw_only=True):
    """A whole change for review, in a file of its own."""

    policies: tuple[ReviewPolicy, ...]
