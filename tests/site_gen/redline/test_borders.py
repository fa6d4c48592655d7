"""However a text is cut into paragraphs, and wherever it was cut before, only the words that changed are marked."""

from __future__ import annotations

import random

import pytest

from site_gen.redline import compare
from site_gen.redline.model import Op, RowKind
from site_gen.render.html.article import redline_article
from site_gen.render.readback import verify
from site_gen.text.inline import BLOCK_BREAK
from site_gen.text.parsing.parse import parse

_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "ki", "lo", "mu", "ne", "pa", "ri", "so", "tu", "ve")


def _words(chance: random.Random, count: int) -> list[str]:
    """Make a text in which a few short words come again and again, as they do in any language."""
    made = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(count)]
    return [chance.choice(("we", "the", "of")) if chance.random() < 0.3 else word for word in made]


def _cut(chance: random.Random, words: list[str], longest: int) -> str:
    parts = []
    while words:
        size = chance.randint(longest // 3, longest)
        parts.append(" ".join(words[:size]))
        words = words[size:]
    return "\n\n".join(parts)


@pytest.mark.parametrize("seed", range(24))
def test_a_border_that_moved_marks_no_word(seed: int) -> None:
    """Paragraphs of any length that become paragraphs of any other length mark what was edited.

    A word alone between an edit and a border may go with the edit, one alone between two borders with either.
    """
    chance = random.Random(seed)  # noqa: S311 -- a made text, not a secret
    older = _words(chance, 240)
    newer = ["EDITED" if place % 23 == seed % 23 else word for place, word in enumerate(older)]
    redline = compare(parse(_cut(chance, older, 40)), parse(_cut(chance, newer, chance.choice((12, 30, 90)))))
    edits = [piece for row in redline.rows for piece in row.pieces if piece.op is not Op.EQUAL]
    marked = [word for piece in edits for word in piece.text.replace(BLOCK_BREAK, " ").split() if len(word) > 3]
    edited = {"EDITED", *(word for word, other in zip(older, newer, strict=True) if word != other)}
    assert len([word for word in marked if word not in edited]) <= 6
    verify(redline, [redline_article(redline)], "cut")


def test_paragraphs_that_merely_share_words_stay_apart() -> None:
    """A paragraph that ends anew and one that is new below it are no passage cut in two, whatever words they share."""
    older = "We keep letters for a year. We sell none of your data to anyone.\n\nWrite to us."
    newer = "We keep letters for a year.\n\nAsk a regulator about your data before anyone sells none.\n\nWrite to us."
    kinds = [row.kind for row in compare(parse(older), parse(newer)).rows]
    assert kinds == [RowKind.EDIT, RowKind.INSERT, RowKind.SAME]
