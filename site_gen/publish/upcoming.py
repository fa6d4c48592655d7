"""Writes `upcoming.json`: what a product shows its people of a change, when, how, and until which day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from site_gen.canonical import Json, canonical
from site_gen.history.timeline import Effect
from site_gen.model.note import ChangeClass
from site_gen.model.version import Version
from site_gen.publish.addresses import Addresses, with_links_to
from site_gen.publish.manifest import Manifest, ManifestEntry
from site_gen.publish.note_language import in_its_language

SHOWN_FOR = timedelta(days=30)
"""How long a change is still shown after the day on which it took effect."""


def upcoming_bytes(manifest: Manifest, translations: Sequence[Manifest], today: date) -> bytes:
    """Return the bytes of `/<slug>/upcoming.json`; its schema is `schemas/upcoming.v1.schema.json`.

    `translations` are the manifests of the same policy in other languages.
    """
    addresses = _addresses(manifest)
    return canonical(
        {
            "upcoming_version": 1,
            "policy": {
                "slug": manifest.policy.slug,
                "title": manifest.title,
                "language": manifest.policy.language,
                "url": addresses.policy(),
                "controller": manifest.organisation.name,
            },
            "time_zone": manifest.organisation.time_zone,
            "manifest_url": addresses.file("manifest.json"),
            "in_force_id": manifest.in_force_id,
            "changes": list(_changes(manifest, translations, today)),
        }
    )


def _changes(manifest: Manifest, translations: Sequence[Manifest], today: date) -> Iterator[Json]:
    """Yield each change that is still to be shown, the soonest first; what a policy began with changed nothing.

    The last question stays for whoever has not answered it: an answer to it covers those before.
    """
    changes = [effect for effect in manifest.effects if effect.base]
    past = (effect for effect in reversed(changes) if effect.effective_on <= today)
    last_question = next((effect for effect in past if _asks(manifest, effect, today)), None)
    for effect in changes:
        if effect.effective_on + SHOWN_FOR >= today or effect is last_question:
            yield _change(manifest, effect, translations, today)


def _asks(manifest: Manifest, effect: Effect, today: date) -> bool:
    """Whether people must agree, by the class or by the rule of some region: to what is not taken back."""
    return any(
        version.change_class is ChangeClass.MATERIAL_CONSENT or version.version_id in manifest.asking
        for version in _standing(manifest, effect, today)
    )


def _standing(manifest: Manifest, effect: Effect, today: date) -> Iterator[Version]:
    """Yield the versions of a day that changed something, and that no later day has taken back."""
    days = manifest.days_of_return
    changed = (each for each in effect.versions if not (each.note and each.note.corrects))
    return (each for each in changed if days.get(each.version_id, date.max) > today)


def _shown_as(manifest: Manifest, effect: Effect, today: date) -> str:
    if _asks(manifest, effect, today):
        return "question"
    is_told = any(each.change_class is ChangeClass.MATERIAL for each in _standing(manifest, effect, today))
    return "notice" if is_told else "nothing"


def _change(manifest: Manifest, effect: Effect, translations: Sequence[Manifest], today: date) -> Json:
    others = ((each, each.changes.get(effect.effective_on)) for each in translations)
    show_as = _shown_as(manifest, effect, today)
    return {
        "effective_on": effect.effective_on.isoformat(),
        "base_id": effect.base.version_id if effect.base else None,
        "target_id": effect.target.version_id,
        "version_ids": [version.version_id for version in effect.versions],
        "class": effect.change_class.value,
        "consent": show_as == "question",
        "show_as": show_as,
        "show_from": min(version.published_on for version in effect.versions).isoformat(),
        "show_until": (effect.effective_on + SHOWN_FOR).isoformat(),
        "text_sha256": manifest.by_id[effect.target.version_id].text_sha256,
        "chain_sha256": manifest.links[effect.target.version_id],
        "languages": {
            manifest.policy.language: _words(manifest, effect, _addresses(manifest)),
            **{each.policy.language: _words(each, own, _addresses_beside(each)) for each, own in others if own},
        },
    }


def _words(manifest: Manifest, effect: Effect, addresses: Addresses) -> Json:
    """Return what people read: the words of every note, in their order, and where all of it stands."""
    entries = [*_entries_of(manifest, effect.versions)]
    page = addresses.version(effect.target.version_id)

    def html(parts: Iterator[str]) -> str:
        return "\n".join(with_links_to(page, part) for part in parts if part)

    return {
        "title": manifest.title,
        "version_id": effect.target.version_id,
        "text_sha256": manifest.by_id[effect.target.version_id].text_sha256,
        "summary_html": html(in_its_language(entry.summary_html, entry.note_language) for entry in entries),
        "summary_text": "\n\n".join(entry.summary_text for entry in entries if entry.summary_text),
        "what_you_can_do_html": html(
            in_its_language(entry.what_you_can_do_html, entry.note_language) for entry in entries
        ),
        "what_you_can_do_text": "\n\n".join(each.what_you_can_do_text for each in entries if each.what_you_can_do_text),
        "url": page,
        "changes_url": addresses.redline(effect.base, effect.target) if effect.base and manifest.redlined else None,
    }


def _entries_of(manifest: Manifest, versions: Iterable[Version]) -> Iterator[ManifestEntry]:
    """Yield what the manifest says of some versions, in their order."""
    return (manifest.by_id[version.version_id].says() for version in versions)


def _addresses(manifest: Manifest) -> Addresses:
    return Addresses(manifest.organisation.base_url, manifest.policy.slug)


def _addresses_beside(manifest: Manifest) -> Addresses:
    """Return another policy's addresses as seen from a file in the folder of this one."""
    return Addresses(manifest.organisation.base_url or "..", manifest.policy.slug)
