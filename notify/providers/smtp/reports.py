"""Reads what comes back by mail: delivery reports in every form that servers write, complaints, automatic replies.

Fields decide where there are any (RFC 3464, RFC 5965), else the head, else the words of `failure_words.toml`. Nothing
raises, whatever is read; what is not understood says so. Time and memory are bounded by MOST_BYTES and MOST_PARTS.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cache
from html import unescape
from importlib.resources import files

from notify.model.event import Kind
from notify.output import tame

MOST_BYTES = 2_000_000
"""Of one message; the rest is attachment."""
MOST_PARTS = 100
MOST_TEXT = 200_000
DETAIL = 500

OUR_ID = re.compile(r"(?<![0-9a-z])([0-9a-f]{12})\.(\d{1,10})(?![0-9a-z.])", re.IGNORECASE)
"""NOTICE.RECIPIENT: the left part of our Message-ID, our ENVID, our ORCPT, or a return path with it."""
NAMED_PART = re.compile(rb"(?im)^(content-type:\s*)message/")
LONG_HEAD = re.compile(rb"(?im)^[ \t>]*+content-[a-z-]++[ \t]*+:(?:[^\n]|\n(?=[ \t])){4000}")
"""The email package takes time that grows with the square of such a head."""
FIELD = re.compile(r"(?m)^([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*(?:\n[ \t]+.*)*)")
RECIPIENT_FIELD = re.compile(r"(?im)^(?:final|original)-recipient:")
ACTION_FIELD = re.compile(r"(?im)^action:")
FEEDBACK_FIELD = re.compile(r"(?im)^feedback-type:[ \t]*[a-z-]+[ \t]*$")
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
REFUSED = re.compile(
    r"(?<![\d.])5\d\d[ \t-]+(?:#?5\.\d{1,3}\.\d{1,3}|[A-Za-z<(\[])|(?<![\d.])#?5\.[1-7]\.\d{1,2}(?![\d.])"
)
ADDRESS = re.compile(r"[^\s<>@:;,()\[\]\"']{1,64}@[A-Za-z0-9.-]{1,253}")
RETURNED = re.compile(
    r"(?im)^[ \t>]*+-*+[ \t]*+(?:this is a copy of (?:the|your) message|below this line is a copy of the message"
    r"|the body of the message is|original message(?: follows| headers)?|forwarded message|message header follows"
    r"|unsent message below|(?:returned|your) message (?:headers )?(?:follows|below)|included is a copy"
    r"|headers of the (?:original|returned) message).*$"
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
GIVEN_BACK = re.compile(r"(?im)^[ \t>]*(?:message-id|received):|notificationType\\?\" ?: ?\\?\"Bounce")
"""A head of a returned message, or what a mail service says of one."""
COMPLAINED = re.compile(r"(?:notificationType|eventType)\\?\" ?: ?\\?\"Complaint")
"""What a mail service says of a complaint."""
REPORT_SUBJECT = re.compile(r"^\s*message status - undeliverable", re.IGNORECASE)
"""GroupWise writes under the recipient's own address."""
COMPLAINT_SUBJECT = re.compile(r"^\s*complaint about message from ", re.IGNORECASE)
ACTIONS: tuple[tuple[tuple[str, ...], Kind], ...] = (
    (("fail", "expired", "undeliver"), Kind.BOUNCE),
    (("delay",), Kind.DEFERRED),
    (("delivered",), Kind.DELIVERED),
    (("relayed", "expanded", "deliverable"), Kind.OTHER),  # nothing final
)
BY_CLASS = {"5": Kind.BOUNCE, "4": Kind.DEFERRED, "2": Kind.OTHER}
"""What a code says where the action is missing, or in a language of its own."""
NO_COMPLAINTS = {
    "not-spam": (Kind.OTHER, "word that it was not spam", ""),  # RFC 6430
    "auth-failure": (Kind.OTHER, "word that a server could not tell whose it was", ""),  # RFC 6591: of DKIM, SPF, DMARC
}
"""Kinds of feedback (RFC 5965) in which nobody complains."""
STATUS_PARTS = ("delivery-status", "global-delivery-status")
RETURNED_PARTS = ("rfc822", "rfc822-headers", "global", "global-headers", "partial")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReport:
    """What one message says became of one of ours."""

    kind: Kind | None
    """None where it was not understood; OTHER where it was, and says nothing about a delivery (a reply, a receipt)."""
    why: str
    """In words: what kind of message it is, or why it was not understood."""
    ids: tuple[tuple[str, int], ...] = ()
    """(notice, nid) wherever our ids stand in it, the likeliest first."""
    addresses: tuple[str, ...] = ()
    """The recipients that it names, in lower case, for a report without an id."""
    names_another: bool = False
    """True where it gives back a message that is not ours, so that an address alone proves nothing."""
    at: datetime
    detail: str = ""
    """The other server's own words."""

    @property
    def is_understood(self) -> bool:
        """Tell whether it is known what it says."""
        return self.kind is not None


