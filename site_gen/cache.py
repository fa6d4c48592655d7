"""What earlier builds worked out, kept by content: a disposable file, rebuilt whenever it cannot be read."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
create table if not exists text (program text, oid text, facts text, primary key (program, oid)) without rowid;
create table if not exists outline (chain text primary key, sections text) without rowid;
create table if not exists pair (key text primary key, summary text) without rowid;
"""


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What the build needs of a text without reading it again."""

    fingerprint: str
    """Equal for texts that render the same."""
    sha256: str
    title: str


class Cache:
    """Answers by content address; losing it costs time, never truth."""

    def __init__(self, path: Path, program: str) -> None:
        self._program = program
        self._connection = _opened(path)

    def texts(self) -> Mapping[str, TextFacts]:
        """Return what is known of every text, by object id."""
        rows = self._connection.execute("select oid, facts from text where program = ?", (self._program,))
        return {oid: TextFacts(*facts.split("\0")) for oid, facts in rows}

    def add_texts(self, facts: Mapping[str, TextFacts]) -> None:
        """Remember texts."""
        rows = ((self._program, oid, f"{f.fingerprint}\0{f.sha256}\0{f.title}") for oid, f in facts.items())
        self._connection.executemany("insert or replace into text values (?, ?, ?)", rows)

    def outline(self, chain: str) -> Any:  # noqa: ANN401  JSON, given its type by the caller
        """Return the sections that follow from a chain of texts; None if unknown."""
        row = self._connection.execute("select sections from outline where chain = ?", (chain,)).fetchone()
        return json.loads(row[0]) if row else None

    def add_outlines(self, outlines: Iterable[tuple[str, Any]]) -> None:
        """Remember sections."""
        rows = ((chain, json.dumps(sections)) for chain, sections in outlines)
        self._connection.executemany("insert or replace into outline values (?, ?)", rows)

    def pairs(self) -> Mapping[str, str]:
        """Return every summary of a redline, as text, by key."""
        return dict(self._connection.execute("select key, summary from pair"))

    def add_pairs(self, summaries: Mapping[str, str]) -> None:
        """Remember summaries of redlines."""
        self._connection.executemany("insert or replace into pair values (?, ?)", summaries.items())

    def close(self) -> None:
        """Write down what was learnt; whoever cannot write goes without."""
        try:
            self._connection.commit()
        except sqlite3.Error:
            pass
        finally:
            self._connection.close()


def default_path(repository: Path) -> Path:
    """Return where a repository's cache lies: in the user's cache folder, under the repository's own name."""
    from hashlib import sha256

    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return root / "section11" / f"{sha256(os.fsencode(repository.resolve())).hexdigest()[:16]}.sqlite3"


def _opened(path: Path) -> sqlite3.Connection:
    """Open the cache; one that is broken is made anew, one that cannot be written is kept in memory."""
    for attempt in ("read", "replace"):
        try:
            if attempt == "replace":
                path.unlink(missing_ok=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=5)
            connection.execute("pragma synchronous = off")
            connection.executescript(_SCHEMA)
        except (sqlite3.Error, OSError):
            continue
        else:
            return connection
    connection = sqlite3.connect(":memory:")
    connection.executescript(_SCHEMA)
    return connection
