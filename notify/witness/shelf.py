"""Witnesses of the chain of decisions, in a folder beside the ledger: each is about the head that the chain had then.

    witness/00000042.txt        the number of the last entry, a blank, its SHA-256
    witness/00000042.txt.sig    an Ed25519 signature over these bytes
    witness/00000042.txt.pem    the public key
    witness/00000042.txt.tsr    a time stamp over them (RFC 3161)

The chain grows by appending, so an older head stays one of its entries for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notify.errors import WitnessError
from notify.witness.signature import holds
from notify.witness.stamp import claimed_at, stamped_at

FOLDER = "witness"
PARTS = (".sig", ".pem", ".tsr")
HEAD = re.compile(r"(\d{1,15}) ([0-9a-f]{64})\n")


@dataclass(frozen=True, slots=True)
class HeadWitness:
    """What somebody said about one head of the chain."""

    seq: int
    sha256: str
    parts: Mapping[str, bytes]
    """By suffix; what is not there is left out."""

    @property
    def name(self) -> str:
        """The file that is witnessed."""
        return f"{self.seq:08}.txt"

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return f"{self.seq} {self.sha256}\n".encode()

    def files(self) -> dict[str, bytes]:
        """Give what the folder holds, by name."""
        return {self.name: self.data} | {self.name + part: content for part, content in self.parts.items()}

    def is_signed(self, public_key: str) -> bool:
        """Whether it carries that key's signature."""
        return ".sig" in self.parts and holds(public_key, self.parts[".sig"], self.data)

    def stamped_at(self, roots: bytes | None) -> datetime | None:
        """Give the moment of its time stamp; None where it has none.

        Raises WitnessError where the stamp is about something else, or is not traced to the certificates given.
        """
        if ".tsr" not in self.parts:
            return None
        check = (self.parts[".tsr"], self.data)
        return claimed_at(*check, self.name) if roots is None else stamped_at(*check, roots, self.name)


def witnesses(ledger_folder: Path) -> Iterator[HeadWitness]:
    """Yield the witnesses beside a ledger, oldest first.

    Raises WitnessError for a file there that `policy-notify sign` did not write.
    """
    for file in sorted((ledger_folder / FOLDER).glob("*.txt")):
        found = HEAD.fullmatch(file.read_text(encoding="utf-8", errors="replace"))
        if not found:
            raise WitnessError(f"{file}: is not what `policy-notify sign` wrote; restore it, or move it away")
        beside = {part: file.with_name(file.name + part) for part in PARTS}
        parts = {part: place.read_bytes() for part, place in beside.items() if place.is_file()}
        yield HeadWitness(int(found[1]), found[2], parts)
