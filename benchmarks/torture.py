"""Runs everything that tries to break the operator's promise, and writes down what it saw.

    python -m benchmarks.torture [--kills 1000] [--seeds 5] [--posts 1000000] [--accounts 20000]

The two runs are `benchmarks.chaos` and `benchmarks.hostile`; what they print goes into docs/reliability.md as it is.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

PAGE = Path("docs/reliability.md")
HEAD = """\
# What was done to it, and what held

Written by `make torture` from a real run; run it again to see for yourself. The provider is a program on the same
machine that takes a batch or not, misbehaves as asked, and counts every address. What it counted is the truth that the
ledger is held against.

- **lost**: not told, and the ledger does not say so. **doubled**: told more than once. **unexplained**: the ledger's
  sum, or its count of those who were doubled, is not what the provider counted.
- **kills** end a process with SIGKILL at a random moment: senders, imports, restores, adoptions. **harms** come to the
  ledger between them: put back from an old copy, alone or with its folder; restored from a backup; copied to a second
  machine; moved; met by a clock that is an hour behind or ahead. **refused** are lives that ended before the first
  byte.
- The **controls** must fail, and do: whoever overrides doubt, or gives a false word, doubles or loses.

"""


def main() -> int:
    """Run both, write the page; exit code 1 where anything did not hold."""
    options = _options()
    names = ("kills", "seeds", "accounts", "control_kills")
    chaos = ["benchmarks.chaos", *(f"--{name.replace('_', '-')}={getattr(options, name)}" for name in names)]
    hostile = ["benchmarks.hostile", f"--posts={options.posts}"]
    parts, codes = [HEAD, f"On {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}.\n"], []
    for command in (chaos, hostile):
        done = subprocess.run([sys.executable, "-m", *command], stdout=subprocess.PIPE, encoding="utf-8", check=False)
        codes.append(done.returncode)
        parts.append(f"\n## `python -m {' '.join(command)}`\n\n```\n{done.stdout.strip()}\n```\n")
    options.out.write_text("".join(parts), encoding="utf-8")
    print(f"{options.out}: {'held' if not any(codes) else 'DID NOT HOLD'}")
    return int(any(codes))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--control-kills", type=int, default=40)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--out", type=Path, default=PAGE)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
