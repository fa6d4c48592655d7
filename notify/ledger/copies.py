"""Backs a ledger up with the folder beside it, while it is in use, and restores such a backup; both are read back."""

from __future__ import annotations

import glob
import json
import re
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.audience.snapshot_files import file_sha256
from notify.errors import LedgerError, Refused
from notify.ledger import lineage, notices
from notify.ledger.chain import audit
from notify.ledger.database import generation, schema
from notify.ledger.database.generation import Beside, Doubt
from notify.ledger.database.marks import Marks
from notify.ledger.database.store import Ledger, open_ledger, path_of
from notify.ledger.lineage import Adopted
from notify.witness.shelf import FOLDER as WITNESSES

DATABASE, FILES, FACTS = "ledger.db", "ledger.db.snapshots", "backup.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds."""

    made_at: str
    life: str
    generation: int
    final: bool
    """True where the ledger sends nothing any more since it was made."""
    files: dict[str, str]
    """Hashes by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did."""

    backup: Backup
    aside: tuple[Path, ...]
    """What was there before, and where it is now."""
    adopted: Adopted | None
    """None where it is proven that nothing was sent since the backup."""


def back_up(ledger: Ledger, folder: Path, now: datetime, *, final: bool) -> Backup:
    """Copy a ledger and its folder into a new folder, and read the copy back.

    `final` retires the ledger: it sends nothing any more, so that the copy is known to be the newest. The caller
    then holds the right to send. Raises Refused where the folder exists, LedgerError where the copy cannot be used.
    """
    if folder.exists():
        raise Refused(f"{folder}: already exists; a backup goes into a new folder")
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        (part / FILES).mkdir(mode=0o700, parents=True)
        part.chmod(0o700)
        if final:
            with ledger.read() as view:
                lineage.refuse_doubtful(view, ledger.name)
        _copy_database(ledger, part / DATABASE)
        names = _copy_files(ledger.folder, part)
        backup = _facts(part, names, now, final=final)
        (part / FACTS).touch(mode=0o600)
        (part / FACTS).write_text(json.dumps(_as_json(backup), indent=2), encoding="utf-8")
        _check(part, backup)
        part.rename(folder)
    except OSError as error:
        way = "name a new folder on a disk that can be written to and has room for the ledger"
        raise LedgerError(f"{error.filename or folder}: {error.strerror}; nothing was backed up; {way}") from error
    except sqlite3.Error as error:  # of the copy's own file, which SQLAlchemy knows nothing of
        raise LedgerError(f"{folder}: {error}; nothing was backed up; check the free disk space there") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    if final:
        _retire(ledger, folder, now)
    return backup


def restore(folder: Path, url: str, now: datetime, *, replace: bool) -> Restored:
    """Put a backup in place as a ledger, begin a new life there, and hold what may have been sent since.

    Raises Refused where there already is a ledger, unless `replace`: then it is moved aside, never deleted.
    """
    target = path_of(url)
    backup = _read(folder)
    _check(folder, backup)
    beside = Beside(target).read()
    is_newest = backup.final or (
        beside is not None and (beside.life, beside.generation) == (backup.life, backup.generation)
    )
    occupied = [place for place in _places(target) if place.exists()]
    if occupied and not replace:
        raise Refused(f"{occupied[0]}: already exists; --replace moves it aside and puts the backup in its place")
    stage = target.with_name(f"{target.name}.restoring")
    shutil.rmtree(stage, ignore_errors=True)
    try:
        stage.mkdir(mode=0o700, parents=True)
        staged = stage / target.name
        _lay_out(folder, staged)
        adopted = _adopt(staged, target, backup, now, is_newest=is_newest)
        aside = _put_aside(target, occupied)
        staged.with_name(f"{target.name}.snapshots").rename(target.with_name(f"{target.name}.snapshots"))
        staged.rename(target)
        _mark(url)
    except OSError as error:
        raise LedgerError(f"{error.filename or target}: {error.strerror}; nothing was restored") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return Restored(backup=backup, aside=aside, adopted=adopted)


