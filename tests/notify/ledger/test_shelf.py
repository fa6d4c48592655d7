"""Audiences that lie where every machine reaches them, instead of in the database; what is read is what was frozen."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import psycopg
import pytest

from tests.notify.conftest import POSTGRES, Answer, Desk

on_postgres = pytest.mark.parametrize("desk", [POSTGRES], indirect=True)


@pytest.fixture
def shared(desk: Desk) -> Path:
    """Freeze with a folder that other machines are said to reach."""
    folder = desk.folder / "shared" / "audiences"
    answer = desk.freeze("--audiences-at", folder.as_uri())
    assert answer.code == 0, answer.err
    return folder


def _send(desk: Desk) -> Answer:
    return desk.send(4, "--transport", "outbox")


@on_postgres
def test_the_database_holds_an_address_and_whoever_sends_reads_from_there(desk: Desk, shared: Path) -> None:
    """Nobody's address lies in the database; a process that has only the ledger's URL tells everybody."""
    assert len(list(shared.glob("*.parquet"))) == 2
    with psycopg.connect(desk.url) as connection:
        kept = connection.execute("SELECT convert_from(data, 'utf8') FROM file ORDER BY name").fetchall()
    assert [address for (address,) in kept] == sorted(file.as_uri() for file in shared.iterdir())
    assert _send(desk).code == 0
    assert len(desk.messages()) == 4


@on_postgres
def test_what_is_no_longer_as_it_was_frozen_is_refused(desk: Desk, shared: Path) -> None:
    """A file that was changed there, or is gone, is named, and nobody is told anything."""
    owed = next(shared.glob("*.owed.*"))
    whole = owed.read_bytes()
    owed.chmod(0o600)
    owed.write_bytes(whole[:-1] + b"x")
    assert "changed since it was frozen" in _send(desk).err
    owed.unlink()
    answer = _send(desk)
    assert answer.code == 1
    assert owed.as_uri() in answer.err
    assert not desk.messages()


@on_postgres
def test_an_erased_account_is_erased_there_too(desk: Desk, shared: Path) -> None:
    """The files with the person are deleted, and those without take their place."""
    before = set(shared.iterdir())
    assert desk.run("forget", "--account", "a1", "--ledger", desk.url, "--yes").code == 0
    after = set(shared.iterdir())
    assert len(after) == 2
    assert before - after
    assert not any("a1" in pl.read_parquet(file)["account_id"].to_list() for file in after)


@on_postgres
def test_an_address_with_a_secret_is_refused_and_not_repeated(desk: Desk) -> None:
    """Keys come from the environment, since the ledger keeps the address for years."""
    answer = desk.freeze("--audiences-at", "s3://key:hush@bucket/x")
    assert answer.code == 1
    assert "environment" in answer.err
    assert "hush" not in answer.err
    assert "nothing-speaks-that" in desk.freeze("--audiences-at", "nothing-speaks-that://bucket/x").err


def test_a_ledger_in_a_file_keeps_its_audiences_beside_it(desk: Desk) -> None:
    """The option is refused there, and nothing is frozen."""
    answer = desk.freeze("--audiences-at", str(desk.folder))
    assert answer.code == 1
    assert "beside it" in answer.err
