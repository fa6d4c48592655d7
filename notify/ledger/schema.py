"""The tables of the ledger. Batch rows carry state; a recipient has no row of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

SCHEMA_VERSION = 3


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC moment as text of fixed width, so that it sorts and reads the same everywhere."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy calls it
        """Write a moment; a naive one is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a naive datetime reached the ledger"
            raise ValueError(msg)
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """Read a moment back."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

meta = Table("meta", metadata, Column("key", String(40), primary_key=True), Column("value", Text, nullable=False))

notice = Table(
    "notice",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("facts", Text, nullable=False),  # policy, version, obligation, sender: what was published when it was frozen
    Column("manifest", Text, nullable=False),  # where it was read
    Column("frozen_at", UtcTime, nullable=False),
    Column("transport", String(16)),  # fixed by the first send: two first hops would break the count
    Column("canary", Integer, nullable=False, default=0),  # the last batch of the canary
    Column("reason", Text, nullable=False, default=""),  # why it is paused or was cancelled
    Column("desired", String(8), nullable=False, default="run"),  # run | pause | cancel, written from any process
    Column("ended_at", UtcTime),
    Column("forgotten", Text),  # the final tally, once the personal data are deleted
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("notice_id", ForeignKey("notice.notice_id"), primary_key=True),
    Column("path", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("outside_path", Text, nullable=False),
    Column("outside_sha256", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("owed", Integer, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("not_owed", Text, nullable=False),
    Column("unusable", Text, nullable=False),
)

letter = Table(
    "letter",
    metadata,
    Column("notice_id", ForeignKey("notice.notice_id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("language", String(35), nullable=False),
    Column("last_version", String(32)),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
)

batch = Table(
    "batch",
    metadata,
    Column("notice_id", ForeignKey("notice.notice_id"), primary_key=True),
    Column("batch_id", Integer, primary_key=True),
    Column("letter", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempt", Integer, nullable=False, default=0),
    Column("parent_id", Integer),  # split off from this batch ...
    Column("inherited", Integer, nullable=False, default=0),  # ... whose attempts up to this one were its own too
    Column("settled_by", Text, nullable=False, default=""),
    Index("batch_by_state", "notice_id", "state", "batch_id"),
)

attempt = Table(  # append-only: the intent, durable before the first byte
    "attempt",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("batch_id", Integer, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("run_id", Integer, nullable=False),
    Column("intent_at", UtcTime, nullable=False),
    Column("dated_at", UtcTime, nullable=False),
    Column("recipients", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("body_sha256", String(64), nullable=False),
)

receipt = Table(  # append-only: what was answered, durable after
    "receipt",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("batch_id", Integer, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("outcome_at", UtcTime, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("status", Integer),
    Column("provider_id", Text),
    Column("detail", Text, nullable=False),
)

evidence = Table(  # append-only: attempts that some event proves to have been taken
    "evidence",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("batch_id", Integer, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("post_id", Integer, nullable=False),
)

post = Table(  # append-only: events as they came, raw and signed
    "post",
    metadata,
    Column("post_id", Integer, primary_key=True),
    Column("received_at", UtcTime, nullable=False),
    Column("source", Text, nullable=False),
    Column("timestamp", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
)

reading = Table(  # what folding made of a post
    "reading",
    metadata,
    Column("post_id", Integer, primary_key=True),
    Column("items", Integer, nullable=False),
    Column("understood", Integer, nullable=False),
    Column("ours", Integer, nullable=False),  # that name a delivery of this ledger
    Column("strays", Integer, nullable=False),  # that name an attempt of our notices which this ledger never made
    Column("why", Text, nullable=False),  # the first that was not understood
)

stray = Table(  # attempts that events speak of and this ledger never made: the ledger is older than the world
    "stray",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("batch_id", Integer, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("post_id", Integer, nullable=False),  # the first that spoke of it
    Column("known", Boolean, nullable=False),  # an adoption has taken note of it
)

adoption = Table(  # append-only: the operator's word that this copy of the ledger is the one to go on with
    "adoption",
    metadata,
    Column("adoption_id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("held", Text, nullable=False),  # JSON: the notices of which unknown attempts may have been made
    Column("attempts", Integer, nullable=False),  # rows of attempts by then
)

mask = Table(  # derived from posts; may be dropped and folded again
    "mask",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("block", Integer, primary_key=True),
    Column("bits", LargeBinary, nullable=False),
)

mention = Table(  # which posts speak of which recipients, so that a proof need not read them all
    "mention",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("block", Integer, primary_key=True),
    Column("post_id", Integer, primary_key=True),
    Column("offsets", LargeBinary, nullable=False),  # within the block, two bytes each
    Index("mention_by_post", "post_id"),
)

erased = Table(  # recipients whose personal data were deleted before those of their notice
    "erased",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("nid", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
)

fault = Table(  # people for whom something went wrong, with the other side's words
    "fault",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("nid", Integer, primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("detail", Text, nullable=False),
)

run = Table(  # one process that sends; `seen_at` is its last sign of life
    "run",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("notice_id", String(32), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
)

serving = Table(  # when the webhook was up: silence means something only while somebody listened
    "serving",
    metadata,
    Column("serving_id", Integer, primary_key=True),
    Column("started_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),  # rows of attempts by then; no clock says that
)

complete = Table(  # the operator's word that all events up to a moment are in
    "complete",
    metadata,
    Column("complete_id", Integer, primary_key=True),
    Column("until_at", UtcTime, nullable=False),
    Column("said_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),  # rows of attempts by then
    Column("adoptions", Integer, nullable=False, server_default="0"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("notice_id", String(32), nullable=False),
    Column("action", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
)


APPEND_ONLY = (attempt, receipt, evidence, post, adoption, audit)
ADDED = {2: (serving.c.attempts, complete.c.attempts, complete.c.adoptions)}
"""Columns that came with a later version of the schema; tables that did are simply made."""


def upgrades(found: int) -> list[str]:
    """Give the statements that add to a ledger of an earlier version what it lacks."""
    return [
        f"ALTER TABLE {column.table.name} ADD COLUMN {column.name} INTEGER NOT NULL DEFAULT 0"
        for version, columns in ADDED.items()
        if version > found
        for column in columns
    ]


def guard_removals(table: Table) -> list[str]:
    """Give the statements that let history be deleted; the guards come back before the transaction ends."""
    return [f"DROP TRIGGER IF EXISTS {table.name}_no_{verb}" for verb in ("update", "delete")]


def guards() -> list[str]:
    """Give the statements that make history unchangeable for everyone who opens the file."""
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} "
        f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]
