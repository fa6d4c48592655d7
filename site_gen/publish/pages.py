"""Renders each page of the site from its view; the one file that knows Jinja2."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache, partial
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Protocol, cast

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from site_gen import program
from site_gen.catalogue import SOURCE, Words, frame_language, own_name, words_in
from site_gen.declared.questions import QUESTIONS
from site_gen.model.facts import FactLife
from site_gen.model.note import ChangeClass
from site_gen.program import code_folder, program_key
from site_gen.publish import wording
from site_gen.publish.addresses import redline_folder, with_links_to
from site_gen.publish.calendar import Month
from site_gen.publish.views.facts import FactsView
from site_gen.publish.views.history import DatesView, HistoryRow, HistoryView, TimelineRow
from site_gen.publish.views.index import IndexView
from site_gen.publish.views.policy import PolicyHead
from site_gen.publish.views.redline import ComparisonView, PairsView, RedlineView, SinceView
from site_gen.publish.views.section import SectionIndexView, SectionView
from site_gen.publish.views.text import CurrentView, OutlineEntry, VersionView
from site_gen.publish.views.tombstone import TombstoneView
from site_gen.text.direction import direction

if TYPE_CHECKING:  # no build of a site shows them
    from site_gen.publish.views.review import PanelView, ReviewView

TABLE_LABEL = 'aria-label="Table"'
"""What the renderer calls every table; no text can hold it, where quotation marks are escaped."""


_CODE = re.compile("`([^`]+)`")
_TAG = re.compile(r"<[a-z][^>]*>")
_NAMING = re.compile(r'(?<= )((?:id|for|name|aria-labelledby|aria-describedby)="|href="#)([^"]+)')
"""Within a tag, what names elements of the page."""


def prepare() -> None:
    """Load the templates of the many pages, so that processes forked later have them."""
    for name in ("version.html", "redline.html", "parts.html"):
        _template(name, SOURCE)


def render_index(view: IndexView) -> str:
    """Render `/`."""
    return _render("index.html", view, view.language)


def render_current(view: CurrentView) -> str:
    """Render `/<slug>/`."""
    return _render("current.html", view, view.policy.language)


def render_version(view: VersionView) -> str:
    """Render `/<slug>/<version>/`."""
    return _render("version.html", view, view.policy.language)


def render_redline(view: RedlineView) -> str:
    """Render `/<slug>/<version>/changes/` or `/<slug>/<older>..<newer>/`."""
    return _render("redline.html", view, view.policy.language)


def render_comparison(view: ComparisonView) -> str:
    """Render any two texts as one file that needs no other."""
    return _render("comparison.html", view, view.language, style_css=_inline_styles())


def render_review(view: ReviewView) -> str:
    """Render a change and what the check says of it, as one file that needs no other."""
    styles = _inline_styles() + (program.templates() / "preview" / "review.css").read_text(encoding="utf-8")
    return _render("preview/review.html", view, SOURCE, style_css=styles, apart=_with_names_apart)


def _with_names_apart(html: Markup, slug: str) -> Markup:
    """Put a slug before every name of an element: two texts on one page may both have a section `contact`."""

    def rename(found: re.Match[str]) -> str:
        return found[1] + " ".join(f"{slug}.{name}" for name in found[2].split(" "))

    return Markup(_TAG.sub(lambda tag: _NAMING.sub(rename, tag[0]), html))  # noqa: S704 - tags of our own


def _inline_styles() -> str:
    return stylesheet()[1].decode().replace("</", "<\\/")


def render_section(view: SectionView) -> str:
    """Render `/<slug>/sections/<section>/`."""
    return _render("section.html", view, view.policy.language)


def render_section_index(view: SectionIndexView) -> str:
    """Render `/<slug>/sections/`."""
    return _render("sections.html", view, view.policy.language)


def render_tombstone(view: TombstoneView) -> str:
    """Render the page in place of the text of a withdrawn version."""
    return _render("tombstone.html", view, view.policy.language)


def render_since(view: SinceView) -> str:
    """Render `/<slug>/since/<version>/` where it shows no redline."""
    return _render("since.html", view, view.policy.language)


def render_history_row(row: HistoryRow) -> str:
    """Render one version's part of the page below."""
    return str(_history_rows(frame_language(row.policy.language)).entry(row))


