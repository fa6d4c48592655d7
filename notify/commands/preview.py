"""Write sampled messages, or send one test."""

from __future__ import annotations

from pathlib import Path

from notify.commands.common import DONE, FAILED, accounts, agenda_of, open_transport
from notify.errors import ConfigError, Refused
from notify.flows.plan import notice_of
from notify.flows.preview import Sample, send_test, write_samples
from notify.flows.together import Day
from notify.model.batch import Outcome
from notify.model.notice import TRIAL
from notify.output import answer, show_count
from notify.published.manifest import Manifests
from notify.requests.preview import PreviewRequest


def run(request: PreviewRequest) -> int:
    """Write sampled messages, or send one test.

    Raises ConfigError where the manifest, or whom the messages are for, is not named.
    """
    audience = request.audience
    if not audience.manifest or not (audience.accounts or request.to):
        raise ConfigError("give --manifest and --accounts; --to ADDRESS needs only --manifest")
    days = agenda_of(audience, Manifests(), request.moment).days
    if request.to:
        return max(_test(request, request.to, day) for day in days)
    samples: list[Sample] = []
    with show_count("reading accounts") as on_rows:
        for day in days:
            today = request.moment.today(day[0].manifest.policy)
            samples += write_samples(day, accounts(audience), request.out, today, request.moment.at, on_rows)
    words = "\n".join(f"{sample.file}  {sample.why}" for sample in samples)
    answer(
        samples,
        f"{words}\n\nOpen the .html files in a browser, the .eml files in a mail program.",
        as_json=request.json,
    )
    return DONE


def _test(request: PreviewRequest, address: str, day: Day) -> int:
    notice = notice_of(day, [each.version.owed[0].rule for each in day])
    transport = open_transport(request.hop, request.hop.transport or TRIAL, Path(), notice)
    if transport.live and not request.hop.live:
        raise Refused("this would send real mail; add --live if that is intended")
    receipt = send_test(transport, day, notice, address, request.moment.today(notice.policy), request.moment.at)
    transport.close()
    answer(receipt, f"{receipt.outcome}: one test to {address}", as_json=request.json)
    return DONE if receipt.outcome is Outcome.ACCEPTED else FAILED
