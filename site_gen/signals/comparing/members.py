"""Members of lists, by their place: what stands where kinds of data stand is one, whatever it is called.

A verb governs what follows it, a list's introduction or a section's title governs its items, and a member between
known ones is of their kind. What governs decides what a member is: an object of "collect" is data, who stands behind
"share with" gets it, what follows "use to" is a purpose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from site_gen.signals.parsing.clauses import Clause
from site_gen.signals.parsing.governing import Kind
from site_gen.signals.parsing.lists import ListReader
from site_gen.signals.parsing.names import is_short_form, is_titled
from site_gen.signals.words.language import Hit, Word
from site_gen.signals.words.lexicon import Lexicon

if TYPE_CHECKING:  # a build asks what a text states, and loads nothing that compares two
    from site_gen.signals.comparing.changes import Side
    from site_gen.signals.parsing.passages import Text

_LONGEST = 6  # words that carry meaning; more are a sentence of their own
_OF_PEOPLE = frozenset({Kind.DATA, Kind.PASSED_ON})
_NO_INFORMATION = frozenset({"transfers", "rights", "disputes"})
_INFORMATION = frozenset({"data", "sensitive", "trackers", "recipients", "children"})
_QUOTES = '"\u201c\u201e\u00ab'


class Member(Struct, frozen=True):
    """One member of a list in a clause."""

    kind: Kind
    words: tuple[Word, ...]
    """Those that carry meaning, each in its sense."""
    end: int
    """Where it ends in the clause."""
    denied: bool
    """Whether the clause says that it is not so."""

    @property
    def key(self) -> tuple[str, ...]:
        """Return what it means."""
        return tuple(word.stem for word in self.words)

    @property
    def span(self) -> tuple[int, int]:
        """Return where it stands in the clause."""
        return self.words[0].start, self.end


def new_members(side: Side, other: Text, lexicon: Lexicon) -> list[Member]:
    """Return the members of a changed clause that the other text does not have in such a place."""
    if not side.lone:
        return []
    found = (member for member in members(side.clause, lexicon, side.hits) if _is_fresh(side, member, lexicon))
    return [member for member in found if not _has_member(other, member, lexicon)]


def has_all_members(other: Text, side: Side, lexicon: Lexicon) -> bool:
    """Whether an entry of a list holds members, and the other text has each of them in a list of the same kind."""
    found = list(members(side.clause, lexicon, side.hits))
    return bool(found) and all(_has_member(other, member, lexicon) for member in found)


def _members_of(clause: Clause, text: Text, lexicon: Lexicon) -> Sequence[Member]:
    """Return the members of each list in a clause, worked out once."""
    if clause not in text.members:
        text.members[clause] = tuple(members(clause, lexicon, text.hits(clause)))
    return text.members[clause]


def members(clause: Clause, lexicon: Lexicon, hits: Sequence[Hit] | None = None) -> Iterator[Member]:
    """Yield the members of each list in a clause."""
    hits = list(lexicon.terms.hits(clause.words)) if hits is None else hits
    reader = ListReader(clause, lexicon, hits)
    taken: set[int] = set()
    for kind, first in dict.fromkeys(reader.heads()):
        segments = reader.segments(first)
        if kind is Kind.PASSED_ON and segments and _is_offered(segments[0], lexicon):
            continue
        for segment in segments:
            words = lexicon.language.senses(segment)
            words = [word for word in words if word.stem not in lexicon.grammar.generic]
            if kind is not Kind.DATA and segment[0].stem in lexicon.grammar.askers:
                continue
            if words and len(words) <= _LONGEST and words[0].start not in taken:
                taken.add(words[0].start)
                yield Member(kind, tuple(words), segment[-1].end, reader.denies(segment[0].start))


def _is_offered(first: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether what is provided is the publisher's own: "we provide our services and applications"."""
    senses = lexicon.language.senses(first)
    return bool(senses) and senses[-1].stem == "service"


