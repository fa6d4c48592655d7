"""The letter's table of what changed in practice: facts in the policy's own words, under plain names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import quote

from notify.letter.story import Story
from notify.model.published import Fact, Passage

MOST_ROWS = 6
_OTHER = "practice"
Told = tuple[Passage, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact as the templates show it."""

    name: str
    """What kind of fact it is, in the letter's language; rows of one kind stand together."""
    section: str
    url: str | None
    place: str
    """Row and column of the table in which it stands; empty where it stands in none."""
    passage: Passage
    sides: tuple[tuple[str, str], ...]
    """What stood and what stands, each with its label; one of them alone is told as new, or as taken out."""


def practice_rows(story: Story, say: dict[str, str]) -> list[Row]:
    """Return the rows, in the order of their names."""
    rows = [_row(*each, story.target.url, say) for each in _foremost([*_each_once(story.practice)])]
    names = list(dict.fromkeys(row.name for row in rows))
    return sorted(rows, key=lambda row: names.index(row.name))


def count_further(passages: Sequence[Passage], rows: Sequence[Row]) -> int:
    """Count the passages of which no row tells; the page of the changes shows each, and counts like this."""
    shown = {id(row.passage) for row in rows}
    return sum(id(each) not in shown for each in passages)


def _each_once(passages: Sequence[Passage]) -> Iterator[Told]:
    """Yield what changed, the first fact of each passage before the second of any."""
    seen: set[tuple[str, ...]] = set()
    for facts in zip_longest(*(each.facts for each in passages)):
        for passage, fact in zip(passages, facts, strict=False):
            if fact and (words := (fact.before, fact.after, fact.row, fact.column, passage.section)) not in seen:
                seen.add(words)
                yield passage, fact


def _foremost(told: Sequence[Told]) -> list[Told]:
    """Choose so that each kind of fact is told before a second fact of one kind is; in their order."""
    kinds: set[str] = set()
    firsts: list[int] = []
    others: list[int] = []
    for number, (_, fact) in enumerate(told):
        (others if fact.subject in kinds else firsts).append(number)
        kinds.add(fact.subject)
    return [told[number] for number in sorted([*firsts, *others][:MOST_ROWS])]


def _row(passage: Passage, fact: Fact, page: str, say: dict[str, str]) -> Row:
    both = bool(fact.before and fact.after)
    labels = say["before" if both else "gone"], say["after" if both else "new"]
    sides = zip(labels, (fact.before, fact.after), strict=True)
    return Row(
        name=say.get(f"fact_{fact.subject}", say[f"fact_{_OTHER}"]),
        section=passage.section,
        url=None if passage.anchor is None else f"{page}#{quote(passage.anchor.lstrip('#'))}",
        place=" · ".join(filter(None, (fact.row, fact.column))),
        passage=passage,
        sides=tuple((label, words) for label, words in sides if words),
    )
