"""Notices that tell of several policies.

The ledger's `schema` stays: only the first such notice raises it, since a program that knows of none would freeze one
of its policies again for everybody.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "6", "5"


def upgrade() -> None:
    """Add which they are."""
    op.create_table(
        "joined",
        *(
            sa.Column(name, sa.String(32), sa.ForeignKey("notice.notice_id"), primary_key=True)
            for name in ("notice_id", "own_id")
        ),
    )
    op.create_index("joined_by_own", "joined", ["own_id"])
