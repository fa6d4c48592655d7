"""Renders a notice's letters: one for each language and version last seen, never one for each person."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from notify.errors import ConfigError, ManifestError
from notify.letter.mime import check_head, encoded_size
from notify.letter.plain_text import flowed, links_of, reflowed, tidied, words_of
from notify.letter.safe_html import mail_safe
from notify.model import Changes, Group, Letter, Notice, Section
from notify.published.manifest import read_changes
from notify.published.site import Published

if TYPE_CHECKING:
    import jinja2

GAP = "s11gap-0f6e2b7c-s11gap"
"""Marks, while rendering, where each recipient's own line goes."""
MOST_BYTES = 98_000
"""Gmail hides what lies beyond 102 KB of a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A changed section as the templates show it."""

    title: str
    url: str | None
    html: str
    text: str


@cache
def templates() -> Path:
    """Find the mail templates: in a wheel inside the package, in a checkout beside it."""
    inside = Path(str(files("notify"))) / "templates"
    folder = inside if inside.is_dir() else Path(__file__).parents[2] / "templates" / "mail"
    if not folder.is_dir():
        raise ConfigError(f"{folder}: the mail templates are missing; install the package again")
    return folder


def languages() -> tuple[str, ...]:
    """List the languages that the notifier's own sentences exist in."""
    return tuple(sorted(file.stem for file in templates().glob("*.toml")))


def default_language(policy_language: str) -> str:
    """Choose the language of those who named none that we have: the policy's, else English."""
    base = policy_language.split("-", maxsplit=1)[0].lower()
    return base if base in languages() else "en"


def render_all(
    notice: Notice, groups: Iterable[Group], site: Published, today: date, *, test: bool = False
) -> list[tuple[Group, Letter]]:
    """Render each group's letter."""
    return [(group, render(notice, group, site, today, test=test)) for group in groups]


def render(notice: Notice, group: Group, site: Published, today: date, *, test: bool = False) -> Letter:
    """Render one letter, with as much of the redline as stays under the clip."""
    changes = changes_for(notice, group, site)
    words = _words(notice, group, changes, today)
    excerpts = [_excerpt(notice, section, words["say"]) for section in (changes.sections if changes else ())]
    shown = len(excerpts)
    letter = _letter(group, words, excerpts, shown, test=test)
    while encoded_size(letter) > MOST_BYTES and shown:
        # Sections are dropped from the end: roughly in proportion first, then one by one.
        spare = encoded_size(letter) - MOST_BYTES
        shown = min(shown - 1, max(0, int(shown * (1 - spare / encoded_size(letter)))))
        letter = _letter(group, words, excerpts, shown, test=test)
    if encoded_size(letter) > MOST_BYTES:
        raise ManifestError(
            notice.version.url,
            f"the change note fills more than {MOST_BYTES // 1000} KB; shorten its summary or what one can do",
        )
    check_head(letter, notice.sender)
    return letter


def changes_for(notice: Notice, group: Group, site: Published) -> Changes | None:
    """Read what changed since the version this group last saw, else since the predecessor."""
    version = notice.version
    if group.last_version:
        own = read_changes(site, f"{group.last_version}..{version.version_id}/changes.json")
        if own is not None:
            return own
    return read_changes(site, f"{version.version_id}/changes.json")


def page_url(notice: Notice) -> str:
    """Give the address of the notice's own public page."""
    return urljoin(_folder(notice.policy.url), f"notices/{notice.notice_id}/")


