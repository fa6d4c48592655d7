"""Sorts the certificates inside a time stamp: the order of a SET OF that DER asks for, and real services do not keep.

A service may send its certificates in any order (RFC 5652, 5.1: only what is signed must be DER), and OpenSSL's does;
rfc3161-client reads such an answer as broken. They are not part of what is signed, so their order is nobody's word.
"""

from __future__ import annotations

from collections.abc import Iterator

_SEQUENCE, _CERTIFICATES = 0x30, 0xA0


def sort_certificates(answer: bytes) -> bytes:
    """Return a TimeStampResp with its certificates in the order of DER; anything else unchanged."""
    try:
        begin, end = _certificates(answer)
        pieces = [answer[start:after] for _, start, _, after in _children(answer, begin, end)]
    except (IndexError, StopIteration, ValueError):
        return answer
    return answer[:begin] + b"".join(sorted(pieces)) + answer[end:]


def _certificates(data: bytes) -> tuple[int, int]:
    """Find the inside of TimeStampResp, timeStampToken, content, SignedData, certificates."""
    _, _, inside, end = next(_children(data, 0, len(data)))
    token = _nth(data, inside, end, _SEQUENCE, 1)
    content = _nth(data, *token, _CERTIFICATES, 0)
    signed = _nth(data, *content, _SEQUENCE, 0)
    return _nth(data, *signed, _CERTIFICATES, 0)


def _nth(data: bytes, begin: int, end: int, tag: int, number: int) -> tuple[int, int]:
    """Return the inside of the n-th element of a kind."""
    found = [(inside, after) for kind, _, inside, after in _children(data, begin, end) if kind == tag]
    return found[number]


def _children(data: bytes, begin: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield each element's tag, its start, the start of its inside, and its end."""
    while begin < end:
        length, inside = data[begin + 1], begin + 2
        if length & 0x80:
            count = length & 0x7F
            length, inside = int.from_bytes(data[inside : inside + count], "big"), inside + count
        after = inside + length
        if after > end or after <= begin:
            raise ValueError(begin)
        yield data[begin], begin, inside, after
        begin = after
