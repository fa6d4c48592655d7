"""What accounts were shown inside the product, and what they answered: appended, never changed, nothing twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger.chain.gate_seals import account_sha256, new_salt, sealed_up_to
from notify.ledger.database import guards, schema
from notify.ledger.database.generation import advance
from notify.model.gate import Act, Did, GateRecord
from notify.model.published import age

MOST_ANSWERS = 20
"""Of one account about one version: whoever changes their mind more often is a program."""
ERASED = ""
"""In the place of an account that is to be forgotten."""
AT_ONCE = 500
"""Accounts in one question to the database."""
ANSWERS = frozenset({Did.AGREED, Did.REFUSED})
NAMES = tuple(field.name for field in fields(GateRecord))
_G = schema.gate_record
_SELECT = sa.select(*(_G.c[name] for name in NAMES)).order_by(_G.c.record_id)
_OF_ACCOUNTS = _SELECT.where(_G.c.account_id.in_(sa.bindparam("accounts", expanding=True)))
_ACTS = sa.select(*(_G.c[name] for name in Act._fields)).order_by(_G.c.record_id)
_ACTS_OF_ACCOUNTS = _ACTS.add_columns(_G.c.account_id).where(
    _G.c.account_id.in_(sa.bindparam("accounts", expanding=True))
)
ACTS_OF_ONE = _ACTS.where(_G.c.account_id == sa.bindparam("account"))
"""For `Ledger.lookup`: what one account did, oldest first."""

Key = tuple[str, str, str]
"""Account, policy, version."""


def of_accounts(view: Connection, accounts: Collection[str]) -> dict[str, list[GateRecord]]:
    """Read what some accounts did, each one's oldest first."""
    found: dict[str, list[GateRecord]] = defaultdict(list)
    wanted = list(dict.fromkeys(accounts))
    for start in range(0, len(wanted), AT_ONCE):
        for row in view.execute(_OF_ACCOUNTS, {"accounts": wanted[start : start + AT_ONCE]}):
            record = _record(row)
            found[record.account_id].append(record)
    return found


def acts_of_accounts(view: Connection, accounts: Collection[str]) -> dict[str, list[Act]]:
    """Read of what some accounts did as much as decides what they are asked, each one's oldest first."""
    found: dict[str, list[Act]] = defaultdict(list)
    for row in view.execute(_ACTS_OF_ACCOUNTS, {"accounts": [*dict.fromkeys(accounts)]}):
        *act, account = row
        found[account].append(Act(*act))
    return found


def append(tx: Connection, records: Sequence[GateRecord]) -> list[bool]:
    """Write down what is new, and say of each whether it counts.

    An answer that was given before is not written again unless the account changed its mind about the policy since, nor
    that it was shown or closed the same text once more. What does not count is one change of mind too many.
    """
    judged = _past(tx, records).judge_all(records)
    _insert(tx, [record for record, (_, is_new) in zip(records, judged, strict=True) if is_new])
    return [counts for counts, _ in judged]


def append_older(tx: Connection, records: Sequence[GateRecord]) -> int:
    """Write down what an older system says, where an account has not answered about the policy here; returns how many.

    Otherwise what comes in last would outweigh what was answered since.
    """
    past = _past(tx, records)
    open_ = [record for record in records if not past.has_answered(record)]
    fresh = [record for record, (_, is_new) in zip(open_, past.judge_all(open_), strict=True) if is_new]
    _insert(tx, fresh)
    return len(fresh)


def _past(view: Connection, records: Sequence[GateRecord]) -> _Past:
    known = of_accounts(view, [record.account_id for record in records])
    return _Past(one for each in known.values() for one in each)


def _insert(tx: Connection, records: Sequence[GateRecord]) -> None:
    if records:
        tx.execute(sa.insert(_G), [_row(record) for record in records])
        advance(tx)


def _row(record: GateRecord) -> dict[str, object]:
    return {**{name: getattr(record, name) for name in NAMES}, "salt": new_salt()}


def has_any(view: Connection) -> bool:
    """Tell whether anything was ever recorded."""
    return view.execute(sa.select(_G.c.record_id).limit(1)).first() is not None


