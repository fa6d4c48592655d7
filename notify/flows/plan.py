"""What is owed, to how many, by when; and freezing it. `plan` leaves nothing behind, `freeze` all or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from dataclasses import replace as with_other
from datetime import date, datetime
from pathlib import Path

from notify.audience.criteria import criteria_for
from notify.audience.draft import Draft, adopt, draft_notices
from notify.errors import AudienceError, Refused
from notify.flows.together import Agenda, Day, Owing, is_to_be_told
from notify.lazy import polars as pl
from notify.ledger import notices
from notify.ledger.database.store import Ledger, View
from notify.letter.render import default_language, languages, render, render_all
from notify.model.notice import Letter, Notice, NoticeState, Part
from notify.published.identity import id_of, own_id

Accounts = Callable[[], Iterable["pl.DataFrame"]]
"""Reads the accounts from their beginning."""
OnRows = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedNotice:
    """One owed notice with its audience as it would be now."""

    notice: Notice
    draft: Draft
    sample: Letter | None
    """A letter of its first group; None where nobody is owed it."""

    def seconds_at(self, per_second: float) -> float:
        """Estimate how long sending takes."""
        return self.draft.counts.messages / per_second


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedNotice:
    """A notice and its audience, not yet anybody's record."""

    notice: Notice
    draft: Draft
    day: Day


