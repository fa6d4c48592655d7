"""Which way a finding goes: more done with information, less, or more promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.comparing.owing import is_readers_period
from site_gen.signals.finders.families import ACTS, EXCEPTION, GUARDS
from site_gen.signals.finders.findings import Finding
from site_gen.signals.finders.liability import way_of_liability
from site_gen.signals.finders.polarity import promises
from site_gen.signals.finders.refusing import is_refused, refused_rights
from site_gen.signals.model import Direction
from site_gen.signals.parsing.amounts import amounts
from site_gen.signals.parsing.denial import is_denied, reach
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Hit
from site_gen.signals.words.lexicon import Lexicon

_BY_QUESTION = {
    "M1": (Direction.WIDENING, Direction.NARROWING),
    "M3": (Direction.PROTECTIVE, Direction.WIDENING),
    "M4": (Direction.WIDENING, Direction.NARROWING),
    "M5": (Direction.WIDENING, Direction.NARROWING),
    "M6": (Direction.WIDENING, Direction.UNCLEAR),
    "M9": (Direction.WIDENING, Direction.WIDENING),
    "M10": (Direction.WIDENING, Direction.NARROWING),
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
    {
        "promise-gone",
        "qualifier-gone",
        "promise-narrowed",
        "limit-gone",
        "premise-gone",
        "right-gone",
        "protection",
        "limit-added",
        "choice-cut",
        "choice-limited",
    }
)
"""Rules that look at denials themselves, so that a `not` does not turn them."""
_OF_PEOPLE = frozenset({"M3"})
"""Questions of what people can ask for, of which a `not` may be part, as in "do not sell my data"."""
OF_PRACTICE = frozenset({"M1", "M4", "M5", "M10", "M14"})
"""Questions of what is done with information."""
_NAMED = frozenset({"M1", "M5", "M10"})
"""Questions of what people can refuse: to name it in a right is no practice."""
_OF_RESIDENTS = frozenset({"country", "country-gone"})
_OF_NUMBERS = frozenset({"period", "deadline", "notice-period", "age-limit"})
_BETTER_HIGHER = frozenset({"notice-period", "age-limit"})
_OF_DUTIES = frozenset({"deadline", "notice-period"})
"""Numbers of what the publisher owes to people."""
_OF_SOFTENED = frozenset({"promise-softened", "notice-softened", "deadline-softened", "period-softened"})
_OF_WORDS = frozenset({"wording", "contact"})
"""Rules that say of an edited sentence no more than that words changed."""
_OF_NAMES = frozenset({"recipient-named", "recipient-listed", "known-vendor"})
_OF_RECIPIENTS = frozenset({"member-recipient", "new-recipient"})
_DONE = frozenset({"collect", "use", "share", "sell", "buy", "sale"})
_GIVING = frozenset({"collect", "share"})
_SUBJECT = 3  # words
_DIGITS = 7
_HOURS = {
    "hour": 1,
    "day": 24,
    "week": 7 * 24,
    "month": 30 * 24,
    "quarter": 91 * 24,
    "year": 365 * 24,
    "decade": 3650 * 24,
}
_BY_GRAVITY = (Direction.WIDENING, Direction.UNCLEAR, Direction.PROTECTIVE, Direction.NARROWING)


def direction(finding: Finding, lexicon: Lexicon) -> Direction:
    """Return which way a finding goes, by its rule, by whether its fact came or went, and by a `not` over it."""
    return finding.rule.way or _by_rule(finding, lexicon) or _by_clause(finding, lexicon)


def _by_rule(finding: Finding, lexicon: Lexicon) -> Direction | None:
    """Return which way a finding goes whatever the clause says around its words; none where that decides."""
    code = finding.rule.code
    if code in _OF_WORDS and finding.change.before and finding.change.after:
        return Direction.UNCLEAR
    turned = _by_hedge(finding) or _by_exception(finding) or _by_refusal(finding)
    if turned:
        return turned
    if code == "negation" or code in _OF_NUMBERS:
        return _of_negation(finding) if code == "negation" else _of_numbers(finding, lexicon.grammar)
    if code == "changes-condition" or _is_on_liability(finding):
        return _of_terms(finding, lexicon.grammar)
    if (code in _OF_NAMES or (code in _OF_RECIPIENTS and _are_names(finding))) and _replaces_name(finding.change):
        return Direction.UNCLEAR
    return Direction.WIDENING if code in _OF_DENIAL else None


def _by_hedge(finding: Finding) -> Direction | None:
    """Return which way it goes that a promise is softened, or no longer is; none where the rule is about neither."""
    if finding.rule.code not in _OF_SOFTENED:
        return None
    return Direction.PROTECTIVE if finding.gone else Direction.WIDENING


def _by_exception(finding: Finding) -> Direction | None:
    """Return which way a finding goes that an exception turns, which came or went; none where there is none."""
    is_denial, is_practice = bool(_denials(finding.change.before)), finding.rule.question in OF_PRACTICE
    if finding.rule.code == "limit-added" and _excepts_whoever_objects(finding):
        return Direction.PROTECTIVE
    if is_practice and not is_denial and _loses_exception(finding):
        return Direction.WIDENING
    if finding.rule.code == "limit-gone" and finding.gone and _held_but_for_exception(finding):
        return Direction.PROTECTIVE
    if _gets_exception(finding) and (is_denial or is_practice):
        return Direction.WIDENING if is_denial else Direction.NARROWING
    return None


def _by_refusal(finding: Finding) -> Direction | None:
    """Return which way it goes that readers are told what they may not do; none where they are not."""
    side = finding.side
    if finding.rule.family != "rights" or not side or not is_refused(side, _places(finding, side)):
        return None
    return Direction.PROTECTIVE if finding.rule.code == "right-gone" else Direction.WIDENING


def _by_clause(finding: Finding, lexicon: Lexicon) -> Direction:
    side, question = finding.side, finding.rule.question
    way = _plain_way(finding, side, lexicon)
    if question in _OF_PEOPLE or side is None:
        return way
    if question in OF_PRACTICE and _is_ceased(finding, side, lexicon):
        return _way(finding, Direction.NARROWING)
    if question in OF_PRACTICE and (_is_safeguard(side, lexicon) or _is_restricted(finding, side)):
        return _way(finding, Direction.PROTECTIVE)
    return _TURNED[way] if _denies(finding, side, lexicon) else way


def _is_on_liability(finding: Finding) -> bool:
    hits = list(_hits(finding, finding.side)) if finding.rule.family == "disputes" else []
    return bool(hits) and all(hit.concept == "liability" for hit in hits)


def _of_terms(finding: Finding, grammar: Grammar) -> Direction:
    """Return which way terms of a contract go: whoever loses what protected them is worse off."""
    side, is_gone = finding.side, finding.gone or finding.change.after is None
    if side is None or finding.rule.family != "disputes":
        return Direction.WIDENING if is_gone else Direction.UNCLEAR
    way = way_of_liability(side, grammar)
    return _TURNED[way] if is_gone else way


def _way(finding: Finding, came: Direction) -> Direction:
    """Return which way something goes that goes so where it comes; if it goes, there is less to protect people."""
    return Direction.WIDENING if finding.gone or finding.change.after is None else came


def at_worst(ways: Iterable[Direction]) -> Direction:
    """Return which way one question goes that rests on several findings: what widens is heard first."""
    found = set(ways)
    return next(way for way in _BY_GRAVITY if way in found)


def _plain_way(finding: Finding, side: Side | None, lexicon: Lexicon) -> Direction:
    """Return which way it goes where nothing turns it: by the concept, if its file says so, else by the question."""
    facts = {(hit.family, hit.concept) for hit in _hits(finding, side)}
    known = {lexicon.ways[fact] for fact in facts if fact in lexicon.ways}
    came = not finding.gone and finding.change.after is not None
    if len(known) == 1:
        way = known.pop()
        return way if came else _LOST.get(way, way)
    if finding.rule.code in _OF_RESIDENTS and side and _is_of_people(side):
        return Direction.PROTECTIVE if came else Direction.WIDENING
    if finding.rule.question in OF_PRACTICE and side and _is_granted(finding, side, lexicon):
        return Direction.PROTECTIVE if came else Direction.WIDENING
    if finding.rule.code == "sensitive-data-gone":
        return Direction.NARROWING
    both = _BY_QUESTION.get(finding.rule.question, (Direction.UNCLEAR, Direction.UNCLEAR))
    return both[0] if came else both[1]


def _is_of_people(side: Side) -> bool:
    """Whether a region is that of people whom a clause concerns: nothing goes there, nor is done in it."""
    if "transfers" in side.families:
        return False
    return "rights" in side.families or ("residents" in side.families and not side.acting)


def _is_granted(finding: Finding, side: Side, lexicon: Lexicon) -> bool:
    """Whether the words are what a right is about, as in "you can opt out of profiling": nobody else acts between."""
    first = min(_places(finding, side), default=0)
    rights = (hit.start for hit in side.hits if hit.family == "rights" and hit.start < first)
    ours = [word.start for word in side.clause.words if word.stem in lexicon.grammar.speakers]
    acts = [*ours, *_given(side, lexicon)]
    return any(not _is_ours(side, start, lexicon) and not any(start < act < first for act in acts) for start in rights)


def is_named_by_right(finding: Finding, lexicon: Lexicon) -> bool:
    """Whether the words of a rule only say what a new right is about, or of which region's people it is."""
    side = finding.change.after
    if side is None or finding.gone or not finding.found:
        return False
    if finding.rule.code == "country":
        return {"rights", "residents"} <= side.families and "transfers" not in side.families
    return finding.rule.question in _NAMED and finding.rule.family != "rights" and _is_granted(finding, side, lexicon)


