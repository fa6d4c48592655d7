"""Run every rule over a case, and say whether the change may be merged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from site_gen.check.case import Case, NoteFile, Surroundings, Text
from site_gen.check.checklist import Question, class_asked, questions
from site_gen.check.deadlines import Deadlines, deadlines
from site_gen.check.rule import Fault, Finding, Severity, TextRule
from site_gen.check.rules.catalogue import CASE_RULES, TEXT_RULES
from site_gen.check.rules.links import OF_A_NOTE
from site_gen.check.rules.unfinished import LEFT_TO_WRITE, UNMERGED, left_in_reason
from site_gen.declared.drafts import Draft
from site_gen.model.note import ChangeClass
from site_gen.text.parsing.parse import parse

_OMISSION = re.compile(r"\[\W*\]|[.…]+")


class Verdict(Struct, frozen=True, dict=True):
    """What the check says about one policy's change."""

    case: Case
    findings: tuple[Finding, ...]
    """Refusals first, each kind in the order of the rules."""

    @property
    def is_passed(self) -> bool:
        """Whether the change may be merged."""
        return not self.refusals

    @cached_property
    def refusals(self) -> tuple[Finding, ...]:
        """The findings that stop the merge."""
        return tuple(each for each in self.findings if each.severity is Severity.REFUSAL)

    @cached_property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that the change brings and that do not stop it."""
        return tuple(each for each in self.findings if each.severity is Severity.WARNING and not each.is_old)

    @cached_property
    def published(self) -> tuple[Finding, ...]:
        """The findings that the published text has too, so that they do not stop the merge."""
        return tuple(each for each in self.findings if each.is_old)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions that the change puts, answered or open."""
        return questions(self.case)

    @property
    def class_asked(self) -> ChangeClass:
        """The class that the open signals and the answers ask for."""
        return class_asked(self.case)

    @property
    def class_declared(self) -> ChangeClass | None:
        """The class that the note declares; None without a note that can be read."""
        draft = self.case.draft
        return draft.note.change_class if draft and "class" not in draft.unread else None

    @cached_property
    def deadlines(self) -> Deadlines:
        """The days that follow from the declared class; from the one that the text asks for where none is declared."""
        return deadlines(self.case, self.class_declared or self.class_asked)


def judge_all(cases: Iterable[Case]) -> list[Verdict]:
    """Judge the policies of one change; what is only to be looked at in a file that they share is told once."""
    told = set[tuple[str, Fault]]()
    verdicts = []
    for verdict in map(judge, cases):
        others = (each for each in verdict.findings if each.severity is not Severity.REFUSAL)
        new = tuple(each for each in others if (each.rule.code, each.fault) not in told)
        told.update((each.rule.code, each.fault) for each in new)
        verdicts.append(Verdict(verdict.case, (*verdict.refusals, *new)))
    return verdicts


def judge(case: Case) -> Verdict:
    """Return every finding about a case."""
    found = [*_about_case(case), *_about_text(case), *_about_notes(case)]
    return Verdict(case, tuple(sorted(found, key=lambda each: each.severity is not Severity.REFUSAL)))


def _about_case(case: Case) -> Iterator[Finding]:
    for rule in CASE_RULES:
        for fault in rule.check(case):
            yield Finding(rule=rule, fault=fault, severity=fault.severity or rule.severity)


def _about_text(case: Case) -> Iterator[Finding]:
    """Judge what the change brings: a fault that is published already only warns, or it would block every change."""
    if case.after is None:
        return
    for rule in TEXT_RULES:
        known = _subjects(rule, case.before, case.around_before)
        for fault in rule.check(case.after, case.around_after):
            is_old = known[fault.subject] > 0
            known[fault.subject] -= 1
            yield Finding(rule=rule, fault=fault, severity=Severity.WARNING if is_old else rule.severity, is_old=is_old)


def _about_notes(case: Case) -> Iterator[Finding]:
    """Hold the links of new notes to what the policy's own are held to, and every note to be merged to the end."""
    around = replace(case.around_after, page=case.after)
    edited = [note for note in case.touched if note.data]
    for note in case.notes:
        yield from _findings(OF_A_NOTE, note, around)
        for finding in _findings((LEFT_TO_WRITE,), note, around):
            # These words open the letters, which nobody can call back; but a note may quote with [...] what it omits.
            stops = _is_told(note) and not _OMISSION.fullmatch(finding.fault.subject)
            yield finding if stops else replace(finding, severity=Severity.WARNING)
        for fault in _left_in_reasons(note, around):
            yield Finding(rule=LEFT_TO_WRITE, fault=fault, severity=fault.severity or LEFT_TO_WRITE.severity)
    for note in (*case.brought, *edited):
        yield from _findings((UNMERGED,), note, around)


def _left_in_reasons(note: NoteFile, around: Surroundings) -> Iterator[Fault]:
    """Name what the reasons of a note's answers leave to be written, at their lines."""
    if isinstance(note.draft, Draft):
        for answer in note.draft.note.answers:
            for fault in left_in_reason(_text(note.path, answer.reason), around):
                yield replace(fault, line=note.draft.lines[answer.question])


def _findings(rules: Iterable[TextRule], note: NoteFile, around: Surroundings) -> Iterator[Finding]:
    text = _text(note.path, note.data.decode(errors="replace"))
    for rule in rules:
        for fault in rule.check(text, around):
            yield Finding(rule=rule, fault=fault, severity=rule.severity)


def _is_told(note: NoteFile) -> bool:
    return isinstance(note.draft, Draft) and note.draft.note.change_class.is_told


def _text(path: str, source: str) -> Text:
    return Text(path=path, source=source, document=parse(source), outline=())


def _subjects(rule: TextRule, text: Text | None, around: Surroundings) -> Counter[str]:
    return Counter(fault.subject for fault in rule.check(text, around)) if text else Counter()
