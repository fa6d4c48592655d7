"""Accounts from a database: a query only reads, and its password is never shown."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import polars as pl
import pytest

from notify.audience.sources.sql_statement import refuse_writing
from notify.errors import SourceError
from tests.notify.audience.accounts import database_of, rows_of


def test_parquet_and_sql_give_the_same_frames(tmp_path: Path) -> None:
    """A Parquet file and a query with the same values give the same rows."""
    pl.DataFrame({"id": [1, 2], "mail": ["a@b.example", None]}).write_parquet(tmp_path / "a.parquet")
    connection = sqlite3.connect(tmp_path / "a.db")
    with connection:
        connection.execute("CREATE TABLE people (id INTEGER, mail TEXT)")
        connection.execute("INSERT INTO people VALUES (1, 'a@b.example'), (2, NULL)")
    connection.close()
    names = {"account_id": "id", "email": "mail"}
    from_parquet = rows_of(tmp_path / "a.parquet", names)
    from_sql = rows_of(f"sqlite:///{tmp_path / 'a.db'}", names, query="SELECT * FROM people ORDER BY id")
    assert from_parquet == from_sql


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("sqlite:////nowhere/at/all.db", "there is no such file"),
        ("nonsense://user:secret@host/db", "not a kind of database that this program knows"),
        ("oracle://user:secret@host/db", "pip install 'oracledb'"),
    ],
)
def test_a_database_that_fails_keeps_its_password(source: str, words: str) -> None:
    """A failing query, an unknown database or a missing driver is a refusal with the remedy, and no password in it."""
    with pytest.raises(SourceError, match=words) as caught:
        rows_of(source)
    assert "secret" not in str(caught.value)


def test_floating_point_ids_of_a_database_are_refused(tmp_path: Path) -> None:
    """SQLite turns long numbers of a NUMERIC column into floating-point ones, which no longer tell accounts apart."""
    url = database_of(tmp_path, "NUMERIC", "12345678901234567890")
    with pytest.raises(SourceError, match="floating-point numbers"):
        rows_of(url)


@pytest.mark.parametrize(
    "query",
    [
        "DROP TABLE accounts",
        "delete from accounts returning account_id, email",
        "WITH gone AS (DELETE FROM accounts RETURNING *) SELECT * FROM gone",
        "SELECT * INTO copied FROM accounts",
        "SELECT 1; DROP TABLE accounts",
        "/* SELECT */ UPDATE accounts SET email = 'x'",
        "EXEC send_all",
        "-- only words",
        " ",
    ],
)
def test_a_query_that_would_write_never_reaches_the_database(tmp_path: Path, query: str) -> None:
    """Planning changes nothing, on engines that have no read-only transaction either."""
    url = database_of(tmp_path, "TEXT", "1")
    with pytest.raises(SourceError, match="--query: "):
        rows_of(url, query=query)
    assert len(rows_of(url)) == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM accounts;",
        "with a as (select 1) select * from a -- then delete",
        "SELECT 'DROP; it', \"delete\", `update`, [insert] FROM t WHERE x LIKE '%:y%' /* into ; */",
        "SELECT t.delete, deleted_at, replace(email, 'a', 'b') FROM t",
        "SELECT $$ it's; DROP $$, $q$ DELETE $q$",
        "(SELECT 1)",
        "TABLE accounts",
    ],
)
def test_a_query_that_reads_is_taken(query: str) -> None:
    """Words in strings, comments, quoted names and longer names are not commands."""
    refuse_writing(query)


def test_a_database_is_not_made_by_asking_for_it(tmp_path: Path) -> None:
    """A wrong path is a refusal, and no empty file is left there."""
    with pytest.raises(SourceError, match="there is no such file"):
        rows_of(f"sqlite:///{tmp_path / 'none.db'}")
    assert not list(tmp_path.iterdir())


def test_a_colon_in_a_query_is_a_colon(tmp_path: Path) -> None:
    """Nothing of a query is taken for a parameter."""
    url = database_of(tmp_path, "TEXT", "a:b")
    query = "SELECT * FROM accounts WHERE account_id LIKE '%:b%'"
    assert len(rows_of(url, query=query)) == 1
