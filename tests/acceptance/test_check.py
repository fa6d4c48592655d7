"""Legal's afternoon, over the command line: a change, what the check says, the note, and bad input of every kind."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.conftest import POLICY, policy_site, tree
from tests.conftest import GitRepo

TEXT = """\
# Privacy Policy

## 1. Sharing

We share your email address with our payment processor. We keep it for 12 months.

## 2. Changes

We tell you by email 30 days before a change applies.
"""
LONGER = TEXT.replace("12 months", "24 months")
NOTES = "policy/changes/privacy"


def run(repo: GitRepo, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a repository, on a fixed day."""
    today = [] if arguments[0] == "explain" else ["--today", "2026-11-22"]
    return policy_site(*arguments, *today, cwd=repo.path)


@pytest.fixture
def work(repo: GitRepo) -> GitRepo:
    """Return a repository with a published policy, on a branch of legal's."""
    repo.commit("2025-03-01", {POLICY: TEXT})
    repo.git("checkout", "--quiet", "-b", "longer")
    return repo


def test_legal_changes_a_period(work: GitRepo) -> None:
    """The check refuses the change, `note` writes what is missing, and answered it passes; then the site tells it."""
    work.write(POLICY, LONGER)
    refused = run(work, "check")
    assert refused.returncode == 1
    assert "policy/privacy.md:5  [note-missing]" in refused.stdout

    written = run(work, "note")
    path = work.path / written.stdout.strip()
    assert path.parent == work.path / NOTES
    assert run(work, "check").returncode == 1
    path.write_text(re.sub(r"(?m)^(  M\d+:)$", r"\1 yes. We need it to settle disputes.", path.read_text()))
    assert run(work, "check").returncode == 0

    work.commit("2026-11-22")
    built = run(work, "build", "--out", "site")
    assert built.returncode == 0, built.stderr
    newest = json.loads((work.path / "site/privacy/manifest.json").read_bytes())["versions"][0]
    assert (newest["class"], newest["effective_on"], newest["practice"]) == ("material", "2026-12-22", "changed")
    assert newest["notices"][0]["send_by"] == "2026-11-22"


def test_the_check_is_the_same_over_files_and_commits(work: GitRepo) -> None:
    """What lies on disk and what was committed are judged alike, from any folder and in a bare repository."""
    work.write(POLICY, LONGER)
    on_disk = run(work, "check", "--json").stdout
    work.commit("2026-11-21")
    assert run(work, "check", "--base", "main", "--json").stdout == on_disk
    assert run(work, "check", "--base", "HEAD~1", "--head", "longer", "--json").stdout == on_disk
    bare = GitRepo(work.path.parent / "bare", "--bare")
    work.git("push", "--quiet", str(bare.path), "main", "longer")
    said = run(bare, "check", "--base", "main", "--branch", "longer", "--json").stdout
    assert said == on_disk


def test_a_note_is_never_overwritten(work: GitRepo) -> None:
    """`note` leaves a change that has its note alone, and writes nothing where nothing changed."""
    assert run(work, "note").stdout == ""
    work.write(POLICY, LONGER)
    run(work, "note")
    before = tree(work.path / NOTES)
    again = run(work, "note")
    assert (again.returncode, again.stdout) == (0, "")
    assert "has its note already" in again.stderr
    assert tree(work.path / NOTES) == before


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"# A\n\n\x00\x01binary\n", "policy/privacy.md:3: is not text"),
        (b"# A\n\n" + b"a" * 5_000_000 + b"\n", "5,000,006 bytes long"),
        (b"# A\n\nbroken \xff\xfe here\n", "policy/privacy.md:3: is not UTF-8"),
    ],
)
def test_a_text_that_is_none_is_refused(work: GitRepo, tmp_path: Path, data: bytes, words: str) -> None:
    """A binary file, a line of five megabytes, broken UTF-8: one clear line, exit 1, nothing written but why."""
    work.write(POLICY, data)
    for command in ("check", "note"):
        done = run(work, command)
        assert (done.returncode, words in done.stderr, "Traceback" in done.stderr) == (1, True, False)
    assert not (work.path / NOTES).exists()
    done, reports = _report(work, tmp_path)
    assert done.stdout.startswith("::error file=policy/privacy.md")
    assert reports[".md"].startswith("## ❌ This change cannot be checked")
    assert "<h1>This change cannot be checked</h1>" in reports[".html"]
    assert json.loads(reports[".json"])["passed"] is False


