"""What both programs know of signatures and time stamps."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import ROOT


@pytest.mark.parametrize("name", ["certificates", "signature", "stamp"])
def test_both_programs_judge_a_witness_alike(name: str) -> None:
    """What one program signs or has stamped, the other reads by the same code: the copies differ in imports alone."""
    ours, theirs = (
        (ROOT / package / "witness" / f"{name}.py").read_text(encoding="utf-8").replace(f"from {package}.", "from .")
        for package in ("site_gen", "notify")
    )
    assert ours == theirs
