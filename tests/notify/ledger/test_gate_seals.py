"""Answers inside the product stand under the chain of decisions, from the seal after them on."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from notify.ledger.chain import gate_records, gate_seals
from notify.ledger.chain.gate_seals import account_sha256, changed_answers, seal_answers
from notify.ledger.database import guards, schema
from notify.model.gate import Did, GateRecord
from tests.notify.conftest import Desk, both
from tests.notify.gate.gating import NOON, gating
from tests.notify.proof.checking import proof_of, verify
from tests.notify.published_site import NEWEST

G = schema.gate_record
PEOPLE = ("a1", "a2", "a3")
MANY = tuple(f"m{number}" for number in range(2_100))
"""They fill more than two blocks, and are not read at once."""


def _answer(desk: Desk, *accounts: str, did: Did = Did.AGREED) -> None:
    one: dict[str, Any] = {
        "slug": "privacy",
        "version_id": NEWEST,
        "text_sha256": "f" * 64,
        "at": NOON,
        "how": "product",
    }
    with desk.ledger().write() as tx:
        gate_records.append(tx, [GateRecord(account_id=each, did=did, **one) for each in accounts])


def _seal(desk: Desk) -> int:
    return seal_answers(desk.ledger(), NOON)


def _changes(desk: Desk) -> tuple[str, ...]:
    with desk.ledger().read() as view:
        return changed_answers(view)


@both
def test_each_seal_covers_what_came_since_the_one_before(desk: Desk) -> None:
    """What is sealed is sealed once, and holds while more is answered."""
    desk.freeze()
    _answer(desk, *PEOPLE, *MANY)
    assert [_seal(desk), _seal(desk)] == [2_103, 0]
    _answer(desk, "a1", did=Did.REFUSED)
    assert _changes(desk) == ()
    assert _seal(desk) == 1
    assert _changes(desk) == ()


@both
def test_people_answer_while_a_seal_is_made(desk: Desk) -> None:
    """What is hashed is read outside any transaction that keeps others from writing."""
    desk.freeze()
    _answer(desk, *PEOPLE, *MANY)
    ledger = desk.ledger()
    alone: list[bool] = []

    def look(connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT") and "salt" in statement:
            alone.append(connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT")

    sa.event.listen(ledger.engine, "before_cursor_execute", look)
    assert seal_answers(ledger, NOON) == 2_103
    assert (len(alone) > 1, any(alone)) == (True, False)


@both
def test_many_answers_fall_under_several_seals(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many came since the last one, no seal holds more of them in memory than its share."""
    monkeypatch.setattr(gate_seals, "MOST_UNDER_ONE", 1_000)
    desk.freeze()
    _answer(desk, *PEOPLE, *MANY)
    assert [_seal(desk), _seal(desk)] == [2_103, 0]
    assert _changes(desk) == ()
    with desk.ledger().read() as view:
        details = view.scalars(sa.select(schema.audit.c.detail).filter_by(action=gate_seals.ACTION))
        assert [json.loads(detail)["rows"] for detail in details] == [1_000, 1_000, 103]
    told = verify(proof_of(desk, "--account", "m2000"))
    assert "ok    1 answers inside the product are what the audit chain sealed" in told.stdout


