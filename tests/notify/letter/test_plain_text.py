"""The text part: lines are broken once, and every link shows where it leads."""

from __future__ import annotations

import html
import itertools
import re
from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.letter.plain_text import WIDTH, flow, ruled, tidy, words_of
from tests.notify.conftest import Desk
from tests.notify.published_site import VERSIONS

WORDS = st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30), min_size=1, max_size=60)


@given(WORDS)
def test_a_paragraph_is_broken_once(words: list[str]) -> None:
    """No line but the last is shorter than it must be: the first word of the next would not have fitted."""
    lines = [line.rstrip() for line in flow(" ".join(words)).split("\n")]
    for line, following in itertools.pairwise(lines):
        assert len(line) + 1 + len(following.split()[0]) > WIDTH
    assert " ".join(lines).split() == words


@given(WORDS)
def test_breaking_again_changes_nothing(words: list[str]) -> None:
    """Whoever breaks a text that is broken already finds the same lines, so nothing is ever wrapped twice."""
    once = flow(" ".join(words))
    assert flow(once) == once
    assert tidy(tidy(once)) == tidy(once)


@given(WORDS)
def test_a_rule_is_no_longer_than_its_heading(words: list[str]) -> None:
    """However long a policy's title is, the rule under it fits the line that the words are broken at."""
    *lines, rule = ruled(" ".join(words), "=").split("\n")
    assert set(rule) == {"="}
    assert len(rule) == min(WIDTH, max(len(line.rstrip()) for line in lines))
    assert " ".join(lines).split() == words


@given(WORDS, st.integers(1, 4))
def test_a_reader_that_fills_anew_finds_the_paragraphs(words: list[str], number: int) -> None:
    """Joined at its soft breaks (RFC 3676), the text has exactly the paragraphs that were written."""
    text = "\n\n".join([flow(" ".join(words))] * number)
    joined = re.sub(r" \n", " ", text)
    assert joined.split("\n\n") == [" ".join(words)] * number


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p>In your <a href="https://x.example/s">settings</a>.</p>', "In your settings (https://x.example/s)."),
        ('<p><a href="https://x.example/s">https://x.example/s</a></p>', "https://x.example/s"),
        ('<p><a href="https://x.example/">x.example</a></p>', "x.example"),
        ('<p><a href="mailto:a@x.example">Write</a></p>', "Write (a@x.example)"),
        ('<p><a href="tel:+4930">Call <b>us</b></a></p>', "Call us (+4930)"),
        ("<p><a>no address</a></p>", "no address"),
        ('<ul><li><a href="https://x.example/1">one</a></li></ul>', "- one (https://x.example/1)"),
    ],
)
def test_a_link_shows_its_address(html: str, text: str) -> None:
    """Whoever reads text sees where each link leads, once."""
    assert words_of(html) == text


def test_the_message_itself_is_wrapped_once_and_shows_its_links(desk: Desk) -> None:
    """In the mail as it goes out no line stands alone that had room above, and a note's link shows its address."""
    words = " ".join(f"word{n}" for n in range(120))
    desk.site.summary_html = f'<p>{words}</p><p>See <a href="https://policy.example/settings">your settings</a>.</p>'
    desk.site.write()
    desk.freeze()
    assert desk.send(4).code == 0
    for file in desk.messages():
        message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        part = message.get_body(("plain",))
        assert part is not None
        text = part.get_content()
        assert "your settings (https://policy.example/settings)" in re.sub(r"\s+", " ", text)
        lines = text.split("\n")
        for line, following in itertools.pairwise(lines):
            if line.endswith(" ") and line.strip() and following.strip():
                assert len(line.rstrip()) + 1 + len(following.split()[0]) > WIDTH


def test_no_link_of_the_letter_is_missing_in_its_text(desk: Desk) -> None:
    """Wherever the HTML part leads, in its frame, notes, quotes or rows, the text part shows the address."""
    linked = '<p>Ask <a href="../b?x=1&amp;y=2#z">our team</a> or <a href="mailto:a@x.example">write</a>.</p>'
    desk.site.summary_html = linked
    desk.site.earlier_notes = {VERSIONS[2]: linked.replace("../b", "../c")}
    passage = {"subjects": ["recipient"], "before": "", "after": "We tell Tallowfinch.", "section": "3. Who"}
    desk.site.passages = [passage | {"anchor": anchor} for anchor in ("section-4", "who")]
    desk.site.sections = 7
    desk.site.write()
    written = desk.run("preview", *desk.audience, "--out", str(desk.folder / "looks"))
    assert written.code == 0, written.err
    for file in (desk.folder / "looks").glob("*.eml"):
        message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        parts = {part.get_content_type(): part for part in message.walk()}
        page, text = parts["text/html"].get_content(), parts["text/plain"].get_content()
        leads = {html.unescape(each) for each in re.findall(r'href="([^"]*)"', page)}
        joined = re.sub(r"\s", "", text)
        assert len(leads) > 12
        assert [each for each in sorted(leads) if re.sub("^(mailto|tel):", "", each) not in joined] == []
