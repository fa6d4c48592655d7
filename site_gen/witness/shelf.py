"""What stands beside a manifest to witness it, and the shelf of manifests that were witnessed before.

    privacy/manifest.json          what is published
    privacy/manifest.json.sig      an Ed25519 signature over its bytes
    privacy/manifest.json.pem      the public key
    privacy/manifest.json.tsr      a time stamp over its bytes (RFC 3161)
    privacy/witness/DIGEST/        the same four, as they were when the chain's head was another; index.json lists them

The manifest of a later day has another head and gets another stamp. That an older head existed on its day is what the
shelf keeps: its links are links of the newest chain too, or somebody has rewritten what was published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from site_gen.canonical import Json, canonical
from site_gen.errors import WitnessError
from site_gen.model.policy import Witness
from site_gen.witness.signature import holds
from site_gen.witness.stamp import claimed_at, stamped_at

MANIFEST = "manifest.json"
SHELF = "witness"
INDEX = "index.json"
PARTS = (".sig", ".pem", ".tsr")
DIGEST = re.compile(r"[0-9a-f]{16}")


class Beside(Struct, frozen=True):
    """A manifest's bytes, and what witnesses them."""

    data: bytes
    parts: Mapping[str, bytes]
    """By suffix; what is not there is left out."""

    @classmethod
    def read(cls, manifest: Path) -> Beside:
        """Read what is in a folder."""
        files = {part: manifest.with_name(manifest.name + part) for part in PARTS}
        return cls(manifest.read_bytes(), {part: file.read_bytes() for part, file in files.items() if file.is_file()})

    @property
    def digest(self) -> str:
        """The name of its folder on the shelf."""
        return sha256(self.data).hexdigest()[:16]

    @property
    def chain(self) -> tuple[str, ...]:
        """The links of the chain, the head first.

        Raises WitnessError where the bytes are not a manifest.
        """
        try:
            return tuple(str(version["chain_sha256"]) for version in json.loads(self.data)["versions"])
        except (ValueError, KeyError, TypeError) as error:
            raise WitnessError(f"{MANIFEST} {self.digest}: is not a manifest of policy-site: {error}") from error

    def is_signed(self, public_key: str) -> bool:
        """Whether it bears that key's signature."""
        return ".sig" in self.parts and holds(public_key, self.parts[".sig"], self.data)

    def stamped_at(self, roots: bytes | None) -> datetime | None:
        """Return the moment of its time stamp; None where it has none.

        Raises WitnessError where it is not a stamp over these bytes, or is not traced to the given certificates.
        """
        if ".tsr" not in self.parts:
            return None
        name = f"{MANIFEST}.tsr"
        if roots is None:
            return claimed_at(self.parts[".tsr"], self.data, name)
        return stamped_at(self.parts[".tsr"], self.data, roots, name)

    def write(self, folder: Path, *, whole: bool = False) -> None:
        """Write the parts, and where asked the manifest too; each file whole, and only where it differs."""
        folder.mkdir(parents=True, exist_ok=True)
        if whole:
            put(folder / MANIFEST, self.data)
        for part, content in self.parts.items():
            put(folder / (MANIFEST + part), content)


def is_witness(path: str) -> bool:
    """Whether a file of a site, by its path in it, is here to witness the others."""
    return path.endswith(tuple(MANIFEST + part for part in PARTS)) or f"/{SHELF}/" in path


def manifests(site: Path) -> Iterator[Path]:
    """Yield the manifests that a site publishes now."""
    return (file for file in sorted(site.rglob(MANIFEST)) if file.parent.parent.name != SHELF)


def shelf_entries(folder: Path) -> Iterator[tuple[str, Beside]]:
    """Yield what is on the shelf of a policy's folder, by the name of its place."""
    for place in sorted((folder / SHELF).glob("*")):
        if DIGEST.fullmatch(place.name) and (place / MANIFEST).is_file():
            yield place.name, Beside.read(place / MANIFEST)


def index_bytes(folder: Path) -> bytes:
    """Return the list of what is on the shelf."""
    found: list[Json] = [{"folder": name, "chain_sha256": beside.chain[0]} for name, beside in shelf_entries(folder)]
    return canonical({"witness_version": 1, "manifests": found})


def problems(folder: Path, witness: Witness, roots: bytes | None) -> Iterator[str]:
    """Yield what is wrong with the witnesses of a policy's folder, by what policy.toml asks for."""
    now = Beside.read(folder / MANIFEST)
    if witness.public_key and ".sig" not in now.parts:
        yield f"{MANIFEST} is not signed; `policy-site sign` signs it"
    if witness.tsa_roots and ".tsr" not in now.parts:
        yield f"{MANIFEST} has no time stamp; `policy-site sign --tsa URL` gets one"
    yield from _part_problems(MANIFEST, now, witness, roots)
    for name, beside in shelf_entries(folder):
        where = f"{SHELF}/{name}/{MANIFEST}"
        if beside.digest != name:
            yield f"{where} is not the manifest that was signed or stamped there"
        if beside.chain[0] not in now.chain:
            yield f"{where}: its head {beside.chain[0][:12]}... is not a link of the chain that is published now"
        yield from _part_problems(where, beside, witness, roots)


def _part_problems(where: str, beside: Beside, witness: Witness, roots: bytes | None) -> Iterator[str]:
    if ".sig" in beside.parts:
        yield from _signature_problems(where, beside, witness.public_key)
    try:
        beside.stamped_at(roots)
    except WitnessError as error:
        yield f"{where}: {error}"


def _signature_problems(where: str, beside: Beside, public_key: str) -> Iterator[str]:
    """Hold a signature against the key that policy.toml names, or where it names none against the one beside it."""
    whose = "that policy.toml names" if public_key else f"beside it ({MANIFEST}.pem)"
    try:
        held = beside.is_signed(public_key or beside.parts.get(".pem", b"").decode("ascii", "replace"))
    except WitnessError as error:
        yield f"{where}: {error}" if public_key else f"{where}: {MANIFEST}.pem, beside its signature, is no public key"
    else:
        if not held:
            yield f"{where}: its signature was not made over these bytes with the key {whose}"


def put(file: Path, content: bytes) -> None:
    """Write a file whole, and only where it differs."""
    if file.is_file() and file.read_bytes() == content:
        return
    draft = file.with_name(f".{file.name}.part")
    draft.write_bytes(content)
    draft.replace(file)
