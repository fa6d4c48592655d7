"""Renders each page of the site from its view."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, cast

from markupsafe import Markup

from site_gen import program
from site_gen.catalogue import SOURCE, frame_language
from site_gen.model.facts import FactLife
from site_gen.publish import wording
from site_gen.publish.assets import inline_styles
from site_gen.publish.calendar import Month
from site_gen.publish.templates import macros, render
from site_gen.publish.views.facts import FactsView
from site_gen.publish.views.history import DatesView, HistoryRow, HistoryView
from site_gen.publish.views.index import IndexView
from site_gen.publish.views.policy import PolicyHead
from site_gen.publish.views.redline import ComparisonView, PairsView, RedlineView, SinceView
from site_gen.publish.views.section import SectionIndexView, SectionView
from site_gen.publish.views.text import CurrentView, VersionView
from site_gen.publish.views.tombstone import TombstoneView

if TYPE_CHECKING:  # no build of a site shows them
    from site_gen.publish.views.review import PanelView, ReviewView

_TAG = re.compile(r"<[a-z][^>]*>")
_NAMING = re.compile(r'(?<= )((?:id|for|name|aria-labelledby|aria-describedby)="|href="#)([^"]+)')
"""Within a tag, what names elements of the page."""


def render_index(view: IndexView) -> str:
    """Render `/`."""
    return render("index.html", view, view.language)


def render_current(view: CurrentView) -> str:
    """Render `/<slug>/`."""
    return render("current.html", view, view.policy.language)


def render_version(view: VersionView) -> str:
    """Render `/<slug>/<version>/`."""
    return render("version.html", view, view.policy.language)


def render_redline(view: RedlineView) -> str:
    """Render `/<slug>/<version>/changes/` or `/<slug>/<older>..<newer>/`."""
    return render("redline.html", view, view.policy.language)


def render_comparison(view: ComparisonView) -> str:
    """Render any two texts as one file that needs no other."""
    return render("comparison.html", view, view.language, style_css=inline_styles())


def render_review(view: ReviewView) -> str:
    """Render a change and what the check says of it, as one file that needs no other."""
    styles = inline_styles() + (program.templates() / "preview" / "review.css").read_text(encoding="utf-8")
    return render("preview/review.html", view, SOURCE, style_css=styles, apart=_with_names_apart)


def _with_names_apart(html: Markup, slug: str) -> Markup:
    """Put a slug before every name of an element: two texts on one page may both have a section `contact`."""

    def rename(found: re.Match[str]) -> str:
        return found[1] + " ".join(f"{slug}.{name}" for name in found[2].split(" "))

    return Markup(_TAG.sub(lambda tag: _NAMING.sub(rename, tag[0]), html))  # noqa: S704 - tags of our own


def render_section(view: SectionView) -> str:
    """Render `/<slug>/sections/<section>/`."""
    return render("section.html", view, view.policy.language)


def render_section_index(view: SectionIndexView) -> str:
    """Render `/<slug>/sections/`."""
    return render("sections.html", view, view.policy.language)


def render_tombstone(view: TombstoneView) -> str:
    """Render the page in place of the text of a withdrawn version."""
    return render("tombstone.html", view, view.policy.language)


def render_since(view: SinceView) -> str:
    """Render `/<slug>/since/<version>/` where it shows no redline."""
    return render("since.html", view, view.policy.language)


def render_history_row(row: HistoryRow) -> str:
    """Render one version's part of the page below."""
    return str(cast("_HistoryRows", macros("history_row.html", frame_language(row.policy.language))).entry(row))


def render_history(view: HistoryView) -> str:
    """Render `/<slug>/history/`."""
    return render("history.html", view, view.policy.language)


def render_month(month: Month, language: str, *, compared: bool) -> str:
    """Render a month's list on the page below; `compared` as in the page's view."""
    return str(cast("_MonthRows", macros("month_row.html", frame_language(language))).entry(month, language, compared))


def render_dates(view: DatesView) -> str:
    """Render `/<slug>/on/`."""
    return render("dates.html", view, view.policy.language)


def render_pairs(view: PairsView) -> str:
    """Render `/<slug>/compare/`."""
    return render("pairs.html", view, view.policy.language)


def render_fact(life: FactLife, policy: PolicyHead) -> str:
    """Render one fact's part of the page below."""
    return str(cast("_FactRows", macros("fact_row.html", frame_language(policy.language))).entry(life, policy))


def render_facts(view: FactsView) -> str:
    """Render `/<slug>/facts/`."""
    return render("facts.html", view, view.policy.language, titles=wording.FACTS)


def render_panel(view: PanelView) -> tuple[str, str]:
    """Render what the preview adds to a page: at the end of its head, and at the beginning of its body."""
    parts = cast("_PanelParts", macros("preview/panel.html", SOURCE))
    return str(parts.head(view)), str(parts.panel(view))


class _PanelParts(Protocol):
    """The two macros of the preview."""

    def head(self, view: PanelView) -> Markup: ...

    def panel(self, view: PanelView) -> Markup: ...


class _HistoryRows(Protocol):
    def entry(self, row: HistoryRow) -> Markup: ...


class _MonthRows(Protocol):
    def entry(self, month: Month, language: str, compared: bool) -> Markup: ...


class _FactRows(Protocol):
    def entry(self, life: FactLife, policy: PolicyHead) -> Markup: ...
