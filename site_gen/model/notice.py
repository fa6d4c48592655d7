"""The notices that a version owes, and how they went."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from site_gen.model.rules import Timing


class OwedNotice(Struct, frozen=True, kw_only=True):
    """A notice that a version owes, and the rule that asks for it."""

    rule: str
    regions: tuple[str, ...]
    channel: str
    lead_days: int
    send_by: date
    consent: bool
    source: str
    timing: Timing = Timing.BY


class NoticeGiven(Struct, frozen=True, kw_only=True):
    """What the public record of a notice says about how it went: counts and days, nobody's name."""

    notice_id: str
    slug: str
    language: str
    version_id: str
    text_sha256: str
    lead_days: int
    """Promised when it was frozen; 0 where no number of days was."""
    frozen: int
    """Account holders who were owed it."""
    accepted: int
    held: int
    """Handed over, and whether they were taken is in doubt."""
    unreached: int
    """Refused, or never to be sent."""
    returned: int
    """Of the accepted."""
    first_sent_on: date
    last_sent_on: date
