"""Show which notices are owed, to how many and by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from notify.audience.draft import Draft
from notify.audience.repeats import ELSEWHERE
from notify.commands.common import DONE, accounts, agenda_of
from notify.flows.plan import PlannedNotice
from notify.flows.plan import plan as plan_all
from notify.flows.together import Owing, is_to_be_told
from notify.letter.render import default_language, page_url
from notify.model.audience import Counts
from notify.model.notice import Notice, Part
from notify.model.published import Manifest, Obligation, Version
from notify.output import answer, say, show_count
from notify.published.manifest import Manifests
from notify.requests.plan import PlanRequest


def run(request: PlanRequest) -> int:
    """Show what is owed; nothing changes."""
    audience = request.audience
    found = agenda_of(audience, Manifests(), request.moment)
    planned: list[PlannedNotice] = []

    def today_of(one: PlannedNotice) -> date:
        return request.moment.today(one.notice.policy)

    with show_count("reading accounts") as on_rows:
        for day in found.days:
            today = request.moment.today(day[0].manifest.policy)
            planned += plan_all(day, accounts(audience), today, on_rows)
    for each in found.owing:
        _mention_others(each.manifest, each.version)
    versions = [_owing_facts(each) for each in found.owing]
    body = versions[0] | {
        "rows": planned[0].draft.counts.rows,
        "owed": sum(one.draft.counts.owed for one in planned),
        "notices": [_plan_facts(one, request.rate) | {"late": _lateness(one.notice, today_of(one))} for one in planned],
    }
    if len(versions) > 1:
        body |= {"versions": versions, "together": [[each.name for each in day] for day in found.days if len(day) > 1]}
    shown = [one for one in planned if one.draft.counts.owed or len(versions) == 1]
    several = len(versions) > 1
    words = "\n\n".join(
        "\n".join((_planned_words(one, request.rate, of_several=several), *_late_lines(one.notice, today_of(one))))
        for one in shown
    )
    answer(body, words, as_json=request.json)
    return DONE


def _owing_facts(owing: Owing) -> dict[str, Any]:
    version = owing.version
    return {
        "policy": owing.manifest.policy.slug,
        "version": version.version_id,
        "class": version.change_class,
        "effective_on": version.effective_on,
    }


def _mention_others(manifest: Manifest, version: Version) -> None:
    owing = [each for each in manifest.versions if each is version or is_to_be_told(manifest, each)]
    others = [each.version_id for each in owing if each is not version]
    if others:
        is_newest = owing[0] is version
        about, which = (", the newest that owes a notice", "Earlier") if is_newest else ("", "Other")
        say(
            f"This is about version {version.version_id}{about}. "
            f"{which} versions owe some too: {', '.join(others[:5])} (--version)"
        )


def notice_facts(notice: Notice, counts: Counts) -> dict[str, Any]:
    """Give what is known of a notice, for scripts; of several policies, the first one's beside all of them."""
    several = {"tells_of": [_part_facts(part) for part in notice.parts]} if len(notice.parts) > 1 else {}
    return {
        "notice": notice.notice_id,
        "policy": notice.policy.slug,
        "version": notice.version.version_id,
        "rule": notice.obligation.rule,
        "regions": notice.obligation.regions,
        "source": notice.obligation.source,
        "class": notice.version.change_class,
        "consent": notice.obligation.consent,
        "lead_days": notice.obligation.lead_days,
        "send_by": notice.obligation.send_by,
        "timing": notice.obligation.timing,
        "effective_on": notice.version.effective_on,
        "page": page_url(notice),
        "count": counts.owed,
        "messages": counts.messages,
        "rows": counts.rows,
        "not_owed": counts.not_owed,
        "unusable": counts.unusable,
    } | several


def _part_facts(part: Part) -> dict[str, Any]:
    return {
        "policy": part.policy.slug,
        "version": part.version.version_id,
        "class": part.version.change_class,
        "rule": part.obligation.rule,
        "consent": part.obligation.consent,
        "send_by": part.obligation.send_by,
    }


def _plan_facts(one: PlannedNotice, per_second: float) -> dict[str, Any]:
    notice, counts = one.notice, one.draft.counts
    return notice_facts(notice, counts) | {
        "unknown_regions": dict(one.draft.unknown_regions),
        "unknown_languages": dict(one.draft.unknown_languages),
        "unnamed": sum(number for _, number in one.draft.unnamed),
        "unnamed_because": dict(one.draft.unnamed),
        "undated": one.draft.undated,
        "unseen": one.draft.unseen,
        "duplicates_elsewhere": [
            {"account_id": account, "used_row": used, "row": row} for account, used, row in one.draft.elsewhere
        ],
        "estimated_seconds": round(one.seconds_at(per_second), 1),
        "sample_subject": one.sample.subject if one.sample else None,
        "sample_text": one.sample and one.sample.opening("", 1).join(one.sample.text),
    }


def _planned_words(one: PlannedNotice, per_second: float, *, of_several: bool) -> str:
    notice, sample = one.notice, one.sample
    lines = [
        heading(notice, one.draft.counts, of_several=of_several),
        *_unknown_region_lines(one.draft.unknown_regions),
        *_unknown_language_lines(one.draft.unknown_languages, default_language(notice.policy.language)),
        *_unnamed_lines(one.draft.unnamed),
        *_undated_line(one.draft.undated),
        *_unseen_line(one.draft.unseen),
        *_elsewhere_lines(one.draft),
        f"  sending takes {_span(one.seconds_at(per_second))} at {per_second:g} a second",
    ]
    if sample:
        lines += [
            "",
            f"  Subject: {sample.subject}",
            *(f"  | {line}" for line in sample.opening("", 1).join(sample.text).splitlines()),
        ]
    return "\n".join(lines)


