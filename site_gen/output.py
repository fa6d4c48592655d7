"""The output folder: written all or nothing, and nothing in it that is not ours is ever touched.

A build writes its files into a hidden folder beside the pages and then declares it complete; from there on only
renames are left, which the next run finishes if this one dies. Whoever dies earlier leaves the site as it was.

    fresh or ours -> staged -> complete -> published
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from site_gen.errors import OutputError

RECORD = ".policy-site"
"""Names the files that we wrote, so that no other is ever deleted."""
_STAGE = ".policy-site.new"
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

    def lines(self) -> Iterator[str]:
        """Write the record, one file a line."""
        yield f"{_FORMAT} {self.build_key}\n"
        yield from (f"{file.key} {file.size} {file.path}\n" for _, file in sorted(self.files.items()))


EMPTY = Record("", {})


class OutputFolder:
    """One site's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stage = path / _STAGE

    def record(self) -> Record:
        """Return what the last build left, finishing its renames if it died among them.

        A folder that holds anything and was not written by us is refused.
        """
        self._refuse_foreign()
        if (self._stage / _COMPLETE).exists():
            self._publish()
        try:
            return _read_record((self.path / RECORD).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return EMPTY

    def is_intact(self, record: Record) -> bool:
        """Tell whether every recorded file is there with its size."""
        root = f"{self.path}{os.sep}"
        try:
            return all(os.stat(root + file.path).st_size == file.size for file in record.files.values())  # noqa: PTH116  thousands
        except OSError:
            return False

    @contextmanager
    def staged(self) -> Iterator[Stage]:
        """Take files until the block ends well, then publish them together; if it does not, nothing happened."""
        self._refuse_foreign()
        self._discard()
        try:
            self._stage.mkdir(parents=True)
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be written ({error.strerror}); name another folder with --out") from error
        try:
            stage = Stage(self._stage)
            yield stage
        except BaseException:
            self._discard()
            raise

    def publish(self, build_key: str, keep: Iterable[Written], new: Iterable[Written]) -> list[str]:
        """Rename the staged files into place, delete ours that are in neither list, and return those deleted."""
        files = {file.path: file for file in (*keep, *new)}
        (self._stage / RECORD).write_text("".join(Record(build_key, files).lines()), encoding="utf-8")
        gone = sorted(set(_old_files(self.path)) - set(files))
        (self._stage / f"{_COMPLETE}.tmp").write_text("".join(f"{path}\n" for path in gone), encoding="utf-8")
        os.replace(self._stage / f"{_COMPLETE}.tmp", self._stage / _COMPLETE)  # noqa: PTH105  the moment of truth
        self._publish()
        return gone

    def _publish(self) -> None:
        gone = (self._stage / _COMPLETE).read_text(encoding="utf-8").splitlines()
        for source in _in_order(self._stage):
            target = self.path / source.relative_to(self._stage)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, target)  # noqa: PTH105  atomic, over what is there
        for path in gone:
            _remove(self.path, path)
        self._discard()

    def _discard(self) -> None:
        if self._stage.exists():
            shutil.rmtree(self._stage)

    def _refuse_foreign(self) -> None:
        if self.path.is_symlink() or (self.path.exists() and not self.path.is_dir()):
            raise OutputError(f"{self.path}: is no folder; name another with --out")
        try:
            names = {entry.name for entry in os.scandir(self.path)} if self.path.exists() else set()
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be read ({error.strerror}); name another folder with --out") from error
        if names - {_STAGE} and RECORD not in names:
            shown = ", ".join(sorted(names)[:3])
            raise OutputError(
                f"{self.path}: holds files that are not ours ({shown}), and they might be overwritten; "
                "name a new or empty folder with --out"
            )


class Stage:
    """Takes the files of one build."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._folders: set[str] = set()

    def write(self, path: str, key: str, content: bytes) -> Written:
        """Stage one file."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            (self.path / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        try:
            with open(f"{self.path}/{path}", "wb", buffering=0) as file:  # noqa: PTH123  thousands
                file.write(content)
        except OSError as error:
            raise OutputError(f"{self.path.parent / path}: cannot be written ({error.strerror})") from error
        return Written(path, key, len(content))


def _in_order(stage: Path) -> list[Path]:
    """List staged files, deepest first: a page is there before any page that links to it; the record comes last."""
    found = [Path(folder) / name for folder, _, names in os.walk(stage) for name in names if name != _COMPLETE]
    return sorted(found, key=lambda path: (path.name == RECORD, -len(path.parts), str(path)))


def _old_files(folder: Path) -> Iterable[str]:
    try:
        return _read_record((folder / RECORD).read_text(encoding="utf-8")).files
    except FileNotFoundError:
        return ()


def _read_record(text: str) -> Record:
    head, *lines = text.splitlines()
    build_key = head.removeprefix(_FORMAT).strip() if head.startswith(_FORMAT) else ""
    files = {}
    for line in lines:
        key, size, path = line.split(" ", 2)
        files[path] = Written(path, key, int(size))
    return Record(build_key, files)


def _remove(root: Path, path: str) -> None:
    target = root / path
    target.unlink(missing_ok=True)
    for folder in target.parents:
        if folder == root or any(folder.iterdir()):
            return
        folder.rmdir()
