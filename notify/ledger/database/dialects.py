"""Columns and statements that SQLite and PostgreSQL both read, and where they say a thing in different words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, String, Table
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC moment as text of fixed width, so that it sorts and reads the same everywhere."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy calls it
        """Write a moment."""
        return None if value is None else utc_text(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """Read a moment back."""
        return None if value is None else datetime.fromisoformat(value)


@lru_cache(maxsize=64)
def utc_text(moment: datetime) -> str:
    """Write a moment as `UtcTime` does; a naive one is a bug."""
    if moment.tzinfo is None:
        msg = "a naive datetime reached the ledger"
        raise ValueError(msg)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


Number = BigInteger().with_variant(Integer, "sqlite")
"""A number of any size: numbers of attempts outgrow 32 bits where many processes send."""


class RowOfAttempt(ColumnElement[int]):
    """The row of an attempt: rows are numbered in the order in which attempts were made, whatever a clock said."""

    inherit_cache = True
    type = BigInteger()


@compiles(RowOfAttempt)
def _row_in_sqlite(_element: RowOfAttempt, _compiler: Any, **_kw: Any) -> str:
    return "attempt.rowid"


@compiles(RowOfAttempt, "postgresql")
def _row_in_postgres(_element: RowOfAttempt, _compiler: Any, **_kw: Any) -> str:
    return "attempt.row_id"


def insert_plain(
    tx: Connection,
    table: Table,
    names: tuple[str, ...],
    rows: Sequence[tuple[object, ...]],
    *,
    skip_known: bool = False,
) -> int:
    """Insert rows of what the database itself takes, in this order of columns; returns how many.

    For what is written with every message: SQLAlchemy's way of handing rows over costs more than the database.
    """
    place = "?" if tx.dialect.paramstyle == "qmark" else "%s"
    words = _insert_words(table, names, place) + (" ON CONFLICT DO NOTHING" if skip_known else "")
    return int(tx.exec_driver_sql(words, [*rows]).rowcount)


@cache
def _insert_words(table: Table, names: tuple[str, ...], place: str) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table.name}" ({columns}) VALUES ({", ".join(place for _ in names)})'  # noqa: S608 - names of ours


def insert_new(table: Table) -> Insert:
    """Insert what is not there yet, and leave alone what is; both databases read the same words."""
    return insert(table).on_conflict_do_nothing()


def insert_or_replace(table: Table) -> Insert:
    """Insert, or put new values in the place of what stands under the same key."""
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    values = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=values)
