"""Kills the sender at random moments while the provider misbehaves, then counts who was lost and who was told twice.

    python -m benchmarks.chaos [--kills 510] [--seeds 3] [--accounts 20000]

Every life of the sender is a process of its own, ended by SIGKILL at a random moment. Between lives, events come in
repeated, shuffled and partly late, with the operator's word for the time before which they are complete. Two negative
controls run in the same harness and must fail: blind resending must double, never resending must lose.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.audiences import write_accounts, write_site
from benchmarks.fake_sendgrid import Faults, Running, provider

TODAY = date(2027, 1, 4)
BATCH = 20
NO_EVENTS, WITH_EVENTS = "no events", "events"
CONTROLS = (NO_EVENTS, "resend", "assume_sent")


@dataclass(slots=True)
class Run:
    """One notice sent through chaos."""

    mode: str
    seed: int
    kills: int = 0
    lives: int = 0
    notices: int = 0
    recipients: int = 0
    lost: int = 0
    doubled: int = 0
    held: int = 0
    ambiguous: int = 0
    unexplained: int = 0
    seconds: float = 0.0
    codes: dict[int, int] = field(default_factory=dict)


def main() -> int:
    """Run the proposal and its controls; exit code 1 where any of them does not do what it must."""
    options = _options()
    proposals = [_run(WITH_EVENTS, seed, options) for seed in range(options.seeds)]
    controls = [] if options.no_controls else [_run(mode, 100 + n, options) for n, mode in enumerate(CONTROLS)]
    print(
        f"\n{'mode':<12} {'seed':>4} {'kills':>6} {'notices':>7} {'told':>9} {'lost':>7} {'doubled':>7} "
        f"{'held':>6} {'doubt':>6} {'s':>6}"
    )
    for one in (*proposals, *controls):
        print(
            f"{one.mode:<12} {one.seed:>4} {one.kills:>6} {one.notices:>7} {one.recipients:>9,} {one.lost:>7,} "
            f"{one.doubled:>7,} {one.held:>6,} {one.ambiguous:>6,} {one.seconds:>6.0f}"
        )
    kills = sum(one.kills for one in proposals)
    clean = all(not one.lost and not one.doubled and not one.held and not one.unexplained for one in proposals)
    verdicts = {f"with events: {kills} kills, 0 lost, 0 doubled, 0 unexplained": clean}
    if controls:
        silent, resend, assume = controls
        exact = not silent.doubled and not silent.unexplained and silent.held == silent.ambiguous
        verdicts |= {
            "without events: 0 doubled, and held is exactly what is in doubt": exact,
            "control: blind resending doubles": resend.doubled > 0,
            "control: never resending loses": assume.lost > 0,
        }
    for words, held in verdicts.items():
        print(f"{'ok  ' if held else 'FAIL'}  {words}")
    return 0 if all(verdicts.values()) else 1


def _run(mode: str, seed: int, options: argparse.Namespace) -> Run:
    """Send one notice after another until enough lives were cut short."""
    run, chance = Run(mode=mode, seed=seed), random.Random(seed)  # noqa: S311 - repeatable on purpose
    wanted = options.kills // options.seeds if mode == WITH_EVENTS else options.control_kills
    started = time.monotonic()
    while run.kills < wanted:
        with tempfile.TemporaryDirectory() as folder:
            _one_notice(run, chance, Path(folder), options.accounts, wanted)
        run.notices += 1
        print(
            f"{mode} seed {seed}: {run.kills} kills, lost {run.lost}, doubled {run.doubled}",
            file=sys.stderr,
            flush=True,
        )
    run.seconds = time.monotonic() - started
    return run


def _one_notice(run: Run, chance: random.Random, folder: Path, accounts: int, wanted: int) -> None:
    faults = Faults(
        reset_before=0.01,
        reset_after=0.01,
        too_many=0.01,
        error_500=0.005,
        error_504_after=0.005,
        delay=0.02,
        seed=chance.randrange(10**9),
    )
    manifest = write_site(folder / "site", today=TODAY)
    source = write_accounts(folder / "accounts.csv", accounts)
    ledger = f"sqlite:///{folder / 'ledger.db'}"
    common = ["--ledger", ledger, "--manifest", str(manifest), "--accounts", str(source), "--today", TODAY.isoformat()]
    _live(["freeze", *common])
    with provider(faults, keep_events=run.mode == WITH_EVENTS) as running:
        policy = run.mode if run.mode in {"resend", "assume_sent"} else "hold"
        send = [
            "send",
            *common,
            "--confirm",
            str(accounts),
            "--yes",
            "--transport",
            "sendgrid",
            "--sendgrid-host",
            running.url,
        ]
        send += ["--batch-size", str(BATCH), "--on-ambiguous", policy, "--timeout", "5"]
        _until_settled(run, chance, folder, send, ledger, running, wanted)
        _judge(run, folder, ledger, running, accounts)


def _until_settled(
    run: Run, chance: random.Random, folder: Path, send: list[str], ledger: str, running: Running, wanted: int
) -> None:
    """Start the sender and kill it, and let events in between, until a life ends by itself with nothing left to do."""
    for life in range(10_000):
        run.lives += 1
        # Half of the lives end while they start or soon after; the rest may get far.
        seconds = chance.choice((chance.uniform(0.0, 0.15), chance.uniform(0.05, 1.2))) if run.kills < wanted else None
        code = _live(send, seconds)
        run.kills += code == -signal.SIGKILL
        run.codes[code] = run.codes.get(code, 0) + 1
        if code not in {0, 3, -signal.SIGKILL}:
            raise RuntimeError(f"the sender ended with {code}")
        if run.mode == WITH_EVENTS and (life % 4 == 3 or code != -signal.SIGKILL):
            run.kills += _bring_events(chance, folder, ledger, running, wanted - run.kills)
        if code == 0 or (code == 3 and run.mode == NO_EVENTS):
            return


def _bring_events(chance: random.Random, folder: Path, ledger: str, running: Running, kills_left: int) -> int:
    """Import events repeated, shuffled and partly late; the word of completeness covers only what is there."""
    until = time.time() - chance.choice((0.0, 0.0, 0.3))
    events = running.ask("/events")
    arrived = [event for event in events if event["timestamp"] <= until or chance.random() < 0.9]
    arrived += chance.choices(arrived, k=len(arrived) // 3) if arrived else []
    chance.shuffle(arrived)
    file = folder / f"events-{until}.json"
    file.write_text(json.dumps(arrived), encoding="utf-8")
    moment = datetime.fromtimestamp(until, UTC).isoformat()
    bring = ["events", "import", str(file), "--ledger", ledger, "--complete-until", moment]
    killed = 0
    if kills_left > 0 and chance.random() < 0.3:
        killed = int(_live(bring, chance.uniform(0.0, 0.3)) == -signal.SIGKILL)
    if _live(bring) != 0:
        raise RuntimeError("the import failed")
    file.unlink()
    return killed


def _judge(run: Run, folder: Path, ledger: str, running: Running, accounts: int) -> None:
    """Compare what the ledger says with what the provider took."""
    counts = running.ask("/counts")
    told = sum(1 for number in counts.values() if number)
    status = folder / "status.json"
    _live(["status", "--ledger", ledger, "--json"], output=status)
    tally = json.loads(status.read_text(encoding="utf-8"))
    run.recipients += told
    run.doubled += sum(1 for number in counts.values() if number > 1)
    missing = accounts - told
    run.held += tally["held"]
    run.ambiguous += _in_doubt(folder / "ledger.db")
    # Whoever the provider did not take must be among the held; else nobody would ever look for them.
    run.lost += max(0, missing - tally["held"])
    adds_up = tally["frozen"] == accounts == tally["accepted"] + tally["held"] + tally["unreached"] + tally["ready"]
    run.unexplained += 0 if adds_up and (tally["held"] or tally["accepted"] == told or run.mode == "assume_sent") else 1


def _in_doubt(database: Path) -> int:
    """Count, from the raw attempts, the recipients whose last attempt has no answer that settles it."""
    import sqlite3

    query = """
        SELECT coalesce(sum(a.recipients), 0) FROM attempt a
        LEFT JOIN receipt r USING (notice_id, batch_id, attempt)
        WHERE a.attempt = (
            SELECT max(attempt) FROM attempt b WHERE b.notice_id = a.notice_id AND b.batch_id = a.batch_id
        )
          AND (r.outcome IS NULL OR r.outcome = 'unknown')
    """
    with sqlite3.connect(database) as connection:
        return int(connection.execute(query).fetchone()[0])


def _live(arguments: Sequence[str], seconds: float | None = None, output: Path | None = None) -> int:
    """Run one command in a forked process, its imports done; returns its exit code, negative for a signal."""
    child = os.fork()
    if child == 0:
        _become(list(arguments), output)
    if seconds is not None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _become(arguments: list[str], output: Path | None) -> None:
    from notify.cli import main as notify_main

    code = 70
    try:
        target = os.open(output or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, 1)
        if output is None:
            os.dup2(os.open("chaos.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
        code = notify_main(arguments)
    except SystemExit as error:
        code = int(error.code or 0)
    except BaseException:  # noqa: BLE001 - a child must never fall back into the harness
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=510)
    parser.add_argument("--control-kills", type=int, default=40)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--no-controls", action="store_true")
    parser.add_argument("--accounts", type=int, default=20_000)
    return parser.parse_args()


def _import_everything() -> None:
    """Import before forking what each life would import again; no thread may run yet."""
    import polars  # noqa: F401, ICN001 - as above
    import sendgrid  # noqa: F401 - as above

    import notify.commands
    import notify.providers.sendgrid.deliver  # noqa: F401 - for its side effect on sys.modules


if __name__ == "__main__":
    os.environ.setdefault("SENDGRID_API_KEY", "SG.chaos")
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    _import_everything()
    sys.exit(main())
