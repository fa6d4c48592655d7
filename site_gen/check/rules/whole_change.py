"""Rules about the change as a whole: what it takes away, and whether it still fits what is published."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.check.case import Case
from site_gen.check.rule import CaseRule, Fault, Severity
from site_gen.declared.configuration import CONFIG_PATH, is_set_aside, policy_by_name
from site_gen.declared.notice_rules import RULES_PATH


def _stale_branch(case: Case) -> Iterator[Fault]:
    if case.published_commits.is_behind and case.is_version:
        path = case.after.path if case.after else case.policy.path
        yield Fault(
            path=path,
            message=f"{path} was changed on the publishing branch since this change began, so what you see here is not "
            "what would be published. Bring your branch up to date (on GitHub: “Update branch”), and check again.",
        )


def _off_line(case: Case) -> Iterator[Fault]:
    number = case.published_commits.taken_off_line
    if number:
        commits = _published(number)
        yield Fault(
            path=_path(case),
            message=f"A merge in this branch takes {commits} of this policy off the main line. That does no harm where "
            "the branch is merged by a pull request. Do not push it to the publishing branch as it stands: whoever "
            "reads the history alone would no longer find those versions. On your own machine, switch to the "
            "publishing branch as it is on the server and merge this one into it with `git merge --no-ff`.",
        )


def _left_behind(case: Case) -> Iterator[Fault]:
    number = case.published_commits.left_behind
    if number:
        commits = _published(number)
        yield Fault(
            path=_path(case),
            message=f"A push of this commit would take back {commits} of this policy: it rests on an older state (a "
            "reset, an amended commit, a forced push). Fetch the publishing branch, make the change as a new commit on "
            "top of it, and push that without force.",
        )


def _published(commits: int) -> str:
    return "a published commit" if commits == 1 else f"{commits:,} published commits"


def _missing_policy(case: Case) -> Iterator[Fault]:
    if case.before is None and case.after is None and case.history is None:
        yield Fault(
            path=CONFIG_PATH,
            message=f"{case.policy.path} is listed as a policy, and no such file is there or ever was: the site could "
            "not be built. Correct the path, which counts from the top folder; or commit the file with this change; or "
            "take its entry out.",
        )


def _unlisted_texts(case: Case) -> Iterator[Fault]:
    for path in case.new_files.unlisted_texts:
        own = policy_by_name(path)
        if is_set_aside(path):
            yield Fault(
                path=path,
                line=1,
                message="By its name this file is no policy but something kept beside one: it will not be published. "
                "If that is meant, nothing needs to be done. If it is a policy, give it a name without that part, or "
                "an entry in policy.toml.",
            )
            continue
        yield Fault(
            path=path,
            line=1,
            message="This text is new, and no [[policy]] in policy.toml names it: it will not be published. If it is a "
            f'policy, add there: `[[policy]]`, `slug = "{own.slug}"`, `path = "{path}"`, '
            f'`language = "{own.language}"`, each on a line of its own.',
        )


def _removed_policy(case: Case) -> Iterator[Fault]:
    if case.before is None or case.after:
        return
    path = case.before.path
    if not case.endings and case.new_files.moved_text:
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
    for draft in case.endings:
        if not draft.note.reason:
            yield Fault(
                path=draft.note.path,
                line=max(draft.lines.values()) + 1,
                message="Nothing stands below the second `---`. Say there in a sentence why the policy ends, and what "
                "applies instead: it stands where the text was.",
            )
    for note in case.notes:
        yield Fault(
            path=note.path,
            line=1,
            message="This note declares a change of the text, and the change takes the text away. Write `ends: policy` "
            "in place of its lines, and below why the policy ends.",
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


def _lost_entry(case: Case) -> Iterator[Fault]:
    if case.is_struck_off and case.history:
        path, policy = case.before.path if case.before else case.policy.path, case.policy
        entry = f'`slug = "{policy.slug}"`, `path = "{path}"`, `language = "{policy.language}"`'
        yield Fault(
            path=CONFIG_PATH,
            message=f"No [[policy]] entry names {path} after this change, and the site could no longer be built: its "
            f"{len(case.history.versions):,} published versions would vanish. Where {CONFIG_PATH} lists one policy, it "
            f"lists all, those too that have ended: their pages then say so. Give it an entry, with {entry}, each on "
            "a line of its own. If the policy only moved, write the new path, and the old one as `formerly`.",
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


def _loosened_rules(case: Case) -> Iterator[Fault]:
    if case.before is None:
        return
    then, now = case.promise, case.organisation.promise
    if then and (now is None or now.lead_days < then.lead_days or now.channel != then.channel):
        said = f"{now.lead_days} days by {now.channel}" if now else "nothing"
        yield Fault(
            path=CONFIG_PATH,
            message=f"The promise was {then.lead_days} days by {then.channel} and becomes {said}. This change is still "
            "held to the older promise, and shortening it is itself material (M16).",
        )
    on = {each.regime_id for each in case.rules.switched_on}
    for regime_id in sorted({each.regime_id for each in case.rules_before.switched_on} - on):
        yield Fault(path=RULES_PATH, message=f"`{regime_id}` no longer counts. Say in the pull request why not.")


def _path(case: Case) -> str:
    return case.after.path if case.after else case.policy.path


def _translations(case: Case) -> Iterator[Fault]:
    # A language that is new leaves no other behind, and one that follows the others does not either.
    if case.is_version and case.before and case.after and not case.languages.is_catching_up:
        for other in case.languages.unchanged:
            yield Fault(
                path=other.path,
                message=f"{case.after.path} changes and this translation ({other.language}) does not. Until it "
                "follows, its readers are told less.",
            )


RULES = (
    CaseRule(
        code="behind-base",
        title="The change builds on what is published now.",
        explanation="Somebody changed the policy after this branch was made. Merged as it is, the two changes would be "
        "mixed, and the redline, the signals and the dates shown here would not be those of what is published. Update "
        "the branch; nothing of your work is lost.",
        check=_stale_branch,
    ),
    CaseRule(
        code="base-off-line",
        severity=Severity.WARNING,
        title="What is published stays on the main line.",
        explanation="Versions are the commits of the main line, each with the day on which it got there. When the "
        "published branch is pulled into a clone that has commits of its own, and the result is pushed over it, the "
        "clone's commits become the main line and the published ones a side line. The site's own record then keeps "
        "their days and addresses; whoever builds without the record loses them. A pull request never does this; a "
        "server can refuse such pushes (see the operator's guide).",
        check=_off_line,
    ),
    CaseRule(
        code="base-taken-back",
        title="What is published is not pushed away.",
        explanation="A pull request adds to what is published. A forced push of an older or a rewritten history takes "
        "published versions off the branch, and the site could not be built from it any more: the record of what is "
        "published would refuse. Where the check runs in a server's `pre-receive` hook, it refuses such a push.",
        check=_left_behind,
    ),
    CaseRule(
        code="policy-missing",
        title="Every policy that is listed has a text.",
        explanation="`[[policy]]` in policy.toml names the file of each policy. Where one was never committed, or its "
        "path has a slip, no site can be built. A policy that ended stays listed with its last path.",
        check=_missing_policy,
    ),
    CaseRule(
        code="policy-unlisted",
        severity=Severity.WARNING,
        title="A new policy is listed.",
        explanation="Where policy.toml has `[[policy]]` entries, only the files that they name are published. A new "
        "text in the same folder may be a policy whose entry was forgotten: nobody would ever see it, and no check "
        "would say so again.",
        check=_unlisted_texts,
    ),
    CaseRule(
        code="policy-removed",
        title="A policy is taken down on purpose, and readers are told why.",
        explanation="All its versions stay public at their addresses; the policy's own page says that it "
        "ended, when, and why: the reason stands below the second `---` of a note with the line `ends: policy`. A "
        "file that went by accident would leave people without the text that applies to them. Where the policy stays "
        "in another language, a missing note only warns, unless the text that goes is the first or the oldest of "
        "them, or its words appear under another name. Account holders are not told by this system. If the file was "
        "only renamed, git usually sees it; where it does not, `formerly` in policy.toml says so.",
        source="GDPR Arts 12 to 14; CalOPPA 22575(a): whoever collects personal information shows a policy.",
        check=_removed_policy,
    ),
    CaseRule(
        code="policy-struck-off",
        title="A published policy stays listed.",
        explanation="`[[policy]]` in policy.toml is what the site is built from. A policy that ended keeps its entry, "
        "with its last path: from it the page that says so is made, and the addresses of all its versions. Without the "
        "entry they would vanish, and the build would refuse.",
        check=_lost_entry,
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
    CaseRule(
        code="promise-loosened",
        severity=Severity.WARNING,
        title="A shorter promise, or a rule switched off, is seen by the reviewer.",
        explanation="Every change is held to the promise that people were given before it. Shortening the promise "
        "changes the *Changes* clause for them and belongs in a note of its own class (M16).",
        source="FTC Act s. 5: not keeping a promise of notice is deceptive.",
        check=_loosened_rules,
    ),
    CaseRule(
        code="translation-stale",
        severity=Severity.WARNING,
        title="Translations follow the text.",
        explanation="A notice in each language of the service has to say the same. Until the translation is renewed "
        "its readers rely on an older text. Change it in the same pull request where you can.",
        source="Minnesota 325M.16 subd. 1(c); GDPR Art. 12(1).",
        check=_translations,
    ),
)
