"""Forgetting: what names people goes, what others need stays, and everything still adds up."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from notify.events.scrub import remove_person, traces
from notify.ledger.chain import audit
from notify.ledger.database import schema
from notify.ledger.reports import kept_posts
from tests.notify.conftest import Desk, both
from tests.notify.published_site import NEWEST, with_links
from tests.notify.wire import FakeSendGrid, sendgrid

BOOK = ("ledger.db", "ledger.db-wal", "ledger.db-shm")


def _everything(desk: Desk) -> bytes:
    """Read whatever lies in the ledger's folder and the folders of messages, decompressed where it is compressed."""
    found = b""
    for file in [*(desk.folder / "book").rglob("*"), *(desk.folder / "preview").rglob("*")]:
        if file.is_file():
            found += file.read_bytes()
    for file in desk.ledger().folder.glob("*.parquet"):
        found += pl.read_parquet(file).write_csv().encode()
    return found + b"\n".join(_posts(desk))


def _posts(desk: Desk) -> list[bytes]:
    with desk.ledger().read() as view:
        return [stored.post.body for stored in kept_posts.posts(view)]


def _chain_is_intact(desk: Desk) -> bool:
    with desk.ledger().read() as connection:
        return audit.first_broken_entry(audit.entries(connection)) is None


def _sent(desk: Desk) -> FakeSendGrid:
    with sendgrid() as fake:
        assert desk.send(4, "--transport", "sendgrid", "--sendgrid-host", fake.url).code == 0
    return fake


def _forget(desk: Desk, *options: str) -> Any:
    answer = desk.run("forget", "--ledger", desk.url, "--json", *options)
    assert answer.code == 0, answer.err
    return answer.body


@contextmanager
def _ended_long_ago(desk: Desk, notice_id: str | None = None) -> Iterator[None]:
    """Let a notice have ended in 2020 for a while; then it is again what the chain says."""
    n = schema.notice
    with desk.ledger().write() as tx:
        here = n.c.notice_id == (notice_id or tx.scalar(sa.select(n.c.notice_id)))
        ended_at = tx.scalar(sa.select(n.c.ended_at).where(here))
        tx.execute(sa.update(n).where(here).values(ended_at=datetime(2020, 1, 1, tzinfo=UTC)))
    yield
    with desk.ledger().write() as tx:
        tx.execute(sa.update(n).where(here).values(ended_at=ended_at))


@pytest.fixture
def told(desk: Desk) -> tuple[Desk, FakeSendGrid]:
    """Give a desk whose four accounts were told, with their events in."""
    desk.freeze()
    fake = _sent(desk)
    desk.bring(fake.events())
    desk.run("preview", *desk.audience, "--out", str(desk.folder / "preview"))
    return desk, fake


def test_what_a_restore_moved_aside_is_named(told: tuple[Desk, FakeSendGrid]) -> None:
    """A ledger that a restore moved aside still names the person, so forgetting says where it lies."""
    desk, _ = told
    desk.run("backup", "safe", "--ledger", desk.url)
    assert desk.run("restore", "safe", "--ledger", desk.url, "--replace").code == 0
    left = " ".join(_forget(desk, "--account", "a3", "--yes")["left"])
    for place in (desk.folder / "book").glob("*.replaced-*"):
        assert str(place) in left
    assert "ledger.db.replaced-1" in left
    aside = f"{desk.url}.replaced-1"
    assert desk.run("forget", "--account", "a3", "--yes", "--ledger", aside).code == 0


