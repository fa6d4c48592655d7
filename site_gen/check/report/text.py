"""A check's result for a terminal: the verdict first, then what to do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import timedelta

from site_gen.check.checklist import Question, quoted
from site_gen.check.model import Finding
from site_gen.check.report.words import class_words, days_words, headline, place
from site_gen.check.verdict import Verdict
from site_gen.model import Mark
from site_gen.obligations import Requirement
from site_gen.questions import QUESTIONS
from site_gen.rules import union

_WIDTH = 100
_MARGIN = " " * 13


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
    for channel, asked in _by_channel(verdict.deadlines.requirements):
        yield from _told(verdict, channel, asked)


def _by_channel(asked: Sequence[Requirement]) -> Iterator[tuple[str, list[Requirement]]]:
    for channel in dict.fromkeys(each.channel for each in asked):
        yield channel, [each for each in asked if each.channel == channel]


def _told(verdict: Verdict, channel: str, asked: Sequence[Requirement]) -> Iterator[str]:
    """Say who is told by one channel and by when, and who asks for it."""
    lead = max(each.lead_days for each in asked)
    regions = _regions(union([region for each in asked for region in each.regions]))
    last = verdict.deadlines.effective_on - timedelta(days=lead)
    when = f"by {last}" if lead else f"before {verdict.deadlines.effective_on}"
    consent = ", with fresh consent" if any(each.consent for each in asked) else ""
    yield f"  told       {regions}, {channel}, {when}{consent}"
    names = "; ".join(f"{each.name}{' (unverified)' if each.mark is Mark.UNVERIFIED else ''}" for each in asked)
    yield from textwrap.wrap(f"asked for by {names}", _WIDTH - 13, initial_indent=_MARGIN, subsequent_indent=_MARGIN)


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
