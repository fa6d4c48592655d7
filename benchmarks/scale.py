"""What more than one machine costs and brings, side by side in one run: `python -m benchmarks.scale`.

The same frozen audience goes to the same provider on this machine from a ledger in a file, from one in PostgreSQL, and
from PostgreSQL by workers; and from plain Procrastinate with one job for each recipient, as a queue is usually used.
Rates are from the first intent to the last outcome, by the ledger's own clock; processor time, which a busy machine
disturbs less, is of whole commands. The provider counts every recipient: a run in which it did not count each exactly
once is an error. `--sqlite 10000000 100000000 10000000` sends to so many from a file, one after the other, and no more.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from benchmarks.audiences import write_parquet, write_site
from benchmarks.compiled import bytecode
from benchmarks.fake_sendgrid import provider
from benchmarks.measured import Took, measured, megabytes_of, processor
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
    freeze: Took | None = None
    sent: Took | None = None
    """By the sender and its workers."""
    database: float = 0.0
    """Seconds of the server's processor meanwhile."""
    ledger: float = 0.0
    """Megabytes of the ledger without the audience beside it, or of the database, which may hold that too."""
    scanned: str = ""
    """What the server read of its tables without an index while it was sent."""

    @property
    def rate(self) -> float:
        """Give recipients a second."""
        return self.recipients / self.seconds

    def each(self, seconds: float) -> str:
        """Say what that is for a recipient."""
        return f"{1e6 * seconds / self.recipients:.2f}"

    def __str__(self) -> str:
        freeze, sent = self.freeze, self.sent
        cells = f"{self.name:<38} {self.recipients:>11,} {self.seconds:>8.2f} {self.rate:>9,.0f}"
        if freeze is None or sent is None:
            return cells
        cells += f" {sent.seconds:>7.1f} {self.each(sent.processor):>6} {self.each(self.database):>6}"
        cells += f" {self.each(freeze.processor):>6} {sent.megabytes:>5.0f} {freeze.megabytes:>5.0f}"
        return f"{cells} {self.ledger:>6.0f} {self.scanned}"


HEAD = (
    f"{'':<38} {'':>11} {'':>8} {'':>9} {'':>7} {'µs of processor each':>20} {'MB of memory':>11} {'MB':>6}\n"
    f"{'sender':<38} {'recipients':>11} {'seconds':>8} {'a second':>9} {'whole':>7} "
    f"{'send':>6} {'server':>6} {'freeze':>6} {'send':>5} {'frz.':>5} {'ledger':>6} sequential scans"
)


