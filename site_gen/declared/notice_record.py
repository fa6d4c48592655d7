"""Read the public record of a notice that `policy-notify record` wrote: how many were told, and when."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from site_gen.errors import ConfigError
from site_gen.model.notice import NoticeGiven

RECORDS_FOLDER = "notices"
"""Where the records are kept in the repository, and `policy-notify pages` looks for them."""
_VERSION = 1
_WHOLE = ("frozen", "accepted", "held", "unreached", "ready")
_ACCEPTED = ("accepted", "delivered", "bounced", "dropped", "unconfirmed")
"""The first of each is the sum of the others."""


class NoticeRecorded(Struct, frozen=True):
    """A notice that has a public record, and the folder of a policy in which its page stands."""

    slug: str
    notice_id: str


def read_id(path: str, data: bytes) -> str:
    """Read which notice a record is about."""
    try:
        return _id(json.loads(data)["notice"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise _not_a_record(path, error) from error


def read_address(path: str, data: bytes) -> list[NoticeRecorded]:
    """Read where the pages of one record stand, whether or not anything was sent yet."""
    read_record(path, data)
    try:
        body = json.loads(data)
        facts = body["facts"]
        return [
            NoticeRecorded(_text(each["policy"]["slug"]), _id(body["notice"]))
            for each in (facts, *facts.get("with", ()))
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _not_a_record(path, error) from error


def _not_a_record(path: str, error: Exception) -> ConfigError:
    problem = f"is not a public record of a notice ({error!s:.80})"
    return ConfigError(path, f"{problem}; write it again with `policy-notify record`, or delete it")


def read_record(path: str, data: bytes) -> list[NoticeGiven]:
    """Read one record: how the notice of each policy went; nothing where nothing was sent yet.

    Raises ConfigError for what is not such a record, or is one that only a later release reads.
    """
    try:
        body = json.loads(data)
        if body["record_version"] != _VERSION:
            raise ConfigError(path, f"is a record of version {body['record_version']}; this release reads {_VERSION}")
        if not _was_sent(body):
            return []
        facts = body["facts"]
        return [_read_notice(body, each) for each in (facts, *facts.get("with", ()))]
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError) as error:
        raise _not_a_record(path, error) from error


def _was_sent(body: Mapping[str, Any]) -> bool:
    """Tell whether anything was sent, and refuse counts and days that no sending has."""
    counts, first, last = (body[name] for name in ("counts", "first_sent_on", "last_sent_on"))
    told = [each is not None for each in (counts, first, last)]
    if not any(told):
        return False
    if not all(told):
        msg = "its counts and its first and last day are not all there, as after sending, nor all null"
        raise ValueError(msg)
    number = {name: _count(counts[name]) for name in (*_WHOLE, *_ACCEPTED)}
    whole, accepted = (sum(number[name] for name in names[1:]) for names in (_WHOLE, _ACCEPTED))
    if (number["frozen"], number["accepted"]) != (whole, accepted) or not accepted:
        msg = f"its counts do not add up: {number}"
        raise ValueError(msg)
    if date.fromisoformat(first) > date.fromisoformat(last):
        msg = f"it was sent from {first} to {last}"
        raise ValueError(msg)
    return True


def _read_notice(body: Mapping[str, Any], facts: Mapping[str, Any]) -> NoticeGiven:
    policy, version, rule, counts = (*(facts[name] for name in ("policy", "version", "rule")), body["counts"])
    return NoticeGiven(
        notice_id=_id(body["notice"]),
        slug=_text(policy["slug"]),
        language=_text(policy["language"]),
        version_id=_text(version["version_id"]),
        text_sha256=_text(version["text_sha256"]),
        lead_days=_count(next(each for each in version["notices"] if each["rule"] == rule)["lead_days"]),
        frozen=_count(counts["frozen"]),
        accepted=_count(counts["accepted"]),
        held=_count(counts["held"]),
        unreached=_count(counts["unreached"]),
        returned=_count(counts["bounced"]) + _count(counts["dropped"]),
        first_sent_on=date.fromisoformat(body["first_sent_on"]),
        last_sent_on=date.fromisoformat(body["last_sent_on"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        msg = f"{value!r:.40} is not text"
        raise TypeError(msg)
    return value


def _id(value: object) -> str:
    text = _text(value)
    if not re.fullmatch("[0-9a-f]{12}", text):
        msg = f"{text!r:.40} is not a notice's id"
        raise ValueError(msg)
    return text


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        msg = f"{value!r:.40} is not a count"
        raise TypeError(msg)
    return value
