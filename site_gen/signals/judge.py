"""From a redline to the questions that the text puts to legal, and the class that they ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from site_gen.model.note import ChangeClass
from site_gen.redline import Redline
from site_gen.signals.comparing.changes import Change, Side, changes
from site_gen.signals.finders import FINDERS
from site_gen.signals.finders.direction import (
    OF_PRACTICE,
    at_worst,
    direction,
    is_named_by_right,
)
from site_gen.signals.finders.findings import Finding, Scene, is_quiet
from site_gen.signals.finders.no_practice import is_of_no_practice
from site_gen.signals.finders.terms import term_findings
from site_gen.signals.finders.told import told_direction
from site_gen.signals.gathering import gather
from site_gen.signals.model import VAGUE, Direction, Signal, Weight
from site_gen.signals.parsing.passages import both
from site_gen.signals.words.lexicon import (
    Lexicon,
    Rule,
    is_known,
    lexicon,
)
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK

UNREAD = "language-unread"
"""Code of the rule for a text in a language that no lexicon knows."""
PARTLY_READ = "language-partly-read"
"""Code of the rule for a change that a lexicon in the making says nothing of."""
_MUCH = 4
"""So many fresh words are more than a slip of the pen."""
_WHICHEVER_WAY = frozenset({"M9", "M10", "M12"})
"""Questions of promises, machines that decide and ages, which weigh as much where less is done."""
_LABEL = 60  # characters
_LONGEST_QUOTE = 1200
_CLASSES = {
    Weight.MINOR: ChangeClass.MINOR,
    Weight.MATERIAL: ChangeClass.MATERIAL,
    Weight.MATERIAL_CONSENT: ChangeClass.MATERIAL_CONSENT,
}
_WEIGHTS = (*Weight,)


def signals(redline: Redline) -> tuple[Signal, ...]:
    """Return every signal in reading order of the newer text; what is only gone comes last."""
    if redline.is_identical:
        return ()
    language = redline.new.language or redline.old.language
    known = lexicon(language)
    scene = Scene(known, *both(redline, known))
    found = changes(redline, known, scene.old, scene.new)
    if not found:
        return ()
    if not is_known(language) or not scene.new.is_read:
        return _signals(_ask_about_changes(found, scene), known)
    for change in found:
        scene.note(change)
    return _signals((finding for change in found for finding in _findings(change, scene)), known)


def proposed_class(found: Iterable[Signal]) -> ChangeClass:
    """Return the class that the signals ask for while nobody has answered them."""
    asked = [_CLASSES[signal.weight] for signal in found]
    return max(asked, key=lambda each: each.rank, default=ChangeClass.EDITORIAL)


def _findings(change: Change, scene: Scene) -> list[Finding]:
    found = [*term_findings(change, scene), *(each for find in FINDERS for each in find(change, scene))]
    found = _without_what_rights_name(found, scene.lexicon)
    found = [finding for finding in found if not is_of_no_practice(finding, scene)]
    if _is_partly_read(change, scene) and all(each.rule.weight is Weight.MINOR for each in found):
        found.append(Finding(scene.lexicon.patterns[PARTLY_READ], change))
    if not found and _is_much(change):
        found.append(Finding(scene.lexicon.patterns["wording"], change))
    return found


def _without_what_rights_name(found: list[Finding], known: Lexicon) -> list[Finding]:
    """Drop what only a new right names, of which another question asks: what can be refused, and where people live."""
    if not any(finding.rule.code == "right-added" for finding in found):
        return found
    return [finding for finding in found if not is_named_by_right(finding, known)]


def _is_partly_read(change: Change, scene: Scene) -> bool:
    """Whether a sentence that is not quiet changed, in a language of which the lexicon may not know the words."""
    if scene.lexicon.grammar.is_complete or _is_short(change):
        return False
    return not all(is_quiet(side, came=side is change.after) for side in (change.before, change.after) if side)


def _ask_about_changes(found: Iterable[Change], scene: Scene) -> Iterator[Finding]:
    """Ask about every change of words: nobody here can tell a `not` from an `and` in that language."""
    rule = scene.lexicon.patterns[UNREAD]
    telling = (change for change in found if _has_letter(change))
    return (Finding(rule, change) for change in telling if _has_number(change) or not _is_short(change))


def _has_number(change: Change) -> bool:
    fresh = (word.stem for side in (change.before, change.after) if side for word in side.fresh)
    return any(letter.isdecimal() for stem in fresh for letter in stem)


def _has_letter(change: Change) -> bool:
    """Whether more changed than the number of a section."""
    return any(letter.isalpha() for side in (change.before, change.after) if side for letter in side.clause.text)


def _is_short(change: Change) -> bool:
    """Whether a few words stand without a full stop: a label, in whatever language."""
    texts = [side.clause.text.rstrip() for side in (change.before, change.after) if side]
    return all(not text.endswith((".", "!", "?", ":")) and len(text) < _LABEL for text in texts)


def _is_much(change: Change) -> bool:
    return any(side and len(side.fresh) >= _MUCH for side in (change.before, change.after))


def _signals(findings: Iterable[Finding], known: Lexicon) -> tuple[Signal, ...]:
    """Word each finding as a question; one rule asks once about one change."""
    merged: dict[tuple[int, str], list[Finding]] = {}
    for finding in findings:
        merged.setdefault((id(finding.change), finding.rule.code), []).append(finding)
    backed = {id(found[0].change) for found in merged.values() if _stands_alone(found[0].rule)}
    asked = [(found[0], _signal(found, id(found[0].change) in backed, known)) for found in merged.values()]
    kept = {id(signal) for change in _by_change(asked) for signal in _one_a_fact(change)}
    return tuple(gather(signal for _, signal in asked if id(signal) in kept))


def _by_change(asked: Iterable[tuple[Finding, Signal]]) -> Iterable[list[Signal]]:
    changes: dict[int, list[Signal]] = {}
    for finding, signal in asked:
        changes.setdefault(id(finding.change), []).append(signal)
    return changes.values()


def _one_a_fact(asked: list[Signal]) -> Iterator[Signal]:
    """Yield of the questions about one change those that rest on words of their own, the heaviest first.

    A question that only says that the sentence is new or reworded adds nothing to one that says in what.
    """
    told: dict[str, set[str]] = {}
    for signal in sorted(asked, key=lambda each: (-_WEIGHTS.index(each.weight), not each.found)):
        words = {word.lower() for word in signal.found}
        is_vague = signal.code in VAGUE and any(told)
        if not is_vague and not (words and words <= told.get(signal.question, set())):
            told.setdefault(signal.question, set()).update(words)
            yield signal


def _stands_alone(rule: Rule) -> bool:
    return rule.alone is None and rule.weight is not Weight.MINOR


def _signal(findings: Sequence[Finding], is_backed: bool, known: Lexicon) -> Signal:
    rule, change = findings[0].rule, findings[0].change
    ways = [direction(each, known) for each in findings]
    told = at_worst(told_direction(each, way, known) for each, way in zip(findings, ways, strict=True))
    words = (word for finding in findings for word in finding.found)
    return Signal(
        code=rule.code,
        question=rule.question,
        section=change.section,
        before=_quote(change.before),
        after=_quote(change.after),
        old_leaf=change.before.clause.leaf if change.before else None,
        new_leaf=change.after.clause.leaf if change.after else None,
        found=tuple(dict.fromkeys(_drop_break_signs(word) for word in words)),
        why=rule.why,
        source=rule.source,
        weight=_weight(rule, is_backed, at_worst(ways)),
        direction=told,
    )


def _weight(rule: Rule, is_backed: bool, way: Direction) -> Weight:
    """Return what a signal asks for: less done, or more of what is done denied, asks for no material class.

    A safeguard, a legal ground or a right is asked about whichever way it went.
    """
    if (way is Direction.NARROWING and rule.question not in _WHICHEVER_WAY) or (
        way is Direction.PROTECTIVE and rule.question in OF_PRACTICE
    ):
        return Weight.MINOR
    return rule.weight if is_backed or rule.alone is None else rule.alone


def _quote(side: Side | None) -> str:
    text = _drop_break_signs(side.clause.text) if side else ""
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"


def _drop_break_signs(text: str) -> str:
    """Return a text without the signs by which the redline tells breaks."""
    return text.replace(HARD_BREAK, " ").replace(BLOCK_BREAK, " ")
