"""How long a change must be announced before it takes effect, and the days that follow from it."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from site_gen.check.case import Case
from site_gen.check.checklist import known_answers
from site_gen.history.obligations import Requirement, days_ahead, earliest_effective_on, requirements, strictest
from site_gen.model.note import ChangeClass


class Deadlines(Struct, frozen=True, kw_only=True):
    """What one class of change asks for, if it is published today."""

    change_class: ChangeClass
    requirements: tuple[Requirement, ...]
    days_ahead: int
    """Days between the last day to send and the effect."""
    earliest_on: date
    """The first day on which the change may take effect."""
    effective_on: date
    """The day on which it would, as the note stands; the earliest one without a note."""
    waits_for_other: bool
    """Whether the version before, not the notice, decides about the earliest day."""

    @property
    def publish_by(self) -> date:
        """The last day on which it can be merged without moving its effective date."""
        return self.effective_on - timedelta(days=self.days_ahead)

    @property
    def strictest(self) -> Requirement | None:
        """The rule that decides about the earliest day; None where none asks for anything."""
        return strictest(self.requirements) if self.requirements else None


def deadlines(case: Case, change_class: ChangeClass) -> Deadlines:
    """Work out the days of a change, were it of that class and published today.

    A first version owes nobody a notice: nobody held an account under an earlier one.
    """
    ahead = _day_before(case)
    earliest, answers = case.today, known_answers(case)
    if ahead:
        earliest = earliest_effective_on(
            change_class, case.today, case.promise, case.rules, not_before=ahead, answers=answers
        )
    is_said = case.draft is not None and "effective" not in case.draft.unread
    undeclared = max(case.today, ahead or case.today) if is_said else earliest
    effective_on = (case.draft.note.effective_on if case.draft else None) or undeclared
    asked = (
        requirements(change_class, case.promise, case.rules, effective_on=effective_on, answers=answers)
        if ahead
        else ()
    )
    lead = days_ahead(asked)
    return Deadlines(
        change_class=change_class,
        requirements=asked,
        days_ahead=lead,
        earliest_on=earliest,
        effective_on=effective_on,
        waits_for_other=ahead is not None and earliest == ahead and earliest > case.today + timedelta(days=lead),
    )


def coming_on(case: Case) -> date | None:
    """Return the day on which the change's own text takes effect, as its note stands; None where it brings no text."""
    if not case.is_version:
        return None
    declared = case.draft.note.effective_on if case.draft else None
    return declared or max(case.today, _day_before(case) or case.today)


def _day_before(case: Case) -> date | None:
    """Return when the version before takes effect; None for a first version."""
    return case.history.versions[-1].effective_on if case.history else None
