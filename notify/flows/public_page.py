"""Each notice's public page: whoever doubts a mail can compare it, before and after it is sent. No personal data."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from notify.errors import ConfigError
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one page shows."""

    notice: Notice
    letters: tuple[tuple[str | None, Letter], ...]
    """With the version last seen that the letter is for."""
    counts: dict[str, int] | None
    first_sent_on: str | None
    last_sent_on: str | None
    effective_on: date | None = None
    """The day that the manifest names now; None where it has no such version."""


def export(ledger: Ledger, folder: Path, today: date) -> list[Path]:
    """Write each notice's public record; it is what `write` needs, and safe to commit."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with ledger.read() as connection:
        for notice_id in notices.all_ids(connection):
            record = notices.find(connection, notice_id)
            stands = status_of(ledger, connection, record, today)
            body = _public(
                record,
                stands,
                notices.letters(connection, notice_id),
                _sent_on(batches.attempts(connection, notice_id)),
            )
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
    record: Record, stands: Status, letters: dict[int, Letter], sent_on: tuple[str | None, str | None]
) -> dict[str, Any]:
    return {
        "record_version": RECORD_VERSION,
        "notice": record.notice.notice_id,
        "facts": notice_facts(record.notice),
        "letters": [json.loads(letter_json(letter)) | {"sha256": letter_sha256(letter)} for letter in letters.values()],
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
            letters=tuple((None, letter_from(number, letter)) for number, letter in enumerate(body["letters"])),
            counts=body["counts"],
            first_sent_on=body["first_sent_on"],
            last_sent_on=body["last_sent_on"],
        )
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise ConfigError(
            f"{file}: is not a public record ({error}); write it again with `policy-notify record`"
        ) from None


def _as_published(one: Shown, manifest: Manifest) -> Shown:
    version = manifest.version(one.notice.version.version_id)
    return replace(one, effective_on=version.effective_on if version else None)


def _to_come(notice: Notice, manifest: Manifest, today: date) -> Shown:
    groups = [
        Group(number=n, language=language, last_version=None, first=0, last=0) for n, language in enumerate(languages())
    ]
    letters = tuple((None, render(notice, group, manifest, today)) for group in groups)
    return Shown(notice=notice, letters=letters, counts=None, first_sent_on=None, last_sent_on=None)


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
    return [_put(folder / "index.html", _page(one))]


def _put(file: Path, text: str) -> Path:
    """Write a file whole, and only where it differs."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return file
    draft = file.with_name(f".{file.name}.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)
    return file


def _page(one: Shown) -> str:
    notice = one.notice
    messages = "\n".join(_message(number, letter) for number, (_, letter) in enumerate(one.letters))
    return _PAGE.format(
        title=escape(f"Notice {notice.notice_id}: {notice.policy.title}"),
        heading=escape(f"Notice of a change of the {notice.policy.title}"),
        standing=escape(_standing(one)),
        facts="\n".join(f"<dt>{escape(term)}</dt><dd>{escape(words)}</dd>" for term, words in _facts(one)),
        version_url="../../" + escape(notice.version.version_id) + "/",
        messages=messages,
    )


def _standing(one: Shown) -> str:
    if one.first_sent_on is None:
        return (
            "This notice has not been sent yet. If you have a message that claims to be it, do not trust that message."
        )
    between = (
        one.first_sent_on
        if one.first_sent_on == one.last_sent_on
        else f"between {one.first_sent_on} and {one.last_sent_on}"
    )
    return f"This notice was sent {between}. A genuine message reads as below, but for the name in its first line."


def _facts(one: Shown) -> list[tuple[str, str]]:
    notice = one.notice
    sender = f"{notice.sender.name} <{notice.sender.email}>"
    is_postponed = one.effective_on is not None and one.effective_on > notice.version.effective_on
    postponed = f"; postponed since then to {one.effective_on}" if is_postponed else ""
    facts = [
        ("Notice", notice.notice_id),
        ("From", sender),
        ("Version", f"{notice.version.version_id}, in force on {notice.version.effective_on}{postponed}"),
        ("Why", notice.obligation.source),
        ("Regions", "everywhere" if "*" in notice.obligation.regions else ", ".join(notice.obligation.regions)),
    ]
    if one.counts:
        facts += [("Owed to", f"{one.counts['frozen']:,} accounts"), ("Sent to", f"{one.counts['accepted']:,}")]
        facts += [
            ("Known to be delivered", f"{one.counts['delivered']:,}"),
            ("Returned", f"{one.counts['bounced'] + one.counts['dropped']:,}"),
        ]
    return facts


def _message(number: int, letter: Letter) -> str:
    text = escape(letter.opening(None, 1).join(letter.text))
    return (
        f'<section lang="{escape(letter.language)}"><h3>{escape(letter.subject)}</h3>'
        f'<p lang="en"><a href="message-{number}.html">As the mail shows it</a> · '
        f'<a href="message-{number}.txt">plain text</a> · '
        f"SHA-256 <code>{letter_sha256(letter)}</code></p><pre>{text}</pre></section>"
    )


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>{title}</title>
<style>
body {{ font: 1rem/1.55 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem; }}
h1 {{ line-height: 1.2; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; }}
dt {{ font-weight: 600; }}
dd {{ margin: 0; overflow-wrap: anywhere; }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid; padding: 1rem; font-size: .9rem; }}
code {{ overflow-wrap: anywhere; }}
.standing {{ border-left: .3rem solid; padding-left: 1rem; font-weight: 600; }}
</style>
</head>
<body>
<main>
<h1>{heading}</h1>
<p class="standing">{standing}</p>
<p>A genuine message never asks you to sign in, to open an attachment or to tell a password.</p>
<dl>
{facts}
</dl>
<p><a href="{version_url}">Read this version of the policy</a></p>
<h2>The message</h2>
{messages}
</main>
</body>
</html>
"""
