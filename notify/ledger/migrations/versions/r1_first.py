"""The tables of the first release, which every ledger has."""

from __future__ import annotations

revision, down_revision = "1", None


def upgrade() -> None:
    """Need nothing: a new ledger is made whole, of the tables of its release."""
