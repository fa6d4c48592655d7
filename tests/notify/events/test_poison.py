"""Whatever comes in, nothing stops the folding: what is not understood is kept, counted and passed over."""

from __future__ import annotations

import json
import sqlite3
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notify.events import ingest, webhook
from notify.events.pieces import PIECE, pieces_of
from notify.ledger import notices
from notify.ledger.reports import kept_posts
from notify.model.event import Kind, Post
from notify.providers.sendgrid.events import brief_reports_in, reports_in
from notify.providers.sendgrid.webhook import SendGridWebhook
from notify.providers.smtp.reports import read_report
from tests.notify.conftest import Desk
from tests.notify.wire import FakeSendGrid, sendgrid
from tests.serving import serving

NOW = datetime(2027, 1, 4, 12, tzinfo=UTC)


@pytest.fixture
def told(desk: Desk) -> Iterator[FakeSendGrid]:
    """Send to five people."""
    desk.people(5)
    desk.freeze()
    with sendgrid() as fake:
        assert desk.send(5, "--transport", "sendgrid", "--sendgrid-host", fake.url).code == 0
        yield fake


def _store(desk: Desk, *bodies: bytes) -> None:
    ledger = desk.ledger()
    with ledger.write() as tx:
        for body in bodies:
            kept_posts.store(tx, [kept_posts.pack(Post(received_at=NOW, source="webhook", body=body))])
    ledger.close()


def _fold(desk: Desk) -> int:
    ledger = desk.ledger()
    try:
        return ingest.fold_all(ledger)
    finally:
        ledger.close()


def _deep_mail(depth: int) -> bytes:
    heads = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return b"From: MAILER-DAEMON@mx.example\n" + "".join(heads).encode() + b"Content-Type: text/plain\n\nbounced\n"


def hostile(mark: str) -> dict[str, bytes]:
    """Give posts and mails that broke some reader once, or look as if they could."""
    event = {"s11": mark, "event": "bounce", "timestamp": 1}
    return {
        "lone surrogate in the reason": json.dumps([event | {"reason": "\ud800"}]).encode(),
        "lone surrogate in the mark": json.dumps([event | {"s11": "\udfff.1.1.1"}]).encode(),
        "lone surrogate in the address": json.dumps([{"event": "bounce", "email": "a\ud800@b.example"}]).encode(),
        "lone surrogate in the id": json.dumps([{"event": "bounce", "email": "a", "sg_message_id": "\ud800"}]).encode(),
        "number of 9,000 digits": b'[{"event": "bounce", "timestamp": ' + b"9" * 9_000 + b"}]",
        "numbers beyond a database's": json.dumps([event | {"s11": f"{mark[:12]}.{2**63}.{2**64}.{2**65}"}]).encode(),
        "not a number": b'[{"event": "bounce", "timestamp": NaN, "status": Infinity}]',
        "wrong types": json.dumps([{k: [{}] for k in ("event", "s11", "email", "timestamp", "reason")}]).encode(),
        "true": json.dumps([event | {"status": True, "email": True, "sg_message_id": True}]).encode(),
        "no objects": b'[1, null, "x", [[]], true]',
        "deep": b"[" * 100_000,
        "no text": b"\xff\xfe\x00\x01",
        "nothing": b"",
        "NUL": b'[{"event": "bounce", "email": "\\u0000@b.example", "reason": "\\u0000"}]',
        "mail, a thousand deep": _deep_mail(1_000),
        "mail, fifty deep": _deep_mail(50),
        "mail, broken base64 in a head": b"From: MAILER-DAEMON@x\nSubject: =?utf-8?b?A?= failed\n\nbounced\n",
        "mail, unknown charset": b"From: x\nContent-Type: text/plain; charset=no-such\n\nbounced\n",
        "mail, NUL charset": b"From: x\nContent-Type: text/plain; charset=\"a\x00b\"\n\nbounced\n",
        "mail, a head of semicolons": b"From: x\nContent-Type: multipart/report" + b";" * 200_000 + b"\n\nbounced\n",
        "mail, a head of question marks": b"Subject: " + b"=?" * 200_000 + b"\n\nbounced\n",
        "mail, a line of blanks": b"From: MAILER-DAEMON@x\n\n" + b" " * 190_000 + b"x\n",
        "mail, dates": b"From: x\nDate: " + b"1 " * 100_000 + b"\n\nbounced\n",
    }  # fmt: skip


