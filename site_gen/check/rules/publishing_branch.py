"""Rules about the branch that is published: the change builds on it, and takes nothing of it away."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.check.case import Case
from site_gen.check.rule import CaseRule, Fault, Severity


def _stale_branch(case: Case) -> Iterator[Fault]:
    if case.published_commits.is_behind and case.is_version:
        yield Fault(
            path=case.path,
            message=f"{case.path} was changed on the publishing branch since this change began, so what you see here "
            "is not what would be published. Bring your branch up to date (on GitHub: “Update branch”), and check "
            "again.",
        )


def _off_line(case: Case) -> Iterator[Fault]:
    number = case.published_commits.taken_off_line
    if number:
        commits = _count_commits(number)
        yield Fault(
            path=case.path,
            message=f"A merge in this branch takes {commits} of this policy off the main line. That does no harm where "
            "the branch is merged by a pull request. Do not push it to the publishing branch as it stands: whoever "
            "reads the history alone would no longer find those versions. On your own machine, switch to the "
            "publishing branch as it is on the server and merge this one into it with `git merge --no-ff`.",
        )


def _left_behind(case: Case) -> Iterator[Fault]:
    number = case.published_commits.left_behind
    if number:
        commits = _count_commits(number)
        yield Fault(
            path=case.path,
            message=f"A push of this commit would take back {commits} of this policy: it rests on an older state (a "
            "reset, an amended commit, a forced push). Fetch the publishing branch, make the change as a new commit on "
            "top of it, and push that without force.",
        )


def _count_commits(commits: int) -> str:
    return "a published commit" if commits == 1 else f"{commits:,} published commits"


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
)
