"""`policy-site explain`: what is meant is found, and what is not known leads on."""

from __future__ import annotations

import pytest

from site_gen.commands import explain
from site_gen.errors import ConfigError


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("date-to-soon", "did you mean `date-too-soon`?"),
        ("note missing", "did you mean `note-missing`?"),
        ("postpone", "did you mean `postpones`?"),
        ("withdrawal", "did you mean `withdraws`"),
        ("removed", "did you mean `policy-removed`"),
        ("nonsense", "`policy-site explain` lists them"),
        ("M99", "`policy-site explain` lists them"),
        ("", "`policy-site explain` lists them"),
    ],
)
def test_what_is_not_known_leads_to_what_is_near(asked: str, hint: str) -> None:
    """A slip and a word of a rule's name lead there; what is like nothing leads to the list and to no odd guess."""
    with pytest.raises(ConfigError) as refusal:
        explain.run(asked)
    assert hint in str(refusal.value)
