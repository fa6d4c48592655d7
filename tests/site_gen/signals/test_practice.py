"""A report opens with what changed in practice: each fact once, before and after, and which way it went."""

from __future__ import annotations

from site_gen.model.practice import Subject
from site_gen.redline import compare
from site_gen.signals.judge import signals
from site_gen.signals.model import Direction
from site_gen.signals.practice import PracticeRow, practice_passages, practice_rows
from site_gen.text.parsing.parse import parse

OLD = (
    "# Policy\n\n## What we keep\n\nWe collect your name. We share your name. "
    "We keep logs for 30 days. We do not sell your data.\n"
)
NEW = OLD.replace("name", "name and gait").replace("30", "90")


def rows_of(old: str, new: str) -> tuple[PracticeRow, ...]:
    """Return what changed in practice between two Markdown texts."""
    redline = compare(parse(old), parse(new))
    return practice_rows(redline, signals(redline))


def test_a_row_quotes_the_fact_and_says_its_direction() -> None:
    """The words that came or went stand in their column with a few around them, beside the section."""
    rows = rows_of(OLD, NEW)
    data = next(row for row in rows if Subject.DATA in row.subjects)
    period = next(row for row in rows if Subject.PERIOD in row.subjects)
    assert (data.before, data.after) == ("We collect your name.", "We collect your name and gait.")
    assert (data.direction, data.section) == (Direction.WIDENING, "What we keep")
    told = (period.before, period.after, period.direction)
    assert told == ("We keep logs for 30 days.", "We keep logs for 90 days.", Direction.WIDENING)


def test_what_widens_stands_before_what_protects() -> None:
    """The reader sees first what takes something from people."""
    ways = [row.direction for row in rows_of(OLD, NEW.replace("We share", "We do not share"))]
    assert ways.index(Direction.WIDENING) < ways.index(Direction.PROTECTIVE)


def test_no_change_has_no_rows() -> None:
    """What stayed is not a fact that changed."""
    assert rows_of(OLD, OLD) == ()


def test_the_same_words_are_one_row() -> None:
    """A sentence that says what is collected and who gets it is one row, with both subjects, wherever it stands."""
    sentence = "We collect your gait and share it with advertisers."
    (row,) = (each for each in rows_of(OLD, f"{OLD}\n{sentence}\n\n## Again\n\n{sentence}\n") if "gait" in each.after)
    assert (row.before, row.after, row.section) == ("", sentence, "What we keep")
    assert {Subject.DATA, Subject.RECIPIENT} <= set(row.subjects)


def test_a_row_of_a_table_is_told_by_the_name_of_its_cell() -> None:
    """The cell's words alone would not say what they are about."""
    table = "# Policy\n\n## Recipients\n\n| Data | Who receives it |\n|---|---|\n| Email address | {} |\n"
    (row,) = rows_of(table.format("None"), table.format("Advertisers"))
    assert (row.place, row.before, row.after) == ("Email address, Who receives it", "None", "Advertisers")


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
    (row,) = rows_of(old, new)
    assert (row.before, row.after) == (old, new)
