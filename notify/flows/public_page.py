"""Each notice's public page: whoever doubts a mail can compare it, before and after it is sent. No personal data."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from notify.errors import ConfigError
from notify.flows.notice_page import Shown, notice_page
from notify.flows.plan import notices_of
from notify.ledger import batches, notices
from notify.ledger.notices import Record, letter_from, letter_json, letter_sha256, notice_facts, notice_from
from notify.ledger.status import Status, status_of
from notify.ledger.store import Ledger
from notify.letter.mime import html_opening
from notify.letter.render import languages, render
from notify.model import Group, Letter, Manifest, Notice, Sender
from notify.output import plain

RECORD_VERSION = 1


def export(ledger: Ledger, folder: Path, today: date) -> list[Path]:
    """Write each notice's public record; it is what `write` needs, and safe to commit."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with ledger.read() as connection:
        for notice_id in notices.all_ids(connection):
            record = notices.find(connection, notice_id)
            stands = status_of(ledger, connection, record, today)
            sent_on = _sent_on(batches.attempts(connection, notice_id))
            body = _public(record, stands, notices.addressed_letters(connection, notice_id), sent_on)
            written.append(
                _put(
                    folder / f"{notice_id}.json", json.dumps(body, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
                )
            )
    return written


def write(manifest: Manifest, sender: Sender, site: Path, records: Path, today: date) -> list[Path]:
    """Write the pages of every notice that has a record, or is still to come."""
    home = _home(site, manifest)
    recorded = (one for one in _recorded(records) if one.notice.policy.slug == manifest.policy.slug)
    shown = {one.notice.notice_id: _as_published(one, manifest) for one in recorded}
    newest = next((version for version in manifest.versions if version.owed), None)
    for version in manifest.versions:
        if version is newest or version.effective_on >= today:
            for notice in notices_of(manifest, version, sender):
                shown.setdefault(notice.notice_id, _to_come(notice, manifest, today))
    return [page for one in shown.values() for page in _write(home, one)]


def _public(
    record: Record, stands: Status, letters: list[tuple[str | None, Letter]], sent_on: tuple[str | None, str | None]
) -> dict[str, Any]:
    return {
        "record_version": RECORD_VERSION,
        "notice": record.notice.notice_id,
        "facts": notice_facts(record.notice),
        "letters": [
            json.loads(letter_json(letter)) | {"sha256": letter_sha256(letter), "last_version": seen}
            for seen, letter in letters
        ],
        "first_sent_on": sent_on[0],
        "last_sent_on": sent_on[1],
        "counts": plain(stands.tally) if sent_on[0] else None,
    }


def _sent_on(attempts: list[dict[str, str | int | None]]) -> tuple[str | None, str | None]:
    days = sorted(str(attempt["outcome_at"])[:10] for attempt in attempts if attempt["outcome"] == "accepted")
    return (days[0], days[-1]) if days else (None, None)


def _recorded(folder: Path) -> list[Shown]:
    return [_read(file) for file in sorted(folder.glob("*.json"))] if folder.is_dir() else []


def _read(file: Path) -> Shown:
    try:
        body = json.loads(file.read_bytes())
        if body["record_version"] != RECORD_VERSION:
            raise ConfigError(
                f"{file}: is a record of version {body['record_version']}; this release reads {RECORD_VERSION}"
            )
        return Shown(
            notice=notice_from(body["notice"], body["facts"]),
            letters=tuple(
                (letter.get("last_version"), letter_from(number, letter))
                for number, letter in enumerate(body["letters"])
            ),
            counts=body["counts"],
            first_sent_on=_day(body["first_sent_on"]),
            last_sent_on=_day(body["last_sent_on"]),
        )
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise ConfigError(
            f"{file}: is not a public record ({error}); write it again with `policy-notify record`"
        ) from None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _as_published(one: Shown, manifest: Manifest) -> Shown:
    version = manifest.version(one.notice.version.version_id)
    return replace(one, effective_on=version.effective_on if version else None)


def _to_come(notice: Notice, manifest: Manifest, today: date) -> Shown:
    groups = [
        Group(number=n, language=language, last_version=None, first=0, last=0) for n, language in enumerate(languages())
    ]
    letters = tuple((None, render(notice, group, manifest, today)) for group in groups)
    return Shown(
        notice=notice,
        letters=letters,
        counts=None,
        first_sent_on=None,
        last_sent_on=None,
        effective_on=notice.version.effective_on,
    )


def _home(site: Path, manifest: Manifest) -> Path:
    """Find the policy's folder in the site: where its manifest is, at the top or under its slug."""
    for folder in (site, site / manifest.policy.slug):
        if (folder / "manifest.json").is_file():
            return folder
    raise ConfigError(
        f"{site}: there is no manifest.json in it nor in {manifest.policy.slug}/; "
        "give the folder that policy-site build wrote"
    )


def _write(home: Path, one: Shown) -> list[Path]:
    folder = home / "notices" / one.notice.notice_id
    folder.mkdir(parents=True, exist_ok=True)
    for number, (_, letter) in enumerate(one.letters):
        opening = letter.opening(None, 1)
        _put(folder / f"message-{number}.html", html_opening(opening).join(letter.html))
        _put(folder / f"message-{number}.txt", opening.join(letter.text))
    return [_put(folder / "index.html", notice_page(one))]


def _put(file: Path, text: str) -> Path:
    """Write a file whole, and only where it differs."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return file
    draft = file.with_name(f".{file.name}.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)
    return file
