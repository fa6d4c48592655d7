"""The public page of one notice, for anyone who doubts an email: what was sent, by whom and when, word for word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from notify.ledger.notice_json import letter_sha256
from notify.ledger.status import Tally
from notify.letter import templates
from notify.letter.mime import html_opening
from notify.letter.render import default_language
from notify.letter.safe_html import clean_for_mail
from notify.letter.sentences import day, listed, number, reasons, sentences, version_name
from notify.model.audience import seen_of
from notify.model.notice import Letter, Notice, Part

KIND = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one page shows."""

    notice: Notice
    part: Part
    """The policy in whose folder the page stands."""
    letters: tuple[tuple[str | None, Letter], ...]
    """With the version last seen that the letter is for."""
    counts: Tally | None
    first_sent_on: date | None
    last_sent_on: date | None
    is_frozen: bool = True
    """Whether the letters are those that are sent, as the record has them; else they show what such a letter says."""
    is_cancelled: bool = False
    """Whether it was called off: whoever has no message yet gets none."""
    effective_on: date | None = None
    """The day that the manifest names now; None where it has no such version."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """All that the message tells of, beginning with the policy in whose folder the page stands."""
        return (self.part, *(part for part in self.notice.parts if part is not self.part))


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One letter as the page shows it."""

    number: int
    subject: str
    audience: str
    html: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The letters of one language, under its own name."""

    language: str
    name: str
    direction: str
    say: dict[str, str]
    messages: tuple[Message, ...]


def notice_page(shown: Shown) -> str:
    """Render the page; its frame speaks the policy's language, else English."""
    notice, part = shown.notice, shown.part
    language = default_language(part.policy.language)
    say = templates.sentences(KIND, language)
    context = {
        "language": language,
        "say": say,
        "stylesheet": (templates.folder(KIND) / "page.css").read_text(encoding="utf-8"),
        "policy": part.policy,
        "effective": day(part.version.effective_on, language),
        "about": _about(notice, say, language),
        "is_sent": shown.is_frozen and not _is_unsent_for_good(shown),
        "has_messages": not _is_unsent_for_good(shown),
        "is_frozen": shown.is_frozen,
        "standing": _standing(shown, say, language),
        "facts": list(_facts(shown, say, language)),
        "onward": list(_onward(shown, say, language)),
        "languages": _languages(shown, language),
        "contact": say["contact"].format(contact=part.policy.contact) if part.policy.contact else "",
    }
    return templates.fill(KIND, "page.html.j2", context)


def _about(notice: Notice, say: dict[str, str], language: str) -> str:
    sender, titles = notice.sender.name or notice.sender.email, [_title(part, language) for part in notice.parts]
    if len(titles) == 1:
        return say["about"].format(sender=sender, title=titles[0])
    quoted = sentences(language)["quoted"]
    return say["about_several"].format(
        sender=sender, title=listed([quoted.format(title=title) for title in titles], language)
    )


def _title(part: Part, language: str) -> str:
    return part.policy.title_in(language)


def _onward(shown: Shown, say: dict[str, str], language: str) -> Iterator[tuple[str, str]]:
    """Yield where to read on in each policy that the message tells of: what changes in all of them, then the texts."""
    parts = shown.parts
    suffix = "_of" if len(parts) > 1 else ""
    found = [(_title(part, language), _addresses(shown, part)) for part in parts]
    for place, words in enumerate(("changes", "version")):
        for title, addresses in found:
            if addresses[place]:
                yield say[words + suffix].format(title=title), addresses[place]


def _addresses(shown: Shown, part: Part) -> tuple[str, str]:
    """Return where a part's changes and its text are; nothing where there is no such page."""
    version = part.version
    if part is not shown.part:
        return version.changes_url or "", version.url
    if shown.effective_on is None:
        return "", ""
    here = f"../../{version.version_id}/"
    return f"{here}changes/index.html" if version.changes_url else "", f"{here}index.html"


def _is_unsent_for_good(shown: Shown) -> bool:
    return shown.is_cancelled and shown.first_sent_on is None


