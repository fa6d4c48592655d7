"""Each notice's public page, to compare a doubtful mail with, before and after it is sent. No personal data."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from notify.errors import ConfigError
from notify.files.writing import make_public, write_public
from notify.flows.notice_page import Shown, notice_page
from notify.flows.together import is_to_be_told, notices_of
from notify.ledger import notices
from notify.ledger.database.store import Ledger
from notify.ledger.notice_json import letter_from, letter_json, letter_sha256, notice_facts, notice_from
from notify.ledger.notices import Record
from notify.ledger.queue import attempts
from notify.ledger.status import Status, Tally, status_of
from notify.letter.page import page_of
from notify.letter.render import languages, render
from notify.model.audience import Group, seen_of
from notify.model.notice import Letter, Notice, NoticeState, Part, Sender
from notify.model.published import Manifest
from notify.output import json_value
from notify.published.identity import NOTICE_ID, id_of, own_id

RECORD_VERSION = 1
LIST = "notices.json"
"""Beside the notices' folders, for whoever takes them over: `schemas/notices.v1.schema.json`."""
_OF_A_NOTICE = re.compile(r"index\.html|message-[0-9]+\.(html|txt)")


def export(ledger: Ledger, folder: Path, today: date) -> list[Path]:
    """Write each notice's public record; it is what `write` needs, and safe to commit."""
    make_public(folder)
    written = []
    with ledger.read() as connection:
        for each in notices.all_ids(connection):
            record = notices.find(connection, each)
            if not record.snapshot.counts.owed:
                continue
            stands = status_of(ledger, connection, record, today)
            is_told = stands.tally.accepted > 0 and not record.is_trial
            sent = attempts.sent_between(connection, each) if is_told else None
            sent_on = _days_of_sending(sent, record.notice.policy.time_zone)
            body = _public_record(record, stands, notices.addressed_letters(connection, each), sent_on)
            written.append(
                write_public(
                    folder / f"{each}.json", json.dumps(body, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
                )
            )
    return written


class Compared(NamedTuple):
    """What a comparison with the site found."""

    differences: list[tuple[Path, str]]
    """Each file that is missing, differs, or that is no notice's at all."""
    kept: list[Path]
    """The pages of notices that nothing here can write again, and whose addresses must answer all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The files of a policy's notices."""

    folder: Path
    files: dict[Path, str]
    """What each says."""
    without_record: tuple[str, ...]
    """Notices whose sender and letters are those that a freeze would give now."""

    def write(self) -> list[Path]:
        """Write what is missing or differs, and return each notice's own page."""
        for file, content in self.files.items():
            make_public(file.parent)
            write_public(file, content)
        return [file for file in self.files if file.name == "index.html"]

    def compare(self) -> Compared:
        """Compare them with the files that are in the site."""
        found = {file for file in self.folder.rglob("*") if file.is_file()}
        own = {file.parent for file in self.files}
        kept = [file for file in found if file.parent not in own and self._is_of_a_notice(file)]
        told = [(file, "is missing") for file in self.files.keys() - found]
        told += [(file, "is not from these records") for file in found - self.files.keys() - {*kept}]
        both = found & self.files.keys()
        told += [(file, "differs") for file in both if file.read_bytes() != self.files[file].encode()]
        return Compared(sorted(told), sorted(kept))

    def _is_of_a_notice(self, file: Path) -> bool:
        return file.parent.parent == self.folder and bool(NOTICE_ID.fullmatch(file.parent.name)) and _is_page(file)


def make(manifest: Manifest, sender: Sender, site: Path, records: Path, today: date) -> Pages:
    """Make the pages of every notice that has a record, or is still to come."""
    home = _home(site, manifest)
    shown = {
        one.notice.notice_id: _as_published(one, part, manifest)
        for one in _read_records(records)
        for part in one.notice.parts
        if part.policy.slug == manifest.policy.slug
    }
    told = {own_id(part) for one in shown.values() for part in one.notice.parts}
    owing = [version for version in manifest.versions if is_to_be_told(manifest, version)]
    for version in owing:
        if version is owing[0] or version.effective_on >= today:
            for notice in notices_of(manifest, version, sender):
                if notice.notice_id not in told:
                    shown[notice.notice_id] = _announce(notice, manifest, today)
    folder = home / "notices"
    files = {folder / path: content for one in shown.values() for path, content in _files(one)}
    return Pages(
        folder=folder,
        files=files | ({folder / LIST: _list_of(manifest.policy.slug, folder, files)} if files else {}),
        without_record=tuple(name for name, one in shown.items() if not one.is_frozen),
    )


def _public_record(
    record: Record, stands: Status, letters: list[tuple[str | None, Letter]], sent_on: tuple[str | None, str | None]
) -> dict[str, Any]:
    # What is in doubt may have arrived: then nobody is told that it was never sent.
    called_off = record.state is NoticeState.CANCELLED and (bool(sent_on[0]) or not stands.tally.held)
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
        "counts": json_value(stands.tally) if sent_on[0] else None,
        **({"cancelled": True} if called_off else {}),
    }


