"""Whom a message that came back is about: the ids that went out with ours, and the addresses that it names."""

from __future__ import annotations

import re

from notify.output import tame
from notify.providers.smtp.report_parts import FIELD, Parts, header

MOST_NAMED = 20
OUR_ID = re.compile(r"(?<![0-9a-z])([0-9a-f]{12})\.(\d{1,10})(?![0-9a-z.])", re.IGNORECASE)
"""NOTICE.RECIPIENT: the left part of our Message-ID, our ENVID, our ORCPT, or a return path with it."""
ENCODED_DOT = re.compile(r"\+2E", re.IGNORECASE)
"""As some servers give back an ENVID (xtext of RFC 3461)."""
ADDRESS = re.compile(r"[^\s<>@:;,()\[\]\"']{1,64}@[A-Za-z0-9.-]{1,253}")


def ids_in(parts: Parts) -> tuple[tuple[str, int], ...]:
    """Find our ids, the likeliest first: fields, the returned message, the head, the words."""
    names = ("x-original-message-id", "in-reply-to", "references", "to", "delivered-to", "return-path", "x-envelope-to")
    head = " ".join(header(parts.head, name) for name in names)
    fields = [ENCODED_DOT.sub(".", text) for text in parts.fields]
    places = (*fields, *parts.complaints, *parts.returned, head, *parts.own, parts.body.decode("latin-1"))
    found = dict.fromkeys((notice.lower(), int(nid)) for text in places for notice, nid in OUR_ID.findall(text))
    return tuple(found)[:MOST_NAMED]


def addresses_in(parts: Parts) -> tuple[str, ...]:
    """Find the recipients that it names, in lower case."""
    names = ("final-recipient", "original-recipient", "x-failed-recipients", "x-actual-recipient", "original-rcpt-to")
    fields = "\n".join((*parts.fields, *parts.complaints))
    values = [value for name, value in FIELD.findall(fields) if name.lower() in names]
    values.append(header(parts.head, "x-failed-recipients"))
    values += re.findall(r"(?m)^[ \t]*<?([^\s<>]{1,64}@[^\s<>:]{1,253})>?:?", parts.words())
    values += re.findall(r"(?im)^(?:to|x-hmxmroriginalrecipient): (.*)", "\n".join(parts.returned))[:1]
    found = dict.fromkeys(tame(address.lower()) for value in values for address in ADDRESS.findall(value))
    return tuple(found)[:MOST_NAMED]
