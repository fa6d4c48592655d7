"""`policy-site log`."""

from __future__ import annotations

import argparse
import json

from site_gen.errors import ConfigError
from site_gen.git.repository import Repository, open_repository
from site_gen.history.declarations import on_its_day
from site_gen.history.reader import read_ended, read_histories
from site_gen.history.timeline import Place, places
from site_gen.model.history import History
from site_gen.model.version import Standing, Version
from site_gen.options import Options
from site_gen.requests.arguments import options_of


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    return run(options_of(arguments), as_json=arguments.json)


def run(options: Options, *, as_json: bool) -> int:
    """List the versions of each policy, newest first."""
    repository = open_repository(options.repository, branch=options.branch)
    options = on_its_day(options, repository)
    histories = _histories(options, repository)
    if as_json:
        print(json.dumps([_facts(history, options) for history in histories], indent=2))
        return 0
    for history in histories:
        print("\n".join(_lines(history, options)))
    return 0


def _histories(options: Options, repository: Repository) -> tuple[History, ...]:
    """Return the history of every policy that there is, then of those that have ended."""
    ended = read_ended(options, repository)
    try:
        return (*read_histories(options, repository), *ended)
    except ConfigError:
        if not ended:
            raise
        return ended  # every policy has


def _lines(history: History, options: Options) -> list[str]:
    found = places(history, options.today)
    number = len(history.versions)
    lines = [f"{history.policy.path}: {number:,} version{'' if number == 1 else 's'}"]
    for version in reversed(history.versions):
        place, declared = found[version.version_id], version.change_class.value
        days = f"{version.version_id:<13} effective {version.effective_on}"
        imported = "  imported" if version.imported else ""
        moved = f"  postponed from {version.announced_on}" if version.postponements else ""
        taken_down = f"  text taken down on {version.withdrawn.withdrawn_on}" if version.withdrawn else ""
        corrects = f"  corrects {version.note.corrects}" if version.note and version.note.corrects else ""
        standing, how = _standing(place)
        aside = f"{imported}{moved}{taken_down}{corrects}{how}"
        lines.append(f"  {days}  {standing:<11} {declared:<16} {version.commit[:12]}{aside}")
    for withdrawal in history.withdrawals:
        back = f", came back on {withdrawal.restored_on}" if withdrawal.restored_on else ""
        lines.append(f"  ended on {withdrawal.withdrawn_on}{back}")
    return lines + [f"  warning: {w.path} (commit {w.commit[:12]}): {w.message}" for w in history.warnings]


def _standing(place: Place) -> tuple[str, str]:
    """Return where a version stands, in a word, and what has to be added where that alone would mislead."""
    if place.period:
        is_ended = place.standing is Standing.SUPERSEDED and place.period.successor_id is None
        return "ended" if is_ended else place.standing.value, ""
    if place.effect:
        target = place.effect.target.version_id
        is_upcoming = place.standing is Standing.UPCOMING
        return (
            ("upcoming", f"  takes effect with {target}") if is_upcoming else ("joined", f"  took effect with {target}")
        )
    return "taken back", f"  before it applied, by {place.taken_back_by or 'the end of the policy'}"


def _facts(history: History, options: Options) -> dict[str, object]:
    found = places(history, options.today)
    return {
        "slug": history.policy.slug,
        "language": history.policy.language,
        "path": history.policy.path,
        "versions": [_version(version, found[version.version_id].standing.value) for version in history.versions],
        "withdrawals": [withdrawal.withdrawn_on.isoformat() for withdrawal in history.withdrawals],
    }


def _version(version: Version, standing: str) -> dict[str, object]:
    return {
        "version_id": version.version_id,
        "published_on": version.published_on.isoformat(),
        "effective_on": version.effective_on.isoformat(),
        "announced_on": version.announced_on.isoformat(),
        "imported": version.imported,
        "taken_down_on": version.withdrawn.withdrawn_on.isoformat() if version.withdrawn else None,
        "corrects": version.note.corrects if version.note else None,
        "class": version.change_class.value,
        "standing": standing,
        "commit": version.commit,
    }
