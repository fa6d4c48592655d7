"""preview."""

from __future__ import annotations

import argparse
from pathlib import Path

from notify.commands.common import DONE, FAILED, accounts, manifest_of, now, sender, today, transport_named
from notify.errors import ConfigError, Refused
from notify.flows.plan import notices_of, owing_version
from notify.flows.preview import send_test, write_samples
from notify.model import Manifest, Notice, Outcome
from notify.output import answer, counting


def preview(arguments: argparse.Namespace) -> int:
    """Write sampled messages, or send one test."""
    if not arguments.manifest or not (arguments.accounts or arguments.to):
        raise ConfigError("say --manifest and --accounts; --to ADDRESS needs --manifest alone")
    manifest = manifest_of(arguments)
    version = owing_version(manifest, arguments.version)
    notices = notices_of(manifest, version, sender(arguments, manifest))
    if arguments.to:
        return _test(arguments, manifest, notices[0])
    with counting("reading accounts") as on_rows:
        samples = write_samples(
            manifest,
            version,
            notices,
            accounts(arguments),
            Path(arguments.out),
            today(arguments, manifest.policy),
            now(),
            on_rows,
        )
    words = "\n".join(f"{sample.file}  {sample.why}" for sample in samples)
    answer(
        samples,
        f"{words}\n\nOpen the .html files in a browser, the .eml files in a mail program.",
        as_json=arguments.json,
    )
    return DONE


def _test(arguments: argparse.Namespace, manifest: Manifest, notice: Notice) -> int:
    transport = transport_named(arguments, arguments.transport or "outbox", Path(), notice)
    if transport.live and not arguments.live:
        raise Refused("this would send real mail; say --live if that is meant")
    receipt = send_test(transport, manifest, notice, arguments.to, today(arguments, manifest.policy), now())
    transport.close()
    answer(receipt, f"{receipt.outcome}: one test to {arguments.to}", as_json=arguments.json)
    return DONE if receipt.outcome is Outcome.ACCEPTED else FAILED
