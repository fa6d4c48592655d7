"""A new release comes while the one before sends: `python -m benchmarks.rolling COMMIT ...`.

Each commit is an older release, laid out in a folder of its own. Its workers and its `send` tell half of an audience;
meanwhile this release upgrades the tables, and takes over as docs/operator.md says: workers one after the other, then
the process that hands out. With a ledger in a file, where one process sends, that is interrupted and followed by ours.
The provider counts every recipient. In the end each was told once, nobody is held, every row is under the chain, and
proofs of people whom the older and whom this release told are whole.

`--joined`: this release also freezes a notice of two policies, which programs of before it cannot go on beside. They
must end and say so, with nothing lost of what they had in the air.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from benchmarks.audiences import write_accounts, write_site
from benchmarks.compiled import bytecode
from benchmarks.fake_sendgrid import Faults, Running, provider
from benchmarks.postgres import running
from benchmarks.verdicts import print_verdicts

TODAY = date(2027, 1, 4)
HERE = Path(__file__).parents[1]
KINDS = ["sqlite", "postgresql"]
WAIT_SECONDS = 60.0
NEWER = "use the newer release everywhere"
"""What a program says of a ledger that a later release gave another form."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release of the program, in its folder."""

    name: str
    folder: Path

    def start(self, log: Path, *words: str) -> subprocess.Popen[bytes]:
        """Start a command; what it says goes to a file."""
        with log.open("ab") as file:
            command = [sys.executable, "-m", "notify", *words]
            return subprocess.Popen(command, stdout=file, stderr=file, env=self._env, cwd=self.folder)

    def run(self, *words: str) -> tuple[int, str, str]:
        """Run a command; returns its exit code and what it said."""
        command = [sys.executable, "-m", "notify", *words]
        done = subprocess.run(command, capture_output=True, text=True, env=self._env, cwd=self.folder, check=False)
        return done.returncode, done.stdout, done.stderr

    @property
    def _env(self) -> dict[str, str]:
        return os.environ | {"PYTHONPATH": str(self.folder)}


