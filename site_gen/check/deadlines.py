"""How long a change must be announced before it takes effect, and the days that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from site_gen.check.model import Case
from site_gen.history.obligations import Requirement, earliest_effective_on, lead_days, requirements
from site_gen.model import ChangeClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """What one class of change asks for, if it is published today."""

    change_class: ChangeClass
    requirements: tuple[Requirement, ...]
    lead_days: int
    earliest_on: date
    """The first day on which the change may take effect."""
    effective_on: date
    """The day on which it would, as the note stands; the earliest one without a note."""

    waits_for_other: bool
    """Whether the version before, not the notice, decides about the earliest day."""

    @property
    def publish_by(self) -> date:
        """The last day on which it can be merged without moving its effective date."""
        return self.effective_on - timedelta(days=self.lead_days)


def deadlines(case: Case, change_class: ChangeClass) -> Deadlines:
    """Work out the days of a change, were it of that class and published today.

    A first version owes nobody a notice: nobody held an account under an earlier one.
    """
    ahead = _ahead(case)
    asked = requirements(change_class, case.promise, case.rules) if ahead else ()
    earliest = case.today
    if ahead:
        earliest = earliest_effective_on(change_class, case.today, case.promise, case.rules, not_before=ahead)
    lead = lead_days(change_class, case.promise, case.rules) if ahead else 0
    undeclared = max(case.today, ahead or case.today) if case.draft else earliest
    return Deadlines(
        change_class=change_class,
        requirements=asked,
        lead_days=lead,
        earliest_on=earliest,
        effective_on=(case.draft.note.effective_on if case.draft else None) or undeclared,
        waits_for_other=earliest > case.today + timedelta(days=lead),
    )


def _ahead(case: Case) -> date | None:
    """Return when the version before takes effect; None for a first version."""
    return case.history.versions[-1].effective_on if case.history else None
