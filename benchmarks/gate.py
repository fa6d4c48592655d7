"""What the gate carries: `python -m benchmarks.gate [--accounts 1000000] [--kills 200]`.

Decisions and records are measured as the server makes them, from the token to the answer, in one process for each core;
then a gate is asked over HTTP, and killed at random moments while answers come in: whatever it acknowledged must be
there when it is back, and must not be asked again. Exit code 1 where anything was lost or asked twice.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import sqlalchemy as sa
import urllib3

from notify.gate.policies import Policies
from notify.gate.rounds import Rounds
from notify.gate.server import Decisions, Gate
from notify.gate.tokens import SECRETS, Tokens
from notify.ledger.database import schema
from notify.ledger.database.store import open_ledger
from notify.model.gate import Did, GateRecord
from section11.gate import Did as Said
from section11.gate import GateClient, GateError, mint
from tests.notify.published_site import VERSIONS, PublishedSite

SECRET = "a-secret-of-the-gate-and-its-benchmark-01234567"  # noqa: S105 - an invented one
NOW = datetime(2027, 1, 4, 12, tzinfo=UTC)
AT_ONCE = 50
CORES = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """What one process did."""

    per_second: float
    p50: float
    p99: float
    resident: float
    """MB."""
    cpu: float
    """Microseconds of the processor for each, whatever else the machine does meanwhile."""


def main() -> int:
    """Run and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--accounts", type=int, default=1_000_000)
    options.add_argument("--number", type=int, default=30_000, help="of decisions and of records, in each process")
    options.add_argument("--kills", type=int, default=200)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = PublishedSite(folder / "site", change_class="material+consent").write()
        url = f"sqlite:///{folder}/ledger.db"
        _fill(url, chosen.accounts)
        print(f"{chosen.accounts:,} accounts in a ledger of {(folder / 'ledger.db').stat().st_size >> 20} MB")
        for what, work in (
            ("decisions", _decide),
            ("decisions, sealing", partial(_decide, seals=True)),
            ("records", _record),
            ("records, sealing", partial(_record, first=CORES, seals=True)),
        ):
            _show(what, _in_processes(work, url, str(site.manifest), chosen))
        today = date.today()  # noqa: DTZ011 - the gate that is killed reads the machine's own clock
        site = PublishedSite(folder / "now", change_class="material+consent", effective_on=today + timedelta(30))
        site.extra = {"versions": [_published(each, today) for each in site.body()["versions"]]}
        site.write()
        _over_http(url, str(site.manifest), max(chosen.number, 1_000))
        lost, again, kept = _kill(folder, site, chosen.kills)
    print(f"{chosen.kills} kills, {kept:,} answers acknowledged over HTTP: {lost} lost, {again} asked again")
    return 1 if lost or again else 0


def _published(entry: dict[str, object], today: date) -> dict[str, object]:
    """Publish the newest version in the past, so that the machine's clock agrees."""
    return entry | ({"published_on": str(today - timedelta(1))} if entry["version_id"] == VERSIONS[-1] else {})


def _fill(url: str, accounts: int) -> None:
    """Have every account agree to an older version, as an import leaves it."""
    ledger = open_ledger(url, create=True)
    row = {
        "slug": "privacy", "version_id": VERSIONS[0], "text_sha256": "a" * 64, "did": "agreed", "at": NOW,
        "how": "imported",
    }  # fmt: skip
    for start in range(0, accounts, 50_000):
        with ledger.write() as tx:
            rows = [row | {"account_id": f"account-{n:09}"} for n in range(start, min(start + 50_000, accounts))]
            tx.execute(sa.insert(schema.gate_record), rows)
    ledger.close()


def _in_processes(
    work: Callable[[str, str, argparse.Namespace, int], Figures], url: str, manifest: str, chosen: argparse.Namespace
) -> list[Figures]:
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        return [*pool.map(work, [url] * CORES, [manifest] * CORES, [chosen] * CORES, range(CORES))]


