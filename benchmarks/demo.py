"""The whole life of a notice on the example policy: `python -m benchmarks.demo --site build/site --out build/notice`.

A thousand invented account holders in several languages and regions, some of them with rows that cannot be used, are
planned, frozen, sent to an outbox on disk, and one of them gets a proof. Nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = (
    "Ann", "Bob", "Zoë Ångström", "O'Brien, Dan", "李小龍", "ליאור", "Maxim", "Ana María 🎉", "",
    "Baron von und zu Hohenlangname",
)  # fmt: skip
LANGUAGES = ("en", "en", "de", "fr", "es", "pt", "")
REGIONS = ("US-CA", "US-NY", "DE", "FR", "ES", "BR", "GB", "")
BAD = (
    ("x1", "", ""),
    ("x2", "no address at all", ""),
    ("", "lost@example.org", ""),
    ("a5", "again@example.org", "Twice"),
)


def main() -> int:
    """Run every step as an operator would, and say where to look."""
    options = _options()
    manifest = options.site / options.policy / "manifest.json"
    versions = [entry["version_id"] for entry in json.loads(manifest.read_text(encoding="utf-8"))["versions"]]
    if options.out.exists():
        shutil.rmtree(options.out)
    options.out.mkdir(parents=True)
    accounts = options.out / "accounts.csv"
    with accounts.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_accounts(versions))
    ledger = ["--ledger", f"sqlite:///{options.out / 'ledger.db'}"]
    audience = ["--manifest", str(manifest), "--accounts", str(accounts)]
    day = ["--today", options.today]
    _run("plan", *audience, *day)
    frozen = json.loads(_run("freeze", *ledger, *audience, *day, "--json", quiet=True))
    for notice in frozen["notices"]:
        if notice["count"]:
            _run("send", notice["notice"], *ledger, *day, "--confirm", str(notice["count"]), "--yes")
    _run("proof", "--account", "a7", *ledger, "--out", str(options.out / "proof-a7.zip"))
    _run("record", *ledger, *day, "--out", str(options.out / "records"))
    published = ["--manifest", str(manifest), "--out", str(options.site), "--records", str(options.out / "records")]
    pages = _run("pages", *published, *day)
    print(f"\nThe messages:    {options.out / 'outbox' / 'index.html'}")
    print(f"The public page: {pages.split()[0]}")
    print(f"The proof:       {options.out / 'proof-a7.zip'}  (unzip it, then: python verify.py)")
    print(f"Not reached:     policy-notify unreached {' '.join(ledger)}")
    return 0


def _accounts(versions: list[str]) -> Iterator[tuple[str, ...]]:
    chance = random.Random(11)  # noqa: S311 - the same people every time
    yield ("account_id", "email", "name", "language", "region", "created_on", "last_version")
    for n in range(1000):
        seen = chance.choice(versions[2:]) if n % 10 == 0 and versions[2:] else ""
        name, language, region = (chance.choice(words) for words in (NAMES, LANGUAGES, REGIONS))
        yield (f"a{n}", f"person{n}@mail{n % 9}.example", name, language, region, "2024-01-01", seen)
    for account, email, name in BAD:
        yield (account, email, name, "", "", "", "")
    yield ("b1", "person3@mail3.example", "Second account", "", "", "", "")


def _run(*arguments: str, quiet: bool = False) -> str:
    shown = [word for word in arguments if word != "--json"]
    print(f"\n$ policy-notify {' '.join(shown)}", flush=True)
    done = subprocess.run([sys.executable, "-m", "notify", *arguments], check=True, stdout=subprocess.PIPE, text=True)
    lines = done.stdout.splitlines()
    if not quiet:
        print("\n".join(lines[:24] + (["  ..."] if len(lines) > 24 else [])))
    return done.stdout


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=Path("build/site"))
    parser.add_argument("--policy", default="privacy")
    parser.add_argument("--out", type=Path, default=Path("build/notice"))
    parser.add_argument("--today", default="2026-12-01")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
