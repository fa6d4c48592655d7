"""Compares what a ledger says of a notice with the chain of decisions: a part of a proof's verifier, for Python 3.9."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import reduce
from typing import Any


def changes_of_record(
    record: Any, notice_id: str, chain: list[Any], states_after: Callable[[str, Any, set[str]], set[str]]
) -> list[str]:
    """Say in words what the ledger said of a notice that the entries since its freeze do not.

    `states_after` is that of `standing.py`.
    """
    own = [entry for entry in chain if entry["notice_id"] == notice_id]
    first = max(number for number, entry in enumerate(own) if entry["action"] == "frozen")
    frozen, own = own[first], own[first:]
    started = [(entry["at"], json.loads(entry["detail"])) for entry in own if entry["action"] == "send started"]
    sent_by = started[-1][1]["transport"] if started else None
    words = []
    if record["transport"] != sent_by:
        words.append(f"transport says {record['transport']}; it was sent by {sent_by or 'nothing yet'}")
    if record["frozen_at"] != frozen["at"]:
        words.append(f"frozen_at says {record['frozen_at']}; it was frozen at {frozen['at']}")
    ends = [entry["at"] for entry in own if entry["action"] in ("send ended", "cancelled", "settled")]
    if record["ended_at"] and record["ended_at"] not in ends:
        words.append(f"ended_at says {record['ended_at']}, and no entry says that anything ended then")
    if not record["ended_at"] and record["state"] in ("settling", "complete", "cancelled"):
        words.append(f"it counts as {record['state']}, and ended_at is empty")
    steps = ((entry["action"], json.loads(entry["detail"])) for entry in own)
    possible = reduce(lambda before, step: states_after(step[0], step[1], before), steps, {"frozen"})
    if record["state"] not in possible:
        words.append(f"state says {record['state']}, and was {' or '.join(sorted(possible))}")
    for at, detail in started:
        now = record["sends"].get(str(detail["run"]))
        if now != at:
            words.append(f"send {detail['run']} says that it started at {now or 'no time'}; it started at {at}")
    groups = json.loads(frozen["detail"]).get("groups", [])  # earlier releases kept the words of letters alone
    if groups and len(groups) != len(record["letters"]):
        words.append(f"{len(groups)} letters were frozen, and there are {len(record['letters'])}")
    for letter, group in zip(record["letters"], groups):  # noqa: B905 - older Pythons check proofs too
        said = [f"{name} says {letter[name]}, and was {was}" for name, was in group.items() if letter[name] != was]
        words += [f"letter {letter['number']}: {each}" for each in said]
    return words
