"""Names notices by what they tell of, so that publishing or sending twice cannot notify twice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from notify.model.notice import Part
from notify.model.published import Policy, Version

NOTICE_ID = re.compile(r"[0-9a-f]{12}")


def notice_id(policy: Policy, version: Version, rule: str) -> str:
    """Derive a notice's identity, so that publishing or sending twice cannot notify twice."""
    identity = f"{policy.slug}\n{policy.language}\n{version.version_id}\n{version.text_sha256}\n{rule}"
    return hashlib.sha256(identity.encode()).hexdigest()[:12]


def own_id(part: Part) -> str:
    """Name the notice that tells of nothing but this."""
    return notice_id(part.policy, part.version, part.obligation.rule)


def id_of(parts: Sequence[Part]) -> str:
    """Derive a notice's identity from what it tells of, whatever the order."""
    own = sorted(own_id(part) for part in parts)
    return own[0] if len(own) == 1 else hashlib.sha256("\n".join(["together", *own]).encode()).hexdigest()[:12]
