"""What silence may prove, what posts were made of, and attempts that a ledger never made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "2", "1"


def upgrade() -> None:
    """Add them; no ledger of that release lies in PostgreSQL."""
    number = sa.Integer()
    for table, column in (("serving", "attempts"), ("complete", "attempts"), ("complete", "adoptions")):
        op.add_column(table, sa.Column(column, number, nullable=False, server_default="0"))
    op.create_table(
        "reading",
        sa.Column("post_id", number, primary_key=True, autoincrement=False),
        *(sa.Column(name, number, nullable=False) for name in ("items", "understood", "ours", "strays")),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_table(
        "stray",
        sa.Column("notice_id", sa.String(32), primary_key=True),
        *(sa.Column(name, number, primary_key=True) for name in ("batch_id", "attempt")),
        *(sa.Column(name, number, nullable=False) for name in ("low", "high", "post_id")),
        sa.Column("known", sa.Boolean, nullable=False),
    )
    op.create_table(
        "adoption",
        sa.Column("adoption_id", number, primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("held", sa.Text, nullable=False),
        sa.Column("attempts", number, nullable=False),
    )
    op.execute("UPDATE meta SET value = '2' WHERE key = 'schema'")
