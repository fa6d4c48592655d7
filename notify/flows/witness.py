"""Have the head of the chain of decisions signed and time-stamped, and say what is witnessed already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from notify.config import Config
from notify.errors import ConfigError, LedgerError, WitnessError
from notify.files.writing import make_private, write_private
from notify.ledger.chain import audit
from notify.ledger.chain.gate_seals import seal_answers
from notify.ledger.database.store import Ledger
from notify.witness.shelf import FOLDER, HeadWitness, witnesses
from notify.witness.signature import is_same_key, public_line, public_pem
from notify.witness.stamp import request_stamp

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What was witnessed now."""

    file: str
    seq: int
    sha256: str
    stamped_at: datetime | None


def sign(
    ledger: Ledger, key: Ed25519PrivateKey | None, tsa: str | None, config: Config, roots: bytes | None, now: datetime
) -> Signed:
    """Witness the newest entry of the chain, once all answers are under it; what is witnessed of it already stays.

    Raises WitnessError where the key is not the one that policy.toml names, or no stamp can be had: then nothing is
    witnessed.
    """
    if key and config.public_key and not is_same_key(config.public_key, public_line(key)):
        raise WitnessError(f'the key is not the one that policy.toml names; to name it there: "{public_line(key)}"')
    before = list(witnesses(ledger.folder))
    head = _newest_entry(ledger, before, now)
    plain = HeadWitness(head.seq, head.sha256, {})
    parts = dict(next((each.parts for each in before if each.seq == head.seq), {}))
    if key:
        parts |= {".sig": key.sign(plain.data), ".pem": public_pem(public_line(key))}
    if tsa and ".tsr" not in parts:
        parts[".tsr"] = request_stamp(tsa, plain.data)
    made = HeadWitness(head.seq, head.sha256, parts)
    at = made.stamped_at(roots)
    folder = make_private(ledger.folder / FOLDER)
    for name, content in made.files().items():
        write_private(folder / name, content, durable=True)
    with ledger.write() as tx:
        ledger.keep(tx, [f"{FOLDER}/{name}" for name in made.files()])
    return Signed(file=str(folder / made.name), seq=head.seq, sha256=head.sha256, stamped_at=at)


def _newest_entry(ledger: Ledger, before: Sequence[HeadWitness], now: datetime) -> audit.Entry:
    """Return the newest entry of the chain, once all answers are under it; refuse a chain that is not what it was."""
    with ledger.read() as connection:
        audit.refuse_broken(connection, ledger.name)
        chain = audit.entries(connection)
    if strange := strangers(before, chain):
        raise WitnessError(f"{ledger.name}: {strange_words(strange)}")
    if seal_answers(ledger, now):
        with ledger.read() as connection:
            chain = audit.entries(connection)
    if not chain:
        raise LedgerError(f"{ledger.name}: holds no decision yet; freeze a notice first")
    return chain[-1]


def strangers(found: Iterable[HeadWitness], chain: Iterable[audit.Entry]) -> list[HeadWitness]:
    """List the witnessed heads that the chain does not hold: it was restored from an older copy, or rewritten."""
    hashes = {each.seq: each.sha256 for each in chain}
    return [each for each in found if hashes.get(each.seq) != each.sha256]


def strange_words(strange: list[HeadWitness]) -> str:
    """Say so to an operator."""
    return (
        f"entry {strange[0].seq} of its chain was witnessed with another hash ({strange[0].sha256[:12]}...): this is "
        f"not the ledger that was signed, or not all of it. Find the newer one; keep {strange[0].name} as evidence"
    )


def last_witnessed_entry(ledger: Ledger, config: Config, chain: Iterable[audit.Entry]) -> int:
    """Give the number of the last entry that is witnessed as policy.toml asks; 0 where none is."""
    hashes = {each.seq: each.sha256 for each in chain}
    found = [each.seq for each in witnesses(ledger.folder) if _counts(each, config, hashes)]
    return max(found, default=0)


def _counts(each: HeadWitness, config: Config, hashes: dict[int, str]) -> bool:
    is_signed = not config.public_key or each.is_signed(config.public_key)
    return hashes.get(each.seq) == each.sha256 and is_signed and (not config.tsa_roots or ".tsr" in each.parts)


def read_roots(config: Config, config_path: str | None) -> bytes | None:
    """Read the certificates that policy.toml names by their path in its repository; None where it names none.

    Raises ConfigError where they cannot be read.
    """
    if not config.tsa_roots:
        return None
    home = Path(config_path).resolve().parent.parent if config_path else Path()
    try:
        return (home / config.tsa_roots).read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{home / config.tsa_roots}: cannot be read, though [witness] names it: {error.strerror}"
        ) from None
