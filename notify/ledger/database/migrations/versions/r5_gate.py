"""What accounts were shown inside the product, and what they answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "5", "4"


def upgrade() -> None:
    """Add it."""
    op.create_table(
        "gate_record",
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("account_id", "slug")),
        sa.Column("version_id", sa.String(16), nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("did", sa.String(9), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("how", sa.Text, nullable=False),
    )
    op.create_index("gate_record_by_account", "gate_record", ["account_id"])
    op.execute("UPDATE meta SET value = '5' WHERE key = 'schema'")
