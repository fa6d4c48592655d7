"""Write sampled messages, or send one test."""

from __future__ import annotations

from pathlib import Path

from notify.commands.common import (
    DONE,
    FAILED,
    accounts,
    manifest_of,
    open_transport,
    sender,
)
from notify.errors import ConfigError, Refused
from notify.flows.plan import notices_of, owing_version
from notify.flows.preview import send_test, write_samples
from notify.model.batch import Outcome
from notify.model.notice import Notice
from notify.model.published import Manifest
from notify.output import answer, show_count
from notify.published.manifest import Manifests
from notify.requests.preview import PreviewRequest


def run(request: PreviewRequest) -> int:
    """Write sampled messages, or send one test."""
    audience = request.audience
    if not audience.manifest or not (audience.accounts or request.to):
        raise ConfigError("give --manifest and --accounts; --to ADDRESS needs only --manifest")
    manifest = manifest_of(audience, Manifests())
    version = owing_version(manifest, audience.version)
    notices = notices_of(manifest, version, sender(audience, manifest))
    if request.to:
        return _test(request, request.to, manifest, notices[0])
    with show_count("reading accounts") as on_rows:
        samples = write_samples(
            manifest,
            version,
            notices,
            accounts(audience),
            request.out,
            request.moment.today(manifest.policy),
            request.moment.at,
            on_rows,
        )
    words = "\n".join(f"{sample.file}  {sample.why}" for sample in samples)
    answer(
        samples,
        f"{words}\n\nOpen the .html files in a browser, the .eml files in a mail program.",
        as_json=request.json,
    )
    return DONE


def _test(request: PreviewRequest, address: str, manifest: Manifest, notice: Notice) -> int:
    transport = open_transport(request.hop, request.hop.transport or "outbox", Path(), notice)
    if transport.live and not request.hop.live:
        raise Refused("this would send real mail; add --live if that is intended")
    receipt = send_test(transport, manifest, notice, address, request.moment.today(manifest.policy), request.moment.at)
    transport.close()
    answer(receipt, f"{receipt.outcome}: one test to {address}", as_json=request.json)
    return DONE if receipt.outcome is Outcome.ACCEPTED else FAILED