def _given(side: Side, lexicon: Lexicon) -> Iterator[int]:
    """Yield where a clause says what readers give of themselves: "if you choose to, you may submit ..."."""
    words = side.clause.words
    for number, word in enumerate(words):
        if word.stem in lexicon.grammar.reader and words[number + 1 : number + 2]:
            at = number + 1 + (words[number + 1].stem in lexicon.grammar.weak_modals)
            start = words[at].start if at < len(words) else -1
            if any(hit.start == start and hit.family == "handling" and hit.concept in _GIVING for hit in side.hits):
                yield start


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
    if before and after and all(side.concepts("disputes") >= {"liability"} for side in (before, after)):
        return way_of_liability(after, after.clause.reading.lexicon.grammar)
    turned = _of_more_refused(before, after) if before and after else None
    if turned:
        return turned
    if before and after and _is_of_price(before, after):
        return _of_price(before, after)
    if before and after and _is_of_condition(before, after):
        return Direction.WIDENING if _denials(after) > _denials(before) else Direction.PROTECTIVE
    if before and after and _denials(before) == _denials(after):
        return Direction.PROTECTIVE if _exceptions(after) < _exceptions(before) else Direction.WIDENING
    return Direction.PROTECTIVE if _denials(after) > _denials(before) else Direction.WIDENING


