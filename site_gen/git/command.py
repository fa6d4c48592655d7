"""Run git so that nothing in the environment leads it to another repository than the one named. Needs git 2.31."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from site_gen.errors import GitError

_ELSEWHERE = ( # what would make git look at a repository other than the one named
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE",
    "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
)  # fmt: skip
_QUARANTINE = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH")
QUIET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # a local replacement or graft is nobody else's history
    "GIT_GRAFT_FILE": os.devnull,
    "LC_ALL": "C",
}
SETTINGS = (
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "log.showSignature=false",
    "-c",
    "log.showRoot=true",
    "-c",
    f"diff.orderFile={os.devnull}",  # one that is missing stops every log
    "-c",
    "advice.graftFileDeprecated=false",
    "-c",
    "i18n.logOutputEncoding=UTF-8",
)


def output(command: Sequence[str], stdin: bytes = b"", variables: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Run a command of git with nothing that leads it elsewhere and return its output; raise GitError if it fails."""
    done = execute(command, stdin, variables)
    if done.returncode:
        raise GitError(f"git refused: {' '.join(command)}", stderr=done.stderr.decode(errors="replace"))
    return done.stdout


def execute(
    command: Sequence[str], stdin: bytes = b"", variables: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[bytes]:
    """Run a command of git, whatever it answers; raise GitError where git is not installed."""
    try:
        return subprocess.run(
            command, input=stdin, capture_output=True, check=False, env={**environment(), **variables}
        )
    except FileNotFoundError as error:
        raise GitError("there is no git on the PATH; install git 2.31 or newer") from error


def environment(common_dir: Path | None = None) -> dict[str, str]:
    """Return the variables that git runs with; those of a push in hand where it is to the repository named."""
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE} | QUIET
    return kept | quarantine(common_dir) if common_dir else kept


def quarantine(common_dir: Path) -> dict[str, str]:
    """Say where git keeps the objects of a push that a `pre-receive` hook judges, if it is to this repository."""
    folder = os.environ.get("GIT_QUARANTINE_PATH")
    if not folder or not Path(folder).resolve().is_relative_to(common_dir.resolve()):
        return {}
    return {name: os.environ[name] for name in _QUARANTINE if name in os.environ}
