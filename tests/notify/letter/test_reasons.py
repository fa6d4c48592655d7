"""What a letter says asks for it."""

from __future__ import annotations

from datetime import date

import pytest

from notify.letter.sentences import reasons, sentences
from notify.model.published import Obligation


@pytest.mark.parametrize(
    ("source", "language", "words"),
    [
        ("Default lead time, 30 days", "en", "our own rule of 30 days"),
        ("Default lead time, 30 days", "de", "unsere eigene Regel von 30 Tagen"),
        ("Default lead time, 0 days", "en", "our own rule"),
        ("Default lead time, since the policy promises none", "fr", "notre propre règle"),
        ("The policy's own promise; A law (unverified)", "en", "the policy's own promise; A law (unverified)"),
    ],
)
def test_the_default_claims_nothing_of_the_policy(source: str, language: str, words: str) -> None:
    """The default is named as our own rule, with its days; what the policy says is not known to the letter."""
    day = date(2027, 1, 1)
    owed = Obligation(rule="x", regions=("*",), lead_days=30, send_by=day, consent=False, source=source)
    assert reasons(owed, sentences(language)) == words
