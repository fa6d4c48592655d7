"""How long people wait for a ledger in PostgreSQL and its workers: `python -m benchmarks.promptness`.

Every process starts cold, as it does for an operator. The provider on this machine says when each request arrived; a
pause counts from the moment at which the order was written, everything else from the moment at which the command began.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.audiences import write_accounts, write_site
from benchmarks.compiled import bytecode
from benchmarks.fake_sendgrid import Faults, Running, provider
from benchmarks.postgres import Server, running
from benchmarks.scale import NOTIFY, TODAY
from notify.ledger import notices
from notify.ledger.database.store import open_ledger

BARS = {
    "a whole send of 10, one process": 3.0,
    "a whole send of 10, `send --workers` and a worker": 3.0,
    "a worker's first batch": 2.0,
    "a pause: the last byte of all workers": 1.0,
    "a resume: the next batch, after the command": 1.0,
}
"""What is measured, and the seconds that it may take."""
WORKERS = 3


class Bench:
    """One server; each measurement has a database of its own."""

    def __init__(self, folder: Path, server: Server) -> None:
        self._folder, self._server = folder, server
        self._manifest = write_site(folder / "site", today=TODAY)
        self._number = 0

    def send_few(self) -> float:
        """Send to ten people by one process."""
        url = self._frozen(10)
        with provider() as wire:
            begun = time.monotonic()
            self._send(url, wire, 10).wait()
            return _once(wire, 10, time.monotonic() - begun)

    def send_few_by_worker(self) -> float:
        """Send to ten people by a worker that starts together with the command."""
        url = self._frozen(10)
        with provider() as wire, ExitStack() as stack:
            begun = time.monotonic()
            self._worker(url, wire, stack)
            self._send(url, wire, 10, "--workers").wait()
            return _once(wire, 10, time.monotonic() - begun)

    def start_worker(self) -> float:
        """Start a worker where a notice waits for one."""
        url = self._frozen(100)
        with provider() as wire, ExitStack() as stack:
            sender = self._send(url, wire, 100, "--workers", "--batch-size", "5")
            stack.callback(sender.wait)
            while not _jobs(self._server, url):
                time.sleep(0.05)
            begun = time.time()
            self._worker(url, wire, stack)
            sender.wait()
            return float(wire.ask("/arrivals")[0] - begun)

    def pause(self) -> tuple[float, float]:
        """Pause and resume while three workers are busy; gives what each took."""
        url = self._frozen(100_000)
        with provider(Faults(delay=0.02), keep_events=False) as wire, ExitStack() as stack:
            for _ in range(WORKERS):
                self._worker(url, wire, stack)
            sender = self._send(url, wire, 100_000, "--workers", "--batch-size", "20")
            stack.callback(sender.wait)
            stack.callback(sender.terminate)
            while len(wire.ask("/arrivals")) < 100:
                time.sleep(0.05)
            _write_pause(url)
            written = time.time()
            time.sleep(2.0)
            last = max(wire.ask("/arrivals"))
            begun = time.time()
            _run("resume", "--ledger", url)
            ended = time.time()
            seen: list[float] = []
            while not seen:
                seen = [moment for moment in wire.ask("/arrivals") if moment > begun]
            return max(0.0, last - written), max(0.0, seen[0] - ended)

    def _frozen(self, number: int) -> str:
        self._number += 1
        url = self._server.database(f"prompt_{self._number}")
        accounts = write_accounts(self._folder / f"accounts{number}.csv", number)
        audience = ["--manifest", str(self._manifest), "--accounts", str(accounts), "--today", TODAY.isoformat()]
        _run("freeze", "--ledger", url, *audience)
        return url

    def _send(self, url: str, wire: Running, number: int, *more: str) -> subprocess.Popen[bytes]:
        hop = ["--transport", "sendgrid", "--sendgrid-host", wire.url, "--today", TODAY.isoformat()]
        command = [*NOTIFY, "send", "--ledger", url, *hop, "--confirm", str(number), "--yes", *more]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _worker(self, url: str, wire: Running, stack: ExitStack) -> None:
        command = [*NOTIFY, "worker", "--ledger", url, "--sendgrid-host", wire.url]
        worker = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        stack.callback(worker.wait)
        stack.callback(worker.terminate)


def main() -> int:
    """Measure each several times, print the medians; exit code 1 where one is over its bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    found: dict[str, list[float]] = {name: [] for name in BARS}
    with bytecode(), running() as server, tempfile.TemporaryDirectory(prefix="section11-prompt-") as folder:
        bench = Bench(Path(folder), server)
        ways: tuple[Callable[[], float | tuple[float, float]], ...] = (
            bench.send_few, bench.send_few_by_worker, bench.start_worker, bench.pause,
        )  # fmt: skip
        bench.send_few_by_worker()  # which leaves bytecode for all that follow
        for _ in range(options.rounds):
            seconds: list[float] = []
            for way in ways:
                one = way()
                seconds += one if isinstance(one, tuple) else [one]
            for name, took in zip(BARS, seconds, strict=True):
                found[name].append(took)
    print(f"{'':<52} {'median':>7} {'worst':>7} {'asked':>6}  s")
    for name, bar in BARS.items():
        print(f"{name:<52} {statistics.median(found[name]):>7.2f} {max(found[name]):>7.2f} {bar:>6.1f}")
    return int(any(statistics.median(found[name]) > bar for name, bar in BARS.items()))


def _run(*arguments: str) -> None:
    subprocess.run([*NOTIFY, *arguments, "--json"], capture_output=True, check=True)


def _jobs(server: Server, url: str) -> bool:
    query = "SELECT to_regclass('procrastinate_jobs') IS NOT NULL AND EXISTS (SELECT FROM pace)"
    return bool(server.run(query, database=url.rpartition("/")[2])[0][0])


def _write_pause(url: str) -> None:
    """Write the order as `pause` does, at a moment that is known."""
    ledger = open_ledger(url)
    with ledger.read() as view:
        (notice_id,) = notices.all_ids(view)
    with ledger.write() as tx:
        notices.desire(tx, notice_id, "pause")
    ledger.close()


def _once(wire: Running, number: int, seconds: float) -> float:
    sums = wire.ask("/sums")
    if sums["recipients"] != number or sums["repeated"]:
        raise RuntimeError(f"the provider counted {sums}, not {number} once each")
    return seconds


if __name__ == "__main__":
    os.environ.setdefault("SENDGRID_API_KEY", "SG.bench")
    os.environ["PYTHONPATH"] = os.pathsep.join((str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")))
    sys.exit(main())
