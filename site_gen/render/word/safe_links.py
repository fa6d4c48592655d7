"""Which links of a text a Word document may open."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

_SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_HOST = re.compile(r"[a-z0-9._-]+")
_LONGEST_LINK = 2_000
"""Characters; Word calls a file damaged that holds a longer one."""


def safe_target(href: str, base_url: str) -> str:
    """Return the web, mail or telephone address that a link leads to; nothing for any other."""
    try:
        address = urljoin(base_url, href) if base_url else f"https:{href}" if href.startswith("//") else href
        found = urlsplit(address)
        is_whole = bool(_HOST.fullmatch(found.hostname or "")) and (found.port is None or found.port > 0)
    except ValueError:
        return ""
    if found.scheme not in _SAFE_SCHEMES or (found.scheme in {"http", "https"} and not is_whole):
        return ""
    safe = quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", address), safe="%/:?#@!$&'()*+,;=~-._")
    return safe if len(safe) <= _LONGEST_LINK else ""
