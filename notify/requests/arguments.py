"""What several commands take, and how what is typed is read."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, timedelta

from notify.net import LEDGER, LEDGER_FILE, default_ledger
from notify.providers import REGISTRY
from notify.providers.base import Option


def add_ledger(command: argparse.ArgumentParser) -> None:
    """Add which ledger is meant."""
    command.add_argument(
        "--ledger",
        default=default_ledger(),
        metavar="URL",
        help=f"sqlite:///PATH or postgresql://HOST/DATABASE (default: ${LEDGER}, else {LEDGER_FILE})",
    )


def add_notice(command: argparse.ArgumentParser) -> None:
    """Add which notice of the ledger is meant."""
    command.add_argument(
        "notice",
        nargs="?",
        metavar="NOTICE",
        help="a notice id, or the start of one; may be omitted if there is only one",
    )


def add_audience(command: argparse.ArgumentParser, *, needed: bool = True, one_each: bool = False) -> None:
    """Add which versions' notices are meant, and the accounts that may be owed them.

    `one_each`: a manifest follows each `--manifest`, since a notice may follow too.
    """
    command.add_argument(
        "--manifest",
        action="append" if one_each else "extend",
        nargs=None if one_each else "+",
        required=needed,
        default=[],
        metavar="FILE_OR_URL",
        help="the published manifest.json of each policy; those that change on one day make one email",
    )
    command.add_argument("--apart", action="store_true", help="make an email of its own for each policy")
    _add_accounts(command, needed=needed)
    command.add_argument(
        "--version", metavar="ID", help="the version whose notices are meant (default: the newest that owes any)"
    )
    command.add_argument(
        "--from",
        dest="from_email",
        metavar="ADDRESS",
        help="the address that messages come from (default: policy.toml, then the policy's contact)",
    )
    command.add_argument(
        "--base-url",
        metavar="URL",
        help="where the manifest's folder is published, when the manifest is a file with relative addresses",
    )
    add_today(command)


def _add_accounts(command: argparse.ArgumentParser, *, needed: bool) -> None:
    command.add_argument(
        "--accounts", required=needed, metavar="FILE_OR_URL", help="CSV, JSONL, Parquet, or a database URL"
    )
    command.add_argument("--query", metavar="SQL", help="what to ask the database (default: SELECT * FROM accounts)")
    command.add_argument(
        "--config",
        metavar="FILE",
        help="policy.toml with [accounts.columns] and [notices] (default: policy/policy.toml, if there)",
    )


def add_manifests(command: argparse.ArgumentParser) -> None:
    """Add which policies are meant."""
    command.add_argument(
        "--manifest",
        action="extend",
        nargs="+",
        required=True,
        metavar="FILE_OR_URL",
        help="a published manifest.json, or several; may be repeated",
    )


def add_today(command: argparse.ArgumentParser) -> None:
    """Add the day that it is said to be."""
    command.add_argument("--today", type=date_of, default=None, metavar="DATE", help="act as if today were this day")


def add_transport(command: argparse.ArgumentParser) -> None:
    """Add the first hop, and what each provider wants to know."""
    command.add_argument(
        "--transport",
        choices=tuple(REGISTRY),
        default=None,
        help="the first hop (default: outbox, files on disk)",
    )
    command.add_argument(
        "--live", action="store_true", help="send real mail to real people; required for any host but this machine"
    )
    for provider in REGISTRY.values():
        for option in provider.options:
            _add_option(command, option)
    command.add_argument(
        "--timeout",
        type=positive,
        default=30.0,
        metavar="SECONDS",
        help="how long to wait for an answer (default: %(default)s)",
    )


def _add_option(command: argparse.ArgumentParser, option: Option) -> None:
    if option.is_switch:
        command.add_argument(option.flag, action="store_true", help=option.help)
    else:
        command.add_argument(
            option.flag, metavar=option.metavar, choices=option.choices or None, default=option.default,
            help=option.help,
        )  # fmt: skip


def add_patience(command: argparse.ArgumentParser) -> None:
    """Add how much silence proves that a batch was not taken."""
    command.add_argument(
        "--quiet", type=seconds, default=timedelta(minutes=15), metavar="SECONDS",
        help="with `events serve`: silence after which a batch in doubt counts as not accepted (default: 900)",
    )  # fmt: skip
    command.add_argument(
        "--witnesses", type=count, default=20, metavar="N",
        help="with `events serve`: later batches that must be fully accounted for first (default: %(default)s)",
    )  # fmt: skip


def date_of(text: str) -> date:
    """Read a date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1970 <= day.year <= 9000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2027-01-15")
    return day


def moment(text: str) -> datetime:
    """Read a moment with its zone."""
    try:
        at = (
            datetime.fromtimestamp(float(text), UTC)
            if text.replace(".", "", 1).isdigit()
            else datetime.fromisoformat(text)
        )
        if at.tzinfo is None:
            raise argparse.ArgumentTypeError(f"{text!r} has no time zone; add Z, or an offset such as +02:00")
        return at.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(f"{text!r} is not a date and time; write it as 2027-01-15T09:30:00Z") from None


def count(text: str) -> int:
    """Read a whole number, with the commas that people type."""
    number = text.replace(",", "").replace("_", "")
    if not (number.isascii() and number.isdigit() and len(number) < 13):
        raise argparse.ArgumentTypeError(f"{text!r} is not a count")
    return int(number)


def port(text: str) -> int:
    """Read a port."""
    number = count(text)
    if number > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give 1 to 65535, or 0 for a free one")
    return number


def positive(text: str) -> float:
    """Read a number that is not negative."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return value


def seconds(text: str) -> timedelta:
    """Read a duration."""
    return timedelta(seconds=positive(text))
