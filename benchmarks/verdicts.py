"""What a benchmark says in the end: each bar that was set, and whether it was met."""

from __future__ import annotations

from collections.abc import Mapping


def print_verdicts(verdicts: Mapping[str, bool]) -> int:
    """Print each verdict; returns the exit code, 1 where any is not met."""
    for words, is_met in verdicts.items():
        print(f"{'ok  ' if is_met else 'FAIL'}  {words}")
    return 0 if all(verdicts.values()) else 1
