"""Polars, imported when it is first used: `--help`, refusals and small commands start without it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


class _Late:
    """Stands in for a module; the first use of a name imports the module, and keeps what the name stands for.

    Python's own LazyLoader is not safe in threads before 3.12, and transports are used from several.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(import_module(self._name), attribute)
        setattr(self, attribute, value)
        return value


if TYPE_CHECKING:
    import polars as polars  # noqa: ICN001, PLC0414 - exported under its own name
else:
    polars = _Late("polars")
