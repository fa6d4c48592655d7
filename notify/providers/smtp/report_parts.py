"""Takes a message that came back apart: its fields, what it says itself, and what it gives back of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from html import unescape

MOST_BYTES = 2_000_000
"""Of one message; the rest is attachment."""
MOST_PARTS = 100
MOST_TEXT = 200_000
NAMED_PART = re.compile(rb"(?im)^(content-type:\s*)message/")
LONG_HEAD = re.compile(rb"(?im)^[ \t>]*+content-[a-z-]++[ \t]*+:(?:[^\n]|\n(?=[ \t])){4000}")
"""The email package takes time that grows with the square of such a head."""
FIELD = re.compile(r"(?m)^([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*(?:\n[ \t]+.*)*)")
RECIPIENT_FIELD = re.compile(r"(?im)^(?:final|original)-recipient:")
ACTION_FIELD = re.compile(r"(?im)^action:")
FEEDBACK_FIELD = re.compile(r"(?im)^feedback-type:[ \t]*[a-z-]+[ \t]*$")
RETURNED = re.compile(
    r"(?im)^[ \t>]*+-*+[ \t]*+(?:this is a copy of (?:the|your) message|below this line is a copy of the message"
    r"|the body of the message is|original message(?: follows| headers)?|forwarded message|message header follows"
    r"|unsent message below|(?:returned|your) message (?:headers )?(?:follows|below)|included is a copy"
    r"|headers of the (?:original|returned) message).*$"
)
STATUS_PARTS = ("delivery-status", "global-delivery-status")
RETURNED_PARTS = ("rfc822", "rfc822-headers", "global", "global-headers", "partial")


@dataclass(slots=True)
class Parts:
    """A message taken apart: fields, what it says itself, and what it gives back of ours."""

    head: Message
    body: bytes
    fields: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    receipts: int = 0
    own: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)

    def words(self) -> str:
        """Give what it says itself, without the message that it gives back."""
        return "\n".join(self.own)


def excess_of(body: bytes) -> str:
    """Say in what a message exceeds every report, so that reading it would take long; empty where it does not."""
    if len(re.findall(rb"(?im)^[ \t>]*content-type:", body)) > MOST_PARTS:
        return "more parts, or parts more deeply nested, than any report has"
    return "a head longer than any report has" if LONG_HEAD.search(body) else ""


def unify(raw: bytes) -> bytes:
    """Give every line the same end, leave out what a mailbox file put above, and let no part open another message."""
    body = raw[:MOST_BYTES].replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b"\n")
    while body.startswith((b"From ", b">From ")):
        body = body.partition(b"\n")[2]
    return NAMED_PART.sub(rb"\1text/x-message-", body)


def take_apart(body: bytes) -> Parts:
    """Sort what the leaves of a message hold.

    Raises what the email package does at damaged mail: anything.
    """
    parts = Parts(head=message_from_bytes(body), body=body)
    for leaf in _leaves(parts.head):
        text = _text(leaf)
        kind = _kind_of(leaf)
        if kind in STATUS_PARTS:
            parts.fields.append(text)
        elif kind == "feedback-report":
            parts.complaints.append(text)
        elif kind == "disposition-notification":
            parts.receipts += 1
        elif kind in RETURNED_PARTS:
            parts.returned.append(text)
        else:
            own, _, returned = _split(_strip_tags(text) if kind == "html" else text)
            parts.own.append(own)
            parts.returned.append(returned)
    _find_fields_in_text(parts)
    return parts


def _find_fields_in_text(parts: Parts) -> None:
    """Look for fields where no part is called by their name: servers write them as text, people forward them."""
    texts = [parts.words(), *parts.returned]
    if not parts.fields:
        parts.fields += [text for text in texts if RECIPIENT_FIELD.search(text) and ACTION_FIELD.search(text)]
    if not parts.fields and RECIPIENT_FIELD.search(parts.words()):
        parts.fields.append(parts.words())
    if not parts.complaints and FEEDBACK_FIELD.search(parts.words()):
        parts.complaints.append(parts.words())


def _leaves(message: Message) -> Iterator[Message]:
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        # Only of a multipart: of a text it decodes, and fails where the charset is written as RFC 2231 allows.
        payload = part.get_payload() if part.is_multipart() else None
        if isinstance(payload, list):
            waiting[:0] = [inner for inner in payload if isinstance(inner, Message)]
        elif part.get_content_maintype() in {"text", "message", "multipart"} or _is_attached_mail(part):
            yield part


def _kind_of(leaf: Message) -> str:
    if _is_attached_mail(leaf):
        return "rfc822"
    return leaf.get_content_type().removeprefix("text/x-message-").removeprefix("text/")


def _is_attached_mail(part: Message) -> bool:
    """Tell a message that a person attached as a file."""
    return any(".eml" in str(part[name]).lower() for name in ("content-type", "content-disposition"))


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload[: 4 * MOST_TEXT] if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = data.decode(charset, "replace")
    except (LookupError, ValueError):  # unknown, or no name at all
        text = data.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")[:MOST_TEXT]


def _strip_tags(html: str) -> str:
    broken = re.sub(r"(?i)<(?:br|p|div|tr|td|li|h\d)\b[^>]{0,500}>", "\n", html)
    return unescape(re.sub(r"<(?!\S{1,64}@)[^<>]{0,2000}>", " ", broken))


def _split(text: str) -> tuple[str, str, str]:
    """Part what a report says from the copy under it: at its own line, else where a head begins."""
    found = RETURNED.search(text) or re.search(
        r"(?m)^\n?(?:Received|Return-Path|Message-I[Dd]|DKIM-Signature|MIME-Version|From): .*\n(?:[A-Z][\w-]+: |[ \t])",
        text,
    )
    if not found or found.start() == 0:
        return text, "", ""
    return text[: found.start()], found[0], text[found.start() :]


def field_value(text: str, name: str) -> str:
    """Read the first field of that name; empty where there is none."""
    return next((" ".join(value.split()) for found, value in FIELD.findall(text) if found.lower() == name), "")


def header(head: Message, name: str) -> str:
    """Read all header fields of that name, decoded; empty where there is none."""
    values = [str(value)[:2000] for key, value in head.raw_items() if key.lower() == name][:20]
    # What is not ASCII arrives undecoded, one surrogate a byte.
    texts = (value.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for value in values)
    return " ".join(map(_decode, texts))[:2000]


def _decode(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError, MessageError):
        return value


def date_of(head: Message) -> datetime:
    """Read when a message says it was written; the epoch where it does not."""
    try:
        moment = parsedate_to_datetime(str(head["date"])[:100])
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
