"""How fast notices go out, against the provider's own package in the same run: `python -m benchmarks.send`.

Ours: frozen snapshot -> request bodies -> HTTP -> ledger at synchronous=FULL, one process, all recipients. Theirs: one
call for each person, and the package's Mail helper with 1,000 people a call. The same provider on this machine takes
all three and counts every address of ours; a run in which it did not count each exactly once is an error.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from benchmarks.audiences import write_accounts, write_site
from benchmarks.fake_sendgrid import provider
from benchmarks.verdicts import print_verdicts

TODAY = date(2027, 1, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured sender."""

    name: str
    recipients: int
    seconds: float
    megabytes: float = 0.0

    @property
    def rate(self) -> float:
        """Give recipients a second."""
        return self.recipients / self.seconds


def main() -> int:
    """Measure, print the table, and say whether the bar is met."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        manifest, ledger = _frozen(Path(folder), options.recipients)
        rounds = [_round(Path(folder), manifest, ledger, options) for _ in range(options.rounds)]
    best = [
        sorted((one[n] for one in rounds), key=lambda row: row.rate)[len(rounds) // 2] for n in range(len(rounds[0]))
    ]
    ours, whole, naive, helper = best
    print(f"\n{'sender':<48} {'recipients':>10} {'per second':>11} {'MB':>6}")
    for row in best:
        print(f"{row.name:<48} {row.recipients:>10,} {row.rate:>11,.0f} {row.megabytes:>6.0f}")
    verdicts = {
        f"{ours.rate / naive.rate:,.0f} times one call each (asked: 300)": ours.rate >= 300 * naive.rate,
        f"{ours.rate / helper.rate:,.1f} times the Mail helper (asked: 10)": ours.rate >= 10 * helper.rate,
        f"{ours.megabytes:.0f} MB (asked: under 256)": ours.megabytes < 256,
        f"whole process, start included: {whole.rate:,.0f} a second": True,
    }
    return print_verdicts(verdicts)


def _round(folder: Path, manifest: Path, ledger: Path, options: argparse.Namespace) -> tuple[Row, Row, Row, Row]:
    naive = _theirs("sendgrid, one call each", options.naive, _one_call_each)
    helper = _theirs("sendgrid, Mail helper, 1,000 a call", options.helper, _mail_helper)
    ours, whole = _ours(folder, manifest, ledger, options)
    return ours, whole, naive, helper


def _frozen(folder: Path, recipients: int) -> tuple[Path, Path]:
    """Freeze the audience once; each round sends from a copy of the ledger."""
    manifest = write_site(folder / "site", today=TODAY)
    accounts = write_accounts(folder / "accounts.csv", recipients)
    ledger = folder / "frozen" / "ledger.db"
    arguments = ["--manifest", str(manifest), "--accounts", str(accounts), "--today", TODAY.isoformat()]
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "notify", "freeze", *arguments, "--ledger", f"sqlite:///{ledger}"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    print(f"frozen {recipients:,} accounts in {time.perf_counter() - started:.1f} s", file=sys.stderr)
    return manifest, ledger


def _ours(folder: Path, manifest: Path, ledger: Path, options: argparse.Namespace) -> tuple[Row, Row]:
    """Send in a fresh process, so that its memory is its own."""
    copy = folder / f"run-{time.monotonic_ns()}"
    subprocess.run(["cp", "-r", str(ledger.parent), str(copy)], check=True)
    adopt = [sys.executable, "-m", "notify", "adopt", "--newest", "--ledger", f"sqlite:///{copy / 'ledger.db'}"]
    subprocess.run(adopt, check=True, stdout=subprocess.DEVNULL)  # a copy sends nothing until somebody answers for it
    with provider(keep_events=False) as running:
        command = [
            sys.executable,
            "-m",
            "benchmarks.send",
            "--child",
            str(copy / "ledger.db"),
            "--recipients",
            str(options.recipients),
        ]
        command += ["--url", running.url, "--manifest", str(manifest)]
        started = time.perf_counter()
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        seconds = time.perf_counter() - started
        running.refuse_miscount(options.recipients)
    report = json.loads(done.stdout.splitlines()[-1])
    ours = Row(
        name="policy-notify, ledger FULL",
        recipients=options.recipients,
        seconds=report["seconds"],
        megabytes=report["megabytes"],
    )
    return ours, Row(**(asdict(ours) | {"name": "policy-notify, start and checks included", "seconds": seconds}))


def _child(options: argparse.Namespace) -> int:
    """Be the fresh process: one `send`, timed from the first intent to the last outcome by the ledger's own clock."""
    import sqlite3

    from notify.cli import main as notify_main

    arguments = [
        "send",
        "--ledger",
        f"sqlite:///{options.child}",
        "--manifest",
        options.manifest,
        "--today",
        TODAY.isoformat(),
        "--json",
    ]
    arguments += [
        "--transport",
        "sendgrid",
        "--sendgrid-host",
        options.url,
        "--confirm",
        str(options.recipients),
        "--yes",
    ]
    code = notify_main(arguments)
    with sqlite3.connect(options.child) as connection:
        query = "SELECT (SELECT min(intent_at) FROM attempt), (SELECT max(outcome_at) FROM receipt)"
        first, last = connection.execute(query).fetchone()
    from datetime import datetime

    seconds = (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()
    print(json.dumps({"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
    return code


def _theirs(name: str, recipients: int, send: Callable[[str, int], None]) -> Row:
    with provider(keep_events=False) as running:
        started = time.perf_counter()
        send(running.url, recipients)
        return Row(name=name, recipients=recipients, seconds=time.perf_counter() - started)


def _one_call_each(url: str, recipients: int) -> None:
    import sendgrid

    client = sendgrid.SendGridAPIClient(api_key="SG.bench", host=url)
    page = _page()
    for n in range(recipients):
        body = {
            "from": {"email": "privacy@policy.example"},
            "subject": "Our policy changes",
            "personalizations": [{"to": [{"email": f"person{n}@mail.example"}], "custom_args": {"id": str(n)}}],
            "content": [{"type": "text/html", "value": page}],
        }
        client.client.mail.send.post(request_body=body)


def _mail_helper(url: str, recipients: int) -> None:
    import sendgrid
    from sendgrid.helpers.mail import CustomArg, Mail, Personalization, To

    client = sendgrid.SendGridAPIClient(api_key="SG.bench", host=url)
    page = _page()
    for start in range(0, recipients, 1000):
        mail = Mail(from_email="privacy@policy.example", subject="Our policy changes", html_content=page)
        for n in range(start, min(start + 1000, recipients)):
            person = Personalization()
            person.add_to(To(f"person{n}@mail.example"))
            person.add_custom_arg(CustomArg("id", str(n)))
            mail.add_personalization(person)
        client.send(mail)


def _page() -> str:
    return "<p>We share device data.</p>" * 300


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=1_000_000)
    parser.add_argument("--naive", type=int, default=2_000)
    parser.add_argument("--helper", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--manifest", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("SENDGRID_API_KEY", "SG.bench")
    os.environ["PYTHONPATH"] = os.pathsep.join((str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")))
    given = _options()
    sys.exit(_child(given) if given.child else main())
