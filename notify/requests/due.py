"""`due`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.requests import arguments
from notify.requests.base import LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRequest(LedgerRequest):
    """What `due` is asked for."""

    manifest: tuple[str, ...]
    rate: float
    """Messages a second."""
    config: str | None
    format: str


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `due` takes."""
    arguments.add_ledger(command)
    arguments.add_manifests(command)
    command.add_argument("--rate", type=float, default=50.0, metavar="N", help="messages a second (default: 50)")
    command.add_argument(
        "--config",
        metavar="FILE",
        help="policy.toml with [review] and [witness] (default: policy/policy.toml, if there)",
    )
    command.add_argument("--format", choices=("text", "github"), default="text", help="github: the body of an issue")
    arguments.add_today(command)
    command.set_defaults(request=DueRequest)
