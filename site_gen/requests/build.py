"""The options of `build`."""

from __future__ import annotations

import argparse
from pathlib import Path

from site_gen.requests.arguments import add_site, add_source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_source(parser)
    add_site(parser)
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="default: build/site, in the top folder of the repository you are in"
    )
    parser.add_argument(
        "--published", metavar="URL|FOLDER",
        help="the published site, where it is not in --out: nothing of it may change or vanish undeclared",
    )  # fmt: skip
    parser.add_argument(
        "--replace-published", action="store_true", help="let published versions change or vanish all the same"
    )
