"""Throws generated hostile posts and reports at the folding, and counts what stops it: nothing may.

    python -m benchmarks.hostile [--posts 1000000] [--seed 0] [--save FOLDER]

Half are events, half are messages that come back; both are grown from real shapes by swapping, cutting, repeating and
nesting. Each is stored and folded in a real ledger. What only the last guard caught, or took long, is
saved as a case; `tests/notify/events/cases` holds those that were found, and the tests fold them again.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import random
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.audiences import write_accounts, write_site
from benchmarks.fake_sendgrid import provider

TODAY = date(2027, 1, 4)
AT_ONCE = 200
SLOW_SECONDS = 5.0
"""Of the processor, for AT_ONCE posts together."""
WORDS = ["bounce", "delivered", "dropped", "processed", "deferred", "spamreport", "open", "blocked", "", "later"]
KEYS = ["event", "s11", "email", "timestamp", "reason", "status", "type", "sg_message_id", "response", "x"]
STRANGE: list[Any] = [
    None, True, False, 0, -1, 2**31, 2**63, 2**64, 10**400, 1e308, float("nan"), float("inf"), "", " ", "\x00",
    "\ud800",
    "\udfff\ud800", "\u202e", "\x1b[2J", "é" * 300, "9" * 5_000, [], {}, [[]], {"a": {}}, "null",
    "'; DROP TABLE post; --",
]  # fmt: skip
HEADS = [
    "From: MAILER-DAEMON@mx.example", "From: \"Mail Delivery System\" <>",
    "Subject: Undelivered Mail Returned to Sender",
    "Subject: =?utf-8?b?A?=", "Subject: =?no-such?q?=ff=00?=", "Date: Thu, 32 Foo 99999 99:99:99 +9999", "Date: \x00",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    "Content-Type: message/delivery-status",
    "Content-Type: message/rfc822", "Content-Type: text/plain; charset*=''%ff",
    "Content-Type: text/html; charset=utf-7",
    "Content-Type: multipart/mixed", "Content-Type: multipart/mixed; boundary=\"\"", "Content-Type: ;;;=;\"",
    "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: x-uuencode", "Auto-Submitted: auto-replied",
    "In-Reply-To: <NOTICE.3@x>", "X-Failed-Recipients: person4@mail4.example", "To: NOTICE.5@bounce.example",
]  # fmt: skip
LINES = [
    "", "--b", "--b--", "Final-Recipient: rfc822; person6@mail6.example", "Action: failed", "Action: delayed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 5.1.1 no such user", "Message-ID: <NOTICE.7@x>", "Feedback-Type: abuse",
    "550 no such user",
    "begin 644 x", "#0V%T", "From here", "Reporting-MTA: dns; mx.example", "<html><p><br>",
    "Received: from x\n by y", "=00=FF",
]  # fmt: skip


def grown(chance: random.Random, notice: str, marks: list[str]) -> bytes:
    """Grow one post."""
    body = _events(chance, marks) if chance.random() < 0.5 else _mail(chance, notice)
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        body = chance.choice(SPOILERS)(chance, body)
    return body


def _events(chance: random.Random, marks: list[str]) -> bytes:
    items = [_event(chance, marks) for _ in range(chance.choice((0, 1, 1, 2, 5)))]
    try:
        text = json.dumps(items if chance.random() < 0.9 else chance.choice([*items, *STRANGE]))
    except ValueError:  # Python writes no integer of thousands of digits
        text = "[" + "9" * 5_000 + "]"
    return text.encode("utf-8", "surrogatepass")


def _event(chance: random.Random, marks: list[str]) -> Any:
    if chance.random() < 0.03:
        return chance.choice(STRANGE)
    event: dict[str, Any] = {
        "event": chance.choice(WORDS),
        "timestamp": chance.choice((1, "1", 1.5)),
        "s11": _mark(chance, marks),
    }
    if chance.random() < 0.5:
        event["email"] = f"person{chance.randrange(12)}@mail3.example"
    for key in chance.sample(KEYS, chance.choice((0, 0, 1, 2))):
        event[key] = chance.choice(STRANGE)
    return event


def _mark(chance: random.Random, marks: list[str]) -> Any:
    mark = chance.choice(marks)
    if chance.random() < 0.7:
        return mark
    parts = mark.split(".")
    parts[chance.randrange(4)] = chance.choice(
        ["0", "-1", "9" * 11, "9" * 18, "9" * 30, "٣", "", "\ud800", "7", "ff" * 6]
    )
    return ".".join(parts)


def _mail(chance: random.Random, notice: str) -> bytes:
    lines = [*chance.sample(HEADS, chance.randrange(1, 7)), ""]
    for _ in range(chance.randrange(12)):
        lines += [*chance.sample(HEADS, chance.choice((0, 0, 1, 2))), chance.choice(LINES)]
    end = chance.choice(("\n", "\r\n", "\r"))
    return end.join(lines).replace("NOTICE", notice).encode("utf-8", "surrogatepass")


def _cut(chance: random.Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _flip(chance: random.Random, body: bytes) -> bytes:
    spoilt = bytearray(body)
    for _ in range(min(len(spoilt), 4)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _repeat(chance: random.Random, body: bytes) -> bytes:
    start = chance.randrange(len(body) + 1)
    piece = body[start : start + chance.choice((1, 2, 20))]
    return (body[:start] + piece * chance.choice((*[50] * 20, 1_000, 30_000)) + body[start:])[:1_000_000]


def _nest(chance: random.Random, body: bytes) -> bytes:
    depth = chance.choice((3, 90, 2_000))
    if body[:1] in b"[{":
        return b"[" * depth + body + b"]" * depth
    return b"Content-Type: multipart/mixed; boundary=q\n\n--q\n" * min(depth, 400) + body


SPOILERS: tuple[Callable[[random.Random, bytes], bytes], ...] = (_cut, _flip, _flip, _repeat, _nest)


class Found:
    """What came out."""

    def __init__(self, folder: Path) -> None:
        self.posts, self.guarded, self.slowest = 0, Counter[str](), 0.0
        self._folder = folder

    def keep(self, body: bytes, why: str) -> None:
        """Save a case."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(body).hexdigest()[:12]
        (self._folder / f"{name}.post").write_bytes(body)
        print(f"saved {name}.post: {why}", file=sys.stderr, flush=True)


