"""`policy-site`: which commands there are, and how they end."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module

from site_gen.errors import SiteGenError

_WIDTH = 100  # of the help; asking the terminal takes longer than all the rest of the parser
_EXAMPLES = """examples:
  policy-site build --repo . --out build/site
  policy-site diff 2024-06-24 2025-09-30 --format text
  policy-site diff old.md new.md --format html > redline.html"""
_COMMANDS = {
    "init": "Start with a repository of your own: write what is missing, change nothing that is there.",
    "build": "Build the site into a folder; only what changed is written.",
    "check": "Say whether a change may be merged: its note, its class, its dates and its text.",
    "note": "Write the change note of the change in hand, with the questions that the text raises.",
    "approve": "Record in the change note of the change in hand that somebody approved its exact text.",
    "explain": "Explain a rule of the check or a question of the checklist in plain words.",
    "rules": "Print what laws and guidelines ask of a change, as counsel has it in notice-rules.toml.",
    "log": "List a policy's versions.",
    "facts": "List what a policy says, and since which version: kinds of data, recipients, purposes, periods, "
    "promises.",
    "diff": "Show what changed between two versions, commits or files.",
    "serve": "Show the draft in a browser on this machine, with what the check says of it, renewed at every change.",
    "verify": "Build the site again from the repository and compare every byte with what is published.",
    "sign": "Sign what a built site publishes, and have a time-stamping service confirm when it existed.",
    "import": "Bring old versions (.md, .html, .docx, .odt) into git, each dated the day it was published.",
}
"""What each command does; its options are in its file in `requests/`, its work in its file in `commands/`."""
_FILES = {"import": "imports"}
"""Where a command's name is a keyword of Python."""
_EXTRAS = {
    "babel": ("languages", "a page in another language than English"),
    "cryptography": ("witness", "a signature or a time stamp"),
    "rfc3161_client": ("witness", "a signature or a time stamp"),
    "weasyprint": ("pdf", "--pdf"),
}
"""By package that a plain installation lacks: the extra that brings it, and what asks for it."""


def entry() -> None:
    """Run as a program, and end without taking apart what it made.

    Python would free every object by itself, which takes 3 % of a build that adds a version to 1,000.
    """
    gc.set_threshold(200_000)  # what a build makes it keeps: looking through it for garbage takes time and finds none
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # nobody reads them any more: Python says so as it ends
        sys.exit(code)
    os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when done, 1 when refused or failed, 2 on wrong use."""
    given = sys.argv[1:] if argv is None else argv
    arguments = argparse.Namespace(debug=False)
    try:
        parser(given).parse_args(given, arguments)
        return int(import_module(f"site_gen.commands.{arguments.file}").start(arguments))
    except SiteGenError as error:
        if arguments.debug:
            raise
        print(f"policy-site: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        if arguments.debug or error.name not in _EXTRAS:
            raise
        extra, purpose = _EXTRAS[error.name]
        print(
            f"policy-site: {purpose} needs more than is installed: run pip install 'section11[{extra}]'",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("policy-site: stopped; the site is as it was, or the next run completes it", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def parser(given: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Return the parser for a command line, with the options of the command that it names; without one, of all."""
    top = argparse.ArgumentParser(
        prog="policy-site",
        description="Publish a policy's versions from its git history, each with a redline against the one before.",
        epilog=_EXAMPLES,
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, width=_WIDTH),
    )
    top.add_argument("--debug", action="store_true", help="show the program's traceback when something fails")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND", prog=top.prog)
    command = next((word for word in given or () if not word.startswith("-")), None)
    form = partial(argparse.HelpFormatter, width=_WIDTH)
    # Of the other commands only the names are shown, so their options need not be loaded.
    for name in [command] if command in _COMMANDS else _COMMANDS:
        words = _COMMANDS[name]
        own = commands.add_parser(name, help=words, description=words, formatter_class=form)
        if given is None or name == command:
            file = _FILES.get(name, name)
            import_module(f"site_gen.requests.{file}").add_arguments(own)
            own.set_defaults(file=file)
    return top
