"""The yardstick is itself measured: on marks made by hand, and on a naive redline whose faults are known."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.redline_metrics import Article, Minimum, marks_of

WORDS = st.lists(st.sampled_from(["we", "share", "data", "12", "24", "months", "never", "."]), max_size=12)


def article(inner: str) -> Article:
    return Article(f'<article class="redline">{inner}</article>')


def naive(older: list[list[str]], newer: list[list[str]]) -> Article:
    """Strike every old block and insert every new one: faithful, and as wasteful as can be."""
    gone = (f"<p><del>{' '.join(words)}</del></p>" for words in older)
    come = (f"<p><ins>{' '.join(words)}</ins></p>" for words in newer)
    return article("".join(chain(gone, come)))


@given(older=st.lists(WORDS, max_size=4), newer=st.lists(WORDS, max_size=4))
def test_reading_gives_back_either_text(older: list[list[str]], newer: list[list[str]]) -> None:
    """Dropping one side's marks leaves exactly the other side, blocks and all."""
    redline = naive(older, newer)
    assert redline.rejected.blocks == tuple(" ".join(words) for words in older if words)
    assert redline.accepted.blocks == tuple(" ".join(words) for words in newer if words)


@given(older=WORDS, newer=WORDS)
def test_the_minimum_is_never_more_than_any_faithful_redline(older: list[str], newer: list[str]) -> None:
    """No redline marks less than the minimum, and equal texts need no mark."""
    minimum = Minimum.between(tuple(older), tuple(newer))
    assert minimum.marked <= naive([older], [newer]).marked
    assert (minimum.marked == 0) == (older == newer)


def test_minimum_counts_letters_and_runs() -> None:
    """A replaced number is one deletion and one insertion of its digits."""
    assert Minimum.between(("kept", "12", "months"), ("kept", "24", "months")) == Minimum(marked=4, runs=2)


def test_notes_belong_to_neither_text() -> None:
    """What stands in `.redline-ui` is read as a note only."""
    found = article('<p>Kept<span class="redline-ui"> link changed <a href="/b">/b</a></span> as is.</p>')
    assert found.accepted.blocks == found.rejected.blocks == ("Kept as is.",)
    assert found.notes == "link changed /b /b"


def test_hints_say_nothing_of_their_own() -> None:
    """What every mark carries for listeners does not count as a note."""
    assert article('<p><span class="redline-ui vh">inserted:</span> a</p>').notes == ""


def test_two_links_to_one_place_are_two() -> None:
    """Links are told apart by their place, however many there are."""
    found = article("".join(f'<p><a href="/a">{n}</a></p>' for n in range(200)))
    assert found.accepted.links == tuple(("/a", str(n)) for n in range(200))


def test_a_dropped_block_edge_joins_its_neighbours() -> None:
    """A rule inside a deletion parts the older text only."""
    found = article("<p>one<del><br></del>two</p>")
    assert found.accepted.blocks == ("onetwo",)
    assert found.rejected.blocks == ("one", "two")


def test_links_are_read_with_the_target_of_each_side() -> None:
    """A changed target is the new one when accepted and the old one when rejected; none is none."""
    found = article('<p><a href="/new" data-old-href="/old">terms</a> <a href="/n" data-old-href="">more</a></p>')
    assert found.accepted.links == (("/new", "terms"), ("/n", "more"))
    assert found.rejected.links == (("/old", "terms"),)


def test_a_changed_target_wants_a_note_with_both_addresses() -> None:
    """A note that names one address only explains nothing."""
    link = '<p><a href="/new" data-old-href="/old">terms</a><span class="redline-ui">{}</span></p>'
    assert article(link.format("was /old")).unexplained_links == 1
    assert article(link.format("was /old, is /new")).unexplained_links == 0


def test_a_deletion_in_a_moved_insertion_counts_once() -> None:
    """Edits inside a moved block are marked text of one kind each."""
    found = article('<p><del class="moved">a b</del></p><p><ins class="moved">a <del>b</del></ins></p>')
    assert (found.marked, found.runs) == (4, 3)
    assert found.accepted.blocks == ("a",)


@pytest.mark.parametrize(
    ("inner", "islands"),
    [
        ("<p><del>a</del><ins>b</ins> two words <ins>c</ins></p>", 1),
        ("<p><del>a</del><ins>b</ins> three words here <ins>c</ins></p>", 0),
        ("<p><del>a</del><ins>b</ins></p><p><ins>c</ins></p>", 0),
        ("<p><ins>a</ins>, <ins>b</ins></p>", 1),
    ],
)
def test_islands_are_short_unchanged_stretches_in_one_block(inner: str, islands: int) -> None:
    """Two words or fewer between two changes of one block are confetti; the edge of a block is no such stretch."""
    assert article(inner).islands == islands


@pytest.mark.parametrize(
    ("inner", "cuts"),
    [
        ("<p>1<del>2</del><ins>4</ins> months</p>", 2),
        ("<p><del>12</del><ins>14</ins> months</p>", 0),
        ("<p>data<ins>.</ins></p>", 0),
        ("<p>don<ins>'t</ins></p>", 1),
        ("<p>十<ins>二</ins>个月</p>", 0),
        ("<p>cafe<ins>\u0301</ins></p>", 1),
    ],
)
def test_a_word_marked_in_part_is_cut(inner: str, cuts: int) -> None:
    """A number, a contraction and a letter with its accent are one word; a Chinese sign is a word of its own."""
    assert article(inner).cuts == cuts


def test_formatting_is_part_of_the_shape() -> None:
    """Bold and targets are seen even where the words are the same; ids are not."""
    plain, bold = article('<p id="a">never</p>'), article("<p><strong>never</strong></p>")
    assert plain.shape != bold.shape
    assert plain.shape == article('<p id="b">never</p>').shape


def test_marks_are_shown_as_text() -> None:
    """Only blocks with marks are shown."""
    found = article("<p>Same.</p><p>Kept <del>12</del><ins>24</ins> months.</p>")
    assert marks_of(found) == ["Kept [-12-]{+24+} months."]
