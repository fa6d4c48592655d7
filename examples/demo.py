"""The whole life of a change on the example policy, by the commands that an operator types.

Nothing leaves this machine: messages go to a local outbox.
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from accounts import write

_ROOT = Path(__file__).resolve().parent.parent
_COUNT = 1000
_SHOWN = 12


class Demo:
    """Runs the commands and shows what they say."""

    def __init__(self, today: str, build: Path) -> None:
        self._today, self._build = today, build
        self._site, self._desk = build / "site", build / "demo"
        self._manifest = self._site / "privacy" / "manifest.json"
        self._ledger = ("--ledger", f"sqlite:///{self._desk / 'ledger.db'}")

    def run(self) -> None:
        """Publish, plan, freeze, send, prove."""
        shutil.rmtree(self._desk, ignore_errors=True)
        self._desk.mkdir(parents=True)
        with (self._desk / "accounts.csv").open("w", encoding="utf-8", newline="") as out:
            write(out, _COUNT)
        self._say("The site, from this repository's own history")
        self._show("policy-site", "build", "--repo", str(_ROOT), "--out", str(self._site), "--today", self._today)
        self._say("Who is owed what")
        accounts = ("--manifest", str(self._manifest), "--accounts", str(self._desk / "accounts.csv"))
        self._show("policy-notify", "plan", *accounts, *self._day)
        notice = self._freeze(*accounts)
        pages = ("policy-notify", "pages", "--manifest", str(self._manifest), "--out", str(self._site), *self._day)
        records = str(self._desk / "records")
        self._say("The notice's public page, before the first message leaves")
        self._show(*pages)
        self._say("A trial: the messages as files in a local outbox; nobody is told")
        sending = (
            "--confirm",
            str(notice["count"]),
            "--yes",
            "--transport",
            "outbox",
            "--outbox",
            str(self._desk / "outbox"),
        )
        self._show("policy-notify", "send", str(notice["notice"]), *self._ledger, *sending, *self._day)
        self._show("policy-notify", "status", *self._ledger, *self._day)
        self._say("What the proof for one account and the public record say after a trial: nobody was told")
        proof = self._desk / "proof.zip"
        self._show("policy-notify", "proof", *self._ledger, "--account", "member-00007", "--out", str(proof))
        self._show("policy-notify", "record", *self._ledger, "--out", records, *self._day)
        self._show(*pages, "--records", records)
        self._say_where(str(notice["notice"]))

    @property
    def _day(self) -> tuple[str, str]:
        return "--today", self._today

    def _freeze(self, *accounts: str) -> dict[str, object]:
        self._say("The audience, frozen")
        answer = self._answer("policy-notify", "freeze", *accounts, *self._ledger, *self._day, "--json")
        found: dict[str, object] = json.loads(answer)
        facts = {name: found[name] for name in ("notice", "rows", "count", "messages", "not_owed", "unusable")}
        print(json.dumps(facts, indent=2))
        return found

    def _say_where(self, notice: str) -> None:
        self._say("Where to look")
        for what, path in (
            ("the site", self._site / "index.html"),
            ("what changed", self._site / "privacy" / "2026-11-16" / "changes" / "index.html"),
            ("the messages", self._desk / "outbox" / "index.html"),
            ("the notice's public page", self._site / "privacy" / "notices" / notice / "index.html"),
            ("the proof", self._desk / "proof.zip"),
        ):
            there = "" if path.exists() else "  (missing)"
            print(f"  {what:<26}{path}{there}")
        self._say("The change inside a product: a shop that asks its customers")
        print("  export POLICY_NOTIFY_GATE_SECRET=$(openssl rand -hex 32)")
        gate = f"gate serve --ledger {self._ledger[1]} --manifest {self._manifest}"
        print(f"  .venv/bin/policy-notify {gate} --origin http://127.0.0.1:8113 &")
        print(f"  .venv/bin/python examples/shop/shop.py {self._site} http://127.0.0.1:8112")
        print("  and open http://127.0.0.1:8113/?customer=member-00007")

    def _say(self, what: str) -> None:
        print(f"\n== {what}", flush=True)

    def _show(self, *command: str) -> None:
        lines = self._answer(*command).splitlines()
        print("\n".join(lines[:_SHOWN]))
        if len(lines) > _SHOWN:
            print(f"  … {len(lines) - _SHOWN} more lines")

    def _answer(self, *command: str) -> str:
        print(f"$ {shlex.join(command)}", flush=True)
        program = Path(sys.executable).with_name(command[0])
        done = subprocess.run([program, *command[1:]], stdout=subprocess.PIPE, text=True, check=False, cwd=_ROOT)
        if done.returncode:
            sys.exit(f"demo: {command[0]} {command[1]} ended with {done.returncode}")
        return done.stdout


if __name__ == "__main__":
    Demo(today=sys.argv[1], build=Path(sys.argv[2])).run()
