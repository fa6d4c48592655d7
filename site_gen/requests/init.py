"""The options of `init`."""

from __future__ import annotations

import argparse
from pathlib import Path

from site_gen.requests.arguments import add_repository


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_repository(parser)
    parser.add_argument(
        "--policy", metavar="PATH", help="the policy's file, from the top folder (default: the likeliest)"
    )
    source = parser.add_mutually_exclusive_group()
    words = "bring the text in from a Markdown, HTML, Word or .odt file"
    source.add_argument("--from", dest="source", type=Path, metavar="FILE", help=words)
    words = "the policy's text: Markdown in the repository stays where it is, any other file is brought in"
    source.add_argument("text", nargs="?", type=Path, metavar="FILE", help=words)
    parser.add_argument("--organisation", metavar="NAME", help="who publishes it")
    parser.add_argument("--base-url", metavar="URL", help="where the pages will appear")
    parser.add_argument("--contact", metavar="EMAIL", help="where readers send questions")
    parser.add_argument("--yes", action="store_true", help="ask nothing: take the likeliest, leave the rest for later")
