"""Rules about days: when a change may take effect, and what the text itself says about that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from site_gen.check.case import Case
from site_gen.check.checklist import answers
from site_gen.check.deadlines import deadlines
from site_gen.check.rule import CaseRule, Fault, Severity
from site_gen.check.rules.dates_in_text import SaidDate, said_dates
from site_gen.declared.drafts import Draft
from site_gen.model.note import ChangeClass

SAID_DATE = "D1"
"""The question under which legal may explain a date in the text that is not this version's."""
_FAR = timedelta(days=730)


def disagreeing_dates(case: Case, effective_on: date, change_class: ChangeClass) -> Iterator[SaidDate]:
    """Yield the dates in the text that are not this version's; an editorial change may leave one as it was."""
    if case.after is None:
        return
    before = {said.words for said in said_dates(case.before)} if case.before else set()
    for said in said_dates(case.after):
        is_untouched = said.words in before and change_class is ChangeClass.EDITORIAL
        if not is_untouched and not any(_agrees(day, said, effective_on, case.today) for day in said.days):
            yield said


def _agrees(day: date, said: SaidDate, effective_on: date, today: date) -> bool:
    return day == effective_on or (not said.is_start and day == today)


def _dated_draft(case: Case) -> Draft | None:
    """Return the note where its dates are to be judged: not where it tells what was published long ago."""
    draft = case.draft
    if draft is None or draft.note.published_on or not case.is_version:
        return None
    return draft if draft.unread.isdisjoint({"effective", "published", "class"}) else None


def _past_days(case: Case) -> Iterator[Fault]:
    draft = _dated_draft(case)
    day = draft.note.effective_on if draft else None
    if draft and day and day < case.today:
        yield Fault(
            path=draft.note.path,
            line=draft.lines["effective"],
            message=f"The change would take effect on {day}, before anybody could read it. The earliest day is "
            f"{deadlines(case, draft.note.change_class).earliest_on}.",
        )


def _out_of_turn(case: Case) -> Iterator[Fault]:
    draft = _dated_draft(case)
    ahead = case.history.versions[-1] if case.history else None
    day = draft.note.effective_on if draft else None
    if draft and day and ahead and case.today <= day < ahead.effective_on:
        yield Fault(
            path=draft.note.path,
            line=draft.lines["effective"],
            message=f"The change would take effect on {day}, before the version that it builds on, {ahead.version_id}, "
            f"which takes effect on {ahead.effective_on}. Write that day or a later one.",
        )


def _taken_back_late(case: Case) -> Iterator[Fault]:
    draft = _dated_draft(case)
    taken_back = case.taken_back if draft else ()
    if draft is None or not taken_back:
        return
    first, day = taken_back[0], deadlines(case, draft.note.change_class).effective_on
    if first.effective_on < day:
        yield Fault(
            path=draft.note.path,
            line=draft.lines.get("effective", draft.lines.get("class")),
            message=f"The change brings back a text from before version {first.version_id}, which takes effect on "
            f"{first.effective_on}: what you take back would apply from then until {day - timedelta(days=1)}. So that "
            f"it never applies, write `effective: {first.effective_on}`.",
        )


def _too_soon(case: Case) -> Iterator[Fault]:
    draft = _dated_draft(case)
    if draft is None:
        return
    found = deadlines(case, draft.note.change_class)
    strictest = found.strictest
    if strictest is None or found.effective_on < case.today or found.publish_by >= case.today:
        return
    days = f"{strictest.lead_days} days before" if strictest.lead_days else "before"
    said = f"{found.effective_on} is {(found.effective_on - case.today).days} days away"
    if draft.note.effective_on is None:
        said = "The note names no day, so the change would take effect when it is published"
    yield Fault(
        path=draft.note.path,
        line=draft.lines.get("effective", draft.lines.get("class")),
        message=f"{said}, and a {draft.note.change_class} change is to be announced {days} it "
        f"applies ({strictest.name}). If it is published today, write `effective: {found.earliest_on}` or a later day; "
        "each day that the merge waits moves that by one.",
    )


def _ahead_of_original(case: Case) -> Iterator[Fault]:
    draft = _dated_draft(case)
    if draft is None or case.languages.awaited is None:
        return
    day, path = case.languages.awaited
    own = deadlines(case, draft.note.change_class).effective_on
    if own < day and case.today < day:
        yield Fault(
            path=draft.note.path,
            line=draft.lines.get("effective", draft.lines.get("class")),
            message=f"The newest text in another language ({path}) applies from {day}. If this one is the translation "
            f"of it, it would apply earlier, from {own}: write `effective: {day}`.",
        )


def _far_days(case: Case) -> Iterator[Fault]:
    draft = _dated_draft(case)
    day = draft.note.effective_on if draft else None
    if draft and day and day > case.today + _FAR:
        yield Fault(
            path=draft.note.path,
            line=draft.lines["effective"],
            message=f"{day} is more than two years away. Is the year right?",
        )


def _dates_in_text(case: Case) -> Iterator[Fault]:
    draft = _dated_draft(case)
    if not case.notes:
        yield from _dates_without_note(case)
    if draft is None or case.after is None or SAID_DATE in answers(case):
        return
    effective_on = deadlines(case, draft.note.change_class).effective_on
    for said in disagreeing_dates(case, effective_on, draft.note.change_class):
        yield Fault(
            path=case.after.path,
            line=said.line,
            message=f"The text says “{said.words}”, and this version is published on {case.today} and takes effect on "
            f"{effective_on}. It is best to leave the date out: every page shows both days. If it must stay, write "
            f"the right one, or say in the note why it differs: `{SAID_DATE}: yes. Why`.",
        )


