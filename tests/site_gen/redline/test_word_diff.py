"""The two passes over one block's words: compute, then simplify for a reader."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.redline import compare
from site_gen.redline.model import Op
from site_gen.redline.words.marked_text import compare_runs, compare_tokens
from site_gen.redline.words.tokens import Token, cut
from site_gen.redline.words.word_diff import Run, _dmp_runs, equal_runs
from site_gen.text.inline import HARD_BREAK, PLAIN, leaf_runs
from site_gen.text.parsing.parse import parse

_TEXT = st.lists(st.sampled_from(["the", "data", "we", "keep", "share", ".", ",", "partners", "not"]), max_size=60)


def _tokens(words: list[str]) -> list[Token]:
    return cut([(" ".join(words), PLAIN)])


def _pieces(older: str, newer: str) -> list[tuple[str, str]]:
    redline = compare(parse(older), parse(newer))
    return [(piece.op.value, piece.text) for row in redline.rows for piece in row.pieces]


@given(
    _TEXT.map(" ".join),
    st.lists(st.sampled_from(["We keep *all* of it.", "[Terms](x.html) apply ", "a  b"]), max_size=4),
)
def test_the_same_text_is_compared_as_any_other(text: str, more: list[str]) -> None:
    """What a block says that only moved takes no comparison of its words, and comes out as one would have it."""
    for leaf in parse(f"{text}\n\n{' '.join(more)}").leaves:
        runs = list(leaf_runs(leaf))
        in_words = compare_tokens(cut(runs), cut(runs), frozenset[str])
        whole = compare_runs(runs, runs, frozenset[str])
        assert ["".join(piece.text for piece in one.pieces) for one in (whole, in_words)] == 2 * [
            "".join(token_text for token_text, _ in runs).rstrip()
        ]
        assert {piece.op for piece in (*whole.pieces, *in_words.pieces)} <= {Op.EQUAL}


@given(_TEXT, _TEXT, st.sampled_from([frozenset[str](), frozenset({"the", "we"})]))
def test_runs_rise_and_join_equal_words(old: list[str], new: list[str], common: frozenset[str]) -> None:
    """Runs never overlap or cross, and hold the same words on both sides."""
    a, b = _tokens(old), _tokens(new)
    before = Run(0, 0, 0)
    for run in equal_runs(a, b, lambda: common):
        assert run.old >= before.old_end
        assert run.new >= before.new_end
        assert [t.text for t in a[run.old : run.old_end]] == [t.text for t in b[run.new : run.new_end]]
        before = run


@given(_TEXT)
def test_equal_texts_are_one_run(words: list[str]) -> None:
    """The same words make one run over all of them."""
    tokens = _tokens(words)
    assert [(run.old, run.new, run.size) for run in equal_runs(tokens, tokens, frozenset)] == (
        [(0, 0, len(tokens))] if tokens else []
    )


def test_a_chance_word_between_two_edits_is_part_of_the_edit() -> None:
    """A word that two rewritten sentences happen to share does not cut the replacement in pieces."""
    edits = [
        op for op, _ in _pieces("We store logs of requests briefly.", "Analytics vendors of ours receive reports.")
    ]
    assert edits.count("delete") <= 2


def test_a_line_break_outweighs_no_sign() -> None:
    """A sign that stays between two line breaks that went is not struck and written again."""
    pieces = _pieces("First,<br>*<br>then.", "First,*then.")
    assert [text for op, text in pieces if op != "equal"] == [HARD_BREAK, HARD_BREAK]


def test_an_inserted_sentence_starts_where_a_sentence_starts() -> None:
    """Of the places at which an insertion could begin, the reader's is taken."""
    pieces = _pieces("We keep logs. We keep names.", "We keep logs. We keep mails. We keep names.")
    assert ("insert", "We keep mails. ") in pieces


@pytest.mark.parametrize("size", [40, 400])
def test_a_rewritten_block_of_any_size_is_compared_exactly(size: int) -> None:
    """Below and above the size up to which diff-match-patch is asked, all words that can stay in a long run stay."""
    chance = random.Random(11)  # noqa: S311 -- a sample, not a secret
    words = [f"word{chance.randrange(10_000)}" for _ in range(size)]
    newer = [*words[: size // 2], *(f"new{number}" for number in range(size)), *words[size // 2 :]]
    runs = equal_runs(_tokens(words), _tokens(newer), frozenset)
    assert [(run.old, run.size) for run in runs] == [(0, size // 2), (size // 2, size - size // 2)]


def test_more_distinct_words_than_there_are_plain_characters() -> None:
    """Words are compared as characters; past the surrogates that numbering still gives each word its own."""
    words = [f"w{number}" for number in range(0xD800 + 5)]
    (run,) = _dmp_runs(words, words)
    assert run.size == len(words)
    assert [r.size for r in _dmp_runs(words[-3:], [*words[-3:-1], "x"])] == [2]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("user's e-mail", ["user's", "e", "-", "mail"]),
        ("1,000.50 at 10:30", ["1,000.50", "at", "10:30"]),
        ("a.b@example.co.uk,", ["a.b@example.co.uk", ","]),
        ("数据ok", ["数", "据", "ok"]),
        ("re\u0301sume\u0301", ["re\u0301sume\u0301"]),
        ("👍🏽!", ["👍🏽", "!"]),
    ],
)
def test_what_counts_as_one_word(text: str, tokens: list[str]) -> None:
    """Words, numbers, mail addresses and signs are never cut; scripts without spaces go sign by sign."""
    assert [token.text for token in cut([(text, PLAIN)])] == tokens


def test_every_piece_has_the_styles_of_the_texts_that_hold_it() -> None:
    """A deleted piece has an older style only, an inserted one a newer, a kept one both."""
    redline = compare(parse("We **keep** old data."), parse("We keep new *data*."))
    sides = {Op.EQUAL: (True, True), Op.DELETE: (True, False), Op.INSERT: (False, True)}
    for row in redline.rows:
        for piece in row.pieces:
            assert (piece.old is not None, piece.new is not None) == sides[piece.op]
