"""The workflows and their action: pinned, with few rights, deaf to strangers, and in step with the command lines."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from notify.cli import parser as notify_parser
from site_gen.cli import parser as site_parser

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = ROOT / "action.yml"
PROGRAMS: Mapping[str, Callable[[], ArgumentParser]] = {"policy-site": site_parser, "policy-notify": notify_parser}
SAMPLES = {"today": "2026-12-01", "TODAY": "2026-12-01", "COUNT": "12", "CANARY": "3", "TRANSPORT": "smtp"}
"""What a variable may hold where the command line asks for more than a word."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a workflow, and where it stands."""

    file: str
    job: str
    name: str
    script: str
    uses: str
    environment: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.file}: {self.job}: {self.name}"


def _workflow(file: Path) -> dict[Any, Any]:
    parsed = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert isinstance(parsed, dict)
    return parsed


def _steps() -> Iterator[Step]:
    for file in FILES:
        for job, body in _workflow(file)["jobs"].items():
            yield from _steps_of(file, job, body["steps"])
    yield from _steps_of(ACTION, "action", _workflow(ACTION)["runs"]["steps"])


def _steps_of(file: Path, job: str, steps: list[dict[str, Any]]) -> Iterator[Step]:
    for place, step in enumerate(steps):
        name = str(step.get("name", place))
        yield Step(file.name, job, name, step.get("run", ""), step.get("uses", ""), step.get("env", {}))


STEPS = list(_steps())
SCRIPTS = [step for step in STEPS if step.script]


