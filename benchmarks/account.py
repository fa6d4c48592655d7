"""What it takes to answer one account, and to forget it, in a ledger that holds many: `python -m benchmarks.account`.

A notice is sent and every delivery is reported, in a file and in PostgreSQL. Then one account's proof is exported, that
account is forgotten, and the whole notice. Each is a process of its own; seconds are of the processor too, since other
work on the machine must not count. A tenth of the recipients runs first: what grows in step with them shows.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from benchmarks.audiences import write_accounts, write_site
from benchmarks.compiled import bytecode
from benchmarks.fake_sendgrid import provider
from benchmarks.postgres import Server, running
from benchmarks.scale import NOTIFY, TODAY

COMMANDS = ("import of the reports", "proof of an account", "forget an account", "forget the notice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What a command took, in seconds."""

    whole: float
    processor: float


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=1_000_000)
    options = parser.parse_args()
    with bytecode(), running("shared_buffers = 256MB") as server, tempfile.TemporaryDirectory() as folder:
        print(f"{'ledger':<12} {'recipients':>10} {'MB':>6}  " + "  ".join(f"{name:>22}" for name in COMMANDS))
        for number in (options.recipients // 10, options.recipients):
            for name in ("SQLite", "PostgreSQL"):
                size, took = _measure(Path(folder) / f"{name}{number}", server, name, number)
                cells = "  ".join(f"{one.whole:>10.1f} s ({one.processor:>5.1f})" for one in took)
                print(f"{name:<12} {number:>10,} {size / 2**20:>6.0f}  {cells}", flush=True)
    return 0


def _measure(folder: Path, server: Server, name: str, number: int) -> tuple[int, list[Took]]:
    folder.mkdir()
    database = f"account_{number}"
    url = server.database(database) if name == "PostgreSQL" else f"sqlite:///{folder / 'ledger.db'}"
    day = ["--today", TODAY.isoformat()]
    site, accounts = write_site(folder / "site", today=TODAY), write_accounts(folder / "accounts.csv", number)
    _time("freeze", "--ledger", url, "--manifest", str(site), "--accounts", str(accounts), *day)
    with provider() as wire:
        hop = ["--transport", "sendgrid", "--sendgrid-host", wire.url]
        _time("send", "--ledger", url, *hop, "--confirm", str(number), "--yes", *day)
        (folder / "events.json").write_text(json.dumps(wire.ask("/events")), encoding="utf-8")
    account, proof = f"a{number // 2}", folder / "proof.zip"
    took = [_time("events", "import", str(folder / "events.json"), "--ledger", url)]
    size = _size(folder, server, database, name)
    took.append(_time("proof", "--account", account, "--ledger", url, "--out", str(proof)))
    with ZipFile(proof) as exported:
        assert exported.testzip() is None
    took.append(_time("forget", "--account", account, "--ledger", url, "--yes"))
    took.append(_time("forget", "--before", "2100-01-01", "--ledger", url, "--yes"))
    return size, took


def _size(folder: Path, server: Server, database: str, name: str) -> int:
    if name == "PostgreSQL":
        return int(str(server.run(f"SELECT pg_database_size('{database}')")[0][0]))
    return sum(file.stat().st_size for file in folder.rglob("*") if "ledger.db" in str(file) and file.is_file())


def _time(*arguments: str) -> Took:
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([*NOTIFY, *arguments, "--json"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(whole=time.monotonic() - begun, processor=processor)


if __name__ == "__main__":
    os.environ.setdefault("SENDGRID_API_KEY", "SG.bench")
    os.environ["PYTHONPATH"] = os.pathsep.join((str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")))
    sys.exit(main())
