"""A check's result for a terminal: the verdict first, then what to do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from site_gen.check.checklist import Question, quoted
from site_gen.check.model import Finding
from site_gen.check.report.words import by, class_words, days_words, headline, place
from site_gen.check.verdict import Verdict
from site_gen.questions import QUESTIONS

_WIDTH = 100


def check_text(verdicts: Sequence[Verdict]) -> str:
    """Tell every verdict, one after the other."""
    return "\n\n".join("\n".join(_verdict(verdict)) for verdict in verdicts) + "\n"


def _verdict(verdict: Verdict) -> Iterator[str]:
    yield headline(verdict)
    if verdict.case.is_version:
        yield from _facts(verdict)
    for title, findings in (("To put right", verdict.refusals), ("To look at", verdict.warnings)):
        if findings:
            yield ""
            yield f"{title}:"
            yield from (line for finding in findings for line in _finding(finding))
    if verdict.questions:
        yield ""
        yield "What the text asks:"
        yield from (line for question in verdict.questions for line in _question(question))


def _facts(verdict: Verdict) -> Iterator[str]:
    yield f"  class      {class_words(verdict)}"
    yield f"  in effect  {days_words(verdict)}"
    for each in verdict.deadlines.requirements:
        lead = f"{each.lead_days} days before" if each.lead_days else "before it applies"
        consent = ", with fresh consent" if each.consent else ""
        yield f"  owed to    {_regions(each.regions)}: {each.channel}, {lead}{consent} ({by(each)})"


def _regions(regions: Sequence[str]) -> str:
    if "*" in regions:
        return "everybody"
    return ", ".join(regions) if len(regions) <= 6 else f"{len(regions)} regions"


def _finding(finding: Finding) -> Iterator[str]:
    yield f"  {place(finding.fault)}  [{finding.rule.code}]"
    yield from textwrap.wrap(finding.fault.message, _WIDTH, initial_indent="    ", subsequent_indent="    ")


def _question(question: Question) -> Iterator[str]:
    state = "open" if question.answer is None else "yes" if question.answer.yes else "no"
    yield f"  {question.code} ({state}) {QUESTIONS[question.code]}"
    for signal in question.signals[:3]:
        where = f"“{signal.section}”: " if signal.section else ""
        yield f"      {where}{quoted(signal)}"
    if len(question.signals) > 3:
        yield f"      and {len(question.signals) - 3} more (--format json lists them)"
