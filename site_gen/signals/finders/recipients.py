"""Find new names among those who get information, and others whom a definition now takes in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.finders.findings import (
    Finding,
    Scene,
    is_mostly_fresh,
    is_quiet,
    settles_disputes,
)
from site_gen.signals.finders.runs import is_joined, own_run, text_of
from site_gen.signals.parsing.clauses import Clause
from site_gen.signals.parsing.governing import Kind, kind_of_head
from site_gen.signals.parsing.names import is_short_form
from site_gen.signals.parsing.prose import CELLS
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Word
from site_gen.signals.words.lexicon import Lexicon

_INFORMATION = frozenset({"subject", "data", "sensitive"})
_GIVING = frozenset({"share", "sell"})
_TERM = 6  # words, in which a definition says what it defines
_LISTED = 12  # words; a longer list item is a sentence, not a name
_NAME = re.compile(r"\b[A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*)*")
_QUOTES = "\"\u201c\u2018'"
_RARE = 3  # times; a name all over the text is that of a product
_NEARBY = 80  # characters
_STREET = re.compile(r"\d[\w./-]{0,4},?\s(?:[^\d\n]{3,60}\s)?\d{4,5}\s[A-Z][^\W\d_]+")
"""A house's number and street, the post code and the town, as they are written in most of Europe."""
_POSTCODE = re.compile(r"\b[A-Z]{2},?\s{1,3}\d{5}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s\d[A-Z]\d\b")