@pytest.mark.parametrize("name", hostile("0" * 12 + ".1.1.1"))
def test_a_hostile_post_is_passed_over_and_what_follows_counts(desk: Desk, told: FakeSendGrid, name: str) -> None:
    """A post that breaks its reader is kept and counted; the good one behind it is understood."""
    mark = told.events()[1]["s11"]
    _store(desk, hostile(mark)[name], json.dumps(told.events("delivered")[:1]).encode())
    assert _fold(desk) == 2
    assert desk.status()["delivered"] >= 1


@pytest.mark.parametrize("case", sorted((Path(__file__).parent / "cases").glob("*.post")), ids=lambda case: case.stem)
def test_a_saved_case_needs_no_last_guard(case: Path) -> None:
    """What once was caught only by the guard around everything is read by its reader."""
    assert "too damaged to read" not in read_report(case.read_bytes()).why


def test_a_ledger_poisoned_before_recovers(desk: Desk, told: FakeSendGrid) -> None:
    """Rows that no reader can open, left by whatever wrote them, stop nothing and are counted."""
    _store(desk, b"one", b"two", json.dumps(told.events("delivered")).encode())
    connection = sqlite3.connect(desk.folder / "book" / "ledger.db")
    with connection:
        connection.execute("DROP TRIGGER post_no_update")
        connection.execute("UPDATE post SET body = x'00ff' WHERE post_id = 1")
        connection.execute("UPDATE post SET received_at = 'no moment' WHERE post_id = 2")
    connection.close()
    assert _fold(desk) == 3
    assert desk.status()["delivered"] == 5
    assert desk.status()["not_understood"] == 2


def test_an_import_says_what_it_was_worth(desk: Desk, told: FakeSendGrid) -> None:
    """The answer counts the reports that name a delivery of ours and those that say nothing, new or not."""
    strange = [{"created": 1_764_580_000, "email": "other@mail.example", "reason": "550", "status": "5.1.1"}]
    for new in (1, 0):
        body = desk.bring([*told.events("delivered"), *strange], "--json").body
        assert body == {"events": 6, "new_posts": new, "items": 6, "understood": 5, "ours": 5, "strays": 0, "silent": 0}
    assert "1 NOT UNDERSTOOD" in desk.bring(strange).out


def test_a_file_with_a_huge_number_is_read(desk: Desk, told: FakeSendGrid) -> None:
    """Valid JSON is read, though Python's integers refuse one of its numbers."""
    file = desk.folder / "huge.json"
    text = json.dumps(told.events("delivered"))
    file.write_text(text.replace("1800000000", "9" * 5_000, 1), encoding="utf-8")
    assert desk.run("events", "import", str(file), "--ledger", desk.url).code == 0
    assert desk.status()["delivered"] == 5


PEOPLE = st.integers(0, 9)
WORDS = st.sampled_from(["processed", "delivered", "deferred", "open", "bounce", "dropped", "", "x"])


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(st.tuples(WORDS, PEOPLE, st.sampled_from(["1.1", "1.2", "2.1"]), st.sampled_from(["", " ", "0"]))))
def test_what_is_summed_up_says_what_its_events_say(events: list[tuple[str, int, str, str]]) -> None:
    """For all posts: summed up or one by one, the same kinds are told of the same deliveries."""
    items = [{"event": word, "s11": f"0123456789ab.{attempt}.{pad}{nid}"} for word, nid, attempt, pad in events]
    assert _summed_up(json.dumps(items).encode()) == len(items)


TOLD = b'{"event": "delivered", "s11": "0123456789ab.1.1001.3"}'


