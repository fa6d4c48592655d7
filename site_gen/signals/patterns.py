"""Facts that no list of words can hold: polarity, numbers, names, new sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from operator import attrgetter

from site_gen.signals.amounts import amounts
from site_gen.signals.changes import Change, Side
from site_gen.signals.clauses import Clause
from site_gen.signals.denial import Stretch, is_denied
from site_gen.signals.findings import Finding, Scene, is_furniture, is_quiet, tells_practice
from site_gen.signals.governing import Kind, is_denied_list
from site_gen.signals.language import Word
from site_gen.signals.lexicon import Grammar
from site_gen.signals.members import members, new_members
from site_gen.signals.names import is_short_form

_START = attrgetter("start")
Detector = Callable[[Change, Scene], Iterator[Finding]]

_OF_PEOPLE = frozenset({"handling", "subject", "data", "sensitive", "trackers", "purposes", "rights", "sale"})
_OF_PRICES = frozenset({"handling", "rights", "disputes", "conditions", "basis", "sale"})
_NEW_WORDS = 5
_NEW_SHARE = 0.5
"""A clause tells something new if so many of its words, and so large a part of them, are fresh."""
_ALTERED = 4  # words, of both sides
_PARTS = ",;:("
_GOVERNED = 4  # words; so near before a verb, a `not` is its own
_EXTENDED = 3  # words, where none was replaced
_QUALIFYING = 6  # words that carry meaning; more are not one qualifier
_CONDITION = 4  # words; so near behind "if", a `not` says when something holds
_LISTED = 12  # words; a longer list item is a sentence, not a name
_NAME = re.compile(r"\b[A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*)*")
_OR = " or "
_QUOTES = "\"\u201c\u2018'"
_ADDRESS = 2  # numbers: of the house and of the place
_ALIKE = 4  # letters
_LINES = 30  # words of an address, with whoever lives there
_SEVERAL = 4  # words, with the company's form
_RARE = 3  # times; a name all over the text is that of a product
_NEARBY = 80  # characters
_POSTCODE = re.compile(r"\b[A-Z]{2},?\s{1,3}\d{5}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s\d[A-Z]\d\b")
_STATE = re.compile(r"\.?,?\s\d{5}\b")
_AND = re.compile(r"\s(?:and|&)\s")
_CARE_OF = ("c/o ", "c/- ", "C/O ", "C/- ", "c/o: ")
_BARE = re.compile(r"[\d.,%]{1,20}")
_FIGURES = 3  # cells
_CONTACT = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")


def _polarity(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a clause that says no where it said yes, or the other way round."""
    words = scene.lexicon.grammar.negations
    if change.before and change.after:
        is_fresh = any(_says_no(side, word, words) for side in (change.before, change.after) for word in side.fresh)
        if (
            is_fresh
            and (_denies(change.before, words) != _denies(change.after, words) or _turns_verb(change, words))
            and (_is_about_people(change.before) or _is_about_people(change.after))
        ):
            yield _finding("negation", change, scene)
    elif _count(change.before, words) and (tells_practice(change.before) or _tells_transfers(change.before)):
        yield _finding("promise-gone", change, scene)


def _denies(side: Side, negations: frozenset[str]) -> bool:
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
    """Whether a word denies; `or not` leaves both open."""
    if word.stem not in negations:
        return False
    return not side.clause.text[: word.start].lower().endswith(_OR)


def _tells_transfers(side: Side | None) -> bool:
    return side is not None and "transfers" in side.families and not is_quiet(side, came=False)


def _is_about_people(side: Side) -> bool:
    return bool(side.families & _OF_PEOPLE) and not is_quiet(side, came=False)


def _count(side: Side | None, stems: frozenset[str]) -> int:
    return sum(word.stem in stems for word in side.fresh) if side else 0