def _standing(shown: Shown, say: dict[str, str], language: str) -> str:
    """Say when it is sent, in words that hold before, during and after: the page is seldom as new as the sending."""
    if _is_unsent_for_good(shown):
        return say["cancelled"]
    if shown.first_sent_on is None or shown.last_sent_on is None:
        published = max(part.version.published_on for part in shown.notice.parts)
        return say["unsent" if shown.is_frozen else "announced"].format(published=day(published, language))
    if not shown.is_cancelled and shown.counts and (shown.counts.ready or shown.counts.held):
        return say["sending"].format(first=day(shown.first_sent_on, language))
    days = {"first": shown.first_sent_on, "last": shown.last_sent_on}
    words = {name: day(on, language) for name, on in days.items()}
    said = say["sent_on" if days["first"] == days["last"] else "sent_between"].format(**words)
    return f"{said} {say['stopped']}" if shown.is_cancelled else said


def _facts(shown: Shown, say: dict[str, str], language: str) -> Iterator[tuple[str, str]]:
    notice, part = shown.notice, shown.part
    yield say["from"], f"{notice.sender.name} <{notice.sender.email}>"
    said = say["published_of" if len(notice.parts) > 1 else "published_on"]
    for each in shown.parts:
        published = version_name(each.version.version_id, language)
        yield say["published"], said.format(title=_title(each, language), published=published)
    yield say["effective"], _effective(shown, say, language)
    yield say["why"], reasons(part.obligation, sentences(language))
    yield say["regions"], _regions(part.obligation.regions, say, language)
    if counts := shown.counts:
        returned = counts.bounced + counts.dropped
        yield say["owed"], say["accounts"].format(count=number(counts.frozen, language))
        yield say["accepted"], number(counts.accepted, language)
        if counts.delivered or returned:  # otherwise nobody asked, and a 0 would say that nothing arrived
            yield say["delivered"], number(counts.delivered, language)
            yield say["returned"], number(returned, language)
    yield say["id"], notice.notice_id


def _effective(shown: Shown, say: dict[str, str], language: str) -> str:
    frozen = shown.part.version.effective_on
    then = day(frozen, language)
    if shown.effective_on is None or shown.effective_on <= frozen:
        return then
    return say["postponed"].format(now=day(shown.effective_on, language), then=then)


def _regions(codes: tuple[str, ...], say: dict[str, str], language: str) -> str:
    if "*" in codes:
        return say["everywhere"]
    from babel import Locale  # noqa: PLC0415 - its data take a while, and only these pages need them

    names = Locale.parse(language).territories
    return ", ".join(sorted(names.get(code, code) for code in codes))


def _languages(shown: Shown, first: str) -> list[Language]:
    """Sort the letters for their reader: the page's own language first, and in each the letter for all others last."""
    numbered = sorted(enumerate(shown.letters), key=lambda each: _place(each[1], first))
    return [
        _language(language, [(number, seen, letter) for number, (seen, letter) in letters], shown.notice)
        for language, letters in groupby(numbered, key=lambda each: each[1][1].language)
    ]


def _place(letter: tuple[str | None, Letter], first: str) -> tuple[bool, str, bool, str]:
    seen, words = letter
    return words.language != first, words.language, seen is None, seen or ""


def _language(language: str, letters: list[tuple[int, str | None, Letter]], notice: Notice) -> Language:
    from babel import Locale  # noqa: PLC0415 - as above

    locale = Locale.parse(language)
    say = templates.sentences(KIND, language)
    shown = tuple(
        Message(
            number=number,
            subject=letter.subject,
            audience=_audience(seen, notice, say, language, is_only=len(letters) == 1),
            html=clean_for_mail(html_opening(letter.opening(None, 1)).join(letter.html), notice.version.url),
            sha256=letter_sha256(letter),
        )
        for number, seen, letter in letters
    )
    name = locale.get_display_name(language) or language
    return Language(
        language=language,
        name=name[:1].upper() + name[1:],
        direction=locale.text_direction,
        say=say,
        messages=shown,
    )


def _audience(seen: str | None, notice: Notice, say: dict[str, str], language: str, *, is_only: bool) -> str:
    if seen is None:
        return say["anybody" if is_only else "anybody_else"]
    each = {_title(part, language): seen_of(seen, part.policy.slug) for part in notice.parts}
    days = {title: version_name(found, language) for title, found in each.items() if found}
    words = [f"{on} ({title})" if len(each) > 1 else on for title, on in days.items()]
    return say["seen"].format(seen=listed(words, language))
