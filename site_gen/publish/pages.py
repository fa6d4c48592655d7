"""Renders each page of the site from its view; the one file that knows Jinja2."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import cache, lru_cache
from html import escape
from itertools import groupby
from typing import Protocol, cast

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from site_gen import program
from site_gen.declared.questions import QUESTIONS
from site_gen.model import ChangeClass, FactLife
from site_gen.program import code_folder, program_key
from site_gen.publish import wording
from site_gen.publish.addresses import redline_folder, with_links_to
from site_gen.publish.views import (
    ComparisonView,
    CurrentView,
    FactsView,
    HistoryRow,
    HistoryView,
    IndexView,
    OutlineEntry,
    PanelView,
    PolicyHead,
    RedlineView,
    SectionIndexView,
    SectionView,
    SinceView,
    TimelineRow,
    TombstoneView,
    VersionView,
)
from site_gen.text.direction import direction


def prepare() -> None:
    """Load the templates of the many pages, so that processes forked later have them."""
    for name in ("version.html", "redline.html", "parts.html"):
        _template(name)


def render_index(view: IndexView) -> str:
    """Render `/`."""
    return _template("index.html").render(view=view)


def render_current(view: CurrentView) -> str:
    """Render `/<slug>/`."""
    return _template("current.html").render(view=view)


def render_version(view: VersionView) -> str:
    """Render `/<slug>/<version>/`."""
    return _template("version.html").render(view=view)


def render_redline(view: RedlineView) -> str:
    """Render `/<slug>/<version>/changes/` or `/<slug>/<older>..<newer>/`."""
    return _template("redline.html").render(view=view)


def render_comparison(view: ComparisonView) -> str:
    """Render any two texts as one file that needs no other."""
    style = stylesheet()[1].decode().replace("</", "<\\/")
    return _template("comparison.html").render(view=view, style_css=style)


def render_section(view: SectionView) -> str:
    """Render `/<slug>/sections/<section>/`."""
    return _template("section.html").render(view=view)


def render_section_index(view: SectionIndexView) -> str:
    """Render `/<slug>/sections/`."""
    return _template("sections.html").render(view=view)


def render_tombstone(view: TombstoneView) -> str:
    """Render what stands where the text of a withdrawn version stood."""
    return _template("tombstone.html").render(view=view)


def render_since(view: SinceView) -> str:
    """Render `/<slug>/since/<version>/` where it shows no redline."""
    return _template("since.html").render(view=view)


def render_history_row(row: HistoryRow) -> str:
    """Render one version's part of the page below."""
    return str(_history_rows().entry(row))


def render_history(view: HistoryView) -> str:
    """Render `/<slug>/history/`."""
    return _template("history.html").render(view=view)


def render_fact(life: FactLife, policy: PolicyHead) -> str:
    """Render one fact's part of the page below."""
    return str(_fact_rows().entry(life, policy))


def render_facts(view: FactsView) -> str:
    """Render `/<slug>/facts/`."""
    return _template("facts.html").render(view=view, titles=wording.FACTS)


def render_panel(view: PanelView) -> tuple[str, str]:
    """Render what the preview adds to a page: at the end of its head, and at the beginning of its body."""
    parts = cast("_PanelParts", _template("preview/panel.html").make_module())
    return str(parts.head(view)), str(parts.panel(view))


@cache
def stylesheet() -> tuple[str, bytes]:
    """Return the name, which changes with the content, and the content of the one file of styles at the site's root."""
    written = (program.templates() / "site.css").read_text(encoding="utf-8")
    content = _compact(written).encode()
    return f"site.{hashlib.sha256(content).hexdigest()[:12]}.css", content


