"""The first hop: one method hands bytes over and says what was answered. A new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from notify.errors import TransportError
from notify.model import Letter, Mark, Notice, Piece, Receipt

if TYPE_CHECKING:
    import polars as pl


class Transport(Protocol):
    """What dispatch needs of a first hop."""

    name: str
    batch_size: int
    """Most recipients of one attempt; all of them are taken or none."""
    in_flight: int
    """Attempts at once, where the operator names no number."""
    repeatable: bool
    """True where doing an attempt again cannot double anything, so that doubt needs no evidence."""
    live: bool
    """True where people outside this machine may receive what is handed over."""

    def prepare(self, letter: Letter, people: pl.DataFrame, mark: Mark, at: datetime) -> tuple[Piece, ...]:
        """Build the exact bytes of one attempt; the same arguments give the same bytes."""

    def deliver(self, pieces: tuple[Piece, ...]) -> Receipt:
        """Hand the bytes over, once; called from several threads. Whatever happens is a Receipt, not an exception."""

    def close(self) -> None:
        """Let go of connections and finish what lies on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator may say about a transport; secrets come from the environment and are never shown."""

    outbox: Path = Path("outbox")
    timeout: float = 30.0
    """Seconds to wait for an answer."""
    connections: int = 8
    sendgrid_key: str = ""
    sendgrid_host: str = ""
    sendgrid_eu: bool = False
    ip_pool: str = ""
    smtp_host: str = ""
    smtp_tls: str = "auto"
    smtp_username: str = ""
    smtp_password: str = ""


def open_transport(name: str, settings: Settings, notice: Notice) -> Transport:
    """Set a transport up for one notice; nothing is contacted yet."""
    if name not in REGISTRY:
        raise TransportError(f"there is no transport {name!r}; there are {', '.join(REGISTRY)}")
    return REGISTRY[name](settings, notice)


def _outbox(settings: Settings, notice: Notice) -> Transport:
    from notify.providers.outbox import Outbox  # noqa: PLC0415 - only the chosen transport is imported

    return Outbox(settings, notice)


def _smtp(settings: Settings, notice: Notice) -> Transport:
    from notify.providers.smtp.deliver import Smtp  # noqa: PLC0415 - as above

    return Smtp(settings, notice)


def _sendgrid(settings: Settings, notice: Notice) -> Transport:
    from notify.providers.sendgrid.deliver import SendGrid  # noqa: PLC0415 - as above

    return SendGrid(settings, notice)


REGISTRY: Mapping[str, Callable[[Settings, Notice], Transport]] = {
    "outbox": _outbox,
    "smtp": _smtp,
    "sendgrid": _sendgrid,
}
