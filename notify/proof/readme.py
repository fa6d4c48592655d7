"""What a proof of notice says in words: what was told and when, what its files are, how to check them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from fnmatch import fnmatch
from typing import Any

from notify.model.batch import Outcome
from notify.model.gate import GateRecord

NOT_TAKEN = ("ready", "unreached")
"""The fates of whom nobody can have told."""


def delivery_words(attempts: Sequence[dict[str, Any]], fate: str, *, is_trial: bool, is_assumed: bool) -> str:
    """Say whether an account was told by email, and when; where it is not known, say no more than that."""
    if is_trial:
        return "not told by email (a trial: the message was only written to a file)"
    answered = [str(one["outcome_at"])[:10] for one in attempts if one["outcome"] == Outcome.ACCEPTED]
    if fate in NOT_TAKEN:
        return f"not told by email ({fate})"
    begun = answered or [str(one["intent_at"])[:10] for one in attempts]
    on = f" on {begun[-1]}" if begun else ""
    if fate == "held" or (is_assumed and fate == "unconfirmed"):
        why = f"handed over{on}, and no answer came" if begun else fate
        counted = "; the operator decided to count it as told" if is_assumed else ""
        return f"not known to be told by email ({why}{counted})"
    return f"told by email{on} ({fate})"


def record_words(record: GateRecord) -> str:
    """Say what an account did inside the product."""
    language = f", in {record.language}" if record.language else ""
    how = f"inside the product{language}" if record.is_from_product else record.how
    return f"{record.slug} {record.version_id}: {record.did} on {record.at.date()} ({how})"


def read_me(
    account: str | None, found: list[str], told: list[str], names: Collection[str], now: datetime, *, redact: bool
) -> str:
    """Say what is in the proof of an account, or of the one notice found, and how to check it.

    `names` are those of the files beside this one; `told` is what became of it, a line for each policy and notice.
    """
    about = f"account {account}" if account else f"notice {found[0]}"
    raw = (
        "left out on request"
        if redact
        else "byte for byte as received; they name other people's addresses too, so ask counsel before showing them"
    )
    summary = "".join(f"  {line}\n" for line in told)
    return f"""PROOF OF NOTICE: {about}
Made at {now.isoformat(timespec="seconds")}.
{f"{chr(10)}{summary}" if summary else ""}
{_contents(found, names, raw)}
Words: "accepted" means that the first mail system took the message. "Delivered" means that the recipient's own mail
server took it. Neither means that a person read it. The system does not track whether messages are opened.

To check it, run:  python verify.py
It needs nothing but Python. It recomputes every hash, the chain of decisions and the provider's signatures, and names
each attempt or answer that is not what the chain knows of it. What is in witness/ it checks with the program `openssl`,
where that is installed; otherwise it says what to run.
The chain proves that nothing was changed after the fact only together with a copy of its last hash that somebody else
kept: a time stamp in witness/ is one.
{_NOT_COVERED}"""


def _contents(found: list[str], names: Collection[str], raw: str) -> str:
    """Say what each file is, of those that are there."""
    inside = {name.partition("/")[2] for name in names if name.partition("/")[0] in found}
    own = [words for pattern, words in _OF_A_NOTICE.items() if any(fnmatch(name, pattern) for name in inside)]
    beside = [words for pattern, words in _BESIDE.items() if any(fnmatch(name, pattern) for name in names)]
    folders = f"What was told, and when? For each notice ({', '.join(found)}) there is a folder:\n\n{''.join(own)}\n"
    return (folders if found else "No notice was frozen for this account.\n\n") + (
        f"{'Beside them' if found else 'There is'}:\n\n{''.join(beside)}".replace("{raw}", raw)
    )


_OF_A_NOTICE = {
    "facts.json": """\
  facts.json         what was published and why notice was owed: version, dates, rule, sender
""",
    "*policy-new.*": """\
  policy-new.md      the text of the policy that the notice is about; policy-old.md the one before
""",
    "*manifest.json": """\
  manifest.json      what the site said of every version when this proof was made
""",
    "*changes.json": """\
  changes.json       what changed between the two texts
""",
    "*.policy-new.*": """\
                     (of a notice about several policies, each policy's name stands before these)
""",
    "letter-*.json": """\
  letter-*.json      the words of the message, one for each language and version last seen, with a gap for the greeting
""",
    "snapshot.parquet": """\
  snapshot.parquet   everybody who was owed the notice, as frozen before sending; outside.parquet all the others
""",
    "snapshot-row.json": """\
  snapshot-row.json  this account as it was frozen before sending, and the hash of the whole frozen audience
""",
    "status.json": """\
  status.json        how many were told, and how many not
""",
    "recipient.json": """\
  recipient.json     which letter this account got, in which attempt, and what became of it ("fate")
""",
    "message.*": """\
  message.*          the message itself; message.eml is what was handed over
""",
    "attempts.json": """\
  attempts.json      every attempt to hand messages over: when it was decided, when it was answered, what the answer was
""",
    "record.json": """\
  record.json        by what it was sent, when it was frozen, sent and ended, and who gets which letter
""",
    "events.json": """\
  events.json        what was heard about this account's message afterwards
""",
    "in-product.json": """\
  in-product.json    how many accounts were shown it inside the product, and what they answered, by version
""",
}
_BESIDE = {
    "in-product.json": """\
  in-product.json    what this account was shown inside the product, and what it answered: which text, and when
""",
    "audit.json": """\
  audit.json         every decision in order; each entry's hash covers the one before it
""",
    "witness/*": """\
  witness/           who signed the chain, and a time stamp by somebody else: each is about the entry that was last then
""",
    "posts/*": """\
  posts/             the mail provider's own reports, with its signature ({raw})
""",
}
_NOT_COVERED = """
What the chain does not cover: recipient.json, snapshot-row.json, status.json, events.json, changes.json and
request-part.json, which were put together when this proof was made, and what a notice's own in-product.json counts. For
those there is the word of whoever made it, and for events the provider's signature in posts/. Answers inside the
product are under the chain from the next seal on: one is made every hour, and whenever the chain is signed.
"""
