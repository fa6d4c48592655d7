"""What a chaos run is judged by: what became of each notice, and what the proposal and its controls had to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

HARMS = (
    "put back alone", "put back whole", "machine put back", "restored", "second machine", "moved", "clock back",
    "clock ahead",
)  # fmt: skip


@dataclass(slots=True)
class Run:
    """One notice after another sent through chaos."""

    mode: str
    seed: int
    kills: int = 0
    lives: int = 0
    notices: int = 0
    recipients: int = 0
    lost: int = 0
    doubled: int = 0
    held: int = 0
    ambiguous: int = 0
    unexplained: int = 0
    seconds: float = 0.0
    harms: Counter[str] = field(default_factory=Counter)
    refusals: int = 0
    """Lives that ended before the first byte, since the ledger or the clock was not to be trusted."""


def print_runs(proposals: Sequence[Run], controls: Sequence[Run]) -> None:
    """Print a line for each run, and how often each harm was done to the proposal."""
    print(
        f"\n{'mode':<12} {'seed':>4} {'kills':>6} {'harms':>6} {'refused':>7} {'notices':>7} {'told':>9} {'lost':>7} "
        f"{'doubled':>7} {'held':>6} {'doubt':>6} {'s':>6}"
    )
    for one in (*proposals, *controls):
        print(
            f"{one.mode:<12} {one.seed:>4} {one.kills:>6} {one.harms.total():>6} {one.refusals:>7} {one.notices:>7} "
            f"{one.recipients:>9,} {one.lost:>7,} {one.doubled:>7,} {one.held:>6,} {one.ambiguous:>6,} "
            f"{one.seconds:>6.0f}"
        )
    harms = sum((one.harms for one in proposals), Counter())
    print("\nharms: " + ", ".join(f"{harms[name]} {name}" for name in HARMS))


def verdicts_on(proposals: list[Run], controls: list[Run]) -> dict[str, bool]:
    """Say of each thing that had to be so whether it was."""
    kills = sum(one.kills for one in proposals)
    harms = sum(one.harms.total() for one in proposals)
    clean = all(not one.lost and not one.doubled and not one.held and not one.unexplained for one in proposals)
    verdicts = {f"with events: {kills} kills and {harms} harms, 0 lost, 0 doubled, 0 unexplained": clean}
    if controls:
        silent, resend, assume, old_resend, old_assume, no_mark, false_word = controls
        exact = not silent.doubled and not silent.unexplained and silent.held == silent.ambiguous
        verdicts |= {
            "without events: 0 doubled, and held is exactly what is in doubt": exact,
            "control: blind resending doubles": resend.doubled > 0,
            "control: never resending loses": assume.lost > 0,
            "control: an old ledger, and all that is held sent again: doubles": old_resend.doubled > 0,
            "control: an old ledger, and all that is held assumed: loses": old_assume.lost > 0,
            "control: an old ledger put back with its folder, and no mark of it: doubles": no_mark.doubled > 0,
            "control: a false word about a second machine doubles": false_word.doubled > 0,
            "whoever was doubled is counted as doubled": all(
                not one.unexplained for one in (old_resend, no_mark, false_word)
            ),
        }
    return verdicts
