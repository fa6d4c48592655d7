"""Facts as people ask about them: by the days on which texts begin to apply, without what was away for days only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from site_gen.model.facts import Comeback, FactLife, Gap, Turn
from site_gen.model.history import History

Comebacks = Sequence[tuple[int, Comeback]]
"""Each with how many versions there were before the policy ended; oldest first."""
_WORD = re.compile(r"[\w']+")
SHORTEST_END = timedelta(days=14)
"""What comes back within so many days did not end: a slip was mended, or a text was taken back."""


def lives_by_day(lives: Iterable[FactLife]) -> tuple[FactLife, ...]:
    """Return the lives; of versions that begin to apply on one day only the last counts, and short gaps are closed."""
    return tuple(life for each in lives if (life := _by_day(each)))


def lives_of(history: History, lives: Iterable[FactLife]) -> tuple[FactLife, ...]:
    """Return `lives_by_day`, each dated from the day on which the policy came back where it had ended for a time."""
    places = {version.version_id: place for place, version in enumerate(history.versions)}
    comebacks = tuple(_comebacks(history))
    return tuple(_dated_anew(life, comebacks, places) for life in lives_by_day(lives))


def _comebacks(history: History) -> Iterator[tuple[int, Comeback]]:
    for end in history.withdrawals:
        if end.restored_on and end.restored_on - end.withdrawn_on > SHORTEST_END:
            back = history.versions[end.after_versions - (1 if end.is_same_text else 0)]
            yield end.after_versions, Comeback(back, end.restored_on if end.is_same_text else None)


def _dated_anew(life: FactLife, comebacks: Comebacks, places: Mapping[str, int]) -> FactLife:
    since, last = places[life.since.version_id], places[life.turns[-1].version.version_id]
    within = [back for before, back in comebacks if since < before and (life.stands or before < last)]
    return replace(life, comeback=within[-1]) if within else life


def _by_day(life: FactLife) -> FactLife | None:
    turns = _last_of_each_day(life.turns)
    if not turns:
        return None
    kept, gaps = _close_gaps(turns)
    return replace(life, turns=tuple(kept), gaps=tuple(gaps))


def _last_of_each_day(turns: Sequence[Turn]) -> list[Turn]:
    """Leave out what another version of the day changed again."""
    kept: list[Turn] = []
    for turn in turns:
        if kept and _day(kept[-1]) == _day(turn):
            kept.pop()
        before = kept[-1] if kept else None
        if _state(before) != _state(turn):
            kept.append(turn)
    return kept


def _close_gaps(turns: Sequence[Turn]) -> tuple[list[Turn], list[Gap]]:
    kept: list[Turn] = []
    gaps: list[Gap] = []
    for turn in turns:
        if len(kept) > 1 and kept[-1].value is None and _day(turn) - _day(kept[-1]) <= SHORTEST_END:
            before = kept[-2]
            gaps.append(Gap(kept.pop().version, turn.version, before.words))
            if _state(before) == _state(turn):
                continue
        kept.append(turn)
    return kept, gaps


def _state(turn: Turn | None) -> tuple[str, str] | None:
    """Return what is stated from there on: another comma, another quotation mark or a capital states nothing else."""
    if turn is None or turn.value is None:
        return None
    return turn.value, " ".join(_WORD.findall(turn.words.replace("\u2019", "'").lower()))


def _day(turn: Turn) -> date:
    return max(turn.version.effective_on, turn.version.published_on)