@pytest.mark.parametrize(
    "strange",
    [
        b'{"event": "delivered", "event": "bounce", "s11": "0123456789ab.1.1001.4"}',
        b'{"event": "bounce", "\\u0065vent": "delivered", "s11": "0123456789ab.1.1001.4"}',
        b'{"event": "open", "s11": ["0123456789ab.1.1001.4"]}',
        b'{"event": {"a": 1}, "s11": 5}',
        b'{"event": "\\ud800"}',
        b'{"event": "bounce", "reason": "\\ud83d", "s11": "0123456789ab.1.1001.4"}',
        b'{"event": "open", "n": NaN}',
        b'{"event": "open", "n": %b}' % (b"9" * 5_000),
        b'{"event": "open", "n": 1e999999}',
        b'{"event": "open", "n": 01}',
        b'{"event": "open", "why": "\xff"}',
        b'{"event": "open", "why": "\xed\xa0\x80"}',
        b'{"event": "open", "why": "a\x01b"}',
        b'{"event": "open", "why": %b1%b}' % (b"[" * 5_000, b"]" * 5_000),
        b"null",
        b"[{}]",
        b"5] tail",
        b'{"event": "open"} {"event": "open"}',
    ],
)
def test_strange_json_is_summed_up_as_it_is_read(strange: bytes) -> None:
    """What one reader takes and another does not, or takes otherwise, counts the same summed up or one by one."""
    _summed_up(b"[%b, %b, %b]" % (TOLD, strange, TOLD))
    _summed_up(b"\xef\xbb\xbf[%b, %b]" % (strange, TOLD))
    _summed_up(strange)


def _summed_up(body: bytes) -> int:
    """Compare what is said of each delivery summed up and one by one; returns how many events there are."""
    stretches, rest = brief_reports_in(body)
    one_by_one, summed = Counter[object](), Counter[object]()
    items = list(reports_in(body))
    for report in items:
        one_by_one[report.mark, report.nid] |= report.kind
    for report in rest:
        summed[report.mark, report.nid] |= report.kind
    for stretch in stretches:
        for nid, kinds in stretch.kinds.items():
            summed[stretch.mark, nid] |= kinds
    assert summed == one_by_one
    assert len(rest) + sum(stretch.reports for stretch in stretches) == len(items)
    return len(items)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"event": "bounce", "unique_args": {"s11": f"{'0' * 12}.1.1001.3"}}, Kind.BOUNCE),
        ({"event": "delivered", "custom_args": {"s11": f"{'0' * 12}.1.1001.3"}}, Kind.DELIVERED),
        ({"event": "Bounce", "s11": f"{'0' * 12}.1.1001.3"}, Kind.BOUNCE),
        ({"event": "bounce", "type": "Blocked", "s11": f"{'0' * 12}.1.1001.3"}, Kind.BLOCKED),
    ],
)
def test_an_export_s_event_is_read_as_a_post_s(event: dict[str, object], kind: Kind) -> None:
    """Exports keep our argument apart, write words otherwise and count milliseconds, and mean the same."""
    [report] = reports_in(json.dumps(event | {"timestamp": 1_800_000_000_000}).encode())
    assert (report.kind, report.nid, report.at.year) == (kind, 3, 2027)


@pytest.mark.parametrize("between", [",", ", ", ",\n", ",\r\n", "\n", "\r\n", " ,\n  "])
@pytest.mark.parametrize("inner", ['"plain"', '"}, {"', '[{"a": 1}, {"b": 2}]', '"\\"},{"'])
def test_a_large_file_of_events_is_taken_apart_between_them(tmp_path: Path, between: str, inner: str) -> None:
    """However a program wrote them, and whatever stands in them, every event comes out whole and once."""
    event = f'{{"event": "x", "inner": {inner}, "fill": "{"y" * 2_000}"}}'
    number = 2 * PIECE // len(event)
    file = tmp_path / "events.json"
    file.write_text(f"[{between.join([event] * number)}]", encoding="utf-8", newline="")
    found = [item for _, piece in pieces_of(file) for item in json.loads(piece)]
    assert found == [json.loads(event)] * number


def _mail(heads: list[tuple[str, str]], body: list[str]) -> bytes:
    text = "".join(f"{name}: {value}\n" for name, value in heads) + "\n" + "".join(body)
    return text.encode("utf-8", "surrogatepass")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(2**62, 2**70) | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
