"""`policy-site log`."""

from __future__ import annotations

import argparse
import json

from site_gen.git.repository import open_repository
from site_gen.history.declarations import on_its_day
from site_gen.history.reader import read_histories
from site_gen.history.timeline import places
from site_gen.model.history import History
from site_gen.model.version import Version
from site_gen.options import Options
from site_gen.requests.arguments import options_of


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    return run(options_of(arguments), as_json=arguments.json)


def run(options: Options, *, as_json: bool) -> int:
    """List the versions of each policy, newest first."""
    repository = open_repository(options.repository, branch=options.branch)
    options = on_its_day(options, repository)
    histories = read_histories(options, repository)
    if as_json:
        print(json.dumps([_facts(history, options) for history in histories], indent=2))
        return 0
    for history in histories:
        print("\n".join(_lines(history, options)))
    return 0


def _lines(history: History, options: Options) -> list[str]:
    found = places(history, options.today)
    number = len(history.versions)
    lines = [f"{history.policy.path}: {number:,} version{'' if number == 1 else 's'}"]
    for version in reversed(history.versions):
        standing, declared = found[version.version_id].standing.value, version.change_class.value
        days = f"{version.version_id:<13} effective {version.effective_on}"
        imported = "  imported" if version.imported else ""
        moved = f"  postponed from {version.announced_on}" if version.postponements else ""
        taken_down = f"  text taken down on {version.withdrawn.withdrawn_on}" if version.withdrawn else ""
        corrects = f"  corrects {version.note.corrects}" if version.note and version.note.corrects else ""
        aside = f"{imported}{moved}{taken_down}{corrects}"
        lines.append(f"  {days}  {standing:<11} {declared:<16} {version.commit[:12]}{aside}")
    lines += [f"  withdrawn on {withdrawal.withdrawn_on}" for withdrawal in history.withdrawals]
    return lines + [f"  warning: {w.path} (commit {w.commit[:12]}): {w.message}" for w in history.warnings]


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
