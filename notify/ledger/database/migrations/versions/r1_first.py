"""The tables of the first release, which every ledger has."""

from __future__ import annotations

revision, down_revision = "1", None


def upgrade() -> None:
    """Do nothing: a new ledger is created with every table of its release."""