@dataclass(slots=True)
class Told:
    """How the upgrade of one ledger went."""

    name: str
    recipients: int
    by_old: int = 0
    """Whom the older release had told when the tables were upgraded."""
    upgrade_seconds: float = 0.0
    stopped: int = 0
    """Processes of the older release that ended and said that it takes the newer one."""
    lost: int = 0
    doubled: int = 0
    held: int = 0
    faults: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Tell whether everybody was told once, and the record says so."""
        return not (self.lost or self.doubled or self.held or self.faults) and 0 < self.by_old < self.recipients


class Upgrade:
    """One ledger in which an older release is followed by this one."""

    def __init__(self, old: Release, folder: Path, url: str, wire: Running, options: argparse.Namespace) -> None:
        self._old, self._new = old, Release("this", HERE)
        self._folder, self._url, self._wire = folder, url, wire
        self._recipients, self._is_joined = options.recipients, options.joined
        self._seconds, recipients = options.seconds, self._recipients
        self._notice = ""
        kind = url.partition(":")[0]
        self._told = Told(f"{old.name}, {kind}", recipients)
        self._is_file = kind == "sqlite"
        self._hop = ("--transport", "sendgrid", "--sendgrid-host", wire.url)
        self._logs = 0

    def run(self) -> Told:
        """Send with the one, upgrade, go on with the other, and judge."""
        self._notice = json.loads(self._freeze(self._old, "privacy"))["notice"]
        with ExitStack() as stack:
            if self._is_file:
                self._one_after_the_other(stack)
            else:
                self._side_by_side(stack)
        self._judge()
        return self._told

    def _side_by_side(self, stack: ExitStack) -> None:
        """Replace the processes of many machines one by one."""
        first, second = self._worker(self._old, stack), self._worker(self._old, stack)
        sender = self._sender(self._old, stack)
        self._until(0.2, first, second, sender)
        self._upgrade()
        newest = self._worker(self._new, stack)
        self._until(0.4, newest)
        self._end(first, signal.SIGTERM)
        self._worker(self._new, stack)
        self._until(0.6, newest)
        self._end(sender, signal.SIGINT)
        sender = self._sender(self._new, stack)
        self._end(second, signal.SIGTERM)
        self._finish(sender)

    def _one_after_the_other(self, stack: ExitStack) -> None:
        sender = self._sender(self._old, stack)
        self._until(0.2, sender)
        self._upgrade()
        self._until(0.4, sender)
        self._end(sender, signal.SIGINT)
        self._finish(self._sender(self._new, stack))

    def _upgrade(self) -> None:
        self._told.by_old = self._wire.ask("/sums")["recipients"]
        begun = time.monotonic()
        self._say(self._new, "upgrade")
        self._told.upgrade_seconds = time.monotonic() - begun

        if self._is_joined:
            self._freeze(self._new, "terms", "cookies")

    def _freeze(self, release: Release, *slugs: str) -> str:
        manifests = [str(write_site(self._folder / "site", today=TODAY, slug=slug)) for slug in slugs]
        accounts = write_accounts(self._folder / "accounts.csv", self._recipients)
        audience = ("--manifest", *manifests, "--accounts", str(accounts), "--today", TODAY.isoformat())
        return self._say(release, "freeze", *audience)

    def _worker(self, release: Release, stack: ExitStack) -> subprocess.Popen[bytes]:
        return self._start(release, stack, "worker", "--ledger", self._url, "--sendgrid-host", self._wire.url)

    def _sender(self, release: Release, stack: ExitStack) -> subprocess.Popen[bytes]:
        confirm = ("--confirm", str(self._recipients), "--yes", "--today", TODAY.isoformat(), "--batch-size", "20")
        more = () if self._is_file else ("--workers",)
        rate = ("--rate", str(self._recipients / self._seconds))
        return self._start(
            release, stack, "send", self._notice, "--ledger", self._url, *self._hop, *confirm, *rate, *more
        )

    def _start(self, release: Release, stack: ExitStack, *words: str) -> subprocess.Popen[bytes]:
        self._logs += 1
        process = release.start(self._folder / f"{self._logs:02}-{release.name}-{words[0]}.log", *words)
        stack.callback(process.wait)
        stack.callback(process.kill)
        return process

    def _say(self, release: Release, *words: str) -> str:
        code, out, err = release.run(*words, "--ledger", self._url, "--json")
        if code:
            raise RuntimeError(f"{release.name} {words[0]}: {code} {err}")
        return out

    def _until(self, share: float, *at_work: subprocess.Popen[bytes]) -> None:
        """Wait until so many were told, or whoever was to tell them has ended."""
        until = time.monotonic() + WAIT_SECONDS
        while self._wire.ask("/sums")["recipients"] < share * self._recipients and time.monotonic() < until:
            if all(one.poll() is not None for one in at_work):
                return
            time.sleep(0.05)

    def _end(self, process: subprocess.Popen[bytes], number: signal.Signals) -> None:
        if process.poll() is None:
            process.send_signal(number)
        process.wait(WAIT_SECONDS)

    def _finish(self, sender: subprocess.Popen[bytes]) -> None:
        if (code := sender.wait(5 * WAIT_SECONDS)) not in {0, 3}:
            self._fault(f"the last send ended with {code}")

    def _fault(self, words: str) -> None:
        self._told.faults += (words,)

    def _judge(self) -> None:
        told = self._told
        counts: dict[str, int] = self._wire.ask("/counts")
        events = self._folder / "events.json"
        events.write_text(json.dumps(self._wire.ask("/events")), encoding="utf-8")
        if self._is_joined and not any(NEWER in log.read_text() for log in self._folder.glob("*.log")):
            self._fault("no older process said that it takes the newer release")
        before = json.loads(self._say_any("status", self._notice))
        self._say(self._new, "events", "import", str(events))
        said = json.loads(self._say_any("status", self._notice, "--verify"))
        told.doubled = sum(1 for number in counts.values() if number > 1)
        told.held = before["held"]
        told.lost = self._recipients - len(counts) - before["ready"] - before["held"]
        if said["delivered"] != len(counts):
            self._fault(f"{said['delivered']} delivered by the ledger, {len(counts)} told")
        if not said["attempts"]["as_written"]:
            self._fault(f"the chain: {said['attempts']['differences'][:2]}")
        for log in sorted(self._folder.glob("*.log")):
            text = log.read_text(errors="replace")
            told.stopped += NEWER in text
            if "Traceback" in text:
                self._fault(f"{log.name}: {text.strip().splitlines()[-1]}")
        for number in (0, self._recipients // 2, self._recipients - 1):
            self._prove(f"a{number}")

    def _say_any(self, *words: str) -> str:
        return self._new.run(*words, "--ledger", self._url, "--json", "--today", TODAY.isoformat())[1]

    def _prove(self, account: str) -> None:
        proof = self._folder / f"{account}.zip"
        self._say(self._new, "proof", "--account", account, "--out", str(proof))
        with ZipFile(proof) as kept:
            kept.extractall(self._folder / account)
        verifier = next((self._folder / account).rglob("verify.py"))
        done = subprocess.run([sys.executable, str(verifier)], capture_output=True, text=True, check=False)
        if done.returncode:
            self._fault(f"the proof of {account}: {done.stdout.strip().splitlines()[-1]}")


def main() -> int:
    """Upgrade from each release, in both databases; exit code 1 where anything is lost, doubled, held or changed."""
    options = _options()
    found: list[Told] = []
    with bytecode(), running("shared_buffers = 128MB") as server, tempfile.TemporaryDirectory() as name:
        for number, commit in enumerate(options.commits):
            old = _lay_out(commit, Path(name) / f"release{number}")
            for kind in options.ledgers:
                folder = Path(name) / f"{kind}{number}"
                folder.mkdir()
                url = f"sqlite:///{folder / 'book' / 'ledger.db'}"
                if kind == "postgresql":
                    url = server.database(f"rolling_{number}")
                with provider(Faults(delay=0.02)) as wire:
                    found.append(Upgrade(old, folder, url, wire, options).run())
                if not found[-1].is_clean and options.keep:
                    shutil.copytree(folder, options.keep / folder.name, dirs_exist_ok=True)
    print(f"{'from, in':<24} {'told before':>11} {'upgrade s':>9} {'ended':>5} {'lost':>5} {'doubled':>7} {'held':>5}")
    for one in found:
        print(
            f"{one.name:<24} {one.by_old:>11,} {one.upgrade_seconds:>9.2f} {one.stopped:>5} {one.lost:>5} "
            f"{one.doubled:>7} {one.held:>5}  {'; '.join(one.faults)}"
        )
    return print_verdicts(
        {f"{one.name}: everybody once, nobody held, chain and proofs whole": one.is_clean for one in found}
    )


def _lay_out(commit: str, folder: Path) -> Release:
    """Put the program as it was at a commit into a folder."""
    folder.mkdir()
    archive = subprocess.run(["git", "-C", str(HERE), "archive", commit], capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    return Release(commit[:8], folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commits", nargs="+", help="older releases")
    parser.add_argument("--recipients", type=int, default=12_000)
    parser.add_argument("--seconds", type=float, default=60.0, help="that a send would take, all in all")
    parser.add_argument("--ledgers", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--joined", action="store_true", help="freeze what older releases cannot go on beside")
    parser.add_argument("--keep", type=Path, help="where the logs of a run that was not clean go")
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("SENDGRID_API_KEY", "SG.bench")
    sys.exit(main())
