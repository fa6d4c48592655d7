"""What guards the published record: a build is compared with it, and what differs undeclared is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from site_gen.declared.configuration import CONFIG_PATH, POLICY_FOLDER, is_set_aside, policy_by_name
from site_gen.errors import PublishedError
from site_gen.git.main_line import Join, Line, Relation
from site_gen.git.pulls import line_through_pulls
from site_gen.git.repository import Repository
from site_gen.model.history import History, Revision
from site_gen.model.note import ChangeNote
from site_gen.model.policy import Policy
from site_gen.record.compare import Difference, DifferenceKind, differences, missing_policy
from site_gen.record.published import PublishedPolicy

_SHOWN = 8
_REWRITTEN = "the history was rewritten (an amended commit, a reset or a forced push)"
_READ_DIFFERENTLY = (
    "the commits are the same, and are read differently: policy.toml (the time zone, the paths), a change note, "
    "a new file with the name of one that was renamed, or the day of the build (--today) is not what it was."
)
_IN_PUBLIC = (
    "A published version changes only in public: a note with `corrects: VERSION` explains a correction, and one with "
    "`withdraws: VERSION` takes a text down and leaves the reason in its place."
)
_ON_PURPOSE = "To replace what is published without either, add --replace-published."
_TEXT_LOST = {DifferenceKind.GONE, DifferenceKind.TEXT}
_REPLACEABLE = {Relation.REWRITTEN, Relation.UNKNOWN}
"""Where somebody may have meant it; an old commit, or a manifest that was written to, is nothing to publish over."""


def published_line(
    repository: Repository, published: Sequence[PublishedPolicy], revisions: Sequence[Sequence[Revision]]
) -> Line:
    """Return the main line through what is published, where a merge took that off git's own; else nothing.

    `revisions` are those of git's own line.
    """
    walked = {revision.commit for own in revisions for revision in own}
    commits = tuple(dict.fromkeys(commit for each in published for commit in each.commits))
    if all(commit in walked for commit in commits):
        return Line()
    line = repository.line_through(commits)
    # In a history that was rewritten, or moved, the commits have other names; the pulls that led off git's line stay.
    has_left = any(each.line_through for each in published)
    return line_through_pulls(repository) if has_left and not line.steps else line


def follow(former: Sequence[Policy], others: Sequence[Policy], revisions: Sequence[Sequence[Revision]]) -> list[Policy]:
    """Find published policies that were renamed and then deleted, each where its file was last.

    `others` are files that are gone too and have no published folder of their own, with their revisions.
    """
    lived = {other.path: {revision.path for revision in own} for other, own in zip(others, revisions, strict=True)}
    last = [path for path in lived if not any(path in paths for other, paths in lived.items() if other != path)]
    found = []
    for policy in former:
        path = next((path for path in last if policy.path in lived[path]), policy.path)
        found.append(replace(policy, path=path))
    return found


def settle(
    policies: Sequence[Policy], former: Sequence[Policy], revisions: Sequence[Sequence[Revision]]
) -> tuple[tuple[Policy, ...], tuple[Sequence[Revision], ...]]:
    """Let a renamed policy keep the folder in which it is published, and a removed one go on as withdrawn.

    `former` are published policies whose files are gone; `revisions` are those of both, in their order.
    """
    moved: set[str] = set()
    settled: list[tuple[Policy, Sequence[Revision]]] = []
    for policy, own in zip(policies, revisions, strict=False):
        paths = {revision.path for revision in own}
        before = next((each for each in former if each.path in paths and each.path not in moved), None)
        moved |= {each.path for each in former if each.path in paths}
        kept = replace(policy, slug=before.slug, language=before.language) if before else policy
        settled.append((kept, own))
    ended = zip(former, revisions[len(policies) :], strict=True)
    settled += [(policy, own) for policy, own in ended if policy.path not in moved]
    return tuple(policy for policy, _ in settled), tuple(own for _, own in settled)


class Guard(Struct, frozen=True):
    """Compares what a build is about to publish with what is published."""

    repository: Repository
    published: Sequence[PublishedPolicy]
    today: date
    plain: Callable[[ChangeNote], str]
    """Gives a note's words as they are published."""

    def refuse(self, histories: Sequence[History], sha256: Mapping[str, str]) -> None:
        """Raise PublishedError where the build would change what is published and nobody declared it."""
        told = {history.policy.slug: history for history in histories}
        for policy in self.published:
            history = told.get(policy.slug)
            found = (
                differences(policy, history, sha256, self.today, self.plain) if history else (missing_policy(policy),)
            )
            if found:
                raise self._refusal(policy, history, found)

    def _refusal(self, policy: PublishedPolicy, history: History | None, found: Sequence[Difference]) -> PublishedError:
        join = self.repository.join(policy.source_commit)
        lost = [each.version_id for each in found if each.kind in _TEXT_LOST]
        cause, way_out = _cause(join, policy, self.repository.tip, next(iter(lost), policy.newest.version_id))
        is_early = join.relation is Relation.ON_LINE and policy.said_on > self.today
        if is_early:
            cause, way_out = _earlier_day(policy, self.today)
        elif history and join.relation is Relation.ON_LINE and _is_another_file(policy, history):
            cause, way_out = _another_file(history.policy)
        lines = [f"nothing was published, since it would change what {policy.place} has published:", *_listing(found)]
        if found[0].kind is DifferenceKind.POLICY_GONE:
            lines.append(f"Its addresses must go on answering. {self._way_to_keep(policy)}")
        else:
            in_public = f"{_IN_PUBLIC} {_ON_PURPOSE}" if join.relation in _REPLACEABLE else _IN_PUBLIC
            if lost and join.relation in _REPLACEABLE:
                in_public = f"{_purged(lost)}\n{in_public}"
            lines += [f"Why: {cause}", f"What to do: {way_out}", *([] if is_early else [in_public])]
        why = f"{cause}\nWhat to do: {way_out}" if join.relation is not Relation.ON_LINE else ""
        named = tuple((f"{each.slug}/{each.version_id}".rstrip("/"), each.words) for each in found)
        return PublishedError("\n".join(lines), differences=named, why=why)

    def _way_to_keep(self, policy: PublishedPolicy) -> str:
        listed = f"list it in {CONFIG_PATH} as [[policy]], beside all others, with"
        own_slug = f'slug = "{policy.slug}"'
        for path in filter(is_set_aside, self.repository.files(POLICY_FOLDER)):
            named = policy_by_name(path)
            if policy.slug in {named.slug, f"{named.slug}.{named.language.lower()}"}:
                return (
                    f"{path} is taken for no policy any more, because of its name. To keep its pages, {listed} "
                    f'path = "{path}" and {own_slug}. To take down what nobody meant to publish: --replace-published.'
                )
        return (
            f"If its file was renamed, or the name of its language changed, {listed} its `path` and {own_slug}; if its "
            "file was deleted, list it with its last `path`: its pages then say when it ended."
        )