@dataclass(slots=True)
class _Parts:
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


def is_mail(body: bytes) -> bool:
    """Tell a message from a provider's JSON."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"[", b"{", b""}


def read_report(raw: bytes) -> MailReport:
    """Read one message; RFC 3464, RFC 5965, RFC 3834 and what servers write instead."""
    body = _unify(raw[:MOST_BYTES])
    if len(re.findall(rb"(?im)^[ \t>]*content-type:", body)) > MOST_PARTS:
        return _unknown_report("more parts, or parts more deeply nested, than any report has")
    if LONG_HEAD.search(body):
        return _unknown_report("a head longer than any report has")
    try:
        return _judge(_take_apart(body))
    except Exception as error:  # noqa: BLE001 - the email package raises what it likes, and strangers write the mail
        return _unknown_report(f"too damaged to read ({type(error).__name__})")


def _unknown_report(why: str) -> MailReport:
    return MailReport(kind=None, why=why, at=datetime.fromtimestamp(0, UTC))


def _unify(raw: bytes) -> bytes:
    """Give every line the same end, leave out what a mailbox file put above, and let no part open another message."""
    body = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b"\n")
    while body.startswith((b"From ", b">From ")):
        body = body.partition(b"\n")[2]
    return NAMED_PART.sub(rb"\1text/x-message-", body)


def _take_apart(body: bytes) -> _Parts:
    parts = _Parts(head=message_from_bytes(body), body=body)
    for leaf in _leaves(parts.head):
        text = _text(leaf)
        kind = leaf.get_content_type().removeprefix("text/x-message-").removeprefix("text/")
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


def _find_fields_in_text(parts: _Parts) -> None:
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
        elif part.get_content_maintype() in {"text", "message", "multipart"}:
            yield part


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


def _judge(parts: _Parts) -> MailReport:
    kind, why, detail = _verdict(parts)
    ids = _ids(parts)
    return MailReport(
        kind=kind,
        why=why,
        detail=detail[:DETAIL],
        ids=ids,
        addresses=_addresses(parts),
        names_another=not ids and any(re.search(r"(?im)^[ \t>]*message-id:", text) for text in parts.returned),
        at=_date_of(parts.head),
    )


def _verdict(parts: _Parts) -> tuple[Kind | None, str, str]:
    subject = _header(parts.head, "subject")
    if parts.complaints:
        word = _field(parts.complaints[0], "feedback-type").lower()
        return NO_COMPLAINTS.get(word) or (Kind.SPAM, "a complaint", word)
    if MACHINES.search(_header(parts.head, "from")) and COMPLAINED.search(parts.words()):
        return Kind.SPAM, "a complaint", "abuse"
    if COMPLAINT_SUBJECT.search(subject) and any("original" in text.lower() for text in parts.returned):
        return Kind.SPAM, "a complaint", "abuse"
    if parts.fields and (found := _verdict_by_fields(parts)):
        return found
    if parts.receipts:
        return Kind.OTHER, "a read receipt", ""
    return _verdict_by_words(parts, subject)


def _verdict_by_fields(parts: _Parts) -> tuple[Kind | None, str, str] | None:
    """Judge by the fields of each recipient (RFC 3464, 2.3); one that failed outweighs the others."""
    text = "\n".join(parts.fields)
    actions = [value.strip().lower() for name, value in FIELD.findall(text) if name.lower() == "action"]
    status, words = _field(text, "status"), " ".join(_field(text, "diagnostic-code").split())
    code = STATUS.search(status)
    detail = " ".join(part for part in (code[1] if code else "", words) if part)
    kind = next((kind for starts, kind in ACTIONS if any(action.startswith(starts) for action in actions)), None)
    if kind is Kind.DEFERRED and _is_last_word(words, parts.words()):
        return Kind.BOUNCE, "a delivery report: expired", detail
    kind = kind or BY_CLASS.get(code[1][0] if code else "")
    return None if kind is None else (kind, f"a delivery report: {', '.join(actions) or kind}", detail)


def _is_last_word(diagnostic: str, words: str) -> bool:
    """Tell a message thrown away from one that is late: OpenSMTPD calls both delayed."""
    return _says("expired", diagnostic) or (_says("expired", words) and not _says("delayed", words))


def _verdict_by_words(parts: _Parts, subject: str) -> tuple[Kind | None, str, str]:
    words = parts.words()
    told = f"{subject}\n{words}"
    failed = parts.head["x-failed-recipients"] is not None
    if not failed and _is_reply(parts.head, subject):
        return Kind.OTHER, "an automatic reply", ""
    if not failed and not SENDERS.search(_header(parts.head, "from")) and _says("asks", told):
        return Kind.OTHER, "a filter that asks the sender to confirm", ""
    if not failed and not _is_from_server(parts, subject):
        return None, "not a report that this program knows", ""
    if _says("delayed", told) and not _says("expired", told):
        return Kind.DEFERRED, "a warning that delivery is delayed", _telling_line(words)
    if failed or _says("failed", told) or _says("expired", told) or REFUSED.search(words):
        return Kind.BOUNCE, "a report in words: failed", _telling_line(words)
    return None, "not a report that this program knows", ""


def _is_from_server(parts: _Parts, subject: str) -> bool:
    """Tell a mail server by its name; a program of another name by the message that it gives back."""
    origin = " ".join(_header(parts.head, name) for name in ("from", "return-path"))
    if SENDERS.search(origin) or REPORT_SUBJECT.search(subject):
        return True
    is_machine = MACHINES.search(origin) or (_is_automatic(parts.head) and SUBJECTS.search(subject))
    return bool(is_machine) and any(map(GIVEN_BACK.search, (*parts.returned, parts.words())))


def _is_automatic(head: Message) -> bool:
    """Tell what a program wrote: a person's letter may mention errors, and quote ours, without being a report."""
    says = _header(head, "auto-submitted").lower()
    return bool(says and says != "no") or _header(head, "precedence").lower() in {"bulk", "junk", "list"}


