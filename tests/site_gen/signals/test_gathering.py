"""A passage that comes, or goes, as a whole asks each kind of question once, and is quoted as one."""

from __future__ import annotations

from site_gen.redline import compare
from site_gen.signals.excerpts import excerpts
from site_gen.signals.gathering import GAP
from site_gen.signals.judge import signals
from site_gen.signals.model import Signal, Weight
from site_gen.text.parsing.parse import parse

_OLD = "# Notice\n\n## Data\n\nWe collect your name.\n"
_NEW = "We collect your shoe size. We also collect your height. We share your height with tailors."


def _asked(old: str, new: str) -> tuple[Signal, ...]:
    found = signals(compare(parse(old), parse(new)))
    return tuple(signal for signal in found if signal.weight is not Weight.MINOR)


def test_new_sentences_of_one_section_ask_a_kind_once() -> None:
    """Two new kinds of information in one new paragraph are one question, which names both."""
    of_data = [signal for signal in _asked(_OLD, f"{_OLD}\n{_NEW}\n") if signal.question == "M4"]
    assert len(of_data) == 1
    assert {"shoe size", "height"} <= {word.lower() for word in of_data[0].found}


def test_every_question_of_a_passage_quotes_all_of_it() -> None:
    """What a sentence asks is often begun in the one before it, so that both are shown."""
    found = _asked(_OLD, f"{_OLD}\n{_NEW}\n")
    assert {signal.question for signal in found} >= {"M4", "M5"}
    assert {signal.after.count(GAP) for signal in found} == {2}


def test_passages_of_two_sections_are_two() -> None:
    """Each section has its own question: counsel answers for both places."""
    new = f"{_OLD}\nWe collect your shoe size.\n\n## More\n\nWe collect your height.\n"
    assert [signal.section for signal in _asked(_OLD, new) if signal.question == "M4"] == ["Data", "More"]


def test_an_edited_sentence_is_a_passage_by_itself() -> None:
    """Before and after of one sentence are never joined with those of another."""
    new = _OLD.replace("your name", "your name and shoe size") + "\nWe collect your height.\n"
    assert {bool(signal.before) for signal in _asked(_OLD, new)} == {True, False}


def test_a_long_passage_is_cut_at_the_words_that_ask() -> None:
    """Of a passage too long to quote, the excerpt shows where the fact stands."""
    long = " ".join(f"Our tailors cut cloth number {number} with great care and joy." for number in range(14))
    found = _asked(_OLD, f"{_OLD}\n{long} We collect your shoe size.\n")
    assert any("shoe size" in excerpt.after for excerpt in excerpts(found))
