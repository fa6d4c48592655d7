"""A report opens with what changed in practice: each fact once, before and after, and which way it went."""

from __future__ import annotations

from site_gen.model.practice import Subject
from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Direction
from site_gen.signals.practice import practice_passages, practice_rows
from site_gen.text.parsing.parse import parse

OLD = (
    "# Policy\n\n## What we keep\n\nWe collect your name. We share your name. "
    "We keep logs for 30 days. We do not sell your data.\n"
)
NEW = OLD.replace("name", "name and gait").replace("30", "90")


def test_a_row_names_the_fact_and_its_direction() -> None:
    """The words that came or went stand in their column, beside the section."""
    rows = practice_rows(signals(compare(parse(OLD), parse(NEW))))
    data = next(row for row in rows if row.subject == Subject.DATA)
    period = next(row for row in rows if row.subject == Subject.PERIOD)
    assert (data.before, data.after, data.direction, data.section) == ("", "gait", Direction.WIDENING, "What we keep")
    assert (period.before, period.after, period.direction) == ("30 days", "90 days", Direction.WIDENING)


def test_a_period_that_ends_as_another_does_is_told_whole() -> None:
    """The 2 months before 12 months stand there, though the new words end in them too."""
    old, new = (parse(f"# Policy\n\nWe keep your logs for {n} months.\n") for n in (2, 12))
    (row,) = (each for each in practice_rows(signals(compare(old, new))) if each.subject == Subject.PERIOD)
    assert (row.before, row.after) == ("2 months", "12 months")


def test_what_widens_stands_before_what_protects() -> None:
    """The reader sees first what takes something from people."""
    new = NEW.replace("We share", "We do not share")
    ways = [row.direction for row in practice_rows(signals(compare(parse(OLD), parse(new))))]
    assert ways.index(Direction.WIDENING) < ways.index(Direction.PROTECTIVE)


def test_no_change_has_no_rows() -> None:
    """What stayed is not a fact that changed."""
    assert practice_rows(signals(compare(parse(OLD), parse(OLD)))) == ()


def test_facts_of_one_kind_share_a_row() -> None:
    """Two kinds of information that came to one section stand in one row, and a second place tells neither again."""
    new = (
        OLD.replace("your name.", "your name and gait.", 1)
        + "\nWe also collect your gait. We also collect your pets.\n"
    )
    rows = [row for row in practice_rows(signals(compare(parse(OLD), parse(new)))) if "gait" in row.after]
    assert [(row.subject, row.after) for row in rows] == [(Subject.DATA, "gait, pets")]


def test_readers_see_whole_passages() -> None:
    """One row a passage, with every kind of fact that changed in it: no word stands there without its sentence."""
    new = OLD.replace("We share your name.", "We share your name and gait with Tallowfinch.")
    redline = compare(parse(OLD), parse(new))
    (passage,) = practice_passages(redline, signals(redline))
    assert passage.after == "We share your name and gait with Tallowfinch."
    assert Subject.RECIPIENT in passage.subjects
    assert len(set(passage.subjects)) == len(passage.subjects) > 1


def test_readers_see_cells_set_apart_by_a_dot() -> None:
    """The cells of a row that changed stand apart as in the list of changes, and not as Markdown writes them."""
    row = "| Data | Recipients |\n|---|---|\n| We disclose your email address | {} |"
    redline = compare(parse(row.format("None")), parse(row.format("advertisers")))
    (passage, *_) = practice_passages(redline, signals(redline))
    assert passage.after == "We disclose your email address · advertisers"


def test_what_counsel_denied_is_no_fact() -> None:
    """A subject whose question was answered with no leaves its passage; a passage that has no other leaves too."""
    new = OLD.replace("your name.", "your name and gait to show advertisements.", 1)
    redline = compare(parse(OLD), parse(new))
    found = signals(redline)
    (whole,), (passage,) = practice_passages(redline, found), practice_passages(redline, found, {"M4"})
    assert set(whole.subjects) - set(passage.subjects) == {Subject.DATA}
    assert passage.after == whole.after
    assert practice_passages(redline, found, {each.question for each in found}) == ()


def test_a_right_is_told_in_its_clause_and_not_in_the_word_that_raised_the_question() -> None:
    """An "only" or an "unless" by itself tells nobody what changed."""
    old, new = "We share your orders only with couriers.", "We share your orders with couriers."
    (row,) = practice_rows(signals(compare(parse(old), parse(new))))
    assert (row.before, row.after) == (old, new)


def test_an_abbreviation_is_told_with_its_full_stop() -> None:
    """The stop belongs to the word."""
    old, new = "We store your data in Canada.", "We store your data in Canada and in the U.S. today."
    assert "U.S." in {row.after for row in practice_rows(signals(compare(parse(old), parse(new))))}
