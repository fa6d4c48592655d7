"""freeze."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

from notify.commands import arguments
from notify.commands.common import (
    DONE,
    accounts,
    manifest_of,
    open_named,
    sender,
)
from notify.commands.plan import heading, notice_facts
from notify.commands.requests import Audience, LedgerRequest, Moment, bind
from notify.flows.plan import freeze as freeze_all
from notify.flows.plan import owing_version
from notify.ledger.notices import Record
from notify.output import answer, show_count
from notify.published.manifest import Manifests


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeRequest(LedgerRequest):
    """What `freeze` is asked for."""

    audience: Audience
    replace: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `freeze` takes."""
    arguments.add_ledger(command)
    arguments.add_audience(command)
    command.add_argument("--replace", action="store_true", help="freeze again, if nothing has been sent yet")
    bind(command, FreezeRequest, freeze)


def freeze(request: FreezeRequest) -> int:
    """Freeze every notice that the version owes."""
    records = freeze_audience(request.audience, Manifests(), request.ledger, request.moment, replace=request.replace)
    frozen = [_freeze_facts(record) for record in records]
    body: dict[str, Any] = {"version": records[0].notice.version.version_id, "notices": frozen}
    if len(frozen) == 1:
        body |= frozen[0]
    answer(body, "\n\n".join(_frozen_words(record, request.ledger) for record in records), as_json=request.json)
    return DONE


def freeze_audience(
    audience: Audience, manifests: Manifests, location: str, moment: Moment, *, replace: bool = False
) -> list[Record]:
    """Freeze in the ledger at that location; what is frozen already stays as it is."""
    manifest = manifest_of(audience, manifests)
    version = owing_version(manifest, audience.version)
    with open_named(location, create=True) as ledger, show_count("reading accounts") as on_rows:
        return freeze_all(
            ledger, manifest, version, sender(audience, manifest), accounts(audience),
            today=moment.today(manifest.policy), now=moment.at, replace=replace, on_rows=on_rows,
        )  # fmt: skip


def _freeze_facts(record: Record) -> dict[str, Any]:
    snapshot = record.snapshot
    files = {"snapshot": snapshot.path, "sha256": snapshot.sha256}
    return (
        notice_facts(record.notice, snapshot.counts) | {"frozen": snapshot.counts.owed, "state": record.state} | files
    )


def _frozen_words(record: Record, ledger: str) -> str:
    notice, count = record.notice, record.snapshot.counts.owed
    following = f"policy-notify send {notice.notice_id} --ledger {ledger} --confirm {count}"
    return f"{heading(notice, record.snapshot.counts)}\n  frozen; to send it: {following}"
