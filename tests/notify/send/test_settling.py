"""Doubt is settled by evidence in a fixed order; what nothing settles is held."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.ledger import notices
from notify.ledger.database.store import Ledger
from notify.ledger.queue import batches
from notify.ledger.reports import listening
from notify.model.batch import BatchState
from notify.providers.sendgrid.events import reports_in
from notify.send.dispatch import MOST_DOUBTS
from notify.send.settle import Patience, settle
from tests.notify.conftest import Desk, both
from tests.notify.wire import RESET, FakeSendGrid, first, sendgrid

LATER = timedelta(hours=1)


@pytest.fixture(params=[True, False], ids=["taken", "not taken"])
def doubtful(request: pytest.FixtureRequest, desk: Desk) -> Iterator[FakeSendGrid]:
    """Leave one batch of five in doubt, which was taken or not."""
    with sendgrid(first((RESET, {}, b""), took=request.param)) as fake:
        desk.people(5)
        desk.freeze()
        assert _send(desk, fake).code == 3
        assert desk.status()["held"] == 5
        yield fake


def _send(desk: Desk, fake: FakeSendGrid, *more: str):  # type: ignore[no-untyped-def]
    return desk.send(5, "--transport", "sendgrid", "--sendgrid-host", fake.url, "--timeout", "5", *more)


def _in(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


@both
def test_events_and_the_word_of_completeness_settle_either_way(desk: Desk, doubtful: FakeSendGrid) -> None:
    """Events prove a batch taken; completeness without one proves it not taken, and it goes again: once each."""
    desk.bring(doubtful.events(), "--complete-until", _in(0))
    assert _send(desk, doubtful).code == 0
    assert sorted(doubtful.addresses) == sorted(f"person{n}@mail.example" for n in range(5))
    assert desk.status()["doubled"] == 0


@both
def test_one_event_speaks_for_the_whole_batch(desk: Desk) -> None:
    """A batch is taken whole, so one recipient's event settles it for all; the others are unconfirmed, not lost."""
    with sendgrid(first((504, {}, b""), took=True)) as fake:
        desk.people(5)
        desk.freeze()
        _send(desk, fake)
        desk.bring(fake.events("processed")[:1])
    stands = desk.status()
    assert (stands["accepted"], stands["unconfirmed"], stands["held"]) == (5, 5, 0)
    assert stands["state"] == "complete"


def test_doubt_in_a_row_stops_the_send(desk: Desk) -> None:
    """A provider that leaves doubt again and again is not offered everybody: what is left stays ready."""
    desk.people(100)
    desk.freeze()
    with sendgrid(lambda _number, _body: (500, {}, b"")) as fake:
        answer = desk.send(
            100, "--transport", "sendgrid", "--sendgrid-host", fake.url, "--batch-size", "1", "--in-flight", "1"
        )
    assert answer.code == 1
    assert "in a row were left in doubt" in answer.err
    stands = desk.status()
    assert MOST_DOUBTS <= stands["held"] <= MOST_DOUBTS + 1  # one more was in the air
    assert stands["ready"] == 100 - stands["held"]


def test_completeness_before_the_attempt_was_over_proves_nothing(desk: Desk, doubtful: FakeSendGrid) -> None:
    """A word of completeness up to a moment before the attempt's end leaves it held."""
    desk.bring([], "--complete-until", _in(-60))
    assert _send(desk, doubtful).code == 3
    assert len(doubtful.requests) == 1


def test_a_word_about_the_future_counts_up_to_now(desk: Desk) -> None:
    """Completeness said of a moment to come proves nothing about attempts made after it was said."""
    desk.people(5)
    desk.freeze()
    desk.bring([], "--complete-until", "2099-01-01T00:00:00Z")
    with sendgrid(first((RESET, {}, b""), took=True)) as fake:
        for _ in range(2):
            assert _send(desk, fake).code == 3
    assert len(fake.requests) == 1