def _copy_database(ledger: Ledger, copy: Path) -> None:
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(copy)) as target, ledger.read() as view:
        source = view.connection.driver_connection
        assert source is not None  # noqa: S101 - the pool's own
        source.backup(target)  # in one go: another's write would make a copy in pieces begin again
        target.execute("PRAGMA journal_mode=DELETE")


def _copy_files(source: Path, part: Path) -> list[str]:
    """Copy the audiences that the copied ledger knows, which never change once they are written, and the witnesses."""
    with closing(sqlite3.connect(f"file:{part / DATABASE}?mode=ro", uri=True)) as copy:
        rows = copy.execute(
            "SELECT path, outside_path FROM snapshot JOIN notice USING (notice_id) WHERE forgotten IS NULL"
        ).fetchall()
    heads = [f"{WITNESSES}/{file.name}" for file in (source / WITNESSES).glob("*.txt*")]
    names = sorted({name for row in rows for name in row}.union(heads))
    for name in names:
        (part / FILES / name).parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(source / name, part / FILES / name)
        (part / FILES / name).chmod(0o600)
    return names


def _facts(part: Path, names: list[str], now: datetime, *, final: bool) -> Backup:
    with closing(sqlite3.connect(f"file:{part / DATABASE}?mode=ro", uri=True)) as copy:
        facts = dict(copy.execute("SELECT key, value FROM meta").fetchall())
    places = {DATABASE: part / DATABASE} | {f"{FILES}/{name}": part / FILES / name for name in names}
    return Backup(
        made_at=now.isoformat(),
        life=facts.get("life", ""),
        generation=int(facts.get("generation", 0)),
        final=final,
        files={name: file_sha256(place) for name, place in places.items()},
    )


def _as_json(backup: Backup) -> dict[str, object]:
    return {name: getattr(backup, name) for name in ("made_at", "life", "generation", "final", "files")}


def _read(folder: Path) -> Backup:
    place = folder / FACTS
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
        files = {str(name): str(sha256) for name, sha256 in found["files"].items()}
        if any(Path(name).is_absolute() or ".." in Path(name).parts for name in files):
            raise LedgerError(f"{place}: names files outside the backup; it was changed")
        return Backup(
            made_at=str(found["made_at"]),
            life=str(found["life"]),
            generation=int(found["generation"]),
            final=found["final"] is True,
            files=files,
        )
    except OSError as error:
        raise LedgerError(f"{place}: {error.strerror}; name a folder that `policy-notify backup` made") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise LedgerError(f"{place}: is not what `policy-notify backup` writes") from None


def _check(folder: Path, backup: Backup) -> None:
    """Read a backup back: every file as it was hashed, the database whole, the chain of decisions unbroken."""
    for name, sha256 in backup.files.items():
        if not (folder / name).is_file():
            raise LedgerError(f"{folder / name}: is missing from the backup")
        if file_sha256(folder / name) != sha256:
            raise LedgerError(f"{folder / name}: is not what was backed up; use another backup")
    uri = f"file:{folder / DATABASE}?mode=ro&immutable=1"
    engine = sa.create_engine("sqlite://", creator=lambda: sqlite3.connect(uri, uri=True))
    try:
        with engine.connect() as view:
            found = view.exec_driver_sql("PRAGMA integrity_check").scalar()
            if found != "ok":
                raise LedgerError(f"{folder / DATABASE}: is damaged ({found}); use another backup")
            audit.refuse_broken(view, str(folder / DATABASE))
            _check_audiences(view, folder, backup)
    except sa.exc.DBAPIError as error:
        raise LedgerError(f"{folder / DATABASE}: cannot be read ({error.orig}); use another backup") from error
    finally:
        engine.dispose()


def _check_audiences(view: Connection, folder: Path, backup: Backup) -> None:
    for notice_id in notices.all_ids(view):
        record = notices.get(view, notice_id)
        if record is None or record.forgotten:
            continue
        kept = record.snapshot
        for name, sha256 in ((kept.path, kept.sha256), (kept.outside_path, kept.outside_sha256)):
            if backup.files.get(f"{FILES}/{name}") != sha256:
                raise LedgerError(f"{folder / FILES / name}: is not the audience that was frozen; use another backup")


