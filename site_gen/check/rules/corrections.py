"""Rules about notes that correct a published version, or take its text down."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.check.case import Case
from site_gen.check.deadlines import coming_on
from site_gen.check.rule import CaseRule, Fault, Severity
from site_gen.history.withdrawal import withdrawal_objection
from site_gen.model.history import Oddity
from site_gen.model.version import Version

_NAMED = 6
"""Versions that are named one by one."""


def _unknown_versions(case: Case) -> Iterator[Fault]:
    for path, line, words in (*_objections_to_withdrawals(case, Oddity.WITHDRAWN_UNKNOWN), *_unknown_corrections(case)):
        yield Fault(path=path, line=line, message=f"{words}. {_known_words(case)}{_way_out_of_languages(case, path)}")


def _known_words(case: Case) -> str:
    """Say which versions there are, the last of them where they are many."""
    ids = [version.version_id for version in case.history.versions] if case.history else []
    if not ids:
        return f"{case.policy.path} has none yet."
    before = f"{', '.join(ids[-_NAMED:-1])} and " if len(ids) > 1 else ""
    last = "the last ones are " if len(ids) > _NAMED else ""
    return f"{case.policy.path} has {f'{len(ids)} versions; {last}' if last else ''}{before}{ids[-1]}."


def _way_out_of_languages(case: Case, path: str) -> str:
    """Say how a withdrawal is of one language alone, where it lies in the folder that the languages share."""
    shared = case.note_folder.removesuffix(f".{case.policy.language}")
    is_shared = path.rpartition("/")[0] == shared and any(each.note.path == path for each in case.withdrawals)
    other = next((each.language for each in case.languages.unchanged), "")
    if not is_shared or not other:
        return ""
    return (
        f" Notes in {shared}/ are about every language of the policy. If the text of one language alone is to go, "
        f"move the note to a folder named for it, such as {shared}.{other}/."
    )


def _in_use(case: Case) -> Iterator[Fault]:
    for path, line, words in _objections_to_withdrawals(case, Oddity.WITHDRAWN_IN_USE):
        yield Fault(
            path=path,
            line=line,
            message=f"{words}. Then withdraw the older one: at once, in the same change too, if the new one applies at "
            "once or neither applies yet and both have one day of effect; otherwise from the day on which the new one "
            "applies.",
        )


def _twice(case: Case) -> Iterator[Fault]:
    for path, line, words in _objections_to_withdrawals(case, Oddity.WITHDRAWN_TWICE):
        yield Fault(path=path, line=line, message=f"{words}. Delete this note: what was said then stays.")


def _missing_reasons(case: Case) -> Iterator[Fault]:
    for draft in case.withdrawals:
        if not draft.note.reason:
            yield Fault(
                path=draft.note.path,
                line=max(draft.lines.values()) + 1,
                message="There is nothing below the second `---`. Say there in a sentence why the text is taken down, "
                "without repeating what must not be read: readers see it in the text's place.",
            )


def _versions(case: Case) -> dict[str, Version]:
    return {version.version_id: version for version in case.history.versions} if case.history else {}


def _withheld_choices(case: Case) -> Iterator[Fault]:
    versions = _versions(case)
    for draft in case.withdrawals:
        gone = versions.get(draft.note.version_id)
        said = gone.note.what_you_can_do.strip() if gone and gone.note and draft.note.withholds_note else ""
        if gone and said and not draft.note.what_you_can_do and gone.effective_on > case.today:
            yield Fault(
                path=draft.note.path,
                line=draft.lines["withholds"],
                message=f"The note of {gone.version_id} says what readers can do until {gone.effective_on}. No email "
                "and no feed will say it any more. Say it again, without what must not be read, under a heading "
                "`## What you can do` below the reason.",
            )


def _same_text_elsewhere(case: Case) -> Iterator[Fault]:
    versions = _versions(case)
    named = {draft.note.version_id for draft in case.withdrawals}
    for draft in case.withdrawals:
        gone = versions.get(draft.note.version_id)
        same = [
            other.version_id
            for other in versions.values()
            if gone and other.reads_as(gone) and not other.withdrawn and other.version_id not in named
        ]
        if same:
            yield Fault(
                path=draft.note.path,
                line=draft.lines["withdraws"],
                message=f"The very same text is published as version {' and '.join(same)} too, and stays there. If it "
                "may not be read, withdraw each of them with a note of its own; one that is in force needs another "
                "text in its place first.",
            )


def _objections_to_withdrawals(case: Case, oddity: Oddity) -> Iterator[tuple[str, int, str]]:
    versions = case.history.versions if case.history else ()
    for draft in case.withdrawals:
        found = withdrawal_objection(draft.note, case.today, versions, coming_on(case))
        if found and found.oddity is oddity:
            yield draft.note.path, draft.lines["withdraws"], found.words[:1].upper() + found.words[1:]


def _unknown_corrections(case: Case) -> Iterator[tuple[str, int, str]]:
    draft = case.draft
    known = {version.version_id for version in case.history.versions} if case.history else set()
    if draft and draft.note.corrects and draft.note.corrects not in known:
        yield draft.note.path, draft.lines["corrects"], f"There is no version {draft.note.corrects} to correct"


RULES = (
    CaseRule(
        code="version-unknown",
        title="What is corrected or withdrawn is a published version.",
        explanation="`corrects:` and `withdraws:` name a version by its id, which is the day in its page's address, "
        "such as 2027-01-15, or 2027-01-15-2 for the second of a day. `policy-site log` lists them.",
        check=_unknown_versions,
    ),
    CaseRule(
        code="withdraw-in-use",
        title="Only a text that something has replaced is withdrawn.",
        explanation="People must be able to read what applies to them, and what was announced to them. Where such a "
        "text may not stay, publish the one that takes its place, and withdraw the older one with it or after it. What "
        "was announced and corrected on its own day of effect will never apply, and can go at once.",
        check=_in_use,
    ),
    CaseRule(
        code="withdraw-elsewhere",
        severity=Severity.WARNING,
        title="A text that is withdrawn is not published under another day.",
        explanation="Where a policy returned to an earlier text, two versions have the same words. Withdrawing one of "
        "them leaves the other as it is.",
        check=_same_text_elsewhere,
    ),
    CaseRule(
        code="withhold-unsaid",
        severity=Severity.WARNING,
        title="What readers can do is said although the note that said it is withheld.",
        explanation="`withholds: note` takes every word of an old note down, and with them the choices that people "
        "have before the change takes effect. The withdrawing note says them again below its reason, under the heading "
        "that any note has: `## What you can do`. That part stands where the withheld one stood: in the feed, in "
        "products that show what is coming, and in the emails that are still to go out.",
        check=_withheld_choices,
    ),
    CaseRule(
        code="withdraw-twice",
        title="A text is taken down once.",
        explanation="The reason that was given first stays where the text was; a second note would change nothing that "
        "readers see.",
        check=_twice,
    ),
    CaseRule(
        code="withdraw-unexplained",
        title="A withdrawal says why.",
        explanation="The reason is below the second `---`, as readers will see it where the text was: a court "
        "order, a secret that got in, personal data. The hash of the text stays in the manifest, so that everybody "
        "can see that nothing else was changed.",
        check=_missing_reasons,
    ),
)