def render_history(view: HistoryView) -> str:
    """Render `/<slug>/history/`."""
    return _render("history.html", view, view.policy.language)


def render_month(month: Month, language: str, *, compared: bool) -> str:
    """Render a month's list on the page below; `compared` as in the page's view."""
    return str(_month_rows(frame_language(language)).entry(month, language, compared))


def render_dates(view: DatesView) -> str:
    """Render `/<slug>/on/`."""
    return _render("dates.html", view, view.policy.language)


def render_pairs(view: PairsView) -> str:
    """Render `/<slug>/compare/`."""
    return _render("pairs.html", view, view.policy.language)


def render_fact(life: FactLife, policy: PolicyHead) -> str:
    """Render one fact's part of the page below."""
    return str(_fact_rows(frame_language(policy.language)).entry(life, policy))


def render_facts(view: FactsView) -> str:
    """Render `/<slug>/facts/`."""
    return _render("facts.html", view, view.policy.language, titles=wording.FACTS)


def render_panel(view: PanelView) -> tuple[str, str]:
    """Render what the preview adds to a page: at the end of its head, and at the beginning of its body."""
    parts = cast("_PanelParts", _template("preview/panel.html", SOURCE).make_module())
    return str(parts.head(view)), str(parts.panel(view))


@cache
def stylesheet() -> tuple[str, bytes]:
    """Return the name, which changes with the content, and the content of the one file of styles at the site's root."""
    written = (program.templates() / "site.css").read_text(encoding="utf-8")
    content = _compact(written).encode()
    return f"site.{hashlib.sha256(content).hexdigest()[:12]}.css", content


@cache
def script() -> tuple[str, bytes]:
    """Return the name, which changes with the content, and the content of the one script; two pages offer it."""
    content = (program.templates() / "site.js").read_bytes()
    return f"site.{hashlib.sha256(content).hexdigest()[:12]}.js", content


def _compact(css: str) -> str:
    """Leave out what only its authors read; our styles hold no string in which white space or a comment matters."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,>]) ?|(?<=:) ", r"\1", css).replace(";}", "}").strip()


def _render(name: str, view: object, language: str, **more: object) -> str:
    """Render a page about a text in that language; what is kept of texts labels its tables in English."""
    frame = frame_language(language)
    page = _template(name, frame).render(view=view, **more)
    if frame == SOURCE:
        return page
    label = words_in(frame).say("Table")
    return page.replace(TABLE_LABEL, f'aria-label="{escape(label)}"')


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
    own = _own_words(words)
    environment.globals.update(own, stylesheet=stylesheet()[0], script=script()[0])
    environment.globals.update(gettext=_translator(words), _=_translator(words))
    environment.filters.update(own)
    return environment


def _translator(words: Words) -> Callable[..., Markup]:
    """Return what templates translate with: messages may hold tags, what is filled in is escaped."""
    translated = cache(lambda message: Markup(words.gettext(message)))  # noqa: S704 - the messages are our own

    def say(message: str, /, **values: object) -> Markup:
        return translated(message) % values

    return say


def _own_words(words: Words) -> dict[str, object]:
    """Return the functions that templates may call beside Jinja2's own."""
    frame = words.language
    return {
        "class_meaning": partial(wording.class_meaning, words),
        "class_phrase": partial(wording.class_phrase, words),
        "class_name": partial(wording.class_name, words),
        "contents": lambda outline, language: _contents(frame, outline, language),
        "plural": words.plural,
        "direction": direction,
        "extent": partial(wording.extent, words),
        "frame": frame,
        "in_language": _in_language,
        "kind": partial(_kind, frame),
        "lead_time": partial(wording.lead_time, words),
        "links_to": lambda html, page: with_links_to(page, html),
        "notice_given": partial(wording.notice_given, words),
        "month_name": wording.month_name,
        "month_words": wording.month_words,
        "named": partial(_name_version, frame),
        "number": words.number,
        "own_name": own_name,
        "plain": partial(_plain, frame),
        "plain_day": wording.day,
        "redline_folder": redline_folder,
        "question": lambda name: words.say(QUESTIONS[name]) if name in QUESTIONS else name,
        "say": words.say,
        "size": partial(wording.size, words),
        "subject": lambda each: words.say(wording.SUBJECTS[each]),
        "standing_name": partial(wording.standing_name, words),
        "time": partial(_time, frame),
        "totals": partial(wording.totals, words),
        "whole": _whole,
        "written_in": partial(wording.written_in, words),
        "with_code": _with_code,
        "years": _years,
    }


