"""Where no word differs, no word is marked: whatever the blocks are, and however they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.redline import Redline, compare
from site_gen.redline.digest.summary import summarise
from site_gen.redline.model import Op
from site_gen.render.html.article import redline_article
from site_gen.render.readback import verify
from site_gen.text.inline import is_invisible
from site_gen.text.parsing.parse import parse

_PLACES = {
    "paragraph": "Before.\n\n{}\n\nAfter.",
    "heading": "# {}\n\nAfter.",
    "item": "- {}\n- another vendor",
    "number": "3. {}\n4. another vendor",
    "item in a quotation": "> - {}",
    "cell": "| A | B |\n|---|---|\n| {} | x |",
    "only cell": "| A |\n|---|\n| {} |",
    "head": "| {} | B |\n|---|---|\n| q | x |",
    "term": "{}\n: what it means",
    "definition": "Term\n: {}",
    "footnote": "Text.[^1]\n\n[^1]: {}",
}
_LOOKS = (
    "{}",
    "**{}**",
    "*{}*",
    "`{}`",
    "~~{}~~",
    "[{}](https://vendor.example/a)",
    "[{}](https://vendor.example/b 'a title')",
    "**[{}](/c)**",
    "[**{}**][d]",
    "[](#e){}",
    "![{}](/f.png)",
    "[![{}](/f.png)](/g)",
)
_DEFINED = "\n\n[d]: https://vendor.example/d\n"
_words = st.sampled_from(["Stripe", "the", "12", "Ö", "数据", "Yes", "Amazon Web Services", "We sell it", "a", "—"])


def _marked(redline: Redline) -> str:
    edits = [piece for row in redline.rows for piece in row.pieces if piece.op is not Op.EQUAL]
    return "".join(piece.text for piece in edits if not is_invisible(piece.text))


@given(st.sampled_from(sorted(_PLACES)), _words, st.sampled_from(_LOOKS), st.sampled_from(_LOOKS))
def test_a_look_put_on_any_block_marks_no_word(place: str, words: str, old: str, new: str) -> None:
    """A link, emphasis or code put on, taken from or changed in a block or cell of any kind is said in a remark."""
    older, newer = (_PLACES[place].format(look.format(words)) + _DEFINED for look in (old, new))
    redline = compare(parse(older), parse(newer))
    assert _marked(redline) == ""
    verify(redline, [redline_article(redline)], place)


_SENTENCES = st.lists(
    st.sampled_from(["We keep names.", "We burn letters.", "Nobody else reads them.", "Stripe", "It is so.", "Yes"]),
    min_size=1,
    max_size=5,
)
_KINDS: dict[str, Callable[[Sequence[str]], str]] = {
    "paragraphs": "\n\n".join,
    "one paragraph": " ".join,
    "code": lambda found: "\n\n".join(f"    {line}" for line in found),
    "fence": lambda found: "```\n" + "\n\n".join(found) + "\n```",
    "items": lambda found: "\n".join(f"- {line}" for line in found),
    "numbers": lambda found: "\n".join(f"1. {line}" for line in found),
    "linked items": lambda found: "\n".join(f"- [{line}](/{number})" for number, line in enumerate(found)),
    "quotation": lambda found: "\n>\n".join(f"> {line}" for line in found),
}


@given(_SENTENCES, st.sampled_from(sorted(_KINDS)), st.sampled_from(sorted(_KINDS)))
def test_blocks_of_another_kind_mark_no_word(sentences: list[str], old: str, new: str) -> None:
    """Code that becomes paragraphs, items, a quotation, or the reverse, keeps every word."""
    older, newer = (f"# A heading\n\n{_KINDS[kind](sentences)}\n" for kind in (old, new))
    redline = compare(parse(older), parse(newer))
    assert _marked(redline) == ""
    verify(redline, [redline_article(redline)], f"{old} to {new}")


@pytest.mark.parametrize("size", [1, 30, 120])
def test_many_blocks_of_the_same_words_keep_their_places(size: int) -> None:
    """However often a block stands in a list, a link put on each marks none of them, nor one more before them."""
    older = "\n".join(["- Yes"] * size)
    newer = "\n".join(["- [Yes](/y)"] * size)
    assert _marked(compare(parse(older), parse(newer))) == ""
    assert _marked(compare(parse(older), parse(f"- A new vendor\n{newer}"))) == "A new vendor"


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("|  |  |\n|---|---|\n| A | B |\n| x | y |", "| A | B |\n|---|---|\n| x | y |"),
        ("|  |  |\n|---|---|\n| A | B |\n| x | y |", "| [A](/a) | **B** |\n|---|---|\n| x | y |"),
        ("|  |\n|---|\n| A |", "| A |\n|---|"),
    ],
)
def test_a_row_that_becomes_the_head_keeps_its_words(older: str, newer: str) -> None:
    """A body's row that becomes the table's head, or the reverse, is told as that."""
    for old, new, said in ((older, newer, "is now the table's head"), (newer, older, "is now a row")):
        redline = compare(parse(old), parse(new))
        assert _marked(redline) == ""
        assert any(said in note for section in summarise(redline).sections for note in section.notes)
