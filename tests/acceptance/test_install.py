"""From nothing to a site by the README's words alone: the wheel in a clean environment, away from the checkout."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

from tests.acceptance.conftest import ROOT
from tests.conftest import GitRepo

MOST_MEGABYTES = 40
WORDS = re.compile(r"## Your own policy\n.*?```sh\n(.*?)```", re.DOTALL)


def install(folder: Path) -> Path:
    """Install the wheel and what it names, at the versions of requirements.lock; return the environment's programs."""
    venv.create(folder / "env")  # the pip that is here installs into it
    programs = folder / "env" / "bin"
    pinned = re.sub(r" \\\n( +--hash=\S+( \\)?\n)+", "\n", (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    constraints = folder / "constraints.txt"
    constraints.write_text(pinned, encoding="utf-8")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "."]
    subprocess.run([*build, str(ROOT)], check=True, cwd=folder)
    (wheel,) = folder.glob("section11-*.whl")
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python")]
    done = subprocess.run(
        [*pip, "install", "--quiet", "--no-compile", "--constraint", str(constraints), str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    if "Failed to establish a new connection" in done.stderr or "No matching distribution" in done.stderr:
        pytest.skip("needs a package index")
    assert done.returncode == 0, done.stderr
    return programs


def test_the_words_of_the_readme_lead_to_a_served_site(repo: GitRepo, tmp_path: Path) -> None:
    """A plain installation is small, and the commands as they stand there start with a text and end with its page.

    What needs an extra says which, and writes nothing.
    """
    programs = install(tmp_path)
    packages = tmp_path / "env" / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    without_pip = [
        file for file in packages.rglob("*") if file.is_file() and file.relative_to(packages).parts[0] != "pip"
    ]
    megabytes = sum(file.stat().st_size for file in without_pip if file.suffix != ".pyc") / 1e6
    assert megabytes < MOST_MEGABYTES
    found = WORDS.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found
    first, init, commit, serve = found[1].splitlines()
    assert (first.split()[:2], serve.split()[:2]) == (["pip", "install"], ["policy-site", "serve"])
    repo.commit("2026-01-01", {"privacy.md": "# Privacy\n\nWe keep nothing.\n"})
    environment = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    environment |= {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def shell(words: str) -> subprocess.CompletedProcess[str]:
        command = ["bash", "-euc", words]
        return subprocess.run(command, cwd=repo.path, env=environment, capture_output=True, text=True, check=False)

    for words in (init, commit):
        done = shell(words)
        assert done.returncode == 0, done.stderr
    command = ["policy-site", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=repo.path, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[0]
        with urllib.request.urlopen(f"{address}privacy/index.html") as page:  # noqa: S310 - our own, on loopback
            assert b"We keep nothing." in page.read()
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
