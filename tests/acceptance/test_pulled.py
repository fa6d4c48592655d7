"""A pull that is pushed takes published commits off git's first parents; nothing that was published goes with them."""

from __future__ import annotations

import json
import subprocess

from tests.acceptance.conftest import POLICY, Site, links, policy_site, policy_text, tree, versions
from tests.conftest import GitRepo

TERMS = "policy/terms.md"
LISTED = '[[policy]]\npath = "policy/privacy.md"\n[[policy]]\npath = "policy/terms.md"\n'
WITHDRAWS = "---\nwithdraws: 2025-03-01\n---\nIt named a private person.\n"


def pulled(site: Site) -> None:
    """Publish three versions, then let a colleague's merge take two of them off the line of first parents."""
    repo = site.repo
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    colleague = GitRepo(repo.path.with_name("colleague"))
    colleague.git("pull", "--quiet", str(repo.path), "main")
    colleague.commit("2025-02-01", {"elsewhere.txt": "x"})
    repo.commit("2025-03-01", {POLICY: policy_text(1)})
    repo.commit("2025-04-01", {POLICY: policy_text(2)})
    site.build(today="2025-07-02")
    colleague.git("pull", "--quiet", "--no-rebase", "--no-edit", str(repo.path), "main", on="2025-07-01")
    repo.git("pull", "--quiet", "--ff-only", str(colleague.path), "main")


def test_a_merge_that_reorders_the_line_unpublishes_nothing(site: Site) -> None:
    """Published versions keep ids, days and pages from the record; what comes after is told as before.

    Only the manifest says one thing more: by which commit its line left git's first parents.
    """
    pulled(site)
    before = tree(site.out)
    merged = site.build(today="2025-07-02")
    own, now = (json.loads(files["privacy/manifest.json"]) for files in (before, merged))
    assert now.pop("line_through") == [own["source_commit"]]
    assert (now, merged) == (own, before | {"privacy/manifest.json": merged["privacy/manifest.json"]})
    site.repo.commit("2025-08-01", {POLICY: policy_text(3)})
    after = site.build(today="2025-08-02")
    assert versions(after) == ["2025-08-01", "2025-04-01", "2025-03-01", "2025-01-01"]
    assert set(before) - set(after) == set()
    assert site.beside("elsewhere").build("--published", site.out, today="2025-08-02") == after
    assert site.run(name="verify", today="2025-08-02").returncode == 0


def test_without_a_record_the_same_merge_loses_them(site: Site) -> None:
    """The control: a build that is not told what is published can only read git's first parents."""
    pulled(site)
    alone = site.beside("alone").build(today="2025-07-02")
    assert versions(alone) == ["2025-07-01", "2025-01-01"]


def test_without_a_record_the_build_says_what_it_cannot_know(site: Site) -> None:
    """A merge that looks like a pull is named by its commit, with the way to the days that only the site knows."""
    pulled(site)
    done = site.beside("alone").run(today="2025-07-02")
    assert done.returncode == 0
    assert f"(commit {site.repo.head()[:12]}): this merge brought 2 commits of it" in done.stderr
    other = GitRepo(site.repo.path.with_name("other"))
    other.git("fetch", "--quiet", str(site.repo.path), "main")
    other.git("reset", "--quiet", "--hard", "FETCH_HEAD^1^1")
    other.commit("2025-02-02", {"beside.txt": "y"})
    other.git("pull", "--quiet", "--no-rebase", "--no-edit", str(site.repo.path), "main", on="2025-07-02")
    site.repo.git("pull", "--quiet", "--ff-only", str(other.path), "main")
    done = site.beside("again").run(today="2025-07-03")
    assert f"(commit {site.repo.head()[:12]}): this merge brought 2 commits of it" in done.stderr
    assert "--published" in done.stderr
    assert "this merge" not in site.run(today="2025-07-02").stderr


def test_what_a_clone_held_before_the_merge_was_not_public(site: Site) -> None:
    """A colleague's own change to the policy is published on the day of the merge that brings it, not before."""
    repo = site.repo
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    colleague = GitRepo(repo.path.with_name("colleague"))
    colleague.git("pull", "--quiet", str(repo.path), "main")
    colleague.commit("2025-02-01", {POLICY: policy_text(0) + "\nA draft.\n"})
    repo.commit("2025-03-01", {POLICY: "# Privacy Policy, shortly\n\n" + policy_text(0).partition("\n\n")[2]})
    site.build(today="2025-07-02")
    colleague.git("pull", "--quiet", "--no-rebase", "--no-edit", str(repo.path), "main", on="2025-07-01")
    repo.git("pull", "--quiet", "--ff-only", str(colleague.path), "main")
    assert versions(site.build(today="2025-07-02")) == ["2025-07-01", "2025-03-01", "2025-01-01"]


