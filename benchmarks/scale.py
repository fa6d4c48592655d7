"""What more than one machine costs and brings, side by side in one run: `python -m benchmarks.scale`.

The same frozen audience goes to the same provider on this machine from a ledger in a file, from one in PostgreSQL, and
from PostgreSQL by workers; and from plain Procrastinate with one job for each recipient, as a queue is usually used.
Seconds are from the first intent to the last outcome, by the ledger's own clock. The provider counts every recipient: a
run in which it did not count each exactly once is an error.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from benchmarks.audiences import write_accounts, write_site
from benchmarks.compiled import bytecode
from benchmarks.fake_sendgrid import provider
from benchmarks.postgres import Server, running

TODAY = date(2027, 1, 4)
NOTIFY = [sys.executable, "-m", "notify"]
PLAIN = """
import asyncio, sys, time, procrastinate, urllib3
url, dsn, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
pool = urllib3.PoolManager(retries=False)
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=dsn))
BODY = '{"from":{"email":"a@b.example"},"subject":"s","content":[{"type":"text/html","value":"%s"}],'
BODY = BODY % ("<p>We share device data.</p>" * 300)
@app.task(name="tell")
def tell(n):
    body = BODY + '"personalizations":[{"to":[{"email":"p%d@x.example"}]}]}' % n
    pool.request("POST", url + "/v3/mail/send", body=body, headers={"Authorization": "Bearer x"})
async def main():
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await tell.batch_defer_async(*({"n": n} for n in range(number)))
        begun = time.perf_counter()
        await app.run_worker_async(wait=False, concurrency=8, install_signal_handlers=False)
        print(time.perf_counter() - begun)
asyncio.run(main())
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured sender."""

    name: str
    recipients: int
    seconds: float
    whole: float
    """Seconds with the start of its processes."""

    @property
    def rate(self) -> float:
        """Give recipients a second."""
        return self.recipients / self.seconds


class Bench:
    """One audience, one provider, one server."""

    def __init__(self, folder: Path, server: Server, recipients: int) -> None:
        self._folder, self._server, self.recipients = folder, server, recipients
        self._manifest = write_site(folder / f"site{recipients}", today=TODAY)
        self._accounts = write_accounts(folder / f"accounts{recipients}.csv", recipients)
        self._number = 0

    def sqlite(self) -> Row:
        """Send from a file."""
        place = self._folder / f"ledger{self.recipients}-{time.monotonic_ns()}" / "ledger.db"
        return self._measure("SQLite, one process", f"sqlite:///{place}", 0)

    def postgres(self, workers: int) -> Row:
        """Send from PostgreSQL, by one process or by so many workers."""
        self._number += 1
        url = self._server.database(f"bench_{self.recipients}_{self._number}")
        name = f"PostgreSQL, {workers} workers" if workers else "PostgreSQL, one process"
        return self._measure(name, url, workers)

    def _measure(self, name: str, url: str, workers: int) -> Row:
        day = ["--today", TODAY.isoformat()]
        audience = ["--manifest", str(self._manifest), "--accounts", str(self._accounts), *day]
        _run("freeze", "--ledger", url, *audience)
        with provider(keep_events=False) as wire, ExitStack() as stack:
            hop = ["--transport", "sendgrid", "--sendgrid-host", wire.url]
            for _ in range(workers):
                worker = subprocess.Popen([*NOTIFY, "worker", "--ledger", url, *hop])
                stack.callback(worker.wait)
                stack.callback(worker.terminate)
            if workers:
                wait_for_workers(self._server, url, workers)
            more = ["--workers"] if workers else []
            confirm = ["--confirm", str(self.recipients), "--yes"]
            begun = time.perf_counter()
            _run("send", "--ledger", url, *hop, *confirm, *day, *more)
            whole = time.perf_counter() - begun
            wire.refuse_miscount(self.recipients)
        return Row(name=name, recipients=self.recipients, seconds=span(url), whole=whole)

    def plain(self, number: int) -> Row:
        """Send by plain Procrastinate, one job a recipient."""
        dsn = self._server.database(f"plain_{time.monotonic_ns()}")
        with provider(keep_events=False) as wire:
            command = [sys.executable, "-c", PLAIN, wire.url, dsn, str(number)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        seconds = float(done.stdout)
        return Row(name="plain Procrastinate, a job a recipient", recipients=number, seconds=seconds, whole=seconds)


def main() -> int:
    """Measure, and print the table and the ratios."""
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="section11-scale-"))
    rows: list[Row] = []
    try:
        with bytecode(), running("shared_buffers = 256MB\nmax_wal_size = 2GB") as server:
            bench = Bench(folder, server, options.recipients)
            for _ in range(options.rounds):
                rows += [bench.sqlite(), bench.postgres(0), *(bench.postgres(n) for n in options.workers)]
            rows.append(bench.plain(options.plain))
            few = Bench(folder, server, 10)
            rows += [few.sqlite(), few.postgres(0), few.postgres(1)]
            size = server.run("SELECT max(pg_database_size(datname)) FROM pg_database")[0][0]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{'sender':<42} {'recipients':>10} {'seconds':>8} {'per second':>11} {'whole':>7}")
    for row in rows:
        print(f"{row.name:<42} {row.recipients:>10,} {row.seconds:>8.2f} {row.rate:>11,.0f} {row.whole:>7.2f}")
    best = {name: max(r.rate for r in rows if r.name == name and r.recipients > 10) for name in {r.name for r in rows}}
    base = best["SQLite, one process"]
    for name, rate in sorted(best.items()):
        print(f"{name:<42} {rate / base:>6.2f} of SQLite")
    print(f"largest database: {int(str(size)) / 2**20:,.0f} MB")
    print(f"most memory of a process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:,.0f} MB")
    return 0


def _run(*arguments: str) -> None:
    done = subprocess.run([*NOTIFY, *arguments, "--json"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)


def wait_for_workers(server: Server, url: str, number: int) -> None:
    """Wait until so many have signed on."""
    database = url.rpartition("/")[2]
    while True:
        try:
            if server.run("SELECT count(*) FROM procrastinate_workers", database=database) == [(2 * number,)]:  # queues
                return
        except Exception:  # noqa: BLE001, S110 - the first worker makes the table
            pass
        time.sleep(0.05)


def span(url: str) -> float:
    """Give the seconds from the first intent to the last outcome, by the ledger's own clock."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as view:
        query = "SELECT (SELECT min(intent_at) FROM attempt), (SELECT max(outcome_at) FROM receipt)"
        first, last = view.exec_driver_sql(query).one()
    engine.dispose()
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--plain", type=int, default=2_000, help="recipients of plain Procrastinate")
    parser.add_argument("--rounds", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("SENDGRID_API_KEY", "SG.bench")
    os.environ["PYTHONPATH"] = os.pathsep.join((str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")))
    sys.exit(main())