@lru_cache(maxsize=256)
def _contents(frame: str, outline: tuple[OutlineEntry, ...], language: str) -> Markup:
    # Most versions share their headings with the version before, and a list of sixty costs more than all the rest.
    return _parts(frame).contents(outline, language)


@cache
def _kind(frame: str, change_class: ChangeClass) -> Markup:
    return _parts(frame).kind(change_class)


def _whole(words: Markup) -> Markup:
    """Let a heading with dates in it be heard as one: an element with a role makes three headings of it to the ear."""
    return Markup(str(words).replace("<time ", '<time role="none" '))  # noqa: S704 - it was markup


def _with_code(words: str) -> Markup:
    """Set what our own messages write between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", escape(words)))  # noqa: S704 - escaped just here


class _Parts(Protocol):
    """The macros of `parts.html` that are worth keeping the outcome of."""

    def contents(self, outline: tuple[OutlineEntry, ...], language: str) -> Markup: ...

    def kind(self, change_class: ChangeClass) -> Markup: ...


class _PanelParts(Protocol):
    """The two macros of the preview."""

    def head(self, view: PanelView) -> Markup: ...

    def panel(self, view: PanelView) -> Markup: ...


@cache
def _parts(frame: str) -> _Parts:
    return cast("_Parts", _template("parts.html", frame).make_module())


class _HistoryRows(Protocol):
    def entry(self, row: HistoryRow) -> Markup: ...


@cache
def _history_rows(frame: str) -> _HistoryRows:
    return cast("_HistoryRows", _template("history_row.html", frame).make_module())


class _MonthRows(Protocol):
    def entry(self, month: Month, language: str, compared: bool) -> Markup: ...


@cache
def _month_rows(frame: str) -> _MonthRows:
    return cast("_MonthRows", _template("month_row.html", frame).make_module())


class _FactRows(Protocol):
    def entry(self, life: FactLife, policy: PolicyHead) -> Markup: ...


@cache
def _fact_rows(frame: str) -> _FactRows:
    return cast("_FactRows", _template("fact_row.html", frame).make_module())


@lru_cache(maxsize=4096)
def _time(frame: str, on: date, language: str) -> Markup:
    foreign = "" if language.lower().startswith(frame) else f" {_in_language(language)}"
    return _markup(f'<time datetime="{on}"{foreign}>{escape(wording.day(on, language))}</time>')


@cache
def _in_language(language: str) -> Markup:
    """Return the attributes of an element whose words are the policy's, not ours."""
    return _markup(f'lang="{escape(language)}" dir="{direction(language)}"')


def _markup(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - this file escapes what it puts in


@lru_cache(maxsize=4096)
def _name_version(frame: str, version_id: str, language: str) -> Markup:
    number = wording.version_number(version_id, words_in(frame))
    return _time(frame, wording.version_day(version_id), language) + number


@lru_cache(maxsize=4096)
def _plain(frame: str, version_id: str, language: str) -> str:
    """Name a version where no markup can stand; isolates keep a right-to-left date in one piece."""
    on = wording.day(wording.version_day(version_id), language)
    on = f"\u2068{on}\u2069" if direction(language) == "rtl" else on
    return on + wording.version_number(version_id, words_in(frame))


def _insert(entries: list[TimelineRow], row: TimelineRow) -> None:
    """Put what befell the policy above the last version before that day."""
    place = next((place for place, entry in enumerate(entries) if entry.on < row.on), len(entries))
    entries.insert(place, row)


def _years(view: HistoryView) -> list[tuple[int, list[TimelineRow]]]:
    """Return the timeline, newest first, year by year; where the policy was taken down, a row is not rendered yet."""
    entries = [*view.rows]
    for end in view.ends:
        if end.back_on:
            _insert(entries, TimelineRow(end.back_on, "", is_return=True))
        _insert(entries, TimelineRow(end.on, "", end.reason))  # below a return of the same day
    return [(year, list(group)) for year, group in groupby(entries, key=lambda entry: entry.on.year)]
