"""Rules about notes that postpone a version which is announced and has not taken effect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from site_gen.check.case import Case
from site_gen.check.postponing import JudgedPostponement, earliest_day, judge_postponements
from site_gen.check.rule import CaseRule, Fault, Severity
from site_gen.check.rules.dates_in_text import date_at
from site_gen.history.postponement import Objection
from site_gen.model.history import Oddity

_WORD = re.compile(r"(?<!\w)\w")
_READINGS = 2
"""Days that one date may mean; what could mean more is a whole month."""


def _mixed_changes(case: Case) -> Iterator[Fault]:
    for draft in case.postponements if case.is_version else ():
        yield Fault(
            path=draft.note.path,
            line=draft.lines["postpones"],
            message=f"The note postpones version {draft.note.version_id}, and {case.policy.path} changes with it. "
            "Take the note into a change of its own, and merge that first.",
        )


def _unknown_versions(case: Case) -> Iterator[Fault]:
    for each in _objections(case, Oddity.POSTPONED_UNKNOWN):
        known = [version.version_id for version in each.before if version.effective_on > case.today]
        upcoming = f"Announced and not in effect are: {', '.join(known)}." if known else "None is announced."
        own = f"{PurePosixPath(each.draft.note.path).parent}/"
        alone = f" If only another language of the policy has it, the note belongs in that one's folder, not {own}."
        yield Fault(
            path=each.draft.note.path,
            line=each.draft.lines["postpones"],
            message=f"{case.policy.path} has no version {each.draft.note.version_id}. {upcoming}"
            f"{alone if case.languages.unchanged else ''}",
        )


def _too_late(case: Case) -> Iterator[Fault]:
    for each in _objections(case, Oddity.POSTPONED_TOO_LATE):
        yield Fault(
            path=each.draft.note.path,
            line=each.draft.lines["postpones"],
            message=f"{_sentence(each.objection)}. Delete the note; to go back to the older text, change the text.",
        )


def _earlier_days(case: Case) -> Iterator[Fault]:
    for each in _objections(case, Oddity.POSTPONED_TO_EARLIER):
        yield Fault(
            path=each.draft.note.path,
            line=each.draft.lines["effective"],
            message=f"{_sentence(each.objection)}. Write a later day, or delete the note: a day that was announced "
            "never moves forward to an earlier one.",
        )


def _missing_reasons(case: Case) -> Iterator[Fault]:
    for draft in case.postponements:
        if not draft.note.reason:
            yield Fault(
                path=draft.note.path,
                line=max(draft.lines.values()) + 1,
                message="There is nothing below the second `---`. Say there in a sentence why the version is "
                "postponed: readers see it on its page.",
            )


def _too_soon(case: Case) -> Iterator[Fault]:
    for each in judge_postponements(case):
        note = each.draft.note
        version = next((own for own in each.before if own.version_id == note.version_id), None)
        if each.objection or case.is_version or version is None:
            continue
        earliest = earliest_day(case, version)
        if note.effective_on < earliest:
            yield Fault(
                path=note.path,
                line=each.draft.lines["effective"],
                message=f"If the notices of version {note.version_id} are still to be sent, {note.effective_on} does "
                f"not leave everybody the {(earliest - case.today).days} days that they are owed: write "
                f"`effective: {earliest}` or a later day. If they went out, `policy-notify status` names the earliest "
                "day that keeps the promise.",
            )


def _old_words(case: Case) -> Iterator[Fault]:
    """Warn where the words of a version that moves name the day that it loses, and the postponing note names none."""
    for each in judge_postponements(case) if not case.is_version else ():
        for old, new in each.moved:
            said = old.note and _words_of_day(f"{old.note.summary}\n\n{old.note.what_you_can_do}", old.effective_on)
            if said and not _words_of_day(each.draft.note.reason, new.effective_on):
                yield Fault(
                    path=each.draft.note.path,
                    line=max(each.draft.lines.values()) + 1,
                    message=f"The note of version {old.version_id} says “{said}”, the day that it loses, and its words "
                    "stay as they were published: on the page of the change and in mails that are still to go out. Say "
                    f"in the words of this note, which stand beside them, that it is {new.effective_on} instead, and "
                    "what else waits until then.",
                )


def _words_of_day(words: str, day: date) -> str:
    """Return how words name a day; empty where they do not."""
    for start in (found.start() for found in _WORD.finditer(words)):
        found = date_at(words, start)
        if found and day in found[1] and len({each.day for each in found[1]}) <= _READINGS:
            return " ".join(words[start : found[0]].split())
    return ""


def _objections(case: Case, oddity: Oddity) -> Iterator[JudgedPostponement]:
    if not case.is_version:
        yield from (each for each in judge_postponements(case) if each.objection and each.objection.oddity is oddity)


def _sentence(found: Objection | None) -> str:
    words = found.words if found else ""
    return words[:1].upper() + words[1:]


RULES = (
    CaseRule(
        code="postpone-mixed",
        title="A version is postponed by a change that changes no text.",
        explanation="A merge that changes the text publishes a new version, which has a note and a day of its own. To "
        "postpone an announced version in the same merge would leave open which text the new day is about. Make two "
        "pull requests, the postponement first: the new version then builds on the later day.",
        check=_mixed_changes,
    ),
    CaseRule(
        code="postpone-unknown",
        title="What is postponed is a published version.",
        explanation="`postpones:` names the version by its id, which is the day in its page's address, such as "
        "2027-01-15, or 2027-01-15-2 for the second of a day. `policy-site log` lists them.",
        check=_unknown_versions,
    ),
    CaseRule(
        code="postpone-too-late",
        title="A version is postponed before its day has come.",
        explanation="From its day on a version is in force, and readers are told so; a later note would rewrite what "
        "applied to them. The note has to be merged on an earlier day than the one that it replaces. If people were "
        "not told in time, put the older text back with a new version, and announce the change again.",
        source="The policy's own promise; FTC Act s. 5: not keeping a promise of notice is deceptive.",
        check=_too_late,
    ),
    CaseRule(
        code="postpone-to-earlier",
        title="A version is postponed to a later day.",
        explanation="People were told the announced day and count on the time until then. A day can be moved to a "
        "later one, as often as needed, and never to an earlier one.",
        check=_earlier_days,
    ),
    CaseRule(
        code="postpone-unexplained",
        title="A postponement says why.",
        explanation="The reason is below the second `---`, as readers will see it on the page of the version, in "
        "the history and in the feed. One sentence is enough: *Our emails went out two weeks late.*",
        check=_missing_reasons,
    ),
    CaseRule(
        code="postpone-old-words",
        severity=Severity.WARNING,
        title="A postponement says which day holds where the version's own words name another.",
        explanation="A published note stays as it is, and goes on saying the day that no longer holds. The page and "
        "the history show the words of the postponing note beside it: there is the place to put the day right.",
        check=_old_words,
    ),
    CaseRule(
        code="postpone-too-soon",
        severity=Severity.WARNING,
        title="The new day leaves everybody the time that was promised.",
        explanation="Where the notices are still to be sent, the days between the email and the change count from "
        "today, by the promise and the rules that the version was published under. The check does not see whether "
        "they went out; `policy-notify status` does, and names the earliest day that keeps the promise.",
        source="The policy's own promise; WP260 rev.01 paras 30 and 31 (well in advance).",
        check=_too_soon,
    ),
)
