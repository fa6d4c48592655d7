"""The conversation with a mail server, whatever it answers: what is taken, what is refused, and when a line is over."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from notify.ledger.database import schema
from notify.send.put_off import WAITS, PutOff
from tests.notify.conftest import Desk
from tests.notify.providers.mail_talk import HANG_UP, Script, talking


def _send(desk: Desk, script: Script, people: int, *more: str):  # type: ignore[no-untyped-def]
    desk.people(people)
    desk.freeze()
    with talking(script) as where:
        return desk.send(people, "--transport", "smtp", "--smtp", where, "--in-flight", "1", *more)


def _outcomes(desk: Desk) -> dict[str, int]:
    r = schema.receipt
    with desk.ledger().read() as connection:
        found = connection.execute(sa.select(r.c.outcome, sa.func.count()).group_by(r.c.outcome))
        return {outcome: int(number) for outcome, number in found}


def _after(number: int, verb: str, answer: str):  # type: ignore[no-untyped-def]
    return lambda command, _connection, count: answer if command == verb and count > number else None


@pytest.mark.parametrize("keywords", [("PIPELINING",), ()])
@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        ("MAIL", "452 4.5.3 Too many messages sent"),
        ("MAIL", "421 4.7.0 too many messages in this connection"),
        ("MAIL", "550 5.5.1 too many messages in this session"),
        ("MAIL", HANG_UP),
        ("RCPT", "421 4.4.2 closing"),
        ("RCPT", "452 4.5.3 too many recipients"),
        ("DATA", "451 4.3.0 not on this connection"),
        ("DOT", "421 4.3.2 shutting down"),
    ],
)
def test_a_connection_that_is_over_gives_way_to_a_new_one_at_once(
    desk: Desk, verb: str, answer: str, keywords: tuple[str, ...]
) -> None:
    """What a connection that has carried mail refuses is offered on a fresh one in the same attempt: nothing waits."""
    script = Script(keywords=keywords, answers=_after(3, verb, answer))
    assert _send(desk, script, 5).code == 0
    assert _outcomes(desk) == {"accepted": 5}
    assert sorted(address for address, _ in script.took) == [f"person{n}@mail.example" for n in range(5)]


@pytest.mark.parametrize("keywords", [("PIPELINING",), ()])
@pytest.mark.parametrize("verb", ["MAIL", "DATA", "DOT", "AUTH"])
def test_only_a_fresh_refusal_waits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, verb: str, keywords: tuple[str, ...]
) -> None:
    """A fresh connection that says not now defers the message, and the send goes on; signing in comes first."""
    if verb == "AUTH":
        keywords = (*keywords, "AUTH PLAIN")
        monkeypatch.setenv("SMTP_USERNAME", "us")
        monkeypatch.setenv("SMTP_PASSWORD", "secret")
    words = "454 4.7.0 later" if verb == "AUTH" else "451 4.3.2 later"
    script = Script(keywords=keywords, answers=lambda *now: words if now == (verb, 1, 1) else None)
    assert _send(desk, script, 3).code == 0
    deferral = {"AUTH": {}, "DOT": {"put_off": 1}}.get(verb, {"deferred": 1})
    assert _outcomes(desk) == {"accepted": 3} | deferral


def test_doubt_begins_when_the_message_has_left(desk: Desk) -> None:
    """A line lost before the last byte is not a doubt and costs no wait; lost after the dot it is held."""
    lost_before = Script(answers=lambda c, connection, n: HANG_UP if (c, connection, n) == ("DATA", 1, 2) else None)
    assert _send(desk, lost_before, 4).code == 0
    assert _outcomes(desk) == {"accepted": 4}


def test_doubt_that_no_event_settles_is_left_to_the_operator(desk: Desk) -> None:
    """No mail server reports an arrival, so nobody is asked for a word that `events import` would refuse."""
    lost_after = Script(answers=lambda c, connection, _: HANG_UP if (c, connection) == ("DOT", 1) else None)
    held = _send(desk, lost_after, 3)
    words = [desk.run("status", *which, "--ledger", desk.url, *desk.day).out for which in ((), ("--all",))]
    assert held.code == 3
    for told in (held.err, *words):
        assert "--on-ambiguous" in told
        assert "--complete-until" not in told


def test_a_refusal_of_the_message_stops_after_some(desk: Desk) -> None:
    """A server that takes no message for what is in it stops the send before everybody is written off."""
    script = Script(answers=lambda command, *_: "554 5.7.1 content" if command == "DOT" else None)
    assert _send(desk, script, 60).code != 0
    assert desk.status()["ready"] > 0
    assert desk.status()["unreached"] + desk.status()["ready"] == 60


@pytest.mark.parametrize("patience", [3, 9])
def test_long_runs_of_unknown_people_cost_nothing(desk: Desk, patience: int) -> None:
    """A server that hangs up after a few errors is called again; all are refused, none deferred."""
    refusals = {"RCPT": "550 5.1.1 unknown", "RSET": "421 4.7.0 too many errors"}
    script = Script(answers=lambda verb, _, count: refusals.get(verb) if verb == "RCPT" or count > patience else None)
    assert _send(desk, script, 100).code != 0
    assert _outcomes(desk) == {"rejected": 100}


@pytest.mark.parametrize("keywords", [("PIPELINING",), ()])
def test_no_connection_is_refused_ten_times_in_a_row(desk: Desk, keywords: tuple[str, ...]) -> None:
    """Servers slow down a connection that they refused so often, so a new one takes over before, after a goodbye."""
    asked: Counter[int] = Counter()  # each RCPT is an error here, and each DATA that comes after it all the same

    def answer(verb: str, connection: int, _count: int) -> str | None:
        asked[connection] += verb in {"RCPT", "DATA"}
        return "550 5.1.1 unknown" if verb == "RCPT" else None

    script = Script(keywords=keywords, answers=answer)
    assert _send(desk, script, 30).code != 0
    assert max(asked.values()) < 10
    assert script.connections <= 5
    assert script.said.count("quit") == script.connections


def test_what_is_taken_makes_up_for_what_was_refused(desk: Desk) -> None:
    """Where some are known, one connection does for all: only refusals in a row wear it out."""
    script = Script(answers=lambda verb, _, count: "550 5.1.1 unknown" if verb == "RCPT" and count % 5 else None)
    assert _send(desk, script, 40).code != 0
    assert (_outcomes(desk), script.connections) == ({"accepted": 8, "rejected": 32}, 1)


def test_reports_come_back_under_our_names(desk: Desk) -> None:
    """Where the server offers DSN, ENVID and ORCPT carry the delivery's id, and never the address or the account."""
    script = Script(keywords=("PIPELINING", "DSN"))
    assert _send(desk, script, 2).code == 0
    mail = [line for line in script.said if line.startswith(("MAIL", "RCPT"))]
    assert "ENVID=" in mail[0]
    assert "ORCPT=rfc822;" in mail[1]
    assert all("person" not in line.partition("ORCPT")[2] and "p0" not in line for line in mail)