def _show(what: str, found: list[Figures]) -> None:
    total, slowest = sum(one.per_second for one in found), max(found, key=lambda one: one.p99)
    print(
        f"{what:<18} {total:>8,.0f} a second in {CORES} processes, p50 {slowest.p50:.1f} ms, p99 {slowest.p99:.1f} ms, "
        f"{max(one.cpu for one in found):.0f} µs of processor each, "
        f"at most {max(one.resident for one in found):,.0f} MB"
    )


def _gate(url: str, manifest: str) -> Gate:
    return Gate(
        ledger=open_ledger(url), policies=Policies([manifest]), tokens=Tokens((SECRET.encode(),)), now=lambda: NOW
    )


async def _beside_seals(gate: Gate, measured: Awaitable[Figures]) -> Figures:
    """Measure while answers are sealed without a pause, in a thread as the gate does it every hour."""
    ends = threading.Event()

    def seal() -> None:
        while not ends.is_set():
            gate.seal()

    sealing = asyncio.create_task(asyncio.to_thread(seal))
    found = await measured
    ends.set()
    await sealing
    return found


def _decide(url: str, manifest: str, chosen: argparse.Namespace, seed: int, *, seals: bool = False) -> Figures:
    """Ask for random accounts, as pages are opened."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    gate = _gate(url, manifest)
    decisions = Decisions(gate)
    accounts = [f"account-{chance.randrange(chosen.accounts):09}" for _ in range(chosen.number)]
    made = [mint(account, SECRET.encode(), NOW, timedelta(minutes=5)) for account in accounts]

    async def run() -> Figures:
        measured = _measure([partial(decisions.answer, token) for token in made], AT_ONCE)
        return await (_beside_seals(gate, measured) if seals and seed == 0 else measured)

    return asyncio.run(run())


def _record(
    url: str, manifest: str, chosen: argparse.Namespace, seed: int, *, first: int = 0, seals: bool = False
) -> Figures:
    """Have different accounts answer, each durably; `first` is the number of the first share of them."""
    gate = _gate(url, manifest)
    (text,) = gate.policies.courses[0].texts[VERSIONS[-1]]

    async def run() -> Figures:
        writes = Rounds(gate.write)

        async def one(number: int) -> None:
            record = GateRecord(
                account_id=f"account-{(first + seed) * chosen.number + number:09}",
                slug="privacy", version_id=VERSIONS[-1], text_sha256=text, did=Did.AGREED, at=NOW, how="product",
            )  # fmt: skip
            assert await writes.submit([record])

        measured = _measure([partial(one, number) for number in range(chosen.number)], 4 * AT_ONCE)
        return await (_beside_seals(gate, measured) if seals and seed == 0 else measured)

    return asyncio.run(run())


async def _measure(works: list[Callable[[], Awaitable[object]]], at_once: int) -> Figures:
    """Do all of it, so many at once."""
    times: list[float] = []
    waiting = iter(works)

    async def hand() -> None:
        for work in waiting:
            began = time.perf_counter()
            await work()
            times.append(time.perf_counter() - began)

    began, busy = time.perf_counter(), time.process_time()
    await asyncio.gather(*(hand() for _ in range(at_once)))
    took, busy = time.perf_counter() - began, time.process_time() - busy
    return _figures(times, took, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _figures(times: list[float], took: float, busy: float, resident: float) -> Figures:
    times.sort()
    p50, p99 = (times[int(len(times) * part)] * 1000 for part in (0.5, 0.99))
    return Figures(per_second=len(times) / took, p50=p50, p99=p99, resident=resident, cpu=busy / len(times) * 1e6)


def _over_http(url: str, manifest: str, number: int) -> None:
    """Ask a gate of a process for each core as browsers do, over connections that stay open.

    Whoever asks needs the same cores, so that the processor's time says more of the gate than the rate does.
    """
    process, address = _serve(url, manifest, "--workers", str(CORES))
    host, _, port = address.removeprefix("http://").partition(":")
    now, life = datetime.now(UTC), timedelta(minutes=10)
    made = [mint(f"account-{each:09}", SECRET.encode(), now, life) for each in range(number)]

    async def ask(tokens: list[str]) -> Figures:
        async def hand(part: int, times: list[float]) -> None:
            reader, writer = await asyncio.open_connection(host, int(port))
            for token in tokens[part::AT_ONCE]:
                began = time.perf_counter()
                writer.write(f"GET /v1/owed HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                assert head.startswith(b"HTTP/1.1 200")
                found = re.search(rb"content-length: (\d+)", head)
                assert found is not None
                await reader.readexactly(int(found[1]))
                times.append(time.perf_counter() - began)
            writer.close()

        times: list[float] = []
        began, busy = time.perf_counter(), _busy(process.pid)
        await asyncio.gather(*(hand(part, times) for part in range(AT_ONCE)))
        took, busy = time.perf_counter() - began, _busy(process.pid) - busy
        return _figures(times, took, busy, 0.0)

    for kind, tokens in (("new tokens", made), ("the same tokens again", made[:1_000] * (number // 1_000))):
        own, found = time.process_time(), asyncio.run(ask(tokens))
        own = (time.process_time() - own) / len(tokens) * 1e6
        print(
            f"over HTTP  {found.per_second:>8,.0f} a second of {CORES} processes, p50 {found.p50:.1f} ms, "
            f"p99 {found.p99:.1f} ms, {found.cpu:.0f} µs of processor each, {own:.0f} of whoever asks ({kind})"
        )
    process.terminate()
    process.wait()


def _busy(pid: int) -> float:
    """Return the seconds that a process and its children have used of the processor."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_busy(int(child)) for child in children)


