"""Renders each page of the site from its view; the one file that knows Jinja2."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from site_gen import resources, wording
from site_gen.views import CurrentView, HistoryView, IndexView, RedlineView, VersionView

if TYPE_CHECKING:
    from jinja2 import Environment, Template


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
    """Return the functions that templates may call."""
    return {
        "count": wording.count,
        "day": wording.day,
        "direction": wording.direction,
        "version_name": wording.version_name,
    }
