"""Builds the JSON of mail/send: what all recipients share once, the rest column by column."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import Any

from notify.lazy import polars as pl
from notify.letter.mime import html_opening
from notify.model.audience import Recipient
from notify.model.batch import Mark
from notify.model.notice import Letter, Sender
from notify.providers.sendgrid.words import ARGUMENT

TEXT_TAG, HTML_TAG = "%s11-text%", "%s11-html%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A letter as a request without its recipients, and their part as expressions over a snapshot's columns."""

    letter: Letter
    prefix: bytes
    plain: Columns
    careful: Columns

    def fill(self, people: pl.DataFrame, mark: Mark) -> bytes:
        """Add the recipients: column by column, with escapes only where the snapshot says that some row needs them."""
        columns = self.plain if people["plain"].all() else self.careful
        joined: str = people.select(columns.one(mark).str.join(",")).item()
        return b"".join((self.prefix, joined.encode(), b"]}"))


class Columns:
    """One recipient's JSON as an expression; built once for each letter, since that costs more than evaluating it."""

    def __init__(self, letter: Letter, *, careful: bool) -> None:
        email, text_name, html_name = pl.col("email"), pl.col("name"), pl.col("name")
        if careful:
            email, text_name = (column.str.replace_all('"', '\\"', literal=True) for column in (email, text_name))
            for character in "&<>\"'":
                html_name = html_name.str.replace_all(character, html_opening(character), literal=True)
        text, html = (
            _opening(letter, name, as_html=as_html, shared=careful)
            for name, as_html in ((text_name, False), (html_name, True))
        )
        self._before = (pl.lit('{"to":[{"email":"'), email)
        self._after = (
            pl.col("nid"), pl.lit(f'"}},"substitutions":{{"{TEXT_TAG}":"'), text,
            pl.lit(f'","{HTML_TAG}":"'), html, pl.lit('"}}'),
        )  # fmt: skip

    def one(self, mark: Mark) -> pl.Expr:
        """Write one recipient's JSON for one attempt."""
        argument = pl.lit(f'"}}],"custom_args":{{"{ARGUMENT}":"{mark.of(0)[:-1]}')
        return pl.concat_str(*self._before, argument, *self._after)


def envelope(letter: Letter, sender: Sender, ip_pool: str) -> Envelope:
    """Build what all recipients share; every setting that an account's defaults could turn against us is set."""
    off = {"enable": False}
    body: dict[str, Any] = {
        "from": _mailbox(sender.email, sender.name),
        "reply_to": {"email": sender.reply_to},
        "subject": letter.subject,
        "content": [
            {"type": "text/plain", "value": TEXT_TAG.join(letter.text)},
            {"type": "text/html", "value": HTML_TAG.join(letter.html)},
        ],
        "headers": {"Auto-Submitted": "auto-generated"},
        # A notice owed reaches those who unsubscribed from advertising; bounces and complaints are respected.
        "mail_settings": {"bypass_unsubscribe_management": {"enable": True}, "footer": off, "sandbox_mode": off},
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": off,
            "subscription_tracking": off,
            "ganalytics": off,
        },
    }
    if ip_pool:
        body["ip_pool_name"] = ip_pool
    prefix = json.dumps(body, ensure_ascii=False, separators=(",", ":"))[:-1] + ',"personalizations":['
    return Envelope(
        letter=letter,
        prefix=prefix.encode(),
        plain=Columns(letter, careful=False),
        careful=Columns(letter, careful=True),
    )


def personalization(letter: Letter, recipient: Recipient, mark: Mark) -> dict[str, Any]:
    """Say what one recipient gets."""
    opening = letter.opening(recipient.name, recipient.accounts)
    return {
        "to": [{"email": recipient.email}],
        "custom_args": {ARGUMENT: mark.of(recipient.nid)},
        "substitutions": {TEXT_TAG: opening, HTML_TAG: html_opening(opening)},
    }


def _opening(letter: Letter, name: pl.Expr, *, as_html: bool, shared: bool) -> pl.Expr:
    def words(text: str) -> pl.Expr:
        return pl.lit(json.dumps(html_opening(text) if as_html else text, ensure_ascii=False)[1:-1])

    before, _, after = letter.greeting_named.partition("{name}")
    hello = (
        pl.when(pl.col("name").is_null())
        .then(words(letter.greeting))
        .otherwise(pl.concat_str(words(before), name, words(after)))
    )
    if not shared:
        return hello
    shared_before, _, shared_after = letter.shared.partition("{count}")
    addition = pl.concat_str(words(f" {shared_before}"), pl.col("accounts"), words(shared_after))
    return pl.concat_str(hello, pl.when(pl.col("accounts") > 1).then(addition).otherwise(pl.lit("")))


def _mailbox(email: str, name: str) -> dict[str, str]:
    # The provider takes no Unicode in `from`; an accent less is better than a sender that nobody knows.
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip()
    return {"email": email, "name": plain} if plain else {"email": email}