def counts(view: Connection, slug: str) -> dict[str, dict[str, int]]:
    """Count what was done about each version of a policy, by what it was."""
    query = sa.select(_G.c.version_id, _G.c.did, sa.func.count()).where(_G.c.slug == slug)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for version_id, did, number in view.execute(query.group_by(_G.c.version_id, _G.c.did).order_by(_G.c.version_id)):
        found[version_id][did] = number
    return dict(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class InProduct:
    """How many accounts were told of a version inside the product, and how they answered last."""

    slug: str
    version_id: str
    told: int
    agreed: int
    refused: int


def count_accounts(view: Connection, slug: str, version_id: str) -> list[InProduct]:
    """Count the accounts that were told of a version, and of each newer one, by their last answer about it.

    An account that was forgotten is counted no more.
    """
    own = (_G.c.slug == slug, _G.c.account_id != ERASED, _G.c.did != Did.SEEN)
    told = sa.select(_G.c.version_id, sa.func.count(_G.c.account_id.distinct())).where(*own).group_by(_G.c.version_id)
    last = (
        sa.select(sa.func.max(_G.c.record_id)).where(*own, _G.c.did.in_(ANSWERS))
        .group_by(_G.c.account_id, _G.c.version_id)
    )  # fmt: skip
    answers = sa.select(_G.c.version_id, _G.c.did, sa.func.count()).where(_G.c.record_id.in_(last))
    by_answer = {(row[0], row[1]): row[2] for row in view.execute(answers.group_by(_G.c.version_id, _G.c.did))}
    return [
        InProduct(
            slug=slug, version_id=each, told=number,
            agreed=by_answer.get((each, Did.AGREED), 0), refused=by_answer.get((each, Did.REFUSED), 0),
        )
        for each, number in sorted(view.execute(told), key=lambda row: age(row[0]))
        if age(each) >= age(version_id)
    ]  # fmt: skip


def find_told(view: Connection, slug: str, version_id: str, accounts: Collection[str]) -> dict[str, GateRecord]:
    """Find, of some accounts, those that were shown a version or a newer one, or answered; each with its first record.

    Where an account only starts from a version, an older system said so, and nobody was told anything here.
    """
    return {
        account: first
        for account, records in of_accounts(view, accounts).items()
        if (first := next((one for one in records if is_told(one, slug, version_id)), None))
    }


def is_told(record: GateRecord, slug: str, version_id: str) -> bool:
    """Tell whether a record says that its account was told of a version."""
    return record.slug == slug and record.did is not Did.SEEN and age(record.version_id) >= age(version_id)


def erase(tx: Connection, account: str) -> int:
    """Take an account's name off what it did; what was done stays counted, and under its seal.

    Returns how many records there were.
    """
    sealed = sealed_up_to(tx)
    own = tx.execute(sa.select(_G.c.record_id, _G.c.salt).where(_G.c.account_id == account)).all()
    # What a gate of the release before wrote has no salt, and may get one until a seal counts on its hash.
    salts = ((row.record_id, row.salt or (new_salt() if row.record_id > sealed else "")) for row in own)
    erased = [{"number": number, "sha256": account_sha256(salt, account)} for number, salt in salts]
    values = {"account_id": ERASED, "salt": ERASED, "account_sha256": sa.bindparam("sha256")}
    with guards.lifted(tx, _G):
        if erased:
            tx.execute(sa.update(_G).where(_G.c.record_id == sa.bindparam("number")).values(values), erased)
    return len(erased)


class _Past:
    """What is known of some accounts, and grows as records are judged."""

    def __init__(self, records: Iterable[GateRecord]) -> None:
        self._done: set[tuple[Key, Did, str]] = set()
        self._answer: dict[tuple[str, str], Did] = {}
        self._about: dict[tuple[str, str], set[str]] = defaultdict(set)  # the versions, since it changed its mind last
        self._answers: Counter[Key] = Counter()
        self._answered_here: set[tuple[str, str]] = set()
        for record in records:
            self._add(record)

    def has_answered(self, record: GateRecord) -> bool:
        """Say whether a record's account has answered about its policy inside the product."""
        return (record.account_id, record.slug) in self._answered_here

    def judge_all(self, records: Iterable[GateRecord]) -> list[tuple[bool, bool]]:
        """Judge one after another."""
        return [self.judge(record) for record in records]

    def judge(self, record: GateRecord) -> tuple[bool, bool]:
        """Say whether a record counts, and whether it is new."""
        key = _key(record)
        if record.did not in ANSWERS:
            is_new = (key, record.did, record.text_sha256) not in self._done
        else:
            is_new = self._answer.get(key[:2]) is not record.did or record.version_id not in self._about[key[:2]]
            if is_new and self._answers[key] >= MOST_ANSWERS:
                return False, False
        if is_new:
            self._add(record)
        return True, is_new

    def _add(self, record: GateRecord) -> None:
        key = _key(record)
        self._done.add((key, record.did, record.text_sha256))
        if record.did in ANSWERS:
            if self._answer.get(key[:2]) is not record.did:
                self._about[key[:2]].clear()
            self._answer[key[:2]] = record.did
            self._about[key[:2]].add(record.version_id)
            self._answers[key] += 1
            if record.is_from_product:
                self._answered_here.add(key[:2])


def _key(record: GateRecord) -> Key:
    return record.account_id, record.slug, record.version_id


def _record(row: sa.Row[tuple[object, ...]]) -> GateRecord:
    found: dict[str, Any] = dict(zip(NAMES, row, strict=True))
    return GateRecord(**found | {"did": Did(found["did"])})
