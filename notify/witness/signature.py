"""Ed25519 signatures (RFC 8032): the one file that knows cryptography's keys."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING

from notify.errors import WitnessError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_VARIABLE = "SECTION11_SIGNING_KEY"
"""Holds a private key itself, for machines that have no file of it."""


def read_key(written: bytes, name: str) -> Ed25519PrivateKey:
    """Read a private key as OpenSSH or PEM (PKCS 8) writes it; `name` is for refusals.

    Raises WitnessError for what is not an Ed25519 key, or one with a passphrase.
    """
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - only who signs needs it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - as above
        load_pem_private_key,
        load_ssh_private_key,
    )

    load = load_ssh_private_key if b"BEGIN OPENSSH" in written else load_pem_private_key
    try:
        key = load(written.strip() + b"\n", password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm, binascii.Error) as error:
        problem = "is not a private key without a passphrase"
        raise WitnessError(f"{name}: {problem}; make one with ssh-keygen -t ed25519 -N ''") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise WitnessError(f"{name}: is a key of another kind; make one with ssh-keygen -t ed25519 -N ''")
    return key


def public_line(key: Ed25519PrivateKey) -> str:
    """Return the public half as OpenSSH writes it, without a comment."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - as above

    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def public_pem(line: str) -> bytes:
    """Return a public key as `openssl` reads it."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - as above

    return _load_public(line).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def is_same_key(one: str, other: str) -> bool:
    """Whether two lines of OpenSSH name one key, whatever their comments."""
    return one.split()[:2] == other.split()[:2]


def holds(key: str, signature: bytes, data: bytes) -> bool:
    """Whether the signature over the data was made with the private half of a key (of OpenSSH, or PEM)."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - as above

    try:
        _load_public(key).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _load_public(written: str) -> Ed25519PublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - as above
        load_pem_public_key,
        load_ssh_public_key,
    )

    load = load_pem_public_key if "BEGIN PUBLIC KEY" in written else load_ssh_public_key
    try:
        key = load(written.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise WitnessError(f"{written[:40]!r} is not a public key as OpenSSH writes it") from error
    if not isinstance(key, Ed25519PublicKey):
        raise WitnessError(f"{written[:40]!r} is not an Ed25519 key")
    return key
