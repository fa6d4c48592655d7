"""The wordings that are warned about, and the file in which counsel writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.check.rule import Severity
from site_gen.check.rules.phrases import Phrase, sentences
from site_gen.check.rules.style import RULES, read
from site_gen.errors import ConfigError
from tests.site_gen.check.reading import faults, surroundings
from tests.site_gen.check.reading import read as read_text

RULE = {rule.code: rule for rule in RULES}
FOUND = {
    "check-back-regularly": (
        "Please check this page from time to time for changes.",
        "We encourage you to periodically review this Privacy Policy.",
        "Please **check back** regularly.",
        "Look for updates to this notice by visiting the site regularly.",
    ),
    "readers-duty-to-check": (
        "It is your responsibility to review this policy.",
        "You are responsible for reading this notice and staying informed of changes.",
    ),
    "continued-use-is-consent": (
        "Your continued use of the Service means that you accept the changes.",
        "By continuing to use our app you consent to the revised policy.",
        "You will be deemed to have accepted the updated policy.",
    ),
    "use-is-consent": (
        "By using our website, you consent to this policy.",
        "Your use of the site signifies your acceptance of this notice.",
        "If you do not agree with this policy, do not use the Service.",
    ),
    "any-time-without-notice": (
        "We may change this policy at any time.",
        "We reserve the right to amend our Privacy Notice at our sole discretion.",
        "We may make such changes without prior notice.",
    ),
    "effective-on-posting": (
        "Changes are effective when they are posted on this page.",
        "The revised policy will become effective immediately.",
    ),
    "vague-date": ("Last updated: April 2026", "The new policy will take effect soon."),
    "vague-retention": (
        "We keep your data for as long as necessary to provide the Service.",
        "We retain it indefinitely.",
    ),
    "any-purpose": (
        "We may use your information for any lawful business purpose.",
        "As permitted by applicable law, we may share your information for any purpose.",
    ),
}
PASSES = {
    "check-back-regularly": (
        "We regularly review this policy. You do not need to check it regularly, since we email you.",
        "You should review their privacy policies regularly.",
        "You can check your settings from time to time.",
    ),
    "readers-duty-to-check": ("It is your responsibility to keep your password secret.", "You can read this policy."),
    "continued-use-is-consent": (
        "Continued use of the Service is not consent.",
        "Silence is not agreement, and neither is simply carrying on with the Service.",
        "You can continue to use the app.",
    ),
    "use-is-consent": (
        "By using the form you can withdraw your consent.",
        "By clicking “I agree” you consent to the newsletter.",
    ),
    "any-time-without-notice": (
        "You can withdraw your consent at any time.",
        "You may change your choices in this notice at any time.",
        "We may change this policy, and tell you 30 days before.",
    ),
    "effective-on-posting": (
        "A change takes effect 30 days after it is posted.",
        "Your choice is effective immediately.",
    ),
    "vague-date": (
        "Last updated: 3 April 2026",
        "Last updated April 3, 2026",
        "Last updated: 2026-04-03",
        "We have done so since April 2026.",
    ),
    "vague-retention": (
        "We keep messages for 12 months, and no longer than necessary.",
        "We keep it as long as tax law requires it.",
    ),
    "any-purpose": ("We do not use it for any other purpose.", "We use aggregated data for any purpose."),
}
FILE = """
[[wording]]
code = "a"
title = "b."
problem = "c"
explanation = "d"
better = "e"
source = "f"
phrases = [{}]
"""


def test_every_wording_has_its_examples() -> None:
    """Each wording is tested with sentences that say it and with sentences that do not."""
    assert set(RULE) == set(FOUND) == set(PASSES)
    assert {rule.severity for rule in RULES} == {Severity.WARNING}


@pytest.mark.parametrize(("code", "sentence"), [(code, each) for code in FOUND for each in FOUND[code]])
def test_a_sentence_that_says_so_is_warned_about(code: str, sentence: str) -> None:
    """The sentence is quoted on its line, with a better one."""
    (fault,) = faults(RULE[code], f"# Changes\n\nSomething else.\n{sentence} And so on.\n")
    assert fault.line == 4
    assert "Better: “" in fault.message


@pytest.mark.parametrize(("code", "sentence"), [(code, each) for code in PASSES for each in PASSES[code]])
def test_a_sentence_that_says_something_else_passes(code: str, sentence: str) -> None:
    """Words that only look alike are not a fault."""
    assert not faults(RULE[code], f"Something else.\n{sentence}\n")


def test_a_language_that_nobody_has_written_down_is_not_judged() -> None:
    """English phrases are held against English texts only."""
    assert not faults(RULE["check-back-regularly"], "Check back regularly.\n", surroundings(language="de"))
    assert faults(RULE["check-back-regularly"], "Check back regularly.\n", surroundings(language="en-GB"))
    assert not faults(RULE["check-back-regularly"], "---\nlanguage: de\n---\nCheck back regularly.\n")


@pytest.mark.parametrize(
    ("phrase", "sentence", "is_there"),
    [
        ("a b", "A, b!", True),
        ("a b", "a x b", False),
        ("a .. b", "a x x x b", True),
        ("a .. b", "a x x x x b", False),
        ("a ... b", "a" + " x" * 12 + " b", True),
        ("a ... b", "a" + " x" * 13 + " b", False),
        ("a [b|c d] e", "a e", True),
        ("a [b|c d] e", "a c d e", True),
        ("a [b|c d] e", "a c e", False),
        ("(a b|c) d", "x a b d", True),
        ("(a b|c) d", "x a d", False),
        ("chang* it", "changing it", True),
        ("april ####", "April 2026", True),
        ("april ####", "april 20 2026", False),
        ("it's", "It\u2019s", True),
        ("b ... a", "a b", False),
    ],
)
def test_a_phrase_is_found_as_its_signs_say(phrase: str, sentence: str, is_there: bool) -> None:
    """Alternatives, gaps, endings and what may be missing are read as the file explains them."""
    found = sentences(read_text(sentence)).sentences_with([Phrase.read(phrase)], [])
    assert bool(list(found)) is is_there


@given(
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=600),
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=4),
)
def test_words_in_a_row_are_found_wherever_they_stand(words: list[str], wanted: list[str]) -> None:
    """Words of a phrase that follow one another in a text of any length are found, and only then."""
    rows = [words[place : place + len(wanted)] for place in range(len(words))]
    found = sentences(read_text(" ".join(words))).sentences_with([Phrase.read(" ".join(wanted))], [])
    assert bool(list(found)) is (wanted in rows)


@pytest.mark.parametrize("phrase", ["(a", "a)", "[a|b", "(a [b])", "[a]", "(a|)", "", "...", "a | b"])
def test_a_phrase_that_cannot_be_read_is_refused_with_its_line(phrase: str) -> None:
    """A slip in the file names the file, the line and the phrase."""
    with pytest.raises(ConfigError, match=r"en\.toml:9: "):
        read("en.toml", FILE.format(f'"{phrase}"').encode())


@pytest.mark.parametrize("left_out", ["title", "better", "problem"])
def test_a_wording_without_all_its_words_is_refused(left_out: str) -> None:
    """A wording says what is wrong with it and what is better."""
    lines = [line for line in FILE.format('"a"').split("\n") if not line.startswith(left_out)]
    with pytest.raises(ConfigError, match=f"`{left_out}` is missing"):
        read("en.toml", "\n".join(lines).encode())


def test_a_source_that_nobody_read_is_said_to_be_so() -> None:
    """Only a source that was read in its own words counts as verified."""
    (unread,) = read("en.toml", FILE.format('"a"').encode())
    (verified,) = read("en.toml", (FILE.format('"a"') + 'verified = "yes"\n').encode())
    assert (unread.source, verified.source) == ("f (not verified in the primary text)", "f")