class Bench:
    """One audience, one provider, one server."""

    def __init__(self, folder: Path, server: Server, recipients: int) -> None:
        self._folder, self._server, self.recipients = folder, server, recipients
        self._manifest = write_site(folder / f"site{recipients}", today=TODAY)
        self._accounts = write_parquet(folder / f"accounts{recipients}.parquet", recipients)
        self._number = 0

    def sqlite(self) -> Row:
        """Send from a file."""
        with tempfile.TemporaryDirectory(dir=self._folder) as place:
            return self._measure("SQLite, one process", f"sqlite:///{place}/ledger.db", 0)

    def postgres(self, workers: int) -> Row:
        """Send from PostgreSQL, by one process or by so many workers."""
        self._number += 1
        url = self._server.database(f"bench_{self.recipients}_{self._number}")
        name = f"PostgreSQL, {workers} workers" if workers else "PostgreSQL, one process"
        return self._measure(name, url, workers)

    def _measure(self, name: str, url: str, workers: int) -> Row:
        day = ["--today", TODAY.isoformat()]
        audience = ["--manifest", str(self._manifest), "--accounts", str(self._accounts), *day]
        freeze = measured("freeze", "--ledger", url, *audience)
        database, before = self._server.processor(), scans(self._server, url)
        with provider(keep_events=False) as wire:
            sent = self._send(url, workers, ["--transport", "sendgrid", "--sendgrid-host", wire.url], day)
            wire.refuse_miscount(self.recipients)
        after = scans(self._server, url)
        return Row(
            name=name, recipients=self.recipients, seconds=span(url), freeze=freeze, sent=sent,
            database=self._server.processor() - database, ledger=self._size(url),
            scanned=", ".join(f"{table} {after[table] - before.get(table, 0):,}" for table in sorted(after)
                              if after[table] > before.get(table, 0)),
        )  # fmt: skip

    def _send(self, url: str, workers: int, hop: list[str], day: list[str]) -> Took:
        worked, most = processor(), list[float]()
        with ExitStack() as stack:
            for _ in range(workers):
                worker = subprocess.Popen([*NOTIFY, "worker", "--ledger", url, *hop])
                stack.callback(worker.wait)
                stack.callback(worker.terminate)
                stack.callback(lambda pid: most.append(megabytes_of(pid)), worker.pid)
            if workers:
                wait_for_workers(self._server, url, workers)
            more = ["--workers"] if workers else []
            sent = measured("send", "--ledger", url, *hop, "--confirm", str(self.recipients), "--yes", *day, *more)
        megabytes = max(sent.megabytes, *most, 0.0)
        return Took(seconds=sent.seconds, processor=processor() - worked, megabytes=megabytes)

    def _size(self, url: str) -> float:
        if url.startswith("sqlite"):
            return Path(url.removeprefix("sqlite:///")).stat().st_size / 2**20
        query = f"SELECT pg_database_size('{url.rpartition('/')[2]}')"
        return int(str(self._server.run(query)[0][0])) / 2**20

    def plain(self, number: int) -> Row:
        """Send by plain Procrastinate, one job a recipient."""
        dsn = self._server.database(f"plain_{time.monotonic_ns()}")
        with provider(keep_events=False) as wire:
            command = [sys.executable, "-c", PLAIN, wire.url, dsn, str(number)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        seconds = float(done.stdout)
        return Row(name="plain Procrastinate, a job a recipient", recipients=number, seconds=seconds)


def main() -> int:
    """Measure, and print the table and the ratios."""
    options = _options()
    rows: list[Row] = []
    print(HEAD, flush=True)
    with (
        bytecode(), running("shared_buffers = 256MB\nmax_wal_size = 2GB") as server,
        tempfile.TemporaryDirectory(prefix="section11-scale-", dir=options.room) as folder,
    ):  # fmt: skip
        for row in _rows(Path(folder), server, options):
            rows.append(row)
            print(row, flush=True)
    best = {name: max(r.rate for r in rows if r.name == name and r.recipients > 10) for name in {r.name for r in rows}}
    if base := best.get("SQLite, one process"):
        for name, rate in sorted(best.items()):
            print(f"{name:<38} {rate / base:>6.2f} of SQLite")
    return 0


def _rows(folder: Path, server: Server, options: argparse.Namespace) -> Iterator[Row]:
    if options.sqlite:
        for number in options.sqlite:
            yield Bench(folder, server, number).sqlite()
        return
    bench = Bench(folder, server, options.recipients)
    for _ in range(options.rounds):
        if not options.only_workers:
            yield bench.sqlite()
            yield bench.postgres(0)
        for workers in options.workers:
            yield bench.postgres(workers)
    if options.only_workers:
        return
    yield bench.plain(options.plain)
    few = Bench(folder, server, 10)
    for row in (few.sqlite, partial(few.postgres, 0), partial(few.postgres, 1)):
        yield row()


def scans(server: Server, url: str) -> dict[str, int]:
    """Give by table how many rows the server read of it without an index."""
    if url.startswith("sqlite"):
        return {}
    query = "SELECT relname, seq_tup_read FROM pg_stat_user_tables"
    return {str(name): int(str(number)) for name, number in server.run(query, database=url.rpartition("/")[2])}


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
    parser.add_argument("--sqlite", type=int, nargs="*", metavar="RECIPIENTS", help="from a file, to so many, no more")
    parser.add_argument("--only-workers", action="store_true", help="nothing beside them to compare with")
    parser.add_argument("--room", default=None, metavar="DIR", help="where the files lie (default: the system's)")
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("SENDGRID_API_KEY", "SG.bench")
    os.environ["PYTHONPATH"] = os.pathsep.join((str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")))
    sys.exit(main())
