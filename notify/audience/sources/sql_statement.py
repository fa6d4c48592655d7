"""Whether a query only reads: judged by its words, since a program that asks who is owed must change nothing."""

from __future__ import annotations

import re

from notify.errors import SourceError

_ASIDE = re.compile(
    r"""--[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]\n]*\]|\$(\w*)\$.*?\$\1\$""", re.DOTALL
)
"""Comments, strings and quoted names, as the databases in use write them."""
_READS = frozenset({"select", "with", "table", "values", "from"})
_WRITES = re.compile(
    r"(?i)(?<![\w.$@#])(?:insert|update|delete|merge|into|truncate|drop|alter|create|grant|revoke|call|exec(?:ute)?|copy)(?![\w$(])"
)


def refuse_writing(query: str) -> None:
    """Raise SourceError unless this is one statement that only reads."""
    words = _ASIDE.sub(" '' ", query).strip().rstrip("; \n\t\r")
    first = re.search(r"\w+", words)
    if first is None:
        raise SourceError("--query", "is empty; give a SELECT, or leave it out to read the table `accounts`")
    if ";" in words:
        raise SourceError("--query", "holds several statements; give one SELECT")
    written = _WRITES.search(words)
    if first[0].lower() not in _READS or written:
        shown = (written or first)[0].upper()[:30]
        raise SourceError(
            "--query", f"would do more than read ({shown}); give one SELECT. Nothing was sent to the database"
        )
