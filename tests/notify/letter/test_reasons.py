"""What a letter says asks for it."""

from __future__ import annotations

from datetime import date

import pytest

from notify.letter.sentences import reasons, reasons_in_brief, sentences
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


LONG = "WP260 rev.01, paras 29 to 31, on GDPR Arts 12 to 14; UK GDPR, ss. 71 and 77; CCPA section 1798.130 (unverified)"


@pytest.mark.parametrize(
    ("source", "language", "words"),
    [
        ("The policy's own promise", "en", "the policy's own promise"),
        ("The policy's own promise; A law", "en", "the policy's own promise; A law"),
        (f"The policy's own promise; {LONG}", "en",
         "the policy's own promise; rules of law, listed on this notice's page"),
        (f"Default lead time, 30 days; {LONG}", "de",
         "unsere eigene Regel von 30 Tagen; Rechtsvorschriften, die auf der Seite dieser Mitteilung stehen"),
        (LONG, "fr", "des règles de droit, énumérées sur la page de cette notification"),
    ],
)  # fmt: skip
def test_a_letter_does_not_recite_many_laws(source: str, language: str, words: str) -> None:
    """Whoever is told reads a few words; each law stands on the notice's page, where there is room for its name."""
    day = date(2027, 1, 1)
    owed = Obligation(rule="x", regions=("*",), lead_days=30, send_by=day, consent=False, source=source)
    assert reasons_in_brief(owed, sentences(language)) == words
