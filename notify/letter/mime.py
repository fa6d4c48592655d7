"""Builds a message's exact bytes (RFC 5322, RFC 2045): everything but the recipient's own lines is encoded once."""

from __future__ import annotations

import quopri
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.utils import format_datetime
from functools import lru_cache
from html import escape

from notify.letter import mime_head
from notify.letter.plain_text import stuff
from notify.model.audience import Recipient
from notify.model.notice import Letter, Sender

BOUNDARY = "=_s11_8c1f2d7a4b90_="
AS_IT_IS = re.compile(r"[A-Za-z](?:[ -<>-~]{0,68}[!-<>-~])?")
"""A line that quoted-printable leaves alone: short, of ASCII, without an equals sign or a blank at its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mould:
    """A letter encoded but for what differs from one recipient to the next."""

    letter: Letter
    shared: tuple[bytes, bytes, bytes]
    """Before, between and after the two places where the recipient is greeted."""
    id_domain: str
    notice_id: str

    def cast(self, recipient: Recipient, at: datetime) -> bytes:
        """Give one recipient's message, every byte of it decided by the arguments; lines end in CRLF."""
        to = str(Address(addr_spec=recipient.email)) if '"' in recipient.email else recipient.email
        own = f"To: {to}\r\nDate: {_date(at)}\r\nMessage-ID: {self.message_id(recipient.nid)}\r\n"
        opening = self.letter.opening(recipient.name, recipient.accounts)
        before, between, after = self.shared
        return b"".join(
            (own.encode(), before, _encode_line(opening), between, _encode_line(html_opening(opening)), after)
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
        shared=(_head(letter, sender) + plain[0], plain[1] + html[0], html[1] + f"--{BOUNDARY}--\r\n".encode()),
        id_domain=sender.email.rpartition("@")[2],
        notice_id=notice_id,
    )


def html_opening(opening: str) -> str:
    """Give the recipient's own line for the HTML part."""
    return escape(opening)


def encoded_size(letter: Letter) -> int:
    """Measure a letter as it travels, with room for the headers that a provider adds."""
    return sum(len(_encode(part)) for part in (*letter.html, *letter.text)) + 2_000


def check_head(letter: Letter, sender: Sender) -> None:
    """Read the head of a letter back, before anything is frozen; raises ConfigError."""
    mime_head.check(
        _head(letter, sender), subject=letter.subject, display_name=sender.name, address=_address(sender.email)
    )


def _head(letter: Letter, sender: Sender) -> bytes:
    fields = (
        mime_head.mailbox("From", sender.name, _address(sender.email)),
        mime_head.mailbox("Reply-To", "", _address(sender.reply_to)),
        mime_head.text_field("Subject", letter.subject),
        "Auto-Submitted: auto-generated\r\n",
        f"Content-Language: {letter.language}\r\n",
        "MIME-Version: 1.0\r\n",
        f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n\r\n',
    )
    return "".join(fields).encode()


@lru_cache(maxsize=8)
def _date(at: datetime) -> str:
    """Write a moment once for all messages of the same second."""
    return format_datetime(at)


def _address(address: str) -> str:
    return str(Address(addr_spec=address))


def _part(kind: str, before: str, after: str) -> tuple[bytes, bytes]:
    flowed = "; format=flowed" if kind == "plain" else ""
    kind_line = f'Content-Type: text/{kind}; charset="utf-8"{flowed}'
    opening = f"--{BOUNDARY}\r\n{kind_line}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
    closed = after if after.endswith("\n") else f"{after}\n"
    if kind == "plain":
        before, closed = stuff(before), stuff(closed)
    return opening + _encode(before), _encode(closed)


def _encode_line(text: str) -> bytes:
    """Encode what greets one recipient; nearly always that changes nothing."""
    return text.encode() if AS_IT_IS.fullmatch(text) else _encode(text)


def _encode(text: str) -> bytes:
    return quopri.encodestring(text.encode()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
