"""Show where everybody stands, of one notice or of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from textwrap import indent, wrap
from typing import Any

from notify.commands.common import DONE, PARTLY, open_named, published_versions
from notify.errors import ConfigError, ManifestError
from notify.files.writing import write_private
from notify.flows.operator_page import operator_page
from notify.flows.overview import Standing, Step, next_steps, overview
from notify.ledger import notices
from notify.ledger import status as statuses
from notify.ledger.chain import gate_records
from notify.ledger.chain.audit import EVIDENCE, broken_words
from notify.ledger.chain.gate_seals import changed_answers
from notify.ledger.chain.seals import FEW, Findings
from notify.ledger.database.store import View
from notify.ledger.lineage import doubt_words
from notify.ledger.notices import Record
from notify.ledger.status import Deadline, Status
from notify.model.notice import NoticeState
from notify.model.published import Manifest
from notify.output import answer, json_value, say
from notify.providers import FROM_A_TRIAL, reports_arrival
from notify.published.manifest import Manifests
from notify.requests.status import StatusRequest
from notify.send.refusals import refuse_other_policy

_COLUMNS = 116
_DOUBT = """\
  In doubt: a batch was handed over, and no answer came. One event about it proves that it was accepted. What proves
  that it was not is `events import --complete-until TIME`, with which you vouch that all events up to then are in; or,
  while `events serve` runs, --quiet seconds of silence once the events of --witnesses later batches are all in.
  Whatever is not proved either way is held, and never sent again on its own (--on-ambiguous decides)."""
_DOUBT_UNHEARD = """\
  In doubt: a batch was handed over, and no answer came. A bounce or a report about it, brought in by `events import`,
  proves that it was accepted. Silence proves nothing, since no event reports a message that arrived. Whatever is not
  proved is held, and never sent again on its own: you decide, with `send --on-ambiguous resend` or `assume_sent`."""

_DOUBT_CANCELLED = """\
  In doubt: a batch was handed over, and no answer came. An event, a bounce or a report about it, brought in by
  `events import`, proves that it was accepted. The notice was cancelled, so nothing in doubt is sent again: whoever
  is not proved to have been told stays held, and `unreached` lists them."""

_UNDER_NO_CHAIN = (
    "events and what is read from them (who counts as delivered, bounced, dropped, unconfirmed or told twice)",
    "how many rows could not be used or are owed nothing, and why",
    "where the canary ends, why a notice is paused, and an order to pause or to go on",
)
_KEEPS_SIGNATURE = "A post that its provider signed keeps that signature."


def run(request: StatusRequest) -> int:
    """Count everybody, of one notice or of all."""
    if request.all or request.html:
        return _status_of_all(request)
    with open_named(request.ledger) as ledger, ledger.read() as connection:
        record = notices.find(connection, request.notice)
        manifests = Manifests()
        for named in _readable(manifests, request):
            refuse_other_policy(record.notice.parts, named)
        published = published_versions(manifests, _named_manifests(request), record)
        today = request.moment.today(record.notice.policy)
        answers = changed_answers(connection) if request.verify else ()
        stands = statuses.status_of(
            ledger, connection, record, today, published, verify=request.verify, changed_answers=answers
        )
        stands = _with_product(connection, stands)
        steps = next_steps(ledger, connection, stands, today)
    words = "\n".join((status_words(stands), *_step_lines(steps), *((_words_of_limits(),) if request.verify else ())))
    body = status_body(stands) | {"next_steps": list(map(str, steps))} | _limits(request)
    answer(body, words, as_json=request.json)
    return DONE if stands.deadline.kept is not False and stands.doubt is None and stands.is_as_written else PARTLY


def _with_product(connection: View, stands: Status) -> Status:
    """Count what accounts did inside the product, which looks through all that was recorded: only where it is shown."""
    parts = stands.record.notice.parts
    found = (gate_records.count_accounts(connection, each.policy.slug, each.version.version_id) for each in parts)
    return replace(stands, in_product=tuple(chain.from_iterable(found)))


def _named_manifests(request: StatusRequest) -> tuple[str, ...]:
    return (request.manifest,) if request.manifest else ()


def _named_for(manifests: Manifests, request: StatusRequest, record: Record) -> tuple[str, ...]:
    """Give the manifest that was named; a notice that tells of other policies keeps its own."""
    told = {part.policy.slug for part in record.notice.parts}
    is_other = any(named.policy.slug not in told for named in _readable(manifests, request))
    return () if is_other else _named_manifests(request)


def _readable(manifests: Manifests, request: StatusRequest) -> list[Manifest]:
    """Read the manifest that was named, if one was and it can be read: `published_versions` says so where it cannot."""
    with suppress(ManifestError):
        return [manifests.read(each) for each in _named_manifests(request)]
    return []


def _status_of_all(request: StatusRequest) -> int:
    """Look at every notice; returns 3 while one is late, or the ledger may not be the newest."""
    if request.notice:
        raise ConfigError("--all and --html cover every notice in the ledger; do not name one")
    manifests = Manifests()
    with open_named(request.ledger) as ledger:
        standings = overview(
            ledger,
            request.moment.today,
            lambda record: published_versions(manifests, _named_for(manifests, request, record), record),
            verify=request.verify,
        )
        with ledger.read() as connection:
            standings = [replace(one, status=_with_product(connection, one.status)) for one in standings]
    if request.html:
        write_private(request.html, operator_page(standings, request.moment.at))
        say(f"{request.html}: counts only, no names; open it in a browser")
    late = [one.notice_id for one in standings if one.is_late]
    bodies = [
        {**status_body(one.status), "late": one.is_late, "next_steps": list(map(str, one.next_steps))}
        for one in standings
    ]
    words = f"{_all_words(standings)}\n\n{_words_of_limits()}" if request.verify else _all_words(standings)
    answer({"late": late, "notices": bodies} | _limits(request), words, as_json=request.json)
    is_sure = all(one.status.is_as_written and one.status.doubt is None for one in standings)
    return DONE if is_sure and not late else PARTLY


def _words_of_limits() -> str:
    """Say what `--verify` cannot know to have been changed."""
    told = f"Under no chain, so that a change of it would not show here: {'; '.join(_UNDER_NO_CHAIN)}."
    return indent("\n".join(wrap(f"{told} {_KEEPS_SIGNATURE}", _COLUMNS)), "  ")


def _limits(request: StatusRequest) -> dict[str, Any]:
    return {"under_no_chain": list(_UNDER_NO_CHAIN)} if request.verify else {}


def _all_words(standings: Sequence[Standing]) -> str:
    if not standings:
        return "The ledger holds no notices; policy-notify plan shows what is owed."
    return "\n\n".join(
        "\n".join((f"{'LATE  ' if one.is_late else ''}{status_words(one.status)}", *_step_lines(one.next_steps)))
        for one in standings
    )


def _step_lines(steps: Sequence[Step]) -> Iterator[str]:
    return (f"  next: {step}" for step in steps)


def status_body(stands: Status) -> dict[str, Any]:
    """Give the status as JSON; the documented sum holds over its first keys."""
    record = stands.record
    return {
        **json_value(stands.tally),
        "sum": "frozen = accepted + held + unreached + ready; accepted = delivered + bounced + dropped + unconfirmed",
        "notice": record.notice.notice_id,
        "version": record.notice.version.version_id,
        "rule": record.notice.obligation.rule,
        **_several(stands),
        "state": record.state.value,
        "reason": record.reason,
        "resumed": record.is_resumed,
        "transport": record.transport,
        "trial": record.is_trial,
        "messages": record.snapshot.counts.messages,
        "unusable": stands.unusable,
        "told_in_product": stands.told_in_product,
        "in_product": json_value(stands.in_product),
        "doubled": stands.doubled,
        "assumed": stands.assumed,
        "batches": json_value(stands.batches),
        "deadline": json_value(stands.deadline),
        "last_event_at": json_value(stands.last_event_at),
        "not_understood": stands.not_understood,
        "doubt": stands.doubt and stands.doubt.words,
        "audit_chain": "intact" if stands.broken_at is None else f"broken at entry {stands.broken_at}",
        "changed": list(stands.changed),
        "attempts": _attempts_body(stands.findings),
    }


def status_words(stands: Status) -> str:
    """Give the status to a person."""
    return "\n".join((*_head_lines(stands), *_count_lines(stands), *_doubt_lines(stands), *_deadline_lines(stands)))


def _head_lines(stands: Status) -> Iterator[str]:
    record, parts = stands.record, stands.record.notice.parts
    told = [f"{part.policy.title}, version {part.version.version_id}, rule {part.obligation.rule}" for part in parts]
    reason = f" ({record.reason})" if record.reason else ""
    yield f"Notice {record.notice.notice_id}: {'; and '.join(told)}"
    state = "resumed, to go on with the next `send`" if record.is_resumed else record.state
    yield f"  {state}{reason}, by {record.transport or 'no transport yet'}"
    if record.is_trial:
        yield f"  A TRIAL: the messages are files, and nobody was told. To tell people, {FROM_A_TRIAL}"


def _count_lines(stands: Status) -> Iterator[str]:
    tally = stands.tally
    fates = (f"{tally.delivered:,} delivered", f"{tally.bounced:,} bounced", f"{tally.dropped:,} dropped")
    yield f"  {tally.frozen:>9,}  frozen, of whom"
    yield f"  {tally.accepted:>9,}  accepted: {', '.join(fates)}, {tally.unconfirmed:,} unconfirmed"
    yield f"  {tally.held:>9,}  held: handed over, but it is not known whether they were accepted"
    yield f"  {tally.unreached:>9,}  unreached: refused or cancelled"
    yield f"  {tally.ready:>9,}  ready: not handed over yet"
    yield f"  {stands.unusable:>9,}  further rows could not be used (see unreached)"
    remarks = (
        (stands.told_in_product, "of those not reached were shown it inside the product"),
        (stands.doubled, "MAY HAVE RECEIVED IT TWICE: events from two attempts came in"),
        (stands.assumed, "of the accepted are assumed, without evidence"),
        (stands.not_understood, "reports came in that were not understood; they are kept"),
    )
    yield from (f"  {number:>9,}  {words}" for number, words in remarks if number)
    for each in stands.in_product:
        answers = f"{each.agreed:,} agreed, {each.refused:,} refused"
        yield f"  {each.told:>9,}  accounts were told inside the product of {each.slug} {each.version_id}: {answers}"


def _doubt_of(record: Record) -> str:
    if record.state is NoticeState.CANCELLED:
        return _DOUBT_CANCELLED
    return _DOUBT if reports_arrival(record.transport) else _DOUBT_UNHEARD


def _doubt_lines(stands: Status) -> Iterator[str]:
    """Say what is not sure: of people, of the ledger, of the record."""
    if stands.tally.held:
        yield _doubt_of(stands.record)
    if stands.doubt is not None:
        yield f"  THIS LEDGER MAY NOT BE THE NEWEST: {doubt_words(stands.doubt)}"
    if stands.broken_at is not None:
        yield f"  THE RECORD WAS CHANGED: {broken_words(stands.broken_at)}"
    if stands.changed:
        yield f"  THE RECORD WAS CHANGED: {'; '.join(stands.changed)}. {EVIDENCE}"
    if stands.findings is None:
        yield f"  attempts and answers are more than {FEW:,}: `status --verify` holds them against the chain"
    elif stands.findings.number:
        yield f"  THE RECORD WAS CHANGED: {stands.findings.words}. {EVIDENCE}"


def _deadline_lines(stands: Status) -> Iterator[str]:
    parts = stands.record.notice.parts
    for part, deadline in zip(parts, stands.deadlines, strict=True):
        name = f"{part.policy.slug}: " if len(parts) > 1 else ""
        words = _deadline_words(deadline, is_as_written=stands.is_as_written)
        yield f"  {name}{words}" if stands.tally.frozen else f"  {name}nobody is owed this notice"


def _several(stands: Status) -> dict[str, Any]:
    """Give where each policy stands, of a notice that tells of several."""
    parts = stands.record.notice.parts
    if len(parts) == 1:
        return {}
    told = zip(parts, stands.deadlines, strict=True)
    return {
        "tells_of": [
            {"policy": part.policy.slug, "version": part.version.version_id, "rule": part.obligation.rule,
             "deadline": json_value(deadline)}
            for part, deadline in told
        ]
    }  # fmt: skip


def _attempts_body(findings: Findings | None) -> dict[str, Any]:
    if findings is None:
        return {"checked": False}
    return {"checked": True, "as_written": not findings.number, **json_value(findings)}


def _deadline_words(deadline: Deadline, *, is_as_written: bool) -> str:
    words = _kept_words(deadline)
    if not is_as_written:
        words = f"deadline: not known, since the record was changed; what stands there now would give {words}"
    if deadline.effective_on == deadline.frozen_effective_on:
        return words
    return f"{words}; it now takes effect on {deadline.effective_on}; the messages say {deadline.frozen_effective_on}"


def _kept_words(deadline: Deadline) -> str:
    asked = deadline.due.removeprefix("by ")
    if deadline.kept is None:
        return f"deadline: {asked}, still open"
    if deadline.kept:
        return f"deadline: kept (sent by {deadline.last_sent_on or deadline.send_by}, asked for {asked})"
    promise = f"the earliest effective date that keeps the promise is {deadline.earliest_effective_on}"
    return f"deadline: MISSED (asked for {asked}); {promise}"
