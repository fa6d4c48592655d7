"""Rules about the end of a policy: on purpose, with a reason, and only where its text goes."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.check.case import Case
from site_gen.check.rule import CaseRule, Fault, Severity
from site_gen.declared.configuration import CONFIG_PATH


def _removed_policy(case: Case) -> Iterator[Fault]:
    if case.before is None or case.after:
        return
    path = case.before.path
    if not case.endings and path in case.around_after.files and case.policy.path not in case.around_after.files:
        yield Fault(path=CONFIG_PATH, message=_is_misspelt(case, path))
    elif not case.endings and case.new_files.moved_text:
        yield Fault(path=path, message=_is_moved(case, path, case.new_files.moved_text))
    elif not case.endings:
        weight = Severity.WARNING if case.languages.has_others and not case.languages.is_leading else None
        yield Fault(
            path=path,
            severity=weight,
            message=f"The change takes {path} down, and no note says why: its page will tell readers that the policy "
            f"ended today. If that is meant, add a note in {case.note_folder}/ with the line `ends: policy` "
            "and the reason below (`policy-site note` begins it). If the file only moved, list its old path as "
            "`formerly` in policy.toml.",
        )
    yield from _unfinished_ending(case)


def _unfinished_ending(case: Case) -> Iterator[Fault]:
    """Find notes that end the policy without a reason, and notes that speak of a text which is gone."""
    for draft in case.endings:
        if not draft.note.reason:
            yield Fault(
                path=draft.note.path,
                line=max(draft.lines.values()) + 1,
                message="There is nothing below the second `---`. Say there in a sentence why the policy ends, and "
                "what applies instead: readers see it in the text's place.",
            )
    for note in case.notes:
        yield Fault(
            path=note.path,
            line=1,
            message="This note declares a change of the text, and the change takes the text away. Write `ends: policy` "
            "in place of its lines, and below why the policy ends.",
        )


def _is_misspelt(case: Case, path: str) -> str:
    named = case.policy.path
    return (
        f"policy.toml names {named}, and no such file is there, while {path}, which held the policy so far, still is: "
        f'did you mean `path = "{path}"`? '
        "As it stands the site would say that the policy ended today."
    )


def _is_moved(case: Case, path: str, moved_to: str) -> str:
    policy = case.policy
    return (
        f"{path} is gone, and {moved_to} holds (nearly) the same words: the file was renamed, and as it stands the "
        "site would say that the policy ended, and begin another. Move it back (`git mv "
        f"{moved_to} {path}`); or keep the new name and say so in its entry of policy.toml: `[[policy]]`, "
        f'`slug = "{policy.slug}"`, `path = "{moved_to}"`, `language = "{policy.language}"`, `formerly = ["{path}"]`, '
        "each on a line of its own."
    )


def _ended_ahead(case: Case) -> Iterator[Fault]:
    if not (case.is_removal and case.endings and case.history):
        return
    for version in case.history.versions:
        if version.effective_on > case.today:
            yield Fault(
                path=case.endings[0].note.path,
                line=1,
                message=f"Version {version.version_id} is announced for {version.effective_on}, and the policy ends "
                "before that day. If people were told of it, tell them too that it will not come; or merge this "
                "once it is in effect.",
            )


def _stray_endings(case: Case) -> Iterator[Fault]:
    if case.after is None:
        return
    for draft in case.endings:
        yield Fault(
            path=draft.note.path,
            line=draft.lines["ends"],
            message=f"This note says that the policy ends, and {case.after.path} stays. Delete that file too, or the "
            "note; where only another language goes, name it in a line `language: `.",
        )


def _empty_text(case: Case) -> Iterator[Fault]:
    if case.after and not case.after.document.leaves:
        yield Fault(
            path=case.after.path,
            line=1,
            message=f"{case.after.path} holds no text. A policy that ended is deleted, not emptied: its page then says "
            "that it ended, and all its versions stay.",
        )


RULES = (
    CaseRule(
        code="policy-removed",
        title="A policy is taken down on purpose, and readers are told why.",
        explanation="All its versions stay public at their addresses; the policy's own page says that it "
        "ended, when, and why: the reason is below the second `---` of a note with the line `ends: policy`. A "
        "file that went by accident would leave people without the text that applies to them. Where the policy stays "
        "in another language, a missing note only warns, unless the text that goes is the first or the oldest of "
        "them, or its words appear under another name. Account holders are not told by this system. If the file was "
        "only renamed, git usually sees it; where it does not, `formerly` in policy.toml says so.",
        source="GDPR Arts 12 to 14; CalOPPA 22575(a): whoever collects personal information shows a policy.",
        check=_removed_policy,
    ),
    CaseRule(
        code="policy-ends-ahead",
        severity=Severity.WARNING,
        title="A policy ends with no version of it still to come.",
        explanation="People who were told that a version will apply from a day would wait for it, and the policy is "
        "gone by then. Tell them, or let the policy end later.",
        check=_ended_ahead,
    ),
    CaseRule(
        code="policy-not-removed",
        title="A note that ends a policy comes with the end of its text.",
        explanation="`ends: policy` explains why a text is no longer there. Where it still is, readers would be told "
        "two things.",
        check=_stray_endings,
    ),
    CaseRule(
        code="policy-empty",
        title="A policy has words.",
        explanation="An empty file would be published as a policy that promises nothing to anybody. It is nearly "
        "always an accident of copying. To take a policy down, delete its file.",
        check=_empty_text,
    ),
)