def test_events_alone_never_prove_absence(desk: Desk, doubtful: FakeSendGrid) -> None:
    """An import without the word of completeness sends nothing again."""
    desk.bring([{"email": "x@y.example", "event": "delivered", "timestamp": 1}])
    assert _send(desk, doubtful).code == 3
    assert len(doubtful.requests) == 1


@both
def test_the_operator_may_have_it_sent_again(desk: Desk, doubtful: FakeSendGrid) -> None:
    """on_ambiguous=resend sends what is held again; that alone may tell people twice."""
    assert _send(desk, doubtful, "--on-ambiguous", "resend").code == 0
    assert len(doubtful.requests) == 2


def test_the_operator_may_assume_it_was_sent(desk: Desk, doubtful: FakeSendGrid) -> None:
    """on_ambiguous=assume_sent accepts without evidence, and status says how many."""
    assert _send(desk, doubtful, "--on-ambiguous", "assume_sent").code == 0
    assert desk.status()["assumed"] == 5
    assert len(doubtful.requests) == 1


@both
def test_a_double_is_seen_and_said(desk: Desk) -> None:
    """Where events of two attempts come in after all, status counts the people instead of hiding them."""
    with sendgrid(first((RESET, {}, b""), took=True)) as fake:
        desk.people(5)
        desk.freeze()
        _send(desk, fake, "--on-ambiguous", "resend")
        desk.bring(fake.events())
    assert desk.status()["doubled"] == 5


def test_a_late_event_before_the_second_attempt_stops_it(desk: Desk) -> None:
    """A batch that was to go again is accepted instead when an event of its first attempt turns up in time."""
    with sendgrid(first((RESET, {}, b""), took=True)) as fake:
        desk.people(5)
        desk.freeze()
        _send(desk, fake)
        desk.bring([], "--complete-until", _in(0))
        assert desk.status()["ready"] == 5
        desk.bring(fake.events())
        assert _send(desk, fake).code == 0
    assert len(fake.requests) == 1
    assert desk.status()["delivered"] == 5


WORDS = ["processed", "deferred", "delivered", "bounce", "dropped", "open", "a word from next year"]


def _fates(desk: Desk, happened: list[dict[str, object]]) -> object:
    desk.bring(happened)
    status = desk.status()
    return {key: status[key] for key in ("accepted", "delivered", "bounced", "dropped", "unconfirmed", "held")}


@both
def test_order_and_repetition_never_matter(desk: Desk) -> None:
    """The same events in any order, any number of times, in one file or many, give the same counts."""
    with sendgrid() as fake:
        desk.people(5)
        desk.freeze()
        _send(desk, fake)
    happened = [event for word in WORDS for event in fake.events(word)[: WORDS.index(word) % 4 + 1]]
    expected = _fates(desk, happened)
    for shuffled in itertools.islice(itertools.permutations(happened), 0, 2_000, 400):
        assert _fates(desk, list(shuffled) * 2) == expected
    for event in happened:
        desk.bring([event])
    assert _fates(desk, []) == expected


def test_a_bounce_after_a_delivery_is_a_bounce(desk: Desk) -> None:
    """Whoever bounced was not reached, whatever came before."""
    with sendgrid() as fake:
        desk.people(5)
        desk.freeze()
        _send(desk, fake)
        desk.bring(
            [*fake.events("delivered"), fake.events("bounce")[0] | {"reason": "550 no such user", "status": "5.1.1"}]
        )
    assert (desk.status()["delivered"], desk.status()["bounced"]) == (4, 1)
    assert "550 no such user" in desk.run("unreached", "--ledger", desk.url).out


def test_other_mail_of_the_same_account_proves_nothing(desk: Desk, doubtful: FakeSendGrid) -> None:
    """The webhook carries the company's other mail too; its events for our recipients settle no batch of ours."""
    other = [
        {"email": f"person{n}@mail.example", "event": "delivered", "timestamp": 1, "sg_message_id": "other.1"}
        for n in range(5)
    ]
    desk.bring(other)
    assert desk.status()["held"] == 5