def heading(notice: Notice, counts: Counts, *, of_several: bool = False) -> str:
    """Say which notice it is, to how many and by when; `of_several` where other policies' notices stand beside it."""
    aside = [
        f"  {number:>9,}  {reason}" for part in (counts.not_owed, counts.unusable) for reason, number in part.items()
    ]
    shared = (
        f" in {counts.messages:,} message{'s' if counts.messages != 1 else ''}"
        if counts.messages != counts.owed
        else ""
    )
    return "\n".join((
        *_what(notice, of_several=of_several),
        f"  {counts.rows:>9,}  {'row' if counts.rows == 1 else 'rows'} read",
        f"  {counts.owed:>9,}  owed{shared}",
        *aside,
    ))  # fmt: skip


def _what(notice: Notice, *, of_several: bool) -> Iterator[str]:
    """Say what it tells of; of several policies, first by when all of it has to be out."""
    first = notice.parts[0]
    if len(notice.parts) == 1:
        version = first.version
        name = f"{first.policy.slug} {version.version_id}" if of_several else f"version {version.version_id}"
        yield f"Notice {notice.notice_id}: {name} ({version.change_class}), {_rule(first)}"
        yield from _why(first, "  ")
        return
    names = [f"{part.policy.slug} {part.version.version_id}" for part in notice.parts]
    yield f"Notice {notice.notice_id}: one email about {' and '.join(names)}: send {_due(first)}, as {names[0]} asks"
    for part, name in zip(notice.parts, names, strict=True):
        yield f"  {name} ({part.version.change_class}), {_rule(part)}"
        yield from _why(part, "    ")


def _lateness(notice: Notice, today: date) -> list[dict[str, Any]]:
    """Give each part whose last day to send has passed, with the first day of effect that would still be kept."""
    return [
        {"policy": part.policy.slug, "version": part.version.version_id, "send_by": part.obligation.send_by,
         "earliest_effective_on": part.obligation.earliest_effect(part.version.effective_on, today)}
        for part in notice.parts
        if part.obligation.send_by < today
    ]  # fmt: skip


def _late_lines(notice: Notice, today: date) -> Iterator[str]:
    applied = {part.version.version_id for part in notice.parts if part.version.effective_on <= today}
    moved = {part.version.version_id: part.version.moved_as for part in notice.parts}
    for late in _lateness(notice, today):
        passed = f"LATE: the last day to send was {late['send_by']}"
        if late["version"] in applied:
            yield f"{passed}, and version {late['version']} applies already, so it can no longer be postponed"
        else:
            yield (
                f"{passed}. Sent today, {late['earliest_effective_on']} would be the earliest effective date that "
                "keeps the promise: "
                f"policy-site note --postpone {moved[late['version']]} --until {late['earliest_effective_on']}"
            )


def _rule(part: Part) -> str:
    return f"rule {part.obligation.rule}"


def _why(part: Part, margin: str) -> Iterator[str]:
    obligation = part.obligation
    yield f"{margin}in force on {part.version.effective_on}{_lead(obligation)}: send {_due(part)}"
    yield f"{margin}regions {', '.join(obligation.regions)}; {obligation.source}"


def _due(part: Part) -> str:
    return part.obligation.due_words(part.version.effective_on, part.obligation.send_by)


def _lead(obligation: Obligation) -> str:
    return f", {obligation.lead_days} days of notice" if obligation.lead_days else ""


def _unknown_region_lines(regions: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Name what stands in place of a country's code: it may be anywhere, so it counts as covered."""
    if regions:
        listed = ", ".join(f"{code} ({number:,})" for code, number in regions)
        yield f"  regions that are not ISO 3166 codes, counted as unknown and told: {listed}"


def _unknown_language_lines(languages: Sequence[tuple[str, int]], instead: str) -> Iterator[str]:
    """Name the languages in which there is no letter, and what is none."""
    if languages:
        listed = ", ".join(f"{code} ({number:,})" for code, number in languages)
        yield f"  languages that the letter is not written in, told in `{instead}`: {listed}"


_UNNAMED = {
    "broken": "their name, which holds broken characters: save the file as UTF-8, or export it again",
    "link": "their name, which a mail program would turn into a link: correct it in the accounts, or leave it empty",
    "number": "their name, which holds five digits in a row: see that the column of names is the right one",
    "nothing": "a name, since a program's word for nothing stands in its place, such as NULL: nothing needs to be done",
}


def _unnamed_lines(unnamed: Sequence[tuple[str, int]]) -> Iterator[str]:
    for why, number in unnamed:
        yield f"  {number:>9,}  of them greeted without {_UNNAMED[why]}"


def _undated_line(number: int) -> Iterator[str]:
    if number:
        yield (
            f"  {number:>9,}  of them told whenever they signed up, since created_on cannot be read: "
            "write it as 2026-11-30"
        )


def _unseen_line(number: int) -> Iterator[str]:
    if number:
        yield (
            f"  {number:>9,}  of them told what changed since the version before, since last_version names no version "
            "of this policy: write the id of one, such as 2026-11-30"
        )


def _elsewhere_lines(draft: Draft) -> Iterator[str]:
    """Name accounts that stand in two rows with different addresses: only one of the two is told."""
    number = draft.counts.unusable.get(ELSEWHERE, 0)
    if number:
        shown = [f"row {row} (account {account}, told as row {used} says)" for account, used, row in draft.elsewhere]
        more = f", and {number - len(shown):,} more" if number > len(shown) else ""
        yield f"  not told at their second address: {', '.join(shown)}{more};"
        yield "  leave one row of each account in the file, or let `unreached` list the rest once this is frozen"


def _span(seconds: float) -> str:
    return f"about {timedelta(seconds=round(seconds))}" if seconds >= 1 else "less than a second"