def _earlier_day(policy: PublishedPolicy, today: date) -> tuple[str, str]:
    asked = "--today, or this machine's clock"
    cause = f"this build is for {today} ({asked}), and {policy.place} already tells of {policy.said_on}."
    return (
        cause,
        f"build for {policy.said_on} or a later day; to look at an earlier one, build into a folder of its own.",
    )


def _is_another_file(policy: PublishedPolicy, history: History) -> bool:
    return {each.commit for each in policy.versions}.isdisjoint(each.commit for each in history.versions)


def _another_file(policy: Policy) -> tuple[str, str]:
    cause = f"no published version came with a commit of {policy.path}: it took another file's place unseen by git."
    listed = f'list it in policy/policy.toml as [[policy]] with path = "{policy.path}", slug = "{policy.slug}" and'
    return cause, f'{listed} `formerly = ["PATH"]`, the path at which the file was before.'


def _listing(found: Sequence[Difference]) -> Iterator[str]:
    for each in found[:_SHOWN]:
        yield f"  {each.slug}, version {each.version_id}: {each.words}" if each.version_id else f"  {each.words}"
    if len(found) > _SHOWN:
        yield f"  and {len(found) - _SHOWN} more"


def _purged(lost: Sequence[str]) -> str:
    """Say what to do where a text was taken out of git on purpose: to bring it back would undo that."""
    which = "that text" if len(lost) == 1 else "one of those texts"
    return (
        f"If {which} was taken out on purpose (a secret, a court's order), bring nothing back: commit a note that "
        f"takes it down in public, with `withdraws: {lost[0]}` and the reason. Its addresses and hashes then stay."
    )


def _cause(join: Join, policy: PublishedPolicy, tip: str, lost: str) -> tuple[str, str]:
    """Return why the history and the record differ, and what mends it; `lost` is a version that would be."""
    published, newest = policy.source_commit[:12], policy.newest.version_id
    match join.relation:
        case Relation.OLDER:
            cause = f"commit {tip[:12]} is older than what is published: {published} is {_commits(join.lost)} newer."
            return (
                cause,
                "build the newest commit of the publishing branch; a workflow that is run again builds the old one.",
            )
        case Relation.REWRITTEN:
            back = f"both go back to {join.commit[:12]}" if join.commit else "the two have no commit in common"
            return (
                f"{_REWRITTEN}: {tip[:12]} does not contain {published}, on which version {newest} rests; {back}.",
                f"{_way_back(join, published)} brings back what is published; then make the change as a new commit.",
            )
        case Relation.UNKNOWN:
            return (
                f"{_REWRITTEN}: this repository does not hold {published}, on which version {newest} rests.",
                f"fetch that commit. If it is lost, commit the text of {lost}/policy.md again, on its day.",
            )
        case _:
            way_out = "put back what changed there, or the published manifest, if that was written to."
            return _READ_DIFFERENTLY, way_out


def _way_back(join: Join, published: str) -> str:
    """Name the command that brings back what was published; git merges nothing unrelated unless it is told to."""
    return f"`git merge {'' if join.commit else '--allow-unrelated-histories '}{published}`"


def _commits(number: int) -> str:
    return f"{number:,} commit{'' if number == 1 else 's'}"
