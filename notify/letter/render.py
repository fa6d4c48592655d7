"""Renders a notice's letters: one for each language and version last seen, never one for each person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from notify.errors import ConfigError, ManifestError
from notify.letter import templates
from notify.letter.mime import check_head, encoded_size
from notify.letter.plain_text import flow, links_of, reflow, tidy, words_of
from notify.letter.practice import practice_rows
from notify.letter.remarks import in_language
from notify.letter.safe_html import clean_for_mail
from notify.letter.sentences import day, listed, reasons, sentences, size_words
from notify.letter.story import Story, folder_url, tell
from notify.model.audience import Group
from notify.model.notice import Letter, Notice, Part
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
class Note:
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
    """How much is shown: so many sections, notes of earlier versions (the newest), and rows of changed practice."""

    sections: int
    earlier: int
    rows: int

    @property
    def holds_anything(self) -> bool:
        """Whether anything is left to cut."""
        return bool(self.sections or self.earlier or self.rows)


def languages() -> tuple[str, ...]:
    """List the languages that the notifier's own sentences exist in."""
    return templates.languages("mail")


def default_language(policy_language: str) -> str:
    """Choose the language of those who named none that we have: the policy's, else English."""
    base = policy_language.split("-", maxsplit=1)[0].lower()
    return base if base in languages() else "en"


def render_all(
    notice: Notice, groups: Iterable[Group], manifests: Sequence[Manifest], today: date, *, test: bool = False
) -> list[tuple[Group, Letter]]:
    """Render each group's letter."""
    return [(group, render(notice, group, manifests, today, test=test)) for group in groups]


def render(notice: Notice, group: Group, manifests: Sequence[Manifest], today: date, *, test: bool = False) -> Letter:
    """Render one letter, with as much of the redlines and of what came before as stays under the clip.

    `manifests` holds those of all its policies, in any order.
    """
    words = _words(notice, group, today)
    changes = [_change(part, group, _manifest_of(part, manifests), today, len(notice.parts)) for part in notice.parts]
    cuts = [Cut(len(each["excerpts"]), len(each["earlier"]), len(each["rows"])) for each in changes]
    letter = _letter(group, words, changes, cuts, test=test)
    while encoded_size(letter) > MOST_BYTES and any(cut.holds_anything for cut in cuts):
        longest = max(range(len(cuts)), key=lambda number: astuple(cuts[number]))
        cuts[longest] = _shorten(cuts[longest], encoded_size(letter))
        letter = _letter(group, words, changes, cuts, test=test)
    if encoded_size(letter) > MOST_BYTES:
        raise ManifestError(
            notice.version.url,
            f"the change note takes up more than {MOST_BYTES // 1000} KB; shorten its summary or what people can do",
        )
    check_head(letter, notice.sender)
    return letter


def _manifest_of(part: Part, manifests: Sequence[Manifest]) -> Manifest:
    wanted = (part.policy.slug, part.policy.language)
    return next(each for each in manifests if (each.policy.slug, each.policy.language) == wanted)


def _shorten(cut: Cut, size: int) -> Cut:
    """Drop sections from the end, roughly in proportion first, then one by one; then the oldest notes, then rows."""
    if cut.sections:
        return replace(cut, sections=min(cut.sections - 1, int(cut.sections * MOST_BYTES / size)))
    return replace(cut, earlier=cut.earlier - 1) if cut.earlier else replace(cut, rows=cut.rows - 1)


def page_url(notice: Notice) -> str:
    """Give the address of the notice's own public page."""
    return urljoin(folder_url(notice.policy.url), f"notices/{notice.notice_id}/")


def _words(notice: Notice, group: Group, today: date) -> dict[str, Any]:
    """Fill in the sentences that are about all of the letter, in its language."""
    version, policy, language = notice.version, notice.policy, group.language
    say = sentences(language)
    several = "several_" if len(notice.parts) > 1 else ""
    upcoming = version.effective_on > today
    when = "future" if upcoming else "past"
    common = {
        "title": _titles(notice, say, language) if several else policy.title,
        "controller": policy.controller or policy.title,
        "effective": day(version.effective_on, language),
    }
    is_wording = not several and version.practice == "wording"
    return {
        "say": say,
        "language": language,
        "gap": GAP,
        "subject": say[f"subject_{several}{'wording_' if is_wording else ''}{when}"].format(**common),
        "heading": say[f"{several}heading" if upcoming else f"{several}heading_past"].format(**common),
        "intro": say[f"intro_{several}{when}"].format(**common),
        "legend_text": say["legend_text"].format(),
        "page_typed": _typed_form(page_url(notice)),
        "why": say["why_body"].format(source=_sources(notice, say), **common),
        "controller": common["controller"],
        "postal_address": policy.postal_address,
        "contact": say["contact"].format(contact=policy.contact) if policy.contact else "",
        "ids": _ids(notice, say),
        "several": bool(several),
    }


