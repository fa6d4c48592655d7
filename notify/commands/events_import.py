"""Bring in files of events, and settle what they prove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from notify.commands.common import DONE, PARTLY, now, open_named, patience_of, settle_meanwhile
from notify.errors import Refused
from notify.events import ingest
from notify.ledger import notices
from notify.ledger.chain.audit import note
from notify.ledger.database.generation import doubt_of
from notify.ledger.database.store import Ledger, Tx
from notify.ledger.lineage import OVER, doubt_words, refuse_doubtful, refuse_early
from notify.ledger.queue import batches
from notify.ledger.reports import events, listening
from notify.ledger.reports.events import Sums
from notify.model.batch import BatchState
from notify.output import answer, counted, json_value, moment_words, say, show_count
from notify.providers import reports_arrival
from notify.requests.events_import import ImportRequest
from notify.send.settle import settling_moment

UNSURE, UNSENT = (BatchState.AMBIGUOUS, BatchState.HELD), (BatchState.READY,)


def run(request: ImportRequest) -> int:
    """Bring files of events in, and settle what they prove; returns 3 where they raise doubt, or leave any."""
    # A promise about the future would later count as proof about attempts that nobody could know of.
    until = request.complete_until and min(request.complete_until, now())
    with open_named(request.ledger) as ledger, show_count("importing events") as on_events:
        brought = [ingest.import_file(ledger, file, now(), on_events) for file in request.files]
        count, new = sum(one.events for one in brought), sum(one.new_posts for one in brought)
        ingest.fold_all(ledger)
        with ledger.write() as tx:
            sums = events.sums_of(tx, dict.fromkeys(sha256 for one in brought for sha256 in one.posts))
            note(tx, now(), "", "events imported", events=count, new_posts=new, ours=sums.ours,
                 complete_until=until and until.isoformat())  # fmt: skip
        others = [path for one in brought for path in one.passed_over]
        body = {"events": count, "new_posts": new, **json_value(sums)}
        body |= {"passed_over": list(map(str, others))} if others else {}
        answer(body, _import_words(count, new, sums), as_json=request.json)
        _mention_others(others)
        if until:
            _say_complete(ledger, until)
        alone = settle_meanwhile(ledger, patience_of(request.waiting))
        remarks = list(_remarks(ledger, until if alone else None))
        if not remarks:
            _say_what_is_left(ledger)
    for words in remarks:
        say(words)
    return PARTLY if remarks else DONE


def _mention_others(others: Sequence[Path]) -> None:
    if others:
        shown = ", ".join(map(str, others[:5])) + (f" and {len(others) - 5:,} more" if len(others) > 5 else "")
        passed_over = counted(len(others), "file holds no message and was", "files hold no message and were")
        say(f"{passed_over} passed over: {shown}. Give a file of events by itself")


def _remarks(ledger: Ledger, until: datetime | None) -> Iterator[str]:
    """Say what the operator must do now: about a ledger that is not the newest, about a word that ended too soon."""
    with ledger.read() as view:
        if doubt := doubt_of(view):
            yield f"{ledger.name}: {doubt_words(doubt)}"
        for notice_id in notices.all_ids(view) if until else ():
            needed = settling_moment(view, notice_id)
            if needed is not None and until is not None and needed > until:
                yield (
                    f"notice {notice_id} is still in doubt: you vouched for events up to {moment_words(until)}, and "
                    f"its messages may have been accepted until {moment_words(needed)}. Import what came by then too, "
                    f"with --complete-until {moment_words(needed)}, or a later time"
                )


def _say_complete(ledger: Ledger, until: datetime) -> None:
    """Keep the operator's word that all events up to then are in; refuse it where the ledger knows better."""
    with ledger.write() as tx:
        refuse_doubtful(tx, ledger.name)
        refuse_early(tx, ledger.name, now())
        for notice_id in notices.all_ids(tx):
            _refuse_incomplete(tx, notice_id, until)
        listening.say_complete(tx, until, now())


def _refuse_incomplete(tx: Tx, notice_id: str, until: datetime) -> None:
    record = notices.get(tx, notice_id)
    if record is None or record.state in OVER or not any(batches.counts(tx, notice_id).get(s) for s in batches.DOUBT):
        return
    silent = listening.times_of_silent_batches(tx, notice_id, record.snapshot.counts.messages, until)
    if not silent:
        return
    way = (
        f"Import theirs too, or give a time before {moment_words(min(silent))}"
        if reports_arrival(record.transport)
        else f"With {record.transport}, no event reports a message that arrived, so silence proves nothing: decide "
        "what becomes of those in doubt, with `send --on-ambiguous resend`, which may tell people twice, or "
        "`assume_sent`, which may leave some out"
    )
    raise Refused(
        f"--complete-until {moment_words(until)} cannot be right: {len(silent):,} batches of notice {notice_id} "
        f"were accepted before then, and no event about them has come in. The files themselves were imported. {way}"
    )


def _import_words(count: int, new: int, sums: Sums) -> str:
    if not count:
        return "0 events: there is nothing in what was given"
    posts = f"in {counted(new, 'new post')}" if new else "all of them known before"
    words = f"{counted(count, 'event')}, {posts}; {sums.ours:,} about deliveries of ours"
    if sums.strays:
        words += f"; {sums.strays:,} name attempts of our notices that this ledger NEVER MADE: another copy of it did"
    elif sums.silent == sums.items:
        words += ": automatic replies, receipts and the like, which do not say what became of a message"
    elif not sums.ours:
        words += ": see that --ledger names the ledger that sent, and that the file is what its provider reported"
    puzzles = sums.items - sums.understood
    return words + (f"; {puzzles:,} NOT UNDERSTOOD: they are kept, but not counted" if puzzles else "")


def _say_what_is_left(ledger: Ledger) -> None:
    """Name the notices with people of whom it is not known whether they were told, or who are still to be told."""
    with ledger.read() as view:
        for notice_id in notices.all_ids(view):
            by_state = batches.recipients_by_state(view, notice_id)
            held, ready = (sum(by_state.get(state, 0) for state in states) for states in (UNSURE, UNSENT))
            has_begun = notices.find(view, notice_id).transport is not None
            left = [f"{held:,} in doubt"] * bool(held) + [f"{ready:,} still to be told"] * bool(ready)
            if left and has_begun:
                words = ledger.command(f"status {notice_id}")
                say(f"notice {notice_id} has {' and '.join(left)}. Next: {words}")
