"""A check's result as the comment of a pull request: the verdict first, and never longer than GitHub takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from site_gen.check.checklist import Question
from site_gen.check.excerpts import Excerpt, excerpts
from site_gen.check.model import Case, Finding
from site_gen.check.report.links import Links
from site_gen.check.report.words import class_words, days_words
from site_gen.check.scaffold import note_path, scaffold
from site_gen.check.verdict import Verdict
from site_gen.obligations import Requirement
from site_gen.questions import QUESTIONS
from site_gen.redline.summary import SectionChange, summarise
from site_gen.render.markdown import escape, section_markdown

LONGEST = 60_000
"""Characters of a comment: GitHub takes 65,536, and who posts it adds a little."""
_RESERVED = 400
"""Characters kept for the line that says what was left out."""
_LISTED = 30
"""Findings of one kind, beyond which the comment leads elsewhere."""
_QUOTED = 4
"""Passages of one question that are quoted."""


@dataclass(slots=True)
class _Page:
    """Takes in blocks as long as there is room."""

    room: int
    blocks: list[str] = field(default_factory=list)

    def add(self, *blocks: str) -> bool:
        """Add blocks that belong together, all or none."""
        size = sum(len(block) + 2 for block in blocks)
        if size > self.room:
            return False
        self.room -= size
        self.blocks += blocks
        return True


def check_markdown(verdicts: Sequence[Verdict], links: Links) -> str:
    """Return the comment: verdict, deadlines, questions of each policy, and the redline as far as there is room."""
    page = _Page(LONGEST - _RESERVED)
    shown = [verdict for verdict in verdicts if verdict.case.is_version or verdict.findings]
    if not shown:
        page.add("## ✅ No policy changes", "Nothing that a reader can see is different, so nobody has to be told.")
    for verdict in shown:
        _head(page, verdict, links)
    for verdict in shown:
        _questions(page, verdict)
    left_out = [verdict for verdict in shown if not _redline(page, verdict)]
    rest = (
        f"[the preview and the log]({links.details_url})" if links.details_url else "`policy-site check` on the branch"
    )
    if left_out:
        page.blocks.append(f"_There is more than a comment holds: see {rest}._")
    elif links.details_url:
        page.blocks.append(f"<sub>The pages as they would be published: {rest}.</sub>")
    return "\n\n".join(page.blocks) + "\n"


def problem_markdown(problem: str) -> str:
    """Return the comment where the change cannot be judged at all."""
    return f"## ❌ This change cannot be checked\n\n{escape(problem[:2000])}\n"


def _head(page: _Page, verdict: Verdict, links: Links) -> None:
    name = verdict.case.after.path if verdict.case.after else verdict.case.policy.path
    page.add(f"## {_headline(verdict)}: `{name}`")
    if verdict.case.is_version:
        page.add("\n".join(_facts(verdict)))
    _findings(page, "### To put right", verdict.refusals, links)
    if any(finding.rule.code == "note-missing" for finding in verdict.refusals):
        _scaffold(page, verdict.case, links)
    _findings(page, "### To look at", verdict.warnings, links)
    if verdict.case.is_version and verdict.deadlines.requirements:
        page.add("### Who is told", "\n".join(_requirements(verdict)))


def _headline(verdict: Verdict) -> str:
    if verdict.refusals:
        count = len(verdict.refusals)
        return f"❌ Not ready to merge, {count} {'thing' if count == 1 else 'things'} to put right"
    return "✅ Ready to merge" if verdict.case.is_version else "✅ Nothing that a reader can see changes"


def _facts(verdict: Verdict) -> Iterator[str]:
    yield "| | |"
    yield "|---|---|"
    yield f"| **Class** | {class_words(verdict)} |"
    yield f"| **In effect** | {days_words(verdict)} |"
    if verdict.case.redline:
        yield f"| **Size** | {escape(summarise(verdict.case.redline).statement)} |"


def _findings(page: _Page, title: str, findings: Sequence[Finding], links: Links) -> None:
    if not findings:
        return
    lines = [_finding(finding, links) for finding in findings[:_LISTED]]
    if len(findings) > _LISTED:
        lines.append(f"- … and {len(findings) - _LISTED} more")
    page.add(title, "\n".join(lines))


def _finding(finding: Finding, links: Links) -> str:
    fault = finding.fault
    place = f"{fault.path}, line {fault.line}" if fault.line else fault.path
    address = links.edit_file(fault.path, fault.line)
    where = f"[{escape(place)}]({address})" if address else f"**{escape(place)}**"
    return f"- {where}: {escape(fault.message)} <sub>{finding.rule.code}</sub>"


def _scaffold(page: _Page, case: Case, links: Links) -> None:
    path, full, brief = note_path(case, case.around_after.files), scaffold(case), scaffold(case, quotes=False)
    address = links.new_file(path, full, brief)
    opened = f"[Open it in GitHub's editor]({address}), fill in the answers and commit. " if address else ""
    said = f"{opened}Its place is `{path}`:"
    fence = "`" * (3 + max((len(run) for run in full.split() if set(run) == {"`"}), default=0))
    for text in (full, brief):
        if page.add("### The note that is missing", said, f"{fence}markdown\n{text}{fence}"):
            return


def _requirements(verdict: Verdict) -> Iterator[str]:
    yield "| who | how | last day to send | asked for by |"
    yield "|---|---|---|---|"
    for each in verdict.deadlines.requirements:
        consent = "; fresh consent is needed" if each.consent else ""
        note = f" {escape(each.consent_note)}" if each.consent_note else ""
        yield (
            f"| {_regions(each)} | {each.channel}{consent} | {_send_by(verdict, each)} | "
            f"{escape(each.name)}. {escape(each.asks)}{note} <sub>{escape(each.cited)}</sub> |"
        )


def _send_by(verdict: Verdict, each: Requirement) -> str:
    last = verdict.deadlines.effective_on - timedelta(days=each.lead_days)
    return f"{last} ({each.lead_days} days before)" if each.lead_days else f"before {verdict.deadlines.effective_on}"


def _regions(each: Requirement) -> str:
    if "*" in each.regions:
        return "everybody"
    return (
        ", ".join(each.regions)
        if len(each.regions) <= 6
        else f"{', '.join(each.regions[:5])} and {len(each.regions) - 5} more"
    )


def _questions(page: _Page, verdict: Verdict) -> None:
    if verdict.questions:
        page.add("### What the text asks")
    for question in verdict.questions:
        page.add("\n".join(_question(question, verdict.case)))


def _question(question: Question, case: Case) -> Iterator[str]:
    answer = question.answer
    state = "**open**" if answer is None else f"{'yes' if answer.yes else 'no'}. {escape(answer.reason)}"
    yield f"**{question.code}. {QUESTIONS[question.code]}** {state}"
    passages = excerpts(question.signals)
    for excerpt in passages[:_QUOTED]:
        yield from _passage(excerpt, case)
    if len(passages) > _QUOTED:
        yield f"- … and {len(passages) - _QUOTED} more passages"


def _passage(excerpt: Excerpt, case: Case) -> Iterator[str]:
    line = case.after.line_of(excerpt.new_leaf) if case.after else None
    place = ", ".join(part for part in (escape(excerpt.section), f"line {line}" if line else "") if part)
    yield f"- {place or 'In the text'}"
    if excerpt.before:
        yield f"  - before: {escape(excerpt.before)}"
    yield f"  - now: {escape(excerpt.after) if excerpt.after else '(nothing)'}"
    yield from (f"  - <sub>{escape(why)}</sub>" for why in excerpt.why)


def _redline(page: _Page, verdict: Verdict) -> bool:
    """Show the changed sections; return whether all of them fitted."""
    redline = verdict.case.redline
    if redline is None or not verdict.case.is_version:
        return True
    sections = summarise(redline).sections
    if not page.add(
        "### What readers will see marked", "<ins>Added</ins>, <del>removed</del>, unchanged parts left out."
    ):
        return False
    left_out = [section for section in sections if not _section(page, verdict, section)]
    return not left_out


def _section(page: _Page, verdict: Verdict, section: SectionChange) -> bool:
    redline = verdict.case.redline
    title = escape(section.title) or "Before the first heading"
    return redline is None or page.add(f"#### {title}", section_markdown(redline, section))
