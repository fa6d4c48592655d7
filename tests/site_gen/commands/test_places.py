"""Where commands look and write, wherever in the repository somebody stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_gen.cli import main
from tests.conftest import GitRepo

PATH = "policy/privacy.md"
PAGE = "<h1>Privacy</h1><p>We keep your name for 30 days.</p><nav>Menu</nav>"


@pytest.fixture
def repo(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> GitRepo:
    """Return a repository of two versions, in one of whose folders the user stands."""
    repo.commit("2025-01-01", {PATH: "# Privacy\n\nWe keep your name.\n"})
    repo.commit("2025-02-01", {PATH: "# Privacy\n\nWe keep your name for 30 days.\n"})
    monkeypatch.chdir(repo.path / "policy")
    return repo


def test_a_site_goes_to_the_top_folder(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """From a folder of the repository the same site is built, and verified, as from its top."""
    assert main(["build", "--today", "2026-01-01", "--jobs", "1"]) == 0
    assert capsys.readouterr().out.endswith("Open ../build/site/index.html\n")
    assert (repo.path / "build/site/privacy/2025-02-01/index.html").is_file()
    assert main(["verify", "--today", "2026-01-01", "--jobs", "1"]) == 0


def test_a_file_where_the_folder_was_to_be(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """A file named build is named as what is in the way, and left alone."""
    (repo.path / "build").write_bytes(b"x")
    assert main(["build", "--today", "2026-01-01"]) == 1
    said = capsys.readouterr().err
    assert "policy-site: ../build: is not a folder, so ../build/site cannot be in it" in said
    assert (repo.path / "build").read_bytes() == b"x"


def test_diff_finds_a_file_from_here_and_from_the_top(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """Either path means the file."""
    said = []
    for name in ("privacy.md", PATH):
        assert main(["diff", "HEAD~1", name]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert "{+ for 30 days+}" in said[0]


def test_diff_reads_a_file_as_git_would_store_it(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """A checkout in another encoding differs in nothing from its commit."""
    encoded = "# Privacy\n\nWe keep your name for 30 days.\n".encode("utf-16")
    repo.commit("2025-03-01", {".gitattributes": "*.md text working-tree-encoding=UTF-16\n", PATH: encoded})
    assert main(["diff", "HEAD", PATH]) == 0
    assert capsys.readouterr().out == "Nothing that a reader can see changed.\n"


def test_diff_says_what_a_commit_lacks(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the newer text is the commit checked out, an edit that is only on disk is named, and how to see it."""
    (repo.path / PATH).write_text("# Privacy\n\nWe keep nothing.\n", encoding="utf-8")
    assert main(["diff", "HEAD~1", "HEAD"]) == 0
    assert f"to see them: policy-site diff 'HEAD~1' {PATH}\n" in capsys.readouterr().err
    assert main(["diff", "HEAD", "HEAD~1"]) == 0
    assert capsys.readouterr().err == ""


def test_diff_reads_a_page_as_import_would(repo: GitRepo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page is compared by what it says, with what was left out named; what cannot be read so is refused."""
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "text.rtf").write_text("{}", encoding="utf-8")
    assert main(["diff", "HEAD", str(tmp_path / "page.html")]) == 0
    said = capsys.readouterr()
    assert said.out == "Nothing that a reader can see changed.\n"
    assert "menus left out: 1 ('Menu')" in said.err
    assert main(["diff", "HEAD", str(tmp_path / "text.rtf")]) == 1
    assert "save it as .docx" in capsys.readouterr().err


@pytest.fixture
def two(repo: GitRepo) -> GitRepo:
    """Return the repository with terms beside the privacy policy, of which the last commit changed both."""
    repo.commit("2025-03-01", {"policy/terms.md": "# Terms\n\nPay.\n"})
    repo.commit("2025-04-01", {"policy/terms.md": "# Terms\n\nPay now.\n", PATH: "# Privacy\n\nWe keep nothing.\n"})
    return repo


def test_diff_compares_texts_of_one_policy(two: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """Where one of two versions is of the terms alone, the terms are what is compared."""
    assert main(["diff", "2025-03-01", "2025-04-01"]) == 0
    said = capsys.readouterr()
    assert "Pay{+ now+}." in said.out
    assert "Privacy" not in said.out
    assert said.err == ""


def test_diff_of_versions_of_two_policies_is_refused(two: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is compared where no policy has both; what each is of is named."""
    assert main(["diff", "2025-02-01", "2025-03-01"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "2025-02-01 is one of policy/privacy.md; 2025-03-01 is one of policy/terms.md" in said.err


def test_diff_names_the_other_policies_that_changed(two: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a commit that changed two policies one is shown, and how to see the other; with --policy there is no other."""
    assert main(["diff", "HEAD~1", "HEAD"]) == 0
    said = capsys.readouterr()
    assert "Privacy" in said.out
    assert (
        "policy/terms.md changed too; to see how: policy-site diff 'HEAD~1' HEAD --policy policy/terms.md" in said.err
    )
    assert main(["diff", "HEAD~1", "HEAD", "--policy", "policy/terms.md"]) == 0
    said = capsys.readouterr()
    assert ("Pay{+ now+}." in said.out, said.err) == (True, "")
    assert main(["diff", "HEAD~1", "policy/terms.md"]) == 0  # a policy's own file is compared with that policy
    said = capsys.readouterr()
    assert ("Pay{+ now+}." in said.out, said.err) == (True, "")
