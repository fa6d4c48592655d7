"""The sentences that every form of a check's result shares."""

from __future__ import annotations

from site_gen.check.model import Fault
from site_gen.check.verdict import Verdict


def headline(verdict: Verdict) -> str:
    """Say in one line whether the change may be merged, and what is in the way."""
    name = verdict.case.after.path if verdict.case.after else verdict.case.policy.path
    if verdict.refusals:
        count = len(verdict.refusals)
        return f"{name}: not ready to merge: {count} {'thing' if count == 1 else 'things'} to put right."
    if not verdict.case.is_version:
        return f"{name}: nothing that a reader can see changes."
    return f"{name}: ready to merge."


def class_words(verdict: Verdict) -> str:
    """Say the declared class and the one that the text asks for."""
    declared, asked = verdict.class_declared, verdict.class_asked
    if verdict.case.before is None:
        return f"{declared or 'not declared yet'}; the first version"
    if declared is None:
        return f"not declared yet; the text asks for {asked}"
    return f"{declared}; the text and the answers ask for {asked}"


def days_words(verdict: Verdict) -> str:
    """Say when the change takes effect, the earliest day, and the last day to merge it."""
    days, draft = verdict.deadlines, verdict.case.draft
    if draft is None:
        return f"{days.earliest_on} at the earliest, if it is merged today"
    if draft.note.published_on:
        return f"published {draft.note.published_on}, as the note says of a version from elsewhere"
    if days.lead_days == 0:
        return f"{days.effective_on}; no notice is owed"
    if days.publish_by < verdict.case.today:
        return f"{days.effective_on} is too soon; {days.earliest_on} at the earliest, if it is merged today"
    return f"{days.effective_on}, if it is merged by {days.publish_by} ({days.lead_days} days' notice)"


def place(fault: Fault) -> str:
    """Name the place of a fault."""
    return f"{fault.path}:{fault.line}" if fault.line else fault.path
