"""The default: messages as files on this machine, in a Maildir with a page to browse them."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from notify.providers.base import Provider, Transport

if TYPE_CHECKING:
    from notify.model import Notice


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
    """List anew what an outbox holds."""
    from notify.providers.outbox.deliver import write_index  # noqa: PLC0415 - as above

    write_index(folder)


class OutboxProvider(Provider):
    """Files on this machine; nothing comes back."""

    name = "outbox"

    def add_options(self, command: argparse.ArgumentParser) -> None:
        """Add where it lies."""
        command.add_argument(
            "--outbox", metavar="DIR", help="folder of the outbox (default: outbox, beside the ledger)"
        )

    def settings(self, options: argparse.Namespace, beside: Path) -> Settings:
        """Gather what was said."""
        return Settings(outbox=Path(options.outbox) if options.outbox else beside / "outbox")