def _days_of_sending(sent: tuple[datetime, datetime] | None, time_zone: str) -> tuple[str | None, str | None]:
    """Give the first and the last day, as it was where the organisation is, since the deadline is counted there."""
    if sent is None:
        return None, None
    first, last = (moment.astimezone(ZoneInfo(time_zone)).date().isoformat() for moment in sent)
    return first, last


def _read_records(folder: Path) -> Iterable[Shown]:
    """Read the record of each notice; of two there is no telling which holds."""
    found: dict[str, tuple[Path, Shown]] = {}
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        one = _read(file)
        other, _ = found.setdefault(one.notice.notice_id, (file, one))
        if other is not file:
            raise ConfigError(
                f"{file}: is a second record of notice {one.notice.notice_id}, beside {other}; delete the older one"
            )
    return (one for _, one in found.values())


def _read(file: Path) -> Shown:
    try:
        body = json.loads(file.read_bytes())
        if body["record_version"] != RECORD_VERSION:
            raise ConfigError(
                f"{file}: is a record of version {body['record_version']}; this release reads {RECORD_VERSION}"
            )
        notice = _notice(body)
        counts, days = _counts(body["counts"]), (_day(body["first_sent_on"]), _day(body["last_sent_on"]))
        _refuse_impossible(counts, days)
        return Shown(
            notice=notice,
            part=notice.parts[0],
            letters=_letters(notice, body["letters"]),
            counts=counts,
            first_sent_on=days[0],
            last_sent_on=days[1],
            is_cancelled=body.get("cancelled") is True,
        )
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError) as error:
        raise ConfigError(
            f"{file}: is not a public record ({error!s:.200}); write it again with `policy-notify record`"
        ) from None
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from None


def _notice(body: dict[str, Any]) -> Notice:
    """Read the notice; its id must follow from what it says, for it becomes a folder's name."""
    notice = notice_from(str(body["notice"]), body["facts"])
    if notice.notice_id != id_of(notice.parts):
        raise ValueError(f"its id {notice.notice_id!r:.60} does not follow from its facts")
    return notice


def _letters(notice: Notice, bodies: list[dict[str, Any]]) -> tuple[tuple[str | None, Letter], ...]:
    """Read the letters, each with the version that its readers saw last: nobody has two."""
    letters = tuple((_seen(notice, body["last_version"]), _letter(n, body)) for n, body in enumerate(bodies))
    readers = Counter((letter.language, seen) for seen, letter in letters)
    twice = [f"{language}, {seen or 'any version'}" for (language, seen), number in readers.items() if number > 1]
    if not letters or twice:
        raise ValueError(f"it has two letters for the same readers: {twice[0]}" if twice else "it has no letter")
    return letters