def _is_reply(head: Message, subject: str) -> bool:
    """Tell a person's responder (RFC 3834) from a server: servers too call their reports replied to automatically."""
    automatic = _header(head, "auto-submitted").lower().startswith("auto-replied")
    marked = any(head[name] is not None for name in ("x-autoreply", "x-autorespond", "x-auto-response-suppress"))
    from_server = bool(SENDERS.search(_header(head, "from")))
    return _says("reply", subject) or ((automatic or marked) and not from_server)


def _says(what: str, text: str) -> bool:
    folded = " ".join(text.lower().replace("\u2019", "'").split())
    return any(
        all(word in folded for word in words) if needs_all else any(word in folded for word in words)
        for words, needs_all in _table()[what]
    )


@cache
def _table() -> dict[str, tuple[tuple[tuple[str, ...], bool], ...]]:
    text = (files("notify") / "providers" / "smtp" / "failure_words.toml").read_text(encoding="utf-8")
    return {
        what: tuple((tuple(row["words"]), bool(row.get("all"))) for row in rows)
        for what, rows in tomllib.loads(text).items()
    }


def _telling_line(words: str) -> str:
    """Find the line with the refusal itself."""
    lines = [" ".join(line.split()) for line in words.splitlines()[:500] if line.strip()]
    refusals = [line for line in lines if REFUSED.search(line)] or [line for line in lines if _says("failed", line)]
    return refusals[0] if refusals else ""


def _ids(parts: _Parts) -> tuple[tuple[str, int], ...]:
    """Find our ids, the likeliest first: fields, the returned message, the head, the words."""
    names = ("x-original-message-id", "in-reply-to", "references", "to", "delivered-to", "return-path", "x-envelope-to")
    head = " ".join(_header(parts.head, name) for name in names)
    places = (*parts.fields, *parts.complaints, *parts.returned, head, *parts.own, parts.body.decode("latin-1"))
    found = dict.fromkeys((notice.lower(), int(nid)) for text in places for notice, nid in OUR_ID.findall(text))
    return tuple(found)[:20]


def _addresses(parts: _Parts) -> tuple[str, ...]:
    names = ("final-recipient", "original-recipient", "x-failed-recipients", "x-actual-recipient", "original-rcpt-to")
    fields = "\n".join((*parts.fields, *parts.complaints))
    values = [value for name, value in FIELD.findall(fields) if name.lower() in names]
    values.append(_header(parts.head, "x-failed-recipients"))
    values += re.findall(r"(?m)^[ \t]*<?([^\s<>]{1,64}@[^\s<>:]{1,253})>?:?", parts.words())
    values += re.findall(r"(?im)^(?:to|x-hmxmroriginalrecipient): (.*)", "\n".join(parts.returned))[:1]
    found = dict.fromkeys(tame(address.lower()) for value in values for address in ADDRESS.findall(value))
    return tuple(found)[:20]


def _field(text: str, name: str) -> str:
    return next((" ".join(value.split()) for found, value in FIELD.findall(text) if found.lower() == name), "")


def _header(head: Message, name: str) -> str:
    values = [str(value)[:2000] for key, value in head.raw_items() if key.lower() == name][:20]
    # Signs that are not ASCII come as they stood, one surrogate a byte.
    texts = (value.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for value in values)
    return " ".join(map(_decode, texts))[:2000]


def _decode(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError, MessageError):
        return value


def _date_of(head: Message) -> datetime:
    try:
        moment = parsedate_to_datetime(str(head["date"])[:100])
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
