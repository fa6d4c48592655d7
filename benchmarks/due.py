"""How long `policy-notify due` takes over many policies and one large ledger: `python -m benchmarks.due`.

One notice of that many recipients is frozen and sent; 100 manifests are asked about, of which 99 owe a notice that
nobody froze. Each run is a process of its own, its start included, as cron would run it: its modules are compiled.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.audiences import write_accounts, write_site
from benchmarks.fake_sendgrid import provider
from benchmarks.send import TODAY
from benchmarks.verdicts import print_verdicts

MOST_SECONDS = 2.0


def main() -> int:
    """Measure, and say whether the bar is met."""
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        manifest = write_site(folder / "site", today=TODAY)
        ledger = f"sqlite:///{folder / 'book' / 'ledger.db'}"
        _sent(folder, manifest, ledger, options.recipients)
        manifests = [manifest, *_others(manifest, options.policies - 1)]
        _asked(manifests, ledger)  # compiles the modules
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = [_asked(manifests, ledger) for _ in range(options.rounds)]
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    median = statistics.median(seconds)
    worked = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / options.rounds
    size = f"{options.policies:,} policies, {options.recipients:,} recipients"
    took = f"{median:.2f} s, of which {worked:.2f} s of work"
    words = f"due over {size}: {took} (asked: under {MOST_SECONDS:g} s)"
    return print_verdicts({words: median < MOST_SECONDS})


def _sent(folder: Path, manifest: Path, ledger: str, recipients: int) -> None:
    accounts = write_accounts(folder / "accounts.csv", recipients)
    day = ["--today", TODAY.isoformat()]
    _notify("freeze", "--ledger", ledger, "--manifest", str(manifest), "--accounts", str(accounts), *day)
    with provider(keep_events=False) as running:
        host = ["--transport", "sendgrid", "--sendgrid-host", running.url]
        _notify("send", "--ledger", ledger, "--confirm", str(recipients), "--yes", "--live", *host, *day)


def _others(manifest: Path, number: int) -> list[Path]:
    """Write manifests of other policies, which owe as much."""
    found = []
    for n in range(number):
        body = json.loads(manifest.read_bytes())
        body["policy"] |= {"slug": f"policy-{n}", "url": f"https://policy.example/policy-{n}/"}
        file = manifest.parents[1] / f"policy-{n}" / "manifest.json"
        file.parent.mkdir()
        file.write_text(json.dumps(body), encoding="utf-8")
        found.append(file)
    return found


def _asked(manifests: list[Path], ledger: str) -> float:
    started = time.perf_counter()
    day = ["--json", "--today", TODAY.isoformat()]
    done = _notify("due", "--ledger", ledger, *day, "--manifest", *map(str, manifests))
    seconds = time.perf_counter() - started
    alarms = [each["words"] for each in json.loads(done)["due"]]
    assert len(alarms) == len(manifests)
    assert sum("was sent to" in words for words in alarms) == 1
    return seconds


def _notify(*words: str) -> str:
    environment = os.environ | {"SENDGRID_API_KEY": "SG.nobody"}
    command = [sys.executable, "-m", "notify", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=1_000_000)
    parser.add_argument("--policies", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
