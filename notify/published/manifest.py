"""Reads the published manifest and changes: tolerant of additions within major 1, and of nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from notify.errors import ManifestError
from notify.model.published import Changes, Effect, Fact, Manifest, Passage, Section, Version
from notify.published.chain import first_broken_version
from notify.published.entries import MOST_LEAD_DAYS, policy_from, version_from
from notify.published.fields import LANGUAGE, SHA256, VERSION_ID, count, match, one_line, text
from notify.published.site import NotThereError, Published

MAJOR = 1

T = TypeVar("T")


def read_manifest(location: str, *, base_url: str | None = None) -> Manifest:
    """Read a manifest from a file or URL; relative addresses in it become absolute.

    `base_url` is where a manifest given as a file is published; without it, they become `file:` addresses.
    """
    home, name = Published.split_location(location)
    raw = home.read(name)
    return parse_manifest(raw, location, base_url or home.url)


class Manifests:
    """The manifests that one command reads, each of them once: a site may change meanwhile, a decision may not."""

    def __init__(self) -> None:
        self._known: dict[str, Manifest | ManifestError] = {}

    def read(self, location: str, *, base_url: str | None = None) -> Manifest:
        """Read a manifest, or return it as it was read before.

        Raises ManifestError, each time anew, where it cannot be read.
        """
        if location not in self._known:
            try:
                self._known[location] = read_manifest(location, base_url=base_url)
            except ManifestError as error:
                self._known[location] = error
        known = self._known[location]
        if isinstance(known, ManifestError):
            raise known
        return known


def parse_manifest(raw: bytes, location: str, base_url: str) -> Manifest:
    """Turn the bytes of a manifest into types, or say what is wrong and where."""
    body = _object(raw, location)
    _refuse_other_major(body.get("manifest_version"), location, "manifest_version")
    return _translate_errors(location, lambda: _manifest(body, location, base_url))


def parse_changes(raw: bytes, location: str) -> Changes:
    """Turn the bytes of a changes.json into types."""
    body = _object(raw, location)
    _refuse_other_major(body.get("changes_version"), location, "changes_version")
    return _translate_errors(location, lambda: _changes(body))


def read_changes(home: Published, path: str) -> Changes | None:
    """Read a changes.json that the site may or may not have."""
    try:
        raw = home.read(path)
    except NotThereError:
        return None
    return parse_changes(raw, f"{home.location}/{path}")


def _refuse_absurd_days(version: Version) -> Version:
    """Refuse days that cannot be meant: a lead of centuries is a slip of the pen."""
    for owed in version.owed:
        if (version.effective_on - owed.send_by).days > MOST_LEAD_DAYS:
            msg = f"version {version.version_id} is to be told {owed.send_by}, over ten years ahead"
            raise ValueError(msg)
    if not 1900 <= version.effective_on.year <= 9000:
        msg = f"version {version.version_id} takes effect on {version.effective_on}, which is not one of its days"
        raise ValueError(msg)
    return version


def _refuse_broken_chain(entries: list[dict[str, Any]], location: str) -> None:
    """Raise ManifestError where a version is not what was published under its link: nobody is told of such a one."""
    if broken := first_broken_version(entries):
        raise ManifestError(
            location,
            f"version {broken} is not what its link in the chain (chain_sha256) says was published: the file was "
            "changed after policy-site wrote it; take the manifest.json that is published, or build the site again",
        )


def _manifest(body: dict[str, Any], location: str, base_url: str) -> Manifest:
    versions = tuple(_refuse_absurd_days(version_from(entry, base_url)) for entry in body["versions"])
    ids = [version.version_id for version in versions]
    if len(set(ids)) != len(ids):
        raise ManifestError(location, "two versions have the same version_id; build the site again")
    _refuse_broken_chain(body["versions"], location)
    effects = tuple(_effect(entry, set(ids)) for entry in body.get("effects", []))
    begins = {each: (effect.effective_on, effect.target_id) for effect in effects for each in effect.version_ids}
    return Manifest(
        location=location,
        policy=policy_from(body["policy"], base_url),
        versions=tuple(each.beginning(*begins.get(each.version_id, (each.effective_on, ""))) for each in versions),
        effects=effects,
        ended_on=date.fromisoformat(body["ended_on"]) if "ended_on" in body else None,
    )


def _effect(body: dict[str, Any], known: set[str]) -> Effect:
    taken_back, others = body.get("taken_back", {}), body.get("other_languages", {})
    ids = (*body["version_ids"], body["target_id"], *filter(None, [body["base_id"]]), *taken_back)
    for unknown in (each for each in ids if each not in known):
        msg = f"effects name a version {text(unknown)!r:.60}, which is not among the versions"
        raise ValueError(msg)
    return Effect(
        effective_on=date.fromisoformat(body["effective_on"]),
        base_id=body["base_id"],
        target_id=body["target_id"],
        version_ids=tuple(body["version_ids"]),
        taken_back={each: date.fromisoformat(day) for each, day in taken_back.items()},
        texts={
            match(LANGUAGE, language, "other_languages"): tuple(
                match(SHA256, each["text_sha256"], "text_sha256") for each in texts
            )
            for language, texts in others.items()
        },
    )


def _changes(body: dict[str, Any]) -> Changes:
    return Changes(
        older_id=match(VERSION_ID, body["older_id"], "older_id"),
        newer_id=match(VERSION_ID, body["newer_id"], "newer_id"),
        verdict=one_line(body["verdict"]),
        words_inserted=int(body["counts"]["words_inserted"]),
        words_deleted=int(body["counts"]["words_deleted"]),
        sections=tuple(_section(entry) for entry in body["sections"]),
        practice=tuple(_passage(entry) for entry in body.get("practice", [])),
    )


def _passage(body: dict[str, Any]) -> Passage:
    whole = {"subject": body["subjects"][0], "before": body["before"], "after": body["after"]}
    return Passage(
        subjects=tuple(one_line(each) for each in body["subjects"]),
        before=one_line(body["before"]),
        after=one_line(body["after"]),
        section=one_line(body["section"]),
        anchor=None if body["anchor"] is None else text(body["anchor"]),
        facts=tuple(_fact(each) for each in body.get("short") or [whole]),
    )


def _fact(body: dict[str, Any]) -> Fact:
    return Fact(
        subject=one_line(body["subject"]),
        row=one_line(body.get("row", "")),
        column=one_line(body.get("column", "")),
        before=one_line(body["before"]),
        after=one_line(body["after"]),
    )


def _section(body: dict[str, Any]) -> Section:
    return Section(
        title=one_line(body["title"]),
        anchor=None if body["anchor"] is None else text(body["anchor"]),
        words_inserted=count(body["words_inserted"], "words_inserted"),
        words_deleted=count(body["words_deleted"], "words_deleted"),
        html=text(body["html"]),
        text=text(body["text"]),
    )


def _object(raw: bytes, location: str) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ManifestError(
            location, f"is not JSON ({error}); point --manifest at the manifest.json of the built site"
        ) from None
    if not isinstance(body, dict):
        raise ManifestError(location, "is not a JSON object; point --manifest at the manifest.json of the built site")
    return body


def _refuse_other_major(number: object, location: str, field: str) -> None:
    if number != MAJOR or isinstance(number, bool):
        raise ManifestError(
            location, f"has {field} {number!r}; this program reads {MAJOR}: use the release that belongs to the site"
        )


def _translate_errors(location: str, parse: Callable[[], T]) -> T:
    try:
        return parse()
    except KeyError as error:
        raise ManifestError(
            location, f"has no {error.args[0]!r}; build the site again with policy-site build"
        ) from None
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise ManifestError(location, f"{error}; build the site again with policy-site build") from None
