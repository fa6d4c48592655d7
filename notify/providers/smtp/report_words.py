"""What mail servers and responders say in words, where no field says it: by the table of `failure_words.toml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from functools import cache
from pathlib import Path
from typing import Literal

from notify.files.word_lists import NonEmpty, read
from notify.model.event import Kind
from notify.providers.smtp.report_parts import Parts, header

REFUSED = re.compile(
    r"(?<![\d.])5\d\d[ \t-]+(?:#?5\.\d{1,3}\.\d{1,3}|[A-Za-z<(\[])|(?<![\d.])#?5\.[1-7]\.\d{1,2}(?![\d.])"
)
SENDERS = re.compile(
    r"mailer-daemon|post_?master|mail[ _-]?delivery|mdaemon|daemon@|<>|mail administrator|system administrator"
    r"|mail delivery subsystem|microsoftexchange|mailsystem|delivery[ _-]?system|mail[ _-]?server|<@>",
    re.IGNORECASE,
)
MACHINES = re.compile(r"no[-_.]?reply|bounce", re.IGNORECASE)
"""Who may be a mail server, and is as often a shop, a list or a help desk: believed where a message is given back."""
SUBJECTS = re.compile(
    r"undeliver|deliver|failure|failed|fehl|returned|return(?:ed)? mail|bounce|delayed|warning|mail system error|nicht"
    r"|unzustellbar|could not|reject|problem|error|unknown|not exist|aviso|échec|не|エラー|mail from|exceed",
    re.IGNORECASE,
)
What = Literal["failed", "expired", "delayed", "reply", "asks"]
"""The tables of the file."""
SENTENCE_END = re.compile("[.!?] |[\u3002\uff01\uff1f]")
GIVEN_BACK = re.compile(r"(?im)^[ \t>]*(?:message-id|received):|notificationType\\?\" ?: ?\\?\"Bounce")
"""A head of a returned message, or what a mail service says of one."""
REPORT_SUBJECT = re.compile(r"^\s*message status - undeliverable", re.IGNORECASE)
"""GroupWise writes under the recipient's own address."""


def verdict_by_words(parts: Parts, subject: str) -> tuple[Kind | None, str, str]:
    """Judge by sender, subject and words; gives the kind, what kind of message it is, and the refusal itself."""
    words = parts.words()
    all_words = f"{subject}\n{words}"
    failed = parts.head["x-failed-recipients"] is not None
    if not failed and _is_reply(parts.head, subject):
        return Kind.OTHER, "an automatic reply", ""
    if not failed and not SENDERS.search(header(parts.head, "from")) and says("asks", all_words):
        return Kind.OTHER, "a filter that asks the sender to confirm", ""
    if not failed and not _is_from_server(parts, subject):
        return None, "not a report that this program knows", ""
    if says("delayed", all_words) and not says("expired", all_words):
        return Kind.DEFERRED, "a warning that delivery is delayed", _refusal_line(words)
    if failed or says("failed", all_words) or says("expired", all_words) or REFUSED.search(words):
        return Kind.BOUNCE, "a report in words: failed", _refusal_line(words)
    return None, "not a report that this program knows", ""


def _is_from_server(parts: Parts, subject: str) -> bool:
    """Tell a mail server by its name; a program of another name by the message that it gives back."""
    origin = " ".join(header(parts.head, name) for name in ("from", "return-path"))
    if SENDERS.search(origin) or REPORT_SUBJECT.search(subject):
        return True
    is_machine = MACHINES.search(origin) or (_is_automatic(parts.head) and SUBJECTS.search(subject))
    return bool(is_machine) and any(map(GIVEN_BACK.search, (*parts.returned, parts.words())))


def _is_automatic(head: Message) -> bool:
    """Tell what a program wrote: a person's letter may mention errors, and quote ours, without being a report."""
    word = header(head, "auto-submitted").lower()
    return bool(word and word != "no") or header(head, "precedence").lower() in {"bulk", "junk", "list"}


def _is_reply(head: Message, subject: str) -> bool:
    """Tell a person's responder (RFC 3834) from a server: servers call their reports auto-replied, too."""
    automatic = header(head, "auto-submitted").lower().startswith("auto-replied")
    marked = any(head[name] is not None for name in ("x-autoreply", "x-autorespond", "x-auto-response-suppress"))
    from_server = bool(SENDERS.search(header(head, "from")))
    return says("reply", subject) or ((automatic or marked) and not from_server)


def says(what: What, text: str) -> bool:
    """Tell whether a text holds the words of a row under `what` in the file."""
    folded = " ".join(text.lower().replace("\u2019", "'").split())
    sentences = SENTENCE_END.split(folded)
    return any(row.is_in(folded, sentences) for row in getattr(_table(), what))


@dataclass(frozen=True, slots=True)
class _Row:
    source: NonEmpty
    words: tuple[NonEmpty, ...]
    beside: tuple[NonEmpty, ...] = ()
    needs_all: bool = False

    def is_in(self, text: str, sentences: Sequence[str]) -> bool:
        if self.needs_all:
            return all(word in text for word in self.words)
        if not _holds(self.words, text):
            return False
        return not self.beside or any(_holds(self.words, one) and _holds(self.beside, one) for one in sentences)


def _holds(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)


@dataclass(frozen=True, slots=True)
class _Table:
    failed: tuple[_Row, ...]
    expired: tuple[_Row, ...]
    delayed: tuple[_Row, ...]
    reply: tuple[_Row, ...]
    asks: tuple[_Row, ...]


@cache
def _table() -> _Table:
    return read(Path(__file__).with_name("failure_words.toml"), _Table)


def _refusal_line(words: str) -> str:
    """Find the line with the refusal itself."""
    lines = [" ".join(line.split()) for line in words.splitlines()[:500] if line.strip()]
    refusals = [line for line in lines if REFUSED.search(line)] or [line for line in lines if says("failed", line)]
    return refusals[0] if refusals else ""
