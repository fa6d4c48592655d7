"""Kills the sender at random moments while everything around it goes wrong, then counts who was lost or told twice.

    python -m benchmarks.chaos [--kills 510] [--seeds 3] [--accounts 20000]
    python -m benchmarks.chaos --postgres [--disturbances 300]

Every life of the sender is a process of its own, ended by SIGKILL at a random moment, while the provider resets
connections, defers and fails. Between lives events come in repeated, shuffled and partly late, with the operator's
word for the time before which they are complete; and the ledger is harmed: put back from an old copy, alone, with its
folder, or with all that its machine remembers, restored from a backup, copied to a second machine, moved, met by a
clock that is an hour off. The operator here does what the program says and no more. Controls run in the same harness
and must fail: whoever overrides doubt, doubles or loses; whoever gives a false word about a second machine, doubles.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.audiences import write_accounts, write_site
from benchmarks.chaos_verdicts import HARMS, Run, print_runs, verdicts_on
from benchmarks.fake_sendgrid import Faults, provider
from benchmarks.killable import import_everything, live
from benchmarks.verdicts import print_verdicts

TODAY = date(2027, 1, 4)
BATCH = 20
HOUR = timedelta(hours=1)
OVER_SECONDS = 2.1
"""An attempt may still be taken for two seconds after its end, and the word of completeness counts only after that."""
NO_EVENTS, WITH_EVENTS = "no events", "events"
POLICIES = {"resend": "resend", "assume_sent": "assume_sent", "old, resend": "resend", "old, assume": "assume_sent"}
SCRIPTED = ("no mark", "false word")
"""Controls that need no chance: one is enough, and takes two whole sends."""
CONTROLS = (NO_EVENTS, "resend", "assume_sent", "old, resend", "old, assume", "no mark", "false word")
SLUGS = ("privacy", "terms", "cookies")


def main() -> int:
    """Run the proposal and its controls; exit code 1 where any of them does not do what it must."""
    options = _options()
    if options.postgres:
        from benchmarks.chaos_postgres import run_chaos

        return run_chaos(options)
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    proposals = [_run(WITH_EVENTS, seed, options) for seed in seeds]
    controls = [] if options.no_controls else [_run(mode, 100 + n, options) for n, mode in enumerate(CONTROLS)]
    print_runs(proposals, controls)
    verdicts = verdicts_on(proposals, controls)
    return print_verdicts(verdicts)


def _run(mode: str, seed: int, options: argparse.Namespace) -> Run:
    """Send one notice after another until enough lives were cut short."""
    run, chance = Run(mode=mode, seed=seed), random.Random(seed)  # noqa: S311 - repeatable on purpose
    wanted = options.kills // options.seeds if mode == WITH_EVENTS else options.control_kills
    wanted = 1 if mode in SCRIPTED else wanted
    started = time.monotonic()
    while run.kills < wanted:
        with tempfile.TemporaryDirectory() as folder:
            Operator(run, chance, Path(folder), options, wanted).tell_everybody()
        run.notices += 1
        words = (
            f"{mode} seed {seed}: {run.kills} kills, {run.harms.total()} harms, lost {run.lost}, doubled {run.doubled}"
        )
        print(words, file=sys.stderr, flush=True)
    run.seconds = time.monotonic() - started
    return run


class Operator:
    """One notice, its ledger, the harm that comes to it, and somebody who does what the program says."""

    def __init__(self, run: Run, chance: random.Random, folder: Path, options: argparse.Namespace, wanted: int) -> None:
        self._run, self._chance, self._folder, self._wanted = run, chance, folder, wanted
        self._accounts, self._slugs = options.accounts, SLUGS[: options.policies]
        self._harms = options.harms or HARMS
        self._notice: list[str] = []
        self._book = folder / "book"
        self._err = folder / "err.txt"
        self._be_machine("first")
        self._copies = 0
        self._old: Path | None = None
        self._backup: Path | None = None
        self._word_of_clock = False

    def tell_everybody(self) -> None:
        """Freeze, send to the end through all of it, and compare with what the provider took."""
        chance = self._chance
        faults = Faults(
            reset_before=0.01, reset_after=0.01, too_many=0.01, error_500=0.005, error_504_after=0.005, delay=0.02,
            seed=chance.randrange(10**9),
        )  # fmt: skip
        manifests = [write_site(self._folder / "site", today=TODAY, slug=slug) for slug in self._slugs]
        named = [word for manifest in manifests for word in ("--manifest", str(manifest))]
        source = write_accounts(self._folder / "accounts.csv", self._accounts)
        self._common = [*named, "--accounts", str(source), "--today", TODAY.isoformat()]
        assert self._say("freeze", *self._common) == 0
        if len(self._slugs) > 1:  # everybody is owed all of it
            with closing(sqlite3.connect(self._book / "ledger.db")) as ledger:
                self._notice = [*ledger.execute("SELECT notice_id FROM joined").fetchone()]
        with provider(faults, keep_events=self._run.mode != NO_EVENTS) as running:
            self._provider = running
            if self._run.mode == "false word":
                self._two_machines_with_a_false_word()
            elif self._run.mode == "no mark":
                self._put_back_without_a_mark()
            else:
                self._until_settled()
            self._judge()

    # What an operator does.

    def _say(self, *words: str, seconds: float | None = None, ahead: timedelta = timedelta()) -> int:
        return live([*words, "--ledger", f"sqlite:///{self._book / 'ledger.db'}"], seconds, self._err, ahead=ahead)

    def _send(self, seconds: float | None = None, ahead: timedelta = timedelta()) -> int:
        options = ["--confirm", str(self._accounts), "--yes", "--transport", "sendgrid", "--batch-size", str(BATCH)]
        options += ["--sendgrid-host", self._provider.url, "--timeout", "5"]
        options += ["--on-ambiguous", POLICIES.get(self._run.mode, "hold")]
        options += ["--clock-is-right"] if self._word_of_clock else []
        self._run.lives += 1
        code = live(
            ["send", *self._notice, *self._common, *options, "--ledger", f"sqlite:///{self._book / 'ledger.db'}"],
            seconds, self._err, ahead=ahead,
        )  # fmt: skip
        self._run.kills += code == -signal.SIGKILL
        return code

    def _until_settled(self) -> None:
        """Start the sender and kill it, harm the ledger and mend it, until nothing is left to do."""
        run, chance = self._run, self._chance
        for life in range(10_000):
            is_old = run.mode.startswith("old")
            busy = run.kills < self._wanted or (is_old and life < 4)
            if busy and run.mode == WITH_EVENTS and chance.random() < 0.25:
                self._harm(chance.choice(self._harms))
            if is_old and life == 4:
                self._harm("put back alone")
            # Half of the lives end while they start or soon after; the rest may get far.
            seconds = chance.choice((chance.uniform(0.0, 0.15), chance.uniform(0.05, 1.2))) if busy else None
            code = self._send(seconds)
            if code == 1:
                self._obey()
                continue
            if code not in {0, 3, -signal.SIGKILL}:
                raise RuntimeError(f"the sender ended with {code}: {self._err.read_text(encoding='utf-8')}")
            self._word_of_clock = False
            if run.mode == WITH_EVENTS and (life % 4 == 3 or code != -signal.SIGKILL):
                self._bring_events()
            if life == 1 and (run.mode == WITH_EVENTS or is_old):
                self._keep_copies()
            if code == 0 or (code == 3 and run.mode == NO_EVENTS):
                return
        raise RuntimeError("it never came to an end")

    def _obey(self) -> None:
        """Do what a refusal says, and nothing else."""
        words = self._err.read_text(encoding="utf-8")
        self._run.refusals += 1
        if "--clock-is-right" in words:
            self._word_of_clock = True
        elif "policy-notify adopt" in words:
            if self._say("adopt", seconds=self._maybe_killed()) == 0 and self._run.mode == WITH_EVENTS:
                time.sleep(OVER_SECONDS)
                self._bring_events(all_of_them=True)
        else:
            raise RuntimeError(f"refused for no reason that is known: {words}")

    def _maybe_killed(self) -> float | None:
        return self._chance.uniform(0.0, 0.3) if self._chance.random() < 0.3 else None

    def _bring_events(self, *, all_of_them: bool = False) -> None:
        """Import events repeated, shuffled and partly late; the word of completeness covers only what is there."""
        chance = self._chance
        until = time.time() - (0.0 if all_of_them else chance.choice((0.0, 0.0, 0.3)))
        events = self._provider.ask("/events")
        arrived = [event for event in events if all_of_them or event["timestamp"] <= until or chance.random() < 0.9]
        arrived += chance.choices(arrived, k=len(arrived) // 3) if arrived else []
        chance.shuffle(arrived)
        file = self._folder / f"events-{until}.json"
        file.write_text(json.dumps(arrived), encoding="utf-8")
        bring = ["events", "import", str(file), "--complete-until", datetime.fromtimestamp(until, UTC).isoformat()]
        if self._run.kills < self._wanted and chance.random() < 0.3:
            self._run.kills += self._say(*bring, seconds=chance.uniform(0.0, 0.3)) == -signal.SIGKILL
        if self._say(*bring) not in {
            0,
            1,
            3,
        }:  # 1: the word was refused; 3: doubt is left; the events are in all the same
            raise RuntimeError(f"the import failed: {self._err.read_text(encoding='utf-8')}")
        file.unlink()

    # What happens to the ledger.

    def _be_machine(self, name: str) -> None:
        """Be a machine that remembers what it did itself, and nothing else."""
        self._state = self._folder / f"state-{name}"
        os.environ["XDG_STATE_HOME"] = str(self._state)

    def _harm(self, name: str) -> None:
        harms: dict[str, Callable[[], bool]] = {
            "put back alone": self._put_back_alone,
            "put back whole": self._put_back_whole,
            "machine put back": self._put_machine_back,
            "restored": self._restore,
            "second machine": self._try_a_second_machine,
            "moved": self._move,
            "clock back": lambda: self._meet_a_clock(-HOUR),
            "clock ahead": lambda: self._meet_a_clock(HOUR),
        }
        self._run.harms[name] += harms[name]()

    def _keep_copies(self) -> None:
        """Keep an old copy, by whichever way people make them, and a backup by the program's own."""
        self._copies += 1
        self._old, self._backup = self._folder / f"old-{self._copies}", self._folder / f"backup-{self._copies}"
        shutil.copytree(self._book, self._old)
        if self._chance.random() < 0.5:  # without its write-ahead log
            for ending in ("-wal", "-shm"):
                (self._old / f"ledger.db{ending}").unlink(missing_ok=True)
        else:
            with closing(sqlite3.connect(self._book / "ledger.db")) as here:
                (self._old / "ledger.db").unlink()
                for ending in ("-wal", "-shm"):
                    (self._old / f"ledger.db{ending}").unlink(missing_ok=True)
                with closing(sqlite3.connect(self._old / "ledger.db")) as there:
                    here.backup(there)
        if self._say("backup", str(self._backup)) != 0:
            self._backup = None  # a backup of a ledger that is in doubt would be one, too

    def _put_back_alone(self) -> bool:
        if self._old is None:
            return False
        self._clear_log()
        shutil.copyfile(self._old / "ledger.db", self._book / "ledger.db")
        return True

    def _put_back_whole(self) -> bool:
        """Write the old bytes into the files that are there, and bring no event: only the machine's mark can tell."""
        if self._old is None:
            return False
        self._clear_log()
        for place in self._old.rglob("*"):
            if place.is_file() and not place.name.endswith((".lock", "-wal", "-shm")):
                (self._book / place.relative_to(self._old)).write_bytes(place.read_bytes())
        return True

    def _put_machine_back(self) -> bool:
        """Take the machine's memory away too: only the provider's events can tell, so they are brought first."""
        if not self._put_back_whole():
            return False
        shutil.rmtree(self._state, ignore_errors=True)
        time.sleep(OVER_SECONDS)  # what the last life had in the air has no event yet, and nothing else can tell of it
        self._bring_events(all_of_them=True)
        return True

    def _clear_log(self) -> None:
        for ending in ("-wal", "-shm"):
            (self._book / f"ledger.db{ending}").unlink(missing_ok=True)

    def _restore(self) -> bool:
        if self._backup is None or not self._backup.exists():
            return False
        words = ("restore", str(self._backup), "--replace")
        self._run.kills += self._say(*words, seconds=self._maybe_killed()) == -signal.SIGKILL
        if self._say(*words) != 0:
            raise RuntimeError(f"the restore failed: {self._err.read_text(encoding='utf-8')}")
        time.sleep(OVER_SECONDS)
        self._bring_events(all_of_them=True)
        return True

    def _try_a_second_machine(self) -> bool:
        """Copy everything elsewhere while nobody sends, and send from there: refused before the first byte."""
        here = self._book
        self._copies += 1
        self._book, state = self._folder / f"machine-{self._copies}", self._state
        shutil.copytree(here, self._book)
        before = self._sums()
        self._be_machine(str(self._copies))
        code = self._send()
        if code not in {0, 1} or self._sums() != before:
            words = self._err.read_text(encoding="utf-8")
            raise RuntimeError(f"a second machine sent: {code}, {before}, then {self._sums()}; it said {words}")
        self._run.refusals += 1
        self._book = here
        self._be_machine(state.name.removeprefix("state-"))
        return True

    def _move(self) -> bool:
        """Move to another machine by the documented way."""
        self._copies += 1
        package = self._folder / f"package-{self._copies}"
        if self._say("backup", str(package), "--final") != 0:
            return False  # in doubt already
        retired, self._book = self._book, self._folder / f"machine-{self._copies}" / "book"
        self._be_machine(str(self._copies))
        if self._say("restore", str(package)) != 0:
            raise RuntimeError(f"the move failed: {self._err.read_text(encoding='utf-8')}")
        self._old = self._backup = None
        assert retired != self._book
        return True

    def _meet_a_clock(self, ahead: timedelta) -> bool:
        before = self._sums()
        code = self._send(self._chance.uniform(0.3, 1.5), ahead=ahead)
        if ahead < timedelta() and self._sums() != before and not self._word_of_clock:
            raise RuntimeError("it sent by a clock that is behind the ledger")
        self._run.refusals += code == 1
        return True

    def _sums(self) -> Any:
        """Ask the provider what it took, once it has decided about all that lives which are over had handed over."""
        while (sums := self._provider.ask("/sums"))["undecided"]:
            time.sleep(0.01)
        return sums

    def _put_back_without_a_mark(self) -> None:
        """Send to the end, put ledger and folder back as they were frozen, take the mark away, and send again."""
        self._run.kills += 1
        self._old = self._folder / "old"
        shutil.copytree(self._book, self._old)
        self._send()
        self._put_back_whole()
        shutil.rmtree(self._state)
        self._send()

    def _two_machines_with_a_false_word(self) -> None:
        """Copy a frozen ledger, let the copy be adopted by a false word, and let both send to the end."""
        self._run.kills += 1
        here, self._book = self._book, self._folder / "twin"
        shutil.copytree(here, self._book)
        assert self._say("adopt", "--newest") == 0
        for number, book in enumerate((here, self._book)):
            self._book = book
            self._be_machine(f"twin-{number}")
            self._send()
        self._bring_events(all_of_them=True)

    # What came of it.

    def _judge(self) -> None:
        """Compare what the ledger says with what the provider took."""
        run = self._run
        if run.mode != NO_EVENTS:
            self._bring_events(all_of_them=True)
        counts = self._provider.ask("/counts")
        told = sum(1 for number in counts.values() if number)
        doubled = sum(1 for number in counts.values() if number > 1)
        status, ledger = self._folder / "status.json", ["--ledger", f"sqlite:///{self._book / 'ledger.db'}"]
        live(["status", *self._notice, *ledger, "--json"], None, self._err, output=status)
        tally = json.loads(status.read_text(encoding="utf-8"))
        run.recipients += told
        run.doubled += doubled
        missing = self._accounts - told
        run.held += tally["held"]
        run.ambiguous += _in_doubt(self._book / "ledger.db")
        # Whoever the provider did not take must be among the held or the ready; else nobody would look for them.
        run.lost += max(0, missing - tally["held"] - tally["ready"])
        total = tally["accepted"] + tally["held"] + tally["unreached"] + tally["ready"]
        adds_up = tally["frozen"] == self._accounts == total
        is_counted = run.mode == NO_EVENTS or tally["doubled"] == doubled
        is_told = (
            tally["held"] or tally["ready"] or tally["accepted"] == told or POLICIES.get(run.mode) == "assume_sent"
        )
        run.unexplained += 0 if adds_up and is_told and is_counted else 1


def _in_doubt(database: Path) -> int:
    """Count, from the raw attempts, the recipients whose last attempt has no answer that settles it."""
    query = """
        SELECT coalesce(sum(a.recipients), 0) FROM attempt a
        LEFT JOIN receipt r USING (notice_id, batch_id, attempt)
        WHERE a.attempt = (
            SELECT max(attempt) FROM attempt b WHERE b.notice_id = a.notice_id AND b.batch_id = a.batch_id
        )
          AND (r.outcome IS NULL OR r.outcome = 'unknown')
    """
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute(query).fetchone()[0])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=510)
    parser.add_argument("--control-kills", type=int, default=40)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--no-controls", action="store_true")
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--policies", type=int, choices=(1, 2, 3), default=1, help="that one email tells of")
    parser.add_argument("--harms", nargs="*", choices=HARMS, help="these alone; all of them where none is named")
    parser.add_argument("--postgres", action="store_true", help="workers and a server instead: other harm")
    parser.add_argument("--disturbances", type=int, default=300, help="with --postgres")
    parser.add_argument(
        "--minutes", type=float, default=600, help="with --postgres: begin no further notice after that"
    )
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("SENDGRID_API_KEY", "SG.chaos")
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    import_everything()
    sys.exit(main())
