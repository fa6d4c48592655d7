"""The options of `approve`."""

from __future__ import annotations

import argparse

from site_gen.requests.arguments import add_change, add_source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_source(parser)
    add_change(parser)
    parser.add_argument("--as", dest="who", metavar="NAME", help="who approves (default: asked for)")
