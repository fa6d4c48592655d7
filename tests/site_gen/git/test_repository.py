"""What `site_gen.git` promises about any repository, shown on real ones."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from site_gen.errors import GitError, HistoryError, PolicyError
from site_gen.git.repository import open_repository
from site_gen.history.walk import read_revisions
from site_gen.model.policy import Policy
from tests.site_gen.histories import LONG, PATH, PRIVACY, commits_of, one_text, revisions_of

if TYPE_CHECKING:
    from tests.conftest import GitRepo


class TestOpening:
    """Which repository, and which branch."""

    def test_any_folder_of_it_will_do(self, repo: GitRepo, tmp_path: Path) -> None:
        """The repository is found from a sub-folder, a bare clone, a linked working tree and its own folder."""
        tip = repo.commit("2026-01-01", {PATH: "one"})
        repo.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
        repo.git("clone", "--quiet", "--bare", str(repo.path), str(tmp_path / "bare.git"))
        for path in (repo.path, repo.path / "policy", repo.path / ".git", tmp_path / "linked", tmp_path / "bare.git"):
            opened = open_repository(path)
            assert opened.tip == tip
            assert len(read_revisions(opened, [PRIVACY])[0]) == 1
            assert opened.text_at("HEAD", PATH) == b"one"

    def test_no_merge_is_found_among_no_commits(self, repo: GitRepo) -> None:
        """What is checked out is not asked about, though git would tell of it."""
        repo.commit("2026-01-01", {PATH: "one"})
        repo.git("switch", "--quiet", "--create", "side")
        repo.commit("2026-01-02", {PATH: "two"})
        repo.git("switch", "--quiet", "main")
        repo.git("merge", "--quiet", "--no-ff", "--message", "Merge branch 'main'", "side")
        opened = open_repository(repo.path)
        assert [words for _, words in opened.merges([opened.tip])] == ["Merge branch 'main'"]
        assert opened.merges(()) == ()

    def test_the_branch_named_is_published(self, repo: GitRepo, tmp_path: Path) -> None:
        """A branch may be checked out or not, local or the remote's; HEAD may stand anywhere."""
        first = repo.commit("2026-01-01", {PATH: "one"})
        repo.git("switch", "--quiet", "--create", "draft/two")
        second = repo.commit("2026-01-02", {PATH: "two"})
        assert open_repository(repo.path).tip == second
        assert open_repository(repo.path, branch="main").tip == first
        repo.git("clone", "--quiet", str(repo.path), str(tmp_path / "clone"))
        assert open_repository(tmp_path / "clone", branch="main").tip == first
        assert open_repository(tmp_path / "clone", branch="origin/main").tip == first
        repo.git("checkout", "--quiet", "--detach", first)
        assert open_repository(repo.path).tip == first

    def test_no_such_branch_is_refused_with_those_there_are(self, repo: GitRepo) -> None:
        """A branch that does not exist is refused by name, beside those that do."""
        repo.commit("2026-01-01", {PATH: "one"})
        with pytest.raises(HistoryError, match=r"no branch trunk.*main"):
            open_repository(repo.path, branch="trunk")

    def test_a_clone_of_a_bundle_has_one_obvious_branch(self, repo: GitRepo, tmp_path: Path) -> None:
        """Where HEAD names a branch without a commit, the main branch is published, or the only one there is."""
        tip = repo.commit("2026-01-01", {PATH: "one"})
        repo.git("branch", "other")
        for name, branches in {"likely": ("main", "other"), "only": ("other",)}.items():
            bundle = tmp_path / f"{name}.bundle"
            repo.git("bundle", "create", "--quiet", str(bundle), *branches)
            for kind in ("--no-bare", "--bare"):
                clone = tmp_path / f"{name}{kind}"
                command = ["git", "-c", "init.defaultBranch=elsewhere", "clone", "--quiet", kind, bundle, clone]
                subprocess.run(command, check=True, capture_output=True)
                assert open_repository(clone).tip == tip

    def test_an_unclear_branch_is_refused_with_those_there_are(self, repo: GitRepo) -> None:
        """Where nothing is checked out and no branch is obvious, the user chooses."""
        repo.commit("2026-01-01", {PATH: "one"})
        repo.git("branch", "one")
        repo.git("branch", "two")
        repo.git("symbolic-ref", "HEAD", "refs/heads/unborn")
        repo.git("branch", "--delete", "--force", "main")
        with pytest.raises(HistoryError, match=r"--branch.*one, two"):
            open_repository(repo.path)

    def test_a_repository_without_commits_is_refused(self, repo: GitRepo) -> None:
        """An empty repository has no history to tell."""
        with pytest.raises(HistoryError, match=r"has no commit yet.*commit the policy first"):
            open_repository(repo.path)

    def test_what_is_no_repository_is_refused(self, tmp_path: Path) -> None:
        """A folder outside any repository, or none at all, is refused by its name."""
        with pytest.raises(GitError, match="not in a git repository"):
            open_repository(tmp_path)
        with pytest.raises(GitError, match="nowhere: no such folder"):
            open_repository(tmp_path / "nowhere")

    def test_a_shallow_clone_is_refused_with_the_repair(self, repo: GitRepo, tmp_path: Path) -> None:
        """A history that is cut off is never told, and the command that repairs it works."""
        repo.commit("2026-01-01", {PATH: "one"})
        repo.commit("2026-01-02", {PATH: "two"})
        repo.git("clone", "--quiet", "--depth=1", repo.path.as_uri(), str(tmp_path / "shallow"))
        with pytest.raises(HistoryError, match=r"(?s)git fetch --unshallow.*fetch-depth: 0"):
            open_repository(tmp_path / "shallow")
        subprocess.run(["git", "-C", tmp_path / "shallow", "fetch", "--quiet", "--unshallow"], check=True)
        assert len(read_revisions(open_repository(tmp_path / "shallow"), [PRIVACY])[0]) == 2

    def test_git_says_itself_why_it_will_not_read(self, repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
        """A repository of another owner is refused in git's own words, which hold the repair."""
        repo.commit("2026-01-01", {PATH: "one"})
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        with pytest.raises(GitError, match=r"(?s)git will not read.*safe\.directory"):
            open_repository(repo.path)

    def test_a_hook_does_not_lead_elsewhere(
        self, repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What git sets for hooks does not change which repository is read."""
        tip = repo.commit("2026-01-01", {PATH: "one"})
        monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
        opened = open_repository(repo.path)
        assert opened.tip == tip
        assert opened.text_at("main", PATH) == b"one"

    def test_without_git_there_is_one_clear_line(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A machine without git is told what to install."""
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(GitError, match="install git"):
            open_repository(tmp_path)


class TestAnyRepository:
    """Nothing that a repository or its user has set changes what is read."""

    def test_settings_change_nothing(self, repo: GitRepo) -> None:
        """Settings for git's display, local replacements and grafts leave the revisions as they are."""
        name = "policy/prív acy [x]*.md"
        policy = Policy(slug="privacy", language="en", path=name)
        first = repo.commit("2026-01-01", {name: LONG, "policy/prív acy xy.md": "not this one"})
        repo.git("switch", "--quiet", "--create", "side")
        repo.commit("2026-01-02", {name: LONG + "2\n"})
        repo.git("switch", "--quiet", "main")
        repo.git("merge", "--quiet", "--no-ff", "--message=Merge", "side")
        before = revisions_of(repo, policy)
        settings = {
            "log.showSignature": "true", "log.follow": "true", "log.diffMerges": "off", "diff.renames": "copies",
            "diff.relative": "true", "diff.noprefix": "true", "color.ui": "always", "core.quotepath": "true",
            "core.abbrev": "7", "log.date": "relative", "diff.ignoreSubmodules": "all", "diff.external": "false",
            "format.pretty": "oneline", "core.hooksPath": "/nonexistent", "log.showRoot": "false",
            "diff.orderFile": "missing", "i18n.logOutputEncoding": "UTF-16",
        }  # fmt: skip
        for key, value in settings.items():
            repo.git("config", key, value)
        other = repo.git("commit-tree", "-m", "Forged", f"{first}^{{tree}}", on="1999-01-01")
        repo.git("replace", first, other)
        (repo.path / ".git/info/grafts").write_text(f"{repo.head()} {other}\n")
        assert revisions_of(repo, policy) == before
        assert len(before) == 2

    def test_longer_object_ids_are_object_ids(self, tmp_path: Path, repo: GitRepo) -> None:
        """A repository of the SHA-256 kind reads the same."""
        longer = type(repo)(tmp_path / "sha256", "--object-format=sha256")
        longer.commit("2026-01-01", {PATH: "one"})
        tip = longer.commit("2026-01-02", {PATH: "two"})
        assert commits_of(longer)[-1] == tip
        assert len(tip) == 64

    def test_links_and_submodules_are_no_text(self, repo: GitRepo) -> None:
        """A policy that is a symbolic link or a submodule is refused with its path and the commit."""
        repo.commit("2026-01-01", {"policy/real.md": "text"})
        (repo.path / PATH).symlink_to("real.md")
        commit = repo.commit("2026-01-02")
        with pytest.raises(PolicyError, match=rf"{PATH}: is a symbolic link and not the text in commit {commit[:12]}"):
            revisions_of(repo)
        repo.git("rm", "--quiet", "--cached", PATH)
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},{PATH}")
        repo.git("commit", "--quiet", "--message=Submodule")
        with pytest.raises(PolicyError, match=r"symbolic link|submodule"):
            revisions_of(repo)

    def test_below_a_link_or_a_submodule_git_keeps_nothing(self, repo: GitRepo) -> None:
        """A path below a linked folder or a submodule is refused with the path, or the repository, to name instead."""
        commit = repo.commit("2026-01-01", {"real/privacy.md": "text"})
        (repo.path / "policy").symlink_to("real")
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},legal")
        repo.commit("2026-01-02")
        with pytest.raises(HistoryError, match=rf"{PATH}: policy is a symbolic link to real; name the file by its own"):
            revisions_of(repo)
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},legal")
        repo.git("commit", "--quiet", "--message=Submodule")
        terms = Policy(slug="terms", language="en", path="legal/terms.md")
        with pytest.raises(HistoryError, match=r"legal is a submodule.*`--repo legal --policy terms.md`"):
            revisions_of(repo, terms)

    def test_a_repository_within_a_repository_is_named(self, repo: GitRepo) -> None:
        """A file that lies in a clone inside the repository cannot be committed to it."""
        repo.commit("2026-01-01", {PATH: "text"})
        repo.git("init", "--quiet", "legal")
        (repo.path / "legal" / "terms.md").write_text("x")
        terms = Policy(slug="terms", language="en", path="legal/terms.md")
        with pytest.raises(HistoryError, match=r"legal is a repository of its own.*`--repo legal --policy terms.md`"):
            revisions_of(repo, terms)

    def test_a_name_in_other_code_points_is_told_apart(self, repo: GitRepo) -> None:
        """Letters with combining accents look like the ones that are typed, and are other names."""
        held = "policy/poli\u0301tica.md"
        repo.commit("2026-01-01", {held: "text"})
        with pytest.raises(HistoryError, match=rf"other code points, is there: name {held}"):
            revisions_of(repo, Policy(slug="x", language="es", path="policy/pol\u00edtica.md"))

    def test_a_path_without_a_policy_names_the_near_ones(self, repo: GitRepo) -> None:
        """A path that no commit holds is refused with what the user may have meant."""
        repo.commit("2026-01-01", {PATH: "one", "docs/terms.md": "x"})
        for wrong in ("privacy.md", "policy/privcy.md", "policy/Privacy.md"):
            with pytest.raises(HistoryError, match=rf"(?s){wrong}.*Did you mean {PATH}"):
                revisions_of(repo, Policy(slug="x", language="en", path=wrong))

    def test_a_policy_that_waits_to_be_committed_is_told_so(self, repo: GitRepo) -> None:
        """A file that lies only in the working tree is not published, and the refusal says why."""
        repo.commit("2026-01-01", {"README.md": "x"})
        repo.write(PATH, "one")
        with pytest.raises(HistoryError, match="commit it first"):
            revisions_of(repo)


