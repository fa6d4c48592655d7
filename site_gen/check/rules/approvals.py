"""Rules about the sign-off: enough people approved this very text."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.check.approval import approvals, asks_approval, outdated_approvals
from site_gen.check.case import Case
from site_gen.check.rule import CaseRule, Fault, Severity


def _missing_approvals(case: Case) -> Iterator[Fault]:
    given, asked = approvals(case), case.approvals_asked
    if case.draft is None or not asks_approval(case) or len(given) >= asked:
        return
    names = ", ".join(each.who for each in given)
    so_far = f"so far it has only that of {names}" if given else "nobody has approved it yet"
    people = "one person" if asked == 1 else f"{asked} people"
    yield Fault(
        path=case.draft.note.path,
        line=case.draft.lines.get("approved", case.draft.lines.get("class", 1)),
        message=f"The exact text of a {case.draft.note.change_class} change needs the approval of {people}; {so_far}. "
        "Each runs `policy-site approve` on the branch, or has this line written below `approved:`, with their own "
        f"name and two blanks before it: `Name: {case.today}, {case.text_sha256}`. The number stands for the text "
        f"of {case.policy.path} as it is now (its SHA-256).",
    )


def _outdated_approvals(case: Case) -> Iterator[Fault]:
    for each in outdated_approvals(case):
        if case.draft and case.is_version:
            yield Fault(
                path=case.draft.note.path,
                line=case.draft.lines.get("approved"),
                message=f"{each.who} approved another text on {each.approved_on} (SHA-256 {each.text_sha256[:12]}...); "
                f"it is now {case.text_sha256[:12]}... That approval does not count. Show {each.who} what has changed "
                "since, and ask for a new approval, or take the line out.",
            )


RULES = (
    CaseRule(
        code="approval-missing",
        title="A change that account holders are told of is approved by as many people as policy.toml asks.",
        explanation="`[review] approvals` in policy.toml says how many. An approval is a line below `approved:` in the "
        "change note: who, when, and the SHA-256 of the text, so that it is about these words and no others. "
        "`policy-site approve` writes it. It covers the text alone: what the note says (class, day, words) is for "
        "the review of the pull request. The number that counts is the larger of what is published and what the "
        "change proposes: nobody lowers it in passing.",
        check=_missing_approvals,
    ),
    CaseRule(
        code="approval-outdated",
        severity=Severity.WARNING,
        title="An approval is about the text as it stands.",
        explanation="Whoever approved a text has not approved what was changed in it afterwards. Such an approval does "
        "not count, and stays a warning until it is given again or taken out.",
        check=_outdated_approvals,
    ),
)
