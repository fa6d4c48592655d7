"""The example notice sent by several workers from one PostgreSQL, all on this machine, to a provider that is made up.

Nothing leaves this machine. The server is that of a PyPI package among the development dependencies.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.audiences import write_accounts, write_site  # noqa: E402 - a script finds the repository first
from benchmarks.fake_sendgrid import provider  # noqa: E402 - as above
from benchmarks.postgres import running  # noqa: E402 - as above
from benchmarks.scale import TODAY  # noqa: E402 - as above

COUNT, WORKERS = 100_000, 3


def main() -> int:
    """Freeze, start workers, send, pause and resume, count."""
    folder = ROOT / "build" / "demo-scale"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ |= {"SENDGRID_API_KEY": "SG.demo", "XDG_STATE_HOME": str(folder / "state")}
    day = ["--today", TODAY.isoformat()]
    site = ["--manifest", str(write_site(folder / "site", today=TODAY)), *day]
    accounts = ["--accounts", str(write_accounts(folder / "accounts.csv", COUNT))]
    with running() as server, provider(keep_events=False) as wire, ExitStack() as stack:
        ledger = ["--ledger", server.database("notices")]
        hop = ["--sendgrid-host", wire.url]
        _show("freeze", *ledger, *site, *accounts)
        for _ in range(WORKERS):
            _say(f"policy-notify worker {' '.join(ledger)} &")
            worker = subprocess.Popen([*_PROGRAM, "worker", *ledger, *hop])
            stack.callback(worker.wait)
            stack.callback(worker.terminate)
        send = ["send", *ledger, *site, *hop, "--transport", "sendgrid", "--workers", "--rate", "4000"]
        send += ["--confirm", str(COUNT), "--yes"]
        _say(f"policy-notify {' '.join(send)} &")
        sender = subprocess.Popen([*_PROGRAM, *send])
        while sender.poll() is None and wire.ask("/sums")["recipients"] < COUNT // 10:
            time.sleep(0.1)
        _show("pause", *ledger)
        time.sleep(1)
        _show("status", *ledger, *day)
        _show("resume", *ledger)
        code = sender.wait()
        print(f"\nThe provider counted {json.dumps(wire.ask('/sums'))}.")
    return code


_PROGRAM = [sys.executable, "-m", "notify"]


def _say(words: str) -> None:
    print(f"\n$ {words}", flush=True)


def _show(*words: str) -> None:
    _say(f"policy-notify {' '.join(words)}")
    subprocess.run([*_PROGRAM, *words], check=True)


if __name__ == "__main__":
    sys.exit(main())
