"""Order that the rest is never sent."""

from __future__ import annotations

from notify.commands.orders import leave_word
from notify.model.notice import NoticeState
from notify.requests.base import NoticeRequest


def run(request: NoticeRequest) -> int:
    """Never hand over the rest."""
    return leave_word(request, "cancel", NoticeState.CANCELLED, "cancelled")
