"""`plan`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.requests import arguments
from notify.requests.base import Audience, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest(Request):
    """What `plan` is asked for."""

    audience: Audience
    rate: float
    """Recipients a second."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `plan` takes."""
    command.add_argument("--ledger", default=None, metavar="URL", help="accepted for symmetry; a plan reads no ledger")
    arguments.add_audience(command)
    command.add_argument(
        "--rate",
        type=arguments.positive,
        default=100.0,
        metavar="N",
        help="recipients a second, for the estimate (default: %(default)s)",
    )
    command.set_defaults(request=PlanRequest)
