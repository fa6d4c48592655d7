"""Find old versions where they already have dates: a file's history in another repository, or a folder of snapshots."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, tzinfo
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from site_gen.declared.configuration import policy_at
from site_gen.declared.policy_kinds import apart
from site_gen.errors import GitError, PolicyError
from site_gen.git.repository import Repository, open_repository
from site_gen.history.walk import read_revisions
from site_gen.importing.file_dates import WAYBACK, NoDayError, day_in_name
from site_gen.importing.files import FORMATS, MOST_FILES, refuse_days
from site_gen.importing.model import Format, Source
from site_gen.text.decode import read_published

_MONTH = re.compile(r"(?<!\d)(\d{4})[-_. ](\d{2})(?![-_. ]?\d)")
_PASSED_OVER = {".css", ".js", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".woff", ".woff2", ".map", ".json"}
"""What a saved web page brings along."""


class _Found(Struct, frozen=True):
    """One text and when it was seen."""

    source: Source
    at: time
    """Of that day; midnight where nobody says."""


def gather_history(place: str, zone: tzinfo, today: date) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """Return the versions, oldest first, and remarks on what they rest on.

    `place` is a file in a git work tree, `REPOSITORY:PATH`, or a folder of snapshots. Of several of one day the last
    counts: what was public for some hours has no day of its own. Raises PolicyError where nothing is found.
    """
    remarks: list[str] = []
    found = list(_find_texts(place, zone, remarks))
    if not found:
        raise PolicyError(place, "holds no version; name a file in a git repository, or a folder of dated snapshots")
    sources = _last_of_each_day(found, remarks)
    if len(sources) > MOST_FILES:
        raise PolicyError(place, f"holds {len(sources)} versions; at most {MOST_FILES} come in at once")
    refuse_days(sources, today)
    return sources, tuple(remarks)


def _find_texts(place: str, zone: tzinfo, remarks: list[str]) -> Iterator[_Found]:
    path = Path(place)
    folder, _, inside = place.rpartition(":")
    if path.is_file():
        root = path.resolve().parent
        repository = _repository(root, place)
        top = repository.work_tree() or root
        yield from _revisions(repository, path.resolve().relative_to(top.resolve()).as_posix(), zone, remarks)
    elif path.is_dir():
        yield from _snapshots(path, remarks)
    elif folder and Path(folder).is_dir():
        yield from _revisions(_repository(Path(folder), folder), inside, zone, remarks)
    else:
        raise PolicyError(place, "no such file or folder; a file of another branch is REPOSITORY:PATH")


def _repository(folder: Path, place: str) -> Repository:
    try:
        return open_repository(folder)
    except GitError as error:
        raise PolicyError(place, f"is in no git repository, so nobody knows its days ({error})") from error


def _revisions(repository: Repository, inside: str, zone: tzinfo, remarks: list[str]) -> Iterator[_Found]:
    """Yield each text that a file had, on the day on which the main line got it."""
    (revisions,) = read_revisions(repository, [policy_at(inside, ())])
    texts = dict(repository.blobs(each.text_oid for each in revisions if each.text_oid))
    before: str | None = None
    for revision in revisions:
        moment = revision.committed_at.astimezone(zone)
        name = f"{revision.path} (commit {revision.commit[:12]})"
        remarks += [f"{name}: {words}" for _, _, words in revision.remarks]
        if revision.text_oid is None:
            remarks.append(f"{name}: {revision.no_text or 'the file was deleted'}; passed over")
        elif revision.text_oid != before:
            form, before = _format(Path(revision.path)), revision.text_oid
            source = Source(path=Path(name), format=form, published_on=moment.date(), data=texts[revision.text_oid])
            yield from _as_text(_Found(source, moment.time()), remarks)


def _as_text(found: _Found, remarks: list[str]) -> Iterator[_Found]:
    """Read a Markdown text of long ago as well as can be; other formats say their encoding themselves."""
    source = found.source
    reading = read_published(source.data or b"") if source.format is Format.MARKDOWN else None
    if reading and reading.no_text:
        remarks.append(f"{source.path}: {reading.no_text}; passed over")
    elif reading and reading.remark:
        remarks.append(f"{source.path}: {reading.remark}")
        yield replace(found, source=replace(source, data=reading.text.encode()))
    else:
        yield found


def _snapshots(folder: Path, remarks: list[str]) -> Iterator[_Found]:
    """Yield the files below a folder, each with the day that its name says, or the name of a folder above it."""
    seen: list[str] = []
    for path in sorted(Path(parent) / name for parent, _, names in os.walk(folder) for name in names):
        parts = path.relative_to(folder).parts
        if any(part.startswith((".", "~$")) for part in parts) or path.suffix.lower() in _PASSED_OVER:
            continue
        if not path.resolve().is_relative_to(folder.resolve()):
            raise PolicyError(str(path), f"is a link that leads out of {folder}; put the file itself there")
        day, at, is_month = _capture_moment(path, (Path(parts[-1]).stem, *reversed(parts[:-1])))
        if is_month:
            remarks.append(f"{path}: its name says the month alone, so the first of it counts")
        seen.append(" ".join((*parts[:-1], path.stem)))
        yield _Found(Source(path=path, format=_format(path), published_on=day), at)
    if len(policies := apart(seen)) > 1:
        named = "; ".join(", ".join(names[:2]) for names in policies[:4])
        remarks.append(f"{folder}: the names say {len(policies)} policies ({named}); put each into a folder of its own")


def _capture_moment(path: Path, names: Sequence[str]) -> tuple[date, time, bool]:
    """Return the day and the hour that the nearest name says, and whether it says the month alone."""
    reason = ""
    for name in names:
        if stamp := WAYBACK.search(name):
            moment = datetime.strptime("".join(stamp.groups()), "%Y%m%d%H%M%S")  # noqa: DTZ007  the archive's, in UTC
            return moment.date(), moment.time(), False
        try:
            return day_in_name(name), time(), False
        except NoDayError as error:
            reason = reason or str(error)
        month = _MONTH.search(name)
        if month and 1 <= int(month[2]) <= 12:
            return date(int(month[1]), int(month[2]), 1), time(), True
    raise PolicyError(str(path), f"{reason}; rename it, for example to 2019-05-25{path.suffix}, or move it elsewhere")


def _format(path: Path) -> Format:
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise PolicyError(str(path), "is neither .md, .html, .docx nor .odt; move it elsewhere, or name another file")
    return FORMATS[suffix]


def _last_of_each_day(found: Sequence[_Found], remarks: list[str]) -> tuple[Source, ...]:
    """Keep one for each day; two whose order nobody knows stay, and are refused as such."""
    kept: list[_Found] = []
    for each in sorted(found, key=lambda each: (each.source.published_on, each.at)):
        last = kept[-1] if kept else None
        if last and last.source.published_on == each.source.published_on and each.at > last.at:
            remarks.append(f"{last.source.path}: was replaced on the same day by {each.source.path}; passed over")
            kept.pop()
        kept.append(each)
    return tuple(each.source for each in kept)
