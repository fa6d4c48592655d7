"""Two programs sign and stamp, and share no code: what each knows of it is the same all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["certificates.py", "signature.py", "stamp.py"])
def test_a_fault_mended_in_one_is_mended_in_both(name: str) -> None:
    """The files differ in the name of the program alone."""
    one, other = (
        (ROOT / program / "witness" / name).read_text(encoding="utf-8").replace(f"{program}.", "")
        for program in ("site_gen", "notify")
    )
    assert one == other
