"""What earlier builds worked out, kept by content: a disposable file, rebuilt whenever it cannot be read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from site_gen.program import cache_folder

_TABLES = {
    "text": "how each text reads, by object id",
    "outline": "the sections that follow from a chain of texts",
    "wordings": "what stands under each heading of a text, by object id",
    "facts": "what a text states, by object id",
    "segments": "what a stretch of a text states, by all that it and the text before it say",
    "threads": "sections followed through a chain of versions",
    "courses": "facts followed through a chain of versions",
    "pair": "what is said of a redline, by both object ids",
    "fragment": "parts of the pages of sections, by what they are made from",
    "row": "parts of the files that cover many versions, by what they are made from",
}
"""Each keeps a text under a name that covers all that the text was worked out from."""
_SCHEMA = "".join(
    f"create table if not exists {name} (key text primary key, value text) without rowid;" for name in _TABLES
)


class Table:
    """One kind of what is kept, by name."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self._name = name
        self._learnt: dict[str, str] = {}

    def kept(self) -> dict[str, str]:
        """Return all that earlier builds left."""
        return dict(self._connection.execute(f"select key, value from {self._name}"))  # noqa: S608  a name of ours

    def find(self, key: str) -> str | None:
        """Return what is known; None if nothing is."""
        if key in self._learnt:
            return self._learnt[key]
        row = self._connection.execute(f"select value from {self._name} where key = ?", (key,)).fetchone()  # noqa: S608  as above
        return row[0] if row else None

    def find_all(self, keys: Iterable[str]) -> dict[str, str]:
        """Return what is known of several."""
        found = ((key, self.find(key)) for key in keys)
        return {key: value for key, value in found if value is not None}

    def add(self, key: str, value: str) -> None:
        """Remember one."""
        self._learnt[key] = value

    def add_all(self, values: Mapping[str, str]) -> None:
        """Remember several."""
        self._learnt.update(values)

    def write(self) -> None:
        """Write down what was learnt."""
        self._connection.executemany(f"insert or replace into {self._name} values (?, ?)", self._learnt.items())  # noqa: S608  as above


class Cache:
    """Answers by content address for one program; losing it costs time and changes nothing."""

    def __init__(self, path: Path, program: str) -> None:
        self._connection = _open(path, program)
        self._tables = {name: Table(self._connection, name) for name in _TABLES}

    def __getitem__(self, name: str) -> Table:
        return self._tables[name]

    def close(self) -> None:
        """Write down what was learnt, in one short transaction, since builds may share a cache; ignore a failure."""
        try:
            with self._connection:
                for table in self._tables.values():
                    table.write()
        except sqlite3.Error:
            pass
        finally:
            self._connection.close()


def default_path(repository: Path) -> Path:
    """Return the path of a repository's cache: in the user's cache folder, under the repository's own name."""
    return cache_folder() / f"{sha256(os.fsencode(repository.resolve())).hexdigest()[:16]}.sqlite3"


def _open(path: Path, program: str) -> sqlite3.Connection:
    """Open the cache; one that is broken is replaced, one that cannot be written is kept in memory."""
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
