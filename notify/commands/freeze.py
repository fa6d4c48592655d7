"""Freeze the audience and the messages of every notice that a version owes."""

from __future__ import annotations

from typing import Any

from notify.commands.common import (
    DONE,
    accounts,
    agenda_of,
    late_option,
    open_named,
)
from notify.commands.plan import heading, notice_facts
from notify.flows.plan import freeze as freeze_all
from notify.ledger.lineage import OVER
from notify.ledger.notices import Record
from notify.net import ledger_option
from notify.output import answer, show_count
from notify.providers import BY_MAIL, NAMES
from notify.published.manifest import Manifests
from notify.requests.base import Audience, Moment
from notify.requests.freeze import FreezeRequest


def run(request: FreezeRequest) -> int:
    """Freeze every notice that the version owes."""
    records = freeze_audience(
        request.audience,
        Manifests(),
        request.ledger,
        request.moment,
        replace=request.replace,
        audiences_at=request.audiences_at,
    )
    frozen = [_freeze_facts(record) for record in records]
    body: dict[str, Any] = {"version": records[0].notice.version.version_id, "notices": frozen}
    if len(frozen) == 1:
        body |= frozen[0]
    shown = [record for record in records if record.snapshot.counts.owed or len(records) == 1]
    several = len({record.notice.policy.slug for record in records}) > 1
    words = "\n\n".join(_frozen_words(record, request, of_several=several) for record in shown)
    answer(body, words, as_json=request.json)
    return DONE


def freeze_audience(
    audience: Audience,
    manifests: Manifests,
    location: str,
    moment: Moment,
    *,
    replace: bool = False,
    audiences_at: str | None = None,
) -> list[Record]:
    """Freeze in the ledger at that location; what is frozen already stays as it is."""
    found = agenda_of(audience, manifests, moment)
    with open_named(location, create=True) as ledger, show_count("reading accounts") as on_rows:
        if audiences_at:
            ledger.keep_at(audiences_at)
        return freeze_all(
            ledger, found, lambda: accounts(audience),
            today=moment.today(found.owing[0].manifest.policy), now=moment.at, replace=replace, on_rows=on_rows,
        )  # fmt: skip


def _freeze_facts(record: Record) -> dict[str, Any]:
    snapshot = record.snapshot
    files = {"snapshot": snapshot.path, "sha256": snapshot.sha256, "frozen_at": record.frozen_at}
    return (
        notice_facts(record.notice, snapshot.counts) | {"frozen": snapshot.counts.owed, "state": record.state} | files
    )


def _frozen_words(record: Record, request: FreezeRequest, *, of_several: bool) -> str:
    notice, count = record.notice, record.snapshot.counts.owed
    confirmed = f"--confirm {count}{late_option(notice, request.moment.today(notice.policy))}"
    following = f"policy-notify send {notice.notice_id}{ledger_option(request.ledger)} {confirmed} {BY_MAIL}"
    what = heading(notice, record.snapshot.counts, of_several=of_several)
    if record.state in OVER:
        return f"{what}\n  {_since(record, request)}; it is {record.state}, and nothing of it is left to send"
    return f"{what}\n  {_since(record, request)}; to send it: {following}{_no_trial_here(record)}"


def _no_trial_here(record: Record) -> str:
    if record.transport:
        return ""
    return f"\n  ({NAMES}; without --transport it is a trial, to files: make that in a ledger of its own)"


def _since(record: Record, request: FreezeRequest) -> str:
    if record.frozen_at == request.moment.at:
        return "frozen"
    return (
        f"frozen already, on {record.frozen_at:%Y-%m-%d}: these are the counts of that day, and the accounts given now "
        "were not read (`freeze --replace` reads them, if nothing has been sent yet)"
    )