def _compact(css: str) -> str:
    """Leave out what only its authors read; our styles hold no string in which white space or a comment matters."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,>]) ?|(?<=:) ", r"\1", css).replace(";}", "}").strip()


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    # To compile the templates takes longer than to render the pages of an added version.
    folder = code_folder()
    compiled = FileSystemBytecodeCache(str(folder), f"{program_key()}-%s") if folder else None
    environment = Environment(
        loader=FileSystemLoader(program.templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled,
    )
    words = _words()
    environment.globals.update(words, stylesheet=stylesheet()[0])
    environment.filters.update(words)
    return environment


def _words() -> dict[str, object]:
    """Return the functions that templates may call beside Jinja2's own."""
    return {
        "class_meaning": wording.class_meaning,
        "class_name": wording.class_name,
        "contents": _contents,
        "directions": wording.DIRECTIONS,
        "count": wording.count,
        "extent": wording.extent,
        "in_language": _in_language,
        "kind": _kind,
        "lead_time": wording.lead_time,
        "links_to": lambda html, page: with_links_to(page, html),
        "notice_given": wording.notice_given,
        "named": _name_version,
        "plain": _plain,
        "plain_day": wording.day,
        "redline_folder": redline_folder,
        "question": lambda name: QUESTIONS.get(name, name),
        "size": wording.size,
        "time": _time,
        "totals": wording.totals,
        "years": _years,
    }


@lru_cache(maxsize=256)
def _contents(outline: tuple[OutlineEntry, ...], language: str) -> Markup:
    # Most versions share their headings with the version before, and a list of sixty costs more than all the rest.
    return _parts().contents(outline, language)


@cache
def _kind(change_class: ChangeClass) -> Markup:
    return _parts().kind(change_class)


class _Parts(Protocol):
    """The macros of `parts.html` that are worth keeping the outcome of."""

    def contents(self, outline: tuple[OutlineEntry, ...], language: str) -> Markup: ...

    def kind(self, change_class: ChangeClass) -> Markup: ...


class _PanelParts(Protocol):
    """The two macros of the preview."""

    def head(self, view: PanelView) -> Markup: ...

    def panel(self, view: PanelView) -> Markup: ...


@cache
def _parts() -> _Parts:
    return cast("_Parts", _template("parts.html").make_module())


class _HistoryRows(Protocol):
    def entry(self, row: HistoryRow) -> Markup: ...


@cache
def _history_rows() -> _HistoryRows:
    return cast("_HistoryRows", _template("history_row.html").make_module())


class _FactRows(Protocol):
    def entry(self, life: FactLife, policy: PolicyHead) -> Markup: ...


@cache
def _fact_rows() -> _FactRows:
    return cast("_FactRows", _template("fact_row.html").make_module())


@lru_cache(maxsize=4096)
def _time(on: date, language: str) -> Markup:
    foreign = "" if language.lower().startswith("en") else f" {_in_language(language)}"
    return _markup(f'<time datetime="{on}"{foreign}>{escape(wording.day(on, language))}</time>')


@cache
def _in_language(language: str) -> Markup:
    """Return the attributes of an element whose words are the policy's, not ours."""
    return _markup(f'lang="{escape(language)}" dir="{direction(language)}"')


def _markup(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - this file escapes what it puts in


@lru_cache(maxsize=4096)
def _name_version(version_id: str, language: str) -> Markup:
    return _time(wording.version_day(version_id), language) + wording.version_number(version_id)


@lru_cache(maxsize=4096)
def _plain(version_id: str, language: str) -> str:
    """Name a version where no markup can stand; isolates keep a right-to-left date in one piece."""
    on = wording.day(wording.version_day(version_id), language)
    on = f"\u2068{on}\u2069" if direction(language) == "rtl" else on
    return on + wording.version_number(version_id)


def _years(view: HistoryView) -> list[tuple[int, list[TimelineRow]]]:
    """Return the timeline, newest first, year by year; a withdrawal of the policy has no words of its own."""
    entries = [*view.rows]
    for on in view.withdrawals:
        place = next((place for place, entry in enumerate(entries) if entry.on < on), len(entries))
        entries.insert(place, TimelineRow(on, ""))
    return [(year, list(group)) for year, group in groupby(entries, key=lambda entry: entry.on.year)]
