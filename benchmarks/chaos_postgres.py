"""What `benchmarks.chaos --postgres` does: workers, the server, connections and senders come to harm at random moments.

Workers are killed, put to sleep and woken; PostgreSQL is killed and started again; connections are cut in the middle of
transactions; the process that hands out is killed, and a second operator sends at the same time. Where PgBouncer is
there, one worker reaches the database through it, and it is killed and started again; where root may, one works on
another machine (a network namespace) whose cable to the database is pulled while it still reaches the provider.
Meanwhile the provider resets, defers and fails. In the end every recipient is counted at the provider. A control
resends blindly, and doubles.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.audiences import write_accounts, write_site
from benchmarks.compiled import bytecode
from benchmarks.fake_sendgrid import Faults, Running, provider
from benchmarks.far import DATABASE, PROVIDER, Far, far_machine
from benchmarks.postgres import PGBOUNCER, Pooler, Server, pooling, running
from benchmarks.verdicts import print_verdicts

TODAY = date(2027, 1, 4)
NOTIFY = [sys.executable, "-m", "notify"]
BATCH, TIMEOUT, PER_NOTICE = 20, 3, 25
ALWAYS = (
    "worker killed", "worker killed", "worker asleep", "worker asleep", "server killed", "connections cut",
    "connections cut", "connections cut", "sender killed", "second operator",
)  # fmt: skip
WITH_POOLER, WITH_FAR = "pooler killed", "partition"
IN_A_TRANSACTION = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE datname = '{}' AND xact_start IS NOT NULL AND backend_type = 'client backend'"
)
CUT_SECONDS = 2.0
"""How long a transaction is waited for; then nothing is cut, and it does not count."""
ASLEEP_SECONDS, APART_SECONDS, AWAY_SECONDS = (0.5, 9.0), (0.5, 15.0), (0.0, 2.0)


@dataclass(frozen=True, slots=True)
class World:
    """What there is besides workers."""

    server: Server
    pooler: Pooler | None
    far: Far | None

    @property
    def disturbances(self) -> tuple[str, ...]:
        """Name what can come to harm, as often as it is to be chosen."""
        return (*ALWAYS, *((WITH_POOLER,) * 2 if self.pooler else ()), *((WITH_FAR,) * 2 if self.far else ()))


@contextmanager
def _world() -> Iterator[World]:
    with ExitStack() as stack:
        far = stack.enter_context(far_machine())
        more = f"listen_addresses = '127.0.0.1,{DATABASE}'" if far else ""
        server = stack.enter_context(running(more, f"host all all {DATABASE}/30 trust\n" if far else ""))
        pooler = stack.enter_context(pooling(server)) if Path(PGBOUNCER).exists() else None
        yield World(server, pooler, far)


@dataclass(slots=True)
class Tally:
    """What one notice came to."""

    mode: str
    recipients: int = 0
    lost: int = 0
    doubled: int = 0
    held: int = 0
    seconds: float = 0.0
    disturbances: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    """Second operators that were refused."""


def run_chaos(options: argparse.Namespace) -> int:
    """Run the proposal and its control; exit code 1 where either does not do what it must."""
    tallies = []
    with bytecode(), _world() as world:
        wanted, seed = options.disturbances, options.first_seed
        over = time.monotonic() + 60 * options.minutes
        while wanted > 0 and time.monotonic() < over:
            tallies.append(_run("events", seed, world, options.accounts, min(wanted, PER_NOTICE)))
            wanted -= tallies[-1].disturbances.total()
            seed += 1
        control = _run("resend", 1000, world, min(options.accounts, 4_000), 12)
    print(f"\n{'mode':<8} {'disturbed':>9} {'told':>8} {'lost':>6} {'doubled':>7} {'held':>6} {'refused':>7} {'s':>5}")
    for one in (*tallies, control):
        print(
            f"{one.mode:<8} {one.disturbances.total():>9} {one.recipients:>8,} {one.lost:>6,} {one.doubled:>7,} "
            f"{one.held:>6,} {one.refused:>7} {one.seconds:>5.0f}"
        )
    sums = sum((one.disturbances for one in tallies), Counter[str]())
    print("\n" + ", ".join(f"{number} {name}" for name, number in sorted(sums.items())))
    clean = all(not one.lost and not one.doubled and not one.held for one in tallies)
    verdicts = {
        f"{sums.total()} disturbances: 0 lost, 0 doubled, 0 held": clean,
        "control: blind resending doubles": control.doubled > 0,
    }
    return print_verdicts(verdicts)


def _run(mode: str, seed: int, world: World, accounts: int, wanted: int) -> Tally:
    tally, begun = Tally(mode=mode), time.monotonic()
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    with tempfile.TemporaryDirectory() as folder:
        _Notice(tally, chance, Path(folder), world, accounts, wanted).tell_everybody()
    tally.seconds = time.monotonic() - begun
    words = f"{mode} seed {seed}: {tally.disturbances.total()} disturbances, lost {tally.lost}, doubled {tally.doubled}"
    print(words, file=sys.stderr, flush=True)
    return tally


class _Notice:
    """One notice, its workers, and what comes to harm."""

    def __init__(
        self, tally: Tally, chance: random.Random, folder: Path, world: World, accounts: int, wanted: int
    ) -> None:
        self._tally, self._chance, self._folder, self._world = tally, chance, folder, world
        self._accounts, self._wanted = accounts, wanted
        self._database = f"chaos_{time.monotonic_ns()}"
        self._url = world.server.database(self._database)
        self._places: list[Callable[[], list[str]]] = [self._here, self._here]
        if world.pooler:
            self._places.append(self._behind_the_pooler)
        if world.far:
            self._places.append(self._far_away)
        self._workers: list[subprocess.Popen[bytes] | None] = [None for _ in self._places]
        self._sender: subprocess.Popen[bytes] | None = None
        self._asleep: dict[int, float] = {}
        self._apart_until = 0.0
        self._log = (folder / "log").open("ab")

    def tell_everybody(self) -> None:
        chance = self._chance
        faults = Faults(
            reset_before=0.01, reset_after=0.01, too_many=0.01, error_500=0.005, error_504_after=0.005, delay=0.05,
            seed=chance.randrange(10**9),
        )  # fmt: skip
        manifest = write_site(self._folder / "site", today=TODAY)
        source = write_accounts(self._folder / "accounts.csv", self._accounts)
        self._common = ["--manifest", str(manifest), "--accounts", str(source), "--today", TODAY.isoformat()]
        assert self._say("freeze", *self._common) == 0
        hosts = ("127.0.0.1", PROVIDER) if self._world.far else ("127.0.0.1",)
        far = self._world.far
        with provider(faults, hosts=hosts) as wire, far.passing_on(wire.port) if far else nullcontext():
            self._wire = wire
            try:
                self._disturb()
                self._until_settled()
            finally:
                self._end()
            self._judge(wire)

    def _hop(self) -> list[str]:
        return ["--transport", "sendgrid", "--sendgrid-host", self._wire.url, "--timeout", str(TIMEOUT)]

    def _here(self) -> list[str]:
        return self._worker_command(self._url)

    def _behind_the_pooler(self) -> list[str]:
        assert self._world.pooler is not None
        return self._worker_command(self._world.pooler.url(self._database))

    def _far_away(self) -> list[str]:
        assert self._world.far is not None
        url = self._world.server.url(self._database, host=DATABASE)
        return [*self._world.far.inside, *self._worker_command(url)]

    def _worker_command(self, url: str) -> list[str]:
        return [*NOTIFY, "worker", "--ledger", url, "--in-flight", "4", *self._hop()]

    def _send_command(self) -> list[str]:
        policy = "resend" if self._tally.mode == "resend" else "hold"
        more = ["--confirm", str(self._accounts), "--yes", "--batch-size", str(BATCH), "--on-ambiguous", policy]
        rate = ["--rate", str(self._accounts / (self._wanted * 1.2 + 5))]  # so that it lasts as long as the harm
        return [*NOTIFY, "send", "--workers", "--ledger", self._url, *self._common, *self._hop(), *more, *rate]

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=self._log)

    def _disturb(self) -> None:
        """Keep workers and a sender running while one harm follows another."""
        while self._tally.disturbances.total() < self._wanted:
            self._replace()
            time.sleep(self._chance.uniform(0.2, 1.5))
            if self._sender is not None and self._sender.poll() == 0:
                return
            name = self._chance.choice(self._world.disturbances)
            self._tally.disturbances[name] += self._harm(name)

    def _replace(self) -> None:
        """Start what is missing, and wake whoever slept long enough."""
        for pid, until in list(self._asleep.items()):
            if time.monotonic() > until:
                del self._asleep[pid]
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)
        if self._apart_until and time.monotonic() > self._apart_until:
            self._rejoin()
        for number, place in enumerate(self._places):
            one = self._workers[number]
            if one is None or one.poll() is not None:
                self._workers[number] = self._start(place())
        if self._sender is None or self._sender.poll() not in {None, 0}:
            if self._sender is not None and self._sender.poll() == 3 and self._tally.mode == "events":
                self._bring_events()
            self._sender = self._start(self._send_command())

    def _rejoin(self) -> None:
        self._apart_until = 0.0
        if self._world.far:
            self._world.far.plug()

    def _harm(self, name: str) -> int:
        """Do it; returns how often it was done."""
        chance, world = self._chance, self._world
        if name == "worker killed":
            self._any_worker().kill()
        elif name == "worker asleep":
            one = self._any_worker()
            self._asleep[one.pid] = time.monotonic() + chance.uniform(*ASLEEP_SECONDS)
            os.kill(one.pid, signal.SIGSTOP)
        elif name == "server killed":
            world.server.kill()
            time.sleep(chance.uniform(*AWAY_SECONDS))
            world.server.start()
        elif name == WITH_POOLER and world.pooler:
            world.pooler.kill()
            time.sleep(chance.uniform(*AWAY_SECONDS))
            world.pooler.start()
        elif name == WITH_FAR and world.far:
            world.far.pull()
            self._apart_until = time.monotonic() + chance.uniform(*APART_SECONDS)
        elif name == "connections cut":
            return self._cut()
        elif name == "sender killed" and self._sender is not None:
            self._sender.kill()
            self._sender.wait()
        elif name == "second operator":
            self._tally.refused += subprocess.run(
                self._send_command(), stdout=subprocess.DEVNULL, stderr=self._log, check=False
            ).returncode == 1  # fmt: skip
        return 1

    def _any_worker(self) -> subprocess.Popen[bytes]:
        return self._chance.choice([one for one in self._workers if one is not None])

    def _cut(self) -> int:
        """Cut every connection that is in a transaction, once there is one."""
        until = time.monotonic() + CUT_SECONDS
        while time.monotonic() < until:
            if self._world.server.run(IN_A_TRANSACTION.format(self._database))[0][0]:
                return 1
            time.sleep(0.002)
        return 0

    def _until_settled(self) -> None:
        """Let it come to its end, with all events in and the word for it."""
        self._rejoin()
        for pid in self._asleep:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        for _ in range(60):
            self._replace()
            assert self._sender is not None
            code = self._sender.wait()
            if code == 0 or (code in {0, 3} and self._tally.mode == "resend"):
                return
            if code == 3:
                # What a process had begun may last as long as it may live unseen, and as its two time-outs.
                time.sleep(6 + 2 * TIMEOUT + 3)
                self._bring_events()
        raise RuntimeError(f"it never came to an end: {(self._folder / 'log').read_text()[-2000:]}")

    def _bring_events(self) -> None:
        until = datetime.now(UTC)
        while self._wire.ask("/sums")["undecided"]:
            time.sleep(0.05)
        events = self._wire.ask("/events")
        self._chance.shuffle(events)
        file = self._folder / "events.json"
        file.write_text(json.dumps(events), encoding="utf-8")
        self._say("events", "import", str(file), "--complete-until", until.isoformat())

    def _say(self, *words: str) -> int:
        command = [*NOTIFY, *words, "--ledger", self._url]
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=self._log, check=False).returncode

    def _end(self) -> None:
        self._rejoin()
        for one in (one for one in (*self._workers, self._sender) if one is not None):
            with suppress(ProcessLookupError):
                one.kill()
                os.kill(one.pid, signal.SIGCONT)
            one.wait()

    def _judge(self, wire: Running) -> None:
        tally = self._tally
        if tally.mode == "events":
            self._bring_events()
        counts: dict[str, int] = wire.ask("/counts")
        done = subprocess.run(
            [*NOTIFY, "status", "--ledger", self._url, "--json"], capture_output=True, text=True, check=False
        )
        said: Any = json.loads(done.stdout)
        told = sum(1 for number in counts.values() if number)
        tally.recipients, tally.held = told, said["held"]
        tally.doubled = sum(1 for number in counts.values() if number > 1)
        tally.lost = max(0, self._accounts - told - said["held"] - said["ready"])
        if tally.mode == "events" and said["accepted"] != told:
            raise RuntimeError(f"it says {said['accepted']} accepted, and the provider took {told}")
