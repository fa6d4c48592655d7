"""The options of `serve`."""

from __future__ import annotations

import argparse
from pathlib import Path

from site_gen.requests.arguments import add_source

_LAST_PORT = 65535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_source(parser)
    parser.add_argument("--site", type=Path, metavar="FOLDER", help="show a built site as it is, and no draft")
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help="default: 8000")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is not a port; write a number up to {_LAST_PORT}")
    return int(text)
