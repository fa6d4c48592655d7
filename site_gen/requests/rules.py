"""The options of `rules`."""

from __future__ import annotations

import argparse

from site_gen.requests.arguments import add_source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_source(parser)
    parser.add_argument("--format", choices=["text", "markdown", "json"], default="text", help="default: text")
