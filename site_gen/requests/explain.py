"""The options of `explain`."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "code", nargs="?", metavar="CODE", help="such as note-missing or M5; without one, they are all listed"
    )