def _retire(ledger: Ledger, folder: Path, now: datetime) -> None:
    with ledger.write() as tx:
        audit.note(tx, now, "", "retired")
        words = f"it was retired on {now:%Y-%m-%d} by `backup --final`: what is in {folder.name} replaces it"
        generation.cast_doubt(tx, Doubt(kind="retired", words=words))


def _lay_out(folder: Path, staged: Path) -> None:
    shutil.copyfile(folder / DATABASE, staged)
    staged.chmod(0o600)
    files = staged.with_name(f"{staged.name}.snapshots")
    files.mkdir(mode=0o700)
    for place in sorted([*(folder / FILES).glob("*.parquet"), *(folder / FILES).glob(f"{WITNESSES}/*.txt*")]):
        copy = files / place.relative_to(folder / FILES)
        copy.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(place, copy)
        copy.chmod(0o600)


def _adopt(staged: Path, target: Path, backup: Backup, now: datetime, *, is_newest: bool) -> Adopted | None:
    ledger = open_ledger(f"sqlite:///{staged}")
    try:
        with ledger.write() as tx:
            facts = generation.facts_of(tx)
            has_gone_on = _has_gone_on(facts, target, backup)
            is_newest = is_newest and "doubt" not in facts and not has_gone_on
            tx.execute(sa.delete(schema.meta).filter_by(key="doubt"))
            generation.forget_facts(tx)
            words = f"it was restored from a backup of {backup.made_at}, and may have gone on after that"
            generation.cast_doubt(tx, Doubt(kind="restored", words=words))
        adopted = lineage.adopt(ledger, now, newest=is_newest)
        with ledger.read() as view:
            view.exec_driver_sql("PRAGMA journal_mode=WAL")
    finally:
        ledger.close()
    return None if is_newest else adopted


def _has_gone_on(facts: Mapping[str, str], target: Path, backup: Backup) -> bool:
    """Tell whether this machine has seen the ledger go on after a backup, and forget what was in the backup's place."""
    lives = generation.lives_of(facts)
    marks = Marks(lives[0])
    mark, last = marks.of(backup.life), backup.generation + backup.final  # a ledger notes that it is retired
    has_gone_on = marks.stranger_at(target, lives) is not None or (mark is not None and mark.generation > last)
    marks.leave(target)
    return has_gone_on


def _mark(url: str) -> None:
    """Let this machine remember the ledger where it lies now."""
    with closing(open_ledger(url)) as ledger, ledger.read() as view:
        lineage.take_up(view)


def _places(target: Path) -> list[Path]:
    return [target.with_name(f"{target.name}{ending}") for ending in ("", "-wal", "-shm", ".snapshots")]


def set_aside(ledger: Ledger) -> list[Path]:
    """List what restores have moved aside beside this ledger; a person who is forgotten stays in them."""
    name = glob.escape(ledger.folder.name.removesuffix(".snapshots"))
    return sorted(ledger.folder.parent.glob(f"{name}*.replaced-*"))


def _put_aside(target: Path, occupied: list[Path]) -> tuple[Path, ...]:
    """Rename a ledger with all that belongs to it, so that together they can still be read under the new name."""
    numbers = [_number(place, target) for place in target.parent.glob(f"{glob.escape(target.name)}.replaced-*")]
    # Where the ledger itself is gone, an earlier restore died after it had moved that: what is left goes after it.
    number = max(numbers, default=0) + 1 if target in occupied else max(numbers, default=1)
    while True:
        name = f"{target.name}.replaced-{number}"
        moves = [(place, place.with_name(name + place.name.removeprefix(target.name))) for place in occupied]
        if not any(aside.exists() for _, aside in moves):
            return tuple(place.rename(aside) for place, aside in moves)
        number += 1


def _number(aside: Path, target: Path) -> int:
    found = re.match(r"\d+", aside.name.removeprefix(f"{target.name}.replaced-"))
    return int(found[0]) if found else 0