def _folder(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


def _words(notice: Notice, group: Group, changes: Changes | None, today: date) -> dict[str, Any]:
    """Fill in every sentence of the letter's language."""
    version, policy = notice.version, notice.policy
    say = _sentences(group.language)
    upcoming = version.effective_on > today
    when = "future" if upcoming else "past"
    effective = _day(version.effective_on, group.language)
    common = {"title": policy.title, "controller": policy.controller or policy.title, "effective": effective}
    subject = f"subject_wording_{when}" if version.practice == "wording" else f"subject_{when}"
    own = group.last_version if changes is None or changes.older_id == group.last_version else None
    return common | {
        "say": say,
        "language": group.language,
        "policy_language": policy.language,
        "upcoming": upcoming,
        "gap": GAP,
        "subject": say[subject].format(**common),
        "heading": say["heading" if upcoming else "heading_past"].format(**common),
        "intro": say[f"intro_{when}"].format(**common),
        "practice": say.get(f"practice_{version.practice}", ""),
        "other_language": _other_language(say, policy.language, group.language),
        "summary_html": (summary := mail_safe(version.summary_html, version.url)),
        "summary_text": words_of(summary) or reflowed(version.summary_text.strip()),
        "can_do_html": (can_do := mail_safe(version.what_you_can_do_html, version.url)),
        "can_do_text": words_of(can_do) or reflowed(version.what_you_can_do_text.strip()),
        "until": say["until"].format(**common),
        "consent": notice.obligation.consent,
        "statement": changes.statement if changes else "",
        "since": say["redline_since"].format(seen=_day_of(own, group.language)) if own else "",
        "legend_text": say["legend_text"].format(),
        "whole_url": _whole_url(notice, own),
        "version_url": version.url,
        "page_typed": _typed(page_url(notice)),
        "why": say["why_body"].format(source=notice.obligation.source, **common),
        "postal_address": policy.postal_address,
        "contact": say["contact"].format(contact=policy.contact) if policy.contact else "",
        "ids": say["ids"].format(notice=notice.notice_id, version=version.version_id),
    }


def _letter(group: Group, words: dict[str, Any], excerpts: list[Excerpt], shown: int, *, test: bool) -> Letter:
    context = words | {"sections": excerpts[:shown], "more": excerpts[shown:], "test": test}
    page = _environment().get_template("notice.html.j2").render(context)
    text = _environment().get_template("notice.txt.j2").render(context)
    say = words["say"]
    return Letter(
        group=group.number,
        language=group.language,
        subject=("[Test] " if test else "") + words["subject"],
        html=_around_gap(_inlined(page)),
        text=_around_gap(tidied(text)),
        greeting=say["greeting"],
        greeting_named=say["greeting_named"],
        shared=say["shared"],
    )


def _excerpt(notice: Notice, section: Section, say: dict[str, str]) -> Excerpt:
    url = None if section.anchor is None else f"{notice.version.url}#{quote(section.anchor.lstrip('#'))}"
    html = mail_safe(section.html, notice.version.url)
    links = "".join(f"\n\n{flowed(link)}" for link in links_of(html))
    return Excerpt(
        title=section.title or say["untitled"], url=url, html=html, text=reflowed(section.text.strip()) + links
    )


@cache
def _environment() -> jinja2.Environment:
    import jinja2 as j  # noqa: PLC0415 - a restart reads its letters from the ledger and needs no templates
    from markupsafe import Markup  # noqa: PLC0415 - as above

    environment = j.Environment(
        loader=j.FileSystemLoader(templates()),
        autoescape=j.select_autoescape(enabled_extensions=("html", "html.j2"), default=False),
        undefined=j.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["wrap"] = flowed
    environment.filters["ruled"] = lambda text: f"{text}\n{'-' * len(text)}"
    environment.filters["cleaned"] = Markup  # only for what `mail_safe` returned
    return environment


@cache
def _sentences(language: str) -> dict[str, str]:
    return tomllib.loads((templates() / f"{language}.toml").read_text(encoding="utf-8"))


def _inlined(page: str) -> str:
    import css_inline  # noqa: PLC0415 - as jinja2

    inlined = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False).inline(page)
    return inlined.replace(' data-css-inline="keep"', "")


def _around_gap(rendered: str) -> tuple[str, str]:
    before, gap, after = rendered.partition(GAP)
    if not gap or GAP in after:
        raise ConfigError("the mail template must show {{ gap }} exactly once, on a line of its own")
    return before, after


def _day(day: date, language: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - as jinja2

    # Day first in English too, as the site writes it: the reader compares the two, and no order is read two ways.
    return format_date(day, "d MMMM y" if language == "en" else "long", locale=language)


def _day_of(version_id: str, language: str) -> str:
    return _day(date.fromisoformat(version_id[:10]), language)


def _other_language(say: dict[str, str], policy_language: str, language: str) -> str:
    if policy_language.split("-", maxsplit=1)[0].lower() == language:
        return ""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - as jinja2

    try:
        name = Locale.parse(policy_language.replace("-", "_")).get_display_name(language)
    except (UnknownLocaleError, ValueError):
        name = policy_language
    return say["other_language"].format(policy_language=name)


def _whole_url(notice: Notice, own: str | None) -> str:
    version = notice.version
    if own:
        return urljoin(_folder(notice.policy.url), f"{own}..{version.version_id}/")
    return version.changes_url or version.url


def _typed(url: str) -> str:
    """Show an address as one would type it."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}" if parts.scheme in {"http", "https"} else url