class TestReading:
    """Texts and names at a commit."""

    def test_a_text_at_any_commit(self, repo: GitRepo) -> None:
        """A text is read as it stands at a branch, a tag, an expression or the tip; None where there is none."""
        first = repo.commit("2026-01-01", {PATH: "one"})
        repo.git("tag", "v1")
        repo.commit("2026-01-02", {PATH: "two"})
        opened = open_repository(repo.path)
        for ref in (first, "v1", "HEAD~1", "main~1"):
            assert opened.text_at(ref, PATH) == b"one"
        assert opened.text_at(opened.tip, PATH) == b"two"
        assert opened.text_at("main", "policy/none.md") is None
        assert opened.text_at("main", "policy") is None

    def test_texts_at_many_commits_in_one_go(self, repo: GitRepo) -> None:
        """Each file comes as its own commit has it; a missing one, a folder and a commit that is not there are none."""
        first = repo.commit("2026-01-01", {PATH: "one\n", "policy/none 12": ""})
        second = repo.commit("2026-01-02", {PATH: "two"})
        places = [(second, PATH), (first, PATH), (first, "policy"), (first, "no 12"), (first, "policy/none 12")]
        assert open_repository(repo.path).texts_at([*places, ("0" * 40, PATH), (second, PATH)]) == {
            (second, PATH): b"two",
            (first, PATH): b"one\n",
            (first, "policy/none 12"): b"",
        }
        assert open_repository(repo.path).texts_at([]) == {}

    def test_an_unknown_ref_is_refused(self, repo: GitRepo) -> None:
        """A name that git cannot resolve is refused, never taken for an option."""
        repo.commit("2026-01-01", {PATH: "one"})
        opened = open_repository(repo.path)
        for ref in ("nope", "--all", "HEAD:policy"):
            with pytest.raises(HistoryError, match="names no commit"):
                opened.text_at(ref, PATH)

    def test_a_branch_is_meant_where_a_tag_has_its_name(self, repo: GitRepo) -> None:
        """A name means the branch before the tag, with what follows it too; a commit's id means itself."""
        first = repo.commit("2026-01-01", {PATH: "one"})
        repo.git("tag", "main")
        second = repo.commit("2026-01-02", {PATH: "two"})
        opened = open_repository(repo.path)
        asked = ("main", "main~1", "tags/main", "HEAD", second[:12])
        assert [opened.resolve(ref) for ref in asked] == [second, first, first, second, second]

    def test_the_files_of_a_folder(self, repo: GitRepo) -> None:
        """Files of one folder are listed at the tip, without those of the folders in it."""
        repo.commit("2026-01-01", {PATH: "one", "policy/changes/x.md": "x", "top ü.md": "x"})
        opened = open_repository(repo.path)
        assert opened.files("policy") == opened.files("policy/") == (PATH,)
        assert opened.files() == ("top ü.md",)
        assert opened.files("none") == ()

    def test_the_refs(self, repo: GitRepo) -> None:
        """Branches and tags are listed by their full names."""
        repo.commit("2026-01-01", {PATH: "one"})
        repo.git("tag", "v1")
        assert open_repository(repo.path).refs() == ("refs/heads/main", "refs/tags/v1")


