"""Order that sending stops."""

from __future__ import annotations

from notify.commands.orders import leave_word
from notify.model.notice import NoticeState
from notify.requests.base import NoticeRequest


def run(request: NoticeRequest) -> int:
    """Stop handing over."""
    return leave_word(request, "pause", NoticeState.PAUSED, "paused")