def _of_more_refused(before: Side, after: Side) -> Direction | None:
    """Return which way it goes that more rights are refused, or fewer limits known; none where neither changed."""
    old, new = ((refused_rights(side), len(side.lifting)) for side in (before, after))
    if old == new:
        return None
    return Direction.WIDENING if new > old else Direction.PROTECTIVE


def _is_of_price(before: Side, after: Side) -> bool:
    """Whether both sentences say what is paid, and neither what is done with information."""
    return all("charges" in side.families and not _acts_beside_prices(side) for side in (before, after))


def _acts_beside_prices(side: Side) -> bool:
    """Whether something is done with information, other than what a word for prices only looks like: "sales tax"."""
    paid = [(hit.start, hit.end) for hit in side.hits if hit.family == "charges"]
    acts = (hit.start for hit in side.hits if hit.family == "handling")
    return any(not is_denied(paid, at) for at in acts)


def _of_price(before: Side, after: Side) -> Direction:
    """Call it protective that a fee is not taken, and widening that a price does not hold something any more."""
    came = _denials(after) > _denials(before)
    side = after if came else before
    fees = [hit.start for hit in side.hits if hit.family == "charges" and hit.concept != "price"]
    if fees and not is_denied(side.denied, fees[0]):
        return Direction.UNCLEAR  # what is not done to a fee may be either
    is_fee = bool(fees)
    return Direction.PROTECTIVE if came == is_fee else Direction.WIDENING


