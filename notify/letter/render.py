"""Renders a notice's letters: one for each language and version last seen, never one for each person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Any
from urllib.parse import urljoin, urlsplit

from notify.errors import ConfigError, ManifestError
from notify.letter import templates
from notify.letter.change import Excerpt, change_context
from notify.letter.mime import check_head, encoded_size
from notify.letter.plain_text import tidy
from notify.letter.practice import count_further
from notify.letter.sentences import day, listed, reasons_in_brief, sentences
from notify.letter.story import folder_url
from notify.model.audience import Group
from notify.model.notice import Letter, Notice, Part
from notify.model.published import Manifest

GAP = "s11gap-0f6e2b7c-s11gap"
"""Marks, while rendering, where each recipient's own line goes."""
MOST_BYTES = 98_000
"""Gmail hides what exceeds 102 KB of a message."""
MOST_QUOTED = 6_000
"""Signs of marked text, some eight screens of a phone; who wants more has the page."""


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

    Raises ManifestError where the change note alone takes up more.
    """
    words = _words(notice, group, today)
    changes = [
        change_context(part, group, _manifest_of(part, manifests), today, is_alone=len(notice.parts) == 1)
        for part in notice.parts
    ]
    cuts = [Cut(_count_quoted(each["excerpts"]), len(each["earlier"]), len(each["rows"])) for each in changes]
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


def _count_quoted(excerpts: Sequence[Excerpt]) -> int:
    """Count the sections that are quoted: as many as a reader can be asked to scroll through, and one at least."""
    sizes = accumulate(len(each.text) for each in excerpts)
    return max(sum(size <= MOST_QUOTED for size in sizes), min(len(excerpts), 1))


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
        "title": _titles(notice, say, language) if several else policy.title_in(language),
        "controller": policy.controller or policy.title_in(language),
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
        "why": say["why_body"].format(source=_sources(notice, say, language), **common),
        "controller": common["controller"],
        "postal_address": policy.postal_address,
        "contact": say["contact"].format(contact=policy.contact) if policy.contact else "",
        "ids": _ids(notice, say, language),
        "several": bool(several),
    }


def _titles(notice: Notice, say: dict[str, str], language: str) -> str:
    return listed([say["quoted"].format(title=part.policy.title_in(language)) for part in notice.parts], language)


def _sources(notice: Notice, say: dict[str, str], language: str) -> str:
    """Say what asks for the notice; of several policies each with its own, unless one thing asks for all."""
    each = [reasons_in_brief(part.obligation, say) for part in notice.parts]
    if len(set(each)) == 1:
        return each[0]
    titled = zip(notice.parts, each, strict=True)
    return "; ".join(
        say["why_of"].format(title=part.policy.title_in(language), source=source) for part, source in titled
    )


def _ids(notice: Notice, say: dict[str, str], language: str) -> str:
    if len(notice.parts) == 1:
        return say["ids"].format(notice=notice.notice_id, version=notice.version.version_id)
    versions = "; ".join(
        say["id_of"].format(title=part.policy.title_in(language), version=part.version.version_id)
        for part in notice.parts
    )
    return say["ids_several"].format(notice=notice.notice_id, versions=versions)


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
    say, further = sentences(change["language"]), count_further(change["passages"], rows[: cut.rows])
    return change | {
        "rows": rows[: cut.rows],
        "more_rows": say["more_rows_one" if further == 1 else "more_rows"].format(count=further) if further else "",
        "sections": excerpts[: cut.sections],
        "more": excerpts[cut.sections :],
        "earlier": earlier[dropped:],
        "unsaid": earlier[:dropped],
    }


def _inline_styles(page: str) -> str:
    import css_inline  # noqa: PLC0415 - a restart reads its letters from the ledger and renders none

    inlined = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False).inline(page)
    return inlined.replace(' data-css-inline="keep"', "")


def _split_at_gap(rendered: str) -> tuple[str, str]:
    before, gap, after = rendered.partition(GAP)
    if not gap or GAP in after:
        raise ConfigError("the mail template must show {{ gap }} exactly once, on a line of its own")
    return before, after


def _typed_form(url: str) -> str:
    """Show an address as one would type it."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}" if parts.scheme in {"http", "https"} else url
