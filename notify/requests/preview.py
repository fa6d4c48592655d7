"""`preview`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from notify.requests import arguments
from notify.requests.base import Audience, Hop, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest(Request):
    """What `preview` is asked for."""

    audience: Audience
    out: Path
    to: str | None
    hop: Hop


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `preview` takes."""
    arguments.add_audience(command, needed=False)
    command.add_argument(
        "--out", type=Path, default="preview", metavar="DIR", help="where to write them (default: %(default)s)"
    )
    command.add_argument("--to", metavar="ADDRESS", help="send one test message there instead")
    arguments.add_transport(command)
    command.set_defaults(request=PreviewRequest)
