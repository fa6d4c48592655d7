"""pause."""

from __future__ import annotations

import argparse

from notify.commands import arguments
from notify.commands.orders import leave_word
from notify.commands.requests import NoticeRequest, bind
from notify.model import NoticeState


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `pause` takes."""
    arguments.add_ledger(command)
    arguments.add_notice(command)
    bind(command, NoticeRequest, pause)


def pause(request: NoticeRequest) -> int:
    """Stop handing over."""
    return leave_word(request, "pause", NoticeState.PAUSED, "paused")
