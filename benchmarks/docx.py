"""Read tracked changes back with other people's programs: `python -m benchmarks.docx TEXTS [--soffice]`.

TEXTS holds pairs NAME.old.md and NAME.new.md. Each pair's redline is written as a Word document; pandoc, and with
`--soffice` LibreOffice, then accept or reject every change, and what is left is compared with the newer or the older
text: each paragraph, heading level, list item and table cell. Prints pairs, failures by reader and side, and seconds;
never a word of the texts. Exit status 1 says that a side was not given back.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product
from pathlib import Path
from typing import Any

from benchmarks.documents import lines_of, read_all
from site_gen.redline import Redline, compare
from site_gen.redline.model import RowKind
from site_gen.render.word.ooxml import Cover, redline_docx
from site_gen.text.document import Document, Leaf
from site_gen.text.inline import plain_text, text_runs
from site_gen.text.parsing.parse import parse

SIDES = {"newer": "accept", "older": "reject"}
Block = tuple[str, ...]
"""What it is, then its text; for a table row, its cells."""
Failures = dict[str, list[str]]
"""Names of pairs by side."""

_COVER = Cover(title="Privacy policy", author="Benchmark", changed_on=date(2026, 1, 1), older="older", newer="newer")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of one text, and the file that shows both."""

    name: str
    redline: Redline
    file: Path

    def blocks(self, side: str) -> list[Block]:
        """Return what a reader must find: every block of that text that shows something."""
        document = self.redline.new if side == "newer" else self.redline.old
        return [block for block in expected_blocks(document) if any(block[1:])]


def expected_blocks(document: Document) -> Iterator[Block]:
    """Yield the blocks of a text as (what it is, text); items are the blocks that open one, with a mark before it."""
    seen: set[tuple[int, int]] = set()
    for leaf, segment in zip(document.leaves, document.segment_of, strict=True):
        items = [
            (segment, id(item)) for holder, item in pairwise(leaf.path) if item.kind == "li" and holder.kind != "law"
        ]
        opens = bool(items) and items[-1] not in seen and leaf.kind != "row"
        seen.update(items)
        if leaf.kind == "row":
            yield ("row", *_cells(leaf))
        elif leaf.is_heading:
            yield leaf.kind, plain_text(leaf)
        else:
            yield "item" if opens else "block", plain_text(leaf)


def _cells(leaf: Leaf) -> Iterator[str]:
    for cell in leaf.cells:
        text = "".join(text for text, _ in text_runs(cell, leaf.references))
        yield folded(text.replace("\x01", " "))


def folded(text: str) -> str:
    """Fold white space."""
    return " ".join(text.split())


# Pandoc


