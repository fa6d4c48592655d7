"""What makes history unchangeable for everyone who opens the database, by whatever program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Table
from sqlalchemy.engine import Connection

from notify.ledger.database.schema import (
    adoption,
    attempt,
    audit,
    evidence,
    gate_record,
    post,
    receipt,
)

APPEND_ONLY = (attempt, receipt, evidence, post, adoption, audit, gate_record)

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
"""


def put_up(tx: Connection) -> None:
    """Guard every table that is only ever added to; where a guard stands already, it is left or renewed."""
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql(_POSTGRES_FUNCTION)
        for table in APPEND_ONLY:
            tx.exec_driver_sql(
                f"CREATE OR REPLACE TRIGGER {table.name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
                f"ON {table.name} FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
            )
    else:
        for table in APPEND_ONLY:
            _put_up_in_sqlite(tx, table)


@contextmanager
def lifted(tx: Connection, table: Table) -> Iterator[None]:
    """Let one table's history be changed until the block ends.

    An error leaves the guard to the transaction, which takes everything back, the lifting of the guard too.
    """
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql(f"ALTER TABLE {table.name} DISABLE TRIGGER {table.name}_append_only")
        yield
        tx.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE TRIGGER {table.name}_append_only")
    else:
        tx.exec_driver_sql("PRAGMA secure_delete=ON")
        for verb in ("update", "delete"):
            tx.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table.name}_no_{verb}")
        yield
        _put_up_in_sqlite(tx, table)


def _put_up_in_sqlite(tx: Connection, table: Table) -> None:
    for verb in ("UPDATE", "DELETE"):
        tx.exec_driver_sql(
            f"CREATE TRIGGER IF NOT EXISTS {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} "
            f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
        )