def test_one_check_writes_every_report(work: GitRepo, tmp_path: Path) -> None:
    """One run says the verdict and writes it to files, each in the form that its name ends in; none is half written."""
    work.write(POLICY, LONGER)
    done, reports = _report(work, tmp_path)
    assert (done.returncode, done.stdout.startswith("::error")) == (1, True)
    assert all("note-missing" in report for report in reports.values())
    assert reports[".md"].startswith("## ")
    assert reports[".html"].startswith("<!doctype html>")
    assert json.loads(reports[".json"])["passed"] is False
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["check.html", "check.json", "check.md"]


@pytest.mark.parametrize(
    ("file", "code", "words"), [("check.pdf", 2, "ends in none of .md, .html, .json"), ("no/check.md", 1, "--report")]
)
def test_a_report_that_cannot_be_written_is_refused(work: GitRepo, file: str, code: int, words: str) -> None:
    """A name that says no form, or a folder that is not there: the file is named, with what to do."""
    done = run(work, "check", "--report", file)
    assert (done.returncode, words in done.stderr, file in done.stderr) == (code, True, True)


def _report(work: GitRepo, folder: Path) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    """Check with every report asked for; return them by the endings of their names."""
    (folder / "reports").mkdir()
    files = [folder / "reports" / f"check{ending}" for ending in (".md", ".html", ".json")]
    done = run(work, "check", "--format", "github", *(f"--report={file}" for file in files))
    return done, {file.suffix: file.read_text(encoding="utf-8") for file in files}


@pytest.mark.parametrize(
    "note",
    [
        "---\nclass: &a material\nanswers: *a\n---\nText.\n",
        "---\nclass: !!python/object/apply:os.system [id]\n---\nText.\n",
        "---\na: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\nclass: minor\n---\nText.\n",
        "---\nclass: minor\n" + "# " + "x" * 300_000 + "\n---\nText.\n",
    ],
)
def test_yaml_means_nothing_in_a_note(work: GitRepo, note: str) -> None:
    """Anchors, aliases, tags and bombs are refused as the words that they are, with the note's line."""
    work.write(POLICY, LONGER)
    work.write(f"{NOTES}/new.md", note)
    done = run(work, "check")
    assert done.returncode == 1
    assert "[note-unreadable]" in done.stdout


def test_a_link_out_of_the_folder_is_not_followed(work: GitRepo, tmp_path: Path) -> None:
    """A symbolic link is refused wherever it stands in for a policy, a note or a folder."""
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\nNobody may read this.\n")
    (work.path / POLICY).unlink()
    (work.path / POLICY).symlink_to(secret)
    done = run(work, "check", "--format", "markdown")
    assert (done.returncode, "symbolic link" in done.stderr, "Nobody" in done.stdout) == (1, True, False)

    work.git("checkout", "--quiet", "--", POLICY)
    work.write(POLICY, LONGER)
    outside = tmp_path / "outside"
    outside.mkdir()
    (work.path / "policy/changes").symlink_to(outside)
    assert run(work, "note").returncode == 1
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [("--policy", "../../etc/passwd"), ("--base", "nowhere"), ("--head", "--output=x")]
)
def test_what_is_nowhere_is_refused(work: GitRepo, arguments: tuple[str, str]) -> None:
    """A path that leaves the repository, an unknown commit, an option in disguise: one line that names it."""
    done = run(work, "check", *arguments)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") < 20


def test_every_rule_is_explained() -> None:
    """`explain` lists all rules and questions, tells one in plain words, and helps with a slip."""
    listed = policy_site("explain").stdout
    codes = re.findall(r"^  ([a-z][a-z-]+|[MDE]\d+) ", listed, re.MULTILINE)
    assert {"note-missing", "date-too-soon", "M5"} <= set(codes)
    told = policy_site("explain", "date-too-soon")
    assert (told.returncode, told.stdout.startswith("date-too-soon: ")) == (0, True)
    slip = policy_site("explain", "note-mising")
    assert (slip.returncode, "did you mean `note-missing`?" in slip.stderr) == (1, True)
