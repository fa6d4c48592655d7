"""Find clauses that say no where they said yes, or "may" where they said "will"."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from operator import attrgetter

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.finders.families import GUARDS, OF_TERMS
from site_gen.signals.finders.findings import (
    Finding,
    Scene,
    is_quiet,
    tells_practice,
)
from site_gen.signals.parsing.denial import Stretch, is_denied
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Word

_OF_PEOPLE = frozenset({"handling", "subject", "data", "sensitive", "trackers", "purposes", "rights", "sale"})
_START = attrgetter("start")
_PARTS = ",;:("
_GOVERNED = 4  # words; so near before a verb, a `not` is its own
_TO = 2  # words at the end, of whom a promise is to
_CONDITION = 4  # words; so near behind "if", a `not` says when something holds
_OR = " or "
_ALONE = 2  # words; where so few are other, what stands elsewhere says nothing of them


def find_turned_denial(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a clause that says no where it said yes, or the other way round, and a promise that is gone."""
    words = scene.lexicon.grammar.negations
    if change.before and change.after:
        is_fresh = any(_says_no(side, word, words) for side in (change.before, change.after) for word in side.fresh)
        if (
            is_fresh
            and (denies(change.before, words) != denies(change.after, words) or _turns_verb(change, words))
            and any(_is_about_people(side, scene.lexicon.grammar) for side in (change.before, change.after))
        ):
            yield scene.finding("negation", change)
    elif _count(change.before, words) and change.before and _is_promise(change.before, scene.lexicon.grammar):
        yield scene.finding("promise-gone", change)


def _is_promise(side: Side, grammar: Grammar) -> bool:
    """Whether a clause says of information, or of readers themselves, what its publisher does not do."""
    if tells_practice(side) or _tells_transfers(side):
        return True
    stems = [word.stem for word in side.clause.words]
    if stems[0] not in grammar.speakers or is_quiet(side, came=False):
        return False
    binds = set(stems[1:_GOVERNED])
    is_to_reader = not grammar.reader.isdisjoint(stems[-_TO:])
    return bool(binds & grammar.strong_modals and binds & grammar.negations) and is_to_reader and bool(side.denied)


def denies(side: Side, negations: frozenset[str]) -> bool:
    """Whether a clause says no to anything."""
    return any(_says_no(side, word, negations) for word in side.clause.words)


def _turns_verb(change: Change, negations: frozenset[str]) -> bool:
    """Whether what is done to information is denied on one side, and only said on the other."""
    old, new = (_polarities(side, negations) if side else Counter() for side in (change.before, change.after))
    gone, come = old - new, new - old
    return any((verb, not is_denied) in come for verb, is_denied in gone)


def _polarities(side: Side, negations: frozenset[str]) -> Counter[tuple[str, bool]]:
    """Count for each act of a clause how often it is denied, and how often asserted."""
    found: Counter[tuple[str, bool]] = Counter()
    words = side.clause.words
    for hit in side.hits:
        if hit.family in {"handling", "sale"}:
            at = bisect_left(words, hit.start, key=_START)
            before = words[max(0, at - _GOVERNED) : at]
            apart = max(side.clause.text.rfind(sign, before[0].start, hit.start) for sign in _PARTS) if before else 0
            found[hit.concept, any(word.stem in negations for word in before if word.start > apart)] += 1
    return found


def _says_no(side: Side, word: Word, negations: frozenset[str]) -> bool:
    """Whether a word denies; `or not` leaves both open, and a name such as "Do Not Sell" says nothing."""
    if word.stem not in negations or not (is_denied(side.denied, word.start) or word.start in side.lifting):
        return False
    return not side.clause.text[: word.start].lower().endswith(_OR)


def _tells_transfers(side: Side | None) -> bool:
    return side is not None and "transfers" in side.families and not is_quiet(side, came=False)


def _is_about_people(side: Side, grammar: Grammar) -> bool:
    """Whether a clause is about information, or about others and what is the reader's, whatever it is called."""
    if is_quiet(side, came=False):
        return False
    is_theirs = "recipients" in side.families and any(word.stem in grammar.possessives for word in side.clause.words)
    return is_theirs or bool(side.families & (_OF_PEOPLE | OF_TERMS))


