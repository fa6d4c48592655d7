"""Find what lists and tables have gained, and promises about them that were cut short."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.comparing.members import Member, members, new_members
from site_gen.signals.finders.findings import Finding, Scene, checks_requester, is_quiet
from site_gen.signals.finders.polarity import promises
from site_gen.signals.parsing.governing import Kind, is_denied_list
from site_gen.signals.parsing.lists import openings

_MEMBER_CODES = {
    Kind.DATA: "member-data",
    Kind.PASSED_ON: "member-passed-on",
    Kind.RECIPIENT: "member-recipient",
    Kind.PURPOSE: "member-purpose",
    Kind.SOURCE: "member-source",
}


_MARKS = " .\u2022\u00b7*-"
"""What may stand around the words of a cell."""


def find_filled_cells(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a cell of a table that said "none" and now says something."""
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
        yield scene.finding("table-cell-filled", change, *filled)


def _plain_name(cell: str) -> str:
    return cell.strip(_MARKS).lower()


def find_members(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find new members of lists, and members that a promise no longer covers."""
    side = change.after
    if side and not is_quiet(side, came=True):
        for member in new_members(side, scene.old, scene.lexicon):
            start, end = member.span
            if not member.denied and not _is_no_purpose(side, member):
                yield scene.finding(_MEMBER_CODES[member.kind], change, side.clause.text[start:end])
    if change.before and change.after and _denies_members(change.before, scene):
        lost = [member for member in new_members(change.before, scene.new, scene.lexicon) if member.denied]
        if lost and any(members(change.after.clause, scene.lexicon, change.after.hits)):
            said = (member for member in lost if not scene.is_said_next(change.after, member.words))
            for start, end in (member.span for member in said):
                yield scene.finding("promise-narrowed", change, change.before.clause.text[start:end])


def _is_no_purpose(side: Side, member: Member) -> bool:
    """Whether an aim is none of information: to check who asks for something, or of "safeguards to keep it safe"."""
    if member.kind is not Kind.PURPOSE:
        return False
    start, end = member.span
    if any(start <= hit.start < end and checks_requester(side, hit) for hit in side.hits):
        return True
    before = [word.stem for word in side.clause.words if word.start < start and not word.small][-1:]
    return not side.clause.reading.lexicon.grammar.shields.isdisjoint(before)


def find_opened(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find a list of all that is concerned that became one of examples: "with the firms listed" -> "such as those"."""
    before, after, grammar = change.before, change.after, scene.lexicon.grammar
    if not before or not after or before.denied or after.denied or is_quiet(after, came=True):
        return
    vague = grammar.fillers | grammar.generic | grammar.joints | grammar.closers
    if not all(word.stem in vague for word in (*after.lone, *before.lone)) or not _lists(after, scene):
        return
    old, new = (openings(side.clause.words, grammar) for side in (before, after))
    if len(new) > len(old):
        yield scene.finding("list-opened", change, *(after.clause.text[start:end] for start, end in new[len(old) :]))


def _lists(side: Side, scene: Scene) -> bool:
    """Whether a clause lists what is done, with what and for whom."""
    return "handling" in side.families and any(members(side.clause, scene.lexicon, side.hits))


def _denies_members(side: Side, scene: Scene) -> bool:
    """Whether a clause may say of members of a list that they are not concerned."""
    denies = bool(promises(side, scene.lexicon.grammar)) or is_denied_list(side.clause.lead, scene.lexicon)
    return denies and not is_quiet(side, came=False)
