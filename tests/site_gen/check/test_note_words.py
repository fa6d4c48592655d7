"""A note whose words and whose first lines cannot both be true, and the many notes that only look like that."""

from __future__ import annotations

import pytest

from tests.site_gen.check.conftest import LONGER, NOTE, Desk, note

CAN_DO = "\n\n## What you can do\n\nAsk us to delete it."
CODES = {"note-says-another-day", "note-says-otherwise", "note-says-nothing-to-do"}
ANSWERS = (
    "M1: yes. A new purpose.", "M5: no. Nobody new.", "M7: yes. Twice as long.", "M13: yes. It is longer.",
    "M14: yes. From that day on.",
)  # fmt: skip


def found(desk: Desk, words: str, change_class: str = "material") -> list[tuple[str, int | None, str]]:
    """Return what the check says of a note that takes effect on 22 December 2026."""
    desk.propose(text=LONGER, note=note(change_class, answers=ANSWERS, body=words + CAN_DO))
    findings = desk.verdict().findings
    return [
        (each.rule.code, each.fault.line, each.fault.message)
        for each in findings
        if each.rule.code in CODES and each.fault.path == NOTE
    ]


@pytest.mark.parametrize(
    "words",
    [
        "We keep your address for longer.\n\nThis change takes effect\non 20 December 2026.",
        "We keep it for longer.\n\nThe new policy will be effective\nfrom December 20, 2026, for everybody.",
        "Wir bewahren länger auf.\n\nDie neue Fassung gilt\nab dem 20. Dezember 2026.",
        "Nous gardons plus longtemps.\n\nCette modification entre\nen vigueur le 20 décembre 2026.",
        "Guardamos más tiempo.\n\nLos cambios entran en vigor\nel 20 de diciembre de 2026.",
    ],
)
def test_another_day_in_the_words_is_refused(desk: Desk, words: str) -> None:
    """A sentence about the change as a whole names another day than the head of the note; it is found at its line."""
    ((code, line, message),) = found(desk, words)
    assert (code, line) == ("note-says-another-day", 13)
    assert "on 2026-12-22" in message


@pytest.mark.parametrize(
    ("words", "stops"),
    [
        ("Write to us before 11 December 2026.\nUntil then the earlier text applies.", True),
        ("Write to us before 22 December 2026.\nUntil then the earlier text applies.", False),
        ("Write to us by December 21, 2026.\nUntil then, our current policy still applies.", False),
        ("Schreiben Sie uns vor dem 11. Dezember 2026.\nBis dahin gilt der frühere Text.", True),
        ("Écrivez avant le 11 décembre 2026.\nD'ici là, le texte antérieur s'applique.", True),
        ("Escriba antes del 11 de diciembre de 2026.\nHasta entonces se aplica el texto anterior.", True),
        ("The shop opens on 11 December 2026.\n\nWe write again. Until then the earlier text applies.", False),
    ],
)
def test_a_day_until_which_the_earlier_text_applies_is_the_effective_one(
    desk: Desk, words: str, *, stops: bool
) -> None:
    """Whoever moves `effective:` moves the day in the words that `policy-site note` began, too."""
    told = found(desk, f"We keep it for longer.\n\n{words}")
    assert [(code, line) for code, line, _ in told] == [("note-says-another-day", 13)] * stops
    assert all("2026-12-22" in message for _, _, message in told)


@pytest.mark.parametrize(
    "words",
    [
        "This change takes effect on 22 December 2026. The old text applies until 21 December 2026.",
        "A law of Utah takes effect on 31 December 2026, and this change applies from 22 December.",
        "The new policy applies from 22 December 2026. These changes apply from 1 January 2027 to older accounts.",
        "If you joined this week, the new policy applies from 20 December 2026.",
        "From 20 December 2026 you can switch it off. Write to us before 20 December 2026.",
    ],
)
def test_other_days_are_left_alone(desk: Desk, words: str) -> None:
    """The same day, a law's own day, a day for some, and a day on which something else happens."""
    assert found(desk, words) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("This does not change how we use your personal information.", "M1 is answered yes (line 5)"),
        ("How we keep your data stays the same.", "M7 is answered yes (line 7)"),
        ("Das ändert nichts daran, wie wir Ihre Daten aufbewahren.", "M7 is answered yes (line 7)"),
        ("What we do stays the same.", "the note declares that the practice changes"),
    ],
)
def test_words_that_an_answer_denies_are_named(desk: Desk, words: str, said: str) -> None:
    """The answers are public beside the words: one of the two is false."""
    ((code, _, message),) = found(desk, words)
    assert code == "note-says-otherwise"
    assert said in message


@pytest.mark.parametrize(
    "words",
    [
        "This does not change how we share your information.",
        "This does not change how we use your payment information.",
        "If you object, this does not change how we use your information.",
        "No action is needed.",
    ],
)
def test_words_that_may_be_true_are_left_alone(desk: Desk, words: str) -> None:
    """About what was answered no, about some information, about some people, or where nobody is asked."""
    assert found(desk, words) == []


@pytest.mark.parametrize("words", ["No action is needed.", "You don't need to do anything.", "Sie müssen nichts tun."])
def test_nothing_to_do_denies_that_people_are_asked(desk: Desk, words: str) -> None:
    """Where the class asks for consent; what happens to those who do nothing may be said."""
    assert [code for code, _, _ in found(desk, words, "material+consent")] == ["note-says-nothing-to-do"]
    allowed = "If you do not agree, you do not have to do anything: the older text applies to you."
    assert found(desk, allowed, "material+consent") == []
