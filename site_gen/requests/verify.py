"""The options of `verify`."""

from __future__ import annotations

import argparse
from pathlib import Path

from site_gen.requests.arguments import add_site, add_source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_source(parser)
    add_site(parser)
    parser.add_argument("--site", type=Path, metavar="FOLDER", help="default: where `policy-site build` puts it")
