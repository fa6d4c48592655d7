"""The options of `check`."""

from __future__ import annotations

import argparse
from pathlib import Path

from site_gen.requests.arguments import add_change, add_source

FORMS = {".md": "markdown", ".html": "html", ".json": "json"}
"""The form of a report, by how the name of its file ends."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_source(parser)
    add_change(parser)
    parser.add_argument(
        "--format", choices=["text", "github", "json", "markdown", "html"], default="text",
        help="text (default); github: annotations; markdown: a pull request's comment; html: a page for reviewers",
    )  # fmt: skip
    parser.add_argument(
        "--report", action="append", default=[], type=_report_file, metavar="FILE",
        help="write the result to a file too, in the form that its name ends in: .md, .html or .json; may be repeated",
    )  # fmt: skip
    parser.add_argument("--repository-url", default="", metavar="URL", help="where the branch is, for the comment")
    parser.add_argument("--head-branch", default="", metavar="NAME", help="the branch's name, for the comment")
    parser.add_argument("--details-url", default="", metavar="URL", help="where the whole result is, for the comment")
    parser.add_argument("--review-url", default="", metavar="URL", help="where the page is, for the comment")


def _report_file(said: str) -> Path:
    file = Path(said)
    if file.suffix not in FORMS:
        raise argparse.ArgumentTypeError(f"{said} ends in none of {', '.join(FORMS)}, so its form is not known")
    return file
