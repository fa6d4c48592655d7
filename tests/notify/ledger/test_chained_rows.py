"""What was frozen, and how it was sent, is under the chain: whoever changes it is told, and nothing more goes out."""

from __future__ import annotations

import json
import sqlite3
import zipfile

import polars as pl
import pytest

from notify.ledger.chain.standing import states_after
from notify.proof.record import changes_of_record
from tests.notify.conftest import Desk


def _tamper(desk: Desk, statement: str) -> None:
    """Change rows as somebody would who owns the file."""
    connection = sqlite3.connect(desk.folder / "book" / "ledger.db")
    with connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute(statement).rowcount, statement
    connection.close()


SEEN_BY_HASH = ("is not in the words", "what was published and", "snapshot of the audience", "batch 1 holds")
"""What a proof's verifier finds by the hash of a file, or the ledger alone can see."""


def _by_the_proof(desk: Desk) -> str:
    """Say what the verifier of a proof finds in the record, which knows nothing but the proof's files."""
    with zipfile.ZipFile(desk.folder / "proof.zip") as proof:
        (record,) = (name for name in proof.namelist() if name.endswith("/record.json"))
        body, chain = json.loads(proof.read(record)), json.loads(proof.read("audit.json"))
    return "; ".join(changes_of_record(body, record.partition("/")[0], chain, states_after))


def _told_by_all(desk: Desk, words: str) -> None:
    """Hold that `status`, `proof` and the proof's own verifier name a change."""
    told = desk.run("status", "--verify", "--ledger", desk.url, *desk.day)
    assert "Under no chain, so that a change of it would not show here: events" in told.out
    assert (told.code, "THE RECORD WAS CHANGED" in told.out, words in told.out) == (3, True, True), told.out
    proof = desk.run("proof", "--account", "a1", "--ledger", desk.url, "--out", str(desk.folder / "proof.zip"))
    assert (proof.code, words in proof.err) == (3, True), proof.err
    told_by_verifier = _by_the_proof(desk)
    assert (words.replace(" now", "") in told_by_verifier) is (not words.startswith(SEEN_BY_HASH)), told_by_verifier


FROZEN = [
    ("UPDATE letter SET body = replace(body, 'Hello', 'Goodbye')", "is not in the words that were frozen"),
    ("UPDATE notice SET facts = replace(facts, 'policy.example', 'evil.example')", "what was published and who sends"),
    ("UPDATE notice SET frozen_at = '2020-01-01T00:00:00.000000+00:00'", "frozen_at now says 2020-01-01"),
    ("UPDATE letter SET last_version = '2020-01-01' WHERE language = 'fr'", "last_version now says 2020-01-01"),
    ("UPDATE letter SET first = 1 WHERE first = 0", "first now says 1, and was 0"),
    ("UPDATE snapshot SET sha256 = 'beef'", "snapshot of the audience now says beef"),
    ("UPDATE notice SET transport = 'smtp'", "transport now says smtp; it was sent by nothing yet"),
    ("UPDATE notice SET state = 'cancelled'", "state now says cancelled, and was frozen"),
]


@pytest.mark.parametrize(("statement", "words"), FROZEN)
def test_what_was_frozen_goes_out_as_frozen_or_not_at_all(desk: Desk, statement: str, words: str) -> None:
    """`send` refuses before the first byte and names what was changed; so do `status` and `proof`."""
    desk.freeze()
    assert desk.status()["changed"] == []
    _tamper(desk, statement)
    sent = desk.send(4)
    assert (sent.code != 0, words in sent.err, desk.messages()) == (True, True, []), sent.err
    _told_by_all(desk, words)


SENT = [
    ("UPDATE notice SET transport = 'smtp'", "transport now says smtp; it was sent by outbox"),
    ("UPDATE notice SET ended_at = '2020-01-01T00:00:00.000000+00:00'", "ended_at now says 2020-01-01"),
    ("UPDATE notice SET ended_at = NULL", "it counts as complete, and ended_at is empty"),
    ("UPDATE notice SET state = 'running', ended_at = NULL", "state now says running, and was complete"),
    ("UPDATE run SET started_at = '2020-01-01T00:00:00.000000+00:00'", "send 1 now says that it started at 2020-01-01"),
    ("UPDATE batch SET letter = 2 WHERE batch_id = 1", "batch 1 holds recipients of another letter"),
]


@pytest.mark.parametrize(("statement", "words"), SENT)
def test_how_it_was_sent_is_what_the_chain_says(desk: Desk, statement: str, words: str) -> None:
    """Whatever a row says of a send, `status` and `proof` name it; a trial stays a trial."""
    desk.freeze()
    assert desk.send(4).code == 0
    assert desk.status()["changed"] == []
    _tamper(desk, statement)
    _told_by_all(desk, words)
    said = desk.status()
    assert (said["trial"], said["transport"]) == (True, "outbox")


def test_an_audience_that_was_changed_after_sending_is_named(desk: Desk) -> None:
    """`status --verify` and `proof` hash the frozen audience and name the file that is another."""
    desk.freeze()
    assert desk.send(4).code == 0
    (file,) = (desk.folder / "book" / "ledger.db.snapshots").glob("*.owed.*")
    file.chmod(0o600)
    pl.read_parquet(file).with_columns(region=pl.lit("XX")).write_parquet(file)
    words = f"{file}: the frozen audience has changed since it was frozen"
    told = desk.run("status", "--verify", "--ledger", desk.url, *desk.day)
    assert (told.code, words in told.out) == (3, True), told.out
    proof = desk.run("proof", "--account", "a1", "--ledger", desk.url, "--out", str(desk.folder / "proof.zip"))
    assert (proof.code, words in proof.err) == (3, True), proof.err
