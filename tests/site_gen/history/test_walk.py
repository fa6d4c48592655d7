"""Which commits are revisions of a policy, with which texts and notes, shown on real repositories."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from site_gen.git.repository import open_repository
from site_gen.history.walk import read_revisions
from site_gen.model.policy import Policy
from tests.site_gen.histories import LONG, NOTE, PATH, PRIVACY, commits_of, revisions_of

if TYPE_CHECKING:
    from tests.conftest import GitRepo


class TestMainLine:
    """Which commits are revisions."""

    def test_each_commit_that_touches_the_text_is_a_revision(self, repo: GitRepo) -> None:
        """Revisions come oldest first, with the committer's moment in UTC, the path and the text's object id."""
        first = repo.commit("2026-01-01T23:30:00-05:00", {PATH: "one"})
        repo.commit("2026-01-02", {"other.md": "x"})
        second = repo.commit("2026-01-03", {PATH: "two"})
        found = revisions_of(repo)
        assert [revision.commit for revision in found] == [first, second]
        assert found[0].committed_at == datetime(2026, 1, 2, 4, 30, tzinfo=UTC)
        assert {revision.path for revision in found} == {PATH}
        assert [revision.text_oid for revision in found] == [repo.oid(PATH, first), repo.oid(PATH, second)]

    def test_drafts_on_a_branch_were_never_published(self, repo: GitRepo) -> None:
        """A merge is one revision, dated by the merge, however many commits it brings."""
        first = repo.commit("2026-01-01", {PATH: "one"})
        repo.git("switch", "--quiet", "--create", "draft")
        repo.commit("2026-01-02", {PATH: "draft"})
        repo.commit("2026-01-03", {PATH: "two"})
        repo.git("switch", "--quiet", "main")
        repo.git("merge", "--quiet", "--no-ff", "--message=Merge", "draft", on="2026-02-01")
        found = revisions_of(repo)
        assert [revision.commit for revision in found] == [first, repo.head()]
        assert found[-1].committed_at == datetime(2026, 2, 1, 12, tzinfo=UTC)

    def test_a_merge_that_edits_the_text_itself_is_a_revision(self, repo: GitRepo) -> None:
        """What a merge changes beyond both its parents is published with it."""
        repo.commit("2026-01-01", {PATH: "one"})
        repo.git("switch", "--quiet", "--create", "side")
        repo.commit("2026-01-02", {"other.md": "x"})
        repo.git("switch", "--quiet", "main")
        repo.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
        merge = repo.commit("2026-01-03", {PATH: "edited while merging"})
        assert commits_of(repo)[-1] == merge

    def test_a_text_that_returns_is_a_revision_each_time(self, repo: GitRepo) -> None:
        """A-B-A is three revisions."""
        line = [repo.commit(f"2026-01-0{day}", {PATH: text}) for day, text in enumerate("ABA", 1)]
        assert commits_of(repo) == line

    def test_a_removal_has_no_text(self, repo: GitRepo) -> None:
        """A commit that deletes the policy is a revision without a text; a later commit may restore it."""
        repo.commit("2026-01-01", {PATH: "one"})
        repo.commit("2026-01-02", {PATH: None})
        repo.commit("2026-01-03", {PATH: "one"})
        oid = repo.oid(PATH)
        assert [revision.text_oid for revision in revisions_of(repo)] == [oid, None, oid]

    def test_one_walk_serves_every_policy(self, repo: GitRepo) -> None:
        """Each policy gets its own revisions, in the order asked."""
        first = repo.commit("2026-01-01", {PATH: "one", "policy/terms.md": "one"})
        second = repo.commit("2026-01-02", {"policy/terms.md": "two"})
        terms = Policy(slug="terms", language="en", path="policy/terms.md")
        found = read_revisions(open_repository(repo.path), [terms, PRIVACY])
        assert [[revision.commit for revision in own] for own in found] == [[first, second], [first]]


class TestMoves:
    """How a policy is followed from path to path."""

    def test_a_path_on_two_trails_leads_both_on(self, repo: GitRepo) -> None:
        """Where a policy once lived at a path that another is asked for too, neither trail ends there."""
        paths = ("policy/a.md", "policy/b.md", "policy/c.md")
        repo.commit("2026-01-01", {paths[0]: LONG})
        for number, (old, new) in enumerate(pairwise(paths), 2):
            repo.commit(f"2026-01-0{number}", {old: None, new: LONG})
        b, c = (Policy(slug=path[-4], language="en", path=path) for path in paths[1:])
        for asked in ([b, c], [c, b]):
            found = read_revisions(open_repository(repo.path), asked)
            assert [own[0].path for own in found] == [paths[0], paths[0]]

    def test_a_move_is_followed(self, repo: GitRepo) -> None:
        """Earlier paths are found where a commit moves the file, edited or not, as often as it moved."""
        first = repo.commit("2026-01-01", {"old.md": LONG})
        second = repo.commit("2026-01-02", {"old.md": None, "legal/mid.md": LONG + "More.\n"})
        third = repo.commit("2026-01-03", {"legal/mid.md": LONG + "Even more.\n"})
        fourth = repo.commit("2026-01-04", {"legal/mid.md": None, PATH: LONG + "Even more.\n"})
        found = revisions_of(repo)
        assert [revision.commit for revision in found] == [first, second, third, fourth]
        assert [revision.path for revision in found] == ["old.md", "legal/mid.md", "legal/mid.md", PATH]

    def test_a_move_by_merge_is_followed(self, repo: GitRepo) -> None:
        """A branch that moves the file moves it on the main line when merged."""
        first = repo.commit("2026-01-01", {"old.md": LONG})
        repo.git("switch", "--quiet", "--create", "draft")
        repo.commit("2026-01-02", {"old.md": None, PATH: LONG})
        repo.git("switch", "--quiet", "main")
        repo.git("merge", "--quiet", "--no-ff", "--message=Merge", "draft", on="2026-02-01")
        assert commits_of(repo) == [first, repo.head()]

    def test_there_and_back_again(self, repo: GitRepo) -> None:
        """A file that moved away and back keeps the revisions it had meanwhile."""
        line = [
            repo.commit("2026-01-01", {PATH: LONG}),
            repo.commit("2026-01-02", {PATH: None, "away.md": LONG}),
            repo.commit("2026-01-03", {"away.md": LONG + "More.\n"}),
            repo.commit("2026-01-04", {"away.md": None, PATH: LONG + "More.\n"}),
        ]
        found = revisions_of(repo)
        assert [revision.commit for revision in found] == line
        assert None not in {revision.text_oid for revision in found}

    def test_a_rewrite_with_a_move_needs_to_be_declared(self, repo: GitRepo) -> None:
        """Where the text changed too much for git to see a move, `formerly` joins the two."""
        first = repo.commit("2026-01-01", {"old.md": LONG})
        second = repo.commit("2026-01-02", {"old.md": None, PATH: "Something else altogether.\n"})
        assert commits_of(repo) == [second]
        declared = Policy(slug="privacy", language="en", path=PATH, formerly=("old.md",))
        assert commits_of(repo, declared) == [first, second]

    def test_a_stub_at_the_old_address_is_not_the_policy(self, repo: GitRepo) -> None:
        """What stands at an earlier path after the move, even once the policy is gone, is none of its revisions."""
        declared = Policy(slug="privacy", language="en", path=PATH, formerly=("old.md",))
        line = [
            repo.commit("2026-01-01", {"old.md": LONG}),
            repo.commit("2026-01-02", {"old.md": None, PATH: LONG}),
        ]
        repo.commit("2026-01-03", {"old.md": "Moved."})
        repo.commit("2026-01-04", {"old.md": "Moved to policy/."})
        line.append(repo.commit("2026-01-05", {PATH: None}))
        found = revisions_of(repo, declared)
        assert [revision.commit for revision in found] == line
        assert found[-1].text_oid is None

    def test_a_link_left_at_the_old_address_does_no_harm(self, repo: GitRepo) -> None:
        """A move that leaves a symbolic link behind is followed where it is declared."""
        repo.commit("2026-01-01", {"old.md": LONG})
        (repo.path / "old.md").unlink()
        (repo.path / "old.md").symlink_to(PATH)
        repo.commit("2026-01-02", {PATH: LONG})
        declared = Policy(slug="privacy", language="en", path=PATH, formerly=("old.md",))
        assert [revision.path for revision in revisions_of(repo, declared)] == ["old.md", PATH]

    def test_a_policy_that_did_not_move_here_starts_here(self, repo: GitRepo) -> None:
        """A new file beside a deletion of something else has no earlier path."""
        repo.commit("2026-01-01", {"other.md": "Nothing in common.\n" * 9})
        first = repo.commit("2026-01-02", {"other.md": None, PATH: LONG})
        assert commits_of(repo) == [first]


class TestNotes:
    """Which change notes belong to a revision."""

    def test_a_note_comes_with_its_text(self, repo: GitRepo) -> None:
        """Notes added or edited by the commit are named with their object ids; a README is none."""
        note = "policy/changes/privacy/first.md"
        files = {PATH: "one", note: "n", "policy/changes/privacy/README.md": "r", "policy/changes/other.md": "o"}
        repo.commit("2026-01-01", files)
        (found,) = revisions_of(repo)
        assert found.note_oids == ((note, repo.oid(note)),)

    def test_a_note_alone_is_a_revision_of_the_same_text(self, repo: GitRepo) -> None:
        """A note added or edited without its text is told, so that it can be reported; a deleted one is not."""
        note = "policy/changes/privacy/first.md"
        repo.commit("2026-01-01", {PATH: "one"})
        late = repo.commit("2026-01-02", {note: "n"})
        edited = repo.commit("2026-01-03", {note: "m"})
        repo.commit("2026-01-04", {note: None})
        found = revisions_of(repo)
        assert [revision.commit for revision in found[1:]] == [late, edited]
        assert {revision.text_oid for revision in found} == {repo.oid(PATH)}
        assert found[2].note_oids == ((note, repo.oid(note, edited)),)

    def test_a_note_that_moves_with_its_policy_says_nothing_new(self, repo: GitRepo) -> None:
        """Moving the whole folder brings the history and its notes along, each note once."""
        repo.commit("2026-01-01", {"legal/privacy.md": LONG, "legal/changes/privacy/first.md": "n"})
        repo.git("mv", "legal", "policy")
        repo.commit("2026-01-02", {})
        notes = [[path for path, _ in revision.note_oids] for revision in revisions_of(repo)]
        assert notes == [["legal/changes/privacy/first.md"], []]

    @pytest.mark.parametrize("slug", ["privacy", "privacy.pt-br"])
    def test_a_shared_note_is_for_the_languages_that_change(self, repo: GitRepo, slug: str) -> None:
        """A language's own folder comes first; a shared note reaches the languages whose text the commit touches."""
        translated = Policy(slug=slug, language="pt-BR", path="policy/privacy.pt-BR.md")
        shared, own = "policy/changes/privacy/{}.md", "policy/changes/privacy.pt-BR/{}.md"
        repo.commit("2026-01-01", {PATH: "1", translated.path: "um"})
        repo.commit("2026-01-02", {PATH: "2", translated.path: "dois", shared.format("a"): "a"})
        repo.commit("2026-01-03", {PATH: "3", shared.format("b"): "b"})
        repo.commit("2026-01-04", {PATH: "4", translated.path: "tres", shared.format("c"): "c", own.format("c"): "d"})
        repo.commit("2026-01-05", {shared.format("e"): "e"})
        found = read_revisions(open_repository(repo.path), [PRIVACY, translated])
        notes = [[path for revision in language for path, _ in revision.note_oids] for language in found]
        assert notes[0] == [shared.format(name) for name in "abce"]
        assert notes[1] == [shared.format("a"), own.format("c"), shared.format("e")]

    def test_another_policy_does_not_take_a_note_away(self, repo: GitRepo) -> None:
        """A note alone counts, whatever the same commit does to other policies."""
        terms = Policy(slug="terms", language="en", path="policy/terms.md")
        repo.commit("2026-01-01", {PATH: "one", terms.path: "one"})
        repo.commit("2026-01-02", {terms.path: "two", NOTE.format("a"): "a"})
        privacy, _ = read_revisions(open_repository(repo.path), [PRIVACY, terms])
        assert [path for path, _ in privacy[-1].note_oids] == [NOTE.format("a")]

    def test_hostile_names_cannot_forge_a_commit(self, repo: GitRepo) -> None:
        """A file name may hold any byte but NUL without being taken for something else."""
        forged = f"policy/changes/privacy/\x01{'0' * 40} 1\n:x.md"
        repo.commit("2026-01-01", {PATH: "one", forged: "n"})
        (found,) = revisions_of(repo)
        assert found.note_oids == ((forged, repo.git("rev-parse", f"HEAD:{forged}")),)
