"""events import, events serve."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from notify.commands.common import DONE, PARTLY, day_of, now, open_named
from notify.commands.requests import ImportRequest, ServeRequest, Waiting
from notify.errors import ConfigError, Refused
from notify.events import ingest
from notify.ledger import batches, events, notices
from notify.ledger.audit import note
from notify.ledger.events import Sums
from notify.ledger.generation import doubt_of
from notify.ledger.lineage import OVER, doubt_words, refuse_doubtful, refuse_early
from notify.ledger.store import Ledger, Tx, nobody_sends
from notify.net import is_loopback
from notify.output import answer, json_value, moment_words, say, show_count
from notify.providers import find_provider
from notify.send.run import settle_quietly
from notify.send.settle import Patience, settling_moment

if TYPE_CHECKING:
    from notify.events.webhook import Page


TOKEN_VARIABLE = "POLICY_NOTIFY_DASHBOARD_TOKEN"  # noqa: S105 - its name
SHORTEST_TOKEN = 20


def import_events(request: ImportRequest) -> int:
    """Bring files of events in, and settle what they prove; partly done where they raise doubt, or leave it."""
    # A word about the future would later count as proof for attempts that nobody could know of.
    until = request.complete_until and min(request.complete_until, now())
    with open_named(request.ledger) as ledger, show_count("importing events") as on_events:
        brought = [ingest.import_file(ledger, file, now(), on_events) for file in request.files]
        count, new = sum(one.events for one in brought), sum(one.new_posts for one in brought)
        ingest.fold_all(ledger)
        with ledger.write() as tx:
            sums = events.sums_of(tx, dict.fromkeys(sha256 for one in brought for sha256 in one.posts))
            note(tx, now(), "", "events imported", events=count, new_posts=new, ours=sums.ours,
                 complete_until=until and until.isoformat())  # fmt: skip
        body = {"events": count, "new_posts": new, **json_value(sums)}
        answer(body, _import_words(count, new, sums), as_json=request.json)
        if until:
            _say_complete(ledger, until)
        alone = _settle(ledger, _patience(request.waiting))
        remarks = list(_remarks(ledger, until if alone else None))
    for words in remarks:
        say(words)
    return PARTLY if remarks else DONE


def _remarks(ledger: Ledger, until: datetime | None) -> Iterator[str]:
    """Say what the operator must do now: about a ledger that is not the newest, about a word that ended too soon."""
    with ledger.read() as view:
        if doubt := doubt_of(view):
            yield f"{ledger.path}: {doubt_words(doubt)}"
        for notice_id in notices.all_ids(view) if until else ():
            needed = settling_moment(view, notice_id)
            if needed is not None and until is not None and needed > until:
                yield (
                    f"notice {notice_id} is still in doubt: your word ends at {moment_words(until)}, and its messages "
                    f"may have been taken until {moment_words(needed)}. Bring in what came by then too, and say "
                    f"--complete-until {moment_words(needed)}, or a later moment"
                )


def _say_complete(ledger: Ledger, until: datetime) -> None:
    """Keep the operator's word that all events up to then are in; refuse it where the ledger knows better."""
    with ledger.write() as tx:
        refuse_doubtful(tx, ledger.path)
        refuse_early(tx, ledger.path, now())
        for notice_id in notices.all_ids(tx):
            _refuse_incomplete(tx, notice_id, until)
        events.say_complete(tx, until, now())


def _refuse_incomplete(tx: Tx, notice_id: str, until: datetime) -> None:
    record = notices.get(tx, notice_id)
    if record is None or record.state in OVER or not any(batches.counts(tx, notice_id).get(s) for s in batches.DOUBT):
        return
    silent = events.times_of_silent_batches(tx, notice_id, record.snapshot.counts.messages, until)
    if not silent:
        return
    is_heard = record.transport is not None and find_provider(record.transport).webhook is not None
    way = (
        f"Bring theirs in too, or name a moment before {moment_words(min(silent))}"
        if is_heard
        else f"By {record.transport} no event tells of a message that arrived, so that silence proves nothing: decide "
        "what becomes of those in doubt, by `send --on-ambiguous resend`, which may tell people twice, or "
        "`assume_sent`, which may leave some out"
    )
    raise Refused(
        f"--complete-until {moment_words(until)} cannot be so: {len(silent):,} batches of notice {notice_id} were "
        f"accepted before that moment, and no event of theirs has come in. The files themselves are imported. {way}"
    )


