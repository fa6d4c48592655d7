"""Rules about the entries of policy.toml: each policy has one, and each entry a text."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from site_gen.check.case import Case
from site_gen.check.rule import CaseRule, Fault, Severity
from site_gen.check.rules.rereading import weight_of_published
from site_gen.declared.configuration import CONFIG_PATH, is_set_aside, policy_by_name

_ALIKE = 0.85
"""How much of two paths must be the same for one to be taken for a slip of the other."""


def _missing_policy(case: Case) -> Iterator[Fault]:
    if case.before is None and case.after is None and case.history is None:
        near = get_close_matches(case.policy.path, case.around_after.files, n=1, cutoff=_ALIKE)
        meant = f"Did you mean {near[0]}? " if near else ""
        yield Fault(
            path=CONFIG_PATH,
            message=f"{case.policy.path} is listed as a policy, and no such file is there or ever was: the site could "
            f"not be built. {meant}Correct the path, which counts from the top folder; or commit the file with this "
            "change; or take its entry out.",
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


def _taken_name(case: Case) -> Iterator[Fault]:
    if case.rereading.name_of:
        heir, slug = case.rereading.name_of, case.policy.slug
        yield Fault(
            path=case.policy.path,
            line=1,
            severity=weight_of_published(case),
            message=f"This policy is new, and has the name of one that is at {heir} now and may be published at "
            f"/{slug}/: the build would refuse. Say in {CONFIG_PATH} which is which: a [[policy]] with "
            f'`path = "{heir}"` and `slug = "{slug}"`, and one with `path = "{case.policy.path}"` and a slug of its '
            "own; list all others there too.",
        )


def _listed_late(case: Case) -> Iterator[Fault]:
    if case.rereading.is_listed_late and case.history:
        number, first = len(case.history.versions), case.history.versions[0].published_on
        versions = "1 version" if number == 1 else f"{number:,} versions"
        yield Fault(
            path=CONFIG_PATH,
            message=f"{case.policy.path} is listed with this change, and git has held its text since {first}: the site "
            f"will show {versions} from then on, each as published on the day of its commit. If nobody could read it "
            "then, add `was_draft = true` to its entry: it is then published from the merge of this change on, with "
            f"its first note.{_first_words(case)}",
        )


def _first_words(case: Case) -> str:
    """Ask for the note that a policy has from its first version on, where nobody wrote one."""
    if case.history is None or case.history.versions[-1].note or case.notes:
        return ""
    return (
        " Its newest version has no note, and its page would say that nobody declared what it is: write one, such as "
        f"{case.note_folder}/first-version.md with `class: editorial` between two lines `---`, and below them a "
        "sentence for readers."
    )


def _lost_entry(case: Case) -> Iterator[Fault]:
    if case.is_struck_off and case.history:
        path, policy = case.before.path if case.before else case.policy.path, case.policy
        entry = f'`slug = "{policy.slug}"`, `path = "{path}"`, `language = "{policy.language}"`'
        yield Fault(
            path=CONFIG_PATH,
            severity=weight_of_published(case),
            message=f"No [[policy]] entry names {path} after this change, and the site could no longer be built: its "
            f"{len(case.history.versions):,} published versions would vanish. Where {CONFIG_PATH} lists one policy, it "
            f"lists all, those too that have ended: their pages then say so. Give it an entry, with {entry}, each on "
            "a line of its own. If the policy only moved, write the new path, and the old one as `formerly`.",
        )


RULES = (
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
        code="policy-listed-late",
        severity=Severity.WARNING,
        title="What was a draft before it was listed is said to have been one.",
        explanation="Every commit that changed a policy's text is a version, with the commit's day. That is right for "
        "a policy that was public all along, and wrong for one that was written in the repository before it was "
        "listed. Which of the two it was, no program can tell; `was_draft = true` in its entry says so.",
        check=_listed_late,
    ),
    CaseRule(
        code="policy-name-taken",
        title="A new policy takes no other's address.",
        explanation="A policy whose file was renamed stays where it is published: at the address of its first name. A "
        "new file with that name would be a second policy for one address. policy.toml says which of them has it; each "
        "keeps its own history and notes, parted where the name changed hands.",
        check=_taken_name,
    ),
    CaseRule(
        code="policy-struck-off",
        title="A published policy stays listed.",
        explanation="`[[policy]]` in policy.toml is what the site is built from. A policy that ended keeps its entry, "
        "with its last path: from it the page that says so is made, and the addresses of all its versions. Without the "
        "entry they would vanish, and the build would refuse.",
        check=_lost_entry,
    ),
)