def _is_of_condition(before: Side, after: Side) -> bool:
    """Whether only a condition came to hold a `not`, or holds it no longer, as in "if you do not object"."""
    promised, denied = (
        [len(promises(side, side.clause.reading.lexicon.grammar)) for side in (before, after)],
        [_denials(side) for side in (before, after)],
    )
    return promised[0] == promised[1] and denied[0] != denied[1]


def _is_ceased(finding: Finding, side: Side, lexicon: Lexicon) -> bool:
    """Whether the clause says that what was done is done "no longer"."""
    words, grammar = side.clause.words, lexicon.grammar
    stopped = [at for at, word in enumerate(words) if word.stem in grammar.cessations and at]
    spans = [(words[at].start, reach(at, side.clause.text, words, grammar)) for at in stopped]
    places = _places(finding, side)
    return any(start < place < end for start, end in spans for place in places)


def _is_safeguard(side: Side, lexicon: Lexicon) -> bool:
    """Whether information is only protected or deleted in a clause, and nothing else is done with it."""
    guards = {
        hit.start
        for hit in side.hits
        if hit.family == "deleting" or lexicon.ways.get((hit.family, hit.concept)) is Direction.PROTECTIVE
        if hit.family in GUARDS and not is_denied(side.denied, hit.start)
    }
    if not guards:
        return False
    acts = (hit for hit in side.hits if hit.family in ACTS and hit.concept in _DONE)
    others = [hit for hit in acts if hit.start not in guards]
    if any(hit.concept != "use" for hit in others):
        return False
    behind = dict(pairwise(word.start for word in side.clause.words if not word.small)) if others else {}
    return all(behind.get(hit.start) in guards for hit in others)


def _is_restricted(finding: Finding, side: Side) -> bool:
    """Whether a clause of its own begins by saying to whom alone something is open."""
    if finding.change.before and finding.change.after:
        return False
    return any((hit.family, hit.concept) == ("limits", "only") and hit.start == 0 for hit in side.hits)


def _are_names(finding: Finding) -> bool:
    """Whether what came is written as a name, and no kind of recipient."""
    return bool(finding.found) and all(words[:1].isupper() for words in finding.found)


def _replaces_name(change: Change) -> bool:
    """Whether somebody else is named in the place of one who no longer is."""
    before, after = change.before, change.after
    return bool(before and after) and all(
        any(side.clause.text[word.start].isupper() and word.start for word in side.fresh)
        for side in (before, after)
        if side
    )


def _gets_exception(finding: Finding) -> bool:
    """Whether a clause got an exception from what it says."""
    before, after = finding.change.before, finding.change.after
    if not before or not after or finding.gone:
        return False
    return any(after.is_fresh(hit.start, hit.end) for hit in after.hits if hit[:2] == EXCEPTION)


