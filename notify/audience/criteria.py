"""What decides whether an account is owed a notice of a version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from notify.model.published import Manifest, Obligation, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """The version, its rules, and the languages that messages exist in."""

    version: Version
    older_ids: tuple[str, ...]
    """Versions before this one's predecessor: people who last saw one of them get a redline of their own."""
    newer_ids: tuple[str, ...]
    """This version and those after it: people who saw one of them are owed nothing."""
    rules: tuple[Obligation, ...]
    """Strictest first; an account is told under the first that covers it, and only once."""
    languages: tuple[str, ...]
    default_language: str
    time_zone: str = "UTC"
    """The organisation's: in it a moment becomes a day, as the day of publication did."""
    slug: str = ""
    """The policy's, by which an account names the version of it that was seen last."""
    foreign_ids: tuple[str, ...] = ()
    """Versions of other policies that are judged beside it: an id that is one of these might mean either."""


def criteria_for(
    manifest: Manifest,
    version: Version,
    languages: tuple[str, ...],
    default_language: str,
    beside: Iterable[Manifest] = (),
) -> Criteria:
    """Say what decides about an account for this version; `beside` are the other policies that are judged with it."""
    ids = [v.version_id for v in manifest.versions]
    place = ids.index(version.version_id)
    older = [i for i in ids[place + 1 :] if i != version.predecessor_id]
    rules = sorted(version.owed, key=lambda rule: (-rule.lead_days, "*" in rule.regions, rule.rule))
    return Criteria(
        version=version,
        older_ids=tuple(older),
        newer_ids=tuple(ids[: place + 1]),
        rules=tuple(rules),
        languages=languages,
        default_language=default_language,
        time_zone=manifest.policy.time_zone,
        slug=manifest.policy.slug,
        foreign_ids=tuple(sorted({each.version_id for other in beside for each in other.versions})),
    )
