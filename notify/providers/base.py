"""What a provider offers: a first hop, its own options, and, where it reports, how its reports are proven and read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from notify.lazy import polars as pl

if TYPE_CHECKING:
    from notify.model.audience import Recipient
    from notify.model.batch import Mark, Piece, Receipt, Share
    from notify.model.event import Report, Stretch
    from notify.model.notice import Letter, Notice


class Transport(Protocol):
    """What dispatch needs of a first hop."""

    name: str
    batch_size: int
    """Most recipients of one attempt; all of them are taken or none."""
    in_flight: int
    """Attempts at once, where the operator names no number."""
    ahead: int
    """Attempts that may be written down beyond those, to be in doubt with them after a crash, for the sake of speed."""
    repeatable: bool
    """True where doing an attempt again cannot double anything, so that doubt needs no evidence."""
    live: bool
    """True where people outside this machine may receive what is handed over."""

    def prepare(
        self, letter: Letter, people: pl.DataFrame, shares: Sequence[Share], at: datetime
    ) -> list[tuple[Piece, ...]]:
        """Build the exact bytes of attempts whose people follow each other; the same arguments give the same bytes."""

    def reach(self) -> Receipt | None:
        """Say why nobody is there to hand anything over to; None where somebody is, or where only trying would tell."""

    def deliver(self, pieces: tuple[Piece, ...], following: tuple[Piece, ...] = ()) -> Receipt:
        """Hand the bytes over, once; called from several threads. Whatever happens is a Receipt, not an exception.

        What is `following` is handed over next by the same thread, unless it is let go.
        """

    def let_go(self, pieces: tuple[Piece, ...]) -> None:
        """Hear that what was named as following is not handed over after all."""

    def close(self) -> None:
        """Close connections and finish what is on disk."""


class Settings(Protocol):
    """What an operator said about one provider; secrets come from the environment and are never shown."""

    def open(self, notice: Notice) -> Transport:
        """Set the transport up for one notice; nothing is contacted yet.

        Raises ConfigError where a setting is missing or unsafe.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What proved where a post came from; kept with its bytes, so that others can check it again."""

    signature: str
    timestamp: str


class Webhook(Protocol):
    """How a provider proves that a post is its own."""

    key_variable: str
    """The environment variable that may hold the verification key."""

    def check_key(self, key: str) -> None:
        """Refuse a verification key that cannot be read, before any post comes in.

        Raises ConfigError.
        """

    def signature_in(self, headers: Mapping[str, str]) -> Signature:
        """Return what the headers say, unchecked; empty strings where they say nothing."""

    def is_genuine(self, key: str, body: bytes, signature: Signature) -> bool:
        """Check the signature over the raw bytes as they came; whatever is malformed is not genuine."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that an operator may choose about a provider, on the command line."""

    flag: str
    help: str
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    default: str = ""
    is_switch: bool = False

    @property
    def name(self) -> str:
        """Name it as the values of `Choices` are."""
        return self.flag.lstrip("-").replace("-", "_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What an operator chose about the providers."""

    timeout: float
    """Seconds to wait for an answer."""
    in_flight: int
    """Attempts at once; 0 where the transport's own number holds."""
    values: Mapping[str, str | bool]
    """By the names of the options."""

    @property
    def connections(self) -> int:
        """Count the connections to keep open: one for each attempt in the air, and eight at least."""
        return max(8, self.in_flight)

    def text(self, name: str) -> str:
        """Return what was written; empty where nothing was."""
        return str(self.values[name] or "")

    def is_on(self, name: str) -> bool:
        """Tell whether a switch was given."""
        return bool(self.values[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one recipient was handed in one attempt, as a file of a proof."""

    name: str
    content: bytes


class Provider(Protocol):
    """A way to send, and to learn what became of it; a provider inherits from this and overrides what differs."""

    name: str
    options: tuple[Option, ...] = ()
    """Added to the commands that hand something over."""
    named_again: str = " --live"
    """What a send that goes on has to be told again: the ledger knows the name of the first hop alone."""
    webhook: Webhook | None = None
    """None where nothing is posted to us."""

    def settings(self, choices: Choices, beside: Path) -> Settings:
        """Gather what was chosen, and the secrets from the environment; files may lie in the folder `beside`.

        Raises ConfigError where a value cannot be used.
        """

    def reports_in(self, body: bytes) -> Iterator[Report] | None:
        """Read a post in the field's words; None where it is not this provider's."""
        del body
        return None

    def brief_reports_in(self, body: bytes) -> tuple[list[Stretch], list[Report]] | None:
        """Read a post as `reports_in` does, with what can be summed up summed up; None where that gives None."""
        reports = self.reports_in(body)
        return None if reports is None else ([], list(reports))

    def evidence(self, notice: Notice, letter: Letter, recipient: Recipient, mark: Mark, at: datetime) -> Evidence:
        """Write what the recipient was handed; unless a provider overrides it, the message itself."""
        from notify.letter.mime import mould  # noqa: PLC0415 - only a proof needs it

        del mark
        return Evidence(name="message.eml", content=mould(letter, notice.sender, notice.notice_id).cast(recipient, at))
