"""The options of `diff`."""

from __future__ import annotations

import argparse

from site_gen.requests.arguments import add_source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("old", metavar="OLD", help="a version id, a branch, tag or commit, or a file")
    parser.add_argument("new", metavar="NEW", help="the same")
    parser.add_argument(
        "--format", choices=["html", "markdown", "text", "json", "docx"], default="text",
        help="default: text; docx is a Word document with tracked changes",
    )  # fmt: skip
    add_source(parser)
