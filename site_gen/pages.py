"""Renders each page of the site from its view; the one file that knows Jinja2."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from site_gen import resources, wording
from site_gen.questions import QUESTIONS
from site_gen.views import CurrentView, HistoryRow, HistoryView, IndexView, RedlineView, VersionView

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from markupsafe import Markup


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


def render_history(view: HistoryView) -> str:
    """Render `/<slug>/history/`."""
    return _template("history.html").render(view=view)


@cache
def stylesheet() -> tuple[str, bytes]:
    """Return the name, which changes with the content, and the content of the one file of styles at the site's root."""
    content = (resources.templates() / "site.css").read_bytes()
    return f"site.{hashlib.sha256(content).hexdigest()[:12]}.css", content


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    # Jinja2 takes longer to import than a build with nothing to do may take in all.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        loader=FileSystemLoader(resources.templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(_words(), stylesheet=stylesheet()[0])
    return environment


def _words() -> dict[str, object]:
    """Return the functions that templates may call beside Jinja2's own."""
    return {
        "class_meaning": wording.class_meaning,
        "class_name": wording.class_name,
        "count": wording.count,
        "extent": wording.extent,
        "direction": wording.direction,
        "lead_time": wording.lead_time,
        "named": _named,
        "question": lambda name: QUESTIONS.get(name, name),
        "size": wording.size,
        "time": _time,
        "totals": wording.totals,
        "version_name": wording.version_name,
        "years": _years,
    }


@lru_cache(maxsize=4096)
def _time(on: date, language: str) -> Markup:
    from markupsafe import Markup  # noqa: PLC0415

    text = wording.day(on, language)
    if language.lower().startswith("en"):
        return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), text)
    return Markup('<time datetime="{}" lang="{}">{}</time>').format(on.isoformat(), language, text)


def _named(version_id: str, language: str) -> str:
    day = _time(wording.version_day(version_id), language)
    return day + version_id[10:].replace("-", " no. ")


@dataclass(frozen=True, slots=True)
class _Entry:
    on: date
    row: HistoryRow | None
    """None for a withdrawal."""


def _years(view: HistoryView) -> list[tuple[int, list[_Entry]]]:
    """Return the timeline, newest first, year by year."""
    rows = [_Entry(row.version.published_on, row) for row in view.rows]
    withdrawals = [_Entry(on, None) for on in view.withdrawals]
    entries = sorted([*withdrawals, *rows], key=lambda entry: entry.on, reverse=True)
    return [(year, list(group)) for year, group in groupby(entries, key=lambda entry: entry.on.year)]
