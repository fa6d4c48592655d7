"""Find the files to bring in, each with its day; read them, bounded. Looks at names, never at a file's own times."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from site_gen.declared.policy_kinds import apart
from site_gen.errors import PolicyError
from site_gen.importing.file_dates import NoDayError, day_in_name
from site_gen.importing.model import Format, Source

MOST_FILES = 1000
_LARGEST = {
    Format.MARKDOWN: 5_000_000,
    Format.HTML: 10_000_000,
    Format.DOCX: 50_000_000,
    Format.ODT: 50_000_000,
    Format.ZIP: 50_000_000,
}
FORMATS = {
    ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN,
    ".html": Format.HTML, ".htm": Format.HTML, ".xhtml": Format.HTML,
    ".docx": Format.DOCX, ".docm": Format.DOCX, ".dotx": Format.DOCX, ".dotm": Format.DOCX,
    ".odt": Format.ODT, ".ott": Format.ODT, ".zip": Format.ZIP,
}  # fmt: skip
NEXT_STEP = {
    ".mdx": "it holds code of a web site: save its text alone as .md, or give the page that is built from it, as .html",
    ".doc": "open it in Word or LibreOffice and save it as .docx",
    ".rtf": "save it as .docx",
    ".pdf": "find the document that it was made from, or copy its text into a .docx",
    ".txt": "rename it to .md if its text is to be read as Markdown",
    ".rst": "convert it once to .md, as pandoc does, or give the page that is built from it, as .html",
    ".adoc": "give the page that is built from it, as .html",
    ".pages": "save it as .docx",
}
_OF_THE_SYSTEM = {"thumbs.db", "desktop.ini"}


def gather(paths: Sequence[Path], days: Sequence[date], today: date) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """Return the files, oldest version first, and remarks on what was not looked at.

    `days` are the user's own, one for each file in their order; without them the names decide. Raises
    PolicyError for a file without a day, of a day to come, or of a day that another has.
    """
    remarks: list[str] = []
    if days and any(path.is_dir() for path in paths):
        raise PolicyError(str(next(path for path in paths if path.is_dir())), _NO_DAY_FOR_A_FOLDER)
    files = [file for path in paths for file in (_in_folder(path, remarks) if path.is_dir() else [path])]
    if len(files) > MOST_FILES:
        raise PolicyError(str(paths[0]), f"holds {len(files)} files; at most {MOST_FILES} versions come in at once")
    for file in files:
        _refuse_what_is_no_version(file)
    if days and len(days) != len(files):
        problem = f"{len(files)} files, but {len(days)} dates; give one --date for each file, in the same order"
        raise PolicyError(str(paths[0]), problem)
    dated = list(zip(files, days, strict=True)) if days else [(file, _day_of(file)) for file in files]
    sources = sorted((_source(file, day) for file, day in dated), key=lambda source: source.published_on)
    refuse_days(sources, today)
    return tuple(sources), tuple(remarks)


_NO_DAY_FOR_A_FOLDER = (
    "is a folder, and --date is for files; put the day into each file's name, such as privacy-2019-05-25.html"
)


def needs_conversion(path: Path) -> bool:
    """Whether a file's name says that it cannot be read as text as it is."""
    known = FORMATS.get(path.suffix.lower(), Format.MARKDOWN)
    return known is not Format.MARKDOWN or path.suffix.lower() in NEXT_STEP.keys() - {".txt"}


def one_file(path: Path, day: date) -> Source:
    """Return one file as a version of that day; raise PolicyError, with the way out, for a kind that is not read."""
    _refuse_what_is_no_version(path)
    return _source(path, day)


def read(source: Source) -> bytes:
    """Read one file, no more of it than a policy can have.

    Raises PolicyError for what is not a file, cannot be read or is larger.
    """
    most = _LARGEST[source.format]
    if source.data is not None:
        return _check_size(source.data, source)
    try:
        with open(os.open(source.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:  # noqa: PTH123
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise PolicyError(str(source.path), "is not a file that can be read; name a file or a folder")
            data = file.read(most + 1)
    except OSError as error:
        raise PolicyError(str(source.path), f"cannot be read ({error.strerror})") from error
    return _check_size(data, source)


def _check_size(data: bytes, source: Source) -> bytes:
    most = _LARGEST[source.format]
    if len(data) > most:
        raise PolicyError(str(source.path), f"is larger than {most:,} bytes, which no policy is; is it the right file?")
    return data


def _in_folder(folder: Path, remarks: list[str]) -> Iterator[Path]:
    """Yield the versions that are directly in a folder; refuse a file that would be left out unnoticed."""
    root = folder.resolve()
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")) or path.name.lower() in _OF_THE_SYSTEM:
            continue
        if not path.resolve().is_relative_to(root):
            raise PolicyError(str(path), f"is a link that leads out of {folder}; put the file itself there")
        if path.is_dir():
            remarks.append(f"{path}: a folder inside the folder; nothing in it was looked at")
            continue
        _format(path)
        found.append(path)
        yield path
    if not found:
        raise PolicyError(str(folder), "holds no version; put .md, .html, .docx or .odt files there")
    _refuse_several_policies(folder, found)


def _refuse_several_policies(folder: Path, files: Sequence[Path]) -> None:
    """Refuse a folder whose names say that it holds more than one policy: their texts are no versions of each other."""
    stems = {file.stem: file for file in files}
    parted = apart(list(stems))
    if len(parted) > 1:
        named = "; ".join(", ".join(stems[stem].name for stem in stems_of[:3]) for stems_of in parted[:4])
        raise PolicyError(
            str(folder),
            f"its files' names say {len(parted)} policies, and one can come in at a time: {named}. Name the files of "
            "one, and with --policy which it is; name all of them if they are one policy that had several names",
        )


def _format(path: Path) -> Format:
    suffix = path.suffix.lower()
    if suffix in FORMATS:
        return FORMATS[suffix]
    advice = NEXT_STEP.get(suffix, "if it is not a version of the policy, move it elsewhere")
    raise PolicyError(str(path), f"is neither .md, .html, .docx nor .odt; {advice}")


def _refuse_what_is_no_version(path: Path) -> None:
    if not path.exists():
        raise PolicyError(str(path), "no such file")
    _format(path)


def _source(path: Path, day: date) -> Source:
    return Source(path=path, format=_format(path), published_on=day)


def _day_of(path: Path) -> date:
    try:
        return day_in_name(path.stem)
    except NoDayError as error:
        way_out = f"name its day with --date YYYY-MM-DD, or rename it, for example to privacy-2019-05-25{path.suffix}"
        raise PolicyError(str(path), f"{error}; {way_out}") from error


def refuse_days(sources: Iterable[Source], today: date) -> None:
    """Refuse days that cannot be, and two versions of one day."""
    taken: dict[date, Source] = {}
    for source in sources:
        day = source.published_on
        if day > today:
            problem = f"is dated {day}, which is still to come; give the true day with --date, or rename it"
            raise PolicyError(str(source.path), problem)
        if day.year < 1990:
            raise PolicyError(str(source.path), f"is dated {day}, before the web; give the true day with --date")
        twin = taken.setdefault(day, source)
        if twin is not source:
            problem = f"is of {day}, and so is {twin.path}; rename one of them, or leave one out"
            raise PolicyError(str(source.path), problem)
