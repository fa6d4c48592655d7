"""Fills in the site's templates; the one file that knows Jinja2."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from html import escape
from typing import Protocol, cast

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from site_gen import program
from site_gen.catalogue import SOURCE, Words, frame_language, words_in
from site_gen.model.note import ChangeClass
from site_gen.program import code_folder, program_key
from site_gen.publish.assets import script, stylesheet
from site_gen.publish.template_functions import template_functions
from site_gen.publish.views.text import OutlineEntry

TABLE_LABEL = 'aria-label="Table"'
"""What the renderer calls every table; no text can hold it, where quotation marks are escaped."""


def prepare() -> None:
    """Load the templates of the many pages, so that processes forked later have them."""
    for name in ("version.html", "redline.html", "parts.html"):
        _template(name, SOURCE)


def render(name: str, view: object, language: str, **more: object) -> str:
    """Render a page about a text in that language; what is kept of texts labels its tables in English."""
    frame = frame_language(language)
    page = _template(name, frame).render(view=view, **more)
    if frame == SOURCE:
        return page
    label = words_in(frame).say("Table")
    return page.replace(TABLE_LABEL, f'aria-label="{escape(label)}"')


@cache
def macros(name: str, frame: str) -> object:
    """Return the macros of a template in the words of a frame; whoever calls them says by a protocol what they take."""
    return _template(name, frame).make_module()


def _template(name: str, frame: str) -> Template:
    return _environment(frame).get_template(name)


@cache
def _environment(frame: str) -> Environment:
    # Compiling the templates takes longer than rendering the pages of an added version.
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
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension's own attribute
    words = words_in(frame)
    own = {
        **template_functions(words),
        "contents": lambda outline, language: _contents(frame, outline, language),
        "kind": lambda change_class: _kind(frame, change_class),
    }
    environment.globals.update(own, stylesheet=stylesheet()[0], script=script()[0])
    environment.globals.update(gettext=_translator(words), _=_translator(words))
    environment.filters.update(own)
    return environment


def _translator(words: Words) -> Callable[..., Markup]:
    """Return what templates translate with: messages may hold tags, what is filled in is escaped."""
    translated = cache(lambda message: Markup(words.gettext(message)))  # noqa: S704 - the messages are our own
    alone = cache(lambda message: translated(message) % {})

    def say(message: str, /, **values: object) -> Markup:
        return translated(message) % values if values else alone(message)

    return say


@lru_cache(maxsize=256)
def _contents(frame: str, outline: tuple[OutlineEntry, ...], language: str) -> Markup:
    # Most versions share their headings with the version before, and a list of sixty costs more than all the rest.
    return _parts(frame).contents(outline, language)


@cache
def _kind(frame: str, change_class: ChangeClass) -> Markup:
    return _parts(frame).kind(change_class)


class _Parts(Protocol):
    """The macros of `parts.html` that are worth keeping the outcome of."""

    def contents(self, outline: tuple[OutlineEntry, ...], language: str) -> Markup: ...

    def kind(self, change_class: ChangeClass) -> Markup: ...


def _parts(frame: str) -> _Parts:
    return cast("_Parts", macros("parts.html", frame))
