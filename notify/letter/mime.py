"""Builds a message's exact bytes (RFC 5322, RFC 2045): everything but the recipient's own lines is encoded once."""

from __future__ import annotations

import quopri
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from notify.model import Letter, Recipient, Sender

BOUNDARY = "=_s11_8c1f2d7a4b90_="


@dataclass(frozen=True, slots=True, kw_only=True)
class Mould:
    """A letter encoded but for what differs from one recipient to the next."""

    letter: Letter
    head: bytes
    text: tuple[bytes, bytes]
    html: tuple[bytes, bytes]
    id_domain: str
    notice_id: str

    def cast(self, recipient: Recipient, at: datetime) -> bytes:
        """Give one recipient's message, every byte of it decided by the arguments; lines end in CRLF."""
        to = str(Address(addr_spec=recipient.email)) if '"' in recipient.email else recipient.email
        own = f"To: {to}\r\nDate: {format_datetime(at)}\r\nMessage-ID: {self.message_id(recipient.nid)}\r\n"
        opening = self.letter.opening(recipient.name, recipient.accounts)
        line = _quoted(opening)
        return b"".join(
            (
                own.encode(),
                self.head,
                self.text[0],
                line,
                self.text[1],
                self.html[0],
                _quoted(html_opening(opening)),
                self.html[1],
            )
        )

    def message_id(self, nid: int) -> str:
        """Give the same Message-ID at every attempt, so that a mailbox can tell a repetition."""
        return f"<{self.notice_id}.{nid}@{self.id_domain}>"


def mould(letter: Letter, sender: Sender, notice_id: str) -> Mould:
    """Encode a letter once."""
    kinds = (("plain", letter.text), ("html", letter.html))
    plain, html = (_part(kind, *parts) for kind, parts in kinds)
    return Mould(
        letter=letter,
        head=_head(letter, sender),
        text=plain,
        html=(html[0], html[1] + f"--{BOUNDARY}--\r\n".encode()),
        id_domain=sender.email.rpartition("@")[2],
        notice_id=notice_id,
    )


def html_opening(opening: str) -> str:
    """Give the recipient's own line for the HTML part."""
    return escape(opening)


def encoded_size(letter: Letter) -> int:
    """Measure a letter as it travels, with room for the headers that a provider adds."""
    return sum(len(_quoted(part)) for part in (*letter.html, *letter.text)) + 2_000


def _head(letter: Letter, sender: Sender) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=sender.name, addr_spec=sender.email)
    message["Reply-To"] = Address(addr_spec=sender.reply_to)
    message["Subject"] = letter.subject
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    message["MIME-Version"] = "1.0"
    headers = message.as_bytes().rstrip(b"\r\n")
    return headers + f'\r\nContent-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n\r\n'.encode()


def _part(kind: str, before: str, after: str) -> tuple[bytes, bytes]:
    kind_line = f'Content-Type: text/{kind}; charset="utf-8"'
    opening = f"--{BOUNDARY}\r\n{kind_line}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
    closed = after if after.endswith("\n") else f"{after}\n"
    return opening + _quoted(before), _quoted(closed)


def _quoted(text: str) -> bytes:
    return quopri.encodestring(text.encode()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
