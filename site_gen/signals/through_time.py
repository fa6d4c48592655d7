"""Facts through time: since which version each stands, when it changed, and when it was no longer named."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from site_gen.model.facts import FactKind, FactLife, StandingFact, Turn
from site_gen.model.version import Version

Courses = dict[tuple[str, str], "Course"]
"""By a fact's kind and key, those that were stated last at the end."""


@dataclass(slots=True)
class Course:
    """One fact, as far as it was followed."""

    words: str = ""
    turns: list[tuple[str, str | None]] = field(default_factory=list)
    """Each version that changed it, by its id, and how it stands from there on, as in `Turn`; oldest first."""


def follow(courses: Courses, version_id: str, facts: Iterable[StandingFact]) -> None:
    """Take the next version in."""
    now = {(str(fact.kind), fact.key): fact for fact in facts}
    for each, course in courses.items():
        if course.turns[-1][1] is not None and each not in now:
            course.turns.append((version_id, None))
    for each, fact in now.items():
        course = courses.pop(each) if each in courses else Course()
        if not course.turns or course.turns[-1][1] != fact.value:
            course.turns.append((version_id, fact.value))
        course.words = fact.words
        courses[each] = course


def lives(courses: Courses, by_id: Mapping[str, Version]) -> tuple[FactLife, ...]:
    """Return each fact's life, ordered as the newest texts state them; `by_id` are the versions that were followed."""
    found = [
        FactLife(FactKind(kind), course.words, tuple([Turn(by_id[version_id], value) for version_id, value in turns]))
        for (kind, _), course in courses.items()
        for turns in [course.turns]
    ]
    kinds = [*FactKind]
    return tuple(sorted(found, key=lambda life: (kinds.index(life.kind), not life.stands)))


def fact_lives(texts: Iterable[tuple[Version, Sequence[StandingFact]]]) -> tuple[FactLife, ...]:
    """Follow each fact through the versions, oldest first."""
    courses: Courses = {}
    by_id = {}
    for version, facts in texts:
        by_id[version.version_id] = version
        follow(courses, version.version_id, facts)
    return lives(courses, by_id)


def dump(courses: Courses) -> str:
    """Write courses for a cache."""
    return json.dumps([[*each, course.words, course.turns] for each, course in courses.items()])


def load(text: str) -> Courses:
    """Read `dump` back."""
    rows = json.loads(text)
    return {(kind, key): Course(words, [(of, value) for of, value in turns]) for kind, key, words, turns in rows}
