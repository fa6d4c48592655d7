"""What the ledger says about a notice as a whole: its facts, its snapshot, its letters, its state."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.errors import LedgerError, Refused
from notify.ledger.chain.audit import note
from notify.ledger.chain.chained_rows import sent_by
from notify.ledger.database import schema
from notify.ledger.database.dialects import insert_plain
from notify.ledger.database.generation import put
from notify.ledger.lineage import OWED, is_in_doubt
from notify.ledger.notice_json import letter_from, letter_json, letter_sha256, notice_facts, notice_from
from notify.ledger.queue.batch_moves import RESTORED
from notify.ledger.queue.states import NOTICE_MOVES, refuse_illegal
from notify.ledger.reports.events import rewind
from notify.model.audience import Counts, Group, Snapshot
from notify.model.batch import BatchState
from notify.model.notice import TRIAL, Letter, Notice, NoticeState
from notify.published.identity import own_id

GROUP = ("language", "last_version", "first", "last")
"""Who gets a letter, as the chain keeps it."""
OF_CANARY = "canary: "
"""How the reason begins for which a notice is paused after its canary."""
_DESIRE = sa.select(schema.notice.c.desired).where(schema.notice.c.notice_id == sa.bindparam("n"))
"""Built once: it runs with every batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A frozen notice and where it stands."""

    notice: Notice
    state: NoticeState
    snapshot: Snapshot
    manifest: str
    frozen_at: datetime
    transport: str | None
    canary: int
    reason: str
    desired: str
    ended_at: datetime | None
    forgotten: str | None
    """The final tally as JSON, once the personal data are deleted."""
    other_manifests: tuple[str, ...] = ()
    """Where those of the further parts were read, in their order."""

    @property
    def is_trial(self) -> bool:
        """Tell whether its messages were only written to files, so that nobody was told."""
        return self.transport == TRIAL

    @property
    def waits_after_canary(self) -> bool:
        """Tell whether it is paused because what came back of its canary was bad news, or too little."""
        return self.state is NoticeState.PAUSED and self.reason.startswith(OF_CANARY)

    @property
    def is_resumed(self) -> bool:
        """Tell whether it may go on after a pause, and no process has taken it up yet; every pause has a reason."""
        return self.state is NoticeState.PAUSED and self.desired == "run" and not self.reason

    @property
    def manifests(self) -> tuple[str, ...]:
        """Say where the manifest of each part was read."""
        return (self.manifest, *self.other_manifests)


def add(
    tx: Connection,
    notice: Notice,
    frozen: Snapshot,
    letters: list[tuple[Group, Letter]],
    *,
    manifest: str,
    now: datetime,
) -> None:
    """Write a frozen notice, all of it or nothing."""
    facts = json.dumps(notice_facts(notice), sort_keys=True, ensure_ascii=False)
    row = {
        "notice_id": notice.notice_id,
        "state": NoticeState.FROZEN,
        "facts": facts,
        "manifest": manifest,
        "frozen_at": now,
    }
    tx.execute(sa.insert(schema.notice), row)
    _join(tx, notice)
    rewind(tx, notice.notice_id)
    tx.execute(sa.insert(schema.snapshot), _snapshot_row(notice.notice_id, frozen))
    if letters:
        tx.execute(
            sa.insert(schema.letter), [_letter_row(notice.notice_id, group, letter) for group, letter in letters]
        )
    note(tx, now, notice.notice_id, "frozen", **_frozen_facts(notice, facts, frozen, letters))


def _frozen_facts(
    notice: Notice, facts: str, frozen: Snapshot, letters: Sequence[tuple[Group, Letter]]
) -> dict[str, Any]:
    """Give what the chain says of a notice that is frozen."""
    return {
        "owed": frozen.counts.owed,
        "rows": frozen.counts.rows,
        "snapshot": frozen.sha256,
        "outside": frozen.outside_sha256,
        "facts": hashlib.sha256(facts.encode()).hexdigest(),
        "letters": [letter_sha256(letter) for _, letter in letters],
        "groups": [{name: getattr(group, name) for name in GROUP} for group, _ in letters],
        "version": notice.version.version_id,
        "text_sha256": notice.version.text_sha256,
        "rule": notice.obligation.rule,
        **_with(notice),
    }


def _with(notice: Notice) -> dict[str, Any]:
    """Give what the chain says of the further parts."""
    also = [
        {"policy": part.policy.slug, "version": part.version.version_id, "text_sha256": part.version.text_sha256,
         "rule": part.obligation.rule}
        for part in notice.parts[1:]
    ]  # fmt: skip
    return {"with": also} if also else {}


def _join(tx: Connection, notice: Notice) -> None:
    """Remember which notices this one stands beside; from then on only programs that know of such may go on."""
    if len(notice.parts) == 1:
        return
    put(tx, "schema", str(schema.FORM))
    rows = [{"notice_id": notice.notice_id, "own_id": own_id(part)} for part in notice.parts]
    tx.execute(sa.insert(schema.joined), rows)


def joined_ids(connection: Connection, own: Iterable[str]) -> list[str]:
    """List the notices that tell of several policies, among them what these notices tell of alone."""
    j = schema.joined
    return list(
        connection.scalars(sa.select(j.c.notice_id).where(j.c.own_id.in_(list(own))).distinct().order_by("notice_id"))
    )


def remove_untouched(tx: Connection, notice_id: str, now: datetime) -> None:
    """Undo a freeze from which nothing was ever sent.

    Raises Refused where its sending has begun.
    """
    if tx.scalar(sa.select(sa.func.count()).select_from(schema.attempt).filter_by(notice_id=notice_id)):
        raise Refused(
            f"notice {notice_id}: its sending has begun, and with the first attempt, whatever came of it, the audience "
            "is settled; `send` carries on, `cancel` ends it"
        )
    for table in (schema.batch, schema.letter, schema.snapshot, schema.run, schema.joined, schema.notice):
        tx.execute(sa.delete(table).filter_by(notice_id=notice_id))
    note(tx, now, notice_id, "thawed")


def find(connection: Connection, wanted: str | None) -> Record:
    """Find one notice by its id or a beginning of it; None means the only one.

    Raises LedgerError where none or several match.
    """
    ids = [
        row.notice_id
        for row in connection.execute(sa.select(schema.notice.c.notice_id).order_by(schema.notice.c.frozen_at))
    ]
    matching = [i for i in ids if i.startswith(wanted or "")]
    if wanted is None and len(matching) > 1:
        matching = _owed_to_somebody(connection) or matching
    if not matching:
        known = f"it holds {', '.join(ids)}" if ids else "it holds none: run `policy-notify freeze` first"
        raise LedgerError(f"the ledger has no notice {wanted or 'at all'}; {known}")
    if len(matching) > 1:
        raise LedgerError(f"the ledger holds several notices; name one of {', '.join(matching)}")
    record = get(connection, matching[0])
    assert record is not None  # noqa: S101 - found just above, in the same read
    return record


def _owed_to_somebody(connection: Connection) -> list[str]:
    """List the notices that anybody is owed: beside one of several policies stands one of each, often empty."""
    return list(connection.scalars(OWED.order_by(schema.snapshot.c.notice_id)))


def get(connection: Connection, notice_id: str) -> Record | None:
    """Read one notice."""
    row = connection.execute(sa.select(schema.notice).filter_by(notice_id=notice_id)).mappings().first()
    if row is None:
        return None
    snapshot = connection.execute(sa.select(schema.snapshot).filter_by(notice_id=notice_id)).mappings().one()
    notice = notice_from(notice_id, json.loads(row["facts"]))
    return Record(
        notice=notice,
        other_manifests=_other_manifests(connection, notice),
        state=NoticeState(row["state"]),
        snapshot=_snapshot(snapshot),
        transport=sent_by(connection, notice_id),  # the row alone can be changed unnoticed
        **{
            name: row[name]
            for name in ("manifest", "frozen_at", "canary", "reason", "desired", "ended_at", "forgotten")
        },
    )


def _other_manifests(connection: Connection, notice: Notice) -> tuple[str, ...]:
    n = schema.notice
    own = [own_id(part) for part in notice.parts[1:]]
    found = connection.execute(sa.select(n.c.notice_id, n.c.manifest).where(n.c.notice_id.in_(own))) if own else ()
    places = {row.notice_id: row.manifest for row in found}
    return tuple(places[each] for each in own)


def all_ids(connection: Connection) -> list[str]:
    """List the notices, oldest first."""
    return list(connection.scalars(sa.select(schema.notice.c.notice_id).order_by(schema.notice.c.frozen_at)))


def letters(connection: Connection, notice_id: str) -> dict[int, Letter]:
    """Read the letters by number."""
    rows = connection.execute(sa.select(schema.letter).filter_by(notice_id=notice_id))
    return {row.number: letter_from(row.number, json.loads(row.body)) for row in rows}


def addressed_letters(connection: Connection, notice_id: str) -> list[tuple[str | None, Letter]]:
    """Read the letters by number, each with the version that its readers saw last, where they saw one."""
    rows = connection.execute(sa.select(schema.letter).filter_by(notice_id=notice_id).order_by(schema.letter.c.number))
    return [(row.last_version, letter_from(row.number, json.loads(row.body))) for row in rows]


def letter_number(connection: Connection, notice_id: str, nid: int) -> int:
    """Say which letter a recipient who carries a message gets."""
    here = sa.select(schema.letter.c.number).filter_by(notice_id=notice_id)
    return int(connection.scalar(here.where(schema.letter.c.first <= nid, schema.letter.c.last >= nid)) or 0)


def move(
    tx: Connection, notice_id: str, new: NoticeState, *, reason: str = "", ended_at: datetime | None = None
) -> None:
    """Take an arrow of the drawing in `states`."""
    old = NoticeState(str(tx.scalar(sa.select(schema.notice.c.state).filter_by(notice_id=notice_id))))
    if old is new and not reason:
        return
    if old is not new:
        refuse_illegal(NOTICE_MOVES, old, new)
    change = sa.update(schema.notice).filter_by(notice_id=notice_id).values(state=new, reason=reason, ended_at=ended_at)
    tx.execute(change)


def desire(tx: Connection, notice_id: str, word: str, reason: str = "") -> None:
    """Leave an order for the process that sends: run, pause or cancel."""
    tx.execute(sa.update(schema.notice).filter_by(notice_id=notice_id).values(desired=word, reason=reason))


def read_desire(connection: Connection, notice_id: str) -> str:
    """Read the order left for the process that sends."""
    return str(connection.scalar(_DESIRE, {"n": notice_id}))


def choose_transport(tx: Connection, notice_id: str, transport: str, batch_size: int) -> None:
    """Fix the first hop at the first send, and cut the audience into its batches."""
    tx.execute(sa.update(schema.notice).filter_by(notice_id=notice_id).values(transport=transport))
    cut = [
        (ordinal, row.number, first, min(first + batch_size - 1, row.last))
        for row in tx.execute(sa.select(schema.letter).filter_by(notice_id=notice_id))
        for ordinal, first in enumerate(range(row.first, row.last + 1, batch_size))
    ]
    # Each letter's first batch before any letter's second, so that a canary sees every letter.
    cut.sort()
    state, settled_by = (BatchState.HELD, RESTORED) if is_in_doubt(tx, notice_id) else (BatchState.READY, "")
    names = ("notice_id", "batch_id", "letter", "first", "last", "state", "attempt", "inherited", "settled_by")
    rows = [(notice_id, n, *one[1:], state.value, 0, 0, settled_by) for n, one in enumerate(cut, start=1)]
    if rows:
        insert_plain(tx, schema.batch, names, rows)


def set_canary(tx: Connection, notice_id: str, last_batch: int) -> None:
    """Say which batch ends the canary."""
    tx.execute(sa.update(schema.notice).filter_by(notice_id=notice_id).values(canary=last_batch))


def _letter_row(notice_id: str, group: Group, letter: Letter) -> dict[str, Any]:
    return {
        "notice_id": notice_id,
        "number": group.number,
        "language": group.language,
        "last_version": group.last_version,
        "first": group.first,
        "last": group.last,
        "body": letter_json(letter),
        "sha256": letter_sha256(letter),
    }


def _snapshot_row(notice_id: str, frozen: Snapshot) -> dict[str, Any]:
    files = {name: getattr(frozen, name) for name in ("path", "sha256", "outside_path", "outside_sha256")}
    counts = frozen.counts
    reasons = {"not_owed": json.dumps(counts.not_owed), "unusable": json.dumps(counts.unusable)}
    return (
        {"notice_id": notice_id, "rows": counts.rows, "owed": counts.owed, "messages": counts.messages}
        | files
        | reasons
    )


def _snapshot(row: Any) -> Snapshot:
    counts = Counts(
        rows=row["rows"],
        owed=row["owed"],
        messages=row["messages"],
        not_owed=json.loads(row["not_owed"]),
        unusable=json.loads(row["unusable"]),
    )
    files = {name: row[name] for name in ("path", "sha256", "outside_path", "outside_sha256")}
    return Snapshot(counts=counts, **files)
