"""What several commands take, and what it means to the program."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from site_gen.options import Options, Redlines

if TYPE_CHECKING:
    from site_gen.check.proposal.read import Request

_SITE = Path("build/site")


def add_repository(parser: argparse.ArgumentParser) -> None:
    """Add where the repository is."""
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="FOLDER", help="any folder of the repository (default: here)"
    )


def add_source(parser: argparse.ArgumentParser) -> None:
    """Add which policies of which repository are meant, and for which day."""
    add_repository(parser)
    parser.add_argument("--branch", help="the publishing branch (default: the one checked out)")
    parser.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="NAME",
        help="a policy's slug, with its language where it has several (privacy.de), or its path from the top "
        "folder; may be repeated (default: those in policy/)",
    )
    parser.add_argument(
        "--today", type=day, metavar="DATE", help="the day to publish for (default: today, where the organisation is)"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def add_site(parser: argparse.ArgumentParser) -> None:
    """Add how a site is built."""
    parser.add_argument(
        "--base-url", metavar="URL", help="the site's public address (default: what policy/policy.toml says)"
    )
    parser.add_argument("--jobs", type=_positive, metavar="N", help="processes to use (default: one per core)")
    parser.add_argument(
        "--redlines", choices=["none", "changes", "all"], default="all",
        help="none; changes: each version against the one before; all: also against the newest (default)",
    )  # fmt: skip
    parser.add_argument("--pdf", action="store_true", help="also write each version and its redline as PDF, for paper")
    parser.add_argument(
        "--word", action="store_true", help="also write redlines as Word documents with tracked changes"
    )
    parser.add_argument("--cache", type=Path, metavar="FILE", help="where to keep what earlier builds worked out")


def built_site(repository: Path) -> Path:
    """Return where a site is built unless the user says: in the repository's top folder, from wherever in it."""
    return in_top_folder(_SITE) if repository == Path() else _SITE


def in_top_folder(path: Path) -> Path:
    """Return a path that counts from the top folder of the repository around us as one that counts from here."""
    here = Path.cwd()
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    return Path(os.path.relpath(top / path))


def add_change(parser: argparse.ArgumentParser) -> None:
    """Add which change is meant."""
    parser.add_argument("--base", metavar="REF", help="what is published (default: origin's main branch, else main)")
    parser.add_argument("--head", metavar="REF", help="what is proposed, as a commit (default: the files on disk)")


def options_of(arguments: argparse.Namespace) -> Options:
    """Return what the user asked of the program."""
    given, now = vars(arguments), datetime.now(UTC)
    return Options(
        repository=arguments.repo,
        policies=tuple(arguments.policy),
        branch=arguments.branch,
        base_url=given.get("base_url"),
        today=arguments.today or now.date(),
        now=None if arguments.today else now,
        jobs=given.get("jobs"),
        redlines=Redlines(given.get("redlines", "all")),
        pdf=given.get("pdf", False),
        word=given.get("word", False),
        cache=given.get("cache"),
        published=given.get("published"),
        replace_published=given.get("replace_published", False),
    )


def request_of(arguments: argparse.Namespace) -> Request:
    """Return which change is meant."""
    from site_gen.check.proposal.read import Request

    return Request(base=arguments.base, head=arguments.head, now=datetime.now(UTC), today=arguments.today)


def day(text: str) -> date:
    """Read a date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date; write it as 2026-12-01") from None


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is not a number of processes; write 1 or more")
    return int(text)
