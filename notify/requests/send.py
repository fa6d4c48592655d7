"""`send`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from notify.requests import arguments
from notify.requests.base import Audience, Hop, LedgerRequest, Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRequest(LedgerRequest):
    """What `send` is asked for."""

    notice: str | None
    audience: Audience
    site: str | None
    confirm: int | None
    yes: bool
    late: bool
    as_frozen: bool
    canary: int
    rate: float | None
    """Recipients a second, at most."""
    clock_is_right: bool
    in_flight: int
    """0: the transport's own."""
    batch_size: int
    """0: the transport's own."""
    on_ambiguous: str
    wait: float
    """Seconds."""
    stand_by: float | None
    """Seconds; None for as long as it is paused."""
    metrics: int | None
    waiting: Waiting
    hop: Hop
    workers: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `send` takes."""
    arguments.add_ledger(command)
    arguments.add_notice(command)
    arguments.add_audience(command, needed=False, one_each=True)
    _add_confirmations(command)
    _add_pace(command)
    _add_waiting(command)
    _add_others(command)
    arguments.add_patience(command)
    arguments.add_transport(command)
    command.set_defaults(request=SendRequest)


def _add_confirmations(command: argparse.ArgumentParser) -> None:
    """Add what is asked before anything leaves, and what the operator vouches for."""
    command.add_argument(
        "--site", metavar="DIR_OR_URL", help="where to check the public page (default: where the manifest is)"
    )
    command.add_argument("--confirm", type=arguments.count, metavar="COUNT", help="the frozen count, typed back")
    command.add_argument(
        "--yes", action="store_true", help="do not ask; needed with --confirm when there is no terminal"
    )
    command.add_argument(
        "--late", action="store_true", help="send even though the lead time can no longer be kept; status will say so"
    )
    command.add_argument(
        "--as-frozen",
        action="store_true",
        help="send the rest even though the version has since been postponed; the messages give the earlier date",
    )
    command.add_argument(
        "--clock-is-right",
        action="store_true",
        help="you vouch that this machine's clock is right, although the ledger has recorded later times",
    )


def _add_pace(command: argparse.ArgumentParser) -> None:
    """Add how many are told at once."""
    command.add_argument(
        "--canary",
        type=arguments.count,
        default=0,
        metavar="N",
        help="send to N first, and to the rest only after good news about them",
    )
    command.add_argument("--rate", type=arguments.positive, metavar="N", help="at most N recipients a second")
    command.add_argument(
        "--in-flight",
        type=arguments.count,
        default=0,
        metavar="N",
        help="how many attempts at once (default: the transport's)",
    )
    command.add_argument(
        "--batch-size",
        type=arguments.count,
        default=0,
        metavar="N",
        help="at most N recipients per attempt, fixed by the first send; fewer means less in doubt after a crash",
    )


def _add_waiting(command: argparse.ArgumentParser) -> None:
    """Add what is done about attempts in doubt, and how long to wait for what."""
    command.add_argument(
        "--on-ambiguous", choices=("hold", "resend", "assume_sent"), default="hold",
        help="what to do with doubt that no evidence settles (default: %(default)s); "
        "resend may tell people twice, assume_sent may leave some out",
    )  # fmt: skip
    command.add_argument(
        "--wait",
        type=arguments.positive,
        default=0.0,
        metavar="SECONDS",
        help="how long to wait for events that settle doubt (default: 0)",
    )
    command.add_argument(
        "--stand-by",
        type=arguments.positive,
        metavar="SECONDS",
        help="how long to wait for `resume` once it is paused, then end with 3 (default: until it is resumed)",
    )


def _add_others(command: argparse.ArgumentParser) -> None:
    """Add who else watches the send or does it."""
    command.add_argument(
        "--metrics",
        type=arguments.port,
        metavar="PORT",
        help="serve Prometheus metrics on this machine's own address while sending",
    )
    command.add_argument(
        "--workers",
        action="store_true",
        help="let `policy-notify worker` processes send it; this one hands out, settles and watches (PostgreSQL)",
    )