MARKS = st.builds(
    "{}.{}.{}.{}".format,
    st.sampled_from(["NOTICE", "0" * 12]) | st.text(max_size=5),
    *[st.integers(0, 3) | st.integers(-(10**12), 10**20)] * 3,
)
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "event": st.sampled_from(["bounce", "delivered", "dropped", "processed", "spamreport"]) | JSON,
        "s11": MARKS | JSON,
        "email": st.sampled_from(["person1@mail.example", "PERSON2@mail.example "]) | JSON,
        "timestamp": st.integers() | st.floats() | JSON,
        "reason": JSON,
        "status": JSON,
        "type": st.sampled_from(["blocked", "bounce"]) | JSON,
        "sg_message_id": st.just("m1.filter") | JSON,
    },
)
HEADS = st.lists(
    st.tuples(
        st.sampled_from(
            ["From", "Subject", "Date", "Content-Type", "Content-Transfer-Encoding", "To", "In-Reply-To"]
        ),
        st.text(max_size=40)
        | st.sampled_from(
            [
                "MAILER-DAEMON@x", "Undelivered", "multipart/report; boundary=b", "message/delivery-status", "base64",
                "<NOTICE.1@x>", "=?utf-8?b?A?=", "=?x?q?=ff?=", "text/plain; charset*=''%ff", "uuencode",
            ]
        ),
    ),
    max_size=6,
)  # fmt: skip
BODIES = st.lists(
    st.sampled_from(
        [
            "--b\n", "--b--\n", "\n", "Final-Recipient: rfc822; person1@mail.example\n", "Action: failed\n",
            "Status: 5.1.1\n", "Content-Type: message/rfc822\n\n", "Message-ID: <NOTICE.2@x>\n",
            "550 5.1.1 no such user\n", "begin 644 x\n#0\n",
        ]
    )
    | st.text(max_size=30),
    max_size=8,
)  # fmt: skip
POSTS = (
    st.lists(EVENTS | JSON, max_size=4).map(lambda items: json.dumps(items).encode())
    | st.builds(_mail, HEADS, BODIES)
    | st.binary(max_size=60)
)


def test_nothing_that_comes_in_stops_the_folding(desk: Desk, told: FakeSendGrid) -> None:
    """For all posts: each is folded once, nobody is lost or made, and the sum adds up."""
    ledger = desk.ledger()
    with ledger.read() as connection:
        notice_id = notices.all_ids(connection)[0].encode()

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(POSTS, min_size=1, max_size=4, unique=True))
    def holds(bodies: list[bytes]) -> None:
        with ledger.write() as tx:
            posts = [Post(received_at=NOW, source="x", body=body.replace(b"NOTICE", notice_id)) for body in bodies]
            new = kept_posts.store(tx, [kept_posts.pack(post) for post in posts])
        assert ingest.fold_all(ledger) == new

    holds()
    status = desk.status()
    assert status["frozen"] == status["accepted"] == 5


@contextmanager
def _serving(desk: Desk) -> Iterator[str]:
    ledger = desk.ledger()
    verification = webhook.Verification(webhook=SendGridWebhook(), key="")
    application = webhook.application(ledger, verification, lambda: None, lambda: datetime.now(UTC))
    with serving(application) as origin:
        yield f"{origin}/"
    ledger.close()


def _asked(url: str, body: bytes | None = None) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, body, timeout=30) as answer:  # noqa: S310 - this machine
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def _until(url: str, wanted: tuple[int, str]) -> bool:
    return any(_asked(url) == wanted for _ in range(5_000))


def test_a_server_whose_folding_fails_says_so(desk: Desk, told: FakeSendGrid) -> None:
    """GET answers `alive` while what comes in is understood, and 503 `failing` while it is not."""
    snapshot = next((desk.folder / "book" / "ledger.db.snapshots").glob("*.owed.*.parquet"))
    with _serving(desk) as url:
        assert _asked(url) == (200, "alive")
        snapshot.rename(snapshot.with_suffix(".away"))
        assert _asked(url, b'[{"event": "bounce", "email": "person1@mail.example"}]')[0] == 204
        assert _until(url, (503, "failing"))
        snapshot.with_suffix(".away").rename(snapshot)
        assert _until(url, (200, "alive"))
    assert desk.status()["bounced"] == 1
