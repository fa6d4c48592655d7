"""Reads the published manifest and changes: tolerant of additions within major 1, and of nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from notify.errors import ManifestError
from notify.model.notice import Part
from notify.model.published import Changes, Effect, Manifest, Obligation, Passage, Policy, Section, Version
from notify.published.site import NotThereError, Published, resolve

MAJOR = 1
MOST_LEAD_DAYS = 3_660
"""Ten years: what asks for more cannot be meant."""
VERSION_ID = re.compile(r"\d{4}-\d{2}-\d{2}(-\d+)?")
SLUG = re.compile(r"[a-z0-9][a-z0-9._-]*")
RULE = re.compile(r"[a-z0-9][a-z0-9-]*")
REGION = re.compile(r"\*|[A-Z]{2}(-[A-Z0-9]{1,3})?")
TIMING = re.compile(r"[a-z]{1,20}(-[a-z]{1,20})*")
SHA256 = re.compile(r"[0-9a-f]{64}")

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


def notice_id(policy: Policy, version: Version, rule: str) -> str:
    """Derive a notice's identity, so that publishing or sending twice cannot notify twice."""
    identity = f"{policy.slug}\n{policy.language}\n{version.version_id}\n{version.text_sha256}\n{rule}"
    return hashlib.sha256(identity.encode()).hexdigest()[:12]


def own_id(part: Part) -> str:
    """Name the notice that tells of nothing but this."""
    return notice_id(part.policy, part.version, part.obligation.rule)


def id_of(parts: Sequence[Part]) -> str:
    """Derive a notice's identity from what it tells of, whatever the order."""
    own = sorted(own_id(part) for part in parts)
    return own[0] if len(own) == 1 else hashlib.sha256("\n".join(["together", *own]).encode()).hexdigest()[:12]


def facts_of(policy: Policy, version: Version) -> dict[str, Any]:
    """Give the JSON that the ledger and the public record keep; `policy_from` and `version_from` read it back."""
    return {
        "policy": {
            "slug": policy.slug,
            "title": policy.title,
            "language": policy.language,
            "url": policy.url,
            "controller": {"name": policy.controller, "postal_address": policy.postal_address},
            "contact": policy.contact,
            "time_zone": policy.time_zone,
        },
        "version": _version_facts(version),
    }


def policy_from(body: dict[str, Any], base_url: str = "") -> Policy:
    """Read the `policy` object."""
    controller = body["controller"]
    return Policy(
        slug=_match(SLUG, body["slug"], "policy.slug"),
        title=_one_line(body["title"]),
        language=_one_line(body["language"]),
        url=resolve(base_url, _text(body["url"])),
        controller=_one_line(controller["name"]),
        postal_address=_text(controller["postal_address"]).strip(),
        contact=_one_line(body["contact"]),
        time_zone=_zone(body.get("time_zone", "UTC")),
    )


def version_from(body: dict[str, Any], base_url: str = "") -> Version:
    """Read one entry of `versions`."""
    changes_url = body["changes_url"]
    return Version(
        version_id=_match(VERSION_ID, body["version_id"], "version_id"),
        published_on=date.fromisoformat(body["published_on"]),
        effective_on=date.fromisoformat(body["effective_on"]),
        change_class=_text(body["class"]),
        practice=body["practice"],
        summary_html=_text(body["summary_html"]),
        summary_text=_text(body["summary_text"]),
        what_you_can_do_html=_text(body["what_you_can_do_html"]),
        what_you_can_do_text=_text(body["what_you_can_do_text"]),
        text_sha256=_match(SHA256, body["text_sha256"], "text_sha256"),
        url=resolve(base_url, _text(body["url"])),
        changes_url=None if changes_url is None else resolve(base_url, _text(changes_url)),
        predecessor_id=body["predecessor_id"] and _match(VERSION_ID, body["predecessor_id"], "predecessor_id"),
        owed=tuple(_obligation(entry) for entry in body["notices"] if entry["channel"] == "email"),
        chain_sha256=_match(SHA256, body["chain_sha256"], "chain_sha256") if body.get("chain_sha256") else "",
        corrects=_match(VERSION_ID, body["corrects"], "corrects") if body.get("corrects") else None,
    )


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


def _manifest(body: dict[str, Any], location: str, base_url: str) -> Manifest:
    versions = tuple(_refuse_absurd_days(version_from(entry, base_url)) for entry in body["versions"])
    ids = [version.version_id for version in versions]
    if len(set(ids)) != len(ids):
        raise ManifestError(location, "two versions have the same version_id; build the site again")
    return Manifest(
        location=location,
        policy=policy_from(body["policy"], base_url),
        versions=versions,
        effects=tuple(_effect(entry, set(ids)) for entry in body.get("effects", [])),
        ended_on=date.fromisoformat(body["ended_on"]) if "ended_on" in body else None,
    )


