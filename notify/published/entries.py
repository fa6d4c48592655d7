"""A policy and a version as the manifest, the ledger and the public record write them, read and written."""

from __future__ import annotations

from datetime import date
from typing import Any

from notify.model.published import Obligation, Policy, Version
from notify.published.fields import REGION, RULE, SHA256, SLUG, TIMING, VERSION_ID, count, match, one_line, text, zone
from notify.published.site import resolve

MOST_LEAD_DAYS = 3_660
"""Ten years: what asks for more cannot be meant."""


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
        slug=match(SLUG, body["slug"], "policy.slug"),
        title=one_line(body["title"]),
        language=one_line(body["language"]),
        url=resolve(base_url, text(body["url"])),
        controller=one_line(controller["name"]),
        postal_address=text(controller["postal_address"]).strip(),
        contact=one_line(body["contact"]),
        time_zone=zone(body.get("time_zone", "UTC")),
        titles=tuple((text(tag), one_line(title)) for tag, title in body.get("titles", {}).items()),
    )


def version_from(body: dict[str, Any], base_url: str = "") -> Version:
    """Read one entry of `versions`."""
    changes_url = body["changes_url"]
    return Version(
        version_id=match(VERSION_ID, body["version_id"], "version_id"),
        published_on=date.fromisoformat(body["published_on"]),
        effective_on=date.fromisoformat(body["effective_on"]),
        change_class=text(body["class"]),
        practice=body["practice"],
        summary_html=text(body["summary_html"]),
        summary_text=text(body["summary_text"]),
        what_you_can_do_html=text(body["what_you_can_do_html"]),
        what_you_can_do_text=text(body["what_you_can_do_text"]),
        text_sha256=match(SHA256, body["text_sha256"], "text_sha256"),
        url=resolve(base_url, text(body["url"])),
        changes_url=None if changes_url is None else resolve(base_url, text(changes_url)),
        predecessor_id=body["predecessor_id"] and match(VERSION_ID, body["predecessor_id"], "predecessor_id"),
        owed=tuple(_obligation(entry) for entry in body["notices"] if entry["channel"] == "email"),
        chain_sha256=match(SHA256, body["chain_sha256"], "chain_sha256") if body.get("chain_sha256") else "",
        corrects=match(VERSION_ID, body["corrects"], "corrects") if body.get("corrects") else None,
        withdrawn_on=date.fromisoformat(body["withdrawn"]["on"]) if body.get("withdrawn") else None,
        note_language=one_line(body.get("note_language", "")),
    )


def _obligation(body: dict[str, Any]) -> Obligation:
    return Obligation(
        rule=match(RULE, body["rule"], "rule"),
        regions=tuple(match(REGION, region, "regions") for region in body["regions"]),
        lead_days=count(body["lead_days"], "lead_days", MOST_LEAD_DAYS),
        send_by=date.fromisoformat(body["send_by"]),
        consent=bool(body["consent"]),
        source=one_line(body["source"]),
        timing=match(TIMING, body.get("timing", "by"), "timing"),
    )


def _version_facts(version: Version) -> dict[str, Any]:
    plain = ("version_id", "practice", "summary_html", "summary_text", "what_you_can_do_html", "what_you_can_do_text")
    where_known = {name: getattr(version, name) for name in ("chain_sha256", "note_language") if getattr(version, name)}
    return (
        {name: getattr(version, name) for name in plain}
        | where_known
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
