"""What a change of practice is about."""

from __future__ import annotations

from enum import StrEnum


class Subject(StrEnum):
    """The kinds of fact that a change of practice is told under; `schemas/changes.v1.schema.json` publishes them."""

    PURPOSE = "purpose"
    CONTROLLER = "controller"
    WAY_TO_USE_A_RIGHT = "way-to-use-a-right"
    DATA = "data"
    RECIPIENT = "recipient"
    PASSED_ON = "passed-on"
    COUNTRY = "country"
    PERIOD = "period"
    LEGAL_GROUND = "legal-ground"
    RIGHT = "right"
    MACHINE_DECISION = "machine-decision"
    CHILDREN = "children"
    ANNOUNCEMENT = "announcement"
    """The promise about how changes are announced."""
    PRACTICE = "practice"
    """None of those above."""
