"""What a notice to 1,000,000,000 people takes, simulated; its small end is held against real runs in the same command.

    python -m benchmarks.simulate [--price 0.10] [--recipients 1000000000]

The simulation moves batches, not people: workers take portions, write a turn, post as many at once as they may, and
wait for a provider that takes some time for an answer and so many recipients a second. What a turn and a body cost on
this machine is measured with one worker; runs with other workers, delays and speeds then say how far it is off.
"""

from __future__ import annotations

import argparse
import heapq
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.audiences import write_accounts, write_site
from benchmarks.compiled import bytecode
from benchmarks.fake_sendgrid import Faults, provider
from benchmarks.postgres import Server, running
from benchmarks.scale import NOTIFY, TODAY, span, wait_for_workers
from benchmarks.verdicts import print_verdicts
from notify.send.workers import PORTION, portions_of_next_job

LEDGER_BYTES, AUDIENCE_BYTES, EVENT_BYTES = 970, 11, 50
"""Of a batch; of a recipient; of a recipient and event: docs/scale.md says where they come from."""
BODY_BYTES = 90
OFF = 0.25
"""So far may the simulation be from a real run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One notice, and who sends it to whom."""

    recipients: int
    batch: int = 1_000
    workers: int = 1
    in_flight: int = 8
    delay: float = 0.05
    """Seconds until the provider answers."""
    per_second: float | None = None
    """Recipients that the provider, or `--rate`, lets pass."""

    @property
    def batches(self) -> int:
        """Count the batches."""
        return -(-self.recipients // self.batch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What this machine needs, in seconds."""

    turn: float
    """Of one transaction."""
    body: float
    """Of one batch of the measured size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a notice went."""

    seconds: float
    turns: int


def simulate(load: Load, cost: Cost) -> Course:
    """Move every batch through its worker, by the moments at which something happens."""
    left, free_at, turns, over = load.batches, 0.0, 0, 0.0
    air: list[list[float]] = [[] for _ in range(load.workers)]
    portion = [0] * load.workers
    agenda = [(0.0, worker) for worker in range(load.workers)]
    while agenda:
        now, worker = heapq.heappop(agenda)
        flying = air[worker]
        while flying and flying[0] <= now:
            heapq.heappop(flying)
        if not portion[worker] and not flying and left:
            portion[worker] = min(PORTION * portions_of_next_job(-(-left // PORTION), load.workers), left)
            left -= portion[worker]
        if not portion[worker] and not flying:
            over = max(over, now)
            continue
        chosen = min(load.in_flight - len(flying), portion[worker])
        if load.per_second and chosen:
            chosen = min(chosen, 1) if free_at <= now else 0
            free_at = max(free_at, now) + chosen * load.batch / load.per_second
        portion[worker] -= chosen
        now, turns = now + cost.turn + chosen * cost.body, turns + 1
        for _ in range(chosen):
            heapq.heappush(flying, now + load.delay)
        wakes = flying[:1] if len(flying) == load.in_flight or not portion[worker] else [now]
        if portion[worker] and load.per_second and len(flying) < load.in_flight:
            wakes = [min(free_at, flying[0]) if flying else free_at]
        heapq.heappush(agenda, (max(now, wakes[0] if wakes else now), worker))
    return Course(seconds=over, turns=turns)


class Real:
    """Real runs, each in a database of its own."""

    def __init__(self, folder: Path, server: Server) -> None:
        self._folder, self._server, self._number = folder, server, 0
        self._manifest = write_site(folder / "site", today=TODAY)

    def run(self, load: Load) -> Course:
        """Send; transactions are those that the server counted meanwhile."""
        self._number += 1
        name = f"real_{self._number}"
        url, day = self._server.database(name), ["--today", TODAY.isoformat()]
        accounts = write_accounts(self._folder / "accounts.csv", load.recipients)
        _notify("freeze", "--ledger", url, "--manifest", str(self._manifest), "--accounts", str(accounts), *day)
        with provider(Faults(delay=load.delay), keep_events=False) as wire, ExitStack() as stack:
            hop = ["--transport", "sendgrid", "--sendgrid-host", wire.url]
            for _ in range(load.workers):
                words = ["worker", "--ledger", url, "--in-flight", str(load.in_flight), *hop]
                worker = subprocess.Popen([*NOTIFY, *words])
                stack.callback(worker.wait)
                stack.callback(worker.terminate)
            wait_for_workers(self._server, url, load.workers)
            rate = ["--rate", str(load.per_second)] if load.per_second else []
            confirm = ["--confirm", str(load.recipients), "--yes", "--batch-size", str(load.batch)]
            _notify("send", "--ledger", url, *hop, *day, "--workers", *confirm, *rate)
            sums = wire.ask("/sums")
            if sums["recipients"] != load.recipients or sums["repeated"]:
                raise RuntimeError(f"the provider counted {sums}, not {load.recipients} once each")
        query = (
            "SELECT count(DISTINCT at) FROM (SELECT intent_at AS at FROM attempt UNION SELECT outcome_at FROM receipt)"
        )
        turns = int(str(self._server.run(query, database=name)[0][0]))
        return Course(seconds=span(url), turns=turns)


def measure(real: Real) -> Cost:
    """Find what a turn and a body cost: alone each batch is a turn, together several share one."""
    alone = Load(recipients=4_000, batch=10, in_flight=1, delay=0.0)
    together = replace(alone, in_flight=8)
    one, many = real.run(alone), real.run(together)
    each, shared = one.seconds / alone.batches, many.seconds / together.batches
    saved = one.turns / alone.batches - many.turns / together.batches
    turn = max(0.0005, (each - shared) / saved) if saved > 0 else each / 2
    turn = min(turn, each * 0.9)
    return Cost(turn=turn, body=max(0.0002, each - turn * one.turns / alone.batches))


CHECKS = {
    "2 workers, the provider takes 0.1 s": Load(recipients=8_000, batch=10, workers=2, delay=0.1),
    "2 workers, 4 in the air, 0.3 s": Load(recipients=6_000, batch=10, workers=2, in_flight=4, delay=0.3),
    "2 workers, 400 recipients a second": Load(recipients=6_000, batch=10, workers=2, delay=0.05, per_second=400),
}
"""What the measurement did not see."""


def main() -> int:
    """Measure, check, and print the large end."""
    options = _options()
    with bytecode(), running() as server, tempfile.TemporaryDirectory(prefix="section11-simulate-") as folder:
        real = Real(Path(folder), server)
        real.run(Load(recipients=100))  # leaves bytecode
        cost = measure(real)
        print(f"measured here: a turn {1000 * cost.turn:.1f} ms, a body {1000 * cost.body:.1f} ms\n")
        met = dict(_checks(real, cost))
    print()
    _print_large(options, cost)
    print()
    return print_verdicts(met)


def _checks(real: Real, cost: Cost) -> Iterator[tuple[str, bool]]:
    print(f"{'small end':<40} {'simulated':>10} {'real':>8} {'off':>6}")
    for name, load in CHECKS.items():
        thought, seen = simulate(load, cost), real.run(load)
        off = thought.seconds / seen.seconds - 1
        print(f"{name:<40} {thought.seconds:>9.1f}s {seen.seconds:>7.1f}s {off:>+6.0%}")
        yield f"{name}: within {OFF:.0%}", abs(off) <= OFF


def _print_large(options: argparse.Namespace, cost: Cost) -> None:
    """Print what a large notice takes at several speeds of the provider."""
    number = options.recipients
    print(f"{number:,} recipients in batches of 1,000, a turn and a body as here, an answer after 0.2 s")
    print(f"{'the provider takes a second':>28} {'workers':>8} {'hours':>7} {'days ahead':>10} {'commits/s':>9}")
    for per_second, workers in ((1_000, 1), (10_000, 2), (50_000, 4), (None, 4)):
        # A thousandth of it runs in the same way, so that the simulation itself takes seconds.
        part = Load(recipients=max(1_000_000, number // 1_000), workers=workers, delay=0.2, per_second=per_second)
        course = simulate(part, cost)
        seconds = course.seconds * number / part.recipients
        speed = f"{per_second:,}" if per_second else "whatever comes"
        days = options.lead + 1 + seconds / 86_400
        print(f"{speed:>28} {workers:>8} {seconds / 3_600:>7.1f} {days:>10.1f} {course.turns / course.seconds:>9.0f}")
    giga = number / 1e9
    print(f"ledger {giga * LEDGER_BYTES / 1_000:.1f} GB, audience {giga * AUDIENCE_BYTES:.0f} GB, "
          f"events (two for each) {giga * 2 * EVENT_BYTES:.0f} GB, bodies {giga * BODY_BYTES:.0f} GB")  # fmt: skip
    if options.price:
        print(f"at {options.price} for 1,000 messages: {number / 1_000 * options.price:,.0f}")


def _notify(*arguments: str) -> None:
    done = subprocess.run([*NOTIFY, *arguments, "--json"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipients", type=int, default=1_000_000_000)
    parser.add_argument("--lead", type=float, default=30, help="days of notice that are promised")
    parser.add_argument("--price", type=float, help="what the provider asks for 1,000 messages")
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("SENDGRID_API_KEY", "SG.bench")
    os.environ["PYTHONPATH"] = os.pathsep.join((str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")))
    sys.exit(main())