@both
def test_one_person_is_erased_and_the_others_stand(told: tuple[Desk, FakeSendGrid]) -> None:
    """Name, address and id go from snapshots, reports and previews; counts, the chain and the others' proofs hold."""
    desk, _ = told
    before = desk.status()
    assert b"cleo@three.example" in _everything(desk)
    assert _forget(desk, "--account", "a3")["done"] is False
    assert b"cleo@three.example" in _everything(desk)
    gone = _forget(desk, "--account", "a3", "--yes")
    assert (gone["rows"], gone["posts"]) == (1, 1)
    assert gone["left"]
    rest = _everything(desk)
    for trace in (b"cleo@three.example", "Cléo".encode(), b"a3,"):
        assert trace not in rest
    assert b"ann@one.example" in rest
    assert b"(erased on " in rest
    assert desk.status() == before
    assert _chain_is_intact(desk)
    assert desk.run("proof", "--account", "a3", "--ledger", desk.url).code == 1
    assert _verified(desk, "--account", "a1", events=1)
    assert _verified(desk, "--notice", before["notice"])
    assert desk.run("forget", "--ledger", desk.url, "--account", "a3", "--yes").code == 1


def _verified(desk: Desk, *options: str, events: int | None = None) -> bool:
    out = desk.folder / "proof.zip"
    assert desk.run("proof", "--ledger", desk.url, "--out", str(out), *options).code == 0
    folder = desk.folder / f"proof{len(list(desk.folder.glob('proof*')))}"
    with zipfile.ZipFile(out) as archive:
        archive.extractall(folder)
    if events is not None:
        (file,) = folder.glob("*/events.json")
        assert len(json.loads(file.read_bytes())) == events
    done = subprocess.run([sys.executable, "-I", "-S", str(folder / "verify.py")], check=False, capture_output=True)
    return done.returncode == 0


def test_what_comes_later_about_an_erased_person_does_not_stay(told: tuple[Desk, FakeSendGrid]) -> None:
    """A late report loses the person before it is kept, and still counts."""
    desk, fake = told
    _forget(desk, "--account", "a3", "--yes")
    late = [{**event, "event": "bounce", "reason": f"550 no {event['email']} here"} for event in fake.events()]
    desk.bring(late)
    rest = _everything(desk)
    assert b"cleo@three.example" not in rest
    assert b"550 no" in rest  # the others' words
    assert desk.status()["bounced"] == 4


def test_a_complaint_is_no_reason_why_a_message_bounced(told: tuple[Desk, FakeSendGrid]) -> None:
    """The list for a second channel gives the words of what stopped the message, whatever came beside it."""
    desk, fake = told
    for kind, reason in (("bounce", "550 no such user"), ("spamreport", "abuse")):
        desk.bring([{**event, "event": kind, "reason": reason} for event in fake.events()])
    details = [row["detail"] for row in desk.run("unreached", "--ledger", desk.url, "--json").body["accounts"]]
    assert "bounced: 550 no such user" in details
    assert not any("complained" in each for each in details)


def test_whoever_is_erased_before_the_send_is_not_told(desk: Desk) -> None:
    """An erased account that was frozen and not told yet counts as unreached, and no message goes to it."""
    desk.freeze()
    _forget(desk, "--account", "a2", "--yes")
    with sendgrid() as fake:
        assert desk.send(4, "--transport", "sendgrid", "--sendgrid-host", fake.url).code == 3
    assert sorted(fake.addresses) == ["ann@one.example", "cleo@three.example", "dan@four.example"]
    stands = desk.status()
    assert (stands["frozen"], stands["accepted"], stands["unreached"]) == (4, 3, 1)
    assert desk.run("unreached", "--ledger", desk.url, "--format", "json").body["accounts"] == []


def test_a_shared_address_stays_for_whoever_shares_it(desk: Desk) -> None:
    """Where two accounts have one address, erasing one leaves the other's message and says so."""
    desk.accounts.write_text("account_id,email,name\nx,we@home.example,Xena\ny,WE@home.example,Yan\n", encoding="utf-8")
    desk.freeze()
    gone = _forget(desk, "--account", "x", "--yes")
    assert any("share" in words for words in gone["left"])
    assert b"Xena" not in _everything(desk)
    with sendgrid() as fake:
        assert desk.send(2, "--transport", "sendgrid", "--sendgrid-host", fake.url).code == 0
    assert len(fake.addresses) == 1
    assert desk.status()["accepted"] == 2


