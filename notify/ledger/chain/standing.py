"""Where a notice can stand, by the entries of the chain about it. A proof's verifier has it too, for Python 3.9."""

from __future__ import annotations

from typing import Any


def states_after(action: str, detail: Any, before: set[str]) -> set[str]:
    """Say where a notice can stand after an entry about it; who sends may die before it moves, or obey later."""
    if action == "send started":
        return before | {"canary", "running", "paused"}
    if action == "pause asked":
        return before | {"paused"}
    if action == "cancelled":
        return {"cancelled"}
    if action == "settled" and "batches" in detail:
        return {"complete"}
    return _states_after_send(detail["ending"], detail["batches"]) if action == "send ended" else before


def _states_after_send(ending: str, batches: Any) -> set[str]:
    if ending == "cancelled":
        return {"cancelled"}
    if ending not in ("drained", "interrupted"):
        return {"paused"}
    if batches.get("ready") or batches.get("sending"):
        return {"canary", "running"}
    return {"settling"} if batches.get("held") else {"complete"}
