"""Find periods, ages and amounts that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.comparing.owing import is_readers_period
from site_gen.signals.finders.findings import (
    Finding,
    Scene,
    is_mostly_fresh,
    is_quiet,
    tells_practice,
)
from site_gen.signals.parsing.amounts import PAID, amounts, in_one_unit
from site_gen.signals.parsing.clauses import Clause
from site_gen.signals.words.grammar import Grammar

_OF_PRICES = frozenset({"handling", "rights", "disputes", "conditions", "basis", "sale", "charges"})
_BARE = re.compile(r"[\d.,%]{1,20}")
_FIGURES = 3  # cells
_SAYS = 3  # words


def find_numbers(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find each number that came or went with what it counts."""
    grammar = scene.lexicon.grammar
    is_price = _changes_amount_alone(change)
    old, new = (_amounts(side, grammar, is_price=is_price) for side in (change.before, change.after))
    if change.before and change.after:
        old, new = old - _bare_in(change.after, new, old), new - _bare_in(change.before, old, new)
    if not change.before:
        fresh = {amount for amount in new if not scene.is_old_amount(amount)}
        old, new = set(), fresh if _limits_time(change.after) else _prices(change.after, fresh)
    elif not change.after and not _limits_time(change.before):
        return
    for amount in sorted(_others(old, new) | _others(new, old)):
        yield scene.finding(_rule_of_number(amount, change, grammar), change, " ".join(amount))


def find_quantity(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find another number of what people get or may do, where nothing else changed: "two free copies"."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or not _changes_amount_alone(change):
        return
    if any(is_quiet(side, came=False) or side.clause.kind == "row" for side in (before, after)):
        return
    if not any(word.stem in grammar.reader | grammar.possessives | grammar.publisher for word in after.clause.words):
        return
    counted = [(_counted(side), amounts(side.clause, grammar)) for side in (before, after)]
    if all(number and not any(number == each for each, _ in known) for number, known in counted):
        yield scene.finding("quantity", change, *(text for number, _ in counted if (text := number)))


def _counted(side: Side) -> str:
    """Return the one number that is other, if it counts what stands behind it, as a section's number does not."""
    words, text = side.clause.words, side.clause.text
    at = next((at for at, word in enumerate(words) if word.start == side.lone[0].start), len(words))
    if len(side.lone) != 1 or at + 1 >= len(words):
        return ""
    behind = words[at + 1]
    is_counting = text[words[at].end : behind.start] == " " and text[behind.start].islower() and not behind.small
    is_named = at > 0 and text[words[at - 1].start].isupper() and words[at - 1].start > 0
    return words[at].stem if is_counting and not is_named and words[at].stem.isdecimal() else ""


def _others(amounts: set[tuple[str, str]], than: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the amounts that the other set does not hold, in whatever unit: a year is twelve months."""
    theirs = {in_one_unit(amount) for amount in than}
    return {amount for amount in amounts if in_one_unit(amount) not in theirs}


def _prices(side: Side | None, counted: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the amounts that a new sentence says are paid: "opening an account again costs 20 percent more"."""
    if side is None or side.concepts("charges") != {"price"} or not is_mostly_fresh(side, _SAYS):
        return set()
    return {amount for amount in counted if amount[1] in PAID}


def _bare_in(side: Side, counted: set[tuple[str, str]], sought: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of the sought amounts whose number a side has without its unit: only a word was forgotten."""
    bare = {word.stem for word in side.clause.words} - {number for number, _ in counted}
    return {amount for amount in sought if amount[0] in bare and amount[1] != "age"}


def _limits_time(side: Side | None) -> bool:
    if side is None:
        return False
    return tells_practice(side, came=True) or "keep" in side.concepts("handling") or "changes" in side.families


def _changes_amount_alone(change: Change) -> bool:
    """Whether two sentences differ in nothing but a number."""
    sides = (change.before, change.after)
    return all(side and side.lone and all(word.stem[0].isdigit() for word in side.lone) for side in sides)


def _amounts(side: Side | None, grammar: Grammar, *, is_price: bool) -> set[tuple[str, str]]:
    if side is None or is_quiet(side, came=False) or _is_statistic(side.clause):
        return set()
    found = amounts(side.clause, grammar)
    if any(word.stem in grammar.stakes for word in side.clause.words):
        return {amount for amount in found if amount[1] not in PAID}  # what a company is worth is paid by nobody
    if is_price or side.families & _OF_PRICES or any(word.stem in grammar.publisher for word in side.clause.words):
        return found
    return {amount for amount in found if amount[1] not in PAID}  # what goods cost is not what people pay for a right


def _is_statistic(clause: Clause) -> bool:
    """Whether a row of a table tells how often something was: nearly all of its cells are bare numbers."""
    cells = clause.text.split(" | ")
    return clause.kind == "row" and sum(_BARE.fullmatch(cell.strip()) is not None for cell in cells) >= _FIGURES


def _rule_of_number(amount: tuple[str, str], change: Change, grammar: Grammar) -> str:
    sides = [side for side in (change.before, change.after) if side]
    families = {family for side in sides for family in side.families}
    if amount[1] in {"age", *PAID}:
        return "age-limit" if amount[1] == "age" else "amount"
    if "changes" in families:
        return "notice-period"
    if "children" in families:
        return "age-limit"
    return "deadline" if any(is_owed(side, grammar) for side in sides) else "period"


def is_owed(side: Side, grammar: Grammar) -> bool:
    """Whether a period is that in which people can ask for something, or are answered, and not that of keeping."""
    kept = {hit.start for hit in side.hits if (hit.family, hit.concept) == ("handling", "keep")}
    if any(hit.family == "rights" and hit.start not in kept for hit in side.hits):
        return True
    words = side.clause.words
    if any(word.stem in grammar.requests for word in words):
        return True
    if kept:
        return False
    is_due = any(
        word.stem in grammar.due_words and (behind.stem[0].isdigit() or behind.stem in grammar.articles)
        for word, behind in pairwise(words)
    )
    return is_due or is_readers_period(side, grammar)
