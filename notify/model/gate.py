"""What accounts did inside the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Did(StrEnum):
    """What an account did about a version inside the product."""

    SEEN = "seen"
    """It starts from there, as an older system says; a new account says so in its token."""
    SHOWN = "shown"
    DISMISSED = "dismissed"
    AGREED = "agreed"
    REFUSED = "refused"


class Act(NamedTuple):
    """As much of a record as decides what an account is asked."""

    slug: str
    version_id: str
    did: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRecord:
    """One thing that an account did about a version inside the product, as it was written down."""

    account_id: str
    slug: str
    """The policy's."""
    version_id: str
    text_sha256: str
    did: Did
    at: datetime
    how: str
    """`product`, or where it was imported from."""