def plan(day: Day, frames: Iterable[pl.DataFrame], today: date, on_rows: OnRows) -> list[PlannedNotice]:
    """Judge the accounts and render samples; writes only to a temporary folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="policy-notify-") as folder:
        return [_with_sample(one, today) for one in draft_all(day, frames, Path(folder), on_rows)]


def freeze(
    ledger: Ledger, agenda: Agenda, accounts: Accounts, *, today: date, now: datetime, replace: bool,
    on_rows: OnRows,
) -> list[notices.Record]:  # fmt: skip
    """Freeze every notice that is owed; what is frozen already stays as it is, and joins nothing."""
    days = agenda.days
    with ledger.read() as connection:
        wanted = days if replace else _not_frozen(connection, days)
        _refuse_cancelled([] if wanted else _records(connection, days))
    if wanted:
        ledger.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with ExitStack() as stack:
            drafted = [
                one for day in wanted for one in draft_all(day, accounts(), _draft_folder(ledger, stack), on_rows)
            ]
            _write(ledger, with_other(agenda, days=tuple(wanted)), drafted, today, now)
    with ledger.read() as connection:
        return _records(connection, days)


def _draft_folder(ledger: Ledger, stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".freezing-", dir=ledger.folder)))


def _not_frozen(connection: View, days: Iterable[Day]) -> list[Day]:
    """List what has no notice yet.

    Raises Refused where a version owes more notices than when it was frozen.
    """
    left = (tuple(each for each in day if not _is_frozen(connection, each)) for day in days)
    return [day for day in left if day]


def _is_frozen(connection: View, owing: Owing) -> bool:
    own = [own_id(part) for part in owing.parts()]
    existing = [each for each in own if notices.get(connection, each) is not None]
    if existing and len(existing) < len(own):
        raise Refused(
            f"version {owing.version.version_id} owes more notices than when {', '.join(existing)} was frozen; "
            f"`freeze --replace` freezes all of them again, if none has been sent"
        )
    return bool(existing)


def _records(connection: View, days: Iterable[Day]) -> list[notices.Record]:
    """Read the notices of these versions: those that tell of one of them alone, and those that tell of several."""
    own = _own_ids(days)
    found = (notices.get(connection, each) for each in [*own, *notices.joined_ids(connection, own)])
    return [record for record in found if record is not None]


def _own_ids(days: Iterable[Day]) -> list[str]:
    return [own_id(part) for day in days for owing in day for part in owing.parts()]


def _refuse_cancelled(existing: Iterable[notices.Record]) -> None:
    cancelled = [each.notice.notice_id for each in existing if each.state is NoticeState.CANCELLED]
    if cancelled:
        words = "was cancelled; `freeze --replace` begins it again, if nothing of it was sent"
        raise Refused(f"notice {', '.join(cancelled)} {words}")


def _write(ledger: Ledger, agenda: Agenda, drafted: Sequence[DraftedNotice], today: date, now: datetime) -> None:
    if not any(one.draft.counts.owed for one in drafted):
        raise AudienceError(f"nobody is owed a notice: {_reasons(drafted[0].draft)}; nothing was frozen")
    own = _own_ids(agenda.days)
    ordered = sorted(drafted, key=lambda one: [*own, one.notice.notice_id].index(one.notice.notice_id))
    adopted = [
        (one, adopt(one.draft, ledger.folder, one.notice.notice_id),
         render_all(one.notice, one.draft.groups, [each.manifest for each in one.day], today))
        for one in ordered
    ]  # fmt: skip
    ledger.share([name for _, snapshot, _ in adopted for name in (snapshot.path, snapshot.outside_path)])
    with ledger.write() as tx:
        for notice_id in _ids_to_thaw(tx, agenda):
            notices.remove_untouched(tx, notice_id, now)
        for one, snapshot, letters in adopted:
            notices.add(tx, one.notice, snapshot, letters, manifest=_location(one), now=now)
            ledger.keep(tx, (snapshot.path, snapshot.outside_path))


def _location(one: DraftedNotice) -> str:
    """Say where the manifest of the first part was read."""
    location = next(each.manifest.location for each in one.day if each.manifest.policy == one.notice.policy)
    return location if "://" in location else str(Path(location).resolve())


def _ids_to_thaw(connection: View, agenda: Agenda) -> list[str]:
    """List what must go before these are frozen again, in an order in which it can: joined notices first.

    Raises Refused where a joined notice tells of something else besides, which would then be told to nobody.
    """
    own, joined = _own_ids(agenda.days), list[str]()
    while len(joined) < len(found := notices.joined_ids(connection, own)):
        joined = found
        for notice_id in joined:
            told = notices.find(connection, notice_id).notice.parts
            beside = [part for part in told if own_id(part) not in own]
            for part in beside:
                _refuse_still_owed(notice_id, part, agenda)
            own += [own_id(part) for part in beside]
    return [*joined, *(each for each in own if notices.get(connection, each) is not None)]


def _refuse_still_owed(notice_id: str, part: Part, agenda: Agenda) -> None:
    slug, version_id = part.policy.slug, part.version.version_id
    named = [each for each in agenda.manifests if each.policy.slug == slug]
    version = named[0].version(version_id) if named else part.version
    if version and version.owed and all(is_to_be_told(each, version) for each in named):
        raise Refused(
            f"notice {notice_id} tells of {slug} {version_id} too; freeze both again: name the manifest of {slug} as "
            f"well{f', and --version {version_id}' if named else ''}"
        )


def draft_all(day: Day, frames: Iterable[pl.DataFrame], folder: Path, on_rows: OnRows) -> Iterator[DraftedNotice]:
    """Judge the accounts for one day's versions: a draft of every notice, in files in `folder`."""
    manifests = [each.manifest for each in day]
    criteria = [
        criteria_for(
            each.manifest,
            each.version,
            languages(),
            default_language(each.manifest.policy.language),
            beside=[other for other in manifests if other is not each.manifest],
        )
        for each in day
    ]
    for one in draft_notices(frames, criteria, folder, on_rows=on_rows):
        yield DraftedNotice(notice=notice_of(day, one.rules), draft=one, day=day)


def notice_of(day: Day, rules: Sequence[str | None]) -> Notice:
    """Put the notice together that tells of what is owed under these rules, one for each policy or none."""
    told = [(owing, owing.part(rule)) for owing, rule in zip(day, rules, strict=True) if rule]
    told.sort(key=lambda each: (each[1].obligation.send_by, not each[1].obligation.consent, each[1].policy.slug))
    parts = tuple(part for _, part in told)
    return Notice(notice_id=id_of(parts), parts=parts, sender=told[0][0].sender)


def _with_sample(one: DraftedNotice, today: date) -> PlannedNotice:
    first = default_language(one.notice.policy.language)
    groups = sorted(one.draft.groups, key=lambda group: group.language != first)
    manifests = [each.manifest for each in one.day]
    sample = render(one.notice, groups[0], manifests, today) if groups else None
    return PlannedNotice(notice=one.notice, draft=one.draft, sample=sample)


def _reasons(one: Draft) -> str:
    reasons = {**one.counts.not_owed, **one.counts.unusable}
    return (
        ", ".join(f"{number} {reason}" for reason, number in sorted(reasons.items(), key=lambda item: -item[1]))
        or "no rows"
    )
