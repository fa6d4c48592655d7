"""A notice and its letters as the JSON that is frozen, hashed and published, and read back from it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from notify.model.notice import Letter, Notice, Part, Sender
from notify.published.entries import facts_of, policy_from, version_from


def notice_facts(notice: Notice) -> dict[str, Any]:
    """Give the JSON that says what was published and who sends."""
    sender = notice.sender
    first, *others = (facts_of(part.policy, part.version) | {"rule": part.obligation.rule} for part in notice.parts)
    also = {"with": others} if others else {}
    return first | also | {"sender": {"email": sender.email, "name": sender.name, "reply_to": sender.reply_to}}


def notice_from(notice_id: str, facts: dict[str, Any]) -> Notice:
    """Read `notice_facts` back."""
    parts = tuple(_part_from(each) for each in (facts, *facts.get("with", ())))
    return Notice(notice_id=notice_id, parts=parts, sender=Sender(**facts["sender"]))


def _part_from(facts: dict[str, Any]) -> Part:
    version = version_from(facts["version"])
    obligation = next(o for o in version.owed if o.rule == facts["rule"])
    return Part(policy=policy_from(facts["policy"]), version=version, obligation=obligation)


def letter_json(letter: Letter) -> str:
    """Give the canonical JSON of a letter, which its hash covers."""
    names = ("language", "subject", "html", "text", "greeting", "greeting_named", "shared")
    return json.dumps({name: getattr(letter, name) for name in names}, sort_keys=True, ensure_ascii=False)


def letter_sha256(letter: Letter) -> str:
    """Hash a letter."""
    return hashlib.sha256(letter_json(letter).encode()).hexdigest()


def letter_from(number: int, body: dict[str, Any]) -> Letter:
    """Read `letter_json` back."""
    parts = {name: tuple(body[name]) for name in ("html", "text")}
    words = {name: body[name] for name in ("language", "subject", "greeting", "greeting_named", "shared")}
    return Letter(group=number, html=parts["html"], text=parts["text"], **words)