def _seen(notice: Notice, last_version: str | None) -> str | None:
    """Read what the readers of a letter saw last: a version of each policy, whose id begins with its day."""
    for part in notice.parts:
        if found := seen_of(last_version, part.policy.slug):
            date.fromisoformat(found[:10])
    return last_version


def _letter(number: int, body: dict[str, Any]) -> Letter:
    """Read a letter that hashes to what the record says, and holds nothing that our messages never have."""
    letter = letter_from(number, body)
    parts = (letter.language, letter.subject, letter.greeting, letter.greeting_named, letter.shared)
    if not all(isinstance(part, str) for part in (*parts, *letter.html, *letter.text)):
        raise TypeError(f"letter {number} is not text")
    if len(letter.html) != 2 or len(letter.text) != 2 or letter_sha256(letter) != body["sha256"]:
        raise ValueError(f"letter {number} does not match its hash")
    if letter.language not in languages():
        raise ValueError(f"letter {number} is in {letter.language!r:.20}, in which no letters are written")
    page_of(letter, letter.opening(None, 1))
    return letter


def _counts(body: dict[str, Any] | None) -> Tally | None:
    if body is None:
        return None
    if not all(type(number) is int and number >= 0 for number in body.values()):
        raise ValueError("its counts are not numbers")
    return Tally(**body)


def _refuse_impossible(counts: Tally | None, days: tuple[date | None, date | None]) -> None:
    """Refuse counts and days that no sending has: what is public is compared with what people got."""
    first, last = days
    if counts is None or first is None or last is None:
        if counts or first or last:
            raise ValueError("its counts and its first and last day are not all there, as after sending, nor all null")
    elif not counts.adds_up() or not counts.accepted:
        raise ValueError(f"its counts do not add up: {counts}")
    elif first > last:
        raise ValueError(f"it was sent from {first} to {last}")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _as_published(one: Shown, part: Part, manifest: Manifest) -> Shown:
    """Take from the manifest what no record keeps: the day as it is now, and what its policy is called elsewhere."""
    version = manifest.version(part.version.version_id)
    named = replace(part, policy=replace(part.policy, titles=manifest.policy.titles))
    parts = tuple(named if each is part else each for each in one.notice.parts)
    return replace(
        one,
        notice=replace(one.notice, parts=parts),
        part=named,
        effective_on=version.effective_on if version else None,
    )


def _announce(notice: Notice, manifest: Manifest, today: date) -> Shown:
    groups = [
        Group(number=n, language=language, last_version=None, first=0, last=0) for n, language in enumerate(languages())
    ]
    letters = tuple((None, render(notice, group, [manifest], today)) for group in groups)
    return Shown(
        notice=notice,
        part=notice.parts[0],
        letters=letters,
        counts=None,
        first_sent_on=None,
        last_sent_on=None,
        is_frozen=False,
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


def _list_of(slug: str, folder: Path, files: Iterable[Path]) -> str:
    """List the files of each notice: those that are made, and those that an earlier run left."""
    left = (file for file in folder.glob("*/*") if _is_page(file))
    found: dict[str, set[str]] = {}
    for file in (*files, *left):
        found.setdefault(file.parent.name, set()).add(file.name)
    listed = [{"notice_id": name, "files": sorted(found[name])} for name in sorted(found)]
    body = {"notices_version": 1, "policy": slug, "notices": listed}
    return json.dumps(body, sort_keys=True, indent=2, ensure_ascii=False) + "\n"


def _is_page(file: Path) -> bool:
    return bool(_OF_A_NOTICE.fullmatch(file.name)) and file.is_file()


def _files(one: Shown) -> Iterator[tuple[str, str]]:
    folder = one.notice.notice_id
    for number, (_, letter) in enumerate(one.letters):
        opening = letter.opening(None, 1)
        yield f"{folder}/message-{number}.html", page_of(letter, opening)
        yield f"{folder}/message-{number}.txt", opening.join(letter.text)
    yield f"{folder}/index.html", notice_page(one)
