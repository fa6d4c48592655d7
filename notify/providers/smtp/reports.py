"""Reads what comes back by mail: delivery reports in every form that servers write, complaints, automatic replies.

Fields decide where there are any (RFC 3464, RFC 5965), else the head, else the words of `failure_words.toml`. Nothing
raises, whatever is read; what is not understood says so. Time and memory are bounded by MOST_BYTES and MOST_PARTS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from notify.errors import NotifyError
from notify.model.event import Kind
from notify.providers.smtp.report_ids import addresses_in, fields_of_ours, ids_in
from notify.providers.smtp.report_parts import FIELD, Parts, date_of, excess_of, field_value, header, take_apart, unify
from notify.providers.smtp.report_words import MACHINES, says, verdict_by_words

DETAIL = 500
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
COMMENT = re.compile(r"\([^()]*\)")
COMPLAINED = re.compile(r"(?:notificationType|eventType)\\?\" ?: ?\\?\"Complaint")
"""What a mail service says of a complaint."""
COMPLAINT_SUBJECT = re.compile(r"^\s*complaint about message from ", re.IGNORECASE)
ACTIONS: tuple[tuple[tuple[str, ...], Kind], ...] = (
    (("fail", "expired", "undeliver"), Kind.BOUNCE),
    (("delay",), Kind.DEFERRED),
    (("delivered",), Kind.DELIVERED),
    (("relayed", "expanded", "deliverable"), Kind.OTHER),  # nothing final
)
BY_CLASS = {"5": Kind.BOUNCE, "4": Kind.DEFERRED, "2": Kind.OTHER}
"""What a code says where the action is missing, or in a language of its own."""
_ACCUSED = (Kind.SPAM, "a complaint")
_LEFT = (Kind.UNSUBSCRIBE, "a wish to get no more mail")
_UNSURE = (Kind.OTHER, "word that a server could not tell whose it was")
FEEDBACK: dict[str, tuple[Kind, str]] = {
    # Registered by RFC 5965, RFC 6430 and RFC 6591.
    "abuse": _ACCUSED,
    "fraud": _ACCUSED,
    "virus": _ACCUSED,
    "other": (Kind.OTHER, "feedback of no registered kind"),
    "not-spam": (Kind.OTHER, "word that it was not spam"),
    "auth-failure": _UNSURE,  # of DKIM, SPF or DMARC
    # Of the drafts before, and of servers that name the check that failed.
    "opt-out": _LEFT,
    "opt-out-list": _LEFT,
    "dmarc": _UNSURE,
}
"""What each kind of feedback says; in most of them nobody complains."""
SERVICE_FEEDBACK = re.compile(r"complaintFeedbackType\\?\" ?: ?\\?\"([A-Za-z-]+)")


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
    """True where it gives back a message with an id: if that is none of ours, an address alone proves nothing."""
    at: datetime
    detail: str = ""
    """The other server's own words."""

    @property
    def is_understood(self) -> bool:
        """Tell whether it is known what it says."""
        return self.kind is not None


def is_mail(body: bytes) -> bool:
    """Tell a message from a provider's JSON."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"[", b"{", b""}


def read_report(raw: bytes) -> MailReport:
    """Read one message; RFC 3464, RFC 5965, RFC 3834 and what servers write instead."""
    body = unify(raw)
    if excess := excess_of(body):
        return _unknown_report(excess)
    try:
        return _judge(take_apart(body))
    except NotifyError:
        raise  # the program's own words are missing: no fault of the mail
    except Exception as error:  # noqa: BLE001 - the email package raises what it likes, and strangers write the mail
        return _unknown_report(f"too damaged to read ({type(error).__name__})")


def _unknown_report(why: str) -> MailReport:
    return MailReport(kind=None, why=why, at=datetime.fromtimestamp(0, UTC))


def _judge(parts: Parts) -> MailReport:
    kind, why, detail = _verdict(parts)
    ids = ids_in(parts)
    return MailReport(
        kind=kind,
        why=why,
        detail=detail[:DETAIL],
        ids=ids,
        addresses=addresses_in(parts),
        names_another=any(re.search(r"(?im)^[ \t>]*message-id:", text) for text in parts.returned),
        at=date_of(parts.head),
    )


def _verdict(parts: Parts) -> tuple[Kind | None, str, str]:
    subject = header(parts.head, "subject")
    if parts.complaints:
        return _verdict_on_feedback(field_value(parts.complaints[0], "feedback-type"))
    if MACHINES.search(header(parts.head, "from")) and COMPLAINED.search(parts.words()):
        named = SERVICE_FEEDBACK.search(parts.words())
        return _verdict_on_feedback(named[1] if named else "abuse")
    if COMPLAINT_SUBJECT.search(subject) and any("original" in text.lower() for text in parts.returned):
        return Kind.SPAM, "a complaint", "abuse"
    if parts.fields and (found := _verdict_by_fields(parts)):
        return found
    if parts.receipts:
        return Kind.OTHER, "a read receipt", ""
    return verdict_by_words(parts, subject)


def _verdict_on_feedback(field: str) -> tuple[Kind | None, str, str]:
    """Judge by the kind of feedback, beside which a field may hold a comment in parentheses."""
    word = COMMENT.sub(" ", field).strip().lower()
    if word not in FEEDBACK:
        return None, "feedback of a kind that this program does not know", ""
    kind, why = FEEDBACK[word]
    return kind, why, word if kind is Kind.SPAM else ""


def _verdict_by_fields(parts: Parts) -> tuple[Kind | None, str, str] | None:
    """Judge by the fields of our recipient (RFC 3464, 2.3); one address of theirs that failed outweighs the others."""
    text = "\n\n".join(fields_of_ours(parts))
    actions = [value.strip().lower() for name, value in FIELD.findall(text) if name.lower() == "action"]
    status, words = field_value(text, "status"), " ".join(field_value(text, "diagnostic-code").split())
    code = STATUS.search(status)
    detail = " ".join(part for part in (code[1] if code else "", words) if part)
    kind = next((kind for starts, kind in ACTIONS if any(action.startswith(starts) for action in actions)), None)
    is_retried = bool(field_value(text, "will-retry-until"))
    if kind is Kind.DEFERRED and not is_retried and _is_last_word(words, parts.words()):
        return Kind.BOUNCE, "a delivery report: expired", detail
    kind = kind or BY_CLASS.get(code[1][0] if code else "")
    return None if kind is None else (kind, f"a delivery report: {', '.join(actions) or kind}", detail)


def _is_last_word(diagnostic: str, words: str) -> bool:
    """Tell a message thrown away from one that is late: OpenSMTPD calls both delayed."""
    return says("expired", diagnostic) or (says("expired", words) and not says("delayed", words))