def _kill(folder: Path, site: PublishedSite, kills: int) -> tuple[int, int, int]:
    """Kill the gate again and again while answers come in; count what was acknowledged, and is not there."""
    url, chance, kept = f"sqlite:///{folder}/killed.db", random.Random(7), list[str]()  # noqa: S311 - no secret
    for life in range(kills):
        process, address = _serve(url, str(site.manifest))
        hands = [threading.Thread(target=_answer_on, args=(address, f"{life}-{n}", kept)) for n in range(4)]
        for hand in hands:
            hand.start()
        time.sleep(chance.uniform(0.05, 0.6))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        for hand in hands:
            hand.join()
    process, address = _serve(url, str(site.manifest))
    client, again = GateClient(address, SECRET), 0
    for account in chance.sample(kept, min(len(kept), 2_000)):
        again += client.account(account).must_answer
    process.terminate()
    process.wait()
    ledger = open_ledger(url)
    with ledger.read() as view:
        there = set(view.scalars(sa.select(schema.gate_record.c.account_id).filter_by(did="agreed")))
    ledger.close()
    return len(set(kept) - there), again, len(kept)


def _serve(url: str, manifest: str, *options: str) -> tuple[subprocess.Popen[str], str]:
    line = [
        sys.executable,
        "-m",
        "notify",
        "gate",
        "serve",
        "--ledger",
        url,
        "--manifest",
        manifest,
        "--port",
        "0",
        *options,
    ]
    process = subprocess.Popen(line, stderr=subprocess.PIPE, text=True, env=os.environ | {SECRETS: SECRET})
    assert process.stderr is not None
    found = re.search(r"(http://\S+:\d+)/", process.stderr.readline())
    assert found is not None
    while True:
        with suppress(urllib3.exceptions.HTTPError):
            urllib3.request("GET", f"{found[1]}/v1/health", retries=False)
            return process, found[1]


def _answer_on(address: str, name: str, kept: list[str]) -> None:
    """Answer for one new account after another until the gate is gone; keep those that it acknowledged."""
    client, number = GateClient(address, SECRET), 0
    try:
        owed = client.account(name).owed
        while True:
            account, number = f"{name}-{number}", number + 1
            client.record(account, Said.AGREED, owed)
            kept.append(account)
    except GateError:
        return


if __name__ == "__main__":
    sys.exit(main())