def _count(side: Side | None, stems: frozenset[str]) -> int:
    return sum(word.stem in stems for word in side.fresh) if side else 0


def promises(side: Side, grammar: Grammar) -> list[Stretch]:
    """Return what a clause says is not so, but for what holds if readers do not do something."""
    words = side.clause.words

    def is_condition(start: int) -> bool:
        before = [word.stem for word in words if word.start < start][-_CONDITION:]
        return not grammar.conditionals.isdisjoint(before)

    def leads_in(part: Stretch) -> bool:
        """Whether the part ends where it is said what then holds: "if ... and you do not ..., then"."""
        behind = next((word.stem for word in words if word.start >= part[1]), "")
        return behind in grammar.consequents and any(
            word.stem in grammar.conditionals for word in words if word.start < part[0]
        )

    return [part for part in side.denied if not is_condition(part[0]) and not leads_in(part)]


def find_turned_modal(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a sentence about information in which "will" became "may", or the other way round."""
    if not change.before or not change.after:
        return
    grammar = scene.lexicon.grammar
    sides = (change.before, change.after)
    is_alone = all(len(side.lone) <= _ALONE for side in sides)
    old, new = ({word.stem for word in (side.lone if is_alone else side.fresh)} for side in sides)
    bound, binds = (_obligations(side, grammar) for side in sides)
    weaker = (old & grammar.strong_modals or bound > binds) and new & grammar.weak_modals
    stronger = old & grammar.weak_modals and (new & grammar.strong_modals or binds > bound)
    is_told = any(tells_practice(side) or (is_alone and _is_about_people(side, grammar)) for side in sides)
    if (weaker or stronger) and is_told:
        yield scene.finding("modal", change)
    elif is_told and _binding(old | new, grammar) and not any(_advises(side, grammar) for side in sides):
        yield from _soft(change, scene, old & grammar.soft_modals, new & grammar.soft_modals)


def _obligations(side: Side, grammar: Grammar) -> int:
    """Count the words of a clause that bind somebody and are small by themselves: "have to", not "do not have to"."""
    stems = [word.stem for word in side.clause.words]
    binding = (at for at in range(len(stems)) if grammar.negations.isdisjoint(stems[max(0, at - 1) : at]))
    return sum(tuple(stems[at : at + len(term)]) == term for at in binding for term in grammar.obligations)


def find_unpromised(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find that what is done for people only may be done now, or the other way round: "we may delete it"."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or bool(before.lone) == bool(after.lone) or before.denied or after.denied:
        return
    side = after if after.lone else before
    if is_quiet(side, came=False) or not all(word.stem in grammar.weak_modals for word in side.lone):
        return
    words = side.clause.words
    at = next(number for number, word in enumerate(words) if word.start == side.lone[0].start)
    behind = words[at + 1 :][:1]
    is_ours = at > 0 and words[at - 1].stem in grammar.speakers
    owed = grammar.telling | grammar.asking
    is_owed = any(hit.family in GUARDS and hit.start == word.start for word in behind for hit in side.hits)
    if is_ours and (is_owed or any(word.stem in owed for word in behind)):
        yield Finding(scene.lexicon.patterns["promise-softened"], change, (), gone=side is before)


def _binding(stems: set[str], grammar: Grammar) -> bool:
    return not stems.isdisjoint(grammar.strong_modals | grammar.weak_modals)


def _soft(change: Change, scene: Scene, old: set[str], new: set[str]) -> Iterator[Finding]:
    """Find that what binds somebody only had better be done now, or the other way round."""
    if bool(old) != bool(new):
        yield Finding(scene.lexicon.patterns["promise-softened"], change, tuple(sorted(old or new)), gone=bool(old))


def _advises(side: Side, grammar: Grammar) -> bool:
    """Whether a clause says what its readers had better do: "you should keep a copy"."""
    words = side.clause.words
    return any(word.stem in grammar.reader and then.stem in grammar.soft_modals for word, then in pairwise(words))