def _loses_exception(finding: Finding) -> bool:
    """Whether the words went that a clause excepted from what it says: what was not done is done now."""
    before, after = finding.change.before, finding.change.after
    if not before or not after or not finding.gone:
        return False
    lost = [hit.end for hit in before.hits if hit[:2] == EXCEPTION and before.is_fresh(hit.start, hit.end)]
    return bool(lost) and all(place >= min(lost) for place in _places(finding, before))


def _held_but_for_exception(finding: Finding) -> bool:
    """Whether what protects people held but for an exception that is gone: "it stays private unless you publish it"."""
    before = finding.change.before
    excepts = [hit.start for hit in before.hits if hit[:2] == EXCEPTION] if before else []
    if not before or not excepts or any(hit.family == "rights" and hit.start > excepts[0] for hit in before.hits):
        return False
    earlier = [hit for hit in before.hits if hit.start < excepts[0]]
    if any(hit.family in ACTS and hit.concept in _DONE for hit in earlier):
        return False
    states = before.clause.reading.lexicon.grammar.states
    is_kept = any(word.stem in states for word in before.clause.words if word.start < excepts[0])
    return is_kept or any(hit.family in GUARDS for hit in earlier)


def _excepts_whoever_objects(finding: Finding) -> bool:
    """Whether a clause names a right for the first time, in an exception from what is done: "unless you object"."""
    before, after = finding.change.before, finding.change.after
    if not before or not after or "rights" in before.families or before.denied:
        return False
    excepts = [hit.end for hit in after.hits if hit[:2] == EXCEPTION]
    rights = [hit.start for hit in after.hits if hit.family == "rights"]
    return bool(excepts and rights) and min(excepts) <= min(rights)


def _exceptions(side: Side) -> int:
    return sum(hit[:2] == EXCEPTION for hit in side.hits)


def _denials(side: Side | None) -> int:
    return len(side.denied) if side else 0


def _denies(finding: Finding, side: Side, lexicon: Lexicon) -> bool:
    """Whether a `not` governs the words; of a clause as a whole, what is done in it.

    A `not` that is part of a term whose file says which way it goes turns nothing: "without notice".
    """
    own = [hit for hit in _hits(finding, side) if (hit.family, hit.concept) in lexicon.ways]
    denied = [part for part in side.denied if not any(hit.start <= part[0] < hit.end for hit in own)]
    if not denied:
        return False
    acts = (hit.start for hit in side.hits if hit.family in ACTS)
    if finding.rule.family == "basis" and len(side.denied) > 1:
        return False  # what is not done without a ground is done with it alone
    ends = (hit.end - 1 for hit in _hits(finding, side))  # "do not sell" begins before its `not`
    return any(is_denied(denied, at) for at in (*(_places(finding, side) or acts), *ends))


def _of_numbers(finding: Finding, grammar: Grammar) -> Direction:
    """Call a longer period widening, whatever it counts but the time in which people are told; so a lower age."""
    if not finding.change.before or not finding.change.after:
        return Direction.UNCLEAR
    code = finding.rule.code
    old, new = (largest(side, grammar) for side in (finding.change.before, finding.change.after))
    if old and not new and code != "age-limit":
        return Direction.WIDENING  # a limit of time is gone
    if not old or not new or old == new:
        return Direction.UNCLEAR
    side = finding.change.after
    is_theirs = code == "deadline" and side is not None and is_readers_period(side, grammar)
    is_worse = new < old if is_theirs or code in _BETTER_HIGHER else new > old
    if is_worse:
        return Direction.WIDENING
    return Direction.PROTECTIVE if code in _OF_DUTIES else Direction.NARROWING


def largest(side: Side, grammar: Grammar) -> int:
    """Return the largest number that the other clause does not have; of periods, their hours."""
    lone = {word.stem for word in side.lone}
    counted = amounts(side.clause, grammar)
    found = [(number, unit) for number, unit in counted if lone & {number, unit} and number.isdecimal()]
    return max((int(number) * _HOURS.get(unit, 1) for number, unit in found if len(number) < _DIGITS), default=0)
