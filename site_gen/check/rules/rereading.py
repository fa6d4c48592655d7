"""Rules about policy.toml: what it says of published versions stays what was published."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.check.case import Case
from site_gen.check.rule import CaseRule, Fault, Severity
from site_gen.declared.configuration import CONFIG_PATH

_SHOWN = 3


def weight_of_published(case: Case) -> Severity | None:
    """Return how weighty a fault is that a build refuses: a warning where nothing says that there was a site before."""
    return None if CONFIG_PATH in case.around_before.files else Severity.WARNING


def _other_address(case: Case) -> Iterator[Fault]:
    if case.rereading.folders:
        was, now = case.rereading.folders
        yield Fault(
            path=CONFIG_PATH,
            severity=weight_of_published(case),
            message=f"{case.policy.path} is published at /{was}/, and would be at /{now}/: every link to it would die, "
            f'and the build would refuse. Write `slug = "{was}"`; a slug is an address and not a title.',
        )


def _renamed_address(case: Case) -> Iterator[Fault]:
    if case.rereading.renamed_folders and not case.rereading.folders and case.before:
        was, now = case.rereading.renamed_folders
        old, new = case.before.path, case.policy.path
        yield Fault(
            path=CONFIG_PATH,
            severity=weight_of_published(case),
            message=f"{old} is called {new} now, and a build that does not know what is published would give /{was}/ "
            f'to another language, and this one /{now}/. Add `formerly = ["{old}"]` to the [[policy]] entry of {new}.',
        )


def _lost_path(case: Case) -> Iterator[Fault]:
    if case.rereading.is_lost_from_sight and case.before:
        old, new = case.before.path, case.policy.path
        yield Fault(
            path=CONFIG_PATH,
            severity=weight_of_published(case),
            message=f"The policy was at {old} and would be at {new}, and no build would see that it moved: its "
            f'published versions would vanish, and the build would refuse. Add `formerly = ["{old}"]` to the '
            f"[[policy]] entry of {new}"
            + (f", and delete {old} in the same change." if old in case.around_after.files else "."),
        )


def _other_days(case: Case) -> Iterator[Fault]:
    moved = case.rereading.moved_versions
    if moved:
        shown = [f"{old} would be {new or 'gone'}" for old, new in moved[:_SHOWN]]
        more = f", and {len(moved) - _SHOWN} more" if len(moved) > _SHOWN else ""
        yield Fault(
            path=CONFIG_PATH,
            severity=weight_of_published(case),
            message=f"Published versions of {case.policy.path} would have other days: {', '.join(shown)}{more}. The "
            "build would refuse that. Leave `time_zone`, `formerly` and `was_draft` as they are: a version is named by "
            "the day on which it was published, where the organisation was then.",
        )


RULES = (
    CaseRule(
        code="address-changed",
        title="A published policy stays at its address.",
        explanation="The `slug` of a policy is a part of its pages' addresses, which stand in emails, contracts and "
        "other people's links. It is chosen once. The title of the policy, which readers see, is that of its text.",
        check=_other_address,
    ),
    CaseRule(
        code="address-swapped",
        title="A policy whose file gets another name keeps its address among the languages.",
        explanation="Of several languages with one slug, the one whose file has the slug's name is at the plain "
        "address. Where that file is called otherwise, `formerly` says which language it was.",
        check=_renamed_address,
    ),
    CaseRule(
        code="path-unexplained",
        title="A policy that moved says from where.",
        explanation="Versions are found by following the file through git. Where the old file stays, or the new one "
        "has few of its words, git does not see a move, and the policy would begin anew.",
        check=_lost_path,
    ),
    CaseRule(
        code="days-reread",
        title="Published versions keep their days.",
        explanation="The day of a version follows from its commit's moment and the time zone in policy.toml. With "
        "another zone a commit of the late evening has another day, and with it another address. A company that moves "
        "keeps the zone; where it must change, the site is begun again with the old versions imported.",
        check=_other_days,
    ),
)
