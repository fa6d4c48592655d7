"""What cannot be published is refused in one clear line, with exit code 1 and nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_gen.cli import main
from tests.acceptance.conftest import POLICY, TODAY, Site, policy_text, publish, tree
from tests.conftest import GitRepo


def refusal(site: Site, capsys: pytest.CaptureFixture[str], *arguments: str | Path, today: str = TODAY) -> str:
    """Build in this process, be refused, and return what was said; nothing may be there that was not before."""
    before = tree(site.out) if site.out.is_dir() else None
    status = main(site.words(*arguments, today=today))
    said = capsys.readouterr()
    assert (status, said.out) == (1, "")
    assert said.err.startswith("policy-site: ")
    assert (tree(site.out) if site.out.is_dir() else None) == before
    assert not (site.out / ".policy-site.new").exists()
    return said.err.removeprefix("policy-site: ").rstrip("\n")


def test_a_folder_that_is_no_repository(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the folder and both ways on."""
    other = tmp_path / "plain"
    other.mkdir()
    assert refusal(site, capsys, "--repo", other) == (
        f"{other} is not in a git repository; name one with --repo, or run `git init` there"
    )


def test_a_repository_without_a_commit(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty repository has nothing to publish, and the message says what to do first."""
    assert "has no commit yet, and a version is a commit: commit the policy first" in refusal(site, capsys)


def test_a_policy_that_no_commit_holds(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names what the user may have meant."""
    publish(site.repo, 1)
    said = refusal(site, capsys, "--policy", "policy/privcy.md")
    assert said.startswith("policy/privcy.md: no commit up to ")
    assert said.endswith(f"Did you mean {POLICY}?")


def test_a_repository_without_policies(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing is configured and nothing found, the message says how to name one."""
    site.repo.commit("2010-01-15", {"README.md": "Hello.\n"})
    assert "name one with --policy PATH, or list it in policy/policy.toml" in refusal(site, capsys)


def test_a_shallow_clone(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A cut history gives wrong dates, so the message holds the command that completes it."""
    publish(site.repo, 3)
    clone = tmp_path / "clone"
    site.repo.git("clone", "--quiet", "--depth=1", site.repo.path.as_uri(), str(clone))
    said = refusal(site, capsys, "--repo", clone)
    assert "shallow clone" in said
    assert "`git fetch --unshallow`" in said


NOTE_REFUSED = (
    "policy/privacy.md: is a change note, and would be published as a policy; move it to "
    "policy/changes/NAME/privacy.md, where NAME is the name of the policy that it is about"
)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"# Privacy\n\nOne.\n\xff\n", "{file}:4: is not UTF-8 (byte 0xff); save it as UTF-8"),
        (b"GIF89a\0\0", "{file}:1: is not text: it holds a zero byte"),
        (b"word \n" * 3_400_000, "{file}: is 20,400,000 bytes long; a policy may have 2,000,000"),
        (b"", "policy/privacy.md: is empty; a policy that ended is deleted, not emptied"),
        (b" \n\n", "policy/privacy.md: is empty; a policy that ended is deleted, not emptied"),
        (b"---\nclass: minor\n---\nIn short.\n", NOTE_REFUSED),
    ],
    ids=["no UTF-8", "binary", "20 MB", "empty", "blank", "a note"],
)  # fmt: skip
def test_a_text_that_is_none(site: Site, capsys: pytest.CaptureFixture[str], content: bytes, problem: str) -> None:
    """The message names the file, the commit that brought it, and the line where there is one; the old site stands."""
    publish(site.repo, 1)
    site.build()
    commit = site.repo.commit("2011-01-01", {POLICY: content})
    assert refusal(site, capsys) == problem.format(file=f"{POLICY} (commit {commit[:12]})")


