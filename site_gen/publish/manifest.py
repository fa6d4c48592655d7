"""Writes `manifest.json`, the one seam between the generator and the notifier; `schemas/` is its contract."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from site_gen.canonical import Json, canonical, write, written
from site_gen.history.timeline import Effect, days_of_return
from site_gen.model.facts import FactLife
from site_gen.model.notice import OwedNotice
from site_gen.model.policy import Organisation, Policy
from site_gen.model.rules import Timing
from site_gen.model.version import Version
from site_gen.publish.addresses import Addresses


class ManifestEntry(Struct, frozen=True, kw_only=True):
    """What the manifest says about one version."""

    version: Version
    text_sha256: str
    """Of the bytes of `<version>/policy.md`."""
    note_language: str = ""
    """That of the note's words, where it is not the policy's."""
    summary_html: str = ""
    summary_text: str = ""
    what_you_can_do_html: str = ""
    what_you_can_do_text: str = ""
    notices: tuple[OwedNotice, ...] = ()
    reasons_text: tuple[str, ...] = ()
    """Of the version's postponements, in their order."""
    tombstone_text: str = ""
    """Why the text was taken down, where it was."""


class WrittenEntry(NamedTuple):
    """A version's entry as it stands in the manifest."""

    version_id: str
    link: str
    """In the chain of all versions, its `chain_sha256`."""
    text: str
    text_sha256: str
    notices: tuple[OwedNotice, ...]
    says: Callable[[], ManifestEntry]
    """Works out what it says: its words are rendered only where somebody else needs them too."""


class Manifest(Struct, frozen=True, kw_only=True, dict=True):
    """Everything in one policy's manifest."""

    policy: Policy
    title: str
    organisation: Organisation
    source_commit: str
    line_through: tuple[str, ...] = ()
    """The commits that lead the main line off git's first parents."""
    in_force_id: str | None
    ended_on: date | None = None
    """The day on which the policy was taken down, where nothing came after."""
    entries: tuple[WrittenEntry, ...]
    """Oldest first, as the history is."""
    effects: tuple[Effect, ...] = ()
    """Oldest first, as `timeline.effects` returns them."""
    redlined: bool = True
    """Whether each version after the first has its page of what changed."""

    @cached_property
    def by_id(self) -> dict[str, WrittenEntry]:
        """Each version's entry, by its id."""
        return {entry.version_id: entry for entry in self.entries}

    @cached_property
    def asking(self) -> frozenset[str]:
        """The versions of whose notices one asks people to agree, by their ids."""
        return frozenset(each.version_id for each in self.entries if any(notice.consent for notice in each.notices))

    @cached_property
    def days_of_return(self) -> dict[str, date]:
        """Each version whose change applied and was taken back since, by its id, with the day on which it was."""
        return days_of_return(self.effects)

    @cached_property
    def changes(self) -> dict[date, Effect]:
        """What changes on each day; what the policy began with changed nothing."""
        return {effect.effective_on: effect for effect in self.effects if effect.base}

    @cached_property
    def links(self) -> dict[str, str]:
        """Each version's link in the chain of all versions, by its id."""
        return {entry.version_id: entry.link for entry in self.entries}


def write_entry(
    entry: ManifestEntry, link: str, addresses: Addresses, *, redlined: bool = True, turns: Json = None
) -> WrittenEntry:
    """Write what the manifest says about one version; `turns` are the version's of `turns_by_version`.

    What is said of a version later, a postponement, an explanation or a withdrawal, rewrites no link; it gets its own.
    """
    facts: Json = {
        **_facts(entry, entry.version.effective_on),
        **_places(entry.version, addresses, redlined=redlined),
        **_postponements(entry, link),
        **_explanation_fields(entry, link),
        **_withdrawal_fields(entry, link),
        **_corrects(entry.version),
        **({"note_language": entry.note_language} if entry.note_language else {}),
        **({"facts": turns} if turns else {}),
        "chain_sha256": link,
    }
    return WrittenEntry(
        entry.version.version_id, link, write(facts), entry.text_sha256, entry.notices, lambda: entry
    )  # fmt: skip