def _dates_without_note(case: Case) -> Iterator[Fault]:
    """Name dates that no note can make right: they are past, and the version will be published later."""
    if case.after is None or not case.is_version:
        return
    for said in disagreeing_dates(case, case.today, ChangeClass.MINOR):
        if max(said.days) < case.today:
            yield Fault(
                path=case.after.path,
                line=said.line,
                message=f"The text says “{said.words}”, a day that is past, and this version is published on the day "
                "of its merge. It is best to leave the date out: every page shows both days.",
                severity=Severity.WARNING,
            )


def _imported_days(case: Case) -> Iterator[Fault]:
    draft = case.draft
    if draft is None or draft.note.published_on is None:
        return
    day, line = draft.note.published_on, draft.lines["published"]
    newest = case.history.versions[-1] if case.history else None
    if day > case.today:
        problem = f"{day} has not come yet. Leave the line out: git stamps the day of publication."
    elif newest and not newest.imported:
        problem = (
            f"Version {newest.version_id} was published from here, so this one is too, on the day of its merge. Leave "
            "the line out: `published:` is for versions that were published elsewhere, before the first one here."
        )
    elif newest and day < newest.published_on:
        problem = f"{day} is before version {newest.version_id}. Bring old versions in oldest first."
    else:
        return
    yield Fault(path=draft.note.path, line=line, message=problem)


RULES = (
    CaseRule(
        code="date-past",
        title="A change takes effect on a day that is still to come.",
        explanation="A backdated change applies to what people did before they could know of it. Write a day from the "
        "earliest lawful one on, which the check names. If the practice really changed earlier, say so in the summary "
        "and in the answer to M14, and ask counsel: that is something to put right, not to hide behind a date.",
        source="FTC Act s. 5: a material change applied retroactively needs affirmative express consent "
        "(Gateway Learning, 2004).",
        check=_past_days,
    ),
    CaseRule(
        code="date-out-of-turn",
        title="A version takes effect no sooner than the version that it builds on.",
        explanation="The new text contains the announced one. If it took effect first, people would be held to an "
        "announced change before its day. Write the day of the version ahead, or a later one.",
        check=_out_of_turn,
    ),
    CaseRule(
        code="date-after-what-it-takes-back",
        severity=Severity.WARNING,
        title="What takes an announced change back does so before that applies.",
        explanation="A version that brings an earlier text back takes back the announced ones between them, if it "
        "takes effect no later than they do. On a later day they apply in the meantime. Write the day of the version "
        "that you take back.",
        check=_taken_back_late,
    ),
    CaseRule(
        code="date-too-soon",
        title="A change takes effect only after everybody could be told in time.",
        explanation="The days between the email and the change come from what your own policy promised before this "
        "change, and from the rules in `policy/notice-rules.toml`. Without either they are 30 days. The promise of the "
        "*older* text counts, even where this change shortens it. The merge publishes, so the days count from it. No "
        "law names the 30 days: they are this program's, for a policy that promises no number.",
        source="The policy's own promise. WP260 rev.01 paras 30 and 31 (guidance) ask for well in advance and a "
        "reasonable period, and name no number.",
        check=_too_soon,
    ),
    CaseRule(
        code="date-before-original",
        severity=Severity.WARNING,
        title="A translation takes effect no sooner than its original.",
        explanation="Where a text is announced for a day and its translation applies at once, the readers of the "
        "translation are held to what nobody else is held to yet. Write the original's day into the translation's "
        "note; where the change has nothing to do with the text that is still to come, nothing needs to be done.",
        source="GDPR Art. 12(1).",
        check=_ahead_of_original,
    ),
    CaseRule(
        code="date-far",
        severity=Severity.WARNING,
        title="An effective date more than two years away is looked at again.",
        explanation="It is usually a slip in the year. If it is meant, nothing needs to be done.",
        check=_far_days,
    ),
    CaseRule(
        code="date-in-text",
        title="A date that the text gives for itself is this version's.",
        explanation="Many policies carry a line such as *Last updated: 1 June 2024*. It is typed by hand, so it is "
        "forgotten, backdated, or made wrong by a merge a day late, and readers then hold the wrong text for the new "
        "one. Every published page shows the day of publication, from the commit, and the effective date, from the "
        "note: the text needs neither. Leave the line out, or write the day that the note says (what was *updated* or "
        "*revised* may also name the day of the merge). Where there is a reason for another date, write it in the note "
        "as the answer to D1. An editorial change may leave it.",
        source="In a public history of privacy notices, 17 of 66 larger edits left the date as it was.",
        check=_dates_in_text,
    ),
    CaseRule(
        code="published-typed",
        title="The day of publication is stamped, and typed only for versions that were published elsewhere.",
        explanation="The day on which a version becomes public is the day of its merge. A typed day could be wrong or "
        "backdated. `published:` exists to bring in versions that were published before this repository was, oldest "
        "first; the pages then say *imported*.",
        check=_imported_days,
    ),
)
