"""Proof of notice: one zip that answers what was told to whom, and what became of it, and can be checked without us."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from notify.audience.recipients import recipients
from notify.audience.snapshot import FrozenAudience
from notify.errors import LedgerError, ManifestError
from notify.events.correlate import Lookup
from notify.events.ingest import understand
from notify.files.writing import write_private
from notify.ledger import notices
from notify.ledger.chain import audit, gate_records
from notify.ledger.chain.chained_rows import rows_under_chain
from notify.ledger.chain.gate_seals import answers_under_seal
from notify.ledger.database.store import Ledger, View
from notify.ledger.fates import fate_of
from notify.ledger.notice_json import letter_json, notice_facts
from notify.ledger.notices import Record
from notify.ledger.queue import attempts, batches
from notify.ledger.reports import kept_posts
from notify.ledger.status import status_of
from notify.letter.mime import html_opening
from notify.model.audience import Recipient
from notify.model.batch import Mark
from notify.model.notice import TRIAL, Letter, Part
from notify.output import json_value
from notify.proof.readme import delivery_words, read_me, record_words
from notify.providers import find_provider
from notify.published.manifest import read_changes
from notify.published.site import Published
from notify.witness.shelf import witnesses


@dataclass(slots=True)
class Contents:
    """Files of the zip, by name."""

    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, name: str, content: bytes | str) -> None:
        """Add a file."""
        self.files[name] = content.encode() if isinstance(content, str) else content

    def add_json(self, name: str, body: Any) -> None:
        """Add a JSON file."""
        self.add(name, json.dumps(json_value(body), ensure_ascii=False, indent=1, default=str) + "\n")


def write(
    ledger: Ledger,
    account: str | None,
    notice: str | None,
    out: str | None,
    site: str | None,
    now: datetime,
    *,
    redact: bool,
) -> Path:
    """Write the zip; returns where."""
    with ledger.read() as connection:
        contents, told = Contents(), list[str]()
        if account is None:
            found = [_about_notice(ledger, connection, notices.find(connection, notice), contents, site, redact=redact)]
        else:
            found, told = _about_account(ledger, connection, account, contents, site, redact=redact)
        contents.add_json("audit.json", [_entry(entry) for entry in audit.entries(connection)])
    for head in witnesses(ledger.folder):
        for name, content in head.files().items():
            contents.add(f"witness/{name}", content)
    for name in ("verify.py", "record.py", "signature.py"):
        contents.add(name, (files("notify.proof") / name).read_bytes())
    contents.add("chain.py", (files("notify.published") / "chain.py").read_bytes())
    contents.add("standing.py", (files("notify.ledger.chain") / "standing.py").read_bytes())
    contents.add("README.txt", read_me(account, found, told, contents.files, now, redact=redact))
    target = Path(out or f"proof-{_file_name(account or found[0])}.zip")
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.files.items()}
    contents.add_json(
        "proof.json", {"proof_version": 1, "made_at": now, "account": account, "notices": found, "files": hashes}
    )
    _zip(target, contents.files, now)
    return target


def _about_notice(
    ledger: Ledger, connection: View, record: Record, contents: Contents, site: str | None, *, redact: bool
) -> str:
    notice_id = record.notice.notice_id
    _add_common(connection, record, contents, site)
    contents.add_json(
        f"{notice_id}/status.json",
        status_of(ledger, connection, record, datetime.now(record.frozen_at.tzinfo).date()).tally,
    )
    shown = {part.policy.slug: gate_records.counts(connection, part.policy.slug) for part in record.notice.parts}
    contents.add_json(f"{notice_id}/in-product.json", shown if len(shown) > 1 else next(iter(shown.values())))
    if not record.forgotten:
        audience = FrozenAudience(ledger.folder, record.snapshot)
        audience.check()
        contents.add(f"{notice_id}/snapshot.parquet", audience.path.read_bytes())
        contents.add(f"{notice_id}/outside.parquet", audience.outside_path.read_bytes())
    lookup = Lookup(connection, ledger.folder)
    for stored in kept_posts.posts(connection, kept_posts.posts_about_notice(connection, notice_id)):
        if any(event.notice_id == notice_id for event in understand(lookup, stored).events):
            _add_post(contents, stored, redact=redact)
    return notice_id


def _about_account(
    ledger: Ledger, connection: View, account: str, contents: Contents, site: str | None, *, redact: bool
) -> tuple[list[str], list[str]]:
    """Add what is known about an account; returns its notices, and in words what it was told and when."""
    found, forgotten, told = list[str](), list[str](), list[str]()
    for notice_id in notices.all_ids(connection):
        record = notices.find(connection, notice_id)
        if record.forgotten:
            forgotten.append(notice_id)
            continue
        audience = FrozenAudience(ledger.folder, record.snapshot)
        rows = audience.rows_of_account(account)
        outside = audience.outside_of_account(account)
        if not rows and not outside:
            continue
        found.append(notice_id)
        _add_common(connection, record, contents, site)
        contents.add_json(
            f"{notice_id}/snapshot-row.json",
            {"owed": rows, "not_owed_or_unusable": outside, "snapshot": record.snapshot},
        )
        if rows:
            told += _add_delivery(ledger, connection, record, rows[0], contents, redact=redact)
    own = gate_records.of_accounts(connection, [account]).get(account, [])
    if own:
        contents.add_json("in-product.json", answers_under_seal(connection, account))
        told += [record_words(record) for record in own]
    if not found and not own:
        gone = f" (the personal data of {', '.join(forgotten)} were deleted)" if forgotten else ""
        raise LedgerError(f"{ledger.name}: no notice has an account {account!r}{gone}")
    return found, told


def _add_delivery(
    ledger: Ledger, connection: View, record: Record, row: dict[str, Any], contents: Contents, *, redact: bool
) -> list[str]:
    """Add what this account was sent, and every event about it; returns in words what became of it, for each policy."""
    notice_id, nid = record.notice.notice_id, row["carrier"]
    person = FrozenAudience(ledger.folder, record.snapshot).people(nid, nid)
    (recipient,) = recipients(person)
    number = notices.letter_number(connection, notice_id, nid)
    letter = notices.letters(connection, notice_id)[number]
    tried = list(attempts.of_notice(connection, notice_id, nid))
    last = tried[-1] if tried else {"batch_id": None, "attempt": None}
    fate = fate_of(connection, record, nid)
    contents.add_json(f"{notice_id}/recipient.json", {
        "account_id": row["account_id"], "address": recipient.email, "delivery": nid, "letter": number,
        "opening": letter.opening(recipient.name, recipient.accounts), "fate": fate,
        "batch": last["batch_id"], "attempt": last["attempt"], "attempts_with_this_account": tried,
    })  # fmt: skip
    _add_message(record, letter, recipient, tried, contents)
    _add_events(ledger, connection, notice_id, nid, contents, redact=redact)
    is_assumed = batches.is_assumed(connection, notice_id, nid)
    words = delivery_words(tried, fate, is_trial=record.is_trial, is_assumed=is_assumed)
    return [f"{part.policy.slug} {part.version.version_id}: {words}" for part in record.notice.parts]


def _add_events(
    ledger: Ledger, connection: View, notice_id: str, nid: int, contents: Contents, *, redact: bool
) -> None:
    """Add what was heard about one message, and the posts in which it was."""
    own: list[dict[str, Any]] = []
    lookup = Lookup(connection, ledger.folder)
    for stored in kept_posts.posts(connection, kept_posts.posts_about(connection, notice_id, nid)):
        mine = [e for e in understand(lookup, stored).events if e.notice_id == notice_id and e.nid == nid]
        own += [
            {"post": stored.post_id, "kind": e.kind.name, "at": e.at, "attempt": e.attempt, "detail": e.detail}
            for e in mine
        ]
        if mine:
            _add_post(contents, stored, redact=redact)
    contents.add_json(f"{notice_id}/events.json", own)


def _add_message(
    record: Record, letter: Letter, recipient: Recipient, tried: list[dict[str, Any]], contents: Contents
) -> None:
    folder = record.notice.notice_id
    opening = letter.opening(recipient.name, recipient.accounts)
    contents.add(f"{folder}/message.txt", opening.join(letter.text))
    contents.add(f"{folder}/message.html", html_opening(opening).join(letter.html))
    if not tried:
        return
    last = tried[-1]
    mark = Mark(notice_id=record.notice.notice_id, batch_id=last["batch_id"], attempt=last["attempt"])
    evidence = find_provider(record.transport or TRIAL).evidence(
        record.notice, letter, recipient, mark, datetime.fromisoformat(last["dated_at"])
    )
    contents.add(f"{folder}/{evidence.name}", evidence.content)


def _add_common(connection: View, record: Record, contents: Contents, site: str | None) -> None:
    """Add what every recipient of the notice has in common."""
    folder = record.notice.notice_id
    contents.add(f"{folder}/facts.json", json.dumps(notice_facts(record.notice), sort_keys=True, ensure_ascii=False))
    for number, letter in notices.letters(connection, folder).items():
        contents.add(f"{folder}/letter-{number}.json", letter_json(letter))
    contents.add_json(f"{folder}/attempts.json", list(attempts.of_notice(connection, folder, numbered=True)))
    contents.add_json(f"{folder}/record.json", rows_under_chain(connection, folder))
    _add_texts(record, contents, site)


def _add_texts(record: Record, contents: Contents, site: str | None) -> None:
    notice = record.notice
    for part, location in zip(notice.parts, record.manifests, strict=True):
        stem = f"{notice.notice_id}/{part.policy.slug}." if len(notice.parts) > 1 else f"{notice.notice_id}/"
        _add_texts_of_part(part, location, stem, contents, site)


def _add_texts_of_part(part: Part, location: str, stem: str, contents: Contents, site: str | None) -> None:
    version = part.version
    home, manifest = Published.split_location(location)
    if site:
        home, manifest = Published.at(site), "manifest.json"
    try:
        contents.add(f"{stem}manifest.json", home.read(manifest))
    except ManifestError as error:
        contents.add(f"{stem}manifest.missing.txt", f"{error}\n")
    for name, version_id in (("new", version.version_id), ("old", version.predecessor_id)):
        try:
            if version_id:
                contents.add(f"{stem}policy-{name}.md", home.read(f"{version_id}/policy.md"))
        except ManifestError as error:
            contents.add(f"{stem}policy-{name}.missing.txt", f"{error}\n")
    try:
        changes = read_changes(home, f"{version.version_id}/changes.json")
    except ManifestError:
        changes = None
    if changes:
        contents.add_json(f"{stem}changes.json", changes)


def _add_post(contents: Contents, stored: kept_posts.StoredPost, *, redact: bool) -> None:
    post = stored.post
    meta = {
        "post_id": stored.post_id,
        "received_at": post.received_at,
        "source": post.source,
        "timestamp": post.timestamp,
        "signature": "" if redact else post.signature,
        "public_key": post.public_key,
        "verified_when_received": post.verified,
        "sha256": hashlib.sha256(post.body).hexdigest(),
    }
    contents.add_json(f"posts/{stored.post_id}.meta.json", meta)
    if not redact:
        contents.add(f"posts/{stored.post_id}.raw", post.body)


def _entry(entry: audit.Entry) -> dict[str, Any]:
    return {**json_value(entry), "at": entry.at.isoformat(timespec="microseconds")}


def _zip(target: Path, contents: dict[str, bytes], now: datetime) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(name, now.timetuple()[:6])
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    write_private(target, made.getbuffer())


def _file_name(name: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in name)[:60]
