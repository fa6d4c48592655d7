"""The tables of the ledger. Batch rows carry state; a recipient has no row of its own."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)  # fmt: skip
from sqlalchemy.engine import Dialect

from notify.ledger.database.dialects import Number, UtcTime

FORM = 6
"""What a program must know to use any ledger. Programs refuse one of a later form; additions alone do not change it."""
PLAIN_FORM = 5
"""The form of a ledger while each of its notices tells of one policy; programs of the release before use it too."""
REVISION = 8
"""The newest of `migrations/versions`, which a new ledger is made by."""

metadata = MetaData()

alembic_version = Table("alembic_version", metadata, Column("version_num", String(32), primary_key=True))
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
    Column("canary", Number, nullable=False, default=0),  # the last batch of the canary
    Column("reason", Text, nullable=False, default=""),  # why it is paused or was cancelled
    Column("desired", String(8), nullable=False, default="run"),  # run | pause | cancel, written from any process
    Column("ended_at", UtcTime),
    Column("forgotten", Text),  # the final tally, once the personal data are deleted
)

joined = Table(  # notices that tell of several policies: beside each own notice, which tells only the others
    "joined",
    metadata,
    Column("notice_id", ForeignKey("notice.notice_id"), primary_key=True),
    Column("own_id", ForeignKey("notice.notice_id"), primary_key=True),
    Index("joined_by_own", "own_id"),
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("notice_id", ForeignKey("notice.notice_id"), primary_key=True),
    Column("path", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("outside_path", Text, nullable=False),
    Column("outside_sha256", String(64), nullable=False),
    Column("rows", Number, nullable=False),
    Column("owed", Number, nullable=False),
    Column("messages", Number, nullable=False),
    Column("not_owed", Text, nullable=False),
    Column("unusable", Text, nullable=False),
)

letter = Table(
    "letter",
    metadata,
    Column("notice_id", ForeignKey("notice.notice_id"), primary_key=True),
    Column("number", Number, primary_key=True),
    Column("language", String, nullable=False),
    Column("last_version", String),
    Column("first", Number, nullable=False),
    Column("last", Number, nullable=False),
    Column("body", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
)

batch = Table(
    "batch",
    metadata,
    Column("notice_id", ForeignKey("notice.notice_id"), primary_key=True),
    Column("batch_id", Number, primary_key=True),
    Column("letter", Number, nullable=False),
    Column("first", Number, nullable=False),
    Column("last", Number, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempt", Number, nullable=False, default=0),
    Column("parent_id", Number),  # split off from this batch ...
    Column("inherited", Number, nullable=False, default=0),  # ... whose attempts up to this one were its own too
    Column("settled_by", Text, nullable=False, default=""),
    Index("batch_by_state", "notice_id", "state", "batch_id"),
    Index("batch_by_first", "notice_id", "first"),  # whose batch somebody is in: no two of a notice overlap
)

attempt = Table(  # append-only: the intent, durable before the first byte
    "attempt",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("batch_id", Number, primary_key=True),
    Column("attempt", Number, primary_key=True),
    Column("run_id", Number, nullable=False),
    Column("intent_at", UtcTime, nullable=False),
    Column("dated_at", UtcTime, nullable=False),
    Column("recipients", Number, nullable=False),
    Column("first", Number, nullable=False),
    Column("last", Number, nullable=False),
    Column("body_sha256", String(64), nullable=False),
)

receipt = Table(  # append-only: what was answered, durable after
    "receipt",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("batch_id", Number, primary_key=True),
    Column("attempt", Number, primary_key=True),
    Column("outcome_at", UtcTime, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("status", Number),
    Column("provider_id", Text),
    Column("detail", Text, nullable=False),
)

evidence = Table(  # append-only: attempts that some event proves to have been taken
    "evidence",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("batch_id", Number, primary_key=True),
    Column("attempt", Number, primary_key=True),
    Column("post_id", Number, nullable=False),
)

post = Table(  # append-only: events as they came, raw and signed
    "post",
    metadata,
    Column("post_id", Number, primary_key=True),
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
    Column("post_id", Number, primary_key=True, autoincrement=False),
    Column("items", Number, nullable=False),
    Column("understood", Number, nullable=False),
    Column("ours", Number, nullable=False),  # that name a delivery of this ledger
    Column("strays", Number, nullable=False),  # that name an attempt of our notices which this ledger never made
    Column("why", Text, nullable=False),  # the first that was not understood, or speaks of no delivery
)

stray = Table(  # attempts that events speak of and this ledger never made: the ledger is older than the world
    "stray",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("batch_id", Number, primary_key=True),
    Column("attempt", Number, primary_key=True),
    Column("low", Number, nullable=False),
    Column("high", Number, nullable=False),
    Column("post_id", Number, nullable=False),  # the first that spoke of it
    Column("known", Boolean, nullable=False),  # an adoption has taken note of it
)

adoption = Table(  # append-only: the operator's word that this copy of the ledger is the one to go on with
    "adoption",
    metadata,
    Column("adoption_id", Number, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("held", Text, nullable=False),  # JSON: the notices of which unknown attempts may have been made
    Column("attempts", Number, nullable=False),  # rows of attempts by then
)

mask = Table(  # derived from posts; may be dropped and folded again
    "mask",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("block", Number, primary_key=True),
    Column("bits", LargeBinary, nullable=False),
)

mention = Table(  # which posts speak of which recipients, so that a proof need not read them all
    "mention",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("block", Number, primary_key=True),
    Column("post_id", Number, primary_key=True),
    Column("offsets", LargeBinary, nullable=False),  # within the block, two bytes each
    Index("mention_by_post", "post_id"),
)

erased = Table(  # recipients whose personal data were deleted before those of their notice
    "erased",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("nid", Number, primary_key=True),
    Column("at", UtcTime, nullable=False),
)

fault = Table(  # people for whom something went wrong, with the other side's words
    "fault",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("nid", Number, primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("detail", Text, nullable=False),
)

run = Table(  # one process that sends; `seen_at` is its last sign of life
    "run",
    metadata,
    Column("run_id", Number, primary_key=True),
    Column("notice_id", String(32), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("reach", Number, nullable=False, server_default="0"),  # seconds that its attempts may outlive that sign
)

serving = Table(  # when the webhook was up: silence means something only while somebody listened
    "serving",
    metadata,
    Column("serving_id", Number, primary_key=True),
    Column("started_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("attempts", Number, nullable=False, server_default="0"),  # rows of attempts by then; no clock says that
)

complete = Table(  # the operator's word that all events up to a moment are in
    "complete",
    metadata,
    Column("complete_id", Number, primary_key=True),
    Column("until_at", UtcTime, nullable=False),
    Column("said_at", UtcTime, nullable=False),
    Column("attempts", Number, nullable=False, server_default="0"),  # rows of attempts by then
    Column("adoptions", Number, nullable=False, server_default="0"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("notice_id", String(32), nullable=False),
    Column("action", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
)

gate_record = Table(  # append-only: what accounts were shown inside the product, and what they answered
    "gate_record",
    metadata,
    Column("record_id", Number, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("version_id", String(16), nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("did", String(9), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("how", Text, nullable=False),
    Column("salt", String(32), nullable=False, server_default=""),  # both hide an account in its record's hash
    Column("account_sha256", String(64), nullable=False, server_default=""),  # once its name was erased
    Index("gate_record_by_account", "account_id"),
)

file = Table(  # PostgreSQL only: what lies in a folder beside a ledger that is a file
    "file",
    metadata,
    Column("name", Text, primary_key=True),
    Column("part", Number, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    info={"only": "postgresql"},
)

pace = Table(  # PostgreSQL only: notices that workers send, and how fast all of them may together
    "pace",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("per_second", Float),
    Column("free_at", Float, nullable=False, server_default="0"),  # by the server's clock, in seconds since 1970
    info={"only": "postgresql"},
)


def tables_of(dialect: Dialect) -> list[Table]:
    """List the tables of a ledger in that database."""
    return [table for table in metadata.sorted_tables if table.info.get("only", dialect.name) == dialect.name]


POSTGRES_EXTRAS = (
    "ALTER TABLE attempt ADD COLUMN row_id BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE",
    "CREATE SEQUENCE generation",
)
"""What SQLite has of its own: the order of rows. And the ledger's generation, which many processes move on at once."""
