"""What a detector finds, and which clauses say nothing of what happens to information."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from site_gen.signals.changes import Change, Side
from site_gen.signals.clauses import Fact, Text
from site_gen.signals.lexicon import Lexicon, Rule

_OPENS = 25  # characters; a phrase that begins later does not govern the clause
_SHORT = 13  # words; in a shorter clause it does, wherever it stands
_LABEL = 4  # words
_BUTTON = "button"
_GRAFT = re.compile(r"[a-z][A-Z][a-z]")
_GRAFTS = 2
"""So often, the label of one button runs into that of the next."""
_OF_INFORMATION = frozenset({"handling", "subject", "data", "sensitive", "recipients", "rights", "purposes"})
_FOR_ADVERTS = frozenset({"advertising", "targeted-advertising", "contextual-advertising", "marketing", "analytics"})


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule, the change that it is about, and the words that came or went."""

    rule: Rule
    change: Change
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """Both texts, their changes, and what left or entered each section."""

    lexicon: Lexicon
    old: Text
    new: Text
    gone: dict[str, set[Fact]] = field(default_factory=lambda: defaultdict(set))
    come: dict[str, set[Fact]] = field(default_factory=lambda: defaultdict(set))

    def note(self, change: Change) -> None:
        """Remember the facts of a changed clause by section."""
        if change.before:
            self.gone[change.section].update(change.before.facts)
        if change.after:
            self.come[change.section].update(change.after.facts)


def is_quiet(side: Side, *, came: bool) -> bool:
    """Whether a clause raises no question: a pointer to another page, a date, what the law grants anyway."""
    if _is_cookie_row(side) or _is_label(side) or (came and "reassuring" in side.families):
        return True
    short = len(side.clause.words) < _SHORT
    quiet = (hit for hit in side.hits if hit.family == "quiet" and hit.concept != _BUTTON)
    return any(short or hit.start < _OPENS for hit in quiet)


def _is_label(side: Side) -> bool:
    """Whether a clause is a heading, or words of a menu: in no sentence, and in no list of information."""
    clause = side.clause
    if clause.kind[0] == "h":
        return True
    if clause.kind == "row" or len(clause.words) > _SHORT or clause.text.rstrip().endswith((".", ";", ",", ":")):
        return False
    if len(_GRAFT.findall(clause.text)) >= _GRAFTS:
        return True
    if any(hit.family == "quiet" and hit.concept == _BUTTON and hit.start < _OPENS for hit in side.hits):
        return True
    return len(clause.words) <= _LABEL and not (clause.around | clause.titled) & _OF_INFORMATION and not clause.places


def _is_cookie_row(side: Side) -> bool:
    """Whether it is one more cookie that serves neither advertising nor others."""
    if side.clause.kind != "row" or "cookies" not in side.clause.places | side.concepts("places"):
        return False
    return not side.concepts("purposes") & _FOR_ADVERTS and "third-parties" not in side.concepts("recipients")


def tells_practice(side: Side | None, *, came: bool = False) -> bool:
    """Whether a clause says that something is done with information."""
    if side is None or is_quiet(side, came=came):
        return False
    return "handling" in side.families and bool(side.families & {"subject", "data"})
