"""Which way findings go whose rule alone says it."""

from __future__ import annotations

from site_gen.signals.model import Direction

_WAYS = {
    "switched-on": Direction.WIDENING,
    "switched-off": Direction.PROTECTIVE,
    "told-not-asked": Direction.WIDENING,
    "asked-not-told": Direction.PROTECTIVE,
    "answer-turned": Direction.WIDENING,
    "answer-denied": Direction.PROTECTIVE,
    "exception-added": Direction.WIDENING,
    "exception-gone": Direction.PROTECTIVE,
    "expiry": Direction.UNCLEAR,
    "place": Direction.UNCLEAR,
}


def way_by_code(code: str) -> Direction | None:
    """Return which way a finding of a rule goes, whatever its words; none where its words decide."""
    return _WAYS.get(code)
