"""The notifier's part of policy.toml: what the accounts' columns are called, and the address that messages come from.

`[review]` and `[witness]` are the generator's, which judges their keys; `due`, `sign` and `proof` read them too.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from notify.errors import ConfigError
from notify.model.notice import Sender
from notify.model.published import Policy

COLUMNS = ("account_id", "email", "name", "language", "region", "created_on", "last_version")
_UNITS = {"day": 1, "week": 7, "month": 366 / 12, "year": 366}
"""Days."""
_NOTICES = ("from_email", "from_name", "reply_to")
DEFAULT_PATH = "policy/policy.toml"
NO_SENDER = "privacy@sender.invalid"
"""Stands in where nobody was named, so that a rehearsal can be read; a live transport refuses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings that a file gives and options overrule."""

    columns: dict[str, str] = field(default_factory=dict)
    """Our name for a column -> the source's name for it."""
    from_email: str = ""
    from_name: str = ""
    reply_to: str = ""
    review_days: int = 0
    """Days, at most, between two readings of a policy that does not change; 0 where none were set."""
    reviewed_on: date | None = None
    public_key: str = ""
    """Checks the signatures of manifests and of chains of decisions; empty where nothing is signed."""
    tsa_roots: str = ""
    """File of the certificates that every time stamp has to be traced to; empty where nothing is stamped."""


def read_config(path: str | None) -> Config:
    """Read policy.toml; None means the usual place, where it need not exist.

    Raises ConfigError where it cannot be read, or a table or key of ours says what it cannot say.
    """
    file = Path(path or DEFAULT_PATH)
    if path is None and not file.exists():
        return Config()
    try:
        body = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: is not TOML: {error}") from None
    return _config(body, str(file))


def sender_of(config: Config, policy: Policy, from_email: str | None) -> Sender:
    """Choose the address that messages come from: the option, else the file, else the policy's contact.

    Raises ConfigError where that is not a plain ASCII address.
    """
    email = from_email or config.from_email or policy.contact or NO_SENDER
    if not re.fullmatch(r"[\x21-\x7e]+@[A-Za-z0-9.-]+", email):
        raise ConfigError(f"the sender's address {email!r} is not a plain ASCII address; give another with --from")
    name = config.from_name or policy.controller
    return Sender(email=email, name=_clean_name(name), reply_to=config.reply_to or policy.contact or email)


def _config(body: dict[str, Any], path: str) -> Config:
    accounts, notices = _table(body, "accounts", path), _table(body, "notices", path)
    _refuse_unknown("accounts", accounts, ("columns",), path)
    _refuse_unknown("notices", notices, _NOTICES, path)
    columns = _table(accounts, "columns", path)
    review, witness = _table(body, "review", path), _table(body, "witness", path)
    for name, value in columns.items():
        if name not in COLUMNS:
            raise ConfigError(f"{path}: [accounts.columns] has {name!r}; it can name {', '.join(COLUMNS)}")
        if not isinstance(value, str):
            raise ConfigError(f"{path}: [accounts.columns] {name} must be the name of a column, in quotes")
    return Config(
        columns=columns,
        from_email=_string(notices, "from_email", path),
        from_name=_string(notices, "from_name", path),
        reply_to=_string(notices, "reply_to", path),
        review_days=_days(_string(review, "review_every", path), path),
        reviewed_on=_day(review.get("reviewed_on"), path),
        public_key=_string(witness, "public_key", path),
        tsa_roots=_string(witness, "tsa_roots", path),
    )


def _days(every: str, path: str) -> int:
    """Count the days of a period such as `12 months`, at its longest."""
    number, _, unit = every.partition(" ")
    if not every:
        return 0
    if unit.removesuffix("s") not in _UNITS or not number.isdecimal():
        raise ConfigError(f"{path}: [review] review_every is not a period of time; write one such as `12 months`")
    return math.ceil(int(number) * _UNITS[unit.removesuffix("s")])


def _day(written: object, path: str) -> date | None:
    try:
        return written if written is None or type(written) is date else date.fromisoformat(str(written))
    except ValueError:
        raise ConfigError(f"{path}: [review] reviewed_on must be a date, such as 2027-01-15") from None


def _table(body: dict[str, Any], name: str, path: str) -> dict[str, Any]:
    table = body.get(name, {})
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: [{name}] must be a table")
    return table


def _refuse_unknown(table: str, body: dict[str, Any], known: tuple[str, ...], path: str) -> None:
    """Refuse a misspelt key; tables that are not the notifier's belong to `policy-site` and are passed over."""
    for name in body:
        if name not in known:
            raise ConfigError(f"{path}: [{table}] has {name!r}; it can have {', '.join(known)}")


def _string(body: dict[str, Any], name: str, path: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise ConfigError(f"{path}: {name} must be text, in quotes")
    return value


def _clean_name(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())
