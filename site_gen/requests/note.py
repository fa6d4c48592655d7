"""The options of `note`."""

from __future__ import annotations

import argparse

from site_gen.requests.arguments import add_change, add_source, day


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_source(parser)
    add_change(parser)
    parser.add_argument("--stdout", action="store_true", help="print the note instead of writing it")
    parser.add_argument("--postpone", metavar="VERSION", help="write a note that postpones this version; with --until")
    parser.add_argument("--until", type=day, metavar="DATE", help="the day on which it takes effect instead")
