"""What a build tells its user though nothing was refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, tzinfo

from site_gen.build.plan import PolicySite
from site_gen.model.history import History, Revision
from site_gen.options import Redlines


def warn_of_policy(site: PolicySite) -> Iterator[str]:
    """Warn of what is odd in a policy's history, and of what the site leaves out."""
    for version_id, known in list(site.recorded.items())[:1]:
        yield (
            f"{site.history.policy.path}: version {version_id} was published from commit {known.commit[:12]}, which "
            f"has another name here{_and_more(len(site.recorded) - 1)}: the history was rewritten since (a purge, an "
            "amended commit). What is published of them stays as it is, with its links in the chain"
        )
    yield from dict.fromkeys(warning for terms in site.terms.values() for warning in terms.warnings)
    for warning in site.history.warnings:
        yield f"{warning.path} (commit {warning.commit[:12]}): {warning.message}"
    newest = site.history.versions[-1]
    if newest.withdrawn is None and (link := site.facts[newest.text_oid].file_link):
        yield (
            f"{site.history.policy.path}: its link to {link} leads to a file of the repository, and from the page "
            "nowhere; write the full address of the page, beginning with https:// (`policy-site check` finds every "
            "such link of a change)"
        )
    if site.redlines is Redlines.ALL and not site.compares_with_newest:
        yield f"{site.history.policy.path}: too many versions to compare each with the newest, so only neighbours are"


def warn_of_days_to_come(
    histories: Sequence[History], revisions: Sequence[Sequence[Revision]], zone: tzinfo, today: date
) -> Iterator[str]:
    """Warn of what is not published yet because a commit says that it was made on a day that is still to come."""
    for history, own in zip(histories, revisions, strict=True):
        told = {version.commit for version in history.versions}
        dated = ((each, each.committed_at.astimezone(zone).date()) for each in own if each.commit not in told)
        for revision, day in dated:
            if day > today:
                yield (
                    f"{revision.path} (commit {revision.commit[:12]}): is dated {day}, a day that is still to come, so "
                    "neither it nor what was committed after it is published until then. Where a clock was wrong, make "
                    "these commits again: nothing of them is published"
                )
                break


def _and_more(number: int) -> str:
    return f", as have those of {number:,} more" if number else ""
