"""The output folder: written all or nothing, and nothing in it that is not ours is ever touched.

A build writes its files into a hidden folder beside the pages and then declares it complete; from there on only
renames are left, which the next run finishes if this one dies. A build that dies earlier leaves the site as it was. A
power cut may leave a file short: the next run notices its size and writes it again.

    ours or empty -> staged -> complete -> published
"""

from __future__ import annotations

import errno
import os
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from site_gen.errors import OutputError

try:
    import fcntl
except ImportError:  # not a POSIX system
    fcntl = None  # type: ignore[assignment]

RECORD = ".policy-site"
"""Names the files that we wrote, so that no other is ever deleted."""
STAGE = ".policy-site.new"
_COMPLETE = "complete"
_FORMAT = "section11 site 1"


class Written(NamedTuple):
    """One file of the site."""

    path: str
    """Relative to the output folder, with forward slashes."""
    key: str
    """Names everything that the content was made from."""
    size: int


class Record(NamedTuple):
    """What the last build left."""

    build_key: str
    files: Mapping[str, Written]

    def by_key(self) -> dict[str, list[Written]]:
        """Return what was made from the same, by the name of all that."""
        found: dict[str, list[Written]] = {}
        for file in self.files.values():
            found.setdefault(file.key, []).append(file)
        return found

    def text(self) -> str:
        """Write the record, one file a line."""
        lines = [f"{key} {size} {path}\n" for path, key, size in sorted(self.files.values())]
        return "".join([f"{_FORMAT} {self.build_key}\n", *lines])


EMPTY = Record("", {})


class OutputFolder:
    """One site's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stage = path / STAGE
        self._complete = self._stage / _COMPLETE
        self._read = "", EMPTY
        """The record as last read, and what it said."""

    def count_current(self, build_key: str) -> int:
        """Return how many files the last build left, if it was this one and all of them are still there; else 0."""
        self._settle()
        head, _, lines = self._record_text().partition("\n")
        if head != f"{_FORMAT} {build_key}":
            return 0
        left = [(path, int(size)) for _, size, path in [line.split(" ", 2) for line in lines.splitlines()]]
        return 0 if _altered_files(self.path, left, self._written_at()) else len(left)

    def record(self) -> Record:
        """Return what the last build left, finishing its renames if it died among them.

        A folder that holds anything and was not written by us is refused.
        """
        self._settle()
        return self._record()

    def intact_files(self, record: Record) -> Record:
        """Return the record without the files that are not there as they were written, and all made along with them."""
        written = [(file.path, file.size) for file in record.files.values()]
        altered = {record.files[path].key for path in _altered_files(self.path, written, self._written_at())}
        if not altered:
            return record
        return Record("", {path: file for path, file in record.files.items() if file.key not in altered})

    @contextmanager
    def stage(self) -> Iterator[Stage]:
        """Take files until the block ends; if it ends without `publish`, nothing happened.

        Raises OutputError where the folder holds what is not ours, another build writes there, or it cannot be written.
        """
        self._refuse_foreign()
        is_new = not self.path.exists()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with self._lock():
                self._finish()
                self._stage.mkdir()
                yield Stage(self._stage)
        except OSError as error:
            raise self._unwritable_error(error) from error
        finally:
            if not self._complete.exists():
                _remove_folder(self._stage)
            if is_new and self.path.exists() and not any(self.path.iterdir()):
                self.path.rmdir()

    def publish(self, build_key: str, keep: Iterable[Written], new: Iterable[Written]) -> list[str]:
        """Rename the staged files into place, delete ours that are in neither list, and return those deleted."""
        old, files = self._record().files, {file.path: file for file in new}
        self._refuse_to_overwrite(files, old)
        files.update((file.path, file) for file in keep)
        gone = sorted(set(old) - set(files))
        (self._stage / RECORD).write_text(Record(build_key, files).text(), encoding="utf-8")
        declared = self._stage / f"{_COMPLETE}.tmp"
        declared.write_text("".join(f"{path}\n" for path in gone), encoding="utf-8")
        declared.replace(self._complete)  # the moment of truth
        self._finish()
        return gone

    def _finish(self) -> None:
        """Publish a stage that was declared complete; drop one that was not."""
        if self._complete.exists():
            gone = self._complete.read_text(encoding="utf-8").splitlines()
            _merge(str(self._stage), str(self.path))
            for path in gone:
                _remove(self.path, path)
            if (self._stage / RECORD).exists():
                (self._stage / RECORD).replace(self.path / RECORD)
        if self._stage.exists():
            # The declaration goes last: with it goes the way to finish.
            for entry in self._stage.iterdir():
                if entry != self._complete:
                    _remove_folder(entry) if entry.is_dir() else entry.unlink()
            self._complete.unlink(missing_ok=True)
            self._stage.rmdir()

    def _settle(self) -> None:
        """Refuse a folder that is not ours, and finish what a build that died had declared complete."""
        self._refuse_foreign()
        if self._complete.exists():
            with self._lock():
                self._finish()

    def _record(self) -> Record:
        text = self._record_text()
        if text != self._read[0]:
            try:
                self._read = text, _read_record(text)
            except ValueError as error:
                raise self._unreadable_error() from error
        return self._read[1]

    def _record_text(self) -> str:
        try:
            return (self.path / RECORD).read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except NotADirectoryError as error:
            raise self._no_folder_error() from error
        except (OSError, ValueError) as error:
            raise self._unreadable_error() from error

    def _written_at(self) -> int:
        """Return when the last build ended, in nanoseconds: the record is what it writes last."""
        try:
            return (self.path / RECORD).stat().st_mtime_ns
        except OSError:
            return 0

    def _no_folder_error(self) -> OutputError:
        places = (self.path, *self.path.parents)
        file = next((place for place in places if place.exists() and not place.is_dir()), self.path)
        where = "" if file == self.path else f", so {self.path} cannot be in it"
        return OutputError(f"{file}: is not a folder{where}; name another with --out")

    def _unreadable_error(self) -> OutputError:
        return OutputError(
            f"{self.path / RECORD}: cannot be read, so nobody can tell which files policy-site wrote; "
            "delete the folder, or name another with --out"
        )

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Keep other builds out of the folder; the lock ends with the process, however that ends."""
        if fcntl is None:
            yield
            return
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as error:
            raise OutputError(f"{self.path}: another build is writing here; run again when it has ended") from error
        finally:
            os.close(descriptor)

    def _refuse_foreign(self) -> None:
        if self.path.is_symlink() or (self.path.exists() and not self.path.is_dir()):
            raise self._no_folder_error()
        try:
            names = {entry.name for entry in os.scandir(self.path)} if self.path.exists() else set()
        except OSError as error:
            raise self._unwritable_error(error) from error
        if names - {STAGE} and RECORD not in names:
            shown = ", ".join(sorted(names)[:3])
            raise OutputError(
                f"{self.path}: holds files that policy-site did not write ({shown}) and might overwrite; "
                "name a new or empty folder with --out"
            )

    def _refuse_to_overwrite(self, paths: Iterable[str], ours: Container[str]) -> None:
        """Refuse where somebody else's file, or link to a folder elsewhere, stands in the way."""
        root = f"{self.path}{os.sep}"
        folders: set[str] = set()
        for path in paths:
            place = root + path
            if os.path.lexists(place) and (path not in ours or os.path.isdir(place)):  # noqa: PTH112  thousands
                raise self._in_the_way(path)
            folder = path.rpartition("/")[0]
            while folder and folder not in folders:
                folders.add(folder)
                folder = folder.rpartition("/")[0]
        for folder in sorted(folders):
            place = root + folder
            if os.path.islink(place) or (os.path.exists(place) and not os.path.isdir(place)):  # noqa: PTH110, PTH112, PTH114
                raise self._in_the_way(folder)

    def _in_the_way(self, path: str) -> OutputError:
        return OutputError(
            f"{self.path / path}: was not written by policy-site, and a page belongs there; move it away"
        )

    def _unwritable_error(self, error: OSError) -> OutputError:
        return OutputError(f"{self.path}: cannot be written ({error.strerror}); name another folder with --out")


