"""Finds the batch of one recipient among millions."""

from __future__ import annotations

from alembic import op

revision, down_revision = "7", "6"


def upgrade() -> None:
    """Add the index."""
    op.create_index("batch_by_first", "batch", ["notice_id", "first"])
