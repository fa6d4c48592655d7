"""cancel."""

from __future__ import annotations

import argparse

from notify.commands import arguments
from notify.commands.orders import leave_word
from notify.commands.requests import NoticeRequest, bind
from notify.model import NoticeState


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `cancel` takes."""
    arguments.add_ledger(command)
    arguments.add_notice(command)
    bind(command, NoticeRequest, cancel)


def cancel(request: NoticeRequest) -> int:
    """Never hand over the rest."""
    return leave_word(request, "cancel", NoticeState.CANCELLED, "cancelled")
