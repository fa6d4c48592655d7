"""The page that compares any two texts, as a file outside the site."""

from __future__ import annotations

from site_gen.build.pages.change_list import changed_sections
from site_gen.catalogue import words_in
from site_gen.publish.views.redline import ComparisonView
from site_gen.redline import Redline
from site_gen.redline.digest.summary import statement, summarise
from site_gen.render.html.article import own_anchors, redline_parts


def comparison_view(redline: Redline, title: str, language: str, names: tuple[str, str]) -> ComparisonView:
    """Return what shows a redline whose texts go by these names, the older first."""
    words = words_in(language)
    summary, anchors = summarise(redline, words), own_anchors(redline.new)
    return ComparisonView(
        title=title,
        language=language,
        older=names[0],
        newer=names[1],
        verdict=summary.verdict,
        statement=statement(summary.verdict, summary.counts, words),
        counts=summary.counts,
        sections=changed_sections(redline, summary, anchors.sections, words),
        body_html="".join(redline_parts(redline, anchors, words)),
    )
