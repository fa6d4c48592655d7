"""Find answers to questions that were turned round: "Do you sell my data? No."."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.finders.findings import Finding, Scene
from site_gen.signals.parsing.clauses import Clause
from site_gen.signals.words.lexicon import Lexicon

_FIRST = 3  # words: "No", "We do not"
_LONGEST = 25  # words of an answer
_OF_PEOPLE = frozenset({"handling", "subject", "data", "sensitive", "trackers", "sale", "recipients", "transfers"})


def find_answers(change: Change, scene: Scene) -> Iterator[Finding]:
    """Find an answer that no longer begins with a yes or a no, to a question about what is done with information."""
    side = change.after
    if side is None or not _question(side.clause) or not _is_about_people(side, scene.lexicon):
        return
    before = change.before.clause if change.before else _answered_before(side, scene)
    if before is None or _question(before) != _question(side.clause):
        return
    refused = [_says_no(clause, scene.lexicon) for clause in (before, side.clause)]
    if refused[0] != refused[1] and _is_answer(before, scene.lexicon) and len(side.clause.words) <= _LONGEST:
        yield scene.finding("answer-turned" if refused[0] else "answer-denied", change)


def _question(clause: Clause) -> str:
    """Return the question behind which a clause stands; empty where it stands behind none."""
    return clause.near.question or (clause.section if clause.section.rstrip().endswith("?") else "")


def _is_about_people(side: Side, known: Lexicon) -> bool:
    """Whether a question is about information, or about what its readers or the publisher do."""
    if side.clause.near.asked & _OF_PEOPLE:
        return True
    speaking = known.grammar.reader | known.grammar.possessives | known.grammar.publisher
    return any(stem in speaking for stem, _ in known.language.stems(_question(side.clause)))


def _answered_before(side: Side, scene: Scene) -> Clause | None:
    """Return what the older text answered to the same question, where nothing pairs the answers.

    Only what comes first behind a question answers it: a sentence more at the end turns nothing round.
    """
    question = _question(side.clause)
    old, new = (_first_behind(question, text.clauses) for text in (scene.old, scene.new))
    return old if new is side.clause else None


def _first_behind(question: str, clauses: Iterable[Clause]) -> Clause | None:
    return next((clause for clause in clauses if not clause.is_title and _question(clause) == question), None)


def _is_answer(clause: Clause, known: Lexicon) -> bool:
    """Whether a clause begins with a yes or a no."""
    return _says_no(clause, known) or clause.words[0].stem in known.grammar.affirmations


def _says_no(clause: Clause, known: Lexicon) -> bool:
    """Whether an answer begins with a no, or with somebody who does not do what was asked."""
    return any(word.stem in known.grammar.negations for word in clause.words[:_FIRST])
