"""The output folder: written all or nothing, and nothing in it that is not ours is ever touched.

A build writes its files into a hidden folder beside the pages and then declares it complete; from there on only
renames are left, which the next run finishes if this one dies. Whoever dies earlier leaves the site as it was. A power
cut may leave a file short: the next run misses its size and writes it anew.

    ours or empty -> staged -> complete -> published
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from site_gen.errors import OutputError

RECORD = ".policy-site"
"""Names the files that we wrote, so that no other is ever deleted."""
STAGE = ".policy-site.new"
_COMPLETE = "complete"
_FORMAT = "section11 site 1"


@dataclass(frozen=True, slots=True)
class Written:
    """One file of the site."""

    path: str
    """Relative to the output folder, with forward slashes."""
    key: str
    """Names everything that the content was made from."""
    size: int


@dataclass(frozen=True, slots=True)
class Record:
    """What the last build left."""

    build_key: str
    files: Mapping[str, Written]

    def text(self) -> str:
        """Write the record, one file a line."""
        files = sorted(self.files.values(), key=lambda file: file.path)
        return "".join([f"{_FORMAT} {self.build_key}\n", *(f"{file.key} {file.size} {file.path}\n" for file in files)])


EMPTY = Record("", {})


class OutputFolder:
    """One site's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stage = path / STAGE
        self._complete = self._stage / _COMPLETE

    def record(self) -> Record:
        """Return what the last build left, finishing its renames if it died among them.

        A folder that holds anything and was not written by us is refused.
        """
        self._refuse_foreign()
        if self._complete.exists():
            with self._locked():
                self._finish()
        return self._record()

    def standing(self, record: Record) -> Record:
        """Return the record of the files that are still there with their size."""
        root = f"{self.path}{os.sep}"
        files = {path: file for path, file in record.files.items() if _size(root + path) == file.size}
        return Record(record.build_key if len(files) == len(record.files) else "", files)

    @contextmanager
    def staged(self) -> Iterator[Stage]:
        """Take files until the block ends; if it ends without `publish`, nothing happened."""
        self._refuse_foreign()
        is_new = not self.path.exists()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with self._locked():
                self._finish()
                self._stage.mkdir()
                yield Stage(self._stage)
        except OSError as error:
            raise self._unwritable(error) from error
        finally:
            if not self._complete.exists():
                shutil.rmtree(self._stage, ignore_errors=True)
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
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
            self._complete.unlink(missing_ok=True)
            self._stage.rmdir()

    def _record(self) -> Record:
        try:
            return _read_record((self.path / RECORD).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return EMPTY
        except (OSError, ValueError) as error:
            raise OutputError(
                f"{self.path / RECORD}: cannot be read, so nobody can tell which files are ours; "
                "delete the folder, or name another with --out"
            ) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other builds out of the folder; the lock ends with the process, however that ends."""
        try:
            import fcntl
        except ImportError:  # not a POSIX system
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
            raise OutputError(f"{self.path}: is no folder; name another with --out")
        try:
            names = {entry.name for entry in os.scandir(self.path)} if self.path.exists() else set()
        except OSError as error:
            raise self._unwritable(error) from error
        if names - {STAGE} and RECORD not in names:
            shown = ", ".join(sorted(names)[:3])
            raise OutputError(
                f"{self.path}: holds files that are not ours ({shown}), and they might be overwritten; "
                "name a new or empty folder with --out"
            )

    def _refuse_to_overwrite(self, paths: Iterable[str], ours: Container[str]) -> None:
        """Refuse where somebody else's file, or link to a folder elsewhere, stands in the way."""
        folders: set[str] = set()
        for path in paths:
            place = self.path / path
            if os.path.lexists(place) and (path not in ours or place.is_dir()):
                raise self._in_the_way(path)
            parts = path.split("/")[:-1]
            folders.update("/".join(parts[: number + 1]) for number in range(len(parts)))
        for folder in sorted(folders):
            place = self.path / folder
            if place.is_symlink() or (place.exists() and not place.is_dir()):
                raise self._in_the_way(folder)

    def _in_the_way(self, path: str) -> OutputError:
        return OutputError(f"{self.path / path}: is not ours and stands where a page belongs; move it away")

    def _unwritable(self, error: OSError) -> OutputError:
        return OutputError(f"{self.path}: cannot be written ({error.strerror}); name another folder with --out")


class Stage:
    """Takes the files of one build."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._folders: set[str] = set()

    def write(self, path: str, key: str, content: bytes) -> Written:
        """Stage one file."""
        folder = path.rpartition("/")[0]
        try:
            if folder not in self._folders:
                (self.path / folder).mkdir(parents=True, exist_ok=True)
                self._folders.add(folder)
            with open(f"{self.path}/{path}", "wb", buffering=0) as file:  # noqa: PTH123  thousands
                file.write(content)
        except OSError as error:
            raise OutputError(f"{self.path.parent / path}: cannot be written ({error.strerror})") from error
        return Written(path, key, len(content))


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116  thousands
    except OSError:
        return -1


def _merge(source: str, target: str) -> None:
    """Move all there is into another folder; a folder that is new there moves whole, with all its pages.

    Folders come before files: a page is there before any page above it that links to it.
    """
    for entry in sorted(os.scandir(source), key=lambda entry: (entry.is_file(), entry.name)):
        place = f"{target}/{entry.name}"
        if entry.is_dir() and os.path.isdir(place):  # noqa: PTH112  strings throughout
            _merge(entry.path, place)
        elif entry.name not in {RECORD, _COMPLETE}:
            os.replace(entry.path, place)  # noqa: PTH105  atomic, over what is there


def _read_record(text: str) -> Record:
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
