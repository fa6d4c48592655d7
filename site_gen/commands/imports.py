"""`policy-site import`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from site_gen.declared.configuration import CONFIG_PATH, POLICY_FOLDER, Configuration, read_configuration, time_zone_of
from site_gen.errors import ConfigError, UnknownPolicyError
from site_gen.git.branch import Branch, open_branch
from site_gen.git.repository import open_repository
from site_gen.history.reader import read_history
from site_gen.importing.convert import convert_file
from site_gen.importing.files import gather, read
from site_gen.importing.plan import Step, commits, plan_steps, policy_to_fill, refuse_other_kinds, refuse_the_past
from site_gen.text.decode import decode_text

if TYPE_CHECKING:
    from site_gen.importing.model import Source
    from site_gen.model.history import History
    from site_gen.model.policy import Policy

_LARGEST_CONFIGURATION = 1_000_000


class Request(Struct, frozen=True, kw_only=True):
    """What the user asked to bring in."""

    repository: Path
    branch: str | None
    policy: str | None
    """A slug, or a path."""
    paths: tuple[Path, ...]
    days: tuple[date, ...]
    now: datetime
    dry_run: bool
    from_history: str | None = None
    """A file's history in a repository, or a folder of snapshots, instead of paths."""
    is_confirmed: bool = True
    """Whether the days that were found may be written as they are."""


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    if bool(arguments.paths) == bool(arguments.from_history) or (arguments.from_history and arguments.date):
        print(
            "policy-site import: name files (with --date or without), or one place by --from-history", file=sys.stderr
        )
        return 2
    request = Request(
        repository=arguments.repo,
        branch=arguments.branch,
        policy=arguments.policy,
        paths=tuple(arguments.paths),
        days=tuple(arguments.date),
        now=datetime.now(UTC),
        dry_run=arguments.dry_run,
        from_history=arguments.from_history,
        is_confirmed=arguments.yes or not arguments.from_history,
    )
    return run(request, as_json=arguments.json)


def run(request: Request, *, as_json: bool) -> int:
    """Bring old versions into git, or say what would be brought."""
    branch = open_branch(request.repository, request.branch)
    configuration = _configuration(branch)
    zone = time_zone_of(configuration.organisation)
    sources, remarks = _gather(request, zone)
    policy = policy_to_fill(request.policy, configuration, [source.path for source in sources])
    history, standing = _history(branch, policy)
    texts = [convert_file(source, read(source), policy.language) for source in sources]
    if request.policy is None:
        refuse_other_kinds(texts, policy)
    refuse_the_past(texts, history)
    steps = plan_steps(texts, policy, history, standing)
    is_asked = not request.is_confirmed and not request.dry_run
    tip = _write(branch, steps, zone, dry_run=request.dry_run or is_asked)
    if as_json:
        print(json.dumps(_facts(steps, policy, branch, tip), indent=2, ensure_ascii=False))
    else:
        print("\n".join([*_table(steps), "", _closing_words(steps, policy, branch, tip)]))
    for remark in (*remarks, *(f"{step.text.source.path}: {remark}" for step in steps for remark in _remarks(step))):
        print(remark, file=sys.stderr)
    if is_asked and any(step.same_as is None for step in steps):
        print(_ARE_THEY_RIGHT, file=sys.stderr)
        return 1
    return 0


_ARE_THEY_RIGHT = (
    "policy-site: nothing has been written yet. Is each the day on which its text was published? A snapshot's day is "
    "when somebody saw it: the text may be older. Then run again with --yes"
)


def _gather(request: Request, zone: tzinfo) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    today = request.now.astimezone(zone).date()
    if request.from_history is None:
        return gather(request.paths, request.days, today)
    from site_gen.importing.old_history import gather_history

    return gather_history(request.from_history, zone, today)


def _write(branch: Branch, steps: Sequence[Step], zone: tzinfo, *, dry_run: bool) -> str | None:
    """Write the versions and return the new tip; None where nothing was to be written."""
    new = commits(steps, zone)
    branch.refuse_where_unsafe(sorted({path for commit in new for path in commit.files}))
    return None if dry_run or not new else branch.append(new)


def _configuration(branch: Branch) -> Configuration:
    """Read what the branch says about the organisation; before its first commit, what is in the folder."""
    if branch.tip is not None:
        repository = open_repository(branch.path, branch=branch.name)
        return read_configuration(repository.text_at(repository.tip, CONFIG_PATH), repository.files(POLICY_FOLDER))
    file = (branch.work_tree or branch.path) / CONFIG_PATH
    if not file.is_file():
        return read_configuration(None, ())
    with file.open("rb") as stream:
        data = stream.read(_LARGEST_CONFIGURATION + 1)
    if len(data) > _LARGEST_CONFIGURATION:
        raise ConfigError(str(file), f"is larger than {_LARGEST_CONFIGURATION:,} bytes")
    return read_configuration(data, ())


def _history(branch: Branch, policy: Policy) -> tuple[History | None, str | None]:
    """Return what the branch already tells of the policy, and the text that it ends with."""
    if branch.tip is None:
        return None, None
    repository = open_repository(branch.path, branch=branch.name)
    try:
        history, _ = read_history(repository, policy, time_zone_of(_configuration(branch).organisation))
    except UnknownPolicyError:
        return None, None
    data = next(data for _, data in repository.blobs([history.versions[-1].text_oid]))
    return history, decode_text(data, policy.path)


def _remarks(step: Step) -> tuple[str, ...]:
    same = (
        (f"says the same as the version of {step.same_as}, so it is not a version of its own",) if step.same_as else ()
    )
    return (*same, *step.text.remarks)


def _table(steps: Sequence[Step]) -> list[str]:
    rows = [("date", "file", "format", "words", "writes")]
    for step in steps:
        source = step.text.source
        writes = f"nothing: the same as {step.same_as}" if step.same_as else f"{step.path}, {step.note_path}"
        rows.append((str(source.published_on), source.name, source.format.value, f"{step.text.words:,}", writes))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return ["  ".join([*map(str.ljust, row[:3], widths), row[3].rjust(widths[3]), row[4]]) for row in rows]


def _closing_words(steps: Sequence[Step], policy: Policy, branch: Branch, tip: str | None) -> str:
    number = sum(step.same_as is None for step in steps)
    versions = f"{number} version{'s' if number != 1 else ''} of {policy.path}"
    if tip is None:
        return f"Nothing was written. To be written: {versions}, on the branch {branch.name}."
    return f"{versions}, now on the branch {branch.name}. `policy-site log` lists them, `policy-site build` shows them."


def _facts(steps: Sequence[Step], policy: Policy, branch: Branch, tip: str | None) -> dict[str, object]:
    return {
        "policy": policy.path,
        "branch": branch.name,
        "commit": tip,
        "files": [
            {
                "file": step.text.source.name,
                "published_on": step.text.source.published_on.isoformat(),
                "format": step.text.source.format.value,
                "words": step.text.words,
                "sha256": step.text.source_sha256,
                "note": None if step.same_as else step.note_path,
                "same_as": step.same_as.isoformat() if step.same_as else None,
                "remarks": list(step.text.remarks),
            }
            for step in steps
        ],
    }
