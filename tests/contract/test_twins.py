"""What both programs need and neither may take from the other (decision 1): written twice, it says the same twice."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["certificates", "signature", "stamp"])
def test_the_rooms_that_witness_are_twins(name: str) -> None:
    """A signature or time stamp that one program makes is judged alike by the other."""
    site, notifier = (ROOT / package / "witness" / f"{name}.py" for package in ("site_gen", "notify"))
    assert notifier.read_text(encoding="utf-8").replace("notify.", "site_gen.") == site.read_text(encoding="utf-8")
