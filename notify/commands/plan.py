"""Show which notices are owed, to how many and by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from notify.audience.freeze import ELSEWHERE, Draft
from notify.commands.common import (
    DONE,
    accounts,
    manifest_of,
    sender,
)
from notify.flows.plan import Planned, owing_version
from notify.flows.plan import plan as plan_all
from notify.letter.render import page_url
from notify.model.audience import Counts
from notify.model.notice import Notice
from notify.model.published import Manifest, Obligation
from notify.output import answer, say, show_count
from notify.published.manifest import Manifests
from notify.requests.plan import PlanRequest


def run(request: PlanRequest) -> int:
    """Show what is owed; nothing changes."""
    audience = request.audience
    manifest = manifest_of(audience, Manifests())
    version = owing_version(manifest, audience.version)
    with show_count("reading accounts") as on_rows:
        planned = plan_all(
            manifest,
            version,
            sender(audience, manifest),
            accounts(audience),
            request.moment.today(manifest.policy),
            on_rows,
        )
    _mention_others(manifest, version.version_id)
    body = {
        "policy": manifest.policy.slug,
        "version": version.version_id,
        "class": version.change_class,
        "effective_on": version.effective_on,
        "rows": planned[0].draft.counts.rows,
        "owed": sum(one.draft.counts.owed for one in planned),
        "notices": [_plan_facts(one, request.rate) for one in planned],
    }
    answer(body, "\n\n".join(_planned_words(one, request.rate) for one in planned), as_json=request.json)
    return DONE


def _mention_others(manifest: Manifest, version_id: str) -> None:
    others = [v.version_id for v in manifest.versions if v.owed and v.version_id != version_id]
    if others:
        say(
            f"This is about version {version_id}, the newest that owes a notice. "
            f"Earlier versions owed some too: {', '.join(others[:5])} (--version)"
        )


def notice_facts(notice: Notice, counts: Counts) -> dict[str, Any]:
    """Give what is known of a notice, for scripts."""
    return {
        "notice": notice.notice_id,
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
    }


def _plan_facts(one: Planned, per_second: float) -> dict[str, Any]:
    notice, counts = one.notice, one.draft.counts
    return notice_facts(notice, counts) | {
        "unknown_regions": dict(one.draft.unknown_regions),
        "unnamed": one.draft.unnamed,
        "undated": one.draft.undated,
        "duplicates_elsewhere": [
            {"account_id": account, "used_row": used, "row": row} for account, used, row in one.draft.elsewhere
        ],
        "estimated_seconds": round(one.seconds_at(per_second), 1),
        "sample_subject": one.sample.subject if one.sample else None,
        "sample_text": one.sample and one.sample.opening("", 1).join(one.sample.text),
    }


def _planned_words(one: Planned, per_second: float) -> str:
    notice, sample = one.notice, one.sample
    lines = [
        heading(notice, one.draft.counts),
        *_unknown_region_lines(one.draft.unknown_regions),
        *_unnamed_line(one.draft.unnamed),
        *_undated_line(one.draft.undated),
        *_elsewhere_lines(one.draft),
        f"  sending takes about {_span(one.seconds_at(per_second))} at {per_second:g} a second",
    ]
    if sample:
        lines += [
            "",
            f"  Subject: {sample.subject}",
            *(f"  | {line}" for line in sample.opening("", 1).join(sample.text).splitlines()),
        ]
    return "\n".join(lines)


def heading(notice: Notice, counts: Counts) -> str:
    """Say which notice it is, to how many and by when."""
    obligation, version = notice.obligation, notice.version
    due = obligation.due_words(version.effective_on, obligation.send_by)
    aside = [
        f"  {number:>9,}  {reason}" for part in (counts.not_owed, counts.unusable) for reason, number in part.items()
    ]
    shared = (
        f" in {counts.messages:,} message{'s' if counts.messages != 1 else ''}"
        if counts.messages != counts.owed
        else ""
    )
    return "\n".join((
        f"Notice {notice.notice_id}: version {version.version_id} ({version.change_class}), rule {obligation.rule}",
        f"  in force on {version.effective_on}{_lead(obligation)}: send {due}",
        f"  regions {', '.join(obligation.regions)}; {obligation.source}",
        f"  {counts.rows:>9,}  rows read",
        f"  {counts.owed:>9,}  owed{shared}",
        *aside,
    ))  # fmt: skip


def _lead(obligation: Obligation) -> str:
    return f", {obligation.lead_days} days of notice" if obligation.lead_days else ""


def _unknown_region_lines(regions: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Name what stands in place of a country's code: it may be anywhere, so it counts as covered."""
    if regions:
        listed = ", ".join(f"{code} ({number:,})" for code, number in regions)
        yield f"  regions that are not ISO 3166 codes, counted as unknown and told: {listed}"


def _unnamed_line(number: int) -> Iterator[str]:
    if number:
        yield (
            f"  {number:>9,}  of them greeted without their name, which holds broken characters (is the file "
            "UTF-8?), five digits in a row, or something that a mail program would turn into a link"
        )


def _undated_line(number: int) -> Iterator[str]:
    if number:
        yield (
            f"  {number:>9,}  of them told whenever they signed up, since created_on cannot be read: "
            "write it as 2026-11-30"
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
    return str(timedelta(seconds=round(seconds)))
