"""What each command was asked for: read from the command line once, frozen, together with one reading of the clock.

A field is named as its option is; nothing else in the program sees what the parser of the command line gives.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from notify.model.published import Policy
from notify.providers import REGISTRY
from notify.providers.base import Choices

R = TypeVar("R", bound="Request")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a command was started, and the day that `--today` pretends it is."""

    at: datetime
    pretended: date | None = None

    def today(self, policy: Policy | None = None) -> date:
        """Say which day it is where the policy's organisation is; UTC without a policy."""
        return self.pretended or self.at.astimezone(ZoneInfo(policy.time_zone if policy else "UTC")).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Which versions' notices, and the accounts that may be owed them."""

    manifest: tuple[str, ...]
    """Of each policy; empty where none was named."""
    apart: bool
    """Send one email for each policy, although several change on one day."""
    accounts: str | None
    query: str | None
    config: str | None
    version: str | None
    from_email: str | None
    base_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """The first hop: which one, whether it may reach real people, and what its provider needs to know."""

    transport: str | None
    live: bool
    choices: Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much silence proves that a batch was not taken, while events are served."""

    witnesses: int
    quiet: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What every command may be asked for."""

    json: bool
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRequest(Request):
    """What every command on a ledger may be asked for."""

    ledger: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRequest(LedgerRequest):
    """pause, resume, cancel."""

    notice: str | None


def read_request(kind: type[R], arguments: argparse.Namespace) -> R:
    """Turn what the parser gives into a request, and read the clock."""
    given = vars(arguments)
    moment = Moment(at=datetime.now(UTC), pretended=given.get("today"))
    return _build(kind, {**given, "moment": moment})


def _build(kind: type[T], given: Mapping[str, Any]) -> T:
    return kind(**{field.name: _value(field.name, given) for field in fields(cast("Any", kind))})


def _value(name: str, given: Mapping[str, Any]) -> Any:
    if name in _PARTS:
        return _build(_PARTS[name], given)
    if name == "choices":
        return _choices(given)
    value = given[name]
    return tuple(value) if isinstance(value, list) else value


def _choices(given: Mapping[str, Any]) -> Choices:
    names = [option.name for provider in REGISTRY.values() for option in provider.options]
    # Only `send` lets the operator choose how many attempts are in the air.
    return Choices(
        timeout=given["timeout"], in_flight=given.get("in_flight", 0), values={name: given[name] for name in names}
    )


_PARTS: Mapping[str, type[Any]] = {"audience": Audience, "hop": Hop, "waiting": Waiting}
