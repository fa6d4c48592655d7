"""What became of everybody, a byte for each."""

from __future__ import annotations

from array import array

from notify.ledger.fates import WORDS, Fates
from notify.model.event import Kind

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
