"""Sections through time: which version brought each wording, and where a section went and came back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from site_gen.history.sections import Threads, dump, follow, load
from site_gen.text.outline import Section, headings, sections
from site_gen.text.parsing.parse import parse
from site_gen.text.wordings import passage, sentences, wordings


def threads_of(*texts: str) -> Threads:
    """Follow texts, named v1, v2, ..., as a build does."""
    threads: Threads = {}
    outline: tuple[Section, ...] = ()
    for number, text in enumerate(texts, start=1):
        document = parse(text)
        outline = sections(headings(document), outline)
        follow(threads, f"v{number}", outline, wordings(document))
    return threads


def steps(threads: Threads, anchor: str) -> list[tuple[str, str]]:
    """Return, for each wording of a section, the version that brought it and the one that left it out."""
    return [(step.version_id, step.gone_id) for step in threads[anchor].steps]


def test_a_section_keeps_its_thread_through_another_number_and_place() -> None:
    """Renumbered and moved it has the same wording; a word makes another."""
    first = "# Policy\n\n## 1. Sharing\n\nWe share.\n\n## 2. Retention\n\nWe keep it for 30 days."
    moved = "# Policy\n\n## 1. Retention\n\nWe keep it for 30 days.\n\n## 2. Sharing\n\nWe share."
    changed = moved.replace("30 days", "90 days")
    threads = threads_of(first, moved, changed)
    assert steps(threads, "retention") == [("v1", ""), ("v3", "")]
    assert steps(threads, "sharing") == [("v1", "")]
    assert threads["retention"].heading.number == "1"


def test_a_section_that_goes_and_comes_back_has_one_thread() -> None:
    """It says which version left it out; what comes back counts as a wording even in the same words."""
    whole = "# Policy\n\nHello.\n\n## Cookies\n\nNone."
    threads = threads_of(whole, "# Policy\n\nHello.", whole)
    assert steps(threads, "cookies") == [("v1", "v2"), ("v3", "")]
    assert steps(threads, "policy") == [("v1", "")]


def test_a_wording_is_compared_with_the_version_before_it() -> None:
    """A number that another version gave the section is no part of what a later one changed in it."""
    first = "# P\n\n## 1. Data\n\nName.\n\n## 2. Children\n\nNobody under 16."
    renumbered = first.replace("## 1. Data\n\nName.\n\n## 2.", "## 1.")
    threads = threads_of(first, renumbered, renumbered.replace("16", "18"), "# P", renumbered)
    assert [step.before for step in threads["children"].steps] == [None, ("v2", 1), ("v3", 1)]
    assert [step.before for step in threads["data"].steps] == [None]


def test_a_change_touches_its_own_section_alone() -> None:
    """What stands under a subsection is not the section's above it, and a link that leads elsewhere is a change."""
    old = "# P\n\n## A\n\nOne.\n\n### B\n\nSee [here](https://x.example/1).\n\n## C\n\n- a\n- b"
    threads = threads_of(old, old.replace("/1)", "/2)"), old.replace("- a", "1. a"))
    assert {anchor: len(thread.steps) for anchor, thread in threads.items()} == {"p": 1, "a": 1, "b": 3, "c": 2}


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), min_size=1, max_size=6), st.integers(0, 5))
def test_a_thread_goes_on_from_wherever_it_was_kept(versions: list[list[str]], cut: int) -> None:
    """Following from a kept state gives what following from the beginning gives."""
    texts = [
        "# P\n\n" + "\n\n".join(f"## {name}{place}\n\nWords {name}." for place, name in enumerate(each))
        for each in versions
    ]
    whole = threads_of(*texts)
    kept = load(dump(threads_of(*texts[:cut])))
    outline: tuple[Section, ...] = ()
    for number, text in enumerate(texts, start=1):
        document = parse(text)
        outline = sections(headings(document), outline)
        if number > cut:
            follow(kept, f"v{number}", outline, wordings(document))
    assert dump(kept) == dump(whole)


def test_a_passage_ends_at_the_next_heading_and_is_read_by_sentences() -> None:
    """Headings are not sentences; a block never runs on into the next."""
    document = parse("Opening.\n\n## A\n\nFirst one. Second one!\n\n- an item\n- another\n\n## B\n\nNot this.")
    assert [sentence for _, sentence in sentences(passage(document, 0))] == [
        "First one.", "Second one!", "an item", "another",
    ]  # fmt: skip


def test_initials_end_no_sentence() -> None:
    """What follows "the U.S." goes on far more often than it begins, and half a sentence has no day of its own."""
    document = parse("## A\n\nUnder the EU-U.S. Framework we comply. In the U.K. Alone. Section A. Then B.")
    assert [sentence for _, sentence in sentences(passage(document, 0))] == [
        "Under the EU-U.S. Framework we comply.", "In the U.K. Alone.", "Section A.", "Then B.",
    ]  # fmt: skip
