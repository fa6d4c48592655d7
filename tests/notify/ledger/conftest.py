"""A provider that six people are told by."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notify.conftest import Desk
from tests.notify.ledger.six_people import PEOPLE
from tests.notify.wire import FakeSendGrid, sendgrid


@pytest.fixture
def fake(desk: Desk) -> Iterator[FakeSendGrid]:
    """Freeze six people, to be sent to by twos."""
    desk.people(PEOPLE)
    desk.freeze()
    with sendgrid() as fake:
        yield fake
