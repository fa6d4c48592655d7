"""What `site_gen.gitwrite` promises: all commits or none, and nothing of the user's is touched."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from site_gen.errors import GitError, HistoryError
from site_gen.git.branch import NewCommit, open_branch
from tests.conftest import GitRepo

PATH = "policy/privacy.md"
NOTE = "policy/changes/privacy/imported-{}.md"
BERLIN = ZoneInfo("Europe/Berlin")


def version(day: str, text: str) -> NewCommit:
    files = {PATH: text.encode(), NOTE.format(day): f"---\npublished: {day}\n---\n".encode()}
    return NewCommit(
        files=files, made_at=datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=BERLIN), message=f"Of {day}\n"
    )


VERSIONS = [version("2019-05-25", "one\n"), version("2021-01-01", "two\n")]


def append(repo: GitRepo, branch: str | None = None) -> str:
    return open_branch(repo.path, branch).append(VERSIONS)


def refused(repo: GitRepo, branch: str | None = None) -> str:
    """Be refused, and see that neither refs, nor index, nor working tree changed."""
    before = state(repo)
    with pytest.raises((GitError, HistoryError)) as error:
        append(repo, branch)
    assert state(repo) == before
    return str(error.value)


def state(repo: GitRepo) -> tuple[str, str, str]:
    files = sorted(
        f"{path} {path.read_bytes()!r}" for path in repo.path.rglob("*") if path.is_file() and ".git" not in path.parts
    )
    return repo.git("for-each-ref"), repo.git("ls-files", "--stage"), "\n".join(files)


def test_an_empty_repository_gets_its_history(repo: GitRepo) -> None:
    """Each commit has noon of its day where the organisation is, the user's name, and both files; the tree is clean."""
    tip = append(repo)
    assert repo.head() == tip
    log = repo.git("log", "--reverse", "--format=%ad|%cd|%an <%ae>|%s", "--date=iso")
    assert log.splitlines() == [
        "2019-05-25 12:00:00 +0200|2019-05-25 12:00:00 +0200|Legal <legal@example.com>|Of 2019-05-25",
        "2021-01-01 12:00:00 +0100|2021-01-01 12:00:00 +0100|Legal <legal@example.com>|Of 2021-01-01",
    ]
    assert repo.git("show", f"HEAD~1:{PATH}") == "one"
    assert (repo.path / PATH).read_text() == "two\n"
    assert repo.git("status", "--porcelain") == ""
    assert repo.git("fsck", "--strict") == ""
    assert repo.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"


def test_what_the_user_was_doing_stays(repo: GitRepo) -> None:
    """Staged, changed and new files elsewhere are as before, and the old commits are below the new ones."""
    first = repo.commit("2026-01-01", {"README.md": "a\n", "other.md": "b\n"})
    repo.write("README.md", "staged\n")
    repo.git("add", "README.md")
    repo.write("other.md", "changed\n")
    repo.write("new.md", "new\n")
    append(repo)
    assert repo.git("rev-parse", "HEAD~2") == first
    assert set(repo.git("status", "--porcelain").splitlines()) == {"M  README.md", " M other.md", "?? new.md"}


def test_a_branch_that_is_not_checked_out_moves_alone(repo: GitRepo) -> None:
    """The files of the branch that is checked out stay as they are."""
    repo.commit("2026-01-01", {"README.md": "a\n"})
    repo.git("branch", "legal")
    tip = append(repo, "legal")
    assert repo.git("rev-parse", "legal") == tip
    assert repo.git("status", "--porcelain") == ""
    assert not (repo.path / PATH).exists()


def test_uncommitted_work_on_the_text_is_never_overwritten(repo: GitRepo) -> None:
    """A changed, a staged, a new and an ignored file at the text's place are each a refusal that names it."""
    repo.write(PATH, "draft\n")
    assert f"{PATH}: is in {repo.path} and in no commit yet" in refused(repo)
    repo.write(".gitignore", "policy/\n")
    assert "and in no commit yet" in refused(repo)
    repo.git("add", "--force", PATH)
    assert f"{PATH}: has changes that are not committed" in refused(repo)
    repo.git("commit", "--quiet", "--message=x")
    repo.write(PATH, "changed\n")
    assert f"{PATH}: has changes that are not committed" in refused(repo)


