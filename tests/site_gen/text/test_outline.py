"""Sections: their numbers, titles, and anchors that outlive rewording."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.text.outline import Section, aliases, headings, sections, slug
from site_gen.text.parsing.parse import parse


def _outline(text: str, before: tuple[Section, ...] = ()) -> tuple[Section, ...]:
    return sections(headings(parse(text)), before)


def _anchors(text: str, before: tuple[Section, ...] = ()) -> list[str]:
    return [section.anchor for section in _outline(text, before)]


@pytest.mark.parametrize(
    ("written", "number", "title"),
    [
        ("3. Sharing", "3", "Sharing"),
        ("3.2 Sharing", "3.2", "Sharing"),
        ("Section 4: Sharing", "4", "Sharing"),
        ("§ 5. Sharing", "5", "Sharing"),
        ("IV. Sharing", "IV", "Sharing"),
        ("a) Sharing", "a", "Sharing"),
        ("7 days to object", "", "7 days to object"),
        ("I agree", "", "I agree"),
        ("Sharing", "", "Sharing"),
        ("3.", "", "3."),
    ],
)
def test_a_headings_number_is_told_from_its_title(written: str, number: str, title: str) -> None:
    """Numbers of the usual kinds are read; a sentence that starts with a number or a letter is none."""
    (heading,) = headings(parse(f"# {written}"))
    assert (heading.number, heading.title) == (number, title)


def test_an_anchor_stays_when_a_heading_is_renumbered_or_slightly_reworded() -> None:
    """A link into a section outlives new numbers and small edits of its heading."""
    before = _outline("# Policy\n\n## 2. Sharing your data\n\n## 3. Your rights")
    after = _anchors("# Policy\n\n## 2. Cookies\n\n## 3. Sharing your personal data\n\n## 4. Your rights", before)
    assert after == ["policy", "cookies", "sharing-your-data", "your-rights"]


def test_an_anchor_that_was_another_sections_is_not_given_again_at_once() -> None:
    """A new section never takes the name of one that the version before had."""
    before = _outline("# Policy\n\n## Sharing")
    assert _anchors("# Policy\n\n### Sharing with police\n\n## Sharing", before)[2] == "sharing"
    assert _anchors("# Policy\n\n## Old and wholly other title", before)[1] != "sharing"


def test_a_declared_anchor_wins() -> None:
    """The anchor that the text itself declares is used, once."""
    assert _anchors("# A {#one}\n\n# B {#one}\n\n# one") == ["one", "b", "one-2"]


def test_the_texts_own_names_for_a_section_lead_there() -> None:
    """Links that name a section by number and title find it under its anchor."""
    document = parse("See [3](#3-sharing).\n\n## 3. Sharing\n\nText.")
    assert aliases(document, sections(headings(document))) == {"sharing": ["3-sharing"]}


def test_slugs_keep_letters_of_any_script() -> None:
    """An anchor is readable in the text's own language."""
    assert [slug(title) for title in ("What we do!", "Données  utiles", "数据 共享", "--")] == [
        "what-we-do",
        "données-utiles",
        "数据-共享",
        "",
    ]


_titles = st.lists(
    st.sampled_from(["Sharing", "Sharing data", "1. Sharing", "Rights", "!", "Rights {#sharing}", "sharing 2"]),
    max_size=8,
)
_text = _titles.map(lambda titles: "\n\n".join(f"## {title}" for title in titles))


@given(_text, _text)
def test_anchors_are_unique(first: str, second: str) -> None:
    """No two sections of a text share an anchor, whatever the version before called its own."""
    before = _outline(first)
    for anchors in (_anchors(first), _anchors(second, before)):
        assert len(set(anchors)) == len(anchors)
        assert all(anchors)
    assert _outline(first, before) == before
