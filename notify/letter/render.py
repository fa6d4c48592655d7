"""Renders a notice's letters: one for each language and version last seen, never one for each person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from notify.errors import ConfigError, ManifestError
from notify.letter import templates
from notify.letter.mime import check_head, encoded_size
from notify.letter.plain_text import flow, links_of, reflow, tidy, words_of
from notify.letter.remarks import in_language
from notify.letter.safe_html import clean_for_mail
from notify.letter.sentences import day, reasons, sentences, size_words
from notify.letter.story import Story, folder_url, tell
from notify.model.audience import Group
from notify.model.notice import Letter, Notice
from notify.model.published import Manifest, Section, Version

GAP = "s11gap-0f6e2b7c-s11gap"
"""Marks, while rendering, where each recipient's own line goes."""
MOST_BYTES = 98_000
"""Gmail hides what exceeds 102 KB of a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A changed section as the templates show it."""

    title: str
    url: str | None
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What legal wrote about one version, as the templates show it."""

    when: str
    """When it was published and applies; empty where the letter tells of nothing else."""
    url: str
    html: str
    text: str
    can_do_html: str
    can_do_text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """How much is shown: so many sections, and so many notes of earlier versions, the newest of them."""

    sections: int
    earlier: int


def languages() -> tuple[str, ...]:
    """List the languages that the notifier's own sentences exist in."""
    return templates.languages("mail")


def default_language(policy_language: str) -> str:
    """Choose the language of those who named none that we have: the policy's, else English."""
    base = policy_language.split("-", maxsplit=1)[0].lower()
    return base if base in languages() else "en"


def render_all(
    notice: Notice, groups: Iterable[Group], manifest: Manifest, today: date, *, test: bool = False
) -> list[tuple[Group, Letter]]:
    """Render each group's letter."""
    return [(group, render(notice, group, manifest, today, test=test)) for group in groups]


def render(notice: Notice, group: Group, manifest: Manifest, today: date, *, test: bool = False) -> Letter:
    """Render one letter, with as much of the redline and of what came before as stays under the clip."""
    story = tell(manifest, notice.version, group.last_version)
    words = _words(notice, group, story, today)
    changes = story.changes
    page = (manifest.version(changes.newer_id) or notice.version).url if changes else notice.version.url
    spoken = (notice.policy.language, group.language)
    excerpts = [_excerpt(page, section, words["say"], spoken) for section in (changes.sections if changes else ())]
    cut = Cut(len(excerpts), len(words["earlier"]))
    letter = _letter(group, words, excerpts, cut, test=test)
    while encoded_size(letter) > MOST_BYTES and (cut.sections or cut.earlier):
        cut = _shorten(cut, encoded_size(letter))
        letter = _letter(group, words, excerpts, cut, test=test)
    if encoded_size(letter) > MOST_BYTES:
        raise ManifestError(
            notice.version.url,
            f"the change note takes up more than {MOST_BYTES // 1000} KB; shorten its summary or what people can do",
        )
    check_head(letter, notice.sender)
    return letter


def _shorten(cut: Cut, size: int) -> Cut:
    """Drop sections from the end, roughly in proportion first, then one by one; then the oldest notes."""
    if not cut.sections:
        return Cut(0, cut.earlier - 1)
    return Cut(min(cut.sections - 1, int(cut.sections * MOST_BYTES / size)), cut.earlier)


def page_url(notice: Notice) -> str:
    """Give the address of the notice's own public page."""
    return urljoin(folder_url(notice.policy.url), f"notices/{notice.notice_id}/")


def _words(notice: Notice, group: Group, story: Story, today: date) -> dict[str, Any]:
    """Fill in every sentence of the letter's language."""
    version, policy, language = notice.version, notice.policy, group.language
    say = sentences(language)
    upcoming = version.effective_on > today
    when = "future" if upcoming else "past"
    common = {
        "title": policy.title,
        "controller": policy.controller or policy.title,
        "effective": day(version.effective_on, language),
    }
    subject = f"subject_wording_{when}" if version.practice == "wording" else f"subject_{when}"
    has_more = len(story.day) + len(story.earlier) > 1
    now = [_tell(each, language, today, dated=has_more) for each in story.day]
    return common | {
        "say": say,
        "language": language,
        "policy_language": policy.language,
        "upcoming": upcoming,
        "gap": GAP,
        "subject": say[subject].format(**common),
        "heading": say["heading" if upcoming else "heading_past"].format(**common),
        "intro": say[f"intro_{when}"].format(**common),
        "practice": say.get(f"practice_{version.practice}", ""),
        "other_language": _other_language(say, policy.language, language),
        "summary_heading": say[f"changes_{when}"].format(**common),
        "told": [each for each in now if each.html or each.text],
        "can_do": [each for each in now if each.can_do_html or each.can_do_text],
        "earlier": [_tell(each, language, today, dated=True) for each in story.earlier if _says_something(each)],
        "until": say["until"].format(**common),
        "consent": notice.obligation.consent,
        "statement": size_words(story.changes, language),
        "since": _since_words(say, story, language, upcoming=upcoming),
        "legend_text": say["legend_text"].format(),
        "whole_url": story.whole_url,
        "version_url": story.target.url,
        "page_typed": _typed_form(page_url(notice)),
        "why": say["why_body"].format(source=reasons(notice.obligation, say), **common),
        "postal_address": policy.postal_address,
        "contact": say["contact"].format(contact=policy.contact) if policy.contact else "",
        "ids": say["ids"].format(notice=notice.notice_id, version=version.version_id),
        "chain": say["chain"].format(chain=story.target.chain_sha256) if story.target.chain_sha256 else "",
    }


