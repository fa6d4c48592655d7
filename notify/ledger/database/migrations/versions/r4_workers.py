"""What many processes on many machines need: how long an attempt may outlive its run, and their common speed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "4", "3"


def upgrade() -> None:
    """Add them; from here on a ledger may lie in PostgreSQL."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("run", sa.Column("reach", number, nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "pace",
            sa.Column("notice_id", sa.String(32), primary_key=True),
            sa.Column("per_second", sa.Float),
            sa.Column("free_at", sa.Float, nullable=False, server_default="0"),
        )
        op.alter_column("letter", "language", type_=sa.String())
        op.alter_column("letter", "last_version", type_=sa.String())
    op.execute("UPDATE meta SET value = '4' WHERE key = 'schema'")
