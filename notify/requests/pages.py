"""`pages`: its options, and the request that they make."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from notify.requests import arguments
from notify.requests.base import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesRequest(Request):
    """What `pages` is asked for."""

    manifest: tuple[str, ...]
    out: Path
    records: Path
    ledger: str | None
    config: str | None
    from_email: str | None
    base_url: str | None
    check: bool


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what `pages` takes."""
    arguments.add_manifests(command)
    command.add_argument("--out", type=Path, required=True, metavar="SITE", help="the site's folder")
    source = command.add_mutually_exclusive_group()
    source.add_argument(
        "--records",
        type=Path,
        default="notices",
        metavar="DIR",
        help="public records that `record` exported (default: %(default)s, if there)",
    )
    source.add_argument(
        "--ledger",
        metavar="URL",
        help="read the records from this ledger, as `record` would export them, and keep none",
    )
    command.add_argument("--config", metavar="FILE", help="policy.toml (default: policy/policy.toml, if there)")
    command.add_argument("--from", dest="from_email", metavar="ADDRESS", help="the address that messages come from")
    command.add_argument(
        "--base-url", metavar="URL", help="where the manifest's folder is published, when its addresses are relative"
    )
    command.add_argument(
        "--check", action="store_true", help="write nothing; name each file in the site that is not what it should be"
    )
    arguments.add_today(command)
    command.set_defaults(request=PagesRequest)