def test_a_policy_that_came_and_ended_off_the_line_stays(site: Site) -> None:
    """What policy.toml lists is found where it was published, by every command; nobody is told that it never was."""
    repo = site.repo
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    colleague = GitRepo(repo.path.with_name("colleague"))
    colleague.git("pull", "--quiet", str(repo.path), "main")
    colleague.commit("2025-02-01", {"elsewhere.txt": "x"})
    repo.commit("2025-03-01", {TERMS: "# Terms\n\nWe may bill you.\n"})
    repo.commit("2025-04-01", {TERMS: None, "policy/policy.toml": LISTED})
    before = site.build(today="2025-04-01")
    colleague.git("pull", "--quiet", "--no-rebase", "--no-edit", str(repo.path), "main", on="2025-07-01")
    repo.git("pull", "--quiet", "--ff-only", str(colleague.path), "main")
    assert set(before) <= set(site.build(today="2025-07-02"))
    assert "ended on 2025-04-01" in site.run(name="log").stdout
    assert "--published and the site's address" in site.beside("alone").run().stderr
    repo.write(POLICY, policy_text(0) + "\n")
    assert policy_site("check", "--base", "HEAD", cwd=repo.path).returncode == 0


def test_a_version_off_the_line_is_withdrawn_and_purged(site: Site) -> None:
    """The check takes a note that names it, and the build finds the line again where a purge renamed every commit."""
    pulled(site)
    before = site.build(today="2025-07-02")
    site.repo.write("policy/changes/privacy/order.md", WITHDRAWS)
    check = policy_site("check", "--base", "HEAD", "--today", "2025-07-03", cwd=site.repo.path)
    assert "withdrawn  the text of version 2025-03-01" in check.stdout
    assert check.returncode == 0
    site.repo.commit("2025-07-03", {})
    assert links(site.build(today="2025-07-03")) == links(before)
    purged = _without(site.repo, b"data for 2 months", b"data for 9 months")
    after = Site(purged, site.out, site.cache).build(today="2025-07-04")
    assert (versions(after), links(after)) == (versions(before), links(before))


def test_a_purge_may_come_before_the_pull_is_built(site: Site) -> None:
    """Where no build told of the pull yet, the days tell on which line the published versions are."""
    repo = site.repo
    pulled(site)
    before = tree(site.out)
    repo.commit("2025-07-03", {"policy/changes/privacy/order.md": WITHDRAWS})
    purged = _without(repo, b"data for 2 months", b"data for 9 months")
    after = Site(purged, site.out, site.cache).build(today="2025-07-04")
    assert (versions(after), links(after)) == (versions(before), links(before))


def test_a_version_off_the_line_is_postponed(site: Site) -> None:
    """`note --postpone` finds an announced version that only what is published still tells of."""
    pulled(site)
    colleague, repo = GitRepo(site.repo.path.with_name("other")), site.repo
    colleague.git("pull", "--quiet", str(repo.path), "main")
    colleague.commit("2025-08-01", {"more.txt": "x"})
    note = {"policy/changes/privacy/a.md": "---\nclass: minor\neffective: 2025-12-01\n---\nMore.\n"}
    repo.commit("2025-08-02", note | {POLICY: policy_text(3)})
    site.build(today="2025-08-02")
    colleague.git("pull", "--quiet", "--no-rebase", "--no-edit", str(repo.path), "main", on="2025-09-01")
    repo.git("pull", "--quiet", "--ff-only", str(colleague.path), "main")
    asked = ("--postpone", "2025-08-02", "--until", "2026-01-15", "--today", "2025-09-02")
    done = policy_site("note", *asked, "--base", "HEAD", cwd=repo.path)
    assert done.returncode == 0, done.stderr
    repo.commit("2025-09-02", {done.stdout.strip(): "---\npostpones: 2025-08-02\neffective: 2026-01-15\n---\nLate.\n"})
    entries = json.loads(site.build(today="2025-09-02")["privacy/manifest.json"])["versions"]
    assert {each["version_id"]: each["effective_on"] for each in entries}["2025-08-02"] == "2026-01-15"


def _without(repo: GitRepo, word: bytes, other: bytes) -> GitRepo:
    """Return the history without a word, as a purge leaves it: every commit since has another name."""
    assert len(word) == len(other)
    said = subprocess.run(["git", "fast-export", "--all"], cwd=repo.path, capture_output=True, check=True).stdout
    purged = GitRepo(repo.path.with_name("purged"))
    subprocess.run(["git", "fast-import", "--quiet"], cwd=purged.path, input=said.replace(word, other), check=True)
    purged.git("reset", "--quiet", "--hard", "main")
    return purged
