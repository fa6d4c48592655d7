"""What the gate reads, it reads as every other reader would."""

from __future__ import annotations

import pytest

from notify.gate.reading import read_once


@pytest.mark.parametrize(
    "text",
    [b'{"a": 1, "a": 1}', b'[{"b": {"a": 1, "a": 2}}]', b"NaN", b"[-Infinity]", b'{"exp": 1e999}', b"-1e999", b"\xff"],
    ids=repr,
)
def test_what_two_readers_may_take_for_two_things_is_refused(text: bytes) -> None:
    """A name that stands twice, a number that is none or that becomes infinite when it is read, and broken UTF-8."""
    with pytest.raises(ValueError, match=r"twice|finite|utf-8"):
        read_once(text)


def test_all_else_is_read_as_it_stands() -> None:
    """The same name in two objects, and numbers of any size that can be held, are nobody's mistake."""
    assert read_once(b'[{"a": 1.5}, {"a": -1e300, "b": 1e-999}]') == [{"a": 1.5}, {"a": -1e300, "b": 0.0}]
