"""Facts that are words of the lexicon: which came, which went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from site_gen.signals.comparing.changes import TURNING, Change, Side
from site_gen.signals.comparing.members import has_all_members
from site_gen.signals.finders.findings import (
    LOOKS,
    Finding,
    Scene,
    checks_requester,
    is_quiet,
    settles_disputes,
)
from site_gen.signals.parsing.amounts import amounts
from site_gen.signals.parsing.belongings import TAKEN
from site_gen.signals.parsing.clauses import Clause, Fact
from site_gen.signals.parsing.denial import is_denied
from site_gen.signals.parsing.passages import Text
from site_gen.signals.words.language import Hit
from site_gen.signals.words.lexicon import IGNORED, Rule

_LISTED = frozenset({"data", "children", "recipients", "purposes", "trackers"})
"""Families of what lists name."""
_OF_INFORMATION = frozenset({"transfers", "rights", "subject", "data"})
_ALL_ALONG = 3  # times
_OBJECT = 3  # words
_CHOSEN = frozenset({"data", "subject", "sensitive", "trackers", "rights", "purposes", "basis", "sale"})
"""Families of what readers may choose about."""
_HARMS = frozenset({"fraud", "security-purpose"})
_GRANTED = frozenset({"rights", "transfers"})
_PLACED = frozenset({"data", "sensitive", "transfers", "rights", "residents", "recipients"})
_SENT = ("data", "feedback")
_READERS = ("conditions", "human-readers")
_OF_DATA = frozenset({"data", "sensitive", "trackers"})
_INFORMATION = ("subject", "information")
_STAFF = 3  # words behind whoever reads something, in which it is said that they do
_NEAR_COURT = 6  # words between a court or a law, and the country whose it is


def term_findings(change: Change, scene: Scene) -> Iterator[Finding]:
    """Yield what each rule about words finds in a change."""
    quiet_after = change.after is None or is_quiet(change.after, came=True)
    quiet_before = change.before is None or is_quiet(change.before, came=False)
    after = change.after if not quiet_after and change.after and change.after.fresh else None
    before = change.before if not quiet_before and change.before and change.before.fresh else None
    for rule in scene.lexicon.rules:
        if after and rule.family in after.families and "added" in rule.on:
            hits = _unmatched_hits(rule, after, change.before, scene.gone[change.section], scene.old)
            yield from _findings(rule, change, after, hits, gone=False)
        if before and rule.family in before.families and "removed" in rule.on:
            hits = _unmatched_hits(rule, before, change.after, scene.come[change.section], scene.new)
            yield from _findings(rule, change, before, hits, gone=True)


def _findings(rule: Rule, change: Change, side: Side, hits: list[Hit], *, gone: bool) -> Iterator[Finding]:
    if hits:
        words = tuple(_written(side.clause.text, hit) for hit in hits)
        yield Finding(rule, change, words, tuple(hit.start for hit in hits), gone)


def _written(text: str, hit: Hit) -> str:
    """Return a term as it is written, an abbreviation with its last full stop: "U.S."."""
    word = text[hit.start : hit.end]
    return f"{word}." if "." in word and text[hit.end : hit.end + 1] == "." else word


def _unmatched_hits(
    rule: Rule, side: Side, partner: Side | None, nearby: set[tuple[str, str]], other: Text
) -> list[Hit]:
    """Return the facts that the other text does not state in this place."""
    if rule.beside and not _beside(side) & (rule.beside - {rule.family}):
        return []
    if partner is None and rule.family in _LISTED and _is_regrouped(side, other):
        return []
    stated = partner.facts if partner else nearby
    if partner and not partner.lone and rule.family in TURNING:
        stated = _facts_as_frequent(side, partner)
    hits = (hit for hit in side.hits if _counts(rule, hit) and (hit.family, hit.concept) not in stated)
    if side.clause.kind == "row":
        hits = (hit for hit in hits if not _fills_column(side.clause, hit, other))
    if rule.family == "recipients" and settles_disputes(side):
        return []
    hits = (hit for hit in hits if _is_meant(rule, side, hit, partner, other))
    if rule.new_to == "document":
        hits = (hit for hit in hits if not other.states((hit.family, hit.concept)))
    return [hit for hit in hits if side.is_fresh(hit.start, hit.end)]


def _is_meant(rule: Rule, side: Side, hit: Hit, partner: Side | None, other: Text) -> bool:
    """Whether a term says here what it says elsewhere."""
    if rule.family == "rights":
        return _is_right(rule, side, hit, partner)
    if rule.family == "countries":
        return _may_concern_place(side) and not _is_of_court(side, hit) and not _is_of_law(side, hit)
    if rule.family == "data":
        return not _is_only_welcome(side, hit) and not _is_verb(side, hit)
    if rule.family == "purposes":
        return not _is_harm(side, hit) and not checks_requester(side, hit) and not _only_looks(side)
    if hit[:2] == _READERS:
        return _names_information(side) and _may_read(side, hit)
    return rule.family != "automated" or not _is_product(side, hit, other)


def _is_right(rule: Rule, side: Side, hit: Hit, partner: Side | None) -> bool:
    """Whether words name something that readers can do, and it is they who can."""
    if _is_copy_of_paper(side, hit) or _is_of_staff(rule, side, hit) or _is_no_choice(side, hit) or _is_vow(side, hit):
        return False
    if _is_state(side, hit) or (partner and _only_chooses(side, hit, partner)):
        return False
    return rule.code != "right-added" or not _deletes_itself(side, hit)


def _beside(side: Side) -> frozenset[str]:
    """Return the families beside which a term stands: of its clause and lead-in, and what its list or table is of."""
    families = frozenset(side.families) | side.clause.near.around
    return families | side.clause.near.places if side.clause.is_listed else families


def _deletes_itself(side: Side, right: Hit) -> bool:
    """Whether a word for deleting says when somebody deletes unasked: "it deletes them after a year"."""
    if right.concept != "erasure" or not any(
        hit.family == "deleting" and right.start <= hit.start < right.end for hit in side.hits
    ):
        return False
    words, grammar = side.clause.words, side.clause.reading.lexicon.grammar
    if not amounts(side.clause, grammar):
        return False
    if any(word.stem in grammar.requests for word in words) or any(w.stem == "request" for w in side.clause.senses):
        return False
    before = [word.stem for word in words if word.start < right.start]
    doers = grammar.subjects | grammar.publisher | grammar.passives
    doer = next((stem for stem in reversed(before) if stem in doers | grammar.reader), "")
    return bool(doer) and doer not in grammar.reader


def _is_state(side: Side, right: Hit) -> bool:
    """Whether words for switching off only say how something is, as in "it is turned off by default"."""
    if right.concept != "opt-out":
        return False
    grammar = side.clause.reading.lexicon.grammar
    before = [word.stem for word in side.clause.words if word.start < right.start][-2:]
    return before[-1:] != [] and before[-1] in grammar.passives and before[0] not in grammar.weak_modals


def _is_product(side: Side, hit: Hit, other: Text) -> bool:
    """Whether a term is a name that the other text speaks of all along: the product that it is about."""
    name = side.clause.text[hit.start : hit.end]
    return name != name.lower() and name != name.upper() and other.count(name.lower()) >= _ALL_ALONG


def _only_chooses(side: Side, right: Hit, partner: Side) -> bool:
    """Whether words only say that readers may use a right that both clauses name: "you can choose to disable"."""
    if right.concept != "choice" or not side.concepts("rights") & partner.concepts("rights"):
        return False
    return any(right.start <= word.start < right.end and word.stem == "choose" for word in side.clause.senses)


def _is_no_choice(side: Side, right: Hit) -> bool:
    """Whether words of choosing are about no information, as in "manage your rental", "the order will control"."""
    if right.concept != "choice":
        return False
    words, grammar = side.clause.words, side.clause.reading.lexicon.grammar
    if side.clause.text[right.start : right.end].lower() == "control":
        return True
    own = [word.stem for word in words if right.start <= word.start < right.end]
    if own[-1] not in grammar.possessives:
        return False
    behind = [word for word in words if word.start >= right.end][:_OBJECT]
    known = {hit.start for hit in side.hits if hit.family in _CHOSEN}
    return not any(word.start in known or side.clause.spelling(word) in grammar.papers for word in behind)


def _is_only_welcome(side: Side, hit: Hit) -> bool:
    """Whether a publisher only takes what readers send, and collects nothing: "we welcome feedback", "we read it"."""
    words, grammar = side.clause.words, side.clause.reading.lexicon.grammar
    if hit[:2] == _SENT and side.concepts("handling") <= LOOKS | {TAKEN}:
        return True
    before = [word.stem for word in words if word.start < hit.start][-1:]
    return bool(before) and before[0] in grammar.taking and "collect" not in side.concepts("handling")


def _is_verb(side: Side, hit: Hit) -> bool:
    """Whether a single word only sounds like a kind of information: "we review our locks", "reviewed by our team"."""
    words, grammar = side.clause.words, side.clause.reading.lexicon.grammar
    own = [at for at, word in enumerate(words) if hit.start <= word.start < hit.end]
    if len(own) != 1:
        return False
    before = words[own[0] - 1].stem if own[0] else ""
    behind = words[own[0] + 1].stem if own[0] + 1 < len(words) else ""
    is_past = side.clause.spelling(words[own[0]]).endswith((*grammar.past_endings,))
    return before in grammar.speakers or (is_past and behind in grammar.doers)


def _only_looks(side: Side) -> bool:
    """Whether a publisher only looks at what is its own: "we review our security practices", not "activity"."""
    acts = side.concepts("handling")
    if not acts or not acts <= LOOKS or side.clause.is_listed or _names_information(side):
        return False
    if any(word.stem == "user" for word in side.clause.senses):
        return False  # "our users"
    words, publisher = side.clause.words, side.clause.reading.lexicon.grammar.publisher
    ends = {hit.end for hit in side.hits if hit.family == "handling"}
    behind = [after for word, after in pairwise(words) if word.end in ends]
    return bool(behind) and all(word.stem in publisher for word in behind)


def _names_information(side: Side) -> bool:
    """Whether a clause names information, by other words than those for what is done."""
    acts = {hit.start for hit in side.hits if hit.family == "handling"}
    told = (hit for hit in side.hits if hit.family in _OF_DATA or hit[:2] == _INFORMATION)
    return any(hit.start not in acts for hit in told)


def _may_read(side: Side, readers: Hit) -> bool:
    """Whether people read something, who stand before what they do, or behind "by": not in "we train our staff"."""
    words, grammar = side.clause.words, side.clause.reading.lexicon.grammar
    doing = grammar.doers | grammar.givers
    own = [word.stem for word in words if readers.start <= word.start < readers.end]
    before = [word.stem for word in words if word.start < readers.start][-1:]
    if not doing.isdisjoint(own + before) or own[0] not in grammar.publisher:
        return True
    behind = [word for word in words if word.start >= readers.end][:_STAFF]
    if behind and behind[0].stem in grammar.passives:
        return False  # "are trained"
    acts = {hit.start for hit in side.hits if hit.family == "handling"}
    return any(word.start in acts for word in behind)


def _is_of_court(side: Side, country: Hit) -> bool:
    """Whether a country only says whose court or law it is, as in "the courts of Denmark": nothing goes there."""
    if "disputes" not in side.families or side.families & _OF_INFORMATION:
        return False
    if "arbitration" in side.concepts("disputes"):
        return True
    behind = [word.start for word in side.clause.words if word.start < country.start][-_NEAR_COURT:]
    return any(
        hit.family == "disputes" and hit.concept == "governing-law" and hit.start >= behind[0] for hit in side.hits
    )


def _is_copy_of_paper(side: Side, right: Hit) -> bool:
    """Whether readers get a copy of a document, and of nothing about themselves."""
    if right.concept != "access-right" or "subject" in side.families:
        return False
    behind = [word.stem for word in side.clause.senses if word.start >= right.end][:_OBJECT]
    return "notice" in behind


def _is_of_staff(rule: Rule, side: Side, right: Hit) -> bool:
    """Whether access is what others have: "access to your data is limited to staff", "we limit access to your data".

    Where a publisher no longer says that it limits access, that is asked about.
    """
    if right.concept != "access-right":
        return False
    words, grammar = side.clause.words, side.clause.reading.lexicon.grammar
    if right.start:
        if rule.code != "right-added":
            return False
        before = [word.stem for word in words if word.start < right.start][-2:]
        return len(before) == 2 and before[0] in grammar.speakers and before[1] in grammar.limiting
    return any(word.stem in grammar.limiting for word in words if word.start >= right.end)


def _is_vow(side: Side, right: Hit) -> bool:
    """Whether a publisher says what it does not do, by words that also name a choice: "we do not sell your data"."""
    grammar = side.clause.reading.lexicon.grammar
    words = side.clause.words
    if right.concept != "opt-out" or not any(
        right.start <= word.start < right.end and is_denied(side.denied, word.start) for word in words
    ):
        return False
    if any(word.stem in grammar.turns for word in words) or "limits" in side.families:
        return False  # "but we rent it"
    before = [word.stem for word in words if word.start < right.start][-1:]
    return bool(before) and before[0] in grammar.speakers


def _is_harm(side: Side, purpose: Hit) -> bool:
    """Whether a term is against what information is protected, and nothing that it is used for: "loss and misuse"."""
    if purpose.concept not in _HARMS or not side.concepts("handling") <= LOOKS:
        return False
    return any(word.stem == "protect" for word in side.clause.senses if word.start < purpose.start)


def _may_concern_place(side: Side) -> bool:
    """Whether more is done than that people look at pages, or it is of information, of rights or of who has it."""
    return bool(side.families & _PLACED or side.concepts("handling") - LOOKS) or side.clause.is_listed


def _is_of_law(side: Side, country: Hit) -> bool:
    """Whether a country is only part of a law's name, as in "the Norwegian Data Act", and gives nobody rights."""
    if (side.families | side.clause.near.around) & _GRANTED:
        return False
    words, text, papers = side.clause.words, side.clause.text, side.clause.reading.lexicon.grammar.papers
    at = next((number for number, word in enumerate(words) if word.start >= country.end), len(words))
    end = country.end
    for word in words[at:]:
        if not text[word.start].isupper() or text[end : word.start].strip(" -\u2010\u2011\u2013"):
            return False
        if side.clause.spelling(word) in papers:
            return True
        end = word.end
    return False


@lru_cache(maxsize=64)
def _is_regrouped(side: Side, other: Text) -> bool:
    """Whether an entry of a list only says by itself what stood in a list of a sentence, or in another one."""
    if not side.clause.is_item or "handling" in side.families:
        return False
    return has_all_members(other, side, side.clause.reading.lexicon)


def _facts_as_frequent(side: Side, partner: Side) -> set[Fact]:
    """Return the facts that the partner, which got no word, states as often: one `only` of two makes a difference."""
    own, other = (Counter((hit.family, hit.concept) for hit in each.hits) for each in (side, partner))
    return {fact for fact in other if other[fact] >= own[fact]}


def _fills_column(clause: Clause, hit: Hit, other: Text) -> bool:
    """Whether the cell that holds a term says only what another row of its table said in that column already."""
    column = clause.text.count(" | ", 0, hit.start)
    cell = clause.text.lower().split(" | ")[column].strip()
    return other.has_cell(clause.lead, column, cell)


def _counts(rule: Rule, hit: Hit) -> bool:
    return hit.family == rule.family and hit.concept != IGNORED and (not rule.only or hit.concept in rule.only)
