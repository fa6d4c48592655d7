"""Rules about the change as a whole: what it takes away, and whether it still fits what is published."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.check.model import Case, CaseRule, Fault, Severity
from site_gen.declared.configuration import CONFIG_PATH
from site_gen.declared.notice_rules import RULES_PATH


def _behind(case: Case) -> Iterator[Fault]:
    if case.is_behind and case.is_version:
        path = case.after.path if case.after else case.policy.path
        yield Fault(
            path=path,
            message=f"{path} was changed on the publishing branch since this change began, so what you see here is not "
            "what would be published. Bring your branch up to date (on GitHub: “Update branch”), and check again.",
        )


def _removed(case: Case) -> Iterator[Fault]:
    if case.before and case.after is None:
        yield Fault(
            path=case.before.path,
            message=f"The change takes {case.before.path} down: its page will say that the policy was withdrawn today. "
            "If the file only moved, list its old path as `formerly` in policy.toml.",
        )


def _empty(case: Case) -> Iterator[Fault]:
    if case.after and not case.after.document.leaves:
        yield Fault(
            path=case.after.path,
            line=1,
            message=f"{case.after.path} holds no text. A policy that ended is deleted, not emptied: its page then says "
            "that it was withdrawn, and all its versions stay.",
        )


def _loosened(case: Case) -> Iterator[Fault]:
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


def _translations(case: Case) -> Iterator[Fault]:
    if case.is_version and case.after:
        for other in case.translations:
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
        check=_behind,
    ),
    CaseRule(
        code="policy-removed",
        severity=Severity.WARNING,
        title="A policy is taken down on purpose.",
        explanation="All its versions stay public at their addresses; the policy's own page says that it was withdrawn "
        "and when. Account holders are not told by this system. If the file was only renamed, git usually sees it; "
        "where it does not, `formerly` in policy.toml says so.",
        check=_removed,
    ),
    CaseRule(
        code="policy-empty",
        title="A policy has words.",
        explanation="An empty file would be published as a policy that promises nothing to anybody. It is nearly "
        "always an accident of copying. To take a policy down, delete its file.",
        check=_empty,
    ),
    CaseRule(
        code="promise-loosened",
        severity=Severity.WARNING,
        title="A shorter promise, or a rule switched off, is seen by the reviewer.",
        explanation="Every change is held to the promise that people were given before it. Shortening the promise "
        "changes the *Changes* clause for them and belongs in a note of its own class (M16).",
        source="FTC Act s. 5: not keeping a promise of notice is deceptive.",
        check=_loosened,
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
