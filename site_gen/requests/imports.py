"""The options of `import`."""

from __future__ import annotations

import argparse
from pathlib import Path

from site_gen.requests.arguments import add_repository, day


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="DIR|FILE", help="a folder of old versions, or files")
    parser.add_argument(
        "--from-history", metavar="PLACE",
        help="take the days too from where the versions are: a file in another git repository (or REPOSITORY:PATH), "
        "or a folder of snapshots with days in their names, as web archives write them",
    )  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="with --from-history: the days shown are right")
    parser.add_argument(
        "--date", action="append", type=day, default=[], metavar="DATE",
        help="the day a file was published; once for each file, in their order (default: what the names say)",
    )  # fmt: skip
    parser.add_argument(
        "--policy", metavar="NAME",
        help="slug or path of the policy (default: what the files' names say, else policy/privacy.md)",
    )  # fmt: skip
    add_repository(parser)
    parser.add_argument("--branch", help="the branch to write to (default: the one checked out)")
    parser.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
