"""Writes example accounts as CSV, the same ones every time: invented people on addresses that can never exist."""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from typing import TextIO

_SEED = 11
_GIVEN = ("Ana", "Bram", "Chloë", "Dov", "Émile", "Fatou", "Gwen", "Hiroko", "Ísak", "Jun", "Kwame", "شيرين", "李雷")
_FAMILY = ("Ashdown", "Bergström", "Castellanos", "de Wit", "Eze", "Fujimori", "Grünwald", "Haddad", "O'Malley", "Żak")
_LANGUAGES = ("en", "en", "en", "en", "es", "nl", "de")
_REGIONS = ("US-CA", "US-NY", "US-TX", "GB", "NL", "DE", "ES", "CA-QC", "BR")
_VERSIONS = ("2024-06-24", "2025-09-30", "2025-09-30", "2025-09-30", "")
_COLUMNS = ("account_id", "email", "name", "language", "region", "created_on", "last_version")
_SPOILT = (
    ("member-spoilt-1", "", "No Address", "en", "US-CA", "2023-03-01", "2025-09-30"),
    ("member-spoilt-2", "two@at@signs.example", "Two Signs", "en", "GB", "2023-03-01", "2025-09-30"),
    ("member-spoilt-3", "spaces in it@mail.example", "Spaces", "en", "DE", "2023-03-01", "2025-09-30"),
    ("member-00001", "again@mail.example", "Twice There", "en", "NL", "2023-03-01", "2025-09-30"),
    ("member-late-1", "late@mail.example", "Joined Afterwards", "en", "US-NY", "2026-11-20", "2026-11-16"),
)
"""Rows as real exports have them: no address, no address at all, an account twice, one opened after publication."""


def accounts(count: int) -> Iterator[tuple[str, ...]]:
    """Yield this many rows, some of them unusable."""
    chance = random.Random(_SEED)  # noqa: S311  the same example for everybody
    for number in range(1, count - len(_SPOILT) + 1):
        given = chance.choice(_GIVEN)
        yield (
            f"member-{number:05}",
            f"member{number:05}@mail.example",
            f"{given} {chance.choice(_FAMILY)}" if chance.random() > 0.05 else "",
            chance.choice(_LANGUAGES),
            chance.choice(_REGIONS),
            f"20{chance.randint(22, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            chance.choice(_VERSIONS),
        )
    yield from _SPOILT


def write(out: TextIO, count: int) -> None:
    """Write the accounts as CSV."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(accounts(count))


if __name__ == "__main__":
    write(sys.stdout, int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
