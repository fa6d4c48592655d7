"""The options of `check`."""

from __future__ import annotations

import argparse

from site_gen.requests.arguments import add_change, add_source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_source(parser)
    add_change(parser)
    parser.add_argument(
        "--format", choices=["text", "github", "json", "markdown", "html"], default="text",
        help="text (default); github: annotations; markdown: a pull request's comment; html: a page for reviewers",
    )  # fmt: skip
    parser.add_argument("--repository-url", default="", metavar="URL", help="where the branch is, for the comment")
    parser.add_argument("--head-branch", default="", metavar="NAME", help="the branch's name, for the comment")
    parser.add_argument("--details-url", default="", metavar="URL", help="where the whole result is, for the comment")
    parser.add_argument("--review-url", default="", metavar="URL", help="where --format html lies, for the comment")
