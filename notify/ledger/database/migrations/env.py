"""What Alembic runs for each command: it is given the transaction that the ledger is locked by, and leaves it open."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
