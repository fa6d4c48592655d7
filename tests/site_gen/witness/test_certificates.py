"""A stamp's certificates may come in any order; what is not a stamp stays what it is."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import notify.witness.certificates
import notify.witness.stamp
import site_gen.witness.certificates
import site_gen.witness.stamp
from tests.tsa import running

BOTH = pytest.mark.parametrize(
    ("certificates", "stamp"),
    [
        (site_gen.witness.certificates, site_gen.witness.stamp),
        (notify.witness.certificates, notify.witness.stamp),
    ],
    ids=["site_gen", "notify"],
)


@BOTH
def test_either_order_holds(tmp_path: Path, certificates: ModuleType, stamp: ModuleType) -> None:
    """An answer with two certificates is read whichever comes first, as OpenSSL's service sends them."""
    with running(tmp_path) as service:
        answer = stamp.request_stamp(service.url, b"words")
        roots = service.roots.read_bytes()
    begin, end = certificates._certificates(answer)
    pieces = [answer[start:after] for _, start, _, after in certificates._children(answer, begin, end)]
    turned = answer[:begin] + b"".join(pieces[::-1]) + answer[end:]
    assert len(pieces) == 2
    assert turned != answer
    moments = {stamp.stamped_at(each, b"words", roots, "x.tsr") for each in (answer, turned)}
    assert len(moments) == 1


@BOTH
@given(data=st.binary(max_size=200))
def test_what_is_no_stamp_is_left_alone(certificates: ModuleType, stamp: ModuleType, data: bytes) -> None:
    """Whatever a server sends instead, its bytes stay the same ones, at most in another order."""
    assert sorted(certificates.sort_certificates(data)) == sorted(data)
