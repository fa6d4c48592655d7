"""Takes one person out of a post, and leaves what it says of others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What finds a person in a text, and what tells quickly of most texts that they do not name anybody."""

    pattern: re.Pattern[str]
    addresses: tuple[bytes, ...] | None
    """In lower case; None where letters beyond ASCII have other cases than bytes do."""
    deliveries: re.Pattern[bytes]

    def may_be_in(self, body: bytes) -> bool:
        """Tell whether bytes may name the person; JSON may hide letters in escapes."""
        if self.addresses is None or b"\\u" in body or b"\\/" in body:
            return True
        small = body.lower()
        return any(address in small for address in self.addresses) or self.deliveries.search(small) is not None


def traces(addresses: Iterable[str], deliveries: Iterable[tuple[str, int]]) -> Person:
    """Build what finds a person: by address, or by the id that went out with a delivery (notice, nid)."""
    named, sent = [address for address in addresses if address], list(deliveries)
    ids = [rf"{re.escape(notice_id)}\.(?:\d+\.\d+\.)?{nid}(?!\w|\.\d)" for notice_id, nid in sent]
    found = [rf"(?<![\w.+@-]){re.escape(address)}(?![\w@-]|\.\w)" for address in named]
    found += [rf"(?<!\w){each}" for each in ids]
    return Person(
        pattern=re.compile("|".join(found) or r"(?!)", re.IGNORECASE),
        addresses=tuple(each.lower().encode() for each in named) if all(map(str.isascii, named)) else None,
        deliveries=re.compile("|".join(each.lower() for each in ids).encode() or rb"(?!)"),
    )


def remove_person(body: bytes, person: Person, *, speaks_of_them: bool) -> bytes | None:
    """Give the post without the person; None where nothing of it is left, the same bytes where it never named them.

    Of a list of events those about them go; anything else, such as a message, goes whole.
    """
    if not speaks_of_them and not person.may_be_in(body):
        return body
    try:
        items = json.loads(body)
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list):
        return None if speaks_of_them or person.pattern.search(body.decode("utf-8", "replace")) else body
    kept = [item for item in items if not person.pattern.search(json.dumps(item, ensure_ascii=False))]
    if len(kept) == len(items):
        return body
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode() if kept else None
