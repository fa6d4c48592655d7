"""Whom a message that came back is about: the ids that went out with ours, and the addresses that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from notify.output import tame
from notify.providers.smtp.report_parts import FIELD, RECIPIENT_FIELD, Parts, header

MOST_NAMED = 20
OUR_ID = re.compile(r"(?<![0-9a-z])([0-9a-f]{12})\.(\d{1,10})(?![0-9a-z.])", re.IGNORECASE)
"""NOTICE.RECIPIENT: the left part of our Message-ID, our ENVID, our ORCPT, or a return path with it."""
ENCODED_DOT = re.compile(r"\+2E", re.IGNORECASE)
"""As some servers give back an ENVID (xtext of RFC 3461)."""
FAILED_FIELD = re.compile(r"(?im)^action:[ \t]*fail")
ADDRESS = re.compile(r"[^\s<>@:;,()\[\]\"'\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]{1,64}@[A-Za-z0-9.-]{1,253}")


def ids_in(parts: Parts) -> tuple[tuple[str, int], ...]:
    """Find our ids, the likeliest first: fields, the returned message, the head, the words."""
    names = ("x-original-message-id", "in-reply-to", "references", "to", "delivered-to", "return-path", "x-envelope-to")
    head = " ".join(header(parts.head, name) for name in names)
    fields = [ENCODED_DOT.sub(".", text) for text in parts.fields]
    places = (*fields, *parts.complaints, *parts.returned, head, *parts.own, parts.body.decode("latin-1"))
    found = dict.fromkeys((notice.lower(), int(nid)) for text in places for notice, nid in OUR_ID.findall(text))
    return tuple(found)[:MOST_NAMED]


def fields_of_ours(parts: Parts) -> list[str]:
    """Give the fields of our recipient; all of them where it cannot be told which are.

    A server that took one message for several people answers for all of them in one report.
    """
    groups = [
        group for text in parts.fields for group in re.split(r"\n[ \t]*\n", text) if RECIPIENT_FIELD.search(group)
    ]
    if len(groups) < 2:
        return parts.fields
    to = [value for text in parts.returned for value in re.findall(r"(?im)^to:(.*(?:\n[ \t].*)*)", text)[:1]]
    ours = {address.lower() for value in to for address in ADDRESS.findall(value)}
    return (
        [group for group in groups if OUR_ID.search(ENCODED_DOT.sub(".", group))]
        or [group for group in groups if not ours.isdisjoint(map(str.lower, ADDRESS.findall(group)))]
        or _worst(groups)
        or parts.fields
    )


def _worst(groups: list[str]) -> list[str]:
    """Give the groups of those for whom it failed, so that nobody else's address is taken for theirs."""
    return [group for group in groups if FAILED_FIELD.search(group)]


def addresses_in(parts: Parts) -> tuple[str, ...]:
    """Find the recipients that it names, in lower case."""
    names = ("final-recipient", "original-recipient", "x-failed-recipients", "x-actual-recipient", "original-rcpt-to")
    ours = fields_of_ours(parts)
    values = _recipients_in((*ours, *parts.complaints), names)
    told = {address.lower() for value in values for address in ADDRESS.findall(value)}
    others = {
        address.lower() for value in _recipients_in(parts.fields, names) for address in ADDRESS.findall(value)
    } - told
    values.append(header(parts.head, "x-failed-recipients"))
    values += re.findall(r"(?m)^[ \t]*<?([^\s<>]{1,64}@[^\s<>:]{1,253})>?:?", parts.words())
    values += re.findall(r"(?im)^(?:to|x-hmxmroriginalrecipient): (.*)", "\n".join(parts.returned))[:1]
    found = (address.lower() for value in values for address in ADDRESS.findall(value))
    return tuple(dict.fromkeys(tame(address) for address in found if address not in others))[:MOST_NAMED]


def _recipients_in(fields: Iterable[str], names: Sequence[str]) -> list[str]:
    return [value for text in fields for name, value in FIELD.findall(text) if name.lower() in names]
