"""proof, record, pages, forget."""

from __future__ import annotations

import argparse
from pathlib import Path

from notify.commands.common import DONE, manifest_of, now, opened, sender, today
from notify.flows import public_page as public_pages
from notify.ledger import retention
from notify.output import answer, say
from notify.proof import export as proofs


def proof(arguments: argparse.Namespace) -> int:
    """Write the zip."""
    with opened(arguments) as ledger:
        written = proofs.write(
            ledger, arguments.account, arguments.notice, arguments.out, arguments.site, now(), redact=arguments.redact
        )
    say("It holds personal data; its README.txt says which files.")
    answer(
        {"file": str(written)},
        f"{written}\nTo check it: unzip it and run `python verify.py` in its folder.",
        as_json=arguments.json,
    )
    return DONE


def record(arguments: argparse.Namespace) -> int:
    """Export the public records."""
    with opened(arguments) as ledger:
        written = public_pages.export(ledger, Path(arguments.out), today(arguments))
    answer({"files": [str(file) for file in written]}, "\n".join(map(str, written)), as_json=arguments.json)
    return DONE


def pages(arguments: argparse.Namespace) -> int:
    """Write the public pages."""
    manifest = manifest_of(arguments)
    written = public_pages.write(
        manifest,
        sender(arguments, manifest),
        Path(arguments.out),
        Path(arguments.records),
        today(arguments, manifest.policy),
    )
    answer({"pages": [str(page) for page in written]}, "\n".join(map(str, written)), as_json=arguments.json)
    return DONE


def forget(arguments: argparse.Namespace) -> int:
    """Delete personal data whose time is over."""
    with opened(arguments) as ledger:
        gone = retention.forget(ledger, arguments.before, now(), really=arguments.yes)
    words = f"{len(gone)} notices that ended before {arguments.before}: {', '.join(gone) or 'none'}"
    answer(
        {"notices": gone, "done": arguments.yes},
        words if arguments.yes else f"{words}. Say --yes to delete their personal data.",
        as_json=arguments.json,
    )
    return DONE
