"""What each command does, once its arguments are parsed: one short function each, imported when asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, cast

WHERE: Mapping[str, str] = {
    "plan": "plan:plan",
    "freeze": "plan:freeze",
    "preview": "preview:preview",
    "send": "send:send",
    "pause": "send:pause",
    "resume": "send:resume",
    "cancel": "send:cancel",
    "status": "status:status",
    "due": "due:due",
    "unreached": "status:unreached",
    "events import": "events:import_events",
    "events serve": "events:serve",
    "proof": "records:proof",
    "record": "records:record",
    "pages": "records:pages",
    "forget": "records:forget",
    "backup": "copies:backup",
    "restore": "copies:restore",
    "adopt": "copies:adopt",
    "sign": "sign:sign",
}


def command(name: str) -> Callable[[Any], int]:
    """Find what a command does; a command imports only what it needs, for starting is most of a small run."""
    module, _, function = WHERE[name].partition(":")
    return cast("Callable[[Any], int]", getattr(import_module(f"notify.commands.{module}"), function))


def run(name: str, arguments: argparse.Namespace) -> int:
    """Read what a command was asked for, and do it."""
    from notify.commands.requests import read_request, request_of  # noqa: PLC0415 - `--help` needs none of it

    return command(name)(read_request(request_of(name), arguments))
