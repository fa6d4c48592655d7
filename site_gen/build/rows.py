"""The parts of long files, one for each version; what an earlier build wrote about an old version is kept."""

from __future__ import annotations

from collections.abc import Callable

from site_gen.build.cache import Table
from site_gen.build.names import name_all


class Rows:
    """Remembers parts by all that they are made from."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._kept = table.kept()

    def remember(self, write: Callable[[], str], *made_from: object) -> str:
        """Return what a function writes; its name is that of all that it writes from."""
        name = name_all(made_from)
        kept = self._kept.get(name)
        if kept is None:
            kept = self._kept[name] = write()
            self._table.add(name, kept)
        return kept
