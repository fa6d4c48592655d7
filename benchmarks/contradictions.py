"""What a published site may not say, about itself or against what it said before."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from notify.cli import main as policy_notify
from notify.published.manifest import parse_manifest
from site_gen.cli import main as policy_site


def contradictions(manifest: Mapping[str, Any], today: date, files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield where a manifest's versions, its effects and the pages do not say the same; worked out anew, slowly."""
    slug = manifest["policy"]["slug"]
    versions = {entry["version_id"]: entry for entry in manifest["versions"]}
    for effect in manifest["effects"]:
        target = versions[effect["target_id"]]
        begins = max(target["effective_on"], target["published_on"])
        if effect["effective_on"] < begins:
            yield f"what takes effect on {effect['effective_on']} is of {begins}"
        brought = [versions[each] for each in effect["version_ids"]]
        if any(entry["published_on"] > target["published_on"] for entry in brought):
            yield f"an effect of {effect['effective_on']} brings what was published after its target"
        page = files[f"{slug}/index.html"].decode()
        if effect["effective_on"] > today.isoformat() and f'datetime="{effect["effective_on"]}"' not in page:
            yield f"the policy's page does not announce {effect['effective_on']}"
    told = set(chain.from_iterable(effect["version_ids"] for effect in manifest["effects"]))
    for name in told:
        page = files[f"{slug}/{name}/index.html"].decode()
        if "Never in force" in page:
            yield f"{name} is said never to apply, and is in an effect"
    read = parse_manifest(json.dumps(manifest).encode(), slug, "https://example.com/")
    for version in (each for each in read.versions if each.owed):
        page = files[f"{slug}/{version.version_id}/index.html"].decode()
        if "Never in force" in page and not read.is_taken_back(version):
            yield f"{version.version_id} is said never to apply, and the notifier takes its notice for owed"
    for entry in manifest["versions"]:
        yield from _owed(entry)


def disagreements(repository: Path, site: Path, today: date, folder: Path, slugs: Mapping[str, str]) -> Iterator[str]:
    """Yield where check, plan and due do not say of the newest change what the manifest says.

    `slugs` has each policy's published folder by its path.
    """
    day = ("--today", str(today), "--json")
    accounts = folder / "accounts.csv"
    accounts.write_text("account_id,email,region\n1,ann@one.example,FR\n", encoding="utf-8")
    _, checked, _ = run(policy_site, "check", "--repo", str(repository), "--base", "HEAD~1", "--head", "HEAD", *day)
    for change in json.loads(checked)["policies"]:
        slug = slugs[change["path"]]
        place = site / slug / "manifest.json"
        if not place.exists() or not change["changed"] or not change["deadlines"]:
            continue
        newest = json.loads(place.read_bytes())["versions"][0]
        if change["deadlines"]["effective_on"] != newest["effective_on"]:
            yield f"{slug}: the check says {change['deadlines']['effective_on']}, the site {newest['effective_on']}"
        last = {notice["rule"]: notice["send_by"] for notice in newest["notices"]}
        source = ("--manifest", str(place))
        _, planned, _ = run(policy_notify, "plan", *source, "--accounts", str(accounts), *day)
        ledger = f"sqlite:///{folder / 'book' / 'ledger.db'}"
        _, due, _ = run(policy_notify, "due", *source, "--ledger", ledger, *day)
        if planned and json.loads(planned)["version"] != newest["version_id"]:
            continue  # an older notice is owed before it
        asked = {each["rule"]: each["send_by"] for each in change["deadlines"]["requirements"]}
        if last and min(asked.values(), default="") != min(last.values()):
            yield f"{slug}: the check wants it sent by {min(asked.values(), default='')}, the manifest has {last}"
        answers = {
            # One notice serves several rules: it has the name of the widest, and the earliest day.
            "check": {
                rule: last[rule] if last[rule] < day and last[rule] in asked.values() else day
                for rule, day in asked.items()
                if rule in last
            },
            "plan": {each["rule"]: each["send_by"] for each in json.loads(planned or "{}").get("notices", ())},
            "due": {
                each["rule"]: each["send_by"]
                for each in json.loads(due)["due"]
                if each["version_id"] == newest["version_id"]
            },
        }
        yield from (f"{slug}: {who} says {said}, the manifest {last}" for who, said in answers.items() if said != last)


def run(program: Callable[[Sequence[str]], int], *words: str) -> tuple[int, str, str]:
    """Run a command in this process; return its exit code and what it said to standard output and error."""
    out, talk = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(talk):
        try:
            code = program(words)
        except SystemExit as end:  # of the parser, which prints usage and help itself
            code = int(end.code or 0)
    return code, out.getvalue(), talk.getvalue()


def _owed(entry: Mapping[str, Any]) -> Iterator[str]:
    for notice in entry["notices"]:
        lead = timedelta(days=notice["lead_days"])
        if date.fromisoformat(notice["send_by"]) > date.fromisoformat(str(entry["effective_on"])) - lead:
            yield f"{entry['version_id']} may be told later than {notice['lead_days']} days before it applies"
