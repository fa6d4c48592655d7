"""A SQL query on any database that SQLAlchemy reaches, streamed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from notify.audience.sources.columns import (
    ROWS_AT_ONCE,
    Names,
    UnreadableError,
    frame_of,
    hold_uuids,
    locate,
    text_of,
)
from notify.audience.sources.sql_statement import refuse_writing
from notify.config import COLUMNS
from notify.errors import SourceError
from notify.lazy import polars as pl

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection, Engine

DEFAULT_QUERY = "SELECT * FROM accounts"
_STREAMED: dict[str, Any] = {"stream_results": True, "yield_per": ROWS_AT_ONCE, "no_parameters": True}
"""No parameters: a colon or a percent sign in the query is the operator's own."""
_READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
}
DRIVERS = {"postgresql": "psycopg", "mysql": "pymysql", "mariadb": "pymysql", "oracle": "oracledb"}
"""The maintained driver of each kind, for an address that names none where SQLAlchemy's own choice is missing."""
WITH_LIBRARY = {"psycopg": "psycopg[binary]"}
"""Packages that need a library which few machines have, and the name that installs it with them."""


def read_sql(source: str, query: str | None, names: Names) -> Iterator[pl.DataFrame]:
    """Read the result of a query; without one, the table `accounts`. Nothing in the database changes.

    Raises SourceError where the database refuses the query.
    """
    import sqlalchemy as sa  # noqa: PLC0415 - slow to import, and files do not need it

    query = DEFAULT_QUERY if query is None else query
    refuse_writing(query)
    engine = _engine(source)
    shown = _display_name(engine.url)
    _refuse_missing_file(engine.url, shown)
    try:
        with _connect(engine, shown) as connection:
            _make_read_only(connection)
            result = connection.exec_driver_sql(query, execution_options=_STREAMED)
            keys = list(result.keys())
            located = locate(keys, names, shown)
            places = [keys.index(located[name]) if name in located else None for name in COLUMNS]
            numbers, are_uuids = count(1), False
            for rows in result.partitions():
                are_uuids = are_uuids or hold_uuids(row[keys.index(located["account_id"])] for row in rows)
                yield frame_of([_frame_row(next(numbers), row, places, shown, are_uuids=are_uuids) for row in rows])
    except sa.exc.SQLAlchemyError as error:
        words = f"the query failed: {_first_line(error, engine.url)}"
        step = "; say what to read with --query" if query == DEFAULT_QUERY else ""
        raise SourceError(shown, words + step) from None
    except (OSError, ValueError, TypeError) as error:
        raise SourceError(shown, f"the database cannot be read ({type(error).__name__})") from None
    finally:
        engine.dispose()


def _connect(engine: Engine, shown: str) -> Connection:
    import sqlalchemy as sa  # noqa: PLC0415 - as above

    try:
        return engine.connect()
    except sa.exc.SQLAlchemyError as error:
        raise SourceError(shown, f"the database cannot be reached: {_first_line(error, engine.url)}") from None


def _refuse_missing_file(url: URL, shown: str) -> None:
    """Raise SourceError for a file that is not there: SQLite would make an empty one."""
    file = url.database or ":memory:"
    if (
        url.get_backend_name() == "sqlite"
        and file != ":memory:"
        and "uri" not in url.query
        and not Path(file).is_file()
    ):
        raise SourceError(shown, "there is no such file")


def _make_read_only(connection: Connection) -> None:
    """Have the database itself refuse what would change it, where it can."""
    command = _READ_ONLY.get(connection.dialect.name)
    if command:
        connection.exec_driver_sql(command)


def _engine(source: str) -> Engine:
    """Set the database up without contacting it."""
    import sqlalchemy as sa  # noqa: PLC0415 - as above

    scheme = source.partition(":")[0]
    try:
        try:
            return sa.create_engine(source)
        except ImportError:
            if scheme not in DRIVERS:
                raise
            return sa.create_engine(source.replace(scheme, f"{scheme}+{DRIVERS[scheme]}", 1))
    except sa.exc.NoSuchModuleError:
        raise SourceError(
            "the database's address",
            f"{scheme!r} is not a kind of database that this program knows: install its SQLAlchemy dialect beside this "
            "program, or export the accounts as CSV or Parquet",
        ) from None
    except ImportError as error:
        driver = DRIVERS.get(scheme, error.name or "of its driver")
        raise SourceError(
            "the database's address",
            f"{scheme} needs the Python package {driver}, which is not installed: `pip install "
            f"'{WITH_LIBRARY.get(driver, driver)}'` into the environment of this program, or export the accounts as "
            "CSV or Parquet",
        ) from None
    except (sa.exc.ArgumentError, ValueError, TypeError) as error:
        raise SourceError(
            "the database's address",
            f"cannot be read ({type(error).__name__}); write it as {scheme}://HOST/DATABASE or "
            f"{scheme}://USER@HOST:PORT/DATABASE, with a number for the port and %40 for an @ in a name",
        ) from None


def _frame_row(
    number: int, row: Sequence[object], places: Sequence[int | None], shown: str, *, are_uuids: bool
) -> list[object]:
    found: list[object] = [number]
    for name, place in zip(COLUMNS, places, strict=True):
        value = None if place is None else row[place]
        if name == "account_id" and isinstance(value, float):
            raise SourceError(
                shown,
                "the query returns account ids as floating-point numbers, in which different accounts can look the "
                "same; select CAST(... AS TEXT)",
            )
        try:
            found.append(text_of(value, are_uuids=are_uuids and name == "account_id"))
        except UnreadableError as error:
            raise SourceError(shown, f"row {number}: {name} is {error}; convert it to text in the query") from None
    return [*found, None]


def _display_name(url: URL) -> str:
    """Name a database without its user and its settings, some of which are passwords."""
    return url.set(username=None, password=None, query={}).render_as_string(hide_password=True)


def _first_line(error: Exception, url: URL) -> str:
    """Give the first line of the database's words, without anything of the address that may be a secret."""
    said = str(getattr(error, "orig", None) or error)
    words = f"{said.splitlines()[0]:.300}" if said else type(error).__name__
    settings = [one for value in url.query.values() for one in ((value,) if isinstance(value, str) else value)]
    for secret in (url.password, *settings):
        if secret:
            words = words.replace(str(secret), "***")
    return words
