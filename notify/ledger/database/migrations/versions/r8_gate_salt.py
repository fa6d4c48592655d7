"""Lets an answer inside the product stand under the chain, and its account still be erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from notify.ledger.database import guards, schema

revision, down_revision = "8", "7"

_RANDOM = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "replace(gen_random_uuid()::text, '-', '')"}


def upgrade() -> None:
    """Add what hides an account in its record's hash, and give each record that stands there one."""
    op.add_column("gate_record", sa.Column("salt", sa.String(32), nullable=False, server_default=""))
    op.add_column("gate_record", sa.Column("account_sha256", sa.String(64), nullable=False, server_default=""))
    tx = op.get_bind()
    if not tx.scalar(sa.select(sa.exists(sa.select(schema.gate_record.c.record_id)))):
        return  # a table that this upgrade itself created has no guard yet
    with guards.lifted(tx, schema.gate_record):
        op.execute(f"UPDATE gate_record SET salt = {_RANDOM[tx.dialect.name]} WHERE account_id <> ''")  # noqa: S608
