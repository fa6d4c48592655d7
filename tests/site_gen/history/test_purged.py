"""A purge may drop whole commits; the places of texts that a note takes down stay, and nothing else comes back."""

from __future__ import annotations

from datetime import UTC

import pytest

from site_gen.history.purged import keep_places
from site_gen.history.recognition import recognize
from site_gen.history.steps import read_steps
from tests.site_gen.history.telling import announcement, revision, told


@pytest.mark.parametrize(
    ("published", "here", "taken_down", "kept"),
    [
        ("abc", "ac", "b", "abc"),
        ("abc", "ac", "", "ac"),
        ("aba", "a", "b", "aba"),
        ("aba", "a", "", "a"),
        ("abca", "a", "bc", "abca"),
        ("abcad", "ad", "bc", "abcad"),
        ("abc", "bc", "a", "abc"),
        ("abc", "bc", "", "bc"),
        ("abcb", "ab", "c", "abcb"),
        ("abc", "a", "b", "ab"),
    ],
)
def test_only_the_place_of_a_text_that_is_taken_down_is_kept(
    published: str, here: str, taken_down: str, kept: str
) -> None:
    """A text that is gone without such a note stays gone, for the guard to refuse."""
    history = told([revision(f"2026-01-0{n}", text, name=f"old{n}") for n, text in enumerate(published, 1)])
    announced = [announcement(each) for each in history.versions]
    days = {text: f"2026-01-0{published.index(text) + 1}" for text in published}
    line = [revision(days[text], text, name=f"new{n}") for n, text in enumerate(here)]
    steps = tuple(read_steps(line, lambda each: each.text_oid or "", UTC))
    orders = {each.version_id: "order" for each in history.versions if each.text_oid in taken_down}
    found, known = keep_places(steps, announced, recognize(steps, announced, str), orders, str)
    names = [known[step.revision.commit].text_sha256 for step in found if step.is_version]
    assert "".join(names) == kept
    assert len({step.revision.commit for step in found}) == len(found)


def test_what_git_holds_in_place_of_the_newest_is_public_from_the_day_of_its_withdrawal() -> None:
    """A purge that changed the newest text leaves nothing behind it: the commit of the note publishes what is there."""
    history = told([revision("2026-01-01", "a", name="old1"), revision("2026-01-02", "b", name="old2")])
    announced = [announcement(each) for each in history.versions]
    for here in ("ax", "aa"):
        line = [revision(f"2026-01-0{n}", text, name=f"new{n}") for n, text in enumerate(here, 1)]
        line.append(revision("2026-01-05", here[1], "order", name="order"))
        steps = tuple(read_steps(line, lambda each: each.text_oid or "", UTC))
        found, known = keep_places(steps, announced, recognize(steps, announced, str), {"2026-01-02": "order"}, str)
        days = [f"{step.day}" for step in found if step.is_version]
        assert days == ["2026-01-01", "2026-01-02", "2026-01-05"]
        assert [each.text_sha256 for each in known.values()] == ["a", "b"]