def _is_fresh(side: Side, member: Member, lexicon: Lexicon) -> bool:
    if _is_address(member) or _is_remark(side, member) or _is_aside(side.clause, member):
        return False
    if side.clause.is_link and member.kind in _OF_PEOPLE:
        return False  # a page, and nothing of people
    if member.kind is Kind.SOURCE and _is_region(side, member):
        return False
    if _holds_fact(side, member, "basis") or _is_no_information(side, member, lexicon):
        return False
    lone = [word for word in member.words if side.is_lone(word.start, word.end)]
    if member.kind is not Kind.RECIPIENT and all(_is_name(side.clause, word) for word in lone):
        return False
    return member.words[-1] in lone or 2 * len(lone) > len(member.words)


def _is_aside(clause: Clause, member: Member) -> bool:
    """Whether words only shorten a name or give one, or turn what the list says: "except"."""
    is_turn = len(member.words) == 1 and member.words[0].stem in clause.reading.lexicon.grammar.turns
    return (
        is_turn
        or is_short_form(clause.text, *member.span)
        or _is_called(clause.text, member, clause.reading.lexicon.grammar.naming)
    )


def _is_called(text: str, member: Member, naming: frozenset[str]) -> bool:
    """Whether words stand in a bracket that only says what something is called: "(together: “Services”)"."""
    opened = text.rfind("(", 0, member.span[0])
    closed = text.find(")", opened) if opened >= 0 else -1
    is_said = any(word.stem in naming for word in member.words)
    return closed >= member.end and (is_said or any(sign in text[opened:closed] for sign in _QUOTES))


def _is_no_information(side: Side, member: Member, lexicon: Lexicon) -> bool:
    """Whether what is given or got is nothing, or a safeguard or a right, as in "we provide appropriate safeguards"."""
    if member.kind is Kind.PURPOSE:
        return False
    last = member.words[-1]
    stems = {word.stem for word in side.clause.words if last.start <= word.start < last.end}
    if stems & (lexicon.grammar.nobody | lexicon.grammar.shields | lexicon.grammar.states):
        return True
    ends = {hit.family for hit in side.hits if hit.start <= last.start < hit.end}
    return bool(ends & _NO_INFORMATION) and not ends & _INFORMATION


def _is_address(member: Member) -> bool:
    """Whether words are where somebody can be written to or called."""
    numbers = sum(word.stem[0].isdigit() for word in member.words)
    return 2 * numbers >= len(member.words) or any("@" in word.stem for word in member.words)


def _is_remark(side: Side, member: Member) -> bool:
    """Whether words only say under what condition the member before them is given, as in "gender (optional)"."""
    start, end = member.span
    said = [hit for hit in side.hits if start <= hit.start and hit.end <= end]
    return len(member.words) == 1 and bool(said) and all(hit.family == "conditions" for hit in said)


def _is_region(side: Side, member: Member) -> bool:
    """Whether words only say where information comes from, which is asked about as a country."""
    return _holds_fact(side, member, "countries")


def _holds_fact(side: Side, member: Member, family: str) -> bool:
    """Whether a member holds a fact of a family that is asked about by other questions."""
    start, end = member.span
    return any(hit.family == family and start <= hit.start < end for hit in side.hits)


def _is_name(clause: Clause, word: Word) -> bool:
    """Whether a word in the middle of a sentence begins with a capital: it names somebody, and nothing of people."""
    is_capital = word.start > 0 and clause.text[word.start].isupper()
    return is_capital and not is_titled(clause) and not clause.reading.lexicon.grammar.capital_nouns


def _has_member(other: Text, member: Member, lexicon: Lexicon) -> bool:
    """Whether the other text has the member, in a list of the same kind that says the same of it."""
    for clause in other.clauses_with(member.key):
        if _holds(clause.key, member.key) and any(
            each.kind is member.kind and each.denied is member.denied and _says(each.key, member.key)
            for each in _members_of(clause, other, lexicon)
        ):
            return True
    return False


def _says(stems: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether a member says what another does; a single word is more than the same with another before it."""
    return stems == part or (len(part) > 1 and _holds(stems, part))


def _holds(stems: tuple[str, ...], part: tuple[str, ...]) -> bool:
    size = len(part)
    return part[0] in stems and any(stems[at : at + size] == part for at in range(len(stems) - size + 1))
