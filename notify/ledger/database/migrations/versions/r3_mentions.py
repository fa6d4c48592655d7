"""Which posts speak of which recipients, and who was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "3", "2"


def upgrade() -> None:
    """Add them; the posts that were folded before are read once more when somebody asks about a recipient."""
    number = sa.Integer()
    op.create_table(
        "mention",
        sa.Column("notice_id", sa.String(32), primary_key=True),
        *(sa.Column(name, number, primary_key=True) for name in ("block", "post_id")),
        sa.Column("offsets", sa.LargeBinary, nullable=False),
    )
    op.create_index("mention_by_post", "mention", ["post_id"])
    op.create_table(
        "erased",
        sa.Column("notice_id", sa.String(32), primary_key=True),
        sa.Column("nid", number, primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.execute(
        "INSERT INTO meta (key, value) "
        "SELECT 'unindexed', coalesce((SELECT value FROM meta WHERE key = 'folded'), '0') WHERE true "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )
    op.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")