def test_messages_in_the_outbox_are_erased_too(desk: Desk) -> None:
    """The file of the person's message goes, its line in the page too; the others' stay."""
    desk.freeze()
    desk.send(4)
    assert _forget(desk, "--account", "a3", "--yes")["files"] == 1
    assert len(desk.messages()) == 3
    assert b"cleo@three.example" not in _everything(desk)


def test_reports_about_others_are_opened_only_when_asked(told: tuple[Desk, FakeSendGrid]) -> None:
    """An address in a report about somebody else is named among what stays, and goes with `--thorough`."""
    desk, fake = told
    (ann,) = [event for event in fake.events("bounce") if event["email"] == "ann@one.example"]
    desk.bring([{**ann, "reason": "550 forwarded by Cleo@Three.example, who is over quota"}])
    desk.bring([{"event": "open", "email": "cleo@three.example", "url": "another mailing's"}])
    left = _forget(desk, "--account", "a3", "--yes")["left"]
    assert any("--thorough" in words for words in left)
    kept = b"".join(_posts(desk))
    assert (b"Cleo@Three.example" in kept, b"another mailing" in kept) == (True, False)


def test_a_thorough_erasure_opens_every_report(told: tuple[Desk, FakeSendGrid]) -> None:
    """With `--thorough` no report is left that repeats the address, whomever it is about."""
    desk, fake = told
    (ann,) = [event for event in fake.events("bounce") if event["email"] == "ann@one.example"]
    desk.bring([{**ann, "reason": "550 forwarded by Cleo@Three.example, who is over quota"}])
    left = _forget(desk, "--account", "a3", "--thorough", "--yes")["left"]
    assert not any("--thorough" in words for words in left)
    assert b"cleo@three.example" not in b"".join(_posts(desk)).lower()


def _second_notice(desk: Desk) -> str:
    """Owe and freeze another notice, of an older version, in the same ledger."""
    body = json.loads(desk.site.manifest.read_bytes())
    older = next(v for v in body["versions"] if v["version_id"] != NEWEST)
    older["notices"] = desk.site.owed()
    desk.site.manifest.write_text(json.dumps(with_links(body)), encoding="utf-8")
    answer = desk.freeze("--version", older["version_id"])
    assert answer.code == 0, answer.err
    return str(answer.body["notice"])


def test_forgetting_one_notice_keeps_the_evidence_of_another(told: tuple[Desk, FakeSendGrid]) -> None:
    """A post that another notice needs stays whole; what names only the forgotten goes, also when it comes later."""
    desk, fake = told
    first = desk.status()["notice"]
    second = _second_notice(desk)
    with sendgrid() as other:
        more = ("--transport", "sendgrid", "--sendgrid-host", other.url, "--late", second)
        assert desk.send(4, *more).code == 0
    mixed = [*fake.events("open"), *other.events()]
    desk.bring(mixed)
    desk.bring(other.events("open"))
    assert len(_posts(desk)) == 3
    with _ended_long_ago(desk, first):
        gone = _forget(desk, "--before", "2021-01-01", "--yes")
    assert (gone["notices"], gone["posts"]) == ([first], 1)
    assert len(_posts(desk)) == 2
    assert _verified(desk, "--account", "a1")
    late = fake.events("bounce")
    desk.bring(late)
    assert len(_posts(desk)) == 2
    with _ended_long_ago(desk, second):
        assert _forget(desk, "--before", "2021-01-01", "--yes")["notices"] == [second]
    assert _posts(desk) == []
    assert b"cleo@three.example" not in b"".join((desk.folder / "book" / name).read_bytes() for name in BOOK[:1])
    assert _chain_is_intact(desk)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (b'[{"email":"A@b.example"},{"email":"xa@b.example"}]', b'[{"email":"xa@b.example"}]'),
        (b'[{"email":"a@b.example"}]', None),
        (b'[{"s11":"n.1.1.7"},{"s11":"n.1.1.77"}]', b'[{"s11":"n.1.1.77"}]'),
        (b'[{"s11":"n.7.1.3"},{"s11":"n.1.7.3"},{"s11":"n.3.1.7"}]', b'[{"s11":"n.7.1.3"},{"s11":"n.1.7.3"}]'),
        (b'[{"deep":{"x":["to a\\u0040b.example"]}},1]', b"[1]"),
        (b'[{"email":"a@b.example.org"}]', b'[{"email":"a@b.example.org"}]'),
        (b"Final-Recipient: rfc822; a@b.example", None),
        (b"Message-ID: <n.7@x.example>", None),
        (b"somebody else", b"somebody else"),
        (b"\xff\xfe", b"\xff\xfe"),
    ],
)
def test_a_post_loses_one_person_alone(body: bytes, left: bytes | None) -> None:
    """Events of the person go, those of others stay to the letter; a message goes whole, or stays whole."""
    assert remove_person(body, traces(["a@b.example"], [("n", 7)]), speaks_of_them=False) == left


