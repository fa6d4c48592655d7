"""`proof`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.requests import arguments
from notify.requests.base import LedgerRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRequest(LedgerRequest):
    """What `proof` is asked for."""

    account: str | None
    notice: str | None
    out: str | None
    site: str | None
    redact: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `proof` takes."""
    arguments.add_ledger(command)
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--account", metavar="ID", help="everything about one account")
    what.add_argument("--notice", metavar="ID", help="everything about one notice")
    command.add_argument("--out", metavar="FILE", help="the zip (default: proof-....zip)")
    command.add_argument(
        "--site", metavar="DIR_OR_URL", help="where to read the policy's texts (default: where the manifest was)"
    )
    command.add_argument("--redact", action="store_true", help="leave out raw event posts, which name other people too")
    command.set_defaults(request=ProofRequest)
