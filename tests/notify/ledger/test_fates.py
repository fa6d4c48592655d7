"""What became of everybody, a byte for each."""

from __future__ import annotations

from array import array

import sqlalchemy as sa

from notify.ledger import notices
from notify.ledger.database import schema
from notify.ledger.fates import WORDS, Fates
from notify.ledger.reports import events
from notify.ledger.reports.kept_posts import BLOCK
from notify.model.event import Kind
from tests.notify.conftest import Desk, both

BOUNCED, DELIVERED = Kind.BOUNCE | Kind.DELIVERED, int(Kind.DELIVERED)


def test_every_fate_is_counted_and_listed_as_it_was_noted() -> None:
    """Whatever is noted of a person comes back in the count of its word and in the list by number."""
    fates = Fates(len(WORDS), "ready")
    for nid, word in enumerate(WORDS):
        fates.note(nid, word)

    assert [fates.count(word) for word in WORDS] == [1] * len(WORDS)
    assert fates.among(*WORDS) == dict(enumerate(WORDS))
    assert fates.among("bounced") == {WORDS.index("bounced"): "bounced"}


def test_events_speak_of_those_alone_whose_message_was_accepted() -> None:
    """A mask says what became of a message only where its batch was taken; others keep what their batch says."""
    fates = Fates(6, "lost")
    fates.note_all(0, 2, "unconfirmed")
    fates.note_all(3, 4, "held")

    fates.note_events(1, array("H", [DELIVERED, BOUNCED, DELIVERED]))

    assert [fates.among(*WORDS)[nid] for nid in range(6)] == [
        "unconfirmed", "delivered", "bounced", "held", "held", "lost",
    ]  # fmt: skip


def test_whoever_shares_a_message_shares_its_fate() -> None:
    """A message that bounced reached nobody of those whom it was for."""
    fates = Fates(3, "unconfirmed")
    fates.note(1, "bounced")

    fates.share(2, 1)

    assert fates.among("bounced") == {1: "bounced", 2: "bounced"}


@both
def test_what_is_read_in_pieces_holds_everybody_once(desk: Desk) -> None:
    """Masks come in order from every piece, those of nobody in the notice are left out, and silence is no mask."""
    desk.freeze()
    messages, held = BLOCK * events.BLOCKS_AT_ONCE + 3, (events.BLOCKS_AT_ONCE, 0, events.BLOCKS_AT_ONCE - 1)
    with desk.ledger().write() as tx:
        (notice_id,) = notices.all_ids(tx)
        bits = array("H", [DELIVERED] * BLOCK).tobytes()
        rows = [{"notice_id": notice_id, "block": each, "bits": bits} for each in (*held, events.BLOCKS_AT_ONCE + 1)]
        tx.execute(sa.insert(schema.mask), rows)

        found = [(first, len(some)) for first, some in events.blocks(tx, notice_id, messages)]
        whole = events.masks(tx, notice_id, messages)

    assert found == [(0, BLOCK), ((events.BLOCKS_AT_ONCE - 1) * BLOCK, BLOCK), (events.BLOCKS_AT_ONCE * BLOCK, 3)]
    assert (len(whole), whole.count(DELIVERED)) == (messages, 2 * BLOCK + 3)
    assert [whole[nid] for nid in (BLOCK - 1, BLOCK, messages - 1)] == [DELIVERED, 0, DELIVERED]
