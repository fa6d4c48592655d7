"""Texts that might keep the parser busy: tried out within limits, refused by name, and ordinary ones left alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from site_gen.errors import PolicyError
from site_gen.text.parsing.limits import (
    COSTLY,
    LARGEST_UNTRIED,
    Limits,
    effort,
    is_costly,
    is_large,
    try_out,
)
from site_gen.text.parsing.parse import parse

_ROOT = Path(__file__).parents[3]
_LARGE = "\n\n".join(f"## Section {number}\n\nWe keep [data](/data) for {number} days." for number in range(8_000))


def test_an_ordinary_text_is_not_tried_out() -> None:
    """The example policy, sixty times the length, starts no process: it is neither large nor full of signs."""
    text = (_ROOT / "policy" / "privacy.md").read_text(encoding="utf-8")
    pieces = text.split("\n\n") * (LARGEST_UNTRIED // len(text) - 1)
    document = parse("\n\n".join(pieces))
    assert not is_large(pieces, "\n\n".join(pieces))
    assert not is_costly(segment.effort for segment in document.segments)


def test_a_block_counts_by_its_length_times_its_signs() -> None:
    """Long words count nothing, short blocks count nothing, a long block full of signs counts as its square."""
    assert effort("word " * 100_000) == 0
    assert effort("[" * 100) == 0
    assert effort("[" * 1_000) == 1_000_000 >= COSTLY
    assert is_costly([effort("[" * 4_000)])


def test_a_large_harmless_text_passes() -> None:
    """A text above the size is tried out and read as any other."""
    assert len(_LARGE) > LARGEST_UNTRIED
    assert len(parse(_LARGE).leaves) == 16_000


def test_a_text_that_takes_too_much_memory_is_refused_by_name() -> None:
    """Where the parser's process reaches its limit of memory, the refusal names the file, the line and the limits."""
    with pytest.raises(PolicyError, match=r"^policy/privacy\.md:\d+: takes the Markdown parser more than 3 s or 8 MB"):
        try_out(_LARGE, "policy/privacy.md", Limits(megabytes=8))


_STANDS_STILL = """
import resource
import sys
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1])))
sys.stdin.read()
print(1, "We keep data.", sep="\\t", flush=True)
print(17, "A block that never ends", sep="\\t", flush=True)
while True:
    pass
"""


def test_a_text_that_takes_too_long_is_refused_by_its_block() -> None:
    """Where the process uses up its time, it is ended, and the refusal names the block at which it stood."""
    program = (sys.executable, "-c", _STANDS_STILL)
    with pytest.raises(
        PolicyError, match=r"^policy/privacy\.md:17: .* at the block that begins “A block that never ends”"
    ):
        try_out("text", "policy/privacy.md", Limits(seconds=1), program)
