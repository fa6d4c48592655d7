"""`sign`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from notify.requests import arguments
from notify.requests.base import LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRequest(LedgerRequest):
    """What `sign` is asked for."""

    key: Path | None
    tsa: str | None
    config: str | None


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `sign` takes."""
    arguments.add_ledger(command)
    command.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="an Ed25519 key in OpenSSH format (default: the key itself, in SECTION11_SIGNING_KEY)",
    )
    command.add_argument("--tsa", metavar="URL", help="a time-stamping service (RFC 3161)")
    command.add_argument("--config", metavar="FILE", help="policy.toml (default: policy/policy.toml, if there)")
    command.set_defaults(request=SignRequest)
