"""A change on one line: the words that went and came, with a few around them, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.build.pages.change_list import changed_sections
from site_gen.catalogue import ENGLISH
from site_gen.redline import compare
from site_gen.redline.digest.glimpses import AROUND, MARKED, glimpses
from site_gen.redline.digest.summary import summarise
from site_gen.redline.model import Op, RowKind
from site_gen.render.html.article import own_anchors, redline_article
from site_gen.text.parsing.parse import parse

_MARKS = {Op.EQUAL: "{}", Op.DELETE: "[-{}-]", Op.INSERT: "[+{}+]"}
_LONG = "We keep what you give us for as long as your account is open and for three years after you close it. "


def _lines(old: str, new: str) -> list[str]:
    redline = compare(parse(old), parse(new))
    found = glimpses(redline, summarise(redline).sections)
    return ["".join(_MARKS[op].format(text) for op, text, _ in each.runs) for line in found for each in line]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("We keep it for 30 days.", "We keep it for 90 days.", "We keep it for [-30-][+90+] days."),
        (
            f"{_LONG}Ask us by post. {_LONG}",
            f"{_LONG}Ask us by email. {_LONG}",
            "… after you close it. Ask us by [-post-][+email+]. We keep what you give us for as …",
        ),
        ("# Privacy\n\nA.", "# Privacy\n\n## Helper\n\nIt helps.\n\nA.", "[+It helps.+]"),
        ("## Old name\n\nA.", "## New name\n\nA.", "[-Old-][+New+] name"),
        ("- a\n- b", "- a\n- c\n- b", "[+c+]"),
        ("| A | B |\n|---|---|\n| x | None |", "| A | B |\n|---|---|\n| x | ads |", "x · [-None-][+ads+]"),
    ],
)
def test_a_line_shows_the_change_and_the_words_around_it(old: str, new: str, line: str) -> None:
    """As few words as tell what changed, cut between words; a new section shows its text, its title stands above."""
    assert _lines(old, new) == [line]


def test_what_came_is_shown_beside_a_long_text_that_went() -> None:
    """Text that went is cut; what replaced it still stands beside it."""
    (line,) = _lines("Names.\n\n" + 3 * _LONG, "Names.\n\nNothing at all is stored.")
    assert "Nothing at all is stored" in line
    assert len(line) < 2 * MARKED + 3 * AROUND


def test_what_follows_a_cut_stands_apart_from_it() -> None:
    """The sign of a cut never sticks to the word after it."""
    (line,) = _lines("We keep your name. " + _LONG + "How.", "We keep your full name. " + _LONG)
    assert line.endswith(" … [-How.-]")


def test_a_text_rewritten_from_end_to_end_has_a_change_for_each_section() -> None:
    """A list of changes never leads from two sections to one place, and every change that it names is in the text."""
    old = "".join(f"## Old {letter}\n\nWe {letter * 4} the {letter * 5}.\n\n" for letter in "abc")
    new = "".join(f"## Neu {letter}\n\nSie {letter * 6} oft {letter * 7}.\n\n" for letter in "xyz")
    redline = compare(parse(old), parse(new))
    assert all(row.kind is not RowKind.SAME for row in redline.rows)
    firsts = [section.first_change for section in summarise(redline).sections]
    assert len(set(firsts)) == len(firsts)
    page = redline_article(redline)
    assert all(f' id="c{number}"' in page for number in set(redline.change_numbers.values()))


def test_sections_that_moved_away_are_folded_into_one_change() -> None:
    """What moved away together is one passage of the text, with one number, whatever headings are in it."""
    away = "## First\n\n" + _LONG + "\n\n## Second\n\n" + _LONG.replace("years", "months") + "\n\n"
    rest = "".join(f"## Stays {word}\n\nThis {word} stays where it is and says what it said.\n\n" for word in "klmnop")
    redline = compare(parse(away + rest), parse(rest + away))
    page = redline_article(redline)
    numbers = set(redline.change_numbers.values())
    assert all(f' id="c{number}"' in page for number in numbers)
    assert max(numbers) == len(numbers)


def test_looks_and_links_have_no_line() -> None:
    """What changes no word has nothing that a line could show: the list says it in words."""
    assert _lines("We *ask* you [here](/a).", "We ask you [here](/b).") == []


def test_what_moved_is_shown_where_it_went() -> None:
    """A passage that moved is one line, marked as moved, at its new place only."""
    old = f"# P\n\n## A\n\nWe sell nothing to anybody at all, ever.\n\n{_LONG}\n\n## C\n\n{_LONG}\n\nEnd."
    moved = "We sell nothing to anybody at all, ever.\n\n"
    new = old.replace(moved, "").replace("End.", f"{moved}End.")
    redline = compare(parse(old), parse(new))
    found = [each for line in glimpses(redline, summarise(redline).sections) for each in line]
    assert [[run.moved for run in each.runs] for each in found] == [[True]]
    assert found[0].runs[0].op is Op.INSERT


def test_what_went_beside_what_moved_here_did_not_move() -> None:
    """Where a passage was struck and another moved to its place, each is marked as what it is."""
    stays = "".join(f"The {word} stays where it is and says what it said.\n\n" for word in "klmnop")
    old = f"No broker ever learns anything of it.\n\n{stays}{_LONG}"
    new = f"{_LONG}\n\n{stays}"
    redline = compare(parse(old), parse(new))
    (here,) = (each for line in glimpses(redline, summarise(redline).sections) for each in line)
    assert {run.moved for run in here.runs if run.op is Op.INSERT} == {True}
    assert {run.moved for run in here.runs if run.op is Op.DELETE} <= {False}


_WORDS = ("we", "keep", "your", "name", "30", "days", "no", "Ünder", "数据", "a,b", "<b>", "\\*", "long-word")
_words = st.lists(st.sampled_from(_WORDS), max_size=30)
_text = st.lists(_words.map(" ".join), max_size=5).map("\n\n".join)


@given(_text, _text)
def test_a_line_says_only_what_the_texts_say(old: str, new: str) -> None:
    """What a line strikes stands in the older text, what it marks as new in the newer; none is long."""
    redline = compare(parse(old), parse(new))
    older, newer = (" ".join(block.text for block in side) for side in (redline.older_blocks(), redline.newer_blocks()))
    for found in glimpses(redline, summarise(redline).sections):
        for each in found:
            kept = {Op.DELETE: [older], Op.INSERT: [newer], Op.EQUAL: [older, newer]}
            for op, text, _ in each.runs:
                parts = (" ".join(part.strip("… ").split()) for part in text.split(" · "))
                assert all(part in side for part in parts for side in kept[op])
            assert len("".join(run.text for run in each.runs)) <= 2 * (MARKED + AROUND + 20)
            assert any(run.op is not Op.EQUAL for run in each.runs)


def test_a_section_stands_below_the_headings_over_it() -> None:
    """Each row of the list names the headings above its section once; the title of the whole text is none of them."""
    old = "# P\n\n## One\n\n### From you\n\nA.\n\n### By itself\n\nB.\n\n## Two\n\nC.\n\n### Here\n\nD."
    new = old.replace("A.", "AA.").replace("B.", "BB.").replace("C.", "CC.").replace("D.", "DD.")
    redline = compare(parse(old), parse(new))
    rows = changed_sections(redline, summarise(redline), own_anchors(redline.new).sections, ENGLISH)
    assert [(row.below, row.level, row.title) for row in rows] == [
        (("One",), 1, "From you"),
        ((), 1, "By itself"),
        ((), 0, "Two"),
        ((), 1, "Here"),
    ]


def test_marks_of_a_line_are_escaped() -> None:
    """A policy's text is not trusted in the list of changes either."""
    redline = compare(parse("A"), parse("A `<img src=x>` B"))
    (row,) = changed_sections(redline, summarise(redline), (), ENGLISH)
    assert "<img" not in row.lines[0].html
    assert "&lt;img" in row.lines[0].html


def test_a_dot_between_cells_is_for_the_eye() -> None:
    """To the ear cells are set apart by a pause: a screen reader would spell the dot out."""
    redline = compare(parse("| A | B |\n|---|---|\n| x | None |"), parse("| A | B |\n|---|---|\n| x | ads |"))
    (row,) = changed_sections(redline, summarise(redline), (), ENGLISH)
    assert row.lines[0].html.startswith('x<span class="redline-ui vh">; </span><span aria-hidden="true"> · </span>')


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("Within 30 days. We pay.", "Within 14 days. You pay.", "Within [-30-][+14+] days. [-We-][+You+] pay."),
        ("- a\n- b", "- x\n- y\n- b", "[-a-] [+x · y+]"),
    ],
)
def test_words_and_passages_stay_apart(old: str, new: str, line: str) -> None:
    """Between two marks the space stays; between two passages of one change stands a dot."""
    assert _lines(old, new) == [line]
