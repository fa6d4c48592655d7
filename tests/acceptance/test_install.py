"""From nothing to a site by the README's words alone, in an environment of its own, away from the checkout."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.conftest import ROOT
from tests.conftest import GitRepo

MOST_MEGABYTES = 40
WORDS = re.compile(r"## Your own policy\n.*?```sh\n(.*?)```", re.DOTALL)


def pins(folder: Path) -> Path:
    """Write down the versions of requirements.lock, which pip is held to."""
    pinned = re.sub(r" \\\n( +--hash=\S+( \\)?\n)+", "\n", (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    constraints = folder / "constraints.txt"
    constraints.write_text(pinned, encoding="utf-8")
    return constraints


def megabytes_in(environment: Path) -> float:
    """Add up what was installed, its bytecode too, without the pip and setuptools that were there before."""
    (packages,) = environment.glob("lib/python*/site-packages")
    before = {"pip", "setuptools", "pkg_resources", "_distutils_hack"}
    installed = (file for file in packages.rglob("*") if file.relative_to(packages).parts[0] not in before)
    return sum(file.stat().st_size for file in installed if file.is_file()) / 1e6


def test_the_words_of_the_readme_lead_to_a_served_site(
    repo: GitRepo, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """The commands as they stand there install little, start with a text nobody committed, and end with its page.

    What needs an extra says which, and writes nothing.
    """
    found = WORDS.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found
    own, install, init, commit, serve = found[1].splitlines()
    (repo.path.parent / "section11").symlink_to(ROOT)
    repo.write("PRIVACY.md", "# Privacy\n\nWe keep nothing.\n")
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        name: os.environ[name] for name in os.environ if name in {"LANG", "TMPDIR"} or name[:4] in {"PIP_", "GIT_"}
    }
    environment |= {"HOME": str(home), "PIP_CONSTRAINT": str(pins(tmp_path)), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    def shell(words: str) -> subprocess.CompletedProcess[str]:
        command = ["bash", "-euc", f"test ! -e ~/policy-tools || . ~/policy-tools/bin/activate; {words}"]
        return subprocess.run(command, cwd=repo.path, env=environment, capture_output=True, text=True, check=False)

    began = time.monotonic()
    assert shell(own).returncode == 0
    done = shell(install)
    if "Failed to establish a new connection" in done.stderr or "No matching distribution" in done.stderr:
        pytest.skip("needs a package index")
    assert done.returncode == 0, done.stderr
    assert megabytes_in(home / "policy-tools") < MOST_MEGABYTES
    record_property("seconds_to_install", time.monotonic() - began)
    began = time.monotonic()
    for words in (init, commit):
        done = shell(words)
        assert done.returncode == 0, done.stderr
    programs = home / "policy-tools" / "bin"
    command = [str(programs / "policy-site"), *serve.split("#")[0].split()[1:], "--port", "0"]
    with subprocess.Popen(command, cwd=repo.path, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[0]
        with urllib.request.urlopen(f"{address}privacy/index.html") as page:  # noqa: S310 - our own, on loopback
            assert b"We keep nothing." in page.read()
        record_property("seconds_to_the_page", time.monotonic() - began)
        server.send_signal(signal.SIGINT)
        assert server.wait() == 0
    repo.write(
        "policy/policy.toml", (repo.path / "policy/policy.toml").read_text(encoding="utf-8").replace('"en"', '"de"')
    )
    repo.commit("2026-11-01")
    done = shell("policy-site build")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "policy-site: a page in another language than English needs more than is installed: "
        "run pip install 'section11[languages]'"
    )
    assert not (repo.path / "build/site").exists()
