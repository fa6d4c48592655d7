"""`events serve`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.providers import REGISTRY
from notify.requests import arguments
from notify.requests.base import LedgerRequest, Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeRequest(LedgerRequest):
    """What `events serve` is asked for."""

    host: str
    port: int
    provider: str
    public_key: str | None
    dashboard: bool
    unsigned: bool
    waiting: Waiting


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `events serve` takes."""
    arguments.add_ledger(command)
    command.add_argument("--host", default="127.0.0.1", help="(default: %(default)s)")
    command.add_argument("--port", type=arguments.port, default=8111, help="(default: %(default)s; 0 picks a free one)")
    posting = {name: provider.webhook for name, provider in REGISTRY.items() if provider.webhook}
    command.add_argument(
        "--provider", choices=tuple(posting), default=next(iter(posting)), help="whose webhook (default: %(default)s)"
    )
    command.add_argument(
        "--public-key",
        metavar="KEY_OR_FILE",
        help=f"the webhook's verification key (default: {', '.join(hook.key_variable for hook in posting.values())})",
    )
    command.add_argument(
        "--dashboard",
        action="store_true",
        help="serve the operator's page at /dashboard to anyone with the token in POLICY_NOTIFY_DASHBOARD_TOKEN",
    )
    command.add_argument(
        "--unsigned", action="store_true", help="accept posts without a signature, on this machine's own address only"
    )
    arguments.add_patience(command)
    command.set_defaults(request=ServeRequest)
