"""Facts through time: since which version each stands, when it changed, and when it was no longer stated."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from msgspec import Struct, field

from site_gen.model.facts import FactKind, FactLife, Quote, StandingFact, Turn
from site_gen.model.version import Version
from site_gen.signals.words.vocabulary import ranks

Name = tuple[str, str]
"""A fact's kind and key."""
Courses = dict[Name, "Course"]
"""Those that were stated last at the end."""
_NO_QUOTE = Quote()
_ALIKE = 0.6
"""Of the words of two sentences, so many stand in both where one is the other, worded anew."""


class Course(Struct):
    """One fact, as far as it was followed."""

    words: str = ""
    quote: Quote = _NO_QUOTE
    group: str = ""
    strength: int = 0
    """As in `StandingFact`, of the version that was followed last."""
    was_stated: bool = False
    """Whether a version stated it since it came last."""
    turns: list[tuple[str, str | None, str]] = field(default_factory=list)
    """Each version that changed it, by its id, and how it stands from there on, as in `Turn`; oldest first."""

    @property
    def stands(self) -> bool:
        """Whether the version that was followed last states it."""
        return bool(self.turns) and self.turns[-1][1] is not None


def follow(courses: Courses, version_id: str, facts: Iterable[StandingFact]) -> None:
    """Take the next version in.

    What was only ever mentioned until it went is forgotten. A sentence that is worded anew is the same fact.
    """
    now = {(str(fact.kind), fact.key): fact for fact in facts}
    reworded = dict(_reworded(courses, now))
    for new, old in reworded.items():
        courses[new] = courses.pop(old)
    for each, course in courses.items():
        if course.stands and each not in now:
            _end(course, version_id)
    for each, fact in now.items():
        course = courses.pop(each) if each in courses else Course()
        if not course.stands or course.turns[-1][1] != fact.value or each in reworded:
            course.turns.append((version_id, fact.value, fact.words if fact.kind.is_sentence else ""))
        _take(course, fact)
        courses[each] = course


def _end(course: Course, version_id: str) -> None:
    if course.was_stated:
        course.turns.append((version_id, None, ""))
    else:
        course.turns.pop()  # that with which it came: of what is only mentioned nothing else changes
    course.was_stated = False


def _take(course: Course, fact: StandingFact) -> None:
    course.words, course.quote, course.group, course.strength = fact.words, fact.quote, fact.group, fact.strength
    course.was_stated = course.was_stated or fact.strength > 0


def _reworded(courses: Courses, now: Mapping[Name, StandingFact]) -> Iterator[tuple[Name, Name]]:
    """Yield each sentence that came, with the one most like it of those that went, now rather than earlier."""
    come = [name for name in now if name not in courses and FactKind(name[0]).is_sentence]
    if not come:
        return
    gone = [name for name in courses if name not in now and FactKind(name[0]).is_sentence]
    pairs = [
        (courses[old].stands, _likeness(new, old), new, old) for new in come for old in gone if _is_of_one(new, old)
    ]
    taken: set[Name] = set()
    for _, likeness, new, old in sorted(pairs, key=itemgetter(0, 1), reverse=True):
        if likeness >= _ALIKE and not taken & {new, old}:
            taken |= {new, old}
            yield new, old


def _is_of_one(one: Name, other: Name) -> bool:
    """Whether two sentences are about one thing: that with which their keys begin."""
    return one[0] == other[0] and one[1].partition(" ")[0] == other[1].partition(" ")[0]


def _likeness(one: Name, other: Name) -> float:
    """Return which share of the words of two sentences stands in both."""
    first, second = frozenset(one[1].split()), frozenset(other[1].split())
    return 2 * len(first & second) / max(len(first) + len(second), 1)


def lives(courses: Courses, by_id: Mapping[str, Version]) -> tuple[FactLife, ...]:
    """Return each fact's life in the order of a page; `by_id` are the versions that were followed.

    Of what the last version neither states nor leaves out, nothing is told.
    """
    kinds, order = [*FactKind], ranks()

    def place(name: Name) -> tuple[int, bool, int]:
        kind = FactKind(name[0])
        return kinds.index(kind), not courses[name].stands, order.get((kind, name[1]), len(order))

    found = (name for name, it in courses.items() if it.turns and (not it.stands or it.strength))
    return tuple(_life(FactKind(name[0]), courses[name], by_id) for name in sorted(found, key=place))


def _life(kind: FactKind, course: Course, by_id: Mapping[str, Version]) -> FactLife:
    turns = tuple([Turn(by_id[version_id], value, words) for version_id, value, words in course.turns])
    return FactLife(kind, course.words, turns, course.quote, course.group)


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
    return json.dumps([[*each, *_facts_of(course)] for each, course in courses.items()])


def _facts_of(it: Course) -> tuple[object, ...]:
    return it.words, it.quote.parts, it.group, it.strength, it.was_stated, it.turns


def load(text: str) -> Courses:
    """Read `dump` back."""
    return {(kind, key): _course(*rest) for kind, key, *rest in json.loads(text)}


def _course(
    words: str, quote: list[str], group: str, strength: int, was_stated: bool, turns: list[list[Any]]
) -> Course:
    followed = [(version_id, value, said) for version_id, value, said in turns]
    return Course(words, Quote(*quote), group, strength, was_stated, followed)