def pandoc_blocks(file: Path, side: str) -> list[Block]:
    """Let pandoc accept or reject every change and return the blocks that it finds."""
    import pypandoc  # type: ignore[import-untyped]  # has none

    command = [pypandoc.get_pandoc_path(), "--from=docx", "--to=json", f"--track-changes={SIDES[side]}", str(file)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [block for block in _of_blocks(found["blocks"]) if any(block[1:])]


def _of_blocks(blocks: Iterable[Mapping[str, Any]], first: str = "block") -> Iterator[Block]:
    for block in blocks:
        kind, content = block["t"], block.get("c", ())
        if kind == "Header":
            yield f"h{content[0]}", _words(content[2])
        elif kind in {"Para", "Plain"}:
            yield first, _words(content)
        elif kind == "Table":
            yield from _of_table(content)
        else:
            yield from _of_container(kind, content, first)
        first = "block"


def _of_container(kind: str, content: Sequence[Any], first: str) -> Iterator[Block]:
    match kind:
        case "BulletList" | "OrderedList":
            for item in content[1] if kind == "OrderedList" else content:
                yield from _of_blocks(item, "item")
        case "BlockQuote" | "Div":
            yield from _of_blocks(content[1] if kind == "Div" else content, first)
        case "DefinitionList":
            for term, bodies in content:
                yield "block", _words(term)
                yield from (found for body in bodies for found in _of_blocks(body))


def _of_table(content: Sequence[Any]) -> Iterator[Block]:
    *_, head, bodies, foot = content
    for row in [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]:
        yield ("row", *(_cell(cell) for cell in row[1]))


def _cell(cell: Sequence[Any]) -> str:
    return folded(" ".join(found[1] for found in _of_blocks(cell[4])))


def _words(inlines: Any) -> str:
    return folded("".join(_texts(inlines)))


def _texts(inline: Any) -> Iterator[str]:
    if isinstance(inline, list):
        for each in inline:
            yield from _texts(each)
        return
    match inline["t"]:
        case "Str":
            yield inline["c"]
        case "Space" | "SoftBreak" | "LineBreak":
            yield " "
        case "Code" | "Math":
            yield inline["c"][1]
        case "Link" | "Span" | "Cite" | "Quoted":
            yield from _texts(inline["c"][1])
        case "Image" | "Note":
            yield "\ufffc"
        case _:
            yield from _texts(inline["c"])


# The measurement


def same(pair: Pair, side: str, found: Sequence[Block] | None) -> bool:
    """Whether a reader found every block of a text, and nothing else; None: it could not read the file."""
    return found is not None and list(found) == pair.blocks(side)


def same_but_for_looks(pair: Pair, side: str, found: Sequence[Block]) -> bool:
    """As above for pandoc, which knows no older look: a block whose kind changed stays of the newer kind.

    Where the end between two paragraphs goes, pandoc writes a space, which neither text need have; a heading it keeps
    apart from what it was joined to, so headings are compared together with what follows them.
    """
    found, wanted = ([_without_spaces(block) for block in blocks] for blocks in (found, pair.blocks(side)))
    if side == "older" and len(found) == len(wanted):
        looks = {_without_spaces(block) for block in _newer_looks(pair.redline)}
        return all(a == b or (a[1:] == b[1:] and a in looks) for a, b in zip(found, wanted, strict=True))
    return found == wanted or _joined_to_headings(found) == _joined_to_headings(wanted)


def _joined_to_headings(blocks: Iterable[Block]) -> list[Block]:
    joined: list[Block] = []
    after_heading = False
    for block in blocks:
        is_heading = block[0].startswith("h")
        if after_heading and (is_heading or block[0] == "block"):
            joined[-1] = (joined[-1][0], joined[-1][1] + block[1])
        else:
            joined.append(block)
        after_heading = is_heading
    return joined


def _without_spaces(block: Block) -> Block:
    return tuple("".join(text.split()) for text in block)


def _newer_looks(redline: Redline) -> Iterator[Block]:
    """Yield the older texts of blocks that became another kind of block, each as of that kind."""
    olds, news = list(expected_blocks(redline.old)), list(expected_blocks(redline.new))
    for row in redline.rows:
        pairs = zip(row.old, row.new, strict=True) if row.kind is RowKind.SAME else product(row.old, row.new)
        yield from ((news[j][0], *olds[i][1:]) for i, j in pairs if olds[i][0] != news[j][0])


# LibreOffice

_MAIN = "word/document.xml"
_COMMENT = re.compile(rb"<w:comment(?:RangeStart|RangeEnd|Reference) [^>]*/>")
_DUMMY = "\u200d"
"""What LibreOffice 7 itself leaves in a row of empty cells that was inserted or deleted."""


def soffice_blocks(files: Sequence[Path]) -> Iterator[tuple[str, str, list[Block] | None]]:
    """Let LibreOffice accept or reject every change; yield file, side and the blocks that it finds.

    None stands for a file at which LibreOffice ended; it is started again for the files that follow. Comments are taken
    out before: they are no part of either text, and a LibreOffice without windows (`nogui`) shows no document with one.
    """
    for file in files:
        _take_comments_out(file)
    command = ["/usr/bin/python3", str(Path(__file__).with_name("soffice.py")), "sides"]
    waiting = list(files)
    while waiting:
        done = subprocess.run(command, check=False, input="\n".join(map(str, waiting)), capture_output=True, text=True)
        answered: set[tuple[str, str]] = set()
        for found in map(json.loads, done.stdout.splitlines()):
            answered.add((found["file"], found["side"]))
            yield found["file"], found["side"], [b for b in map(_office_block, found["blocks"]) if any(b[1:])]
        missing = [file for file in waiting if {(file.name, side) for side in SIDES} - answered]
        if done.returncode == 0 or not missing:
            return
        for side in SIDES:
            if (missing[0].name, side) not in answered:
                yield missing[0].name, side, None
        waiting = missing[1:]


def _take_comments_out(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[_MAIN] = _COMMENT.sub(b"", parts[_MAIN])
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def _office_block(block: Sequence[str]) -> Block:
    if block[0] == "row":
        return ("row", *("" if cell == _DUMMY else folded(cell) for cell in block[1:]))
    style, label, text = block
    kind = f"h{style[-1]}" if style.startswith("Heading ") else "item" if label else "block"
    return kind, folded(text)


# Both


def read_pairs(texts: Path, folder: Path, most: int | None) -> Iterator[Pair]:
    """Write each pair's document."""
    for old in sorted(texts.glob("*.old.md"))[:most]:
        name = old.name.removesuffix(".old.md")
        new = old.with_name(f"{name}.new.md")
        redline = compare(*(parse(path.read_text(encoding="utf-8")) for path in (old, new)))
        file = folder / f"{name}.docx"
        file.write_bytes(redline_docx(redline, _COVER))
        yield Pair(name, redline, file)


def pandoc_failures(pairs: Sequence[Pair]) -> Failures:
    """Return the pairs that pandoc does not give back."""
    return {
        side: [pair.name for pair in pairs if not same_but_for_looks(pair, side, pandoc_blocks(pair.file, side))]
        for side in SIDES
    }


def soffice_failures(pairs: Sequence[Pair]) -> Failures:
    """Return the pairs that LibreOffice does not give back."""
    named = {pair.file.name: pair for pair in pairs}
    failures: Failures = {side: [] for side in SIDES}
    for file, side, found in soffice_blocks([pair.file for pair in pairs]):
        if not same(named[file], side, found):
            failures[side].append(named[file].name)
    return failures | {f"{side}, imported": list(_not_imported(pairs, side)) for side in SIDES}


def _not_imported(pairs: Sequence[Pair], side: str) -> Iterator[str]:
    """Yield the pairs of which the import does not give back every word and number that LibreOffice saved."""
    for pair in pairs:
        file = pair.file.with_suffix(f".{side}.docx")
        document = pair.redline.new if side == "newer" else pair.redline.old
        read = next(read_all([file]), None) if file.is_file() else None
        if read is None or read.document is None or "".join(lines_of(read.document)) != "".join(lines_of(document)):
            yield pair.name


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if any text was not given back."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, metavar="TEXTS", help="a folder of NAME.old.md and NAME.new.md")
    parser.add_argument("--soffice", action="store_true", help="ask LibreOffice too")
    parser.add_argument("--most", type=int, metavar="N", help="read only the first N pairs")
    arguments = parser.parse_args(argv)
    readers = {"pandoc": pandoc_failures} | ({"LibreOffice": soffice_failures} if arguments.soffice else {})
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        pairs = list(read_pairs(arguments.texts, Path(folder), arguments.most))
        print(f"{len(pairs)} pairs written in {time.perf_counter() - started:.1f} s")
        failed = False
        for name, read in readers.items():
            started = time.perf_counter()
            failures = read(pairs)
            failed = failed or any(failures.values())
            for side, names in failures.items():
                print(f"{name}, {side} text: {len(names)} failures {' '.join(names)}".rstrip())
            print(f"{name}: {time.perf_counter() - started:.1f} s")
    return int(failed or not pairs)


if __name__ == "__main__":
    sys.exit(main())
