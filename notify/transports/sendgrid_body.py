"""Builds the JSON of mail/send: what all recipients share once, the rest column by column."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from notify.mime import html_opening
from notify.model import Letter, Mark, Recipient, Sender
from notify.transports.people import recipients

if TYPE_CHECKING:
    import polars as pl

TEXT_TAG, HTML_TAG = "%s11-text%", "%s11-html%"
ARGUMENT = "s11"
"""The one custom argument: an opaque id. The provider keeps these for ever and takes strings only."""
NEEDS_ESCAPES = r"[\x00-\x1f\\]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A letter as a request without its recipients."""

    letter: Letter
    prefix: bytes

    def filled(self, people: pl.DataFrame, mark: Mark) -> bytes:
        """Add the recipients."""
        return b"".join((self.prefix, personalizations(self.letter, people, mark), b"]}"))


def envelope(letter: Letter, sender: Sender, ip_pool: str) -> Envelope:
    """Build what all recipients share; every setting that an account's defaults could turn against us is said aloud."""
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
    return Envelope(letter=letter, prefix=prefix.encode())


def personalizations(letter: Letter, people: pl.DataFrame, mark: Mark) -> bytes:
    """Write the recipients' part, by columns where no value needs more than its quotes escaped."""
    import polars as pl  # noqa: PLC0415 - slow to import

    odd = pl.any_horizontal(pl.col("email", "name").str.contains(NEEDS_ESCAPES).fill_null(value=False)).any()
    if people.select(odd).item():
        return one_by_one(letter, people, mark)
    joined: str = people.select(by_columns(letter, mark)).to_series().str.join(",").item()
    return joined.encode()


def one_by_one(letter: Letter, people: pl.DataFrame, mark: Mark) -> bytes:
    """Write the same bytes through a JSON encoder: the slow path, and the rule that the fast one is held to."""
    parts = (
        json.dumps(personalization(letter, r, mark), ensure_ascii=False, separators=(",", ":"))
        for r in recipients(people)
    )
    return ",".join(parts).encode()


def personalization(letter: Letter, recipient: Recipient, mark: Mark) -> dict[str, Any]:
    """Say what one recipient gets."""
    opening = letter.opening(recipient.name, recipient.accounts)
    return {
        "to": [{"email": recipient.email}],
        "custom_args": {ARGUMENT: mark.of(recipient.nid)},
        "substitutions": {TEXT_TAG: opening, HTML_TAG: html_opening(opening)},
    }


def by_columns(letter: Letter, mark: Mark) -> pl.Expr:
    """Write one recipient's JSON as an expression over the columns of a snapshot."""
    import polars as pl  # noqa: PLC0415 - as above

    email = pl.col("email").str.replace_all('"', '\\"', literal=True)
    text = _opening(letter, pl.col("name").str.replace_all('"', '\\"', literal=True), as_html=False)
    name = pl.col("name")
    for character in "&<>\"'":
        name = name.str.replace_all(character, html_opening(character), literal=True)
    return pl.concat_str(
        pl.lit('{"to":[{"email":"'), email,
        pl.lit(f'"}}],"custom_args":{{"{ARGUMENT}":"{mark.of(0)[:-1]}'), pl.col("nid"),
        pl.lit(f'"}},"substitutions":{{"{TEXT_TAG}":"'), text,
        pl.lit(f'","{HTML_TAG}":"'), _opening(letter, name, as_html=True),
        pl.lit('"}}'),
    )  # fmt: skip


def _opening(letter: Letter, name: pl.Expr, *, as_html: bool) -> pl.Expr:
    import polars as pl  # noqa: PLC0415 - as above

    def words(text: str) -> pl.Expr:
        return pl.lit(json.dumps(html_opening(text) if as_html else text, ensure_ascii=False)[1:-1])

    before, _, after = letter.greeting_named.partition("{name}")
    hello = (
        pl.when(pl.col("name").is_null())
        .then(words(letter.greeting))
        .otherwise(pl.concat_str(words(before), name, words(after)))
    )
    shared_before, _, shared_after = letter.shared.partition("{count}")
    shared = pl.concat_str(words(f" {shared_before}"), pl.col("accounts"), words(shared_after))
    return pl.concat_str(hello, pl.when(pl.col("accounts") > 1).then(shared).otherwise(pl.lit("")))


def _mailbox(email: str, name: str) -> dict[str, str]:
    # The provider takes no Unicode in `from`; an accent less is better than a sender that nobody knows.
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip()
    return {"email": email, "name": plain} if plain else {"email": email}
