"""What `deploy/` shows: units, a container and a proxy that hold what the guide promises of them."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from notify.cli import parser
from site_gen.cli import parser as site_parser

SCHEMAS = {
    "compose.yml": "compose-spec",
    "gitlab-ci.yml": "gitlab-ci",
    "forgejo.yml": "github-workflows",
    "../action.yml": "github-actions",
}
"""What other forges take, and the form of it that check-jsonschema carries; Forgejo reads GitHub's."""
ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


def _settings(unit: Path) -> list[tuple[str, str]]:
    lines = unit.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return [(name, value) for name, _, value in pairs]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_service_manager_understands_each_unit(unit: Path) -> None:
    """Sections and keys are of the known form, and systemd's own checker, where there is one, finds nothing to say."""
    text = unit.read_text(encoding="utf-8")
    assert set(re.findall(r"^\[(\w+)\]$", text, re.MULTILINE)) <= {"Unit", "Service", "Timer", "Install"}
    assert all(re.fullmatch(r"[A-Z][A-Za-z]+", name) for name, _ in _settings(unit))
    if shutil.which("systemd-analyze"):
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
        )
        ours = [line for line in done.stderr.splitlines() if unit.name in line and "is not executable" not in line]
        assert [line for line in ours if "Failed to" in line or "Unknown" in line or "Invalid" in line] == []


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_each_service_runs_a_command_that_there_is_as_nobody_special(unit: Path) -> None:
    """The command line parses, runs as a user of its own, gains no rights and leaves files to its owner alone."""
    settings = dict(_settings(unit))
    program, name, *arguments = shlex.split(settings["ExecStart"])
    assert (program, name) == ("/usr/bin/env", "policy-notify")
    parser().parse_args(arguments)
    assert settings["User"] not in {"", "root"}
    assert settings["NoNewPrivileges"] == "yes"
    assert settings["UMask"] == "0077"
    assert (settings["ProtectSystem"], settings["CapabilityBoundingSet"]) == ("strict", "")
    assert settings["SystemCallFilter"] == "~@privileged @resources"


def test_the_alarm_is_about_all_that_is_owed() -> None:
    """What nobody has frozen is late too, and no ledger knows of it: the manifests are asked."""
    words = shlex.split(dict(_settings(DEPLOY / "policy-notify-late.service"))["ExecStart"])
    assert words[2] == "due"
    assert "--manifest" in words


@pytest.mark.parametrize(("file", "schema"), SCHEMAS.items())
def test_a_pipeline_has_the_form_that_its_forge_reads(file: str, schema: str) -> None:
    """By the schema of the forge; and each command of ours in it is one that there is."""
    checker = import_module("check_jsonschema")  # takes a second: here for these tests alone, and once for all of them
    done = CliRunner().invoke(checker.main, ["--builtin-schema", f"vendor.{schema}", str(DEPLOY / file)])
    assert done.exit_code == 0, done.output
    commands = re.findall(
        r"policy-site (?:build|check|verify|sign) [^|;\n]+", (DEPLOY / file).read_text(encoding="utf-8")
    )
    for words in commands:
        if not words.endswith("\\"):
            site_parser().parse_args(shlex.split(words)[1:])


def test_the_container_runs_as_nobody_special_and_holds_no_secret() -> None:
    """Each instruction is one that there is; what runs has a user, installs by hash, and no secret is baked in."""
    text = re.sub(r"\\\n", " ", (DEPLOY / "Containerfile").read_text(encoding="utf-8"))
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD"}
    assert {word for word, _ in lines} <= known
    stages = [n for n, (word, _) in enumerate(lines) if word == "FROM"]
    assert [lines[n][1].split()[1:] for n in stages] == [["AS", "build"], ["AS", "policy-site"], []]
    for start, end in ((stages[1], stages[2]), (stages[2], len(lines))):
        assert ["USER", "10001"] in lines[start:end]
    assert "--require-hashes" in text
    assert not re.search(r"(?i)api_key|password|token", text)
    for word, rest in lines:
        if word == "COPY" and "--from" not in rest:
            assert all((ROOT / source).exists() for source in rest.split()[:-1])


def test_the_proxy_has_the_bounds_of_the_program() -> None:
    """The proxy's limits are no wider than the program's: 1 MB a post, deadlines, posts alone from outside."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    for limit in ("client_max_body_size 1m;", "client_body_timeout 15s;", "limit_except POST { deny all; }"):
        assert limit in text


def test_the_cluster_runs_commands_that_there_are_without_rights() -> None:
    """Each container's command parses; it runs as nobody special, on a read-only disk, with a bound on its memory."""
    documents = list(yaml.safe_load_all((DEPLOY / "kubernetes.yml").read_text(encoding="utf-8")))
    assert [one["kind"] for one in documents] == ["Job", "Deployment", "Deployment", "Service"]
    for one in documents[:3]:
        if one["kind"] == "Deployment":
            assert one["spec"]["selector"]["matchLabels"] == one["spec"]["template"]["metadata"]["labels"]
        pod = one["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        (container,) = pod["containers"]
        parser().parse_args(container["args"])
        assert container["resources"]["limits"]["memory"]
        rights = container["securityContext"]
        assert (rights["readOnlyRootFilesystem"], rights["allowPrivilegeEscalation"]) == (True, False)
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_the_trial_runs_commands_that_there_are() -> None:
    """Each of our services in the compose file has a command that parses, and no secret is written there."""
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))["services"]
    for name in ("upgrade", "events", "worker"):
        parser().parse_args(services[name]["command"])
    assert all(str(words).startswith("${") for words in services["db"]["environment"]["POSTGRES_PASSWORD"].split())


def test_what_a_machine_remembers_of_a_ledger_lies_apart_from_it() -> None:
    """A disk that is set back with the ledger does not take the mark along that would tell."""
    for unit in DEPLOY.glob("*.service"):
        settings = dict(_settings(unit))
        if "sqlite:////var/lib/notices/ledger.db" in settings["ExecStart"]:
            assert settings["Environment"] == "XDG_STATE_HOME=/var/lib/notices-state"
            assert settings["StateDirectory"].split() == ["notices", "notices-state"]
    assert "VOLUME /ledger /state\n" in (DEPLOY / "Containerfile").read_text(encoding="utf-8")