@pytest.mark.parametrize(
    "rest", [{}, {"sg_message_id": "  "}, {"sg_message_id": 0}], ids=["no id", "a blank id", "a number"]
)
def test_a_late_bounce_without_any_id_is_understood(desk: Desk, rest: dict[str, str]) -> None:
    """An asynchronous bounce that lost every id still reaches its recipient, by address."""
    with sendgrid() as fake:
        desk.people(5)
        desk.freeze()
        _send(desk, fake)
        desk.bring([{"email": "Person3@mail.example", "event": "bounce", "timestamp": 5} | rest])
    assert desk.status()["bounced"] == 1


FORGED = [
    "",
    "x",
    "0.0.0.9",
    "{n}.1.1.999999999",
    "{n}.0.1.0",
    "{n}.1.0.0",
    "{n}.1.1.-1",
    "{n}.1.1.٣",
    "{n}.1.1",
    "{n}.1.9.5",
    "{n}.1.1.99999999999999999999",
]


def test_an_id_that_names_no_delivery_counts_for_nothing(desk: Desk, doubtful: FakeSendGrid) -> None:
    """An event that speaks of an attempt never made, or a recipient not in it, changes no count."""
    with desk.ledger().read() as connection:
        (notice_id,) = notices.all_ids(connection)
    for forged in FORGED:
        desk.bring([{"email": "z@z.example", "event": "delivered", "timestamp": 1, "s11": forged.format(n=notice_id)}])
        assert desk.status()["held"] == 5, forged


@pytest.mark.parametrize("text", ["nonsense", '[{"event": "delivered"}, {', "[1, 2", ""])
def test_a_file_that_is_no_list_of_events_is_refused_with_its_line(desk: Desk, text: str) -> None:
    """Broken event files are refused by name and line; an empty one brings nothing."""
    desk.freeze()
    file = desk.folder / "e.json"
    file.write_text(text)
    answer = desk.run("events", "import", str(file), "--ledger", desk.url)
    assert answer.code == (1 if text else 0)
    assert not text or "e.json:1" in answer.err


@given(
    st.lists(
        st.dictionaries(
            st.text(max_size=5) | st.sampled_from(["event", "email", "s11", "timestamp"]),
            st.none() | st.integers() | st.text(max_size=9),
        ),
        max_size=4,
    )
)
def test_no_event_crashes_the_reader(items: list[dict[str, object]]) -> None:
    """Whatever stands in an event, it is parsed or passed over."""
    assert len(list(reports_in(json.dumps(items).encode()))) == len(items)


@both
def test_served_events_prove_absence_by_the_watermark(desk: Desk) -> None:
    """Silence proves absence only with the webhook up, enough later batches accounted for, and enough quiet."""
    with sendgrid(first((RESET, {}, b""))) as fake:
        desk.people(50)
        desk.freeze()
        now = datetime.now(UTC) + LATER
        with desk.ledger().write() as tx:
            serving = listening.start_serving(tx, now - 2 * LATER)
        desk.send(50, "--transport", "sendgrid", "--sendgrid-host", fake.url, "--batch-size", "10", "--in-flight", "1")
        desk.bring(fake.events())
    ledger, enough = desk.ledger(), Patience(witnesses=3, quiet=timedelta())
    assert not _is_settled(ledger, now, enough), "the webhook was down"
    with ledger.write() as tx:
        listening.keep_serving(tx, serving, now)
    assert not _is_settled(ledger, now, Patience(witnesses=20, quiet=timedelta())), "too few witnesses"
    assert not _is_settled(ledger, now, Patience(witnesses=3, quiet=2 * LATER)), "not quiet for long enough"
    assert _is_settled(ledger, now, enough)


def _is_settled(ledger: Ledger, now: datetime, patience: Patience) -> bool:
    """Settle what can be; say whether the batch in doubt goes again, and is not held any more."""
    with ledger.write() as tx:
        (notice_id,) = notices.all_ids(tx)
        settle(tx, notice_id, now, patience)
        left = batches.counts(tx, notice_id)
    assert (BatchState.READY in left) is not (BatchState.HELD in left)
    return BatchState.READY in left