def find_listed(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a new name in a table or list of recipients."""
    side = change.after
    if side is None or "recipients" not in side.clause.near.places or is_quiet(side, came=True):
        return
    if not _is_listed_new(side, change):
        return
    found = [match for match in _NAME.finditer(side.clause.text) if side.is_fresh(*match.span())]
    found = [match for match in found if _may_get(side.clause, match.start(), scene.lexicon)]
    names = [match[0] for match in found if not scene.old.says(match[0].lower())]
    if names:
        yield scene.finding("recipient-listed", change, *names)


def _is_listed_new(side: Side, change: Change) -> bool:
    """Whether an entry is new, or begins with another name than the one that it is most like."""
    clause = side.clause
    if change.before:
        return clause.text[:1].isupper() and change.before.is_fresh(0, 1) and side.is_fresh(0, 1)
    return is_mostly_fresh(side, 1) and (clause.kind == "row" or len(clause.words) <= _LISTED)


def _may_get(clause: Clause, at: int, lexicon: Lexicon) -> bool:
    """Whether a place in a row is not in another column than that of those who get information."""
    columns = clause.near.columns if clause.kind == "row" else ()
    kinds = [kind_of_head(head, lexicon) for head in columns]
    if Kind.RECIPIENT not in kinds or clause.text.count(CELLS) + 1 != len(kinds):
        return True
    return kinds[clause.text.count(CELLS, 0, at)] is Kind.RECIPIENT


def find_named(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a new name in a sentence about those who get information."""
    side = change.after
    if side is None or not tells_recipients(change, side) or is_quiet(side, came=True) or settles_disputes(side):
        return
    if scene.lexicon.grammar.capital_nouns:
        return
    text = side.clause.text
    spans = [match.span() for match in _NAME.finditer(text) if match.start() and not _is_quoted(text[: match.start()])]
    spans = [span for span in spans if not is_short_form(text, *span) and _may_get(side.clause, span[0], scene.lexicon)]
    spans = [span for span in spans if not _POSTCODE.search(text, span[0], span[1] + _NEARBY)]
    spans = [span for span in spans if not _is_of_street(text, *span) and not _is_place(side.clause, span[0])]
    countries = {hit.start for hit in side.hits if hit.family == "countries"}
    spans = [span for span in spans if span[0] not in countries and not _is_ours(text, *span, scene.lexicon.grammar)]
    names = [text[start:end].rstrip(".") for start, end in spans if side.is_fresh(start, end) and end - start > 2]
    names = [name for name in names if _is_new_name(name.lower(), scene)]
    if names:
        yield scene.finding("recipient-named", change, *names)


def _is_place(clause: Clause, start: int) -> bool:
    """Whether a name stands behind "in", "on" or "under", and so in no place of those who get information."""
    grammar = clause.reading.lexicon.grammar
    before = [word for word in clause.words if word.start < start and not _says_no_place(word, grammar)]
    return clause.kind != "row" and bool(before) and before[-1].stem in grammar.standing


def _says_no_place(word: Word, grammar: Grammar) -> bool:
    """Whether a small word, such as "the" or "our", says nothing of where the name behind it stands."""
    return (
        word.small
        and word.stem not in grammar.standing | grammar.joints | grammar.givers | grammar.sources | grammar.doers
    )


def _is_of_street(text: str, start: int, end: int) -> bool:
    """Whether a name is that of a street or a town in an address, of which the number may stand behind it."""
    found = _STREET.finditer(text)
    return any(
        match.start() <= start < match.end() or not text[end : match.start()].strip()
        for match in found
        if match.end() > start
    )


def find_doers(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find somebody more to whom something is given, or by whom it is handled, at the end of a sentence that stays.

    "... is read by our staff" -> "... and by our partners"; "... is printed" -> "... and handed over to the printers".
    """
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or before.lone or after.denied or is_quiet(after, came=True):
        return
    run = own_run(after, grammar)
    if not run or not is_joined(after, run, grammar):
        return
    words = after.clause.words
    stems = [words[at].stem for at in run]
    is_passive = any(word.stem in grammar.passives for word in words[: run[0]])
    is_theirs = after.families & _INFORMATION or any(word.stem in grammar.possessives for word in words[: run[0]])
    is_handled = bool(is_theirs) and stems[0] in grammar.doers
    start, end = words[run[0]].start, words[run[-1]].end
    gives = any(h.family == "handling" and h.concept in _GIVING and start <= h.start < end for h in after.hits)
    if is_passive and (is_handled or (gives and grammar.givers.intersection(stems))):
        yield scene.finding("member-recipient", change, text_of(after, run))


def _is_ours(text: str, start: int, end: int, grammar: Grammar) -> bool:
    """Whether a name is that of the publisher's own service, as in "our Tarn app"."""
    before, after = text[:start].rstrip().rpartition(" ")[2], text[end:].lstrip().partition(" ")[0]
    return before.lower() in grammar.publisher and after.rstrip(".,;:").lower() in grammar.offers


def tells_recipients(change: Change, side: Side) -> bool:
    """Whether a clause says who gets information, or is new where only that is said."""
    is_listed = "recipients" in side.clause.near.places
    if is_listed and side.clause.kind == "row":
        return True
    if "handling" not in side.families:
        return is_listed and side.clause.is_listed
    return "disclosing" in side.families or (change.before is None and is_listed)


def _is_quoted(before: str) -> bool:
    """Whether a quotation is open at the end of a text."""
    return before.count('"') % 2 == 1 or before.count("\u201c") > before.count("\u201d") or before[-1:] in _QUOTES


def _is_new_name(name: str, scene: Scene) -> bool:
    grammar = scene.lexicon.grammar
    if name.rpartition(" ")[2] in grammar.papers:
        return False
    while name.rpartition(" ")[2] in grammar.company_forms:
        name = name.rpartition(" ")[0]
    return not scene.old.says(name) and scene.new.count(name) <= _RARE


def find_redefined(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a definition of somebody who gets information that now takes in others: "Partner means ..."."""
    before, after = change.before, change.after
    if not before or not after or before.lone or not after.lone:
        return
    term = _defined(after, scene.lexicon.grammar)
    if term and _defined(before, scene.lexicon.grammar) and _is_given(term, after, scene):
        fresh = [word for word in after.lone if word.stem not in before.clause.stems] or after.lone
        more = after.clause.text[fresh[0].start : fresh[-1].end]
        yield scene.finding("recipient-redefined", change, term, more)


def _defined(side: Side, grammar: Grammar) -> str:
    """Return whom a clause defines, if that is somebody who may get information: the subject of "means"."""
    words = side.clause.words
    at = next((at for at, word in enumerate(words[:_TERM]) if word.stem in grammar.defining), 0)
    if not at:
        return ""
    terms = (hit for hit in side.hits if hit.family == "recipients" and hit.end <= words[at].start)
    return next((side.clause.text[hit.start : hit.end] for hit in terms), "")


def _is_given(term: str, side: Side, scene: Scene) -> bool:
    """Whether a sentence of the newer text says that whoever is defined gets information."""
    stems = [stem for stem, _ in scene.lexicon.language.stems(term)]
    others = (clause for clause in scene.new.clauses_with(stems) if clause.text != side.clause.text)
    return any(
        hit.family == "handling" and hit.concept in _GIVING for clause in others for hit in scene.new.hits(clause)
    )
