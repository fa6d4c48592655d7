"""Polars, imported when it is first used: `--help`, refusals and small commands start without it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any


class _Late:
    """Stands in for a module; the first use of a name imports the module, and keeps what the name stands for.

    Python's own LazyLoader is not safe in threads before 3.12, and transports are used from several.
    """

    def __init__(self, name: str, settings: Mapping[str, str]) -> None:
        self._name, self._settings = name, settings

    def __getattr__(self, attribute: str) -> Any:
        for variable, value in self._settings.items():
            os.environ.setdefault(variable, value)
        value = getattr(import_module(self._name), attribute)
        setattr(self, attribute, value)
        return value


SETTINGS = {
    "POLARS_IMPORT_INTERVAL_AS_STRUCT": "1",  # else one column of time spans stops a whole Parquet file
    "POLARS_ROW_GROUP_PREFETCH_SIZE": "2",  # else all of a file of some gigabytes may lie in memory at once
}
"""What polars reads from the environment once, when it is first used."""

if TYPE_CHECKING:
    import polars as polars  # noqa: ICN001, PLC0414 - exported under its own name
else:
    polars = _Late("polars", SETTINGS)
