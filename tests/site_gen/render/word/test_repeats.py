"""Blocks that go in one place and come in another: said to be so, and kept apart from what stands around them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree

from site_gen.redline import compare
from site_gen.render.word.ooxml import Cover, redline_docx
from site_gen.text.parsing.parse import parse

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COVER = Cover(title="Policy", author="Example", changed_on=date(2026, 1, 2), older="a", newer="b")
_CELL_BECOMES_PARAGRAPH = (
    "| Head |\n|---|\n| Until you delete your account |\n| another row that stays |\n\n- an item of the list\n",
    "| Head |\n|---|\n| another row that stays |\n\nUntil you delete your account\n\n- an item of the list\n",
)
_MOVED = (
    "The first words stay.\n\nThe data of a vendor.\n\nThe second words stay.\n\n##### Table of contents\n",
    "The first words stay.\n\nThe second words stay.\n\nThe data of a vendor.\n\n##### Table of contents\n",
)


def notes_and_body(old: str, new: str) -> tuple[list[str], etree._Element]:
    """Return what a file's comments say, and its text."""
    with ZipFile(BytesIO(redline_docx(compare(parse(old), parse(new)), _COVER))) as package:
        comments = etree.fromstring(package.read("word/comments.xml"))
        return ["".join(map(str, each.itertext())) for each in comments], etree.fromstring(
            package.read("word/document.xml")
        )


def test_words_that_the_other_text_has_too_are_said_to_be_neither_new_nor_lost() -> None:
    """A block whose words were a cell before has a note, though the comparison knows of no move."""
    assert notes_and_body(*_CELL_BECOMES_PARAGRAPH)[0] == ["These words are in the older text too."]
    assert notes_and_body(*reversed(_CELL_BECOMES_PARAGRAPH))[0] == ["These words are in the newer text too."]


@pytest.mark.parametrize(("old", "new"), [("one\n", "one\n\nnew words here\n"), ("one\n\nyes\n", "yes\n\none\n")])
def test_new_words_and_single_ones_have_no_such_note(old: str, new: str) -> None:
    """Where the other text lacks the words, or they are but one, nothing is said."""
    assert not [note for note in notes_and_body(old, new)[0] if note.startswith("These words")]


def test_the_notes_of_what_goes_and_what_comes_stand_in_different_places() -> None:
    """A note is ahead of the words that go and after the first word that comes, never between words and mark.

    LibreOffice takes equal words for a move and settles both ends at once unless something tells them apart;
    `python -m benchmarks.docx TEXTS --soffice` shows that it does.
    """
    _, body = notes_and_body(*_MOVED)
    places = {}
    for paragraph in body.iter(f"{_W}p"):
        words = ["".join(map(str, each.itertext())).strip() for each in paragraph]
        for place, change in enumerate(paragraph):
            if change.find(f"{_W}r/{_W}commentReference") is not None:
                before, after = " ".join(words[:place]).strip(), any(words[place + 1 :])
                places[etree.QName(change).localname] = (before, after)
    assert places == {"del": ("", True), "ins": ("The", True)}


def test_a_space_that_became_another_kind_of_space_is_said() -> None:
    """The file holds only the newer white space, and a comment says so."""
    (note,) = notes_and_body("keep it for 30\u00a0days now\n", "keep it for 30 days now\n")[0]
    assert note == "White space changed; rejecting the changes keeps the newer white space"
