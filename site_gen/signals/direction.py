"""Which way a finding goes: more done with information, less, or more promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from site_gen.signals.changes import Side
from site_gen.signals.denial import is_denied
from site_gen.signals.findings import Finding
from site_gen.signals.language import Hit
from site_gen.signals.lexicon import Lexicon
from site_gen.signals.model import Direction

_BY_QUESTION = {
    "M1": (Direction.WIDENING, Direction.NARROWING),
    "M3": (Direction.PROTECTIVE, Direction.WIDENING),
    "M4": (Direction.WIDENING, Direction.NARROWING),
    "M5": (Direction.WIDENING, Direction.NARROWING),
    "M6": (Direction.WIDENING, Direction.UNCLEAR),
    "M9": (Direction.WIDENING, Direction.WIDENING),
    "M10": (Direction.WIDENING, Direction.UNCLEAR),
    "M14": (Direction.WIDENING, Direction.NARROWING),
}
"""For a fact that came, and for one that went."""
_TURNED = {
    Direction.WIDENING: Direction.PROTECTIVE,
    Direction.NARROWING: Direction.WIDENING,
    Direction.PROTECTIVE: Direction.WIDENING,
    Direction.UNCLEAR: Direction.UNCLEAR,
}
"""What it is where the clause denies it: more that is not done protects, less that is not done widens."""
_LOST = {Direction.PROTECTIVE: Direction.WIDENING, Direction.WIDENING: Direction.NARROWING}
"""What it is where that went which, when it came, went so."""
_OF_DENIAL = frozenset(
    {"promise-gone", "qualifier-gone", "promise-narrowed", "limit-gone", "right-gone", "protection", "limit-added"}
)
"""Rules that look at denials themselves, so that a `not` does not turn them."""
_OF_PEOPLE = frozenset({"M3"})
"""Questions of what people can ask for, of which a `not` may be part, as in "do not sell my data"."""
OF_PRACTICE = frozenset({"M1", "M4", "M5", "M10", "M14"})
"""Questions of what is done with information."""
_OF_RESIDENTS = frozenset({"country", "country-gone"})
_OF_NUMBERS = frozenset({"period", "deadline", "notice-period"})
_ACTS = frozenset({"handling", "sale"})
_SUBJECT = 3  # words
_BY_GRAVITY = (Direction.WIDENING, Direction.UNCLEAR, Direction.NARROWING, Direction.PROTECTIVE)
_MINORITY = 0.6
"""From so large a part, what goes the other way counts as much."""


def direction(finding: Finding, lexicon: Lexicon) -> Direction:
    """Return which way a finding goes, by its rule, by whether its fact came or went, and by a `not` over it."""
    code = finding.rule.code
    if _is_excepted(finding):
        return Direction.WIDENING
    if code == "negation":
        return _of_negation(finding)
    if code in _OF_NUMBERS:
        return _of_numbers(finding)
    if code in _OF_DENIAL:
        return Direction.WIDENING
    side = finding.side
    way = _plain_way(finding, side, lexicon)
    if finding.rule.question in _OF_PEOPLE or side is None:
        return way
    return _TURNED[way] if _denies(finding, side) else way


def at_worst(ways: Iterable[Direction]) -> Direction:
    """Return which way one question goes that rests on several findings: what widens is heard first."""
    found = set(ways)
    return next(way for way in _BY_GRAVITY if way in found)


def on_the_whole(ways: Iterable[Direction]) -> str:
    """Return which way a change goes, by what most of its signals say: a direction, or "mixed"; empty without any."""
    counts = Counter(way for way in ways if way is not Direction.UNCLEAR)
    if not counts:
        return ""
    (most, times), *others = counts.most_common()
    return "mixed" if sum(count for _, count in others) > _MINORITY * times else str(most)


def _plain_way(finding: Finding, side: Side | None, lexicon: Lexicon) -> Direction:
    """Return which way it goes where nothing turns it: by the concept, if its file says so, else by the question."""
    facts = {(hit.family, hit.concept) for hit in _hits(finding, side)}
    known = {lexicon.ways[fact] for fact in facts if fact in lexicon.ways}
    came = not finding.gone and finding.change.after is not None
    if len(known) == 1:
        way = known.pop()
        return way if came else _LOST.get(way, way)
    if finding.rule.code in _OF_RESIDENTS and side and "rights" in side.families and "transfers" not in side.families:
        return Direction.PROTECTIVE if came else Direction.WIDENING
    if finding.rule.question in OF_PRACTICE and side and _is_granted(finding, side, lexicon):
        return Direction.PROTECTIVE if came else Direction.WIDENING
    both = _BY_QUESTION.get(finding.rule.question, (Direction.UNCLEAR, Direction.UNCLEAR))
    return both[0] if came else both[1]


def _is_granted(finding: Finding, side: Side, lexicon: Lexicon) -> bool:
    """Whether the words are what a right is about, as in "you can opt out of profiling": nobody else acts between."""
    first = min(_places(finding, side), default=0)
    rights = (hit.start for hit in side.hits if hit.family == "rights" and hit.start < first)
    ours = [
        word.start for word in side.clause.words if word.stem in lexicon.grammar.publisher & lexicon.grammar.subjects
    ]
    return any(not _is_ours(side, start, lexicon) and not any(start < we < first for we in ours) for start in rights)


def _is_ours(side: Side, start: int, lexicon: Lexicon) -> bool:
    """Whether whoever speaks does it: what "we may restrict" is no right."""
    before = [word.stem for word in side.clause.words if word.start < start][-_SUBJECT:]
    return not lexicon.grammar.publisher.isdisjoint(before)


def _hits(finding: Finding, side: Side | None) -> Iterator[Hit]:
    if side is None:
        return
    places = frozenset(_places(finding, side))
    yield from (hit for hit in side.hits if hit.family == finding.rule.family and hit.start in places)


def _places(finding: Finding, side: Side) -> Sequence[int]:
    """Return where the words of a finding begin; one that was not told where is found by its letters."""
    return finding.places or [at for at in map(side.clause.text.find, finding.found) if at >= 0]


def _of_negation(finding: Finding) -> Direction:
    """Call a `not` that came protective, and one that went widening."""
    before, after = finding.change.before, finding.change.after
    return Direction.PROTECTIVE if _denials(after) > _denials(before) else Direction.WIDENING


def _is_excepted(finding: Finding) -> bool:
    """Whether a clause that says no got an exception from it."""
    before, after = finding.change.before, finding.change.after
    if not before or not after or not _denials(before):
        return False
    excepts = (hit for hit in after.hits if (hit.family, hit.concept) == ("limits", "except"))
    return any(after.is_fresh(hit.start, hit.end) for hit in excepts)


def _denials(side: Side | None) -> int:
    return len(side.denied) if side else 0


def _denies(finding: Finding, side: Side) -> bool:
    """Whether a `not` governs the words; of a clause as a whole, what is done in it."""
    if not side.denied:
        return False
    acts = (hit.start for hit in side.hits if hit.family in _ACTS)
    return any(is_denied(side.denied, at) for at in _places(finding, side) or acts)


def _of_numbers(finding: Finding) -> Direction:
    """Call a longer period widening, whatever it counts but the time in which people are told."""
    if not finding.change.before or not finding.change.after:
        return Direction.UNCLEAR
    old, new = (_largest_number(side) for side in (finding.change.before, finding.change.after))
    if not old or not new or old == new:
        return Direction.UNCLEAR
    longer = new > old
    if finding.rule.code == "notice-period":
        longer = not longer
    return Direction.WIDENING if longer else Direction.NARROWING


def _largest_number(side: Side) -> int:
    return max((int(word.stem) for word in side.lone if word.stem.isdecimal() and len(word.stem) < 7), default=0)
