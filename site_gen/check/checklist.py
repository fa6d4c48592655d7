"""The checklist as one change fills it: which questions the text puts, what is answered, and the class that follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from site_gen.check.case import Case
from site_gen.declared.questions import (
    EARLIER_DATA,
    FAMILIES,
    MAKE_MATERIAL,
    PRACTICE,
    QUESTIONS,
    REACHING_BACK,
    SURPRISE,
)
from site_gen.model.note import Answer, ChangeClass, Practice
from site_gen.model.rules import DataKind, Regime
from site_gen.signals.excerpts import excerpts
from site_gen.signals.judge import proposed_class
from site_gen.signals.kinds import named_kinds
from site_gen.signals.model import Signal, Weight

FOLLOWING: dict[str, str] = {
    FAMILIES: "Asked because a passage above or below names children: parents may have agreed to less (COPPA).",
    EARLIER_DATA: f"Asked because {', '.join(REACHING_BACK[:-1])} or {REACHING_BACK[-1]} is open or a yes: "
    "what reaches back may need consent, not only notice.",
    SURPRISE: "Asked whenever something may be material, since whatever would surprise people is.",
    PRACTICE: "Asked whenever something may be material: readers are told which of the two it is.",
}
"""Why a question is asked that no passage of the text raises by itself."""
UNASKED = "Answered in the note, though nothing in the text asks it."
_LONGEST_EVIDENCE = 90


class Question(Struct, frozen=True, kw_only=True):
    """One question that the change puts to legal."""

    code: str
    signals: tuple[Signal, ...]
    """The words that raise it; none where another answer does."""
    answer: Answer | None
    wakes: tuple[Regime, ...] = ()
    """The laws and guidelines, counted or not, that are about a yes, or about the data that its passages name."""
    names: tuple[DataKind, ...] = ()
    """The kinds of information of which laws speak that its passages name."""
    is_asked: bool = True
    """False where legal says yes to what neither the text nor another answer asks."""

    @property
    def state(self) -> str:
        """Say how it stands, in a word."""
        return "open" if self.answer is None else "yes" if self.answer.yes else "no"

    @property
    def follows(self) -> str:
        """Say why it stands here where no passage raises it."""
        return FOLLOWING.get(self.code, "") if self.is_asked else UNASKED

    @property
    def asks(self) -> ChangeClass:
        """Return the class that the question asks for as it stands answered."""
        if self.answer:
            return class_of_yes(self.code) if self.answer.yes else ChangeClass.EDITORIAL
        return proposed_class(self.signals)

    @property
    def evidence(self) -> str:
        """Quote what raised the question, briefly."""
        if not self.signals:
            return ""
        first, *more = excerpts(self.signals)
        place = f"in “{first.section}”, " if first.section else ""
        gone = "" if first.after else "no longer "
        others = f", and {len(more)} more" if more else ""
        return f" ({place}{gone}{_brief(first.after or first.before)}{others})"


def questions(case: Case) -> tuple[Question, ...]:
    """Return the questions that the text puts or that follow, and what legal says yes to, in the checklist's order."""
    given = answers(case)
    raised = _questions_raised(case, given)
    named = {code: named_kinds(found, case.policy.language) for code, found in raised.items()}
    if any(DataKind.CHILDREN in kinds for kinds in named.values()):
        raised.setdefault(FAMILIES, [])
    heavy = {code for code in MAKE_MATERIAL | {PRACTICE} if code in given and given[code].yes}
    return tuple(
        Question(
            code=code,
            signals=tuple(raised.get(code, ())),
            answer=given.get(code),
            wakes=_regimes_concerned(code, given, case, named.get(code, ())),
            names=named.get(code, ()),
            is_asked=code in raised,
        )
        for code in QUESTIONS
        if code in raised or code in heavy
    )


def _questions_raised(case: Case, given: Mapping[str, Answer]) -> dict[str, list[Signal]]:
    """Return the signals of each question that the text puts, and the questions that follow from those, with none."""
    raised: dict[str, list[Signal]] = defaultdict(list)
    for signal in case.signals:
        raised[signal.question].append(signal)
    if _reaches_back(raised, given):
        raised.setdefault(EARLIER_DATA, [])
    if any(signal.weight is not Weight.MINOR for signal in case.signals):
        raised.setdefault(SURPRISE, [])
        if not (case.draft and case.draft.note.practice and PRACTICE not in case.draft.lines):
            raised.setdefault(PRACTICE, [])
    return raised


def _regimes_concerned(
    code: str, given: Mapping[str, Answer], case: Case, named: Collection[DataKind]
) -> tuple[Regime, ...]:
    """Return the regimes whose sources name what the question asks, or the data in question, unless the answer is no.

    One that does not count, and is about certain data, is shown only where such data is named.
    """
    if code in given and not given[code].yes:
        return ()
    return tuple(
        regime
        for regime in _regimes_in_force(case)
        if regime.data_among(named) or (regime.is_about(code) and (regime.on or not regime.data))
    )


def regimes_asking_consent(code: str, case: Case) -> tuple[Regime, ...]:
    """Return the counted regimes by which a yes to a question asks for consent, whatever class is written."""
    named = named_kinds((signal for signal in case.signals if signal.question == code), case.policy.language)
    counted = (each for each in _regimes_in_force(case) if each.on and each.consent)
    return tuple(each for each in counted if code in each.questions or each.data_among(named))


def _regimes_in_force(case: Case) -> Iterator[Regime]:
    said = case.draft.note.effective_on if case.draft else None
    return (regime for regime in case.rules.regimes if regime.is_in_force(said or case.today))


def unanswered_questions(case: Case) -> tuple[Question, ...]:
    """Return the questions that still wait for an answer."""
    return tuple(question for question in questions(case) if question.answer is None)


def answers(case: Case) -> Mapping[str, Answer]:
    """Return the note's complete answers by their question."""
    return {answer.question: answer for answer in case.draft.note.answers} if case.draft else {}


def known_answers(case: Case) -> Mapping[str, bool | None]:
    """Return what is known of the checklist: yes, no, or None for a question that is put and still open."""
    put = {question.code: None for question in questions(case)}
    return put | {answer.question: answer.yes for answer in answers(case).values()}


def class_asked(case: Case) -> ChangeClass:
    """Return the class that the open signals and the answers ask for."""
    asked = [question.asks for question in questions(case)]
    if case.draft and case.draft.note.practice is Practice.CHANGED:
        asked.append(class_of_yes(PRACTICE))
    return max(asked, key=lambda each: each.rank, default=ChangeClass.EDITORIAL)


def class_of_yes(code: str) -> ChangeClass:
    """Return the class that a yes to a question asks for."""
    if code == PRACTICE:
        return ChangeClass.MINOR
    return ChangeClass.MATERIAL if code in MAKE_MATERIAL else ChangeClass.EDITORIAL


def _brief(words: str) -> str:
    short = words if len(words) <= _LONGEST_EVIDENCE else words[: _LONGEST_EVIDENCE - 1].rsplit(" ", 1)[0] + "…"
    return f"“{short}”"


def _reaches_back(raised: Mapping[str, Sequence[Signal]], given: Mapping[str, Answer]) -> bool:
    """Whether a question that reaches back is a yes, or still open."""
    return any(given[code].yes if code in given else code in raised for code in REACHING_BACK)
