"""What earlier builds worked out, kept by content: a disposable file, rebuilt whenever it cannot be read."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from hashlib import sha256
from pathlib import Path
from typing import Any

from site_gen.program import cache_folder
from site_gen.text.facts import TextFacts

_TABLES = ("text", "outline", "pair", "wordings", "sections", "fragment", "practice")
_SCHEMA = "".join(
    f"create table if not exists {name} (key text primary key, value text) without rowid;" for name in _TABLES
)


class Cache:
    """Answers by content address for one program; losing it costs time, never truth."""

    def __init__(self, path: Path, program: str) -> None:
        self._connection = _open(path, program)
        self._learnt: dict[str, dict[str, str]] = {name: {} for name in _TABLES}

    def texts(self) -> dict[str, TextFacts]:
        """Return what is known of every text, by object id."""
        return {oid: TextFacts(*facts.split("\0")) for oid, facts in self._all("text")}

    def add_text(self, oid: str, facts: TextFacts) -> None:
        """Remember a text."""
        self._learnt["text"][oid] = "\0".join(astuple(facts))

    def outline(self, chain: str) -> Any:
        """Return the sections that follow from a chain of texts, as JSON; None if unknown."""
        return self._one("outline", chain)

    def add_outline(self, chain: str, sections: Any) -> None:
        """Remember sections, as JSON."""
        self._learnt["outline"][chain] = json.dumps(sections)

    def wordings(self, oid: str) -> Any:
        """Return the names of what stands under each heading of a text, as JSON; None if unknown."""
        return self._one("wordings", oid)

    def add_wordings(self, oid: str, wordings: Any) -> None:
        """Remember them."""
        self._learnt["wordings"][oid] = json.dumps(wordings)

    def sections(self, chain: str) -> Any:
        """Return the sections as they were followed through a chain of versions, as JSON; None if unknown."""
        return self._one("sections", chain)

    def add_sections(self, chain: str, threads: Any) -> None:
        """Remember them."""
        self._learnt["sections"][chain] = json.dumps(threads)

    def fragments(self, keys: Iterable[str]) -> dict[str, str]:
        """Return those parts of pages that are known, by key."""
        found = (
            (key, self._connection.execute("select value from fragment where key = ?", (key,)).fetchone())
            for key in keys
        )
        return {key: row[0] for key, row in found if row}

    def add_fragments(self, fragments: Mapping[str, str]) -> None:
        """Remember parts of pages."""
        self._learnt["fragment"].update(fragments)

    def practice(self, oid: str) -> Any:
        """Return the facts that a text states, as JSON; None if unknown."""
        return self._one("practice", oid)

    def add_practice(self, oid: str, facts: Any) -> None:
        """Remember the facts that a text states, as JSON."""
        self._learnt["practice"][oid] = json.dumps(facts)

    def pairs(self) -> dict[str, str]:
        """Return every summary of a redline, as text, by key."""
        return dict(self._all("pair"))

    def add_pair(self, key: str, summary: str) -> None:
        """Remember a summary of a redline."""
        self._learnt["pair"][key] = summary

    def close(self) -> None:
        """Write down what was learnt, in one short go, since builds may share a cache; whoever cannot goes without."""
        try:
            with self._connection as connection:
                for name, rows in self._learnt.items():
                    connection.executemany(f"insert or replace into {name} values (?, ?)", rows.items())  # noqa: S608
        except sqlite3.Error:
            pass
        finally:
            self._connection.close()

    def _one(self, table: str, key: str) -> Any:
        if key in self._learnt[table]:
            return json.loads(self._learnt[table][key])
        row = self._connection.execute(f"select value from {table} where key = ?", (key,)).fetchone()  # noqa: S608  as below
        return json.loads(row[0]) if row else None

    def _all(self, table: str) -> Iterable[tuple[str, str]]:
        return self._connection.execute(f"select key, value from {table}")  # noqa: S608  a name of ours


def default_path(repository: Path) -> Path:
    """Return where a repository's cache lies: in the user's cache folder, under the repository's own name."""
    return cache_folder() / f"{sha256(os.fsencode(repository.resolve())).hexdigest()[:16]}.sqlite3"


def _open(path: Path, program: str) -> sqlite3.Connection:
    """Open the cache; one that is broken is made anew, one that cannot be written is kept in memory."""
    for attempt in ("read", "replace"):
        try:
            if attempt == "replace":
                path.unlink(missing_ok=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            return _prepare(sqlite3.connect(path, timeout=5), program)
        except (sqlite3.Error, OSError):
            continue
    return _prepare(sqlite3.connect(":memory:"), program)


def _prepare(connection: sqlite3.Connection, program: str) -> sqlite3.Connection:
    """Empty a cache that another program filled: what that worked out may not be what this one would."""
    connection.execute("pragma synchronous = off")
    connection.execute("create table if not exists program (name text)")
    if connection.execute("select name from program").fetchall() == [(program,)]:
        return connection
    drops = "".join(f"drop table if exists {name};" for name in (*_TABLES, "program"))
    connection.executescript(f"begin; {drops} {_SCHEMA} create table program (name text); commit;")
    with connection:
        connection.execute("insert into program values (?)", (program,))
    return connection
