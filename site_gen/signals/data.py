"""Signals as JSON: what `policy-site diff --format json` prints beside the redline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from site_gen.signals.judge import proposed_class
from site_gen.signals.model import Signal
from site_gen.signals.whole import proposed_direction

if TYPE_CHECKING:
    from site_gen.canonical import Json


def signals_json(found: Sequence[Signal]) -> dict[str, Json]:
    """Return the signals, the class that they ask for, and which way the change goes on the whole."""
    return {
        "signals": [_signal(signal) for signal in found],
        "proposed_class": str(proposed_class(found)),
        "proposed_direction": proposed_direction(found),
    }


def _signal(signal: Signal) -> dict[str, Json]:
    return {
        "code": signal.code,
        "question": signal.question,
        "section": signal.section,
        "before": signal.before,
        "after": signal.after,
        "found": list(signal.found),
        "why": signal.why,
        "source": signal.source,
        "weight": str(signal.weight),
        "direction": str(signal.direction),
    }
