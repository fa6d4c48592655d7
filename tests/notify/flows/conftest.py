"""Fixtures of the flows' tests."""

from __future__ import annotations

import pytest

from tests.notify.conftest import Desk
from tests.notify.flows.office import Office


@pytest.fixture
def office(desk: Desk) -> Office:
    """Two policies that change on one day, and accounts that are owed either, both or neither."""
    return Office.of(desk)
