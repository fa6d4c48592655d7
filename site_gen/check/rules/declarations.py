"""Rules about what the note declares: that it says no less than the text does, and says it once, with reasons."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from site_gen.catalogue import frame_language
from site_gen.check.case import Case
from site_gen.check.checklist import Question, class_asked, questions, regimes_asking_consent
from site_gen.check.deadlines import deadlines
from site_gen.check.rule import CaseRule, Fault, Severity
from site_gen.check.rules.dates import SAID_DATE, disagreeing_dates
from site_gen.check.rules.note_words import words_line
from site_gen.check.scaffold import is_as_scaffolded
from site_gen.declared.drafts import Draft
from site_gen.declared.note_body import WHAT_YOU_CAN_DO
from site_gen.declared.questions import EARLIER_DATA, PRACTICE, QUESTIONS, SURPRISE
from site_gen.model.note import ChangeClass, Practice
from site_gen.text.written_language import written_language

_ABOUT_CONSENT = re.compile(
    r"consent|agree|permission|opt(ed|s)?[ -]?in"  # English, and French for most of it
    r"|einwillig|zustimm|erlaub|einverst[aä]nd|accord|accept|autoris|permiso|acuerdo|autoriz|موافق|رضا|إذن",
    re.IGNORECASE,
)
"""Speaks of consent, in a language that a note may be written in and the site speaks."""


_WEIGH_THE_WHOLE = {SURPRISE, PRACTICE}
"""Ask of the whole change what no passage shows: whether it would surprise, and whether the practice changes."""


def _class_too_low(case: Case) -> Iterator[Fault]:
    draft = case.draft
    if draft is None or not case.is_version or _is_undecided(case) or "class" in draft.unread:
        return
    declared = draft.note.change_class
    asked = class_asked(case)
    if declared.rank >= asked.rank:
        return
    reasons = [each for each in questions(case) if each.asks.rank > declared.rank]
    if reasons and all(each.answer is None and each.code in _WEIGH_THE_WHOLE for each in reasons):
        return  # `question-unanswered` asks them, and the class follows from the answer alone
    yield Fault(
        path=draft.note.path,
        line=draft.lines["class"],
        message=f"The class is {declared}, and the text or the note asks for {asked}: "
        f"{_reason_words(reasons, draft.unreasoned) or 'it says `practice: changed`'}. "
        f"Write `class: {asked}`, or answer `no` with the reason where the text misleads.",
    )


def _reason_words(reasons: list[Question], unreasoned: Collection[str]) -> str:
    bare = dict.fromkeys(unreasoned, "answered without a reason")
    states = (("answered yes" if each.answer else bare.get(each.code, "not answered"), each) for each in reasons)
    said = [f"{each.code} is {state}{each.evidence}" for state, each in states]
    more = f", and {len(said) - 3} more" if len(said) > 3 else ""
    return "; ".join(said[:3]) + more


def _open_questions(case: Case) -> Iterator[Fault]:
    draft = case.draft
    if draft is None or not case.is_version or _is_undecided(case):
        return
    put = {each.code: each for each in questions(case) if not each.answer and each.code not in draft.unreasoned}
    told_elsewhere = {SAID_DATE} if _gives_dates(case) else set()
    for code in dict.fromkeys((*put, *draft.unanswered)):
        if code in draft.unread or code in told_elsewhere:
            continue
        evidence = put[code].evidence if code in put else ""
        yield Fault(
            path=draft.note.path,
            line=draft.lines.get(code, draft.lines.get("answers", draft.lines.get("class"))),
            message=f"{code} waits for an answer: {QUESTIONS[code]}{evidence} "
            f"Write `{code}: yes. Why` or `{code}: no. Why` below `answers:`.",
            question=code,
        )


def _gives_dates(case: Case) -> bool:
    """Whether the text gives a date for itself that `date-in-text` tells of: then D1 is told there."""
    draft = case.draft
    if draft is None:
        return False
    effective_on = deadlines(case, draft.note.change_class).effective_on
    return any(disagreeing_dates(case, effective_on, draft.note.change_class))


def _missing_reasons(case: Case) -> Iterator[Fault]:
    draft = case.draft
    for question in draft.unreasoned if draft else ():
        yield Fault(
            path=draft.note.path if draft else "",
            line=draft.lines[question] if draft else None,
            message=f"{question} is answered without a reason. Write why on the same line: the answer is kept for "
            "good, and whoever reads it later sees only that.",
        )


def _practice(case: Case) -> Iterator[Fault]:
    draft = case.draft
    if draft is None:
        return
    note, answers = draft.note, {answer.question: answer for answer in draft.note.answers}
    is_asked = any(question.code == PRACTICE for question in questions(case))
    is_unread = not draft.unread.isdisjoint({"practice", PRACTICE})
    if note.practice is None and note.change_class.is_told and not is_asked and not is_unread:
        yield Fault(
            path=note.path,
            line=draft.lines.get("class"),
            message="The note does not say whether what you do changes or only how the policy describes it. "
            "Add a line `practice: changed` or `practice: wording`.",
        )
    m14 = answers.get(PRACTICE)
    if m14 and "practice" in draft.lines and not is_unread and m14.yes is not (note.practice is Practice.CHANGED):
        yield Fault(
            path=note.path,
            line=draft.lines[PRACTICE],
            message=f"M14 is answered {'yes' if m14.yes else 'no'}, and line {draft.lines['practice']} says "
            f"`practice: {note.practice}`. Only one of them can be true.",
        )


def _summary(case: Case) -> Iterator[Fault]:
    draft = case.draft
    if draft is None or not case.is_version or not draft.note.change_class.needs_summary:
        return
    if not draft.note.summary.strip():
        yield Fault(
            path=draft.note.path,
            line=words_line(case),
            message="There is nothing below the second `---`. Write there, in plain words, what changes and why: "
            "it opens the page of changes and the email.",
        )
    elif draft.note.change_class.is_told and not draft.note.what_you_can_do.strip() and case.before:
        yield Fault(
            path=draft.note.path,
            line=words_line(case),
            message="The note does not say what readers can do. "
            f"Add a heading {_can_do_heading(case, draft)} at its end, with "
            "the choices that they have and until when: object, switch something off, close the account.",
        )


def _can_do_heading(case: Case, draft: Draft) -> str:
    """Name the heading in the language that the note is in, as far as that is known."""
    said = written_language(draft.note.summary) or draft.note.language or case.policy.language
    english, own = WHAT_YOU_CAN_DO["en"], WHAT_YOU_CAN_DO.get(frame_language(said))
    return f"`## {english}`" if own in {None, english} else f"`## {own}` (or, in English, `## {english}`)"


def _unwritten_summary(case: Case) -> Iterator[Fault]:
    draft = case.draft
    if draft and case.is_version and is_as_scaffolded(case, draft):
        yield Fault(
            path=draft.note.path,
            line=words_line(case),
            message="The summary is still the list of sections that `policy-site note` wrote. It is true, and "
            "readers learn little from it: say in plain words what changes for them.",
        )


def _reaches_back(case: Case) -> Iterator[Fault]:
    draft = case.draft
    if draft is None or not case.is_version or draft.note.change_class is not ChangeClass.MATERIAL:
        return
    if regimes_asking_consent(EARLIER_DATA, case):
        return  # `consent-of-a-rule` tells of it, by the name of the law
    m11 = next((answer for answer in draft.note.answers if answer.question == EARLIER_DATA), None)
    if m11 and m11.yes and not _ABOUT_CONSENT.search(m11.reason):
        yield Fault(
            path=draft.note.path,
            line=draft.lines[EARLIER_DATA],
            message="M11 says that the change reaches information collected before it, and the class is material: "
            "people would be told and not asked. Declare `class: material+consent`, or say in the answer why no "
            "consent is needed.",
        )


def _consent_of_a_rule(case: Case) -> Iterator[Fault]:
    draft = case.draft
    if draft is None or not case.is_version or draft.note.change_class is ChangeClass.MATERIAL_CONSENT:
        return
    said = [answer for answer in draft.note.answers if answer.yes and not _ABOUT_CONSENT.search(answer.reason)]
    for answer in said:
        for regime in regimes_asking_consent(answer.question, case):
            yield Fault(
                path=draft.note.path,
                line=draft.lines[answer.question],
                message=f"{answer.question} is answered yes, and {regime.name} then asks for consent "
                f"({regime.source}). Declare `class: material+consent`, or say in the answer why no consent is needed.",
            )


def _is_undecided(case: Case) -> bool:
    """Whether the note brings in an old version and leaves open what it meant then: nobody need decide that now."""
    return case.is_import and case.draft is not None and case.draft.note.change_class is ChangeClass.UNDECLARED


RULES = (
    CaseRule(
        code="class-too-low",
        title="The class says no less than the text and the answers do.",
        explanation="The class is yours to decide. But where the text shows a new recipient, a longer period or a lost "
        "choice, a lower class cannot simply stand: either raise the class, or answer the question with "
        "`no` and the reason. The reason is kept with the version and shown in short form to readers. A question "
        "answered yes makes the change material by itself; a yes to M14, or `practice: changed`, makes it at least "
        "minor, since what changes the practice is not editorial.",
        source="WP260 rev.01 para 29; Colorado 4 CCR 904-3 Rule 6.04; FTC Act s. 5.",
        check=_class_too_low,
    ),
    CaseRule(
        code="question-unanswered",
        title="Every question that the text raises is answered before the merge.",
        explanation="The text raised the question, with the words that the check quotes. An open question never counts "
        "as no. Write `M5: yes. Why` or `M5: no. Why` below `answers:`, one line each. M11 is asked with M1, M4, M5, "
        "M9 and M10, since reaching back to information collected earlier may need consent; M13 whenever the text "
        "raises anything material.",
        source="Decision record with reasons: GDPR Art. 5(2) (accountability).",
        check=_open_questions,
    ),
    CaseRule(
        code="answer-without-reason",
        title="Every answer gives its reason.",
        explanation="A bare yes or no cannot be checked by the reviewer today, nor by a regulator in three years. One "
        "sentence that names the section is enough.",
        check=_missing_reasons,
    ),
    CaseRule(
        code="practice-unclear",
        title="The note says whether the practice changed or only its description, and says it once.",
        explanation="Readers ask first: do you now do something else with my information, or do you only describe it "
        "differently? `practice: changed` or `practice: wording` answers them at the top of the page and of the email. "
        "If M14 is answered too, both must agree.",
        source="EDPB 05/2020 para 110: what counts is whether the processing changes, not the wording.",
        check=_practice,
    ),
    CaseRule(
        code="summary-missing",
        title="The note tells readers what changes, and for a material change what they can do.",
        explanation="What readers see first is below the second `---`, on the page and in the email: what changes, "
        "why, from when. A material change also says under `## What you can do` which choices they have and by when. "
        "That heading counts in a note of any language, and so do those of the pages in other languages: "
        f"{', '.join(f'`## {heading}`' for code, heading in WHAT_YOU_CAN_DO.items() if code != 'en')}. "
        "An editorial change needs no summary.",
        source="WP260 rev.01 paras 29 and 31: the notice names the change and leaves time to exercise rights; "
        "Minnesota 325M.16 subd. 1(e): opportunity to withdraw consent.",
        check=_summary,
    ),
    CaseRule(
        code="summary-unwritten",
        severity=Severity.WARNING,
        title="The summary is written for readers, by a person.",
        explanation="`policy-site note` begins the summary with the sections that changed, so that nothing untrue can "
        "be published by oversight. It does not know why you make the change or whom it concerns. Two plain sentences "
        "do more for readers than any list.",
        source="GDPR Art. 12(1): concise, intelligible, in plain language.",
        check=_unwritten_summary,
    ),
    CaseRule(
        code="consent-unasked",
        severity=Severity.WARNING,
        title="A change that reaches back asks for consent, or says why none is needed.",
        explanation="People gave their information under the older text. In the United States the FTC expects express "
        "agreement before a material change applies to what was collected then; Colorado requires consent for a "
        "secondary use of it, Washington for new uses of health data, and under the GDPR an incompatible purpose "
        "needs consent or a law. `class: material+consent` says so in the notice and on the page. Where none of that "
        "applies, say why in the answer to M11, with the word consent in it.",
        source="FTC Act s. 5 as in Gateway Learning (2004), Facebook (2012) and 1Health (2023); Colorado 4 CCR 904-3 "
        "Rule 6.04(B); RCW 19.373.020(1); GDPR Art. 6(4).",
        check=_reaches_back,
    ),
    CaseRule(
        code="consent-of-a-rule",
        severity=Severity.REFUSAL,
        title="Where a law that counts asks for consent, the class says so, or the answer says why not.",
        explanation="An entry of notice-rules.toml with `consent = true` and `questions` applies because of a fact, "
        "such as a new use of health data or a change that reaches information collected before it, whatever class was "
        "written. A yes to one of its questions therefore needs `class: material+consent`, so that people are asked "
        "and not only told. Where the law does not reach the change, say why in that answer, with the word consent in "
        "it.",
        source="The entry's own source, which the message names; FTC Act s. 5 and RCW 19.373.020(1), for two.",
        check=_consent_of_a_rule,
    ),
)