class Stage:
    """Takes the files of one build."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._folders: set[str] = set()

    def write(self, path: str, key: str, content: bytes) -> Written:
        """Stage one file; raise OutputError where it cannot be written."""
        folder = path.rpartition("/")[0]
        try:
            if folder not in self._folders:
                os.makedirs(f"{self.path}/{folder}", exist_ok=True)  # noqa: PTH103  thousands, as below
                self._folders.add(folder)
            _write(f"{self.path}/{path}", content)
        except OSError as error:
            raise OutputError(f"{self.path.parent / path}: cannot be written ({error.strerror})") from error
        return Written(path, key, len(content))


def _write(path: str, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
    try:
        if os.write(descriptor, content) < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(descriptor)


def _altered_files(folder: Path, files: Iterable[tuple[str, int]], until: int) -> set[str]:
    """Return which of some files are gone, have another size, or were written to after that moment."""
    root, stat, found = f"{folder}{os.sep}", os.stat, set()
    for path, size in files:  # plainly written, for this is most of a build that finds nothing to do
        try:
            here = stat(root + path)
            if here.st_size != size or here.st_mtime_ns > until:
                found.add(path)
        except OSError:
            found.add(path)
    return found


def _remove_folder(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _merge(source: str, target: str) -> None:
    """Move everything into another folder; a folder that is new there moves whole, with all its pages.

    Folders come before files: a page is there before any page above it that links to it.
    """
    for entry in sorted(os.scandir(source), key=lambda entry: (entry.is_file(), entry.name)):
        place = f"{target}/{entry.name}"
        if entry.is_dir() and os.path.isdir(place):  # noqa: PTH112  strings throughout
            _merge(entry.path, place)
        elif entry.name not in {RECORD, _COMPLETE}:
            os.replace(entry.path, place)  # noqa: PTH105  atomic, over what is there


def _read_record(text: str) -> Record:
    if not text:
        return EMPTY
    head, *lines = text.splitlines()
    if not head.startswith(_FORMAT):
        raise ValueError(head)
    files = {}
    for line in lines:
        key, size, path = line.split(" ", 2)
        files[path] = Written(path, key, int(size))
    return Record(head.removeprefix(_FORMAT).strip(), files)


def _remove(root: Path, path: str) -> None:
    target = root / path
    target.unlink(missing_ok=True)
    for folder in target.parents:
        if folder == root or not folder.exists() or any(folder.iterdir()):
            return
        folder.rmdir()
