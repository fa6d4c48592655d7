"""The metadata at the head of a text: front matter in YAML or TOML, as other site generators write it."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FRONT_MATTER = re.compile(
    r"\A(?:---[ \t]*\n(?P<yaml>.*?\n)?(?:---|\.\.\.)|\+\+\+[ \t]*\n(?P<toml>.*?\n)?\+\+\+)[ \t]*(?:\n|\Z)", re.DOTALL
)
_META = re.compile(r"^(title|language|lang)[ \t]*[:=][ \t]*(.*?)[ \t]*$", re.MULTILINE)


def front_matter(text: str) -> str:
    """Return the metadata at the head of a text, its fences included; empty where there is none."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return ""
    key = r"^[\w-]+[ \t]*=" if found["toml"] else r"^[\w-]+[ \t]*:"
    return found[0] if re.search(key, found["toml"] or found["yaml"] or "", re.MULTILINE) else ""


def split_front_matter(text: str) -> tuple[str, Mapping[str, str]]:
    """Return a text without its metadata, and the title and language that this gives."""
    metadata = front_matter(text)
    return text[len(metadata) :], {key: value.strip("\"'") for key, value in _META.findall(metadata)}
