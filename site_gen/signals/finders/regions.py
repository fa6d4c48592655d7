"""Which way a region is said to go, to which information goes or whose people have a right, or a safeguard."""

from __future__ import annotations

from collections.abc import Sequence

from site_gen.signals.comparing.changes import Side
from site_gen.signals.finders.findings import Finding
from site_gen.signals.finders.holding import Holder, holder
from site_gen.signals.model import Direction
from site_gen.signals.words.language import Hit

_HELD = frozenset({"keep", "share", "use", "collect"})
"""What is done with information by whoever has it where they are."""
_OF_REGION = frozenset({"live", "resident"})
_LAW = ("residents", "law")
_PLACE = "localisation"
_JOINS = ("-", "\u2013", "\u2011")
_NAME = 3  # words between a region and the rest of the name of a law


def of_place(finding: Finding, side: Side, hits: Sequence[Hit], way: Direction) -> Direction:
    """Return which way a region or a safeguard is said to go that goes `way` by its own words."""
    if finding.rule.family == "countries":
        return _of_country(finding, side, hits, way)
    return Direction.UNCLEAR if _names_no_place(side, hits) or _replaces_mechanism(finding) else way


def _replaces_mechanism(finding: Finding) -> bool:
    """Whether a clause names one safeguard of transfers in the place of another."""
    before, after = finding.change.before, finding.change.after
    if not before or not after:
        return False
    old, new = (side.concepts("transfers") - {_PLACE} for side in (before, after))
    return bool(old - new and new - old)


def _names_no_place(side: Side, hits: Sequence[Hit]) -> bool:
    """Whether information is only said to be "stored in" something, and no country named."""
    return all(hit.concept == _PLACE for hit in hits) and "countries" not in side.families


def _of_country(finding: Finding, side: Side, hits: Sequence[Hit], way: Direction) -> Direction:
    """Return which way a region goes: neither, where its part takes another's place, or its people have no right."""
    before, after = finding.change.before, finding.change.after
    if before and after and all(each.clause.kind[0] == "h" for each in (before, after)):
        return way if way is Direction.PROTECTIVE else Direction.UNCLEAR
    if before and after and all(_grants(each) for each in (before, after)):
        return _of_people(finding, before, after, way)
    if way is Direction.WIDENING and (_names_law(side, hits) or (finding.came and not _is_place(side))):
        return Direction.UNCLEAR
    if before and after and not finding.came and before.concepts("countries") > after.concepts("countries") > set():
        return Direction.NARROWING if _is_place(before) and not _names_people(before) else way
    rights = [hit for hit in side.hits if hit.family == "rights"]
    is_told = not rights or any(holder(side, hit) is Holder.READER for hit in rights)
    return way if is_told or way is not Direction.PROTECTIVE else Direction.UNCLEAR


def _names_law(side: Side, hits: Sequence[Hit]) -> bool:
    """Whether regions only say what a law or a framework is called: "EU-U.S. Privacy Shield", "Texas privacy laws"."""
    laws = [hit for hit in side.hits if hit.family == "transfers" or hit[:2] == _LAW]
    names = [(hit.start, hit.end) for hit in hits]
    return bool(names) and all(_is_called(side, *name) or _is_before(side, name[1], laws) for name in names)


def _is_called(side: Side, start: int, end: int) -> bool:
    """Whether a region is joined to another: "EU-U.S."."""
    text = side.clause.text
    return text[end : end + 1] in _JOINS or (start > 0 and text[start - 1] in _JOINS)


def _is_before(side: Side, end: int, laws: Sequence[Hit]) -> bool:
    between = [side.clause.text[end : law.start] for law in laws if law.end > end]
    return any(len(text.split()) <= _NAME and "," not in text for text in between)


def _grants(side: Side) -> bool:
    """Whether a clause says what its readers may do, and of nothing that goes anywhere."""
    if "transfers" in side.families:
        return False
    if any(hit.family == "rights" and holder(side, hit) is Holder.READER for hit in side.hits):
        return True
    grammar, stems = side.clause.reading.lexicon.grammar, [word.stem for word in side.clause.words]
    before = stems[: next((at for at, stem in enumerate(stems) if stem in grammar.weak_modals), 0)]
    return not grammar.publisher & {*before} and bool((grammar.people | grammar.reader) & {*before})


def _of_people(finding: Finding, before: Side, after: Side, way: Direction) -> Direction:
    """Return which way a right goes of which the people are others: one more region's, or no longer everybody's."""
    with_, without = (after, before) if finding.came else (before, after)
    if without.concepts("countries"):
        return Direction.PROTECTIVE if finding.came else Direction.WIDENING
    if not with_.concepts("residents") & _OF_REGION:
        return way
    return Direction.WIDENING if finding.came else Direction.PROTECTIVE


def _names_people(side: Side) -> bool:
    """Whether a clause speaks of people, whose the regions may be: "EU and Swiss individuals"."""
    people = side.clause.reading.lexicon.grammar.people
    return any(word.stem in people for word in side.clause.words) or bool(side.families & {"rights", "residents"})


def _is_place(side: Side) -> bool:
    """Whether information may be in a country that a clause names: where it is kept, or goes, or who has it is."""
    in_list = side.clause.is_listed or side.clause.kind == "row"
    return in_list or "transfers" in side.families or bool(side.concepts("handling") & _HELD)
