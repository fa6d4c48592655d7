"""Facts through time: since which version each stands, when it changed, and when it was named no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from site_gen.model import FactKind, FactLife, StandingFact, Turn, Version


def fact_lives(texts: Iterable[tuple[Version, Sequence[StandingFact]]]) -> tuple[FactLife, ...]:
    """Follow each fact through the versions, oldest first; ordered as the newest texts state them."""
    turns: dict[tuple[FactKind, str], list[Turn]] = {}
    words: dict[tuple[FactKind, str], str] = {}
    before: Mapping[tuple[FactKind, str], StandingFact] = {}
    for version, facts in texts:
        now = {(fact.kind, fact.key): fact for fact in facts}
        for each in before.keys() - now.keys():
            turns[each].append(Turn(version, None))
        for each, fact in now.items():
            if each not in before or before[each].value != fact.value:
                turns.setdefault(each, []).append(Turn(version, fact.value))
            words.pop(each, None)
            words[each] = fact.words
        before = now
    kinds = [*FactKind]
    lives = (FactLife(each[0], words[each], tuple(turns[each])) for each in words)
    return tuple(sorted(lives, key=lambda life: (kinds.index(life.kind), not life.stands)))
