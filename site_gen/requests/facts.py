"""The options of `facts`."""

from __future__ import annotations

import argparse

from site_gen.requests.arguments import add_source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_source(parser)