def _tell(version: Version, language: str, today: date, *, dated: bool) -> Told:
    say = sentences(language)
    html = clean_for_mail(version.summary_html, version.url)
    can_do = clean_for_mail(version.what_you_can_do_html, version.url)
    key = "note_future" if version.effective_on > today else "note_past"
    days = {"published": day(version.published_on, language), "effective": day(version.effective_on, language)}
    return Told(
        when=say[key].format(**days) if dated else "",
        url=version.changes_url or version.url,
        html=html,
        text=words_of(html) or reflow(version.summary_text.strip()),
        can_do_html=can_do,
        can_do_text=words_of(can_do) or reflow(version.what_you_can_do_text.strip()),
    )


def _says_something(version: Version) -> bool:
    return bool(version.summary_html.strip() or version.summary_text.strip())


def _since_words(say: dict[str, str], story: Story, language: str, *, upcoming: bool) -> str:
    """Say where the quoted redline begins, unless that is obvious."""
    if story.covers_all and story.seen:
        return say["redline_since"].format(seen=day(story.seen.published_on, language))
    if story.base and story.changes and story.changes.older_id == story.base.version_id and len(story.day) > 1:
        key = "redline_base_future" if upcoming else "redline_base_past"
        return say[key].format(base=day(story.base.published_on, language))
    return ""


def _letter(group: Group, words: dict[str, Any], excerpts: list[Excerpt], cut: Cut, *, test: bool) -> Letter:
    earlier = words["earlier"]
    dropped = len(earlier) - cut.earlier
    context = words | {
        "sections": excerpts[: cut.sections],
        "more": excerpts[cut.sections :],
        "earlier": earlier[dropped:],
        "unsaid": earlier[:dropped],
        "test": test,
    }
    page = templates.fill("mail", "notice.html.j2", context)
    text = templates.fill("mail", "notice.txt.j2", context)
    say = words["say"]
    return Letter(
        group=group.number,
        language=group.language,
        subject=("[Test] " if test else "") + words["subject"],
        html=_split_at_gap(_inline_styles(page)),
        text=_split_at_gap(tidy(text)),
        greeting=say["greeting"],
        greeting_named=say["greeting_named"],
        shared=say["shared"],
    )


def _excerpt(page: str, section: Section, say: dict[str, str], spoken: tuple[str, str]) -> Excerpt:
    url = None if section.anchor is None else f"{page}#{quote(section.anchor.lstrip('#'))}"
    html = clean_for_mail(in_language(section.html, *spoken), page)
    text = in_language(section.text.strip(), *spoken)
    links = "".join(f"\n\n{flow(link)}" for link in links_of(html))
    return Excerpt(title=section.title or say["untitled"], url=url, html=html, text=reflow(text) + links)


def _inline_styles(page: str) -> str:
    import css_inline  # noqa: PLC0415 - a restart reads its letters from the ledger and renders none

    inlined = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False).inline(page)
    return inlined.replace(' data-css-inline="keep"', "")


def _split_at_gap(rendered: str) -> tuple[str, str]:
    before, gap, after = rendered.partition(GAP)
    if not gap or GAP in after:
        raise ConfigError("the mail template must show {{ gap }} exactly once, on a line of its own")
    return before, after


def _other_language(say: dict[str, str], policy_language: str, language: str) -> str:
    if policy_language.split("-", maxsplit=1)[0].lower() == language:
        return ""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - as css_inline

    try:
        name = Locale.parse(policy_language.replace("-", "_")).get_display_name(language)
    except (UnknownLocaleError, ValueError):
        name = policy_language
    return say["other_language"].format(policy_language=name)


def _typed_form(url: str) -> str:
    """Show an address as one would type it."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}" if parts.scheme in {"http", "https"} else url