def _titles(notice: Notice, say: dict[str, str], language: str) -> str:
    return listed([say["quoted"].format(title=part.policy.title) for part in notice.parts], language)


def _sources(notice: Notice, say: dict[str, str]) -> str:
    """Say what asks for the notice; of several policies each with its own, unless one thing asks for all."""
    each = [reasons(part.obligation, say) for part in notice.parts]
    if len(set(each)) == 1:
        return each[0]
    titled = zip(notice.parts, each, strict=True)
    return "; ".join(say["why_of"].format(title=part.policy.title, source=source) for part, source in titled)


def _ids(notice: Notice, say: dict[str, str]) -> str:
    if len(notice.parts) == 1:
        return say["ids"].format(notice=notice.notice_id, version=notice.version.version_id)
    versions = "; ".join(
        say["id_of"].format(title=part.policy.title, version=part.version.version_id) for part in notice.parts
    )
    return say["ids_several"].format(notice=notice.notice_id, versions=versions)


def _change(part: Part, group: Group, manifest: Manifest, today: date, parts: int) -> dict[str, Any]:
    """Tell of one policy's change, in the letter's language."""
    version, policy, language = part.version, part.policy, group.language
    story = tell(manifest, version, group.seen_of(policy.slug))
    say = sentences(language)
    upcoming = version.effective_on > today
    when = "future" if upcoming else "past"
    effective = {"effective": day(version.effective_on, language)}
    has_more = len(story.day) + len(story.earlier) > 1
    now = [_tell(each, language, today, dated=has_more) for each in story.day]
    changes = story.changes
    page = (manifest.version(changes.newer_id) or version).url if changes else version.url
    rows, further = practice_rows(story, say)
    spoken = (policy.language, language)
    return {
        "title": policy.title if parts > 1 else "",
        "level": 3 if parts > 1 else 2,
        "policy_language": policy.language,
        "language": language,
        "upcoming": upcoming,
        "practice": say.get(f"practice_{version.practice}", ""),
        "other_language": _other_language(say, policy.language, language),
        "summary_heading": say[f"changes_{when}"].format(**effective),
        "told": [each for each in now if each.html or each.text],
        "can_do": [each for each in now if each.can_do_html or each.can_do_text],
        "earlier": [_tell(each, language, today, dated=True) for each in story.earlier if _says_something(each)],
        "until": say["until"].format(**effective),
        "practice_heading": say[f"practice_{when}"],
        "rows": rows,
        "further": further,
        "practice_url": story.practice_url,
        "consent": part.obligation.consent,
        "statement": size_words(changes, language),
        "since": _since_words(say, story, language, upcoming=upcoming),
        "excerpts": [_excerpt(page, section, say, spoken) for section in (changes.sections if changes else ())],
        "whole_url": story.whole_url,
        "version_url": story.target.url,
        "chain": say["chain"].format(chain=story.target.chain_sha256) if story.target.chain_sha256 else "",
    }


def _tell(version: Version, language: str, today: date, *, dated: bool) -> Note:
    say = sentences(language)
    html = clean_for_mail(version.summary_html, version.url)
    can_do = clean_for_mail(version.what_you_can_do_html, version.url)
    key = "note_future" if version.effective_on > today else "note_past"
    days = {"published": day(version.published_on, language), "effective": day(version.effective_on, language)}
    return Note(
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


def _letter(
    group: Group, words: dict[str, Any], changes: Sequence[dict[str, Any]], cuts: Sequence[Cut], *, test: bool
) -> Letter:
    shown = [_cut_off(change, cut) for change, cut in zip(changes, cuts, strict=True)]
    context = words | {"changes": shown, "test": test}
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


def _cut_off(change: dict[str, Any], cut: Cut) -> dict[str, Any]:
    """Leave out what does not fit; what is left out is still listed."""
    earlier, excerpts, rows = change["earlier"], change["excerpts"], change["rows"]
    dropped = len(earlier) - cut.earlier
    say, further = sentences(change["language"]), change["further"] + len(rows) - cut.rows
    return change | {
        "rows": rows[: cut.rows],
        "more_rows": say["more_rows_one" if further == 1 else "more_rows"].format(count=further) if further else "",
        "sections": excerpts[: cut.sections],
        "more": excerpts[cut.sections :],
        "earlier": earlier[dropped:],
        "unsaid": earlier[:dropped],
    }


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
