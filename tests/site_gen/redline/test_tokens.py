"""How a text is cut into words and signs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from site_gen.redline.words.similarity import words_of
from site_gen.redline.words.tokens import cut
from site_gen.text.inline import PLAIN

_OTHER = "\u6570"
"""A sign of a script without spaces between words."""
_SIGNS = st.one_of(
    st.characters(max_codepoint=0x2FF),
    st.characters(min_codepoint=0x2010, max_codepoint=0x2027),
    st.sampled_from("\u20ac\u2019'.,:09a_ "),
)


@given(st.text(_SIGNS, max_size=40).map(str.strip))
def test_a_sign_of_another_script_leaves_the_words_before_it_as_they_are(text: str) -> None:
    """Words and signs are the same whether or not the text goes on in a script that needs a closer look."""
    assert cut([(f"{text} {_OTHER}", PLAIN)])[:-1] == cut([(text, PLAIN)])
    assert words_of(f"{text} {_OTHER}") == (*words_of(text), _OTHER)
