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


PRODUCT = "product"


def product_in(language: str) -> str:
    """Give how a record came about that was not imported, in which language the text was that the account saw."""
    return f"{PRODUCT}:{language}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRecord:
    """One thing that an account did about a version inside the product, as it was written down."""

    account_id: str
    slug: str
    """The policy's."""
    version_id: str
    text_sha256: str
    """Of the text that the account saw, in its language."""
    did: Did
    at: datetime
    how: str
    """`product:de`, inside the product in German; `product`, of earlier releases; or where it was imported from."""

    @property
    def is_from_product(self) -> bool:
        """Tell whether it was recorded inside the product."""
        return self.how.partition(":")[0] == PRODUCT

    @property
    def language(self) -> str:
        """In which language the account saw the text; empty where nobody knows."""
        return self.how.partition(":")[2] if self.is_from_product else ""
