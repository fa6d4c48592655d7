"""The law of words: what a source says is in the text, in its order, or was left out and said so."""

from __future__ import annotations

import pytest

from site_gen.errors import PolicyError
from site_gen.importing.losses import Said, refuse_losses


def _compare(source: str, found: str, *left_out: str) -> None:
    refuse_losses([Said(word, "line 1") for word in source.split()], found.split(), left_out, "a.html")


@pytest.mark.parametrize(
    ("source", "found", "left_out"),
    [
        ("We never sell it.", "We never sell it.", ()),
        ("We never sell it.", "We sell it.", ("never",)),
        ("We will(or may) sell it.", "We will sell it.", ("(or may)",)),
        ("x² • y", "x2 y", ()),
        ("a b a b a", "a b a", ("a b",)),
        ("We sell it.• Hint", "We sell it.", ("• Hint",)),
    ],
    ids=["all", "left out", "a part of a word", "signs", "the same again", "a bullet at a word"],
)
def test_what_is_there_or_said_to_be_missing_passes(source: str, found: str, left_out: tuple[str, ...]) -> None:
    """A part of a word may be left out; raised digits and bullets are what they stand for."""
    _compare(source, found, *left_out)


@pytest.mark.parametrize(
    ("source", "found", "left_out"),
    [
        ("We never sell it.", "We sell it.", ()),
        ("We never sell it.", "We never never sell it.", ()),
        ("We never sell it.", "never We sell it.", ()),
        ("We never sell it.", "We neversell it.", ()),
        ("We never sell it. Draft", "We neversell it.", ("Draft",)),
        ("We never sell it. Draft", "We nev er sell it.", ("Draft",)),
        ("We never sell it. Draft", "We never sell it. Draft", ("Draft",)),
    ],
    ids=["lost", "doubled", "moved", "joined", "joined beside a loss", "parted beside a loss", "kept"],
)
def test_anything_else_is_refused(source: str, found: str, left_out: tuple[str, ...]) -> None:
    """Lost, doubled, moved, joined or parted: the import stops and asks for a report."""
    with pytest.raises(PolicyError, match="please report this"):
        _compare(source, found, *left_out)