def _import_words(count: int, new: int, sums: Sums) -> str:
    words = f"{count:,} events, {new:,} pieces of them new; {sums.ours:,} name a delivery of ours"
    if sums.strays:
        words += f"; {sums.strays:,} name attempts of our notices that this ledger NEVER MADE: another copy of it did"
    puzzles = sums.items - sums.understood
    return words + (f"; {puzzles:,} NOT UNDERSTOOD: they are kept, and count for nothing" if puzzles else "")


def serve(request: ServeRequest) -> int:
    """Receive the webhook until stopped."""
    from notify.events import webhook  # noqa: PLC0415 - the web server is slow to import

    served = find_provider(request.provider).webhook
    if served is None:
        raise ConfigError(f"{request.provider} has no webhook")
    gate = webhook.Gate(webhook=served, key=_public_key(request.public_key or os.environ.get(served.key_variable, "")))
    if not gate.key and not (request.unsigned and is_loopback(request.host)):
        raise ConfigError(
            f"no verification key: set {gate.webhook.key_variable} or say --public-key; "
            "--unsigned is for this machine's own address alone"
        )
    token = _dashboard_token() if request.dashboard else ""
    with open_named(request.ledger, create=True) as ledger:
        settle = partial(_settle, ledger, _patience(request.waiting))
        webhook.serve(ledger, gate, request.host, request.port, settle, now, _pages(ledger, token))
    return DONE


def _pages(ledger: Ledger, token: str) -> list[Page]:
    """List what can be read beside the posts: metrics, and with a token the operator's page."""
    from notify.events.webhook import Page  # noqa: PLC0415 - as above
    from notify.flows import metrics, operator_page, overview  # noqa: PLC0415 - only a server shows pages

    counts = metrics.LedgerMetrics(ledger, day_of)

    def dashboard() -> bytes:
        standings = overview.overview(ledger, day_of, lambda _record: None)
        return operator_page.operator_page(standings, now()).encode()

    pages = [Page(path="/metrics", media_type=metrics.CONTENT_TYPE, content=counts.text)]
    if token:
        pages.append(Page(path="/dashboard", media_type="text/html", content=dashboard, token=token))
    return pages


def _dashboard_token() -> str:
    """Read the token from the environment; one that can be guessed is refused."""
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        raise ConfigError(
            f"--dashboard needs a token in {TOKEN_VARIABLE}: {SHORTEST_TOKEN} plain characters or more, "
            "such as `openssl rand -hex 24` prints"
        )
    return token


def _settle(ledger: Ledger, patience: Patience) -> bool:
    """Settle what is proven; tells whether nobody sends meanwhile, so that everything could be."""
    with nobody_sends(ledger) as alone:
        settle_quietly(ledger, now(), patience, nobody_sends=alone)
    return alone


def _patience(waiting: Waiting) -> Patience:
    return Patience(witnesses=waiting.witnesses, quiet=waiting.quiet)


def _public_key(given: str) -> str:
    """Read the key as the provider shows it: base64 as it is, a PEM file, or a file of either."""
    try:
        text = (
            Path(given).read_text(encoding="ascii") if given and len(given) < 500 and Path(given).is_file() else given
        )
    except ValueError:
        raise ConfigError("the verification key is not text; give it as the provider shows it, or a PEM file") from None
    if "-----BEGIN" not in text:
        return "".join(text.split())
    try:
        key = load_pem_public_key(text.strip().encode("ascii"))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ConfigError(f"the verification key is not a PEM public key ({error}); copy it again") from None
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode("ascii")