def _effect(body: dict[str, Any], known: set[str]) -> Effect:
    ids = (*body["version_ids"], body["target_id"], *filter(None, [body["base_id"]]))
    for unknown in (each for each in ids if each not in known):
        msg = f"effects name a version {_text(unknown)!r:.60}, which is not among the versions"
        raise ValueError(msg)
    return Effect(
        effective_on=date.fromisoformat(body["effective_on"]),
        base_id=body["base_id"],
        target_id=body["target_id"],
        version_ids=tuple(body["version_ids"]),
    )


def _obligation(body: dict[str, Any]) -> Obligation:
    return Obligation(
        rule=_match(RULE, body["rule"], "rule"),
        regions=tuple(_match(REGION, region, "regions") for region in body["regions"]),
        lead_days=_count(body["lead_days"], "lead_days", MOST_LEAD_DAYS),
        send_by=date.fromisoformat(body["send_by"]),
        consent=bool(body["consent"]),
        source=_one_line(body["source"]),
        timing=_match(TIMING, body.get("timing", "by"), "timing"),
    )


def _version_facts(version: Version) -> dict[str, Any]:
    plain = ("version_id", "practice", "summary_html", "summary_text", "what_you_can_do_html", "what_you_can_do_text")
    chain = {"chain_sha256": version.chain_sha256} if version.chain_sha256 else {}
    return (
        {name: getattr(version, name) for name in plain}
        | chain
        | {
            "published_on": version.published_on.isoformat(),
            "effective_on": version.effective_on.isoformat(),
            "class": version.change_class,
            "text_sha256": version.text_sha256,
            "url": version.url,
            "changes_url": version.changes_url,
            "predecessor_id": version.predecessor_id,
            "notices": [_obligation_facts(obligation) for obligation in version.owed],
        }
    )


def _obligation_facts(obligation: Obligation) -> dict[str, Any]:
    return {
        "rule": obligation.rule,
        "regions": list(obligation.regions),
        "channel": "email",
        "lead_days": obligation.lead_days,
        "send_by": obligation.send_by.isoformat(),
        "consent": obligation.consent,
        "source": obligation.source,
        "timing": obligation.timing,
    }


def _changes(body: dict[str, Any]) -> Changes:
    return Changes(
        older_id=_match(VERSION_ID, body["older_id"], "older_id"),
        newer_id=_match(VERSION_ID, body["newer_id"], "newer_id"),
        verdict=_one_line(body["verdict"]),
        words_inserted=int(body["counts"]["words_inserted"]),
        words_deleted=int(body["counts"]["words_deleted"]),
        sections=tuple(_section(entry) for entry in body["sections"]),
        practice=tuple(_passage(entry) for entry in body.get("practice", [])),
    )


def _passage(body: dict[str, Any]) -> Passage:
    return Passage(
        subjects=tuple(_one_line(each) for each in body["subjects"]),
        before=_one_line(body["before"]),
        after=_one_line(body["after"]),
        section=_one_line(body["section"]),
        anchor=None if body["anchor"] is None else _text(body["anchor"]),
    )


def _section(body: dict[str, Any]) -> Section:
    return Section(
        title=_one_line(body["title"]),
        anchor=None if body["anchor"] is None else _text(body["anchor"]),
        words_inserted=_count(body["words_inserted"], "words_inserted"),
        words_deleted=_count(body["words_deleted"], "words_deleted"),
        html=_text(body["html"]),
        text=_text(body["text"]),
    )


def _zone(name: object) -> str:
    """Give the name of a time zone that this machine knows."""
    try:
        return ZoneInfo(_one_line(name)).key
    except (KeyError, OSError) as error:
        raise ValueError(f"policy.time_zone {name!r} is not a time zone that this machine knows") from error


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


def _count(value: object, field: str, most: int = 1 << 31) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        msg = f"{field} is {value!r:.60}, which is not a number from 0 to {most}"
        raise ValueError(msg)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        msg = f"expected text and found {value!r:.60}"
        raise TypeError(msg)
    return value.replace("\x00", "")


def _one_line(value: object) -> str:
    return " ".join(_text(value).split())


def _match(pattern: re.Pattern[str], value: object, field: str) -> str:
    text = _text(value)
    if not pattern.fullmatch(text):
        msg = f"{field} is {text!r:.60}, which is not of the form {pattern.pattern}"
        raise ValueError(msg)
    return text