class TestBlobs:
    """One stream of objects, however many and however large."""

    def test_each_object_comes_once_in_the_order_asked(self, repo: GitRepo) -> None:
        """Repeated ids are read once; bytes are what git holds, line endings and all."""
        texts = [b"a\r\n", b"", b"\x00\xff\n\n"]
        for number, text in enumerate(texts):
            repo.write(f"{number}", text)
        repo.commit("2026-01-01")
        oids = [repo.oid(str(number)) for number in (2, 0, 1)]
        found = list(open_repository(repo.path).blobs([*oids, *oids]))
        assert found == list(zip(oids, [texts[2], texts[0], texts[1]], strict=True))
        assert list(open_repository(repo.path).blobs([])) == []

    def test_large_objects_and_a_reader_that_stops(self, repo: GitRepo) -> None:
        """Neither twenty megabytes, nor more ids than a pipe holds, nor a reader who leaves early blocks."""
        repo.write("large", os.urandom(20_000_000))
        for number in range(5000):
            repo.write(f"many/{number}", f"{number}\n" * 20)
        repo.commit("2026-01-01")
        opened = open_repository(repo.path)
        rows = repo.git("ls-tree", "-r", "--object-only", "HEAD").split()
        sizes = [len(data) for _, data in opened.blobs(rows)]
        assert max(sizes) == 20_000_000
        assert len(sizes) == 5001
        stream = opened.blobs(rows)
        next(stream)
        stream.close()

    def test_a_missing_object_is_refused(self, repo: GitRepo) -> None:
        """An id that git does not hold, or that is not text, is refused by its name."""
        opened = one_text(repo)
        for oid in ("f" * 40, opened.tip, "nonsense"):
            with pytest.raises(GitError, match=oid):
                list(opened.blobs([repo.oid(PATH), oid]))

    def test_a_damaged_object_is_refused(self, repo: GitRepo) -> None:
        """An object that cannot be unpacked is refused with git's own words."""
        opened = one_text(repo)
        oid = repo.oid(PATH)
        stored = repo.path / ".git/objects" / oid[:2] / oid[2:]
        stored.chmod(0o644)
        stored.write_bytes(b"damaged")
        with pytest.raises(GitError, match=oid):
            list(opened.blobs([oid]))

    def test_a_partial_clone_is_fetched_in_one_go(self, repo: GitRepo, tmp_path: Path) -> None:
        """What a clone without texts lacks comes in a single fetch, and never again."""
        for number in range(30):
            repo.commit("2026-01-01", {PATH: f"text {number}"})
        repo.git("config", "uploadpack.allowFilter", "true")
        repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
        clone = tmp_path / "partial"
        repo.git("clone", "--quiet", "--bare", "--filter=blob:none", repo.path.as_uri(), str(clone))
        packs = clone / "objects" / "pack"
        before = len(list(packs.glob("*.pack")))
        opened = open_repository(clone)
        oids = [revision.text_oid or "" for revision in read_revisions(opened, [PRIVACY])[0]]
        assert [data for _, data in opened.blobs(oids)] == [b"text %d" % number for number in range(30)]
        assert len(list(packs.glob("*.pack"))) == before + 1
        repo.path.rename(tmp_path / "offline")
        assert len(list(opened.blobs(oids))) == 30
