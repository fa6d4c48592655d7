"""A change for whoever reviews it, in one file that a browser opens: what the check says, then the text marked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from site_gen.build.pages.comparison import comparison_view
from site_gen.check.case import Text
from site_gen.check.report.sentences import is_seen
from site_gen.check.verdict import Verdict
from site_gen.preview.panel import policy_panel
from site_gen.publish.pages import render_review
from site_gen.publish.views.review import ReviewPolicy, ReviewView
from site_gen.render.html.article import document_article
from site_gen.text.outline import title_of

_NAMES = ("published", "as changed here")


def review_page(verdicts: Sequence[Verdict]) -> str:
    """Render the page; a change without any policy says so."""
    shown = [each for each in verdicts if is_seen(each) or each.findings]
    return render_review(ReviewView(policies=tuple(_policy(each) for each in shown)))


def problem_page(problem: str) -> str:
    """Render the page where the change cannot be judged at all."""
    head = "This change cannot be checked"
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{head}</title>\n'
        f"<h1>{head}</h1>\n<p>{escape(problem)}</p>\n"
    )


def _policy(verdict: Verdict) -> ReviewPolicy:
    case = verdict.case
    language, title = case.policy.language, _title(case.after or case.before)
    return ReviewPolicy(
        panel=policy_panel(verdict, ""),
        title=title,
        language=language,
        comparison=comparison_view(case.redline, title, language, _NAMES) if case.redline and case.is_version else None,
        text_html=document_article(case.after.document) if case.after and not case.before else "",
    )


def _title(text: Text | None) -> str:
    if text is None:
        return ""
    return title_of(text.document) or text.path
