"""Sending through mail servers that people run: what the ledger says is what lies in the mailboxes."""

from __future__ import annotations

import re
from email import message_from_bytes, policy

import pytest
import sqlalchemy as sa

from notify.ledger.database import schema
from notify.model.batch import Outcome
from tests.notify.conftest import Desk
from tests.servers.running import running

EVERYBODY = 1_500


def _known(number: int) -> bool:
    """Leave a tenth out: half of it here and there, half of it in one long run."""
    return number % 20 != 3 and not 600 <= number < 680


@pytest.mark.parametrize(
    ("name", "at_once"),
    [("postfix", ()), ("exim", ("--in-flight", "1")), ("opensmtpd", ("--in-flight", "4"))],
    ids=["postfix", "exim", "opensmtpd"],
)
def test_the_ledger_counts_what_the_mailboxes_hold(desk: Desk, name: str, at_once: tuple[str, ...]) -> None:
    """Of 1,500 with a tenth unknown each known one gets one message, each unknown one is unreached, nothing waits."""
    known = [f"person{n}" for n in range(EVERYBODY) if _known(n)]
    desk.people(EVERYBODY)
    desk.freeze()
    with running(name, known) as server:
        options = ["--transport", "smtp", "--smtp", server.where, *at_once]
        assert desk.send(EVERYBODY, *options).code == 3
        boxes = server.mailboxes(len(known))
    status = desk.status()
    assert (status["accepted"], status["unreached"]) == (len(known), EVERYBODY - len(known))
    assert sorted(boxes) == sorted(known)
    assert {len(box) for box in boxes.values()} == {1}
    assert _outcomes(desk) == {Outcome.ACCEPTED: len(known), Outcome.REJECTED: EVERYBODY - len(known)}
    _check_messages(boxes)


def _outcomes(desk: Desk) -> dict[str, int]:
    """Count what every attempt was answered: a deferral would mean a wait."""
    r = schema.receipt
    with desk.ledger().read() as connection:
        query = sa.select(r.c.outcome, sa.func.count()).group_by(r.c.outcome)
        return {outcome: int(number) for outcome, number in connection.execute(query)}


def _check_messages(boxes: dict[str, list[bytes]]) -> None:
    for person, (raw,) in list(boxes.items())[::100]:
        message = message_from_bytes(raw, policy=policy.default)
        assert message["to"] == f"{person}@mail.example"
        assert re.fullmatch(r"<[0-9a-f]{12}\.\d+@policy\.example>", str(message["message-id"]))
