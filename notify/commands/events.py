"""events import, events serve."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from notify.commands.common import DONE, now, opened
from notify.errors import ConfigError
from notify.events import ingest
from notify.ledger import events
from notify.ledger.audit import note
from notify.ledger.store import nobody_sends
from notify.output import answer, counting
from notify.published.site import is_loopback
from notify.send.run import settle_quietly
from notify.send.settle import Patience


def import_events(arguments: argparse.Namespace) -> int:
    """Bring files of events in, and settle what they prove."""
    # A word about the future would later count as proof for attempts that nobody could know of.
    until = arguments.complete_until and min(arguments.complete_until, now())
    count = new = 0
    with opened(arguments) as ledger, counting("importing events") as on_events:
        for file in arguments.files:
            imported = ingest.import_file(ledger, Path(file), now(), on_events)
            count, new = count + imported.events, new + imported.new_posts
        ingest.fold_all(ledger)
        with ledger.write() as tx:
            note(
                tx,
                now(),
                "",
                "events imported",
                events=count,
                new_posts=new,
                complete_until=until and until.isoformat(),
            )
            if until:
                events.say_complete(tx, until, now())
        with nobody_sends(ledger) as alone:
            settle_quietly(ledger, now(), _patience(arguments), nobody_sends=alone)
    answer({"events": count, "new_posts": new}, f"{count:,} events, {new:,} pieces of them new", as_json=arguments.json)
    return DONE


def serve(arguments: argparse.Namespace) -> int:
    """Receive the webhook until stopped."""
    key = _public_key(arguments)
    if not key and not (arguments.unsigned and is_loopback(arguments.host)):
        raise ConfigError(
            "no verification key: set SENDGRID_WEBHOOK_PUBLIC_KEY or say --public-key; "
            "--unsigned is for this machine's own address alone"
        )
    from notify.events import webhook  # noqa: PLC0415 - the web server is slow to import

    with opened(arguments, create=True) as ledger:
        webhook.serve(ledger, key, arguments.host, arguments.port, _patience(arguments), now)
    return DONE


def _patience(arguments: argparse.Namespace) -> Patience:
    return Patience(witnesses=arguments.witnesses, quiet=arguments.quiet)


def _public_key(arguments: argparse.Namespace) -> str:
    given = arguments.public_key or os.environ.get("SENDGRID_WEBHOOK_PUBLIC_KEY", "")
    text = Path(given).read_text(encoding="ascii") if given and len(given) < 500 and Path(given).is_file() else given
    return "".join(
        line
        for line in text.split()
        if not line.startswith("-----") and line not in {"BEGIN", "END", "PUBLIC", "KEY-----"}
    )
