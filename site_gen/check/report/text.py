"""A check's result for a terminal: the verdict first, then what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_gen.check.checklist import Question
from site_gen.check.report.sentences import (
    PRACTICE_ROWS,
    PUBLISHED_TITLE,
    Said,
    approval_words,
    changed_practice,
    class_words,
    days_words,
    deed_words,
    headline,
    message_words,
    off_words,
    place,
    place_words,
    rule_words,
    shorten,
    subject_words,
    told_words,
    woken_words,
)
from site_gen.check.report.wrapping import wrap
from site_gen.check.rule import Finding
from site_gen.check.verdict import Verdict
from site_gen.declared.questions import QUESTIONS
from site_gen.signals.excerpts import Excerpt, excerpts

_MARGIN = " " * 13


def check_text(verdicts: Sequence[Verdict]) -> str:
    """Return every verdict, one after the other."""
    return "\n\n".join("\n".join(_verdict(verdict)) for verdict in verdicts) + "\n"


def _verdict(verdict: Verdict) -> Iterator[str]:
    yield headline(verdict)
    if verdict.case.is_version:
        yield from _facts(verdict)
    yield from (f"  {deed:<9}  {words}" for deed, words in deed_words(verdict))
    yield from _practice(verdict)
    for title, findings in (
        ("To put right", verdict.refusals),
        ("To look at", verdict.warnings),
        (PUBLISHED_TITLE, verdict.published),
    ):
        if findings:
            yield ""
            yield f"{title}:"
            yield from (line for finding, more in shorten(findings) for line in _finding(finding, more))
    if verdict.questions:
        yield ""
        yield "What the text asks:"
        said = Said()
        yield from (line for question in verdict.questions for line in _question(question, said))
    if off := off_words(verdict):
        told = "; ".join(f"{name} ({codes})" for name, codes in off)
        lead = "Not switched on, and about such changes: "
        yield from wrap(f"{lead}{told}.", "  ", "    ")


def _facts(verdict: Verdict) -> Iterator[str]:
    yield f"  class      {class_words(verdict)}"
    yield from wrap(days_words(verdict), "  in effect  ", _MARGIN)
    if words := approval_words(verdict):
        yield from wrap(words, "  approved   ", _MARGIN)
    for told, asked in told_words(verdict):
        yield f"  told       {told}"
        names = f"because of: {'; '.join(rule_words(each) for each in asked)}"
        yield from wrap(names, _MARGIN, _MARGIN)


def _practice(verdict: Verdict) -> Iterator[str]:
    rows = changed_practice(verdict)
    if rows:
        yield ""
        yield "What changed in practice:"
    for row in rows[:PRACTICE_ROWS]:
        where = place_words(row)
        yield from wrap(f"{subject_words(row)} ({row.direction}){f', in “{where}”' if where else ''}:", "  ", "    ")
        for when, words in (("before: ", row.before), ("now:    ", row.after)):
            yield from wrap(f"{when}{f'“{words}”' if words else 'nothing'}", "    ", " " * 12)
    if len(rows) > PRACTICE_ROWS:
        yield f"  and {len(rows) - PRACTICE_ROWS} more (--format json lists them)"


def _finding(finding: Finding, more: int) -> Iterator[str]:
    yield f"  {place(finding.fault)}  [{finding.rule.code}]"
    yield from wrap(message_words(finding.fault), "    ", "    ")
    if more:
        yield f"    and {more} more of {finding.rule.code} (--format json lists them)"


def _question(question: Question, said: Said) -> Iterator[str]:
    yield f"  {question.code} ({question.state}) {QUESTIONS[question.code]}"
    passages = excerpts(question.signals)
    for excerpt in passages[:3]:
        words = _passage(excerpt, said.quoted_under(excerpt, question.code))
        yield from wrap(words, "      ", "        ")
    if len(passages) > 3:
        yield f"      and {len(passages) - 3} more (--format json lists them)"
    for parts in woken_words(question, said):
        yield from wrap("".join(parts), "      ", "        ")


def _passage(excerpt: Excerpt, under: str) -> str:
    place = f"“{excerpt.section}”" if excerpt.section else "what comes before the first heading"
    if under:
        return f"what is quoted under {under} from {place}"
    if excerpt.before and excerpt.after:
        return f"changed in {place}: “{excerpt.after}”, before: “{excerpt.before}”"
    return f"new in {place}: “{excerpt.after}”" if excerpt.after else f"gone from {place}: “{excerpt.before}”"
