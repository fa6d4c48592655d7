"""The templates and the sentences around them: the notifier's one file that knows Jinja2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from notify.errors import ConfigError
from notify.files.word_lists import Sentences
from notify.letter.plain_text import flow, ruled

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup


@cache
def folder(kind: str) -> Path:
    """Find a folder of templates, `mail` or `notice`: in a wheel inside the package, in a checkout beside it.

    Raises ConfigError where the installation lacks it.
    """
    inside = Path(str(files("notify"))) / "templates" / kind
    found = inside if inside.is_dir() else Path(__file__).parents[2] / "templates" / kind
    if not found.is_dir():
        raise ConfigError(f"{found}: the templates are missing; install the package again")
    return found


def languages(kind: str) -> tuple[str, ...]:
    """List the languages that a kind of template has its sentences in."""
    return tuple(sorted(file.stem for file in folder(kind).glob("*.toml")))


@cache
def sentences(kind: str, language: str) -> Sentences:
    """Read the sentences of a language; raises ConfigError where the file cannot be read."""
    return Sentences(folder(kind) / f"{language}.toml")


def fill(kind: str, name: str, context: Mapping[str, Any]) -> str:
    """Fill a template in; a name that it lacks is an error, and in HTML every value is escaped."""
    return _environment(kind).get_template(name).render(context)


def _in_language(tag: str, around: str) -> Markup:
    """Mark words as of a language (BCP 47), and turn them where it runs against the words around them."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - as below
    from markupsafe import Markup  # noqa: PLC0415 - as below

    try:
        direction = Locale.parse(tag, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        direction = around
    return Markup('lang="{}"').format(tag) + (Markup(' dir="{}"').format(direction) if direction != around else "")


_CLOSED = re.compile(r"\S{1,3}[\u00a0\u202f]?[”“»](?!\w)")


def _hold_quotes(text: str) -> Markup:
    """Escape text, and hold each closing quote at its word: a narrow screen may break before it."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - as above

    ends = [0, *(place for found in _CLOSED.finditer(text) for place in found.span()), len(text)]
    pieces = [escape(text[start:end]) for start, end in pairwise(ends)]
    held = Markup('<span style="white-space: nowrap">{}</span>')
    return Markup("").join(held.format(piece) if number % 2 else piece for number, piece in enumerate(pieces))


def _group(rows: Iterable[Any], name: str) -> list[tuple[str, list[Any]]]:
    """Put together what follows each other under one name; Jinja2's own filter would sort the names."""
    return [(key, [*found]) for key, found in groupby(rows, attrgetter(name))]


@cache
def _environment(kind: str) -> jinja2.Environment:
    import jinja2 as j  # noqa: PLC0415 - a restart reads its letters from the ledger and needs no templates
    from markupsafe import Markup  # noqa: PLC0415 - as above

    environment = j.Environment(
        loader=j.FileSystemLoader(folder(kind)),
        autoescape=j.select_autoescape(enabled_extensions=("html", "html.j2"), default=False),
        undefined=j.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["wrap"] = flow
    environment.filters["groupby_in_order"] = _group
    environment.filters["in_language"] = _in_language
    environment.filters["ruled"] = ruled
    environment.filters["hold_quotes"] = _hold_quotes
    environment.filters["cleaned"] = Markup  # only for what `clean_for_mail` returned, or what the package itself holds
    return environment