def test_a_link_in_place_of_the_text(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """A symbolic link is not a policy, so nothing outside the repository is ever read."""
    (site.repo.path / "policy").mkdir()
    (site.repo.path / POLICY).symlink_to("/etc/hostname")
    site.repo.commit("2010-01-15")
    assert POLICY in refusal(site, capsys, "--policy", POLICY)


def test_a_day_before_the_first_version(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """On a day when nothing was public there is nothing to publish."""
    publish(site.repo, 1)
    assert refusal(site, capsys, today="2009-12-31") == (
        f"{POLICY}: its first version is of 2010-01-15, so there is nothing to publish on 2009-12-31"
    )


def test_a_note_that_nobody_can_read(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong change note is named with its line."""
    note = "---\nclass: urgent\n---\nText.\n"
    site.repo.commit("2010-01-15", {POLICY: policy_text(0), "policy/changes/privacy/first.md": note})
    assert refusal(site, capsys).startswith("policy/changes/privacy/first.md:2: ")


def test_a_folder_that_is_not_ours(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with other files is refused, not tidied."""
    publish(site.repo, 1)
    site.out.mkdir()
    (site.out / "thesis.txt").write_text("ten years")
    assert "holds files that policy-site did not write (thesis.txt)" in refusal(site, capsys)


def test_the_repository_as_output(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """A repository is never written into."""
    publish(site.repo, 1)
    assert "is the repository itself" in refusal(site, capsys, "--out", site.repo.path)
    assert "is the repository itself" in refusal(site, capsys, "--out", site.repo.path / ".git")


@pytest.mark.parametrize("stranger", ["a file", "a folder", "a link", "a file for a folder"])
def test_a_strangers_file_in_the_way(site: Site, capsys: pytest.CaptureFixture[str], stranger: str) -> None:
    """What others put where a new page belongs is neither overwritten nor followed."""
    publish(site.repo, 1)
    site.build()
    publish(site.repo, 1, first=1)
    folder = site.out / "privacy/2010-02-15"
    if stranger == "a link":
        folder.symlink_to(site.repo.path)
    elif stranger == "a file for a folder":
        folder.write_text("mine")
    elif stranger == "a folder":
        (folder / "index.html").mkdir(parents=True)
    else:
        folder.mkdir()
        (folder / "policy.md").write_text("mine")
    assert "was not written by policy-site, and a page belongs there; move it away" in refusal(site, capsys)
    assert not (site.repo.path / "index.html").exists()


def test_a_strangers_file_beside_our_pages(site: Site) -> None:
    """A file that we did not write survives every build, and so does its folder."""
    publish(site.repo, 3)
    site.build()
    mine = {site.out / "CNAME": b"example.com", site.out / "privacy/2010-03-15/seal.txt": b"seal"}
    for path, content in mine.items():
        path.write_bytes(content)
    site.repo.git("reset", "--quiet", "--hard", "HEAD~1")
    found = site.build("--replace-published")
    assert {path: path.read_bytes() for path in mine} == mine
    assert "privacy/2010-03-15/index.html" not in found


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no folder that nobody may write")
def test_a_place_where_nobody_can_write(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asks, and wherever: the place is named, with the way on."""
    publish(site.repo, 1)
    said = refusal(site, capsys, "--out", "/proc/policy-site")
    assert said.startswith("/proc/policy-site: cannot be written (")
    assert said.endswith("); name another folder with --out")


def test_a_file_where_the_folder_should_be(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """A file is not a folder, nor is anything below it."""
    publish(site.repo, 1)
    site.out.write_text("mine")
    assert refusal(site, capsys) == f"{site.out}: is not a folder; name another with --out"
    below = site.out / "below"
    assert "cannot be" in refusal(site, capsys, "--out", below)


def test_a_record_that_is_spoilt(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a readable record nobody knows which files policy-site wrote, so none is touched."""
    publish(site.repo, 1)
    site.build()
    (site.out / ".policy-site").write_bytes(b"\xff\xfe")
    assert "nobody can tell which files policy-site wrote" in refusal(site, capsys)


class TestNothingIsRefused:
    """Histories that look odd and can be told."""

    def test_one_version(self, site: Site) -> None:
        """A single version has its pages and no redline."""
        publish(site.repo, 1)
        found = site.build()
        assert "privacy/2010-01-15/index.html" in found
        assert not any("changes/" in path for path in found)

    def test_a_bare_repository_a_worktree_and_a_subfolder(self, site: Site, tmp_path: Path) -> None:
        """Where and how a repository is checked out changes no byte."""
        publish(site.repo, 2)
        wanted = site.build()
        site.repo.git("clone", "--quiet", "--bare", str(site.repo.path), str(tmp_path / "bare"))
        site.repo.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "worktree"))
        places = (tmp_path / "bare", tmp_path / "worktree", site.repo.path / "policy")
        for number, place in enumerate(places):
            assert site.beside(f"site{number}").build("--repo", place) == wanted

    def test_a_branch_checked_out_elsewhere(self, site: Site, tmp_path: Path) -> None:
        """The publishing branch is read wherever it is checked out, or nowhere."""
        publish(site.repo, 2)
        wanted = site.build()
        site.repo.git("switch", "--quiet", "--create", "draft")
        publish(site.repo, 1, first=2)
        site.repo.git("worktree", "add", "--quiet", str(tmp_path / "main"), "main")
        assert site.build("--branch", "main") == wanted

    def test_many_merges(self, site: Site) -> None:
        """What was merged is dated by its merge, and drafts leave no trace."""
        publish(site.repo, 1)
        for number in range(1, 4):
            site.repo.git("switch", "--quiet", "--create", f"draft{number}")
            site.repo.commit("2010-01-20", {POLICY: "# Privacy Policy\n\nDraft.\n"})
            site.repo.commit("2010-01-21", {POLICY: policy_text(number)})
            site.repo.git("switch", "--quiet", "main")
            site.repo.git(
                "merge", "--quiet", "--no-ff", "--message=Merge", f"draft{number}", on=f"2010-0{number + 1}-01"
            )
        versions = {path.split("/")[1] for path in site.build() if path.endswith("/policy.md")}
        assert versions == {"2010-01-15", "2010-02-01", "2010-03-01", "2010-04-01"}

    def test_deleted_and_restored(self, site: Site) -> None:
        """A policy that was taken down shows it, and comes back at the addresses it had."""
        publish(site.repo, 2)
        site.repo.commit("2010-03-01", {POLICY: None, "README.md": "Gone.\n"})
        gone = site.build("--policy", POLICY)
        assert b"ended" in gone["privacy/index.html"]
        site.repo.commit("2010-04-01", {POLICY: policy_text(1)})
        back = site.build("--policy", POLICY)
        assert b"for 2 months" in back["privacy/index.html"]
        assert gone["privacy/2010-02-15/policy.md"] == back["privacy/2010-02-15/policy.md"]

    def test_several_policies_and_translations(self, repo: GitRepo, site: Site) -> None:
        """Each policy has a folder; a translation's folder names its language."""
        files = {POLICY: policy_text(0), "policy/terms.md": "# Terms\n", "policy/privacy.de.md": "# Datenschutz\n"}
        repo.commit("2010-01-15", files)
        found = site.build()
        assert {path.split("/")[0] for path in found if path.endswith("manifest.json")} == {
            "privacy",
            "terms",
            "privacy.de",
        }
        assert b"Datenschutz" in found["index.html"]

    def test_a_folder_in_which_the_cache_cannot_be(self, site: Site, tmp_path: Path) -> None:
        """A cache that cannot be written or read costs time, not the build."""
        publish(site.repo, 2)
        wanted = site.build()
        spoilt, blocked = tmp_path / "spoilt", tmp_path / "blocked"
        spoilt.write_bytes(b"no database" * 1000)
        blocked.write_bytes(b"a file, not a folder")
        for number, cache in enumerate((spoilt, blocked / "cache")):
            assert site.beside(f"site{number}").build("--cache", cache) == wanted


@pytest.mark.parametrize("port", ["65536", "-1", "x"])
def test_a_number_that_is_no_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is refused before anything is built for the preview."""
    with pytest.raises(SystemExit) as ended:
        main(["serve", f"--port={port}"])
    assert (ended.value.code, f"{port} is not a port" in capsys.readouterr().err) == (2, True)
