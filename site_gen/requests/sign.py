"""The options of `sign`."""

from __future__ import annotations

import argparse
from pathlib import Path

from site_gen.requests.arguments import add_repository


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_repository(parser)
    parser.add_argument("--branch", help="the publishing branch (default: the one checked out)")
    parser.add_argument("--site", type=Path, metavar="FOLDER", help="default: where `policy-site build` puts it")
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help="an Ed25519 key of OpenSSH (default: SECTION11_SIGNING_KEY holds it)"
    )
    parser.add_argument("--tsa", metavar="URL", help="a time-stamping service (RFC 3161)")
    parser.add_argument(
        "--published", metavar="URL|FOLDER", help="the published site, whose older signatures and time stamps are kept"
    )
    parser.set_defaults(policy=[], today=None)
