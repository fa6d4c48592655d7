"""What stands around a page of the preview: that it is a draft, what the check says, and what reloads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from site_gen.check.checklist import Question
from site_gen.check.report.sentences import (
    PRACTICE_ROWS,
    approval_words,
    changed_practice,
    class_words,
    days_words,
    deed_words,
    headline,
    message_words,
    place,
    place_words,
    shorten,
    subject_words,
    told_words,
)
from site_gen.check.rule import Finding
from site_gen.check.verdict import Verdict
from site_gen.declared.questions import QUESTIONS
from site_gen.preview.draft_site import Draft
from site_gen.publish.pages import render_panel
from site_gen.publish.views.review import PanelFact, PanelFinding, PanelPassage, PanelPolicy, PanelQuestion, PanelView
from site_gen.signals.excerpts import excerpts
from site_gen.signals.practice import PracticeRow

RULES_OF_A_PREVIEW = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:"
"""What a page of the preview may load; the page as published may run nothing."""

_QUOTED = 3
"""Passages of one question that are quoted."""
_META = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*')
_PLACE = re.compile(r'(?=<header class="site">)|(?<=<body>)(?=<p>)')
"""Behind the links that skip to the text, which come first on every page."""
_HEAD = "</head>"


def with_panel(page: str, path: str, draft: Draft) -> str:
    """Return a page of the site as the preview shows it; `path` is its address below the site's root."""
    slug, version = (*path.strip("/").split("/"), "", "")[:2]
    own = [each for each in draft.verdicts if slug in {"", _slug(each)}]
    is_draft = bool(draft.version_ids.get(slug)) and (
        draft.version_ids[slug] in version or (version in {"", "index.html"} and slug in draft.in_force)
    )
    view = PanelView(
        number=draft.number,
        is_draft=is_draft,
        problem=draft.problem,
        left_out=draft.left_out,
        policies=tuple(policy_panel(each, draft.version_ids.get(_slug(each), "")) for each in own),
    )
    head, panel = render_panel(view)
    page = _META.sub(lambda found: f"{found[1]}{RULES_OF_A_PREVIEW}", page, count=1)
    page = page.replace(_HEAD, f"{head}{_HEAD}", 1)
    return _PLACE.sub(lambda _: panel, page, count=1)


def _slug(verdict: Verdict) -> str:
    return verdict.case.policy.slug


def policy_panel(verdict: Verdict, version_id: str) -> PanelPolicy:
    """Return what the check says of one policy; `version_id` is of the version that it would make, empty for none."""
    is_version, rows = verdict.case.is_version, changed_practice(verdict)
    asked = {question.code for question in verdict.questions}
    waiting = {each.fault.question: each for each in verdict.refusals if each.fault.question in asked}
    return PanelPolicy(
        slug=_slug(verdict),
        headline=headline(verdict),
        class_words=class_words(verdict) if is_version else "",
        days_words=days_words(verdict) if is_version else "",
        deeds=tuple((deed.capitalize(), words) for deed, words in deed_words(verdict)),
        version_id=version_id,
        is_compared=bool(version_id and verdict.case.before),
        approval_words=approval_words(verdict) if is_version else "",
        told=tuple(told for told, _ in told_words(verdict)) if is_version else (),
        facts=tuple(map(_fact, rows[:PRACTICE_ROWS])),
        further_facts=max(0, len(rows) - PRACTICE_ROWS),
        is_ready=not verdict.refusals,
        refusals=tuple(_findings([each for each in verdict.refusals if each not in waiting.values()])),
        warnings=tuple(_findings(verdict.warnings)),
        questions=tuple(_questions(verdict.questions, waiting)),
    )


def _fact(row: PracticeRow) -> PanelFact:
    return PanelFact(
        subject=subject_words(row),
        before=row.before,
        after=row.after,
        direction=str(row.direction),
        section=place_words(row),
    )


def _questions(found: tuple[Question, ...], waiting: Mapping[str, Finding]) -> Iterator[PanelQuestion]:
    """Yield each question; a passage that raises several is quoted under the first of them."""
    quoted: dict[tuple[str, str, str], str] = {}
    for question in found:
        places = [(each.section, each.before, each.after) for each in excerpts(question.signals)]
        yield PanelQuestion(
            code=question.code,
            words=QUESTIONS[question.code],
            state=question.state,
            waits_at=place(waiting[question.code].fault) if question.code in waiting else "",
            reason=question.answer.reason if question.answer else "",
            passages=tuple(
                PanelPassage(section=place[0], before=place[1], after=place[2], under=quoted.get(place, ""))
                for place in places[:_QUOTED]
            ),
            further=max(0, len(places) - _QUOTED),
        )
        quoted = dict.fromkeys(places[:_QUOTED], question.code) | quoted


def _findings(found: Sequence[Finding]) -> Iterator[PanelFinding]:
    for finding, more in shorten(found):
        words = message_words(finding.fault)
        yield PanelFinding(place=place(finding.fault), code=finding.rule.code, words=words, more=more)
