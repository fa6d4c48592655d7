"""What a change does to the published commits of a policy: commits that it lacks, hides or would take back."""

from __future__ import annotations

from site_gen.check.case import PublishedCommits
from site_gen.check.proposal.both_sides import BothSides
from site_gen.git.main_line import Join, Relation
from site_gen.git.trees import CommitTree


def count_published_commits(both: BothSides, base: CommitTree, join: Join, *, is_commit: bool) -> PublishedCommits:
    """Count what the change does to commits of the base, which `join` leads to; of files on disk, or of a commit."""
    return PublishedCommits(
        is_behind=_is_behind(both, base),
        taken_off_line=_count_off_line(both, base, join),
        left_behind=_count_left_behind(both, base) if is_commit else 0,
    )


def _is_behind(both: BothSides, base: CommitTree) -> bool:
    then = both.before.tree
    if not isinstance(then, CommitTree) or then.repository.tip == base.repository.tip:
        return False
    return then.listing.get(both.old_path or "") != base.listing.get(both.old_path or both.policy.path)


def _count_off_line(both: BothSides, base: CommitTree, join: Join) -> int:
    if join.relation is not Relation.MERGED:
        return 0
    return both.after.repository.count_off_line(join, base.repository.tip, both.trail.pathspecs())


def _count_left_behind(both: BothSides, base: CommitTree) -> int:
    """Count what a push would take back: of a commit that brings nothing new, or in the hook that judges it.

    A branch that only lacks what was published since is no such push.
    """
    fork, head, published = both.before.repository.tip, both.after.repository, base.repository.tip
    if fork == published or not (fork == head.tip or head.is_receiving):
        return 0
    return head.count_between(fork, published, both.trail.pathspecs())
