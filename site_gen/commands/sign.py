"""`policy-site sign`: sign what is published, and have somebody else say since when it exists."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from site_gen.errors import OutputError, WitnessError
from site_gen.history.declarations import read_witness
from site_gen.model.policy import Witness
from site_gen.options import Options
from site_gen.record.read import read_file
from site_gen.requests.arguments import built_site, options_of
from site_gen.witness.shelf import (
    DIGEST,
    INDEX,
    MANIFEST,
    PARTS,
    SHELF,
    Beside,
    index_bytes,
    manifests,
    put,
    shelf_entries,
)
from site_gen.witness.signature import KEY_VARIABLE, is_same_key, public_line, public_pem, read_key
from site_gen.witness.stamp import request_stamp

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

READ_BY_OTHERS = stat.S_IRGRP | stat.S_IROTH


class Request(Struct, frozen=True):
    """What the user asked for."""

    site: Path
    key: Path | None
    tsa: str | None
    published: str | None
    """Address or folder of the published site, whose witnesses stay."""


class Signer(Struct, frozen=True):
    """Signs and stamps, by what policy.toml says of both."""

    key: Ed25519PrivateKey | None
    tsa: str | None
    roots: bytes | None

    def witness(self, beside: Beside, published: Beside | None) -> Beside:
        """Add what is missing; a stamp that holds stays, since the older one says more."""
        parts = dict(beside.parts)
        if self.key:
            parts[".sig"] = self.key.sign(beside.data)
            parts[".pem"] = public_pem(public_line(self.key))
        olds = [each for each in (published, beside) if each and each.data == beside.data and self._holds(each)]
        if olds:
            parts[".tsr"] = olds[0].parts[".tsr"]
        elif self.tsa:
            parts[".tsr"] = request_stamp(self.tsa, beside.data)
        else:
            parts.pop(".tsr", None)
        made = Beside(beside.data, parts)
        made.stamped_at(self.roots)
        return made

    def _holds(self, beside: Beside) -> bool:
        try:
            return beside.stamped_at(self.roots) is not None
        except WitnessError:
            return False


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    site = arguments.site or built_site(arguments.repo)
    request = Request(site, arguments.key, arguments.tsa or None, arguments.published or None)
    return run(options_of(arguments), request)


def run(options: Options, request: Request) -> int:
    """Write the witnesses beside each manifest of a built site, all of a policy's or none.

    Raises OutputError where there is no manifest, WitnessError where there is neither a key nor a service.
    """
    found = list(manifests(request.site)) if request.site.is_dir() else []
    if not found:
        raise OutputError(f"{request.site}: holds no manifest.json; name the built site with --site")
    witness, roots = read_witness(options)
    signer = Signer(_key(request.key, witness), request.tsa, roots)
    if signer.key is None and request.tsa is None:
        raise WitnessError(f"there is neither a key ({KEY_VARIABLE}, or --key FILE) nor a service (--tsa URL)")
    for manifest in found:
        _sign(manifest, request, signer)
    return 0


def _sign(manifest: Path, request: Request, signer: Signer) -> None:
    folder, slug = manifest.parent, manifest.parent.relative_to(request.site).as_posix()
    published = _read_manifest(request.published, f"{slug}/{MANIFEST}") if request.published else None
    made = signer.witness(Beside.read(manifest), published)
    carried = dict(_published_shelf(request.published, slug)) if request.published else {}
    made.write(folder)
    for name, beside in carried.items():
        beside.write(folder / SHELF / name, whole=True)
    if made.chain[0] not in {beside.chain[0] for _, beside in shelf_entries(folder)}:
        made.write(folder / SHELF / made.digest, whole=True)
    put(folder / SHELF / INDEX, index_bytes(folder))
    at = made.stamped_at(signer.roots)
    print(f"{manifest}: {'signed' if signer.key else 'not signed'}, {f'stamped {at}' if at else 'no time stamp'}")


def _read_manifest(place: str, path: str) -> Beside | None:
    """Read a manifest of the published site with what witnesses it; None where it is not there."""
    data = read_file(place, path)
    if data is None:
        return None
    parts = {part: found for part in PARTS if (found := read_file(place, path + part)) is not None}
    return Beside(data, parts)


def _published_shelf(place: str, slug: str) -> Iterator[tuple[str, Beside]]:
    """Yield what is on the shelf of the published site: whatever replaces the site keeps it."""
    listed = read_file(place, f"{slug}/{SHELF}/{INDEX}")
    try:
        names = [str(each["folder"]) for each in json.loads(listed)["manifests"]] if listed else []
    except (ValueError, KeyError, TypeError) as error:
        raise WitnessError(f"{place}: {slug}/{SHELF}/{INDEX} cannot be read: {error}") from error
    for name in names:
        found = _read_manifest(place, f"{slug}/{SHELF}/{name}/{MANIFEST}") if DIGEST.fullmatch(name) else None
        if found is None or found.digest != name:
            raise WitnessError(f"{place}: {slug}/{SHELF}/{name} is not the manifest that was signed or stamped there")
        yield name, found


def _key(file: Path | None, witness: Witness) -> Ed25519PrivateKey | None:
    written = os.environ.get(KEY_VARIABLE, "").encode()
    if file is None and not written:
        return None
    try:
        key = read_key(file.read_bytes() if file else written, str(file) if file else KEY_VARIABLE)
    except OSError as error:
        raise WitnessError(f"{file}: cannot be read: {error.strerror}") from error
    if file and file.stat().st_mode & READ_BY_OTHERS:
        words = "others on this machine may read this private key; let nobody but you: chmod 600"
        print(f"policy-site: {file}: {words} {shlex.quote(str(file))}", file=sys.stderr)
    if not witness.public_key:
        print(f"policy-site: write under [witness] of policy.toml: {_toml(key)}", file=sys.stderr)
    elif not is_same_key(witness.public_key, public_line(key)):
        raise WitnessError(
            f"the key is not the one that policy.toml names; to use it, write there under [witness]: {_toml(key)}"
        )
    return key


def _toml(key: Ed25519PrivateKey) -> str:
    return f'public_key = "{public_line(key)}"'
