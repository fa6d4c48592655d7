"""A check's result as the comment of a pull request: the verdict first, and never longer than GitHub takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from site_gen.check.case import Case
from site_gen.check.checklist import Question
from site_gen.check.report.pull_request import Links
from site_gen.check.report.sentences import (
    PRACTICE_ROWS,
    PUBLISHED_TITLE,
    Said,
    approval_words,
    changed_practice,
    class_words,
    days_words,
    deed_words,
    is_seen,
    message_words,
    off_words,
    place_words,
    quoted_words,
    region_words,
    rule_words,
    send_by_words,
    shorten,
    subject_words,
    told_words,
    woken_words,
)
from site_gen.check.rule import Finding, Rule
from site_gen.check.scaffold import cases_to_note, note_path, scaffold
from site_gen.check.verdict import Verdict
from site_gen.declared.questions import QUESTIONS
from site_gen.redline.digest.section_changes import SectionChange
from site_gen.redline.digest.summary import summarise
from site_gen.render.markdown import escape, section_markdown
from site_gen.signals.excerpts import Excerpt, excerpts, reasons_of
from site_gen.signals.practice import PracticeRow

LONGEST = 60_000
"""Characters of a comment: GitHub takes 65,536, and whoever posts it adds a little."""
_RESERVED = 400
"""Characters kept for the line that says what was left out."""
_QUOTED = 4
"""Passages of one question that are quoted."""
_CODE = re.compile(r"`([^`|\n]+)`")


class _Page(Struct):
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
    shown = [verdict for verdict in verdicts if is_seen(verdict) or verdict.findings]
    if not shown:
        page.add("## ✅ No policy changes", "Nothing that a reader can see is different, so nobody has to be told.")
    to_note = {case.path: case for case in cases_to_note(verdict.case for verdict in shown)}
    for verdict in shown:
        _head(page, verdict, links, to_note.get(verdict.case.path))
    for verdict in shown:
        _questions(page, verdict, links, several=len(shown) > 1)
    left_out = [verdict for verdict in shown if not _redline(page, verdict, several=len(shown) > 1)]
    rest = (
        f"[the preview and the log]({links.details_url})" if links.details_url else "`policy-site check` on the branch"
    )
    if links.review_url:
        page.blocks.append(
            f"**[The whole change as a page]({links.review_url})**, its text marked, opens in the browser."
        )
    if left_out:
        page.blocks.append(f"_This comment cannot hold everything: see {rest}._")
    elif links.details_url:
        page.blocks.append(f"<sub>The pages as they would be published: {rest}.</sub>")
    return "\n\n".join(page.blocks) + "\n"


def problem_markdown(problem: str) -> str:
    """Return the comment where the change cannot be judged at all."""
    return f"## ❌ This change cannot be checked\n\n{escape(problem[:2000])}\n"


def _head(page: _Page, verdict: Verdict, links: Links, to_note: Case | None) -> None:
    page.add(f"## {_headline(verdict)}: `{verdict.case.path}`")
    if verdict.case.is_version:
        page.add("\n".join(_facts(verdict)))
    page.add(*(f"**{deed.capitalize()}:** {words}." for deed, words in deed_words(verdict)))
    _practice(page, verdict)
    _findings(page, "### To put right", verdict.refusals, links)
    if to_note:
        _scaffold(page, to_note, links)
    _findings(page, "### To look at", verdict.warnings, links)
    _findings(page, f"### {PUBLISHED_TITLE}", verdict.published, links)
    if verdict.case.is_version and verdict.deadlines.requirements:
        _write_recipients(page, verdict)


def _practice(page: _Page, verdict: Verdict) -> None:
    rows = changed_practice(verdict)
    if not rows:
        return
    lines = ["| Fact | Before | After | Direction | Section |", "| --- | --- | --- | --- | --- |"]
    lines += [_practice_row(row) for row in rows[:PRACTICE_ROWS]]
    more = [f"… and {len(rows) - PRACTICE_ROWS} more"] * (len(rows) > PRACTICE_ROWS)
    quoted = [f"<sub>{_prose(words)}</sub>" for words in (quoted_words(verdict),) if words]
    page.add("### What changed in practice", "\n".join(lines), *more, *quoted)


def _practice_row(row: PracticeRow) -> str:
    cells = (subject_words(row), row.before or "-", row.after or "-", str(row.direction), place_words(row) or "-")
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    """Return a text as it stands in a cell: on one line, with no bar of its own."""
    return " ".join(escape(text).split()).replace("|", "&#124;")


def _headline(verdict: Verdict) -> str:
    if verdict.refusals:
        count = len(verdict.refusals)
        return f"❌ Not ready to merge, {count} {'thing' if count == 1 else 'things'} to put right"
    return "✅ Ready to merge" if is_seen(verdict) else "✅ Nothing that a reader can see changes"


def _facts(verdict: Verdict) -> Iterator[str]:
    yield f"- **Class:** {class_words(verdict)}"
    yield f"- **In effect:** {days_words(verdict)}"
    if words := approval_words(verdict):
        yield f"- **Approved:** {escape(words)}"
    if verdict.case.redline:
        yield f"- **Size:** {escape(summarise(verdict.case.redline).statement)}"


def _findings(page: _Page, title: str, findings: Sequence[Finding], links: Links) -> None:
    if not findings:
        return
    lines = [_finding(finding, more, links) for finding, more in shorten(findings)]
    rules = {finding.rule.code: finding.rule for finding in findings}
    page.add(title, "\n".join(lines))
    page.add(*_fold("Why this is asked, and what to do", *map(_explain, rules.values())))


def _explain(rule: Rule) -> str:
    source = f" <sub>{escape(rule.source)}</sub>" if rule.source else ""
    return f"**{_prose(rule.title)}** {_prose(' '.join(rule.explanation.split()))}{source}"


def _fold(title: str, *blocks: str) -> list[str]:
    """Fold blocks under a line that opens them."""
    return [f"<details><summary>{title}</summary>", *blocks, "</details>"]


def _prose(text: str) -> str:
    """Escape a sentence, and keep what stands between backquotes in it as code, in which nothing is a mark."""
    return "".join(f"`{part}`" if number % 2 else escape(part) for number, part in enumerate(_CODE.split(text)))


def _finding(finding: Finding, more: int, links: Links) -> str:
    fault = finding.fault
    place = f"{fault.path}, line {fault.line}" if fault.line else fault.path
    address = links.edit_file(fault.path, fault.line)
    where = f"[{escape(place)}]({address})" if address else f"**{escape(place)}**"
    code = f"{finding.rule.code}{f', and {more} more' if more else ''}"
    return f"- {where}: {_prose(message_words(fault))} <sub>{code}</sub>"


def _scaffold(page: _Page, case: Case, links: Links) -> None:
    path, full, brief = note_path(case, case.around_after.files), scaffold(case), scaffold(case, quotes=False)
    address = links.new_file(path, full, brief)
    fence = "`" * (3 + max((len(run) for run in full.split() if set(run) == {"`"}), default=0))
    for text in (full, brief):
        pasted = f"{fence}markdown\n{text}{fence}"
        if address:
            opened = (
                f"**[Open the note in the editor]({address})**, answer its questions, and commit it to this branch."
            )
            blocks = [opened, *_fold(f"Or paste it into a new file, <code>{path}</code>", pasted)]
        else:
            blocks = [f"Save it as `{path}`:", pasted]
        if page.add("### The note to fill in", *blocks):
            return


def _write_recipients(page: _Page, verdict: Verdict) -> None:
    lines = "\n".join(f"- {escape(told[:1].upper() + told[1:])}" for told, _ in told_words(verdict))
    count = len(verdict.deadlines.requirements)
    title = f"The {count} rules that ask for it" if count > 1 else "The rule that asks for it"
    page.add("### Who is told", lines, *_fold(title, "\n".join(_requirements(verdict))))


def _requirements(verdict: Verdict) -> Iterator[str]:
    yield "| who | last day to send | what is asked |"
    yield "|---|---|---|"
    everywhere = all(each.consent for each in verdict.deadlines.requirements)
    for each in verdict.deadlines.requirements:
        consent = " **Fresh consent is needed.**" if each.consent and not everywhere else ""
        note = f" Consent: {_prose(each.consent_note)}" if each.consent_note else ""
        source = f" <sub>{escape(each.cited)}</sub>" if each.kind else ""
        days = f", {each.lead_days} days ahead" if each.lead_days else ""
        who = escape(region_words(each.regions, verdict.case.rules))
        asks = f"**{escape(rule_words(each))}:** {_prose(each.asks)}{note}{consent}{source}"
        yield f"| {who} | {send_by_words(each, verdict.deadlines.effective_on)}{days} | {asks} |"


def _questions(page: _Page, verdict: Verdict, links: Links, *, several: bool) -> None:
    if verdict.questions:
        page.add("### What the text asks" + _of(verdict, several=several))
    said = Said()
    for question in verdict.questions:
        page.add(*_question(question, verdict.case, links, said))
    if off := off_words(verdict):
        count = len(off)
        title = f"{count} {'rule' if count == 1 else 'rules'} about such changes that you have not switched on"
        page.add(*_fold(title, "\n".join(f"- {escape(name)}: {codes}" for name, codes in off)))


def _of(verdict: Verdict, *, several: bool) -> str:
    """Say of which policy a part is, where the comment is about several."""
    return f": `{verdict.case.path}`" if several else ""


def _question(question: Question, case: Case, links: Links, said: Said) -> Iterator[str]:
    yield f"**{question.code}. {QUESTIONS[question.code]}**<br>{_answer(question)}"
    passages = excerpts(question.signals)
    quoted = [(excerpt, said.quoted_under(excerpt, question.code)) for excerpt in passages[:_QUOTED]]
    lines = [line for excerpt, under in quoted for line in _passage(excerpt, case, links, under)]
    if len(passages) > _QUOTED:
        lines.append(f"- … and {len(passages) - _QUOTED} more")
    reasons = reasons_of(passages) or [question.follows]
    evidence = ["\n".join(lines)] * bool(lines) + ["<br>".join(f"<sub>{escape(reason)}</sub>" for reason in reasons)]
    yield from _fold("Why it was asked", *evidence) if question.answer and question.is_asked else evidence
    if question.wakes:
        woken = woken_words(question, said)
        yield "\n".join(f"- ⚖️ {lead}**{escape(names)}**{_prose(rest)}" for lead, names, rest in woken)


def _answer(question: Question) -> str:
    if question.answer is None:
        return "❓ open"
    return f"**{'Yes' if question.answer.yes else 'No'}.** {escape(question.answer.reason)}"


def _passage(excerpt: Excerpt, case: Case, links: Links, under: str) -> Iterator[str]:
    line = case.after.line_of(excerpt.new_leaf) if case.after and excerpt.new_leaf is not None else None
    address = links.edit_file(case.after.path, line) if case.after and line else ""
    at = f", [line {line}]({address})" if address else f", line {line}" if line else ""
    place = f"{f'“{escape(excerpt.section)}”' if excerpt.section else 'what comes before the first heading'}{at}"
    if under:
        yield f"- What is quoted under {under} from {place}"
    elif excerpt.before and excerpt.after:
        yield f"- Changed in {place}:"
        yield f"  - before: {escape(excerpt.before)}"
        yield f"  - now: {escape(excerpt.after)}"
    elif excerpt.after:
        yield f"- New in {place}: {escape(excerpt.after)}"
    else:
        yield f"- Gone from {place}: {escape(excerpt.before)}"


def _redline(page: _Page, verdict: Verdict, *, several: bool) -> bool:
    """Show the changed sections; return whether all of them fitted."""
    redline = verdict.case.redline
    if redline is None or not verdict.case.is_version:
        return True
    sections = summarise(redline).sections
    title = f"### What readers will see marked{_of(verdict, several=several)}"
    if not page.add(title, "<ins>Added</ins>, <del>removed</del>, unchanged parts left out."):
        return False
    left_out = [section for section in sections if not _section(page, verdict, section)]
    return not left_out


def _section(page: _Page, verdict: Verdict, section: SectionChange) -> bool:
    redline = verdict.case.redline
    title = escape(section.title) or "Before the first heading"
    return redline is None or page.add(f"#### {title}", section_markdown(redline, section))
