"""What is asked about with the final dot of the message before: judged by itself, and never handed over unasked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise

import pytest

from notify.flows.together import notices_of
from notify.model.batch import Outcome, Piece
from notify.model.notice import Notice, Sender
from notify.providers.smtp import Settings
from notify.providers.smtp.deliver import ASK_AGAIN, Smtp
from notify.published.manifest import read_manifest
from tests.notify.conftest import Desk
from tests.notify.providers.mail_talk import HANG_UP, Script, talking
from tests.notify.published_site import PublishedSite


def _piece(number: int) -> tuple[Piece]:
    return (Piece(nid=number, address=f"person{number}@mail.example", data=b"Subject: Terms\r\n\r\nWords.\r\n"),)


FIRST, SECOND, THIRD = map(_piece, range(3))


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Notice:
    """Give a notice of a published site."""
    manifest = read_manifest(str(PublishedSite(tmp_path_factory.mktemp("site")).write().manifest))
    sender = Sender(email="privacy@policy.example", name="Tarn", reply_to="privacy@policy.example")
    return next(iter(notices_of(manifest, next(each for each in manifest.versions if each.owed), sender)))


@contextmanager
def _transport(notice: Notice, script: Script, timeout: float = 30.0) -> Iterator[Smtp]:
    with talking(script) as where:
        transport = Smtp(Settings(smtp_host=where, timeout=timeout), notice)
        yield transport
        transport.close()


def _at(verb: str, number: int, answer: str):  # type: ignore[no-untyped-def]
    """Give an answer at a command of the first connection alone."""
    return lambda *now: answer if now == (verb, 1, number) else None


def _took(script: Script) -> list[str]:
    return [address.partition("@")[0] for address, _ in script.took]


def test_what_follows_is_asked_about_with_the_dot(notice: Notice) -> None:
    """The server hears of the second message before anybody hands it over, and takes each once."""
    heard = threading.Event()
    script = Script(answers=lambda *now: heard.set() if now == ("DATA", 1, 2) else None)
    with _transport(notice, script) as transport:
        assert transport.deliver(FIRST, SECOND).outcome is Outcome.ACCEPTED
        assert heard.wait(10)
        assert transport.deliver(SECOND, THIRD).outcome is Outcome.ACCEPTED
        assert transport.deliver(THIRD).outcome is Outcome.ACCEPTED
    assert (_took(script), script.connections) == (["person0", "person1", "person2"], 1)


@pytest.mark.parametrize("keywords", [("PIPELINING",), ()])
@pytest.mark.parametrize(
    ("verb", "answer", "outcome", "connections"),
    [
        ("MAIL", "452 4.5.3 too many messages", Outcome.ACCEPTED, 2),
        ("MAIL", "421 4.7.0 enough", Outcome.ACCEPTED, 2),
        ("MAIL", HANG_UP, Outcome.ACCEPTED, 2),
        ("RCPT", "550 5.1.1 unknown", Outcome.REJECTED, 1),
        ("RCPT", "451 4.7.1 greylisted", Outcome.PUT_OFF, 1),
        ("RCPT", HANG_UP, Outcome.ACCEPTED, 2),
        ("DATA", "451 4.3.0 not on this connection", Outcome.ACCEPTED, 2),
        ("DATA", "554 5.6.0 no", Outcome.REJECTED, 1),
        ("DATA", HANG_UP, Outcome.ACCEPTED, 2),
    ],
)
def test_each_message_is_judged_by_its_own_answers(
    notice: Notice, verb: str, answer: str, outcome: Outcome, connections: int, keywords: tuple[str, ...]
) -> None:
    """A refusal of what follows, or a line that breaks there, leaves the one before taken, and nothing doubled."""
    script = Script(keywords=keywords, answers=_at(verb, 2, answer))
    with _transport(notice, script) as transport:
        receipts = [transport.deliver(FIRST, SECOND), transport.deliver(SECOND, THIRD), transport.deliver(THIRD)]
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED, outcome, Outcome.ACCEPTED]
    assert _took(script) == [f"person{n}" for n, each in enumerate(receipts) if each.outcome is Outcome.ACCEPTED]
    assert script.connections == connections


@pytest.mark.parametrize(
    ("answer", "outcome", "connections"),
    [
        ("552 5.2.2 over quota", Outcome.REJECTED, 1),
        ("451 4.2.1 busy", Outcome.PUT_OFF, 1),
        ("421 4.3.2 shutting down", Outcome.DEFERRED, 2),
        (HANG_UP, Outcome.UNKNOWN, 2),
        ("999 what", Outcome.UNKNOWN, 2),
        ("no answer at all", Outcome.UNKNOWN, 2),
        (f"550-5.1.1 no such user\r\n550 5.1.1 {'x' * 20_000}", Outcome.REJECTED, 1),
    ],
)
def test_what_follows_goes_on_whatever_became_of_the_message_before(
    notice: Notice, answer: str, outcome: Outcome, connections: int
) -> None:
    """Doubt about one message is no doubt about the next: its commands had left, and its words had not."""
    script = Script(answers=_at("DOT", 1, answer))
    with _transport(notice, script) as transport:
        assert transport.deliver(FIRST, SECOND).outcome is outcome
        assert transport.deliver(SECOND).outcome is Outcome.ACCEPTED
    assert (_took(script), script.connections) == (["person1"], connections)


@pytest.mark.parametrize("is_closed", [False, True])
def test_nobody_gets_what_was_let_go(notice: Notice, is_closed: bool) -> None:
    """Asked about and not handed over, a message is no empty one either: its connection ends, unsaid."""
    script = Script()
    with _transport(notice, script) as transport:
        assert transport.deliver(FIRST, SECOND).outcome is Outcome.ACCEPTED
        if not is_closed:
            transport.let_go(SECOND)
            assert transport.deliver(THIRD).outcome is Outcome.ACCEPTED
    assert _took(script) == ["person0"] + ["person2"] * (not is_closed)


def test_no_refusal_is_invited(notice: Notice) -> None:
    """After a refusal in a row, and for an address that the server cannot carry, nothing is asked beforehand."""
    foreign = (Piece(nid=1, address="jürgen@mail.example", data=SECOND[0].data),)
    script = Script(answers=_at("RCPT", 1, "550 5.1.1 unknown"))
    with _transport(notice, script) as transport:
        outcomes = [transport.deliver(FIRST, foreign).outcome, transport.deliver(foreign, THIRD).outcome]
        outcomes.append(transport.deliver(THIRD).outcome)
    assert outcomes == [Outcome.REJECTED, Outcome.REJECTED, Outcome.ACCEPTED]
    assert not any("rgen" in line for line in script.said)


def test_a_server_that_loses_what_it_is_asked_beforehand_is_asked_in_its_time(notice: Notice) -> None:
    """Some gateways read no further than the dot: once that was seen, each message is asked about after it."""
    lost = threading.Event()

    def answers(verb: str, connection: int, number: int) -> str | None:
        if verb == "MAIL" and number == 2 and not lost.is_set():
            lost.set()
            return HANG_UP
        return None

    script, people = Script(answers=answers), [_piece(number) for number in range(6)]
    with _transport(notice, script) as transport:
        receipts = [transport.deliver(one, then) for one, then in zip(people, [*people[1:], ()], strict=True)]
    assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
    assert _took(script) == [f"person{n}" for n in range(6)]
    assert script.connections == 2


def test_a_server_that_hung_up_once_is_asked_beforehand_again(notice: Notice) -> None:
    """A line ends for many reasons: after some messages more the next is asked about with the dot, as at first."""
    people, heard = [_piece(number) for number in range(ASK_AGAIN + 8)], threading.Event()

    def answers(verb: str, connection: int, number: int) -> str | None:
        if verb == "MAIL" and connection == 2 and number == len(people) - 2:
            heard.set()
        return HANG_UP if (verb, connection, number) == ("MAIL", 1, 2) else None

    script = Script(answers=answers)
    with _transport(notice, script) as transport:
        for one, then in pairwise(people[:-1]):
            assert transport.deliver(one, then).outcome is Outcome.ACCEPTED
        assert not heard.is_set() or script.connections == 2
        assert heard.wait(10)
        assert transport.deliver(people[-2], people[-1]).outcome is Outcome.ACCEPTED
        assert transport.deliver(people[-1]).outcome is Outcome.ACCEPTED
    assert (_took(script), script.connections) == ([f"person{n}" for n in range(len(people))], 2)


def test_lines_that_end_together_count_once(notice: Notice) -> None:
    """A server that restarts ends every line at once; what was asked about on each of them is one loss."""
    pairs = [(_piece(2 * number), _piece(2 * number + 1)) for number in range(4)]
    again, then, heard = _piece(1_000), _piece(1_001), threading.Event()

    def answers(verb: str, connection: int, number: int) -> str | None:
        if verb == "MAIL" and len(script.took) > ASK_AGAIN + 8:
            heard.set()
        return HANG_UP if verb == "MAIL" and connection <= len(pairs) and number == 2 else None

    script = Script(answers=answers)
    with _transport(notice, script) as transport:
        for one, following in pairs:
            assert transport.deliver(one, following).outcome is Outcome.ACCEPTED
        for _, following in pairs:
            assert transport.deliver(following).outcome is Outcome.ACCEPTED
        for number in range(ASK_AGAIN):
            assert transport.deliver(_piece(100 + number)).outcome is Outcome.ACCEPTED
        assert transport.deliver(again, then).outcome is Outcome.ACCEPTED
        assert heard.wait(10)
        assert transport.deliver(then).outcome is Outcome.ACCEPTED


def test_an_answer_to_what_was_asked_beforehand_is_waited_for_no_longer_than_another(notice: Notice) -> None:
    """The ten minutes are for the final dot alone: who is silent on a command is left, and a new connection tells."""
    done = threading.Event()
    script = Script(answers=lambda *now: HANG_UP if now == ("MAIL", 1, 2) and done.wait(60) else None)
    with _transport(notice, script, timeout=0.1) as transport:
        assert transport.deliver(FIRST, SECOND).outcome is Outcome.ACCEPTED
        assert transport.deliver(SECOND).outcome is Outcome.ACCEPTED
        assert not done.is_set()
        done.set()
    assert (_took(script), script.connections) == (["person0", "person1"], 2)


def test_whoever_waits_for_a_connection_gets_the_next(notice: Notice) -> None:
    """Where the server allows one, a thread that has much to hand over shares it with one that has a single message."""
    script = Script(greeting=dict.fromkeys(range(2, 50), "421 4.7.0 too many connections"))
    many, has_begun = [_piece(number) for number in range(1, 40)], threading.Event()

    def hand_over_all(transport: Smtp) -> None:
        for one, then in zip(many, [*many[1:], ()], strict=True):
            transport.deliver(one, then)
            has_begun.set()

    with _transport(notice, script) as transport, ThreadPoolExecutor(1) as other:
        rest = other.submit(hand_over_all, transport)
        assert has_begun.wait(60)
        assert transport.deliver(FIRST).outcome is Outcome.ACCEPTED
        rest.result()
    assert sorted(_took(script)) == sorted(f"person{n}" for n in range(40))
    assert _took(script)[-1] != "person0"


def test_a_send_asks_ahead_where_enough_is_at_hand(desk: Desk) -> None:
    """Everybody gets one message, and the ledger counts what the server took, with refusals here and there."""
    script = Script(answers=lambda verb, _, number: "550 5.1.1 unknown" if verb == "RCPT" and number % 7 == 3 else None)
    desk.people(200)
    desk.freeze()
    with talking(script) as where:
        desk.send(200, "--transport", "smtp", "--smtp", where)
    status = desk.status()
    assert (status["accepted"], status["unreached"]) == (len(script.took), 200 - len(script.took))
    assert len({address for address, _ in script.took}) == len(script.took)