@pytest.mark.parametrize("link", ["policy", "policy/changes"])
def test_nothing_is_written_through_a_link(repo: GitRepo, tmp_path: Path, link: str) -> None:
    """A folder that is a link elsewhere is refused, on disk and in the history."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (repo.path / link).parent.mkdir(exist_ok=True)
    (repo.path / link).symlink_to(outside)
    assert f"{repo.path / link}: is not a folder" in refused(repo)
    repo.commit("2026-01-01")
    assert f"{link}: is a link, or not a file, on the branch main" in refused(repo)
    assert list(outside.iterdir()) == []


def test_a_detached_head_is_refused(repo: GitRepo) -> None:
    """Without a branch there is nothing to put versions on; the message holds the way back."""
    repo.commit("2026-01-01", {"README.md": "a\n"})
    repo.git("checkout", "--quiet", "--detach")
    assert "`git switch main`, or name the branch with --branch" in refused(repo)


def test_a_branch_in_another_folder_is_refused(repo: GitRepo, tmp_path: Path) -> None:
    """Its files there would be left behind."""
    repo.commit("2026-01-01", {"README.md": "a\n"})
    repo.git("worktree", "add", "--quiet", "-b", "legal", str(tmp_path / "legal"))
    assert f"the branch legal is checked out in {tmp_path / 'legal'}" in refused(repo, "legal")
    assert append(GitRepoAt(tmp_path / "legal")) == repo.git("rev-parse", "legal")
    assert (tmp_path / "legal" / PATH).read_text() == "two\n"


class GitRepoAt(GitRepo):
    """A repository that is there already."""

    def __init__(self, path: Path) -> None:
        self.path = path


def test_an_unknown_branch_is_refused(repo: GitRepo) -> None:
    """The message names the branches that there are."""
    assert "has no branch legal; there are: main" in refused(repo, "legal")


def test_a_merge_under_way_is_refused(repo: GitRepo) -> None:
    """Commits put below an unfinished merge would become part of it."""
    repo.commit("2026-01-01", {"README.md": "a\n"})
    repo.git("switch", "--quiet", "--create", "side")
    repo.commit("2026-01-02", {"side.md": "b\n"})
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    assert "a merge is under way; finish it, or give it up with `git merge --abort`" in refused(repo)


def test_nobody_is_made_up_as_the_author(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git does not know the user, it is told how to, instead of guessing from the machine's name."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
    assert 'git config --global user.name "Your Name"' in refused(repo)
    repo.git("config", "user.name", "Ada")
    repo.git("config", "user.email", "ada@example.com")
    append(repo)
    assert repo.git("log", "-1", "--format=%an <%ae>") == "Ada <ada@example.com>"


def test_a_branch_that_moved_meanwhile_is_left_alone(repo: GitRepo) -> None:
    """The branch moves only from where it was read; otherwise nothing is imported."""
    repo.commit("2026-01-01", {"README.md": "a\n"})
    branch = open_branch(repo.path, None)
    tip = repo.commit("2026-01-02", {"README.md": "b\n"})
    with pytest.raises(GitError, match="moved meanwhile"):
        branch.append(VERSIONS)
    assert repo.head() == tip
    assert repo.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert repo.git("status", "--porcelain") == ""


def test_another_git_at_work_is_not_disturbed(repo: GitRepo) -> None:
    """A locked index is refused before anything is written."""
    (repo.path / ".git/index.lock").touch()
    assert "another git program is at work" in refused(repo)


def test_hooks_and_variables_decide_nothing(repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the user's hooks nor what a hook's shell says about the repository plays a part."""
    hook = repo.write(".git/hooks/post-checkout", f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    append(repo)
    monkeypatch.undo()
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "index").exists()
    assert not (tmp_path / "policy").exists()
    assert (repo.path / PATH).is_file()


def test_a_bare_repository_has_no_files_to_refresh(tmp_path: Path) -> None:
    """Only the branch moves."""
    repo = GitRepo(tmp_path / "bare.git", "--bare")
    tip = append(repo)
    assert repo.git("rev-parse", "main") == tip


def test_a_sha256_repository_is_written_like_any_other(tmp_path: Path) -> None:
    """The kind of object names does not matter."""
    repo = GitRepo(tmp_path / "new", "--object-format=sha256")
    assert len(append(repo)) == 64
    assert (repo.path / PATH).read_text() == "two\n"


@pytest.mark.parametrize("name", ['quo"te.md', "back\\slash.md", "sp ace.md", "\u00fcml.md", "*.md", ":(top)x.md"])
def test_a_path_is_only_a_path(repo: GitRepo, name: str) -> None:
    """Quotes, stars and git's own signs in a name mean themselves."""
    commit = NewCommit(files={f"policy/{name}": b"x\n"}, made_at=datetime(2020, 1, 1, 12, tzinfo=BERLIN), message="m\n")
    repo.commit("2019-01-01", {"policy/other.md": "o\n"})
    repo.write("policy/other.md", "mine\n")
    open_branch(repo.path, None).append([commit])
    assert (repo.path / "policy" / name).read_bytes() == b"x\n"
    assert (repo.path / "policy/other.md").read_text() == "mine\n"


def test_no_repository_is_named(tmp_path: Path) -> None:
    """The message holds the command that makes one."""
    with pytest.raises(GitError, match="run `git init` there"):
        open_branch(tmp_path, None)
    assert os.listdir(tmp_path) == []  # noqa: PTH208
