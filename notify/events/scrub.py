"""Takes one person out of a post, and leaves what it says of others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable


def traces(addresses: Iterable[str], deliveries: Iterable[tuple[str, int]]) -> re.Pattern[str]:
    """Build the pattern that finds a person: by address, or by the id that went out with a delivery (notice, nid)."""
    found = [rf"(?<![\w.+@-]){re.escape(address)}(?![\w@-]|\.\w)" for address in addresses if address]
    found += [rf"(?<!\w){re.escape(notice_id)}\.(?:\d+\.\d+\.)?{nid}(?!\w)" for notice_id, nid in deliveries]
    return re.compile("|".join(found) or r"(?!)", re.IGNORECASE)


def remove_person(body: bytes, person: re.Pattern[str], *, speaks_of_them: bool) -> bytes | None:
    """Give the post without the person; None where nothing of it is left, the same bytes where it never named them.

    Of a list of events those about them go; anything else, such as a message, goes whole.
    """
    try:
        items = json.loads(body)
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list):
        return None if speaks_of_them or person.search(body.decode("utf-8", "replace")) else body
    kept = [item for item in items if not person.search(json.dumps(item, ensure_ascii=False))]
    if len(kept) == len(items):
        return body
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode() if kept else None