@pytest.mark.parametrize("file", [*FILES, ACTION], ids=lambda file: file.name)
def test_actions_are_pinned(file: Path) -> None:
    """Every action but our own is named by its commit, with the version beside it for people."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if re.match(r"\s*(- )?uses: (?!\./ )", line):
            assert re.search(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_one_pin_for_each_action() -> None:
    """No action is pinned to two commits: whoever renews one renews all."""
    assert len({step.uses for step in STEPS} - {""}) == len({step.uses.partition("@")[0] for step in STEPS} - {""})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_is_allowed_by_default(file: Path) -> None:
    """A workflow has no rights; a job names those that it needs, and what only reads does not write."""
    workflow = _workflow(file)
    assert workflow["permissions"] == {}
    rights = {right for job in workflow["jobs"].values() for right in job.get("permissions", {}).items()}
    writing = {
        "policy-comment.yml": {("pull-requests", "write")},
        "due.yml": {("issues", "write")},
        "publish.yml": {("pages", "write"), ("id-token", "write")},
        "release.yml": {("contents", "write")},
    }
    assert {right for right in rights if right[1] != "read"} == writing.get(file.name, set())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_strangers_code_meets_no_rights(file: Path) -> None:
    """Whatever has rights in a stranger's name runs no action and no code of the stranger's."""
    triggers = _workflow(file)[True]  # YAML reads the key `on` as a truth
    assert "pull_request_target" not in triggers
    if "workflow_run" in triggers:
        mine = [step for step in STEPS if step.file == file.name]
        assert not any(step.uses for step in mine)
        assert not any(re.search(r"\bgit\b|\.venv|\bmake\b|\beval\b|\bsource\b", step.script) for step in mine)


@pytest.mark.parametrize("step", SCRIPTS, ids=str)
def test_scripts_hold_no_expressions(step: Step) -> None:
    """What the event says reaches a script as a variable, never as a part of the script."""
    assert "${{" not in step.script


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_secrets_stay_in_the_step(file: Path) -> None:
    """A secret is in the environment of the steps that use it, and of nothing else."""
    workflow = _workflow(file)
    wider = [workflow.get("env", {}), *(job.get("env", {}) for job in workflow["jobs"].values())]
    assert "secrets." not in str(wider)
    for step in STEPS:
        for name, value in step.environment.items():
            if "secrets." in value and not name.startswith(("SENDGRID_", "SMTP_")):  # these, the program reads itself
                assert f"${name}" in step.script, f"{step}: {name}"


@pytest.mark.parametrize("step", SCRIPTS, ids=str)
def test_variables_are_given(step: Step) -> None:
    """Every variable in capitals that a step's script reads is given to it by the step, the job or the runner."""
    given = {*step.environment, "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "RUNNER_TEMP"}
    if step.file == ACTION.name:
        given.add("GITHUB_ACTION_PATH")
    else:
        given.update(_workflow(ROOT / ".github" / "workflows" / step.file)["jobs"][step.job].get("env", {}))
    for name in re.findall(r"\$\{?([A-Z][A-Z0-9_]+)", step.script):
        assert name in given, f"{step}: {name}"


def _commands() -> Iterator[tuple[str, list[str]]]:
    for step in SCRIPTS:
        script = step.script.replace("\\\n", " ")
        for found in re.finditer(rf"\bbin/({'|'.join(PROGRAMS)})\"? ([^|;\n>]+)", script):
            yield found[1], [_filled(word) for word in shlex.split(found[2])]


def _filled(word: str) -> str:
    return re.sub(r"\$\{?(\w+)[^}/=\s]*\}?", lambda variable: SAMPLES.get(variable[1], "word"), word)


COMMANDS = list(_commands())


@pytest.mark.parametrize(("program", "words"), COMMANDS, ids=lambda part: part if isinstance(part, str) else part[0])
def test_commands_exist(program: str, words: list[str]) -> None:
    """Every command of ours that a workflow calls is one that our own parser takes, with every flag."""
    assert PROGRAMS[program]().parse_args(words).file


def test_the_commands_that_matter_are_called() -> None:
    """The workflows check, build, sign, verify, plan, send and count: so the test above has something to hold."""
    called = {(program, words[0]) for program, words in COMMANDS}
    assert called >= {("policy-site", name) for name in ("check", "build", "sign", "verify")}
    assert called >= {
        ("policy-notify", name) for name in ("pages", "plan", "freeze", "send", "resume", "status", "due")
    }


def test_the_action_is_called_as_it_says() -> None:
    """Every input that a workflow gives is one of the action's; the action's own words name only inputs that it has."""
    inputs = _workflow(ACTION)["inputs"]
    for file in FILES:
        for job in _workflow(file)["jobs"].values():
            for step in job["steps"]:
                if step.get("uses") == "./":
                    assert set(step["with"]) <= set(inputs), file.name
    assert set(re.findall(r"inputs\.([\w-]+)", ACTION.read_text(encoding="utf-8"))) == set(inputs)


@pytest.mark.parametrize("step", SCRIPTS, ids=str)
def test_scripts_are_sound(step: Step) -> None:
    """No script has what ShellCheck would warn of."""
    shellcheck = shutil.which("shellcheck")
    if not shellcheck:
        pytest.skip("needs ShellCheck")
    done = subprocess.run(
        [shellcheck, "--shell=bash", "-"], input=step.script, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, f"{step}\n{done.stdout}"


@pytest.mark.parametrize(
    ("tag", "changelog", "said"),
    [
        ("v1.2.0", "## [Unreleased]\n\n## [1.2.0] - 2026-01-02\n\n- A word.\n\n## [1.1.0]\n\n- Old.\n", ""),
        ("v1.3.0", "## [1.2.0]\n\n- A word.\n", "the tag is v1.3.0 and the version 1.2.0"),
        ("v1.2.0", "## [Unreleased]\n\n- A word.\n", "says nothing under"),
    ],
)
def test_a_release_has_its_words(tag: str, changelog: str, said: str, tmp_path: Path) -> None:
    """A release is of the version that its tag names, and has an entry of its own in the changelog."""
    (step,) = (each for each in SCRIPTS if each.name == "What the changelog says of this version")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
    (tmp_path / "python").symlink_to(sys.executable)
    environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "TAG": tag}
    command = ["bash", "-eo", "pipefail", "-c", step.script]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, said in done.stdout) == (bool(said), True)
    if not said:
        assert (tmp_path / "build/notes.md").read_text(encoding="utf-8").split() == ["-", "A", "word."]
