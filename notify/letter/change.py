"""One policy's change as the templates of a letter show it: what legal says of it, and the redline that is quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from notify.letter.plain_text import flow, links_of, reflow, words_of
from notify.letter.practice import practice_rows
from notify.letter.remarks import in_language
from notify.letter.safe_html import clean_for_mail
from notify.letter.sentences import day, names_day, sentences, size_words, version_name
from notify.letter.story import Story, tell
from notify.model.audience import Group
from notify.model.notice import Part
from notify.model.published import Manifest, Section, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A changed section as the templates show it."""

    title: str
    mark: str
    """The element that marks the title, where the heading itself came or went: `ins`, `del` or none."""
    url: str | None
    html: str
    text: str

    @property
    def marked_title(self) -> str:
        """Return the title as plain text marks it."""
        before, after = _SIGNS.get(self.mark, ("", ""))
        return f"{before}{self.title}{after}"


_UNDERLINE = re.compile(r"\n[=-]+\Z")
_SIGNS = {"ins": ("{+", "+}"), "del": ("[-", "-]")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What legal wrote about one version, as the templates show it."""

    when: str
    """When it was published and applies; empty where the letter tells of nothing else."""
    url: str
    """Where to read on about it; empty where its text was taken down."""
    html: str
    text: str
    can_do_html: str
    can_do_text: str
    language: str
    written_in: str
    """That the words are in another language than the policy and the letter; empty where they are not."""


def change_context(part: Part, group: Group, manifest: Manifest, today: date, *, is_alone: bool) -> dict[str, Any]:
    """Give what the templates show of one policy's change, in the letter's language."""
    version, policy, language = part.version, part.policy, group.language
    story = tell(manifest, version, group.seen_of(policy.slug))
    upcoming = version.effective_on > today
    context = {
        "title": "" if is_alone else policy.title_in(language),
        "title_language": policy.language if policy.title_in(language) == policy.title else language,
        "level": 2 if is_alone else 3,
        "policy_language": policy.language,
        "language": language,
        "upcoming": upcoming,
        "other_language": _other_language(story, policy.language, language),
        "consent": part.obligation.consent,
        "version_url": story.target.url,
        "chain": story.target.chain_sha256,
    }
    return context | _explanation(part, story, language, today) | _comparison(part, story, manifest, language, today)


def _explanation(part: Part, story: Story, language: str, today: date) -> dict[str, Any]:
    """Give what legal says of the change: what it means, what one can do, and what came before it."""
    version, spoken = part.version, (part.policy.language, language)
    say, when = sentences(language), "future" if version.effective_on > today else "past"
    effective = {"effective": day(version.effective_on, language)}
    has_more = len(story.day) + len(story.earlier) > 1
    now = [_tell(each, spoken, today, story, dated=has_more) for each in story.day]
    earlier = [each for each in story.earlier if _says_something(each)]
    is_said = any(names_day(each.can_do_text, version.effective_on) for each in now)
    return {
        "practice": say.get(f"practice_{version.practice}", ""),
        "summary_heading": say[f"changes_{when}"].format(**effective),
        "told": [each for each in now if each.html or each.text],
        "can_do": [each for each in now if each.can_do_html or each.can_do_text],
        "earlier": [_tell(each, spoken, today, story, dated=True) for each in earlier],
        "until": say["until"].format(**effective) if when == "future" and not is_said else "",
        "practice_heading": say[f"practice_{when}"],
        "rows": practice_rows(story, say),
        "passages": story.practice,
        "practice_url": story.practice_url,
    }


def _comparison(part: Part, story: Story, manifest: Manifest, language: str, today: date) -> dict[str, Any]:
    """Give the redline that is quoted: how large it is, where it begins, and its sections."""
    version, changes, say = part.version, story.changes, sentences(language)
    page = (manifest.version(changes.newer_id) or version).url if changes else version.url
    spoken = (part.policy.language, language)
    return {
        "statement": size_words(changes, language),
        "since": _since_words(say, story, language, upcoming=version.effective_on > today),
        "excerpts": [excerpt(page, section, say, spoken) for section in (changes.sections if changes else ())],
        "whole_url": story.whole_url,
    }


def _tell(version: Version, spoken: tuple[str, str], today: date, story: Story, *, dated: bool) -> Note:
    """Show a version's note in a letter; `spoken` are the policy's language and the letter's.

    Its links into a text that was taken down lead to the one that the letter shows.
    """
    policy_language, language = spoken
    say, gone_on = sentences(language), version.withdrawn_on
    page = story.target.url if gone_on else version.url
    html = clean_for_mail(version.summary_html, page)
    can_do = clean_for_mail(version.what_you_can_do_html, page)
    key = "note_gone" if gone_on else "note_future" if version.effective_on > today else "note_past"
    days = {"effective": day(version.effective_on, language), "gone": day(gone_on, language) if gone_on else ""}
    return Note(
        when=say[key].format(published=version_name(version.version_id, language), **days) if dated else "",
        url=story.page_of(version),
        html=html,
        text=words_of(html) or reflow(version.summary_text.strip()),
        can_do_html=can_do,
        can_do_text=words_of(can_do) or reflow(version.what_you_can_do_text.strip()),
        language=version.note_language or policy_language,
        written_in=_written_in(version.note_language, language),
    )


def _says_something(version: Version) -> bool:
    return bool(version.summary_html.strip() or version.summary_text.strip())


def _since_words(say: dict[str, str], story: Story, language: str, *, upcoming: bool) -> str:
    """Say where the quoted redline begins, unless that is obvious."""
    if story.covers_all and story.seen:
        return say["redline_since"].format(seen=version_name(story.seen.version_id, language))
    if story.base and story.changes and story.changes.older_id == story.base.version_id and len(story.day) > 1:
        key = "redline_base_future" if upcoming else "redline_base_past"
        return say[key].format(base=version_name(story.base.version_id, language))
    return ""


def excerpt(page: str, section: Section, say: dict[str, str], spoken: tuple[str, str]) -> Excerpt:
    """Show a changed section; `spoken` are the languages of the policy and of the letter.

    Where its heading came or went itself, the extract begins with it, marked: the letter's heading has the mark then.
    """
    url = None if section.anchor is None else f"{page}#{quote(section.anchor.lstrip('#'))}"
    html = clean_for_mail(in_language(section.html, *spoken), page)
    text = in_language(section.text.strip(), *spoken)
    if mark := _mark_of_heading(section):
        html, text = html.partition("</p>")[2], text.partition("\n\n")[2]
    links = "".join(f"\n\n{flow(link)}" for link in links_of(html))
    return Excerpt(title=section.title or say["untitled"], mark=mark, url=url, html=html, text=reflow(text) + links)


def _mark_of_heading(section: Section) -> str:
    """Return the element that marks the heading, if the extract begins with the whole of it as new or gone."""
    first = " ".join(_UNDERLINE.sub("", section.text.strip().partition("\n\n")[0]).split())
    title = " ".join(section.title.split())
    return next((mark for mark, (before, after) in _SIGNS.items() if title and first == before + title + after), "")


def _other_language(story: Story, policy_language: str, language: str) -> str:
    """Say in which language the policy is, and legal's words where they are in that too."""
    if _is_same(policy_language, language):
        return ""
    key = "other_language_text" if any(each.note_language for each in story.day) else "other_language"
    return sentences(language)[key].format(policy_language=_name(policy_language, language))


def _written_in(note_language: str, language: str) -> str:
    if not note_language or _is_same(note_language, language):
        return ""
    return sentences(language)["written_in"].format(note_language=_name(note_language, language))


def _is_same(tag: str, language: str) -> bool:
    return tag.split("-", maxsplit=1)[0].lower() == language


def _name(tag: str, language: str) -> str:
    """Name a language (BCP 47) in another; by its tag where nobody knows a name."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - as css_inline

    try:
        return Locale.parse(tag.replace("-", "_")).get_display_name(language) or tag
    except (UnknownLocaleError, ValueError):
        return tag
