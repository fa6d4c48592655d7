"""Import documents as people have them: `python -m benchmarks.documents FOLDER [--soffice] [--made N]`.

FOLDER holds .docx, .odt, .html and other files that `policy-site import` reads, and may hold `index.tsv` with one line
a file: its name, the repository, the commit and the path that it is from. Every file is imported by itself. Prints how
many came in and how many were refused, each with its reason, the slowest, and failures: a traceback, or words that the
import would have lost. With `--soffice`, LibreOffice shows each Word and OpenDocument file, and every paragraph must
stand in the import with the number that LibreOffice gives it; `--made N` adds N documents with numbering of every kind,
which must agree paragraph by paragraph. `--written N` reads N documents of each kind whose words are known,
whatever they stand in. Exit status 1 says that a word or a number was lost. `documents.tsv` beside this file lists what
was read.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

from benchmarks.documents_made import made_document
from benchmarks.documents_written import KINDS
from site_gen.errors import PolicyError
from site_gen.importing.convert import convert_file
from site_gen.importing.files import FORMATS
from site_gen.importing.losses import FROM_WINDOWS
from site_gen.importing.model import Source
from site_gen.text.document import Document
from site_gen.text.inline import plain_text
from site_gen.text.parsing.parse import parse

_OFFICE_FILES = frozenset({".docx", ".odt"})
_UNSEEN = re.compile("[\u2022\u25e6\u25aa\u25cf\u25cb\u25a0\u2011-]")
_ANYTHING = "\ufffc"
_LONGEST_FIELD = 200
Paragraphs = Sequence[tuple[str, str]]
"""Label and text of each, as LibreOffice shows them."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file."""

    file: Path
    seconds: float
    document: Document | None = None
    problem: str = ""
    is_fault: bool = False


def read_all(files: Sequence[Path]) -> Iterator[Result]:
    """Import each file by itself."""
    for file in files:
        started = time.perf_counter()
        try:
            source = Source(path=file, format=FORMATS[file.suffix.lower()], published_on=date(2020, 1, 1))
            text = convert_file(source, file.read_bytes(), "en").markdown
            yield Result(file, time.perf_counter() - started, parse(text))
        except PolicyError as error:
            problem = str(error).removeprefix(f"{file}").lstrip(": ")
            yield Result(file, time.perf_counter() - started, None, problem, "please report this" in problem)
        except Exception as error:  # noqa: BLE001  what a benchmark is to find
            yield Result(file, time.perf_counter() - started, None, f"traceback: {error!r}", is_fault=True)


def lines_of(document: Document) -> list[str]:
    """Return each block that has words with the numbers of the items that it opens, as letters and signs alone."""
    lines = zip(document.leaves, numbered_lines(document), strict=True)
    return [folded(line) for leaf, line in lines if folded(plain_text(leaf))]


def numbered_lines(document: Document) -> list[str]:
    """Return each block with the numbers of the items that it opens."""
    seen: set[tuple[int, int]] = set()
    found = []
    for leaf, segment in zip(document.leaves, document.segment_of, strict=True):
        label = ""
        for depth, container in enumerate(leaf.path):
            if container.kind == "li" and (segment, id(container)) not in seen:
                seen.add((segment, id(container)))
                label += f"{container.number}." if leaf.path[depth - 1].kind == "ol" else ""
        found.append(f"{label} {plain_text(leaf)}")
    return found


def folded(text: str) -> str:
    """Leave what is compared: no space, no bullet, no hyphen of any kind."""
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKC", text.translate(FROM_WINDOWS))
        if sign.isprintable() and not sign.isspace()
    )  # what Word writes as a raised sign is none here
    return _UNSEEN.sub("", plain).casefold()  # LibreOffice tells letters of a label, not that they are capitals


def shown_by_office(files: Sequence[Path]) -> Mapping[str, Paragraphs]:
    """Return by name what LibreOffice shows; a file at which it ends is said, and it is started again for the rest."""
    command = ["/usr/bin/python3", str(Path(__file__).with_name("soffice.py")), "numbers"]
    shown: dict[str, Paragraphs] = {}
    waiting = list(files)
    while waiting:
        names = "\n".join(map(str, waiting))
        done = subprocess.run(command, check=False, input=names, capture_output=True, text=True)
        for each in map(json.loads, done.stdout.splitlines()):
            shown[each["file"]] = [(label, text) for label, text in each["paragraphs"]]
        waiting = [file for file in waiting if file.name not in shown]
        if waiting:
            print(f"LibreOffice ended at {waiting.pop(0).name}")
    return shown


