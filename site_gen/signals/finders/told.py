"""Which way a finding is said to go, where the words around it take from what it says by itself.

A right that somebody else holds gives readers nothing, "cannot delete" promises nothing, and what a text "does not
apply to" is not thereby left undone. What a finding asks for does not depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from site_gen.signals.comparing.changes import Side
from site_gen.signals.finders.denials import denies_guard, is_empty_denial
from site_gen.signals.finders.edits import OF_EDITS, asks_first, waits_for_objection
from site_gen.signals.finders.families import EXCEPTION
from site_gen.signals.finders.findings import Finding
from site_gen.signals.finders.gates import cases_of, is_for_people, way_of_gate
from site_gen.signals.finders.holding import (
    Holder,
    holder,
    is_for_request,
    is_given_to_reader,
    stands_in_right,
    tells_only_of_right,
)
from site_gen.signals.finders.regions import of_place
from site_gen.signals.model import Direction
from site_gen.signals.parsing.denial import Stretch, is_denied
from site_gen.signals.parsing.governing import is_denied_list
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Hit, Word
from site_gen.signals.words.lexicon import Lexicon

_OF_PRACTICE = frozenset({"M1", "M4", "M5", "M10", "M14"})
_OF_RIGHTS = frozenset({"right-added", "right-gone"})
_OF_WORDS = frozenset({"wording", "contact"})
"""Rules that say no more than that words, or an address, changed."""
_OF_CHOICES = frozenset({"choice-extended", "choice-cut"})
_FORMS = frozenset({"hashed", "pseudonymous", "anonymous", "aggregate", "encrypted"})
"""Of protections, those in which information can be used or passed on."""
_HELD = frozenset({"keep", "share", "use", "collect"})
"""What is done with information by whoever has it where they are."""
_ASKED_FOR = frozenset({"M1", "M4", "M5"})
"""Questions of what readers give who ask for something."""
_VAGUE = frozenset({"practice-described", "practice-extended", "practice-altered"})
_MEMBERS = frozenset({"member-data", "member-passed-on", "member-recipient", "member-purpose", "member-source"})
_UP_TO = 6  # words
_PAST = 2  # words behind readers at which their act stands: "you may have bought"


def told_direction(finding: Finding, way: Direction, lexicon: Lexicon) -> Direction:
    """Return which way a finding is said to go that goes `way` by its own words."""
    side, code = finding.side, finding.rule.code
    if side is None:
        return way
    if code in _OF_WORDS or (code in _OF_CHOICES and not _is_choice(finding, side, lexicon.grammar)):
        return Direction.UNCLEAR
    return way_of_gate(finding) or _by_rule(finding, side, way, lexicon)


def _by_rule(finding: Finding, side: Side, way: Direction, lexicon: Lexicon) -> Direction:
    code = finding.rule.code
    if code in OF_EDITS:
        return OF_EDITS[code](finding, way, lexicon.grammar)
    if code in _OF_RIGHTS or code == "limit-added":
        return _of_right(finding, side, way)
    is_practice = finding.rule.question in _OF_PRACTICE or code == "sensitive-data-gone"
    return _of_practice(finding, side, way, lexicon) if is_practice else _of_ground(finding, side, way)


def _of_right(finding: Finding, side: Side, way: Direction) -> Direction:
    before, after = finding.change.before, finding.change.after
    grammar = side.clause.reading.lexicon.grammar
    if before and after and finding.came and asks_first(before, grammar) and not asks_first(after, grammar):
        return Direction.WIDENING if waits_for_objection(after, grammar) else way
    if finding.rule.code not in _OF_RIGHTS:
        is_new = before is None and any(hit.family == "rights" for hit in side.hits)
        return Direction.UNCLEAR if is_new and not side.denied else way
    holders = {holder(side, hit) for hit in _hits(finding, side)}
    if not holders or Holder.READER in holders:
        return Direction.UNCLEAR if finding.came and _replaces_way(finding, side) else way
    if Holder.NOBODY in holders:
        return Direction.WIDENING if finding.came else Direction.PROTECTIVE
    return Direction.UNCLEAR


def _replaces_way(finding: Finding, side: Side) -> bool:
    """Whether only the page or the setting is another on which readers use a right that they had."""
    before = finding.change.before
    if before is None or not before.lone or {hit.concept for hit in _hits(finding, side)} != {"choice"}:
        return False
    return any(hit.family == "rights" and holder(before, hit) is Holder.READER for hit in before.hits)


def _is_choice(finding: Finding, side: Side, grammar: Grammar) -> bool:
    """Whether words belong to what readers may do, and nobody else acts between: not to "your name, which we use"."""
    before = finding.change.before
    if finding.rule.code == "choice-cut" and before is not None:
        side = before
    at = min((at for at in map(side.clause.text.find, finding.found) if at >= 0), default=0)
    words = side.clause.words
    acting = [
        word.stem
        for number, word in enumerate(words)
        if word.start < at and _is_subject(words[: number + 4], number, grammar)
    ]
    return bool(acting) and acting[-1] in grammar.reader and not _is_wish(side, grammar)


def _is_subject(words: Sequence[Word], at: int, grammar: Grammar) -> bool:
    """Whether a word is whoever does what a part of a sentence says: its publisher, or readers who may do it.

    Readers are none in "what we know about you may include", nor in "what you may have bought".
    """
    if words[at].stem not in grammar.reader:
        return words[at].stem in grammar.speakers
    opens = grammar.conditionals | grammar.relatives | grammar.joints | grammar.askers | grammar.turns
    is_object = at > 0 and words[at - 1].small and words[at - 1].stem not in opens
    behind = words[at + 1 :]
    is_past = len(behind) > _PAST and behind[1].stem in grammar.perfects and not behind[_PAST].small
    return not is_object and behind[:1] != [] and behind[0].stem in grammar.weak_modals and not is_past


def _is_wish(side: Side, grammar: Grammar) -> bool:
    """Whether what readers "may" is only to wish for something, or to get it: "projects that you may want to see"."""
    words = side.clause.words
    acts = [
        act.stem
        for word, modal, act in zip(words, words[1:], words[2:], strict=False)
        if word.stem in grammar.reader and modal.stem in grammar.weak_modals
    ]
    return bool(acts) and all(act in grammar.wishing | grammar.getting for act in acts)


def _of_practice(finding: Finding, side: Side, way: Direction, lexicon: Lexicon) -> Direction:
    """Return which way something goes that is, or is not, done with information."""
    if side.clause.is_item and is_denied_list(side.clause.lead, lexicon):
        return Direction.PROTECTIVE if finding.came else Direction.WIDENING
    places = finding.places or [at for at in map(side.clause.text.find, finding.found) if at >= 0]
    if not finding.came:
        is_excepted = bool(places) and is_for_people(side) and all(is_denied(cases_of(side), at) for at in places)
        return Direction.PROTECTIVE if is_excepted and finding.change.after else way
    if way is Direction.WIDENING:
        return _of_more(finding, side, places, lexicon)
    if way is Direction.NARROWING:
        if _is_excepted_from_guard(side, lexicon):
            return Direction.WIDENING
        return Direction.PROTECTIVE if places and all(stands_in_right(side, place) for place in places) else way
    return _of_less(finding, side, places, lexicon) if way is Direction.PROTECTIVE else way


def _of_more(finding: Finding, side: Side, places: Sequence[int], lexicon: Lexicon) -> Direction:
    """Return which way that goes which seems to be done in addition."""
    is_guarded = bool(places) and all(_is_guarded(side, place, lexicon) for place in places)
    is_guarded = is_guarded or (finding.rule.code == "practice-extended" and _gets_guard(side, lexicon))
    is_guarded = is_guarded or (finding.rule.code in _MEMBERS and _is_measure(finding, side, lexicon))
    if places and _is_told_of(side, min(places), lexicon.grammar):
        return Direction.PROTECTIVE
    is_link = finding.rule.family == "sale" and all(_is_in_right(side, hit) for hit in _hits(finding, side))
    is_right = finding.rule.code in _VAGUE and finding.change.before is None and tells_only_of_right(side)
    if is_guarded or is_link or is_right:
        return Direction.PROTECTIVE
    is_named = bool(places) and all(stands_in_right(side, place) for place in places)
    is_named = is_named or (finding.rule.question in _ASKED_FOR and is_for_request(side))
    is_named = is_named or (finding.rule.code == "member-passed-on" and is_given_to_reader(side, places))
    is_named = is_named or all(words.lower() in lexicon.grammar.agreeing for words in finding.found or ("",))
    is_doubtful = finding.rule.code == "practice-altered" or (is_named and finding.rule.code not in _VAGUE)
    return Direction.UNCLEAR if is_doubtful else Direction.WIDENING


def _of_less(finding: Finding, side: Side, places: Sequence[int], lexicon: Lexicon) -> Direction:
    """Return which way that goes which seems to be left undone, or done with care."""
    if finding.rule.family == "protections":
        is_done = any(_protects(side, hit, lexicon.grammar) for hit in _hits(finding, side))
        return Direction.PROTECTIVE if is_done else Direction.UNCLEAR
    denials = [part for part in side.denied if any(part[0] <= place < part[1] for place in places)]
    if denials:
        is_empty = all(is_empty_denial(side, part, lexicon.grammar) for part in denials)
        is_let = any(_is_let(side, part, place) for part in denials for place in places)
        return Direction.UNCLEAR if is_empty or is_let else Direction.PROTECTIVE
    forms = [hit for hit in side.hits if hit.family == "protections" and hit.concept in _FORMS]
    is_described = forms and not any(_protects(side, hit, lexicon.grammar) for hit in forms)
    return Direction.WIDENING if is_described and not _is_kept_safe(side, lexicon) else Direction.PROTECTIVE


def _is_let(side: Side, part: Stretch, place: int) -> bool:
    """Whether a place stands behind what is excepted from a denial: "nobody other than our vendors"."""
    return any(hit[:2] == EXCEPTION and part[0] < hit.start < place < part[1] for hit in side.hits)


def _protects(side: Side, hit: Hit, grammar: Grammar) -> bool:
    """Whether information is put into a form, or used in that form alone; not where something in that form is named."""
    words = side.clause.words
    at = next((number for number, word in enumerate(words) if word.start >= hit.start), len(words))
    behind = next((number for number, word in enumerate(words) if word.start >= hit.end), len(words))
    before = words[max(0, at - 3) : at]
    if any(word.stem in grammar.passives | grammar.publisher | grammar.reader for word in before[-2:]):
        return True
    if any((each.family, each.concept) == ("limits", "only") for each in side.hits):
        return True
    names = behind < len(words) and not words[behind].small and _joined(side.clause.text, hit.end, words[behind].start)
    return not names


def _joined(text: str, end: int, start: int) -> bool:
    return not text[end:start].strip()


def _is_kept_safe(side: Side, lexicon: Lexicon) -> bool:
    """Whether something else in a clause protects people: what is deleted, or a measure."""
    return any(hit.family == "deleting" or hit.concept not in _FORMS for hit in _guards(side, lexicon))


def _is_guarded(side: Side, place: int, lexicon: Lexicon) -> bool:
    """Whether it is said of information only that it "is encrypted", or "is deleted"."""
    words = [word for word in side.clause.words if word.start >= place][:_UP_TO]
    guards = {hit.start for hit in _guards(side, lexicon)}
    return any(one.stem in lexicon.grammar.passives and two.start in guards for one, two in pairwise(words))


def _is_told_of(side: Side, first: int, grammar: Grammar) -> bool:
    """Whether words stand in what readers are promised to be told of: "we will notify you if ..."."""
    words = [word for word in side.clause.words if word.start < first]
    tells = [
        at
        for at, (word, whom) in enumerate(pairwise(words))
        if word.stem in grammar.telling and whom.stem in grammar.reader
    ]
    if not tells or is_denied(side.denied, words[tells[0]].start):
        return False
    is_promised = any(word.stem in grammar.strong_modals for word in words[: tells[0]])
    behind = {word.stem for word in words[tells[0] + 2 : tells[0] + 2 + _UP_TO]}
    return is_promised and bool(behind & (grammar.conditionals | grammar.earlier))


def _gets_guard(side: Side, lexicon: Lexicon) -> bool:
    """Whether the new words of a sentence say how information is protected."""
    guards = [hit for hit in _guards(side, lexicon) if hit.concept not in _FORMS]
    return any(side.is_fresh(hit.start, hit.end) and not is_denied(side.denied, hit.start) for hit in guards)


def _is_measure(finding: Finding, side: Side, lexicon: Lexicon) -> bool:
    """Whether what seems to be one more member of a list is how something is protected: "over TLS"."""
    spans = [(at, at + len(words)) for words in finding.found if (at := side.clause.text.find(words)) >= 0]
    guards = [hit.start for hit in _guards(side, lexicon) if hit.concept not in _FORMS - {"encrypted"}]
    return bool(spans) and all(any(start <= guard < end for guard in guards) for start, end in spans)


def _is_excepted_from_guard(side: Side, lexicon: Lexicon) -> bool:
    """Whether an exception is from what protects people: "deleted after 30 days, unless we need them"."""
    excepts = [hit.start for hit in side.hits if hit[:2] == EXCEPTION]
    return bool(excepts) and any(hit.start < excepts[0] for hit in _guards(side, lexicon))


def _is_excepted_from_right(side: Side, hits: Sequence[Hit]) -> bool:
    """Whether words stand behind an exception from a right, or from deletion, that is as new: it comes with it."""
    excepts = [hit.start for hit in side.hits if hit[:2] == EXCEPTION]
    given = [hit.start for hit in side.hits if hit.family in {"rights", "deleting"}]
    return bool(excepts and given and hits) and min(given) < excepts[0] <= min(hit.start for hit in hits)


def _guards(side: Side, lexicon: Lexicon) -> list[Hit]:
    """Return the words for what protects people."""
    return [
        hit
        for hit in side.hits
        if hit.family == "deleting"
        or (hit.family == "protections" and lexicon.ways.get((hit.family, hit.concept)) is Direction.PROTECTIVE)
    ]


def _is_in_right(side: Side, hit: Hit) -> bool:
    """Whether words only name a choice: the link "Do Not Sell My Personal Information"."""
    return any(each.family == "rights" and each.start <= hit.start and hit.end <= each.end for each in side.hits)


def _is_denied_guard(side: Side, place: int) -> bool:
    """Whether a clause says that a measure is not taken."""
    return any(start <= place < end and denies_guard(side, (start, end)) for start, end in side.denied)


def _of_ground(finding: Finding, side: Side, way: Direction) -> Direction:
    """Return which way a legal ground, a condition, a region or a word on children goes."""
    family, hits = finding.rule.family, [*_hits(finding, side)]
    concepts = {hit.concept for hit in hits}
    if family in {"countries", "transfers"}:
        return of_place(finding, side, hits, way)
    if family == "conditions" and concepts == {"human-readers"} and "rights" in side.families:
        return Direction.PROTECTIVE if finding.came else Direction.WIDENING
    if finding.rule.code == "protection" and all(_is_denied_guard(side, hit.start) for hit in hits):
        return Direction.PROTECTIVE
    return Direction.UNCLEAR if _goes_no_way(finding, side, hits, way) else way


def _goes_no_way(finding: Finding, side: Side, hits: list[Hit], way: Direction) -> bool:
    family, concepts = finding.rule.family, {hit.concept for hit in hits}
    if family == "children":
        return concepts == {"parents"} and not side.families & {"basis", "rights"}
    if way is Direction.WIDENING and finding.change.before is None and _is_excepted_from_right(side, hits):
        return True
    if family != "basis" or not hits:
        return False
    if way is Direction.PROTECTIVE and concepts == {"consent"} and _agrees_to_more(finding, side):
        return True
    return all(_is_in_right(side, hit) for hit in hits)  # "authorized agent"


def _agrees_to_more(finding: Finding, side: Side) -> bool:
    """Whether a new sentence names consent as the ground of what it says is done: to agree to more is no gain."""
    if finding.change.before or not finding.came:
        return False
    grammar = side.clause.reading.lexicon.grammar
    if side.denied or "only" in side.concepts("limits") or any(w.stem in grammar.asking for w in side.clause.words):
        return False
    return bool(side.concepts("handling") & (_HELD | {"access"}))


def _hits(finding: Finding, side: Side) -> Iterator[Hit]:
    places = frozenset(finding.places)
    yield from (hit for hit in side.hits if hit.family == finding.rule.family and hit.start in places)