@both
def test_what_an_older_gate_wrote_is_salted_a_little_at_a_time(desk: Desk) -> None:
    """There may be millions of such answers: never are all in memory, nor is everybody shut out for all of them."""
    desk.freeze()
    _answer(desk, *PEOPLE, *MANY)
    ledger = desk.ledger()
    with ledger.write() as tx, guards.lifted(tx, G):
        tx.execute(sa.update(G).values(salt=""))
    parts: list[int] = []

    def look(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
        if statement.startswith("UPDATE") and "salt" in statement:
            parts.append(len(given))

    sa.event.listen(ledger.engine, "before_cursor_execute", look)
    assert seal_answers(ledger, NOON) == 2_103
    assert parts == [2_000, 103]
    assert _changes(desk) == ()
    with ledger.read() as view:
        assert view.scalar(sa.select(sa.func.count()).where(G.c.salt == "")) == 0


CHANGES = [
    (sa.update(G).where(G.c.account_id == "a2").values(did="refused"), "are not what was sealed"),
    (sa.update(G).where(G.c.account_id == "a2").values(account_id="a9"), "are not what was sealed"),
    (sa.update(G).where(G.c.account_id == "a2").values(at=NOON.replace(year=2020)), "are not what was sealed"),
    (sa.delete(G).where(G.c.account_id == "a3"), "3 answers inside the product stood"),
]


@both
@pytest.mark.parametrize(("change", "words"), CHANGES)
def test_a_changed_answer_is_told(desk: Desk, change: sa.Update | sa.Delete, words: str) -> None:
    """Whoever owns the database can change an answer, but not unseen."""
    desk.freeze()
    _answer(desk, *PEOPLE)
    _seal(desk)
    with desk.ledger().write() as tx, guards.lifted(tx, G):
        assert tx.execute(change).rowcount == 1
    told = desk.run("status", "--verify", "--ledger", desk.url, *desk.day)
    assert (told.code, words in told.out) == (3, True), told.out
    proof = desk.run("proof", "--account", "a1", "--ledger", desk.url, "--out", str(desk.folder / "proof.zip"))
    assert (proof.code, words in proof.err) == (3, True), proof.err


@both
def test_an_erased_account_leaves_its_seal_whole(desk: Desk) -> None:
    """The name goes and what hid it too; everybody else's answers are proved as before."""
    desk.freeze()
    _answer(desk, *PEOPLE)
    _seal(desk)
    assert desk.run("forget", "--account", "a2", "--ledger", desk.url, "--yes").code == 0
    with desk.ledger().read() as view:
        kept = view.execute(sa.select(G.c.account_id, G.c.salt).order_by(G.c.record_id)).all()
    assert [(name, bool(salt)) for name, salt in kept] == [("a1", True), ("", False), ("a3", True)]
    assert _changes(desk) == ()
    assert verify(proof_of(desk, "--account", "a3")).returncode == 0


def test_a_proof_shows_an_answer_under_its_seal(desk: Desk) -> None:
    """The verifier finds an account's answers under the chain, with nobody else beside them, and each that differs."""
    desk.freeze()
    _answer(desk, *PEOPLE, *MANY)
    _seal(desk)
    _answer(desk, "m2000", did=Did.REFUSED)
    folder = proof_of(desk, "--account", "m2000")
    told = verify(folder)
    assert told.returncode == 0, told.stdout
    assert "ok    1 answers inside the product are what the audit chain sealed" in told.stdout
    assert "1 answers inside the product are newer than the last seal" in told.stdout
    file = folder / "in-product.json"
    assert all(f'"{name}"' not in file.read_text() for name in (*PEOPLE, *MANY[:2_000], *MANY[2_001:]))
    for name, value in (("did", "refused"), ("at", "2020-01-01T00:00:00.000000+00:00"), ("record", 2_005), ("seal", 1)):
        answers = json.loads(file.read_text())
        kept = file.read_bytes()
        answers[0][name] = value
        file.write_text(json.dumps(answers))
        told = verify(folder)
        assert told.returncode == 1
        assert "is not what entry" in told.stdout
        file.write_bytes(kept)


def test_a_gate_seals_when_it_stops(desk: Desk) -> None:
    """What was acknowledged is under the chain at the latest when the gate has ended."""
    with gating(desk) as door:
        assert door.post("agreed") == (200, {"recorded": 1})
    with desk.ledger().read() as view:
        actions = list(view.scalars(sa.select(schema.audit.c.action)))
    assert actions == ["answers sealed"]


def _answer_by_the_release_before(desk: Desk, *accounts: str) -> None:
    """Write records as a gate does that knows nothing of salts."""
    one = {"slug": "privacy", "version_id": NEWEST, "text_sha256": "f" * 64, "did": Did.AGREED, "at": NOON}
    with desk.ledger().write() as tx:
        tx.execute(sa.insert(G), [one | {"account_id": each, "how": "product"} for each in accounts])


@both
def test_what_a_gate_of_the_release_before_writes_is_hidden_as_well(desk: Desk) -> None:
    """It goes on beside this release: no account it wrote down can be guessed from a hash once it is erased."""
    desk.freeze()
    _answer_by_the_release_before(desk, "a1", "a2", "a3")
    with desk.ledger().write() as tx:
        gate_records.erase(tx, "a1")
    assert _seal(desk) == 3
    with desk.ledger().write() as tx:
        gate_records.erase(tx, "a2")
    assert _changes(desk) == ()
    with desk.ledger().read() as view:
        rows = view.execute(sa.select(G.c.account_id, G.c.salt, G.c.account_sha256).order_by(G.c.record_id)).all()
    assert [(row.account_id, bool(row.salt)) for row in rows] == [("", False), ("", False), ("a3", True)]
    assert not {row.account_sha256 for row in rows} & {account_sha256("", each) for each in PEOPLE}
