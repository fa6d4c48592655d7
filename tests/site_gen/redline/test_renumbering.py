"""Sections that only have new numbers are told of in one line, apart from what changed."""

from __future__ import annotations

import pytest

from site_gen.build.pages.change_list import changed_sections
from site_gen.catalogue import ENGLISH, words_in
from site_gen.redline import compare
from site_gen.redline.digest.section_changes import section_changes
from site_gen.redline.digest.summary import summarise
from site_gen.render.html.article import own_anchors
from site_gen.render.text import redline_text, section_text
from site_gen.text.parsing.parse import parse

_TITLES = ("Who we are", "Data", "Purposes", "Sharing", "Your rights")


def _policy(*titles: str, label: str = "{}. ", more: str = "") -> str:
    sections = (
        f"## {label.format(n)}{title}\n\nAll about {title.lower()} stands here.\n" for n, title in enumerate(titles, 1)
    )
    return "\n".join(["# Policy\n", *sections, more])


def _inserted(more: str = "") -> str:
    return _policy(_TITLES[0], "Cookies and pixels", *_TITLES[1:], more=more)


@pytest.mark.parametrize("label", ["{}. ", "{}) ", "§ {} "])
def test_an_inserted_section_leaves_one_line_for_those_after_it(label: str) -> None:
    """What follows an inserted section is renumbered: one entry, the last, whose words do not count."""
    newer = _policy(_TITLES[0], "Cookies and pixels", *_TITLES[1:], label=label)
    summary = summarise(compare(parse(_policy(*_TITLES, label=label)), parse(newer)))
    assert [each.title for each in summary.sections if each.renumbered] == ["Sections 2 to 5 are now 3 to 6"]
    assert len(summary.sections) == 2
    assert summary.sections[-1].renumbered
    assert summary.counts.words_deleted == 0


@pytest.mark.parametrize("label", ["Section {}: ", "Artikel {} \u2013 ", "Section {} "])
def test_a_number_is_known_by_the_word_before_it(label: str) -> None:
    """Headings that name their number's kind are known as well, whichever words the inserted one shares with them."""
    newer = _policy(_TITLES[0], "Cookies and pixels", *_TITLES[1:], label=label)
    found = section_changes(compare(parse(_policy(*_TITLES, label=label)), parse(newer)), ENGLISH)
    assert found[-1].title == "Sections 3 to 5 are now 4 to 6"


def test_the_text_and_the_list_show_no_more_than_the_title() -> None:
    """A terminal shows the one line, and the list of a page has nothing below it."""
    redline = compare(parse(_policy(*_TITLES)), parse(_inserted()))
    listed = changed_sections(redline, summarise(redline), own_anchors(redline.new).sections, ENGLISH)[-1]
    assert (listed.lines, listed.further, listed.renumbered, listed.anchor) == ((), 0, True, "data")
    assert redline_text(redline).rstrip("-\n").endswith("Sections 2 to 5 are now 3 to 6")


def test_references_that_follow_are_renumbering() -> None:
    """Clauses and references that follow their section are part of the one entry, which shows the references."""
    older = _policy(*_TITLES, more="5.1 You may ask.\n\nAll of section 3 applies.\n")
    redline = compare(parse(older), parse(_inserted("6.1 You may ask.\n\nAll of section 4 applies.\n")))
    sections = section_changes(redline, ENGLISH)
    assert [each.renumbered for each in sections] == [False, True]
    assert section_text(redline, sections[-1]) == "All of section [-3-]{+4+} applies."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We keep it for 3 days.", "We keep it for 4 days."),
        ("We rely on article 3 GDPR.", "We rely on article 4 GDPR."),
        ("We rely on article 3 of the law.", "We rely on article 4 of the law."),
        ("We rely on the Act Section 3.", "We rely on the Act Section 4."),
        ("We rely on article 3(1).", "We rely on article 4(1)."),
        ("All of section 3 applies.", "All of section 5 applies."),
        ("All of section 3 applies.", "None of section 4 applies."),
        ("3.5 million of you may ask.", "4.5 million of you may ask."),
        ("3 people read it.", "4 people read it."),
    ],
)
def test_any_other_number_is_a_change(before: str, after: str) -> None:
    """A number that is no section's, or that does not follow the sections, counts as any word does."""
    redline = compare(parse(_policy(*_TITLES, more=before)), parse(_inserted(after)))
    changed = [each.title for each in section_changes(redline, ENGLISH) if not each.renumbered]
    assert changed == ["2. Cookies and pixels", "6. Your rights"]


def test_a_reworded_title_is_a_change() -> None:
    """A heading that got another number and other words has changed."""
    newer = _policy("Who we are", "Cookies and pixels", "Data", "Purposes", "Sharing", "All your rights")
    found = section_changes(compare(parse(_policy(*_TITLES)), parse(newer)), ENGLISH)
    assert [each.title for each in found][1:] == ["6. All your rights", "Sections 2 to 4 are now 3 to 5"]


def test_a_section_that_changed_too_is_among_those_renumbered() -> None:
    """The one line names every section with another number, also one that is listed for its other changes."""
    newer = _inserted().replace("All about purposes", "Nothing about purposes")
    found = section_changes(compare(parse(_policy(*_TITLES)), parse(newer)), ENGLISH)
    assert [each.title for each in found][1:] == ["4. Purposes", "Sections 2 to 5 are now 3 to 6"]


def test_the_entry_is_in_the_policys_language() -> None:
    """What stands for the sections is named in the language of the page."""
    found = section_changes(compare(parse(_policy(*_TITLES)), parse(_inserted())), words_in("de"))
    assert found[-1].title == "Die Abschnitte 2 bis 5 sind jetzt 3 bis 6"


def test_new_numbers_alone_are_counted() -> None:
    """Where nothing else changed, the numbers are what is counted, since they are all of the change."""
    older, newer = _policy("Data", "Sharing"), _policy("Data", "Sharing").replace("2. S", "3. S")
    summary = summarise(compare(parse(older), parse(newer)))
    assert [each.title for each in summary.sections] == ["Section 2 is now 3"]
    assert summary.statement == "1 word added and 1 word deleted."