def test_nobody_is_found_without_traces() -> None:
    """Without an address or a delivery nothing is taken out."""
    body = b'[{"email":"a@b.example"}]'
    assert remove_person(body, traces([], []), speaks_of_them=False) == body


def test_forgetting_keeps_the_counts_and_the_chain(desk: Desk) -> None:
    """After the retention period the people go, the sums and the audit chain stay, and nothing goes without --yes."""
    desk.freeze()
    desk.send(4)
    desk.bring([{"email": "ann@one.example", "event": "bounce"}])
    forget = ["forget", "--before", "2021-01-01", "--ledger", desk.url]
    with _ended_long_ago(desk):
        assert len(desk.run(*forget, "--json").body["notices"]) == 1
    assert desk.run("proof", "--account", "a1", "--ledger", desk.url, "--out", str(desk.folder / "p.zip")).code == 0
    with _ended_long_ago(desk):
        assert desk.run(*forget, "--yes", "--json").body["done"] is True
    assert desk.status()["accepted"] == 4
    assert list((desk.folder / "book").rglob("*.parquet")) == []
    assert b"ann@one.example" not in (desk.folder / "book" / "ledger.db").read_bytes()
    assert "were deleted" in desk.run("proof", "--account", "a1", "--ledger", desk.url).err
    assert "only its counts are left" in desk.run("unreached", "--ledger", desk.url).err


def test_a_day_that_lies_ahead_is_no_end_of_retention(desk: Desk) -> None:
    """A slip in the year would delete what has just ended, so a day that has begun nowhere is refused."""
    desk.freeze()
    desk.send(4)
    for ahead in (date(2100, 1, 1), date.today() + timedelta(days=3)):  # noqa: DTZ011 - any zone's will do
        refused = desk.run("forget", "--ledger", desk.url, "--before", str(ahead), "--yes")
        assert (refused.code, "lies ahead" in refused.err) == (1, True)
    assert _forget(desk, "--before", str(date.today()), "--yes")["notices"] == []  # noqa: DTZ011 - as above


def test_counts_that_are_kept_for_good_are_those_of_the_chain(desk: Desk) -> None:
    """Once the people are gone the sums alone say what became of them: `status` tells where somebody changed them."""
    desk.freeze()
    desk.send(4)
    with _ended_long_ago(desk):
        assert _forget(desk, "--before", "2021-01-01", "--yes")["done"] is True
    assert desk.status()["changed"] == []
    with desk.ledger().write() as tx:
        kept = json.loads(tx.scalar(sa.select(schema.notice.c.forgotten)) or "")
        better = json.dumps(kept | {"delivered": 4, "unconfirmed": 0})
        assert tx.execute(sa.update(schema.notice).values(forgotten=better)).rowcount == 1
    told = desk.run("status", "--ledger", desk.url, *desk.day)
    assert (told.code, "its final counts now say" in told.out) == (3, True), told.out
