"""The default: messages as files on this machine, in a Maildir with a page to browse them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from notify.model.notice import TRIAL
from notify.providers.base import Choices, Option, Provider, Transport

if TYPE_CHECKING:
    from notify.model.notice import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator may say about the outbox."""

    outbox: Path
    """The folder."""

    def open(self, notice: Notice) -> Transport:
        """Set the outbox up for one notice."""
        from notify.providers.outbox.deliver import Outbox  # noqa: PLC0415 - only the chosen transport is imported

        return Outbox(self, notice)


def rewrite_index(folder: Path) -> None:
    """List what an outbox holds again."""
    from notify.providers.outbox.deliver import write_index  # noqa: PLC0415 - as above

    write_index(folder)


class OutboxProvider(Provider):
    """Files on this machine; nothing comes back."""

    name, named_again = TRIAL, ""

    options = (Option("--outbox", "folder of the outbox (default: outbox, beside the ledger)", metavar="DIR"),)

    def settings(self, choices: Choices, beside: Path) -> Settings:
        """Gather what was chosen."""
        folder = choices.text("outbox")
        return Settings(outbox=Path(folder) if folder else beside / "outbox")
