"""What `policy-site init` finds in a repository, and what it makes of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from site_gen.cli import main
from tests.acceptance.conftest import POLICY, policy_text
from tests.acceptance.test_init import GERMAN, WORKFLOW
from tests.conftest import GitRepo


@pytest.mark.parametrize("name", ["Acme Privacy Notice FINAL v3.docx", "legal/acme_privacy.html"])
def test_a_text_is_found_by_any_word_of_its_name(repo: GitRepo, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A company's name comes first as often as not."""
    repo.commit("2025-01-01", {name: "x", "README.md": "x"})
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 1
    assert name in capsys.readouterr().err


@pytest.mark.parametrize("path", ["content/legal/privacy/_index.md", "docs/Privacy Policy/index.de.md"])
def test_a_text_that_is_called_as_its_folder_is_found(repo: GitRepo, path: str) -> None:
    """As site generators want it; a README there may be about code, and is not taken for it."""
    repo.commit("2025-01-01", {path: policy_text(0), "packages/privacy/README.md": "# How to build\n\nRun make.\n"})
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 0
    text = (repo.path / "policy/policy.toml").read_text(encoding="utf-8")
    assert [each["path"] for each in tomllib.loads(text)["policy"]] == [path]
    assert "README" not in text


@pytest.mark.parametrize(
    ("content", "words"), [("# Privacy\n".encode("utf-16"), "save it as UTF-8"), (b"\n", "is empty")]
)
def test_a_text_that_no_build_would_take_is_refused_at_once(
    repo: GitRepo, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    """With the way out, and nothing written: whoever mends it begins again."""
    (repo.path / "privacy.md").write_bytes(content)
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 1
    assert words in capsys.readouterr().err
    assert [each.name for each in repo.path.iterdir() if each.name != ".git"] == ["privacy.md"]


def test_a_text_that_this_checkout_leaves_out_is_named(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """In a sparse checkout, with the command that brings it."""
    repo.commit("2025-01-01", {"legal/privacy.md": policy_text(0), "app/x": "x"})
    repo.git("sparse-checkout", "set", "app")
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 1
    assert "legal/privacy.md is in the repository and not in this checkout: git sparse-checkout add legal" in (
        capsys.readouterr().err
    )


def test_a_text_called_by_its_name_alone_is_the_likelier(repo: GitRepo) -> None:
    """What else is called by privacy may be about it, and no policy."""
    repo.commit("2025-01-01", {"data-privacy.md": policy_text(0), "legal/privacy.md": policy_text(0)})
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 0
    listed = tomllib.loads((repo.path / "policy/policy.toml").read_text(encoding="utf-8"))["policy"]
    assert [each["path"] for each in listed] == ["legal/privacy.md"]


def test_a_page_that_names_its_language_is_listed_with_it(
    repo: GitRepo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where its words are too few to tell; a page whose words are clearly of another is listed with that."""
    words = "Wir erheben nichts."
    page = tmp_path / "privacy.html"
    for lang, text, expected in (("de-AT", words, "de-AT"), ("en", GERMAN, "de")):
        page.write_text(f'<html lang="{lang}"><h1>Datenschutz</h1><p>{text}</p></html>', encoding="utf-8")
        assert main(["init", "--yes", "--repo", str(repo.path), "--from", str(page)]) == 0
        assert f'language = "{expected}"' in (repo.path / "policy/policy.toml").read_text(encoding="utf-8")
        assert "says that its language" not in capsys.readouterr().err
        shutil.rmtree(repo.path / "policy")


def test_what_else_may_be_a_policy_needs_only_its_signs_taken_away(repo: GitRepo) -> None:
    """Its entry stands in `policy.toml` already, in the language of its words, for whoever means to publish it."""
    repo.commit("2025-01-01", {POLICY: policy_text(0), "legal/terms.md": GERMAN, "cookies.md": "# Cookies\n\nOne.\n"})
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 0
    place = repo.path / "policy/policy.toml"
    text = place.read_text(encoding="utf-8")
    assert [each["path"] for each in tomllib.loads(text)["policy"]] == [POLICY]
    head, _, entries = text.partition("too: each is published")
    place.write_text(f"{head}\n" + entries.partition("\n")[2].replace("# ", ""), encoding="utf-8")
    listed = tomllib.loads(place.read_text(encoding="utf-8"))["policy"]
    assert [(each["path"], each["language"]) for each in listed[1:]] == [("cookies.md", "en"), ("legal/terms.md", "de")]


def test_nothing_is_published_unguarded(repo: GitRepo) -> None:
    """Without an address nobody can tell what is published: the workflow says so, but for the first time."""
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 0
    steps = yaml.safe_load((repo.path / WORKFLOW).read_text(encoding="utf-8"))["jobs"]["build"]["steps"]
    (script,) = (step["run"] for step in steps if step.get("name") == "Build")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    for first, code in (("", 1), ("true", 0)):
        given = os.environ | {"PATH": path, "FIRST_PUBLICATION": first}
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script],
            cwd=repo.path,
            env=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "names no base_url" in done.stdout) == (code, bool(code)), done.stderr
