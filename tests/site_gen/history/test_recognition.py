"""What is published is known again by text and day, where its commits have other names."""

from __future__ import annotations

from datetime import UTC

from msgspec.structs import replace

from site_gen.history.recognition import recognize
from site_gen.history.steps import read_steps
from site_gen.history.versions import assemble
from site_gen.model.history import Revision
from site_gen.model.note import ChangeClass
from tests.site_gen.history.telling import LATER, PRIVACY, announcement, note, revision, told

DAYS = ["2026-01-01", "2026-01-02", "2026-01-02", "2026-01-05"]


def recognized(published: list[Revision], here: list[Revision]) -> list[str]:
    """Return, for each version published, the commit that is taken for its own in another repository."""
    announced = [announcement(each) for each in told(published).versions]
    steps = tuple(read_steps(here, lambda each: each.text_oid or "", UTC))
    found = {each.commit: commit for commit, each in recognize(steps, announced, lambda oid: oid).items()}
    return [found.get(each.commit, "") for each in announced]


def line(texts: str, days: list[str], start: str) -> list[Revision]:
    """Make a revision of each letter, named by `start` and its number."""
    each = zip(days, texts, strict=True)
    return [revision(day, text, name=f"{start}{number}") for number, (day, text) in enumerate(each)]


def test_a_text_that_came_twice_is_known_by_order_and_day() -> None:
    """Of a text that was put back, each version is its own commit's; a commit that made no version is nobody's."""
    published, here = line("abac", DAYS, "old"), line("abac", DAYS, "new")
    here.insert(2, revision("2026-01-02", "b", name="a note alone"))
    assert recognized(published, here) == ["new0", "new1", "new2", "new3"]
    assert recognized(published[2:], here) == ["new2", "new3"]


def test_a_commit_that_is_here_is_its_own_and_no_other_is() -> None:
    """Whoever goes on in one repository is asked for no text: a restored one is not taken for the first."""
    published = line("abac", DAYS, "old")
    assert recognized(published[:2], published) == ["old0", "old1"]


def test_a_text_that_is_gone_from_the_other_repository_is_known_by_its_day() -> None:
    """A secret is taken out of the whole history before that is moved; the version that held it keeps its days."""
    assert recognized(line("abac", DAYS, "old"), line("axac", DAYS, "new")) == ["new0", "new1", "new2", "new3"]
    typed = line("ab", ["2020-01-01", "2021-01-01"], "old")
    assert recognized(typed, line("ab", ["2026-01-01"] * 2, "new")) == ["new0", "new1"]
    assert recognized(typed, line("xy", ["2026-01-01"] * 2, "new")) == ["", ""]


def test_a_note_that_was_edited_after_publication_changes_nothing_in_another_repository() -> None:
    """What was published of a version binds there too: its class, and its day of effect."""
    first = note(ChangeClass.MATERIAL)
    notes = {"a": first, "a@2": replace(first, effective_on=LATER, change_class=ChangeClass.MINOR)}
    published = told([revision("2026-01-01", "a", "a", name="old")], notes)
    here = [revision("2026-01-01", "a", "a", name="1"), revision("2026-01-01", "a", "a@2", name="2")]
    steps = tuple(read_steps(here, lambda each: each.text_oid or "", UTC))
    known = recognize(steps, [announcement(each) for each in published.versions], lambda oid: oid)
    (version,) = assemble(PRIVACY, steps, notes, LATER, known).versions
    assert (version.change_class, version.effective_on) == (ChangeClass.MATERIAL, version.published_on)
