"""Recomputes the chain of a manifest: what was published of a version is under its link, and so is the link before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

COVERED = (
    "version_id", "published_on", "effective_on", "imported", "class", "practice", "summary_html", "summary_text",
    "what_you_can_do_html", "what_you_can_do_text", "commit", "text_sha256", "predecessor_id", "notices",
)  # fmt: skip
"""The fields of an entry that its link covers; whatever else it has came to it without one, or has its own."""
NOTE_SAYS = (
    "class", "practice", "summary_html", "summary_text", "what_you_can_do_html", "what_you_can_do_text"
)  # fmt: skip
UNEXPLAINED: Mapping[str, Any] = {
    **dict.fromkeys(NOTE_SAYS, ""), "class": "undeclared", "practice": None, "notices": []
}  # fmt: skip


def first_broken_version(versions: Sequence[Mapping[str, Any]]) -> str | None:
    """Name the oldest version that is not what its links say was published; None where all of them hold.

    `versions` are a manifest's, newest first. Where a note is withheld, that one link cannot be worked out.
    """
    before = ""
    for entry in reversed(versions):
        if not all(_links_hold(entry, before)):
            return str(entry["version_id"])
        before = entry["chain_sha256"]
    return None


def link_of(facts: Mapping[str, Any], before: str) -> str:
    """Return the link over some facts and the link before them."""
    plain = json.dumps(facts, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    return hashlib.sha256((plain + before).encode()).hexdigest()


def published_link(entry: Mapping[str, Any], before: str) -> str:
    """Return the link over an entry as it was published first: not postponed, and explained by no later note."""
    facts = {name: entry[name] for name in COVERED}
    if postponements := entry.get("postponements"):
        announced_on = date.fromisoformat(postponements[0]["from"])
        moved = date.fromisoformat(entry["effective_on"]) - announced_on
        facts["effective_on"] = announced_on.isoformat()
        facts["notices"] = [
            {**owed, "send_by": (date.fromisoformat(owed["send_by"]) - moved).isoformat()} for owed in entry["notices"]
        ]
    return link_of({**facts, **UNEXPLAINED} if "explained" in entry else facts, before)


def _links_hold(entry: Mapping[str, Any], before: str) -> Iterator[bool]:
    own = entry["chain_sha256"]
    stone, explained = entry.get("withdrawn"), entry.get("explained")
    if stone:
        yield _holds(stone, {}, own)
    if stone and "note" in stone:
        return
    yield published_link(entry, before) == own
    if explained:
        yield _holds(explained, {name: entry[name] for name in NOTE_SAYS}, own)
    postponements = entry.get("postponements") or ()
    for each in postponements:
        yield _holds(each, {}, own)
        own = each["chain_sha256"]
    if postponements:
        yield postponements[-1]["to"] == entry["effective_on"]


def _holds(said_later: Mapping[str, Any], beside: Mapping[str, Any], before: str) -> bool:
    facts = {name: value for name, value in said_later.items() if name != "chain_sha256"}
    return link_of({**beside, **facts}, before) == str(said_later["chain_sha256"])