def main() -> int:
    """Generate, fold, and say what happened; exit code 1 where anything stopped the folding or is unaccounted for."""
    options = _options()
    found = Found(options.save)
    started = time.monotonic()
    room = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a throw-away ledger
    with tempfile.TemporaryDirectory(dir=room) as folder, provider() as running:
        url = _told(Path(folder), running.url)
        sums = _torment(url, running.ask("/events"), options, found)
    seconds = time.monotonic() - started
    print(f"{found.posts:,} posts in {seconds:,.0f} s; {sums[0]:,} items, {sums[1]:,} understood, {sums[2]:,} of ours")
    caught = dict(found.guarded) or "none"
    print(f"slowest {AT_ONCE} posts: {found.slowest * 1000:,.0f} ms; caught by the last guard: {caught}")
    print(f"ok    {found.posts:,} posts, 0 tracebacks, 0 stops, everybody accounted for")
    return 1 if found.guarded else 0


def _told(folder: Path, host: str) -> str:
    from notify.cli import main as notify

    url = f"sqlite:///{folder / 'ledger.db'}"
    manifest, accounts = write_site(folder / "site", today=TODAY), write_accounts(folder / "accounts.csv", 10)
    common = ["--ledger", url, "--manifest", str(manifest), "--accounts", str(accounts), "--today", TODAY.isoformat()]
    command = [
        "send",
        *common,
        "--confirm",
        "10",
        "--yes",
        "--json",
        "--transport",
        "sendgrid",
        "--sendgrid-host",
        host,
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        assert notify(command) == 0
    return url


def _torment(url: str, good: list[dict[str, Any]], options: argparse.Namespace, found: Found) -> tuple[int, int, int]:
    from notify.ledger import notices
    from notify.ledger.database.store import open_ledger
    from notify.ledger.reports import kept_posts
    from notify.ledger.status import status_of

    ledger, chance = open_ledger(url), random.Random(options.seed)  # noqa: S311 - repeatable on purpose
    marks = [event["s11"] for event in good]
    notice = marks[0].split(".")[0]
    while found.posts < options.posts:
        bodies = list({grown(chance, notice, marks) for _ in range(AT_ONCE)})
        _fold(ledger, bodies, found)
        if found.posts % 20_000 < AT_ONCE:
            print(f"{found.posts:,} posts", file=sys.stderr, flush=True)
    with ledger.read() as view:
        record = notices.find(view, notice)
        stands = status_of(ledger, view, record, TODAY)
        assert stands.tally.frozen == stands.tally.accepted == 10, stands
        reading = view.exec_driver_sql("SELECT sum(items), sum(understood), sum(ours), count(*) FROM reading").one()
        posts = view.exec_driver_sql("SELECT count(*) FROM post").scalar()
        assert reading[3] == posts, "a post was passed over unread"
        assert not kept_posts.posts_to_fold(view, 1)
    ledger.close()
    return reading[0], reading[1], reading[2]


def _fold(ledger: Any, bodies: list[bytes], found: Found) -> None:
    from notify.events import ingest
    from notify.ledger.reports import kept_posts
    from notify.model.event import Post

    with ledger.read() as view:
        first = view.exec_driver_sql("SELECT coalesce(max(post_id), 0) FROM post").scalar()
    with ledger.write() as tx:
        for body in bodies:
            kept_posts.store(tx, [kept_posts.pack(Post(received_at=datetime.now(UTC), source="hostile", body=body))])
    started = time.process_time()
    ingest.fold_all(ledger)
    seconds = time.process_time() - started
    found.posts += len(bodies)
    found.slowest = max(found.slowest, seconds)
    if seconds > SLOW_SECONDS:
        for body in max(bodies, key=len), max(bodies, key=lambda one: one.count(b";")):
            found.keep(body, f"among {len(bodies)} that took {seconds:.1f} s")
    with ledger.read() as view:
        rows = view.exec_driver_sql(
            "SELECT why, body FROM reading JOIN post USING (post_id) WHERE post_id > ? AND why LIKE 'broken beyond%'",
            (first,),
        ).fetchall()
    for why, body in rows:
        found.guarded[why] += 1
        found.keep(zlib.decompress(body), why)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save", type=Path, default=Path("tests/notify/events/cases"))
    return parser.parse_args()


if __name__ == "__main__":
    import os

    os.environ.setdefault("SENDGRID_API_KEY", "SG.hostile")
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    sys.exit(main())
