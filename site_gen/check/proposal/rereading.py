"""What a change of policy.toml makes of the versions that are published; a build would compare them with the record."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from site_gen.check.case import Rereading
from site_gen.check.proposal.both_sides import BothSides
from site_gen.check.proposal.new_files import NEARLY_THE_SAME, likeness
from site_gen.check.proposal.texts import Texts
from site_gen.declared.configuration import policy_by_name, time_zone_of
from site_gen.errors import UnknownPolicyError
from site_gen.history.declarations import name_folders
from site_gen.history.reader import read_history
from site_gen.model.policy import Policy


def find_rereading(both: BothSides, texts: Texts) -> Rereading:
    """Find what of a published policy the proposed configuration would read otherwise."""
    if both.published is None or both.policy not in both.after.policies:
        return Rereading(folders=None, is_lost_from_sight=False, moved_versions=(), name_of=_name_of(both))
    return Rereading(
        folders=_folders(both),
        renamed_folders=_renamed_folders(both),
        is_lost_from_sight=_is_lost_from_sight(both, texts),
        moved_versions=tuple(_moved_versions(both)),
        is_listed_late=_is_listed_late(both),
    )


def _name_of(both: BothSides) -> str:
    """Return where the policy is that had the new one's name, which is a part of its address; empty where none had."""
    policy = both.policy
    if policy.path in both.before.names or policy not in both.after.policies:
        return ""
    heir = both.before.find_heir(policy.path)
    if heir is None or policy.slug != policy_by_name(policy.path).slug:
        return ""
    return "" if any(each.path == heir.path and each.slug == policy.slug for each in both.after.policies) else heir.path


def _is_listed_late(both: BothSides) -> bool:
    """Whether the entry is new, and the text is not: then nobody but its author knows whether it was public."""
    return both.policy.path in both.before.names and all(each.path != both.policy.path for each in both.before.policies)


def _folders(both: BothSides) -> tuple[str, str] | None:
    """Return the published folder and the one that a build would write, where a list gives the policy another."""
    if not both.after.configuration.is_listed:
        return None  # a build finds the folder of a file by its history
    before = {each.path: each for each in name_folders(both.before.policies)}
    published = {each.slug: each.language for each in before.values()}
    now = {each.path: each.slug for each in name_folders(both.after.policies, published)}
    was = before.get(both.old_path or "")
    if was is None or now[both.policy.path] in {was.slug, *_earlier_names(both)}:
        return None
    return was.slug, now[both.policy.path]


def _renamed_folders(both: BothSides) -> tuple[str, str] | None:
    """Return the two folders of a file that is called otherwise, where another language's would take its address."""
    old, new = both.old_path, both.policy.path
    if old is None or old == new or not both.after.configuration.is_listed:
        return None
    was = {each.path: each.slug for each in name_folders(both.before.policies)}.get(old)
    now = {each.path: each.slug for each in name_folders(both.after.policies)}[new]
    is_taken = any(each.slug == both.policy.slug for each in both.siblings)
    return (was, now) if was and was != now and is_taken else None


def _earlier_names(both: BothSides) -> Iterator[str]:
    """Yield the folders in which a policy may be published that nobody listed: a renamed file keeps its first one."""
    if both.published and not both.before.configuration.is_listed:
        yield from (policy_by_name(path).slug for path in both.published.history.paths)


def _is_lost_from_sight(both: BothSides, texts: Texts) -> bool:
    """Whether the text is at another path, and neither a list nor the likeness of the two files says that it moved."""
    old, new = both.old_path, both.policy.path
    if old is None or old == new or old in both.policy.formerly or not (texts.old and texts.new):
        return False
    return old in both.after.names or likeness(texts.old.source, texts.new.source) < NEARLY_THE_SAME


def _moved_versions(both: BothSides) -> Iterator[tuple[str, str]]:
    """Yield each published version that would have another id, with that; empty where it would have none."""
    then, now = both.before.configuration.organisation, both.after.configuration.organisation
    known = next((each for each in both.before.policies if each.path == both.old_path), both.policy)
    was = (then.time_zone, known.formerly, known.was_draft)
    if both.published is None or was == (now.time_zone, _earlier_paths(both, known), both.policy.was_draft):
        return
    policy = replace(both.policy, path=both.old_path or both.policy.path, formerly=_earlier_paths(both, known))
    try:
        history, _ = read_history(both.before.repository, policy, time_zone_of(now), forgiving=True)
        ids = {version.commit: version.version_id for version in history.versions}
    except UnknownPolicyError:  # what was published is said to have been a draft
        ids = {}
    for version in both.published.history.versions:
        if ids.get(version.commit) != version.version_id:
            yield version.version_id, ids.get(version.commit, "")


def _earlier_paths(both: BothSides, known: Policy) -> tuple[str, ...]:
    """Return the earlier paths as proposed; the last one is where the text still is on the other side."""
    return tuple(path for path in both.policy.formerly if path != known.path)
