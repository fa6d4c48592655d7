"""Brings a ledger of an earlier release up to this one: the one folder that knows Alembic.

A revision adds to what stands and changes nothing of it, so that programs of the release before go on beside it; then
it leaves the ledger's `schema` alone. One that older programs cannot work with raises that, and they refuse the ledger.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.errors import LedgerError
from notify.ledger.database import guards, schema

HERE = Path(__file__).parent


def migrate(tx: Connection, found: str, name: str) -> None:
    """Apply every revision that comes after the one found, all in this transaction.

    Raises LedgerError where Alembic is not installed.
    """
    try:
        from alembic import command  # noqa: PLC0415 - needed once in the life of a release
        from alembic.config import Config  # noqa: PLC0415 - as above
    except ImportError:
        raise LedgerError(
            f"{name}: is of an earlier release, and needs alembic once; install section11[notify]"
        ) from None

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = tx
    if not sa.inspect(tx).has_table(schema.alembic_version.name):
        command.stamp(config, found)
    command.upgrade(config, "head")
    guards.put_up(tx)