def _pattern(shown: str) -> re.Pattern[str]:
    """Match a paragraph whatever LibreOffice worked out in it."""
    return re.compile(f".{{0,{_LONGEST_FIELD}}}?".join(map(re.escape, shown.split(_ANYTHING))))


def differences(document: Document, shown: Paragraphs, *, whole: bool) -> list[str]:
    """Return the paragraphs that the import does not show with that number; `whole`: nor in that order alone."""
    lines = lines_of(document)
    wanted = [folded(label + text) for label, text in shown if folded(text)]
    if whole:
        return [f"{one!r} != {two!r}" for one, two in zip(lines, wanted, strict=False) if one != two]
    text = "".join(lines)
    return [line for line in wanted if line not in text and not (_ANYTHING in line and _pattern(line).search(text))]


def _compared(results: Sequence[Result], made: Sequence[Result]) -> int:
    read = [each for each in (*results, *made) if each.document and each.file.suffix.lower() in _OFFICE_FILES]
    shown = shown_by_office([each.file for each in read])
    read = [each for each in read if each.file.name in shown]
    failures = labels = 0
    for each in read:
        assert each.document
        paragraphs = shown.get(each.file.name, ())
        labels += sum(bool(label.strip() and text.strip()) for label, text in paragraphs)
        found = differences(each.document, paragraphs, whole=each in made)
        failures += bool(found)
        for line in found[:3]:
            print(f"  {each.file.name}: {line[:100]}")
    print(f"LibreOffice: {len(shown)} files, {labels} numbers, {failures} files differ")
    return failures


def _report(results: Sequence[Result], origins: Mapping[str, str]) -> int:
    counts = Counter((each.file.suffix.lower(), "read" if each.document else "refused") for each in results)
    for (suffix, what), number in sorted(counts.items()):
        print(f"{suffix:6} {what:8} {number}")
    for each in results:
        if each.problem:
            kind = "FAULT" if each.is_fault else "refused"
            print(f"{kind} {each.file.name} ({origins.get(each.file.name, 'origin unknown')}): {each.problem[:200]}")
    times = sorted(each.seconds for each in results)
    if times:
        print(f"seconds a file: median {times[len(times) // 2]:.2f}, most {times[-1]:.2f}")
    return sum(each.is_fault for each in results)


def _read_written(number: int) -> int:
    """Read documents whose words are known; return how many were not read as they are written."""
    failures = 0
    for kind, seed in product(KINDS, range(number)):
        written = KINDS[kind](seed)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{seed}{kind}"
            file.write_bytes(written.data)
            (result,) = read_all([file])
        text = "\n".join(numbered_lines(result.document)) if result.document else ""
        faults = written.faults(text) if result.document or written.shown else []
        failures += bool(faults)
        for fault in faults[:2]:
            print(f"  written {seed}{kind}: {result.problem or fault}")
    if number:
        print(f"written: {number * len(KINDS)} documents, {failures} of them misread")
    return failures


def _origins(folder: Path) -> dict[str, str]:
    index = folder / "index.tsv"
    rows = (line.split("\t") for line in index.read_text("utf-8").splitlines()) if index.is_file() else ()
    return {name: f"{repository}@{commit[:12]}:{path}" for name, repository, commit, path in rows}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--soffice", action="store_true", help="ask LibreOffice for the numbers")
    parser.add_argument("--made", type=int, default=0, metavar="N", help="add N made documents")
    parser.add_argument("--written", type=int, default=0, metavar="N", help="add N documents whose words are known")
    arguments = parser.parse_args(argv)
    files = sorted(file for file in arguments.folder.iterdir() if file.suffix.lower() in FORMATS)
    results = list(read_all(files))
    failures = _report(results, _origins(arguments.folder)) + _read_written(arguments.written)
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(arguments.made):
            (Path(folder) / f"made{seed}.docx").write_bytes(made_document(seed))
        made = list(read_all(sorted(Path(folder).iterdir())))
        failures += sum(not each.document for each in made)
        failures += _compared(results, made) if arguments.soffice else 0
    return int(failures > 0 or not results)


if __name__ == "__main__":
    sys.exit(main())