@pytest.mark.parametrize("offers", [True, False])
def test_an_address_in_another_script_goes_where_it_can(desk: Desk, offers: bool) -> None:
    """With SMTPUTF8 it is sent as it is; without, that recipient is unreached, for that reason."""
    desk.accounts.write_text("account_id,email\n1,jürgen@one.example\n2,用户@two.example\n3,c@three.example\n", "utf-8")
    desk.freeze()
    script = Script(keywords=("SMTPUTF8", "8BITMIME") if offers else ())
    with talking(script) as where:
        assert desk.send(3, "--transport", "smtp", "--smtp", where).code == (0 if offers else 3)
    assert len(script.took) == (3 if offers else 1)
    assert ("SMTPUTF8" in desk.run("unreached", "--ledger", desk.url).out) is not offers


@pytest.mark.parametrize(
    ("smtp", "environment", "words"),
    [
        ("127.0.0.1:1", {"SMTP_USERNAME": "us", "SMTP_PASSWORD": "pässword"}, "SMTP_PASSWORD holds"),
        ("127.0.0.1:1", {"SMTP_USERNAME": "us\nx", "SMTP_PASSWORD": "x"}, "SMTP_USERNAME holds"),
        ("127.0.0.1:1", {"SMTP_USERNAME": "us"}, "SMTP_PASSWORD is not"),
        ("127.0.0.1:1", {"SMTP_PASSWORD": "x"}, "SMTP_USERNAME is not"),
        ("127.0.0.1:99999", {}, "HOST:PORT"),
        ("bad host:25", {}, "HOST:PORT"),
        (f"{'x' * 64}.localhost:25", {}, "HOST:PORT"),
        ("a..localhost", {}, "HOST:PORT"),
        ("127.0.0.1:1", {}, "no connection to 127.0.0.1:1"),
    ],
)
def test_what_cannot_work_is_refused_at_the_start(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, smtp: str, environment: dict[str, str], words: str
) -> None:
    """A password, a host or a port that cannot be: refused, nothing held, the secret not shown."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    desk.freeze()
    answer = desk.send(4, "--transport", "smtp", "--smtp", smtp)
    assert answer.code != 0
    assert words in answer.err + answer.out
    assert "ssword" not in answer.err + answer.out
    assert (desk.status()["held"], desk.status()["ready"]) == (0, 4)


def test_fewer_connections_than_threads_are_enough(desk: Desk) -> None:
    """Where the server allows one connection, the other threads wait for it, and nothing is deferred."""
    script = Script(greeting=dict.fromkeys(range(2, 50), "421 4.7.0 too many connections"))
    desk.people(20)
    desk.freeze()
    with talking(script) as where:
        assert desk.send(20, "--transport", "smtp", "--smtp", where, "--in-flight", "4").code == 0
    assert _outcomes(desk).get("accepted") == 20


@pytest.mark.parametrize(("verb", "words"), [("RCPT", "451 4.7.1 greylisted"), ("DOT", "451 4.2.1 mailbox is busy")])
def test_whoever_is_put_off_holds_up_nobody(desk: Desk, verb: str, words: str) -> None:
    """A server that takes others now and one person later gets that one once more when all others are done."""
    script = Script(answers=lambda *now: words if now == (verb, 1, 1) else None)
    assert _send(desk, script, 30).code == 0
    assert _outcomes(desk) == {"accepted": 30, "put_off": 1}
    assert script.took[-1][0] == "person0@mail.example"


@pytest.mark.parametrize("verb", ["RCPT", "DOT"])
@pytest.mark.parametrize(
    "words", ["450 too much mail in this session", "451-4.7.1 enough for now,\r\n451 4.7.1 call again"]
)
def test_a_limit_that_is_worded_like_greylisting_costs_a_new_connection(desk: Desk, verb: str, words: str) -> None:
    """Put off one after another where mail was taken before, people are offered on a fresh connection at once."""
    script = Script(answers=_after(10, verb, words))
    assert _send(desk, script, 60).code == 0
    assert _outcomes(desk)["accepted"] == 60
    assert _outcomes(desk)["put_off"] <= script.connections <= 8
    assert len({address for address, _ in script.took}) == len(script.took) == 60


def test_a_canary_waits_for_nobody_who_is_put_off(desk: Desk) -> None:
    """It is judged by those who were taken; who was put off goes with the rest."""
    script = Script(answers=lambda *now: "451 4.7.1 greylisted" if now == ("RCPT", 1, 1) else None)
    assert _send(desk, script, 6, "--canary", "3").code == 3
    assert _outcomes(desk) == {"accepted": 2, "put_off": 1}
    assert desk.status()["ready"] == 4
    assert desk.run("resume", "--ledger", desk.url).code == 0
    with talking(Script()) as where:
        assert desk.send(6, "--transport", "smtp", "--smtp", where).code == 0
    assert desk.status()["accepted"] == 6


def test_a_server_that_puts_everybody_off_is_left_in_peace() -> None:
    """Where nobody is taken in between it is the server that wants a pause, and who waits is tried a few times."""
    waiting = PutOff()
    assert [waiting.note(batch, "451 later", 0.0) for batch in range(10)] == [False] * 8 + [True] * 2
    waiting.note_answer()
    assert not waiting.note(11, "451 later", 0.0)
    waiting.keep_only([3])
    assert len(waiting) == 1
    now, tries = 0.0, 1
    while (now := waiting.next_try() or 0.0) > 0:
        assert not waiting.has_to_wait(3, now)
        waiting.note(3, "451 later", now)
        tries += 1
    assert waiting.has_to_wait(3, 1e9)
    assert 300 < sum(WAITS) < 600
    assert tries == 1 + len(WAITS)


def test_what_is_in_doubt_of_a_cancelled_notice_stays_so(desk: Desk) -> None:
    """Nothing of a cancelled notice is sent, so its status names no `send` that would be refused."""
    lost_after = Script(answers=lambda c, connection, _: HANG_UP if (c, connection) == ("DOT", 1) else None)
    _send(desk, lost_after, 3)
    assert "you decide" in desk.run("status", "--ledger", desk.url, *desk.day).out
    assert desk.run("cancel", "--ledger", desk.url).code == 0
    words = desk.run("status", "--ledger", desk.url, *desk.day).out
    assert "--on-ambiguous" not in words
    assert "`unreached` lists them" in words
