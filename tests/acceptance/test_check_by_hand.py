"""What a version's page says to type, typed: git, jq and sha256sum give what stands there."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from site_gen.cli import main
from tests.conftest import GitRepo

POSTPONING = "---\npostpones: 2026-11-01\neffective: 2027-02-01\n---\nEmails went out late.\n"
NOTE = "---\neffective: 2027-01-01\nclass: material\npractice: changed\n---\nWe keep “Müller & Söhne” <longer>.\n"
PLAIN = NOTE.replace("2027-01-01", "2026-11-01").replace("material", "minor")


@pytest.mark.parametrize("version", ["2026-01-01", "2026-10-01", "2026-11-01"])
def test_the_page_s_own_commands_give_what_it_shows(repo: GitRepo, tmp_path: Path, version: str) -> None:
    """The text's hash comes from the copy and from git alike, the link from the manifest, also if postponed."""
    if not shutil.which("jq"):
        pytest.skip("needs jq")
    repo.commit("2026-01-01", {"policy/privacy.md": "# Prïvacy\n\nOne.\n"})
    repo.commit("2026-10-01", {"policy/privacy.md": "# Prïvacy\n\nTwo.\n", "policy/changes/privacy/two.md": PLAIN})
    repo.commit("2026-11-01", {"policy/privacy.md": "# Prïvacy\n\nThree.\n", "policy/changes/privacy/three.md": NOTE})
    repo.commit("2026-11-02", {"policy/changes/privacy/later.md": POSTPONING})
    site = tmp_path / "site"
    where = ["--out", str(site), "--cache", str(tmp_path / "cache"), "--jobs", "1", "--today", "2026-12-01"]
    assert main(["build", "--repo", str(repo.path), *where]) == 0
    page = (site / "privacy" / version / "index.html").read_text(encoding="utf-8")
    text, link, chain = (html.unescape(block) for block in _blocks(page))
    for name, file in (("policy.md", f"{version}/policy.md"), ("manifest.json", "manifest.json")):
        shutil.copy(site / "privacy" / file, repo.path / name)
    *commands, sha256 = text.strip().splitlines()
    assert [_typed(command, repo.path) for command in commands] == [sha256, sha256]
    assert _typed(chain, repo.path) == link.strip()


def _blocks(page: str) -> list[str]:
    (details,) = re.findall(r'<details class="check">(.*?)</details>', page, re.DOTALL)
    return re.findall(r"<pre><code>(.*?)</code></pre>", details, re.DOTALL)


def _typed(command: str, folder: Path) -> str:
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.split()[0]
