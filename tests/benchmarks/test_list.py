"""The list of benchmarks."""

from __future__ import annotations

from importlib.util import find_spec

from benchmarks.__main__ import commands


def test_every_benchmark_says_what_it_measures() -> None:
    """`python -m benchmarks` names commands that exist, each with one line of words."""
    found = dict(commands())
    assert {"benchmarks.site", "benchmarks.materiality", "benchmarks.torture"} <= found.keys()
    for name, words in found.items():
        assert find_spec(name) is not None
        assert len(words.split()) > 2, name