def _modality(change: Change, scene: Scene) -> Iterator[Finding]:
    if not change.before or not change.after:
        return
    grammar = scene.lexicon.grammar
    old, new = ({word.stem for word in side.fresh} for side in (change.before, change.after))
    weaker = old & grammar.strong_modals and new & grammar.weak_modals
    stronger = old & grammar.weak_modals and new & grammar.strong_modals
    if (weaker or stronger) and (tells_practice(change.before) or tells_practice(change.after)):
        yield _finding("modal", change, scene)


def _numbers(change: Change, scene: Scene) -> Iterator[Finding]:
    grammar = scene.lexicon.grammar
    old, new = _amounts(change.before, grammar), _amounts(change.after, grammar)
    if change.before and change.after:
        old, new = old - _bare_in(change.after, new, old), new - _bare_in(change.before, old, new)
    if not change.before:
        fresh = {amount for amount in new if not scene.is_old_amount(amount)}
        old, new = set(), fresh if _limits_time(change.after) else set()
    elif not change.after and not _limits_time(change.before):
        return
    for amount in sorted(old ^ new):
        yield _finding(_number_code(amount, change), change, scene, " ".join(amount))


def _bare_in(side: Side, counted: set[tuple[str, str]], sought: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of the sought amounts whose number a side has without its unit: only a word was forgotten."""
    bare = {word.stem for word in side.clause.words} - {number for number, _ in counted}
    return {amount for amount in sought if amount[0] in bare and amount[1] != "age"}


def _limits_time(side: Side | None) -> bool:
    if side is None:
        return False
    return tells_practice(side, came=True) or "keep" in side.concepts("handling") or "changes" in side.families


def _amounts(side: Side | None, grammar: Grammar) -> set[tuple[str, str]]:
    if side is None or is_quiet(side, came=False) or _is_statistic(side.clause):
        return set()
    found = amounts(side.clause, grammar)
    if side.families & _OF_PRICES or any(word.stem in grammar.publisher for word in side.clause.words):
        return found
    return {amount for amount in found if amount[1] != "money"}  # what goods cost is not what people pay for a right


def _is_statistic(clause: Clause) -> bool:
    """Whether a row of a table tells how often something was: nearly all of its cells are bare numbers."""
    cells = clause.text.split(" | ")
    return clause.kind == "row" and sum(_BARE.fullmatch(cell.strip()) is not None for cell in cells) >= _FIGURES


def _number_code(amount: tuple[str, str], change: Change) -> str:
    families = {family for side in (change.before, change.after) if side for family in side.families}
    if amount[1] in {"age", "money"}:
        return {"age": "age-limit", "money": "amount"}[amount[1]]
    codes = (("changes", "notice-period"), ("children", "age-limit"), ("rights", "deadline"))
    return next((code for family, code in codes if family in families), "period")


def _entities(change: Change, scene: Scene) -> Iterator[Finding]:
    side = change.after
    if side is None or not side.fresh or (is_quiet(side, came=True) and not _is_address(side.clause)):
        return
    text, grammar = side.clause.text, scene.lexicon.grammar
    is_theirs = "controller" in side.concepts("entities")  # another company, though named elsewhere, now answers
    names = [
        text[start:end]
        for start, end in _companies(text, grammar)
        if side.is_fresh(start, end) and (is_theirs or not scene.old.says(text[start:end].lower().rstrip(".")))
        if not _is_postal(text, start, end)
    ]
    names = [name for name in names if not _is_same_company(name, change, scene, is_theirs=is_theirs)]
    if names:
        yield _finding("legal-entity", change, scene, *names)


def _is_address(clause: Clause) -> bool:
    """Whether a clause is no more than a few names, as where a company is written to."""
    return is_furniture(clause) and len(clause.words) <= _LINES


def _companies(text: str, grammar: Grammar) -> Iterator[tuple[int, int]]:
    """Yield where each company's name stands; of two that `and` joins, each by itself."""
    for match in grammar.entities.finditer(text):
        start = match.start()
        for joint in _AND.finditer(text, *match.span()):
            if text[start : joint.start()].rpartition(" ")[2].rstrip(".,").lower() in grammar.forms:
                yield start, joint.start()
                start = joint.end()
        yield start, match.end()


def _is_postal(text: str, start: int, end: int) -> bool:
    """Whether a name only says at whose door letters are left, or is a place and its state."""
    return text[:start].endswith(_CARE_OF) or _STATE.match(text, end) is not None


def _is_same_company(name: str, change: Change, scene: Scene, *, is_theirs: bool) -> bool:
    """Whether the clause named a company of the same form, whose name is much alike or whose address it has.

    Or one that has only got another form, or its form written out, if it is not who answers.
    """
    if not change.before or not change.after:
        return False
    new = _words_of_name(name)
    if not is_theirs and " ".join(new[:-1]) in change.before.clause.text.lower():
        return True
    text = change.before.clause.text
    olds = [_words_of_name(text[start:end]) for start, end in _companies(text, scene.lexicon.grammar)]
    numbers = [{w.stem for w in s.clause.words if w.stem[0].isdigit()} for s in (change.before, change.after)]
    is_address = len(numbers[0] & numbers[1]) >= _ADDRESS
    return any(old[-1] == new[-1] and (is_address or _are_alike(old, new)) for old in olds)


def _words_of_name(name: str) -> list[str]:
    return name.lower().replace(",", "").rstrip(".").split()


def _are_alike(old: list[str], new: list[str]) -> bool:
    """Whether two names begin alike, or differ in one word of several."""
    is_mostly = len(old) == len(new) >= _SEVERAL and sum(one != other for one, other in zip(old, new, strict=True)) == 1
    return is_mostly or old[0][:_ALIKE] == new[0][:_ALIKE]


def _find_listed(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a new name in a table or list of recipients."""
    side = change.after
    if side is None or "recipients" not in side.clause.near.places or is_quiet(side, came=True):
        return
    if not _is_listed_new(side, change):
        return
    found = [match for match in _NAME.finditer(side.clause.text) if side.is_fresh(*match.span())]
    names = [match[0] for match in found if not scene.old.says(match[0].lower())]
    if names:
        yield _finding("recipient-listed", change, scene, *names)


def _is_listed_new(side: Side, change: Change) -> bool:
    """Whether an entry is new, or begins with another name than the one that it is most like."""
    clause = side.clause
    if change.before:
        return clause.text[:1].isupper() and change.before.is_fresh(0, 1) and side.is_fresh(0, 1)
    return _is_new(side, 1) and (clause.kind == "row" or len(clause.words) <= _LISTED)


def _find_named(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a new name in a sentence about those who get information."""
    side = change.after
    if side is None or not _tells_recipients(change, side) or is_quiet(side, came=True):
        return
    if scene.lexicon.grammar.capital_nouns:
        return
    text = side.clause.text
    spans = [match.span() for match in _NAME.finditer(text) if match.start() and not _is_quoted(text[: match.start()])]
    spans = [span for span in spans if not is_short_form(text, *span)]
    spans = [span for span in spans if not _POSTCODE.search(text, span[0], span[1] + _NEARBY)]
    countries = {hit.start for hit in side.hits if hit.family == "countries"}
    spans = [span for span in spans if span[0] not in countries and not _is_ours(text, *span, scene.lexicon.grammar)]
    names = [text[start:end].rstrip(".") for start, end in spans if side.is_fresh(start, end) and end - start > 2]
    names = [name for name in names if _is_new_name(name.lower(), scene)]
    if names:
        yield _finding("recipient-named", change, scene, *names)


def _is_ours(text: str, start: int, end: int, grammar: Grammar) -> bool:
    """Whether a name is that of the publisher's own service, as in "our Tarn app"."""
    before, after = text[:start].rstrip().rpartition(" ")[2], text[end:].lstrip().partition(" ")[0]
    return before.lower() in grammar.publisher and after.rstrip(".,;:").lower() in grammar.offers


def _tells_recipients(change: Change, side: Side) -> bool:
    """Whether a clause says who gets information, or is new where only that is said."""
    if "handling" not in side.families:
        return False
    return "disclosing" in side.families or (change.before is None and "recipients" in side.clause.near.places)


def _is_quoted(before: str) -> bool:
    """Whether a quotation is open at the end of a text."""
    return before.count('"') % 2 == 1 or before.count("\u201c") > before.count("\u201d") or before[-1:] in _QUOTES


def _is_new_name(name: str, scene: Scene) -> bool:
    grammar = scene.lexicon.grammar
    if name.rpartition(" ")[2] in grammar.papers:
        return False
    while name.rpartition(" ")[2] in grammar.forms:
        name = name.rpartition(" ")[0]
    return not scene.old.says(name) and scene.new.count(name) <= _RARE


def _filled_cells(change: Change, scene: Scene) -> Iterator[Finding]:
    if not change.before or not change.after or change.before.clause.kind != "row" or change.after.clause.kind != "row":
        return
    nothing = scene.lexicon.grammar.nothing
    old, new = (side.clause.text.split(" | ") for side in (change.before, change.after))
    if len(old) != len(new):
        return
    filled = [
        b
        for a, b in zip(old, new, strict=True)
        if _plain_name(a) in nothing and _plain_name(b) and _plain_name(b) not in nothing
    ]
    if filled:
        yield _finding("table-cell-filled", change, scene, *filled)


def _plain_name(cell: str) -> str:
    return cell.strip().rstrip(".").lower()


def _practice(change: Change, scene: Scene) -> Iterator[Finding]:
    after = change.after
    if after and tells_practice(after, came=True) and _is_new(after, _NEW_WORDS) and not _offers(after, scene):
        yield _finding("practice-described", change, scene)
    if change.before and tells_practice(change.before) and _is_new(change.before, _NEW_WORDS):
        yield _finding("practice-dropped", change, scene)


def _offers(side: Side, scene: Scene) -> bool:
    """Whether a clause only says what the reader may do, without a word of the publisher."""
    grammar, stems = scene.lexicon.grammar, [word.stem for word in side.clause.words]
    is_offer = stems[0] in grammar.reader and stems[1:2] and stems[1] in grammar.weak_modals
    return bool(is_offer) and not grammar.publisher.intersection(stems)


def _find_altered(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a sentence about information that was reworded further than a synonym goes."""
    if not change.before or not change.after:
        return
    if not (tells_practice(change.before) or tells_practice(change.after, came=True)):
        return
    sides = (change.before, change.after)
    if any("quiet" in side.families or is_quiet(side, came=side is change.after) for side in sides):
        return
    if sum(_plain_words(side) for side in sides) >= _ALTERED:
        yield _finding("practice-altered", change, scene)
    if _is_narrowed(change.before, change.after, scene):
        yield _finding("promise-narrowed", change, scene)
    if not change.before.fresh and _plain_words(change.after) >= _EXTENDED:
        yield _finding("practice-extended", change, scene)


def _find_unqualified(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a sentence about information that lost words which said of what, or of whom, it holds.

    They stood in the middle of a part, and nothing took their place; a member of a list ends at a comma or a joint.
    """
    before, after = change.before, change.after
    if not before or not after or after.lone or before.denied or not before.fresh or is_quiet(before, came=False):
        return
    if not (tells_practice(before) or tells_practice(after)) or len(before.lone) > _QUALIFYING:
        return
    words, joints = before.clause.words, scene.lexicon.grammar.joints
    lost = [at for at, word in enumerate(words) if before.is_lone(word.start, word.end)]
    first, last = lost[0], lost[-1]
    while first and words[first - 1].small and words[first - 1].stem not in joints:
        first -= 1
    around = (words[first - 1].stem if first else "", words[last + 1].stem if last + 1 < len(words) else "")
    gaps = (
        before.clause.text[words[first - 1].end if first else 0 : words[first].start]
        + before.clause.text[
            words[last].end : words[last + 1].start if last + 1 < len(words) else len(before.clause.text)
        ]
    )
    if joints.isdisjoint(around) and "," not in gaps and "|" not in gaps:
        yield _finding("qualifier-gone", change, scene, before.clause.text[words[first].start : words[last].end])


def _promises(side: Side, grammar: Grammar) -> list[Stretch]:
    """Return what a clause says is not so, but for what holds if readers do not do something."""
    words = side.clause.words

    def is_condition(start: int) -> bool:
        before = [word.stem for word in words if word.start < start][-_CONDITION:]
        return not grammar.conditionals.isdisjoint(before)

    return [part for part in side.denied if not is_condition(part[0])]


def _is_narrowed(before: Side, after: Side, scene: Scene) -> bool:
    """Whether a sentence lost words behind its `not`, and got none for them."""
    negations = scene.lexicon.grammar.negations
    if after.fresh or not before.denied or not _denies(after, negations):
        return False
    if _plain_words(before) < _EXTENDED and not any(_is_name(before, word) for word in before.fresh):
        return False
    return any(is_denied(_promises(before, scene.lexicon.grammar), word.start) for word in before.fresh)


def _is_name(side: Side, word: Word) -> bool:
    return word.start > 0 and side.clause.text[word.start].isupper()


def _plain_words(side: Side) -> int:
    """Count the fresh words that are neither names nor numbers."""
    return sum(side.clause.text[word.start].islower() and "@" not in word.stem for word in side.fresh)


def _is_new(side: Side, least: int) -> bool:
    return len(side.fresh) >= max(least, _NEW_SHARE * len(side.clause.senses))


_MEMBER_CODES = {
    Kind.DATA: "member-data",
    Kind.PASSED_ON: "member-passed-on",
    Kind.RECIPIENT: "member-recipient",
    Kind.PURPOSE: "member-purpose",
    Kind.SOURCE: "member-source",
}


def _members(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find new members of lists, known by their place, and those that a promise lost."""
    side = change.after
    if side and not is_quiet(side, came=True):
        for member in new_members(side, scene.old, scene.lexicon):
            if not member.denied:
                start, end = member.span
                yield _finding(_MEMBER_CODES[member.kind], change, scene, side.clause.text[start:end])
    if change.before and change.after and _denies_members(change.before, scene):
        lost = [member for member in new_members(change.before, scene.new, scene.lexicon) if member.denied]
        if lost and any(members(change.after.clause, scene.lexicon, change.after.hits)):
            for start, end in (member.span for member in lost):
                yield _finding("promise-narrowed", change, scene, change.before.clause.text[start:end])


def _denies_members(side: Side, scene: Scene) -> bool:
    """Whether a clause may say of members of a list that they are not concerned."""
    denies = bool(_promises(side, scene.lexicon.grammar)) or is_denied_list(side.clause.lead, scene.lexicon)
    return denies and not is_quiet(side, came=False)


def _contacts(change: Change, scene: Scene) -> Iterator[Finding]:
    texts = [side.clause.text.lower() if side else "" for side in (change.before, change.after)]
    old, new = (set(_CONTACT.findall(text)) if "@" in text else set() for text in texts)
    come = sorted(address for address in old ^ new)
    if come:
        yield _finding("contact", change, scene, *come)


def _finding(code: str, change: Change, scene: Scene, *found: str) -> Finding:
    return Finding(scene.lexicon.patterns[code], change, found)


DETECTORS: tuple[Detector, ...] = (
    _polarity,
    _modality,
    _numbers,
    _entities,
    _find_listed,
    _find_named,
    _filled_cells,
    _members,
    _practice,
    _find_altered,
    _find_unqualified,
    _contacts,
)