def link_of(published: ManifestEntry, before: str) -> str:
    """Return a version's link in the chain, over its own facts as they were announced and the link before it.

    `published` is the entry as it was published; `before` is empty for the first.
    """
    return _link(_facts(published, published.version.announced_on), before)


def _link(facts: Json, before: str) -> str:
    return hashlib.sha256(canonical(facts) + before.encode()).hexdigest()


def manifest_bytes(manifest: Manifest, translations: Sequence[Manifest] = ()) -> bytes:
    """Return the bytes of `/<slug>/manifest.json`; `translations` are those of the same policy in other languages."""
    addresses = Addresses(manifest.organisation.base_url, manifest.policy.slug)
    others = [each for each in translations if each.policy.language != manifest.policy.language]
    return canonical(
        {
            "manifest_version": 1,
            "source_commit": manifest.source_commit,
            **({"line_through": list(manifest.line_through)} if manifest.line_through else {}),
            **({"ended_on": manifest.ended_on.isoformat()} if manifest.ended_on else {}),
            "in_force_id": manifest.in_force_id,
            "policy": _policy(manifest, addresses) | _titles(others),
            "effects": [
                _effect(manifest, effect, addresses)
                | _returns(manifest, effect)
                | _texts_in_other_languages(effect, others)
                for effect in manifest.effects[::-1]
            ],
            "versions": [written(entry.text) for entry in manifest.entries[::-1]],
        }
    )


def _policy(manifest: Manifest, addresses: Addresses) -> dict[str, Json]:
    organisation = manifest.organisation
    return {
        "slug": manifest.policy.slug,
        "title": manifest.title,
        "language": manifest.policy.language,
        "url": addresses.policy(),
        "controller": {"name": organisation.name, "postal_address": organisation.postal_address},
        "contact": organisation.contact_email,
        **({} if organisation.time_zone == "UTC" else {"time_zone": organisation.time_zone}),
    }


def _titles(others: Sequence[Manifest]) -> dict[str, Json]:
    """Return how the policy is called in its other languages."""
    titles: dict[str, Json] = {each.policy.language: each.title for each in others if each.title}
    return {"titles": titles} if titles else {}


def _effect(manifest: Manifest, effect: Effect, addresses: Addresses) -> dict[str, Json]:
    base = effect.base.version_id if effect.base else None
    return {
        "effective_on": effect.effective_on.isoformat(),
        "base_id": base,
        "target_id": effect.target.version_id,
        "version_ids": [version.version_id for version in effect.versions],
        "class": effect.change_class.value,
        "changes_url": addresses.redline(effect.base, effect.target) if effect.base and manifest.redlined else None,
    }


def _returns(manifest: Manifest, effect: Effect) -> dict[str, Json]:
    """Return on which day each of an effect's versions was taken back, where one was: its question is one no more."""
    days = manifest.days_of_return
    found: dict[str, Json] = {
        each.version_id: days[each.version_id].isoformat() for each in effect.versions if each.version_id in days
    }
    return {"taken_back": found} if found else {}


def _texts_in_other_languages(effect: Effect, others: Sequence[Manifest]) -> dict[str, Json]:
    """Return the texts that the same day brings in other languages, by language: what people there see and agree to."""
    found: dict[str, Json] = {
        each.policy.language: [
            {"version_id": version.version_id, "text_sha256": each.by_id[version.version_id].text_sha256}
            for version in dict.fromkeys((*own.versions, own.target))
        ]
        for each in others
        if (own := each.changes.get(effect.effective_on))
    }
    return {"other_languages": found} if effect.base and found else {}


