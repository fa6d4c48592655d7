"""`resume`: its options, and the request that they make."""

from __future__ import annotations

import argparse

from notify.requests import arguments
from notify.requests.base import NoticeRequest


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `resume` takes."""
    arguments.add_ledger(command)
    arguments.add_notice(command)
    arguments.add_today(command)
    command.set_defaults(request=NoticeRequest)
