"""SendGrid's events: its words to ours. Unknown words are kept as `other`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from notify.model.batch import Mark
from notify.model.event import Kind, Report, Stretch
from notify.output import tame
from notify.providers.sendgrid.words import ARGUMENT

MARK = re.compile(r"([0-9a-z]{1,32})\.([0-9]{1,11})\.([0-9]{1,18})\.([0-9]{1,11})")
"""What `Mark.of` writes, in numbers that a database takes."""

KINDS: Mapping[str, Kind] = {
    "processed": Kind.PROCESSED,  # taken off the queue
    "deferred": Kind.DEFERRED,  # the recipient's server said later
    "delivered": Kind.DELIVERED,  # the recipient's server took it
    "bounce": Kind.BOUNCE,  # the recipient's server refused it for good
    "blocked": Kind.BLOCKED,  # ... or for now
    "dropped": Kind.DROPPED,  # the provider would not try
    "spamreport": Kind.SPAM,
    "open": Kind.OPEN,
    "click": Kind.CLICK,
    "unsubscribe": Kind.UNSUBSCRIBE,
    "group_unsubscribe": Kind.UNSUBSCRIBE,
}


QUIET = {
    word: int(kind) for word, kind in KINDS.items() if kind not in {Kind.BOUNCE, Kind.BLOCKED, Kind.DROPPED, Kind.SPAM}
}
"""Words of which nothing but their kind is kept."""
LONGEST_NID = 11
MILLISECONDS = 1e11
"""A moment beyond this, of the year 5138, is counted in thousandths."""
ARGUMENTS = ("unique_args", "custom_args")
"""Where exports keep what a post has among the event's other words."""


def reports_in(body: bytes) -> Iterator[Report]:
    """Yield each event of a post or of a piece of an export; what is not one is a report of nothing."""
    for item in _items(body):
        yield report_of(item if isinstance(item, dict) else {})


def brief_reports_in(body: bytes) -> tuple[list[Stretch], list[Report]]:
    """Read the same, with events that only say how far a message got summed up by attempt; most are such."""
    sums: dict[str, _Sum] = {}
    rest: list[int] = []
    briefs = _briefs(body)
    for place, brief in enumerate(briefs):
        word, mark = brief.event, brief.mark
        if type(mark) is str and type(word) is str and (kind := QUIET.get(word)):
            attempt, _, nid = mark.rpartition(".")
            # The whole mark is looked at once for each attempt, and of the others only what may differ.
            found = sums.get(attempt)
            if found is None and (named := _mark(mark)[0]):
                found = sums[attempt] = _Sum(named)
            if found is not None and len(nid) <= LONGEST_NID and nid.isascii() and nid.isdigit():
                number, kinds = int(nid), found.kinds
                kinds[number] = kinds.get(number, 0) | kind
                found.reports += 1
                continue
        rest.append(place)
    stretches = [Stretch(mark=one.mark, kinds=one.kinds, reports=one.reports) for one in sums.values()]
    return stretches, [report_of(item if isinstance(item, dict) else {}) for item in _items_at(body, rest)]


class _Brief(msgspec.Struct, gc=False):
    """What most events are known by."""

    event: Any = None
    mark: Any = msgspec.field(name=ARGUMENT, default=None)


_BRIEFS, _RAW = msgspec.json.Decoder(list[_Brief]), msgspec.json.Decoder(list[msgspec.Raw])


def _briefs(body: bytes) -> list[_Brief]:
    """Read of each event what it is known by; the rest is passed over, which takes a fraction of the time."""
    try:
        return _BRIEFS.decode(body.decode())
    except (msgspec.MsgspecError, ValueError, RecursionError):  # JSON as Python alone reads it, or no list of objects
        return [
            _Brief(event=item.get("event"), mark=item.get(ARGUMENT)) if isinstance(item, dict) else _Brief()
            for item in _items(body)
        ]


def _items_at(body: bytes, places: Sequence[int]) -> list[Any]:
    """Read some items of a post whole."""
    if not places:
        return []
    try:
        texts = _RAW.decode(body.decode())
        return [_parse(bytes(texts[place])) for place in places]
    except (msgspec.MsgspecError, ValueError, RecursionError):
        items = dict(enumerate(_items(body)))
        return [items.get(place) for place in places]


@dataclass(slots=True)
class _Sum:
    """What is known of one attempt so far."""

    mark: Mark
    kinds: dict[int, int] = field(default_factory=dict)
    reports: int = 0


def _items(body: bytes) -> list[Any]:
    try:
        items = _parse(body)
    except (ValueError, RecursionError):
        return []
    return items if isinstance(items, list) else [items]


def _parse(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        # One number of thousands of digits, which Python refuses, must not take the other events with it.
        return json.loads(body, parse_int=float)


def report_of(item: Mapping[str, Any]) -> Report:
    """Translate one event; nothing in it can make this fail."""
    mark, nid = _mark(_argument(item))
    address = _words(item.get("email")).strip().lower()
    return Report(
        kind=_kind(item),
        at=_moment(item),
        detail=_detail(item),
        mark=mark,
        nid=nid,
        address=address or None,
        request_id=_request_id(item.get("sg_message_id")),
    )


def _argument(item: Mapping[str, Any]) -> object:
    inner = (item.get(name) for name in ARGUMENTS)
    return next((one.get(ARGUMENT) for one in (item, *inner) if isinstance(one, dict) and ARGUMENT in one), None)


def _kind(item: Mapping[str, Any]) -> Kind:
    """Translate the provider's word."""
    word = _words(item.get("event")).lower()
    if word == "bounce" and _words(item.get("type")).lower() == "blocked":
        return Kind.BLOCKED
    return KINDS.get(word, Kind.OTHER)


def _moment(item: Mapping[str, Any]) -> datetime:
    """Read when the provider says it happened; one that makes no sense becomes the epoch."""
    try:
        seconds = float(item.get("timestamp", 0))
        return datetime.fromtimestamp(seconds / 1000 if seconds > MILLISECONDS else seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _detail(item: Mapping[str, Any]) -> str:
    """Give the other server's words about a failure."""
    parts = (item.get("status"), item.get("reason") or item.get("response"))
    return " ".join(words for words in map(_words, parts) if words)[:500]


def _words(value: object) -> str:
    """Give a word or a number as text, and anything else as nothing."""
    return tame(str(value)) if isinstance(value, str | int | float) and value is not True else ""


def _mark(argument: object) -> tuple[Mark | None, int]:
    found = MARK.fullmatch(argument) if isinstance(argument, str) else None
    if found is None:
        return None, -1
    batch_id, attempt, nid = (int(part) for part in found.groups()[1:])
    return Mark(notice_id=found[1], batch_id=batch_id, attempt=attempt), nid


def _request_id(message_id: object) -> str | None:
    """Return the id that the answer gave: what stands before the first dot; late bounces have a blank one, or none."""
    return tame(message_id).partition(".")[0].strip() or None if isinstance(message_id, str) else None
