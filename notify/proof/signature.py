"""Verifies the provider's signature under an event post, with nothing but Python 3.9; it lies in the proof too."""

from __future__ import annotations

import base64
import hashlib
from typing import Optional

# The curve P-256 (FIPS 186-4), in which the provider signs its event posts.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

Point = Optional[tuple[int, int]]  # noqa: UP045 - older Pythons check proofs too


def signature_holds(public_key: str, signature: str, message: bytes) -> bool:
    """Verify ECDSA over P-256 with SHA-256; key and signature are base64 of their DER forms."""
    try:
        der = base64.b64decode(public_key)
        if der[-65] != 4:
            return False
        key = int.from_bytes(der[-64:-32], "big"), int.from_bytes(der[-32:], "big")
        r, s = der_integers(base64.b64decode(signature))
    except (ValueError, IndexError):
        return False
    on_curve = (key[1] ** 2 - key[0] ** 3 + 3 * key[0] - B) % P == 0
    if not on_curve or not 0 < r < N or not 0 < s < N:
        return False
    z, w = int.from_bytes(hashlib.sha256(message).digest(), "big"), pow(s, -1, N)
    point = add(times(z * w % N, G), times(r * w % N, key))
    return point is not None and point[0] % N == r


def der_integers(der: bytes) -> tuple[int, int]:
    """Read a DER sequence of two integers."""
    values, at = [], 2
    while at < len(der):
        length = der[at + 1]
        values.append(int.from_bytes(der[at + 2 : at + 2 + length], "big"))
        at += 2 + length
    r, s = values
    return r, s


def add(p: Point, q: Point) -> Point:
    """Add two points of the curve; None is the point at infinity."""
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and (p[1] + q[1]) % P == 0:
        return None
    rise, run = (3 * p[0] * p[0] - 3, 2 * p[1]) if p == q else (q[1] - p[1], q[0] - p[0])
    slope = rise * pow(run, -1, P) % P
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def times(k: int, point: Point) -> Point:
    """Multiply a point by a number."""
    result: Point = None
    while k:
        if k & 1:
            result = add(result, point)
        point, k = add(point, point), k >> 1
    return result
