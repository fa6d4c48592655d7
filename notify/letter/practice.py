"""The letter's table of what changed in practice: passages quoted as they stand, under plain names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from notify.letter.story import Story
from notify.model.published import Passage

MOST_ROWS = 6
_OTHER = "practice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One passage as the templates show it."""

    name: str
    """What kinds of fact changed in it, in the letter's language."""
    section: str
    url: str | None
    sides: tuple[tuple[str, str], ...]
    """What stood and what stands, each with its label; one of them alone is told as new, or as taken out."""


def practice_rows(story: Story, say: dict[str, str]) -> tuple[list[Row], int]:
    """Return the rows, and how many passages there are beside them."""
    chosen = _foremost(story.practice)
    return [_row(each, story.target.url, say) for each in chosen], len(story.practice) - len(chosen)


def _foremost(passages: Sequence[Passage]) -> list[Passage]:
    """Choose so that each kind of fact is told before a second passage of one kind is; in their order."""
    told: set[str] = set()
    firsts: list[int] = []
    others: list[int] = []
    for number, passage in enumerate(passages):
        (others if told.issuperset(passage.subjects) else firsts).append(number)
        told.update(passage.subjects)
    return [passages[number] for number in sorted([*firsts, *others][:MOST_ROWS])]


def _row(passage: Passage, page: str, say: dict[str, str]) -> Row:
    names = [say.get(f"fact_{each}", say[f"fact_{_OTHER}"]) for each in passage.subjects]
    both = bool(passage.before and passage.after)
    labels = say["before" if both else "gone"], say["after" if both else "new"]
    sides = zip(labels, (passage.before, passage.after), strict=True)
    return Row(
        name="; ".join(dict.fromkeys(names)),
        section=passage.section,
        url=None if passage.anchor is None else f"{page}#{quote(passage.anchor.lstrip('#'))}",
        sides=tuple((label, words) for label, words in sides if words),
    )
