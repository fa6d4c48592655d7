"""The notifier's part of policy.toml: how the accounts' columns are called, and who messages come from."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from notify.errors import ConfigError
from notify.model import Policy, Sender

COLUMNS = ("account_id", "email", "name", "language", "region", "created_on", "last_version")
_NOTICES = ("from_email", "from_name", "reply_to")
DEFAULT_PATH = "policy/policy.toml"
NO_SENDER = "privacy@sender.invalid"
"""Stands in where nobody was named, so that a rehearsal can be read; a live transport refuses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings that a file gives and options overrule."""

    columns: dict[str, str] = field(default_factory=dict)
    """Our name of a column -> the source's name of it."""
    from_email: str = ""
    from_name: str = ""
    reply_to: str = ""


def read_config(path: str | None) -> Config:
    """Read policy.toml; None means the usual place, where it need not exist."""
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
    """Say who messages come from: the option, else the file, else the policy's contact."""
    email = from_email or config.from_email or policy.contact or NO_SENDER
    if not re.fullmatch(r"[\x21-\x7e]+@[A-Za-z0-9.-]+", email):
        raise ConfigError(f"the sender's address {email!r} is not a plain ASCII address; give another with --from")
    name = config.from_name or policy.controller
    return Sender(email=email, name=_header_safe(name), reply_to=config.reply_to or policy.contact or email)


def _config(body: dict[str, Any], path: str) -> Config:
    accounts, notices = _table(body, "accounts", path), _table(body, "notices", path)
    _refuse_unknown("accounts", accounts, ("columns",), path)
    _refuse_unknown("notices", notices, _NOTICES, path)
    columns = _table(accounts, "columns", path)
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
    )


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
        raise ConfigError(f"{path}: [notices] {name} must be text, in quotes")
    return value


def _header_safe(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())