def _facts(entry: ManifestEntry, effective_on: date) -> dict[str, Json]:
    """Return what stays true wherever the site is served: as announced, it is the part that the chain covers."""
    version = entry.version
    moved = effective_on - version.effective_on
    return {
        "version_id": version.version_id,
        "published_on": version.published_on.isoformat(),
        "effective_on": effective_on.isoformat(),
        "imported": version.imported,
        "class": version.change_class.value,
        "practice": version.note.practice.value if version.note and version.note.practice else None,
        "summary_html": entry.summary_html,
        "summary_text": entry.summary_text,
        "what_you_can_do_html": entry.what_you_can_do_html,
        "what_you_can_do_text": entry.what_you_can_do_text,
        "commit": version.commit,
        "text_sha256": entry.text_sha256,
        "predecessor_id": version.predecessor_id,
        "notices": [_notice(replace(notice, send_by=notice.send_by + moved)) for notice in entry.notices],
    }


def _postponements(entry: ManifestEntry, link: str) -> dict[str, Json]:
    """Return the field, where there is one; its links begin with the entry's own."""
    found: list[Json] = []
    for each, reason in zip(entry.version.postponements, entry.reasons_text, strict=True):
        facts: dict[str, Json] = {
            "on": each.postponed_on.isoformat(),
            "from": each.from_on.isoformat(),
            "to": each.to_on.isoformat(),
            "along_with_id": each.along_with_id,
            "reason_text": reason,
            "commit": each.commit,
        }
        link = _link(facts, link)
        found.append({**facts, "chain_sha256": link})
    return {"postponements": found} if found else {}


def _withdrawal_fields(entry: ManifestEntry, link: str) -> dict[str, Json]:
    """Return the field where the text was taken down; its link begins with the entry's own."""
    stone = entry.version.withdrawn
    if stone is None:
        return {}
    facts: dict[str, Json] = {
        "on": stone.withdrawn_on.isoformat(),
        "reason_text": entry.tombstone_text,
        "commit": stone.commit,
    }
    withheld: dict[str, Json] = {"note": "withheld"} if stone.withheld else {}
    return {"withdrawn": {**facts, **withheld, "chain_sha256": _link({**facts, **withheld}, link)}}


def _explanation_fields(entry: ManifestEntry, link: str) -> dict[str, Json]:
    """Return the field where the note came late; its link covers what the note says, and follows the entry's own."""
    explanation = entry.version.explanation
    if explanation is None:
        return {}
    when: dict[str, Json] = {"on": explanation.explained_on.isoformat(), "commit": explanation.commit}
    said = {name: value for name, value in _facts(entry, entry.version.effective_on).items() if name in _NOTE_SAYS}
    return {"explained": {**when, "chain_sha256": _link({**said, **when}, link)}}


_NOTE_SAYS = (
    "class", "practice", "summary_html", "summary_text", "what_you_can_do_html", "what_you_can_do_text"
)  # fmt: skip


def _corrects(version: Version) -> dict[str, Json]:
    return {"corrects": version.note.corrects} if version.note and version.note.corrects else {}


def turns_by_version(lives: Iterable[FactLife]) -> dict[str, Json]:
    """Return, by version, which facts came, or changed, with it, and which went."""
    came: dict[str, list[Json]] = {}
    gone: dict[str, list[Json]] = {}
    for life in lives:
        for turn in life.turns:
            value: dict[str, Json] = {"value": turn.value} if turn.value else {}
            fact: dict[str, Json] = {"kind": str(life.kind), "words": turn.words or life.words, **value}
            (gone if turn.value is None else came).setdefault(turn.version.version_id, []).append(fact)
    return {name: {"came": came.get(name, []), "gone": gone.get(name, [])} for name in came.keys() | gone.keys()}


def _notice(notice: OwedNotice) -> Json:
    return {
        "rule": notice.rule,
        "regions": list(notice.regions),
        "channel": notice.channel,
        "lead_days": notice.lead_days,
        "send_by": notice.send_by.isoformat(),
        "consent": notice.consent,
        "source": notice.source,
        **({} if notice.timing is Timing.BY else {"timing": notice.timing.value}),
    }


def _places(version: Version, addresses: Addresses, *, redlined: bool) -> dict[str, Json]:
    changes = addresses.changes(version.version_id) if redlined and version.predecessor_id else None
    return {
        "url": addresses.version(version.version_id),
        "changes_url": changes,
    }
