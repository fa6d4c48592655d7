"""The two state machines, each drawn beside its table of moves.

A notice:

    FROZEN ──send──────────────▶ RUNNING ──nothing left─────▶ COMPLETE
       │                         ▲  │  ▲ │
       └─send --canary─▶ CANARY ─┘  │  │ └─only doubt left──▶ SETTLING ─▶ COMPLETE
                          │  ▲      ▼  │                        │
                          └──┴─▶ PAUSED ◀───────────────────────┘
    CANCELLED: from anywhere but COMPLETE; what was accepted stays accepted.

A batch:

    READY ──intent is durable──▶ SENDING ──202, 250, renamed──▶ ACCEPTED
      ▲                            │ │ │
      │◀──certainly not taken──────┘ │ └──refused, nobody left──▶ REFUSED
      │                              ▼
      │                          AMBIGUOUS ──an event of it──▶ ACCEPTED
      │◀──proven not taken───────────┤
      │                              └──no evidence──▶ HELD ──an event of it, or the operator's word──▶ ACCEPTED
      └◀──proven not taken, or the operator's word───────┘
    CANCELLED: from READY only. READY ──a late event of an earlier attempt──▶ ACCEPTED.
    READY ──everybody in it was refused before──▶ REFUSED. READY ──this ledger may not be the newest──▶ HELD.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from notify.errors import LedgerError
from notify.model.batch import BatchState as B
from notify.model.notice import NoticeState as N

NOTICE_MOVES: Mapping[N, frozenset[N]] = {
    N.FROZEN: frozenset({N.RUNNING, N.CANARY, N.PAUSED, N.CANCELLED}),
    N.CANARY: frozenset({N.RUNNING, N.PAUSED, N.CANCELLED}),
    N.RUNNING: frozenset({N.PAUSED, N.SETTLING, N.COMPLETE, N.CANCELLED}),
    N.PAUSED: frozenset({N.RUNNING, N.CANARY, N.CANCELLED}),
    N.SETTLING: frozenset({N.RUNNING, N.PAUSED, N.COMPLETE, N.CANCELLED}),
    N.COMPLETE: frozenset(),
    N.CANCELLED: frozenset(),
}

BATCH_MOVES: Mapping[B, frozenset[B]] = {
    B.READY: frozenset({B.SENDING, B.ACCEPTED, B.REFUSED, B.CANCELLED, B.HELD}),
    B.SENDING: frozenset({B.ACCEPTED, B.READY, B.REFUSED, B.AMBIGUOUS}),
    B.AMBIGUOUS: frozenset({B.ACCEPTED, B.READY, B.HELD}),
    B.HELD: frozenset({B.ACCEPTED, B.READY}),
    B.ACCEPTED: frozenset(),
    B.REFUSED: frozenset(),
    B.CANCELLED: frozenset(),
}

State = TypeVar("State", N, B)


def origins(moves: Mapping[State, frozenset[State]], target: State) -> tuple[State, ...]:
    """Name the states from which `target` may be reached."""
    return tuple(state for state, targets in moves.items() if target in targets)


def refuse_illegal(moves: Mapping[State, frozenset[State]], old: State, new: State) -> None:
    """Raise where the drawing has no such arrow."""
    if new not in moves[old]:
        raise LedgerError(f"a move from {old} to {new} does not exist; the ledger was changed by something else")
