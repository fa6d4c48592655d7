"""What is owed, to how many, by when; and freezing it. `plan` leaves nothing behind, `freeze` all or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from notify.audience.freeze import Draft, adopt, criteria_for, draft
from notify.errors import AudienceError, Refused
from notify.lazy import polars as pl
from notify.ledger import notices
from notify.ledger.store import Ledger
from notify.letter.render import default_language, languages, render, render_all
from notify.model.notice import Letter, Notice, NoticeState, Sender
from notify.model.published import Manifest, Obligation, Version
from notify.published.manifest import notice_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One owed notice with its audience as it would be now."""

    notice: Notice
    draft: Draft
    sample: Letter | None
    """A letter of its first group; None where nobody is owed it."""

    def seconds_at(self, per_second: float) -> float:
        """Estimate how long sending takes."""
        return self.draft.counts.messages / per_second


def owing_version(manifest: Manifest, wanted: str | None) -> Version:
    """Find the version whose notices are to be sent: the one named, else the newest that owes any."""
    if wanted:
        version = manifest.version(wanted)
        if version is None:
            known = ", ".join(v.version_id for v in manifest.versions[:10])
            raise Refused(
                f"{manifest.location}: there is no version {wanted} (withdrawn, or never published); there are {known}"
            )
        if not version.owed:
            raise Refused(f"version {wanted} ({version.change_class}) owes no notice, so there is nothing to send")
        if manifest.is_taken_back(version):
            raise Refused(f"version {wanted} was taken back before it could apply, so nobody is to be told of it")
        return version
    version = next((v for v in manifest.versions if v.owed and not manifest.is_taken_back(v)), None)
    if version is None:
        raise Refused(f"{manifest.location}: no version owes a notice, so there is nothing to send")
    return version


def notices_of(manifest: Manifest, version: Version, sender: Sender) -> list[Notice]:
    """List the notices that a version owes."""
    return [_notice(manifest, version, rule, sender) for rule in version.owed]


def plan(
    manifest: Manifest,
    version: Version,
    sender: Sender,
    frames: Iterable[pl.DataFrame],
    today: date,
    on_rows: Callable[[int], None],
) -> list[Planned]:
    """Judge the accounts and render a sample; writes only to a temporary folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="policy-notify-") as folder:
        return list(_plans(manifest, version, sender, _drafts(manifest, version, frames, Path(folder), on_rows), today))


def freeze(  # noqa: PLR0913 - what a frozen notice depends on
    ledger: Ledger, manifest: Manifest, version: Version, sender: Sender, frames: Iterable[pl.DataFrame],
    *, today: date, now: datetime, replace: bool, on_rows: Callable[[int], None],
) -> list[notices.Record]:  # fmt: skip
    """Freeze every notice that a version owes; one that is frozen already stays as it is."""
    owed = notices_of(manifest, version, sender)
    with ledger.read() as connection:
        existing = [record for notice in owed if (record := notices.get(connection, notice.notice_id)) is not None]
    if len(existing) == len(owed) and not replace:
        _refuse_cancelled(existing)
        return existing
    if existing and not replace:
        done = ", ".join(record.notice.notice_id for record in existing)
        raise Refused(
            f"version {version.version_id} owes more notices than when {done} was frozen; "
            f"`freeze --replace` freezes all of them again, if none has been sent"
        )
    ledger.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".freezing-", dir=ledger.folder) as folder:
        drafts = _drafts(manifest, version, frames, Path(folder), on_rows)
        _write(ledger, manifest, owed, drafts, today, now)
    with ledger.read() as connection:
        return [record for notice in owed if (record := notices.get(connection, notice.notice_id)) is not None]


def _refuse_cancelled(existing: Iterable[notices.Record]) -> None:
    cancelled = [each.notice.notice_id for each in existing if each.state is NoticeState.CANCELLED]
    if cancelled:
        words = "was cancelled; `freeze --replace` begins it again, if nothing of it was sent"
        raise Refused(f"notice {', '.join(cancelled)} {words}")


def _write(
    ledger: Ledger, manifest: Manifest, owed: list[Notice], drafts: list[Draft], today: date, now: datetime
) -> None:
    if not any(one.counts.owed for one in drafts):
        raise AudienceError(f"nobody is owed a notice: {_reasons(drafts[0])}; nothing was frozen")
    by_rule = {one.rule: one for one in drafts}
    adopted = [
        (notice, adopt(by_rule[notice.obligation.rule], ledger.folder, notice.notice_id),
         render_all(notice, by_rule[notice.obligation.rule].groups, manifest, today))
        for notice in owed
    ]  # fmt: skip
    location = manifest.location if "://" in manifest.location else str(Path(manifest.location).resolve())
    ledger.share([name for _, snapshot, _ in adopted for name in (snapshot.path, snapshot.outside_path)])
    with ledger.write() as tx:
        for notice, snapshot, letters in adopted:
            if notices.get(tx, notice.notice_id) is not None:
                notices.remove_untouched(tx, notice.notice_id, now)
            notices.add(tx, notice, snapshot, letters, manifest=location, now=now)
            ledger.keep(tx, (snapshot.path, snapshot.outside_path))


def _drafts(
    manifest: Manifest, version: Version, frames: Iterable[pl.DataFrame], folder: Path, on_rows: Callable[[int], None]
) -> list[Draft]:
    criteria = criteria_for(manifest, version, languages(), default_language(manifest.policy.language))
    return draft(frames, criteria, folder, on_rows=on_rows)


def _plans(manifest: Manifest, version: Version, sender: Sender, drafts: list[Draft], today: date) -> Iterable[Planned]:
    for one in drafts:
        rule = next(rule for rule in version.owed if rule.rule == one.rule)
        notice = _notice(manifest, version, rule, sender)
        groups = sorted(one.groups, key=lambda group: group.language != default_language(manifest.policy.language))
        sample = render(notice, groups[0], manifest, today) if groups else None
        yield Planned(notice=notice, draft=one, sample=sample)


def _notice(manifest: Manifest, version: Version, rule: Obligation, sender: Sender) -> Notice:
    identity = notice_id(manifest.policy, version, rule.rule)
    return Notice(notice_id=identity, policy=manifest.policy, version=version, obligation=rule, sender=sender)


def _reasons(one: Draft) -> str:
    reasons = {**one.counts.not_owed, **one.counts.unusable}
    return (
        ", ".join(f"{number} {reason}" for reason, number in sorted(reasons.items(), key=lambda item: -item[1]))
        or "no rows"
    )
