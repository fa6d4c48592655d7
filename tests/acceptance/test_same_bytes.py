"""However a site came about, it is the same site."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.acceptance.conftest import POLICY, PROGRAM, ROOT, Site, policy_text, process, publish, tree


def stamps(folder: Path) -> dict[str, int]:
    return {path.as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_two_builds_from_nothing_give_the_same_bytes(site: Site) -> None:
    """Nothing in a site depends on the moment, the process or the order in which sets are walked."""
    publish(site.repo, 5)
    assert site.build() == site.beside("again").build()


def test_two_processes_make_what_one_makes(site: Site) -> None:
    """How the work is shared changes no byte."""
    publish(site.repo, 50)
    options = ("--redlines", "changes")
    assert site.build(*options, "--jobs", "2") == site.beside("one").build(*options, "--jobs", "1")


def test_an_added_version_gives_what_a_build_from_nothing_gives(site: Site) -> None:
    """An incremental build is told from a cold one by its speed alone, and touches no page that stays the same."""
    publish(site.repo, 4)
    site.build()
    first = site.out / "privacy/2010-01-15/index.html"
    before = first.stat().st_mtime_ns
    publish(site.repo, 1, first=4)
    after = site.build()
    assert after == site.beside("cold").build()
    assert "privacy/2010-05-15/changes/index.html" in after
    assert {"privacy/2010-02-15..2010-05-15/index.html", "privacy/2010-02-15..2010-04-15/index.html"} <= set(after)
    assert first.stat().st_mtime_ns == before


def test_a_rewritten_history_leaves_nothing_of_the_old_one(site: Site) -> None:
    """Where a person means it, a force-push takes the versions that are gone off the site."""
    publish(site.repo, 4)
    site.build()
    site.repo.git("reset", "--quiet", "--hard", "HEAD~2")
    site.repo.commit("2010-03-20", {POLICY: "# Privacy Policy\n\nOther words.\n"})
    after = site.build("--replace-published")
    assert after == site.beside("cold").build()
    assert not any("2010-04-15" in path for path in after)


def test_a_history_that_comes_back_finds_its_pages_right(site: Site) -> None:
    """What the cache keeps of one history is never taken for another's: anchors follow from all texts before."""
    publish(site.repo, 3)
    before = site.build()
    tip = site.repo.head()
    site.repo.git("checkout", "--quiet", "--orphan", "other")
    site.repo.commit("2009-01-01", {POLICY: "# Privacy Policy\n\n## Contact, and how to reach us\n\nWrite.\n"})
    site.repo.commit("2009-02-01", {POLICY: policy_text(0)})
    site.build("--branch", "other", "--replace-published")
    assert tree(site.out) == site.beside("cold").build("--branch", "other")
    site.repo.git("checkout", "--quiet", tip)
    assert site.build("--branch", "main", "--replace-published") == before


def test_a_changed_template_changes_its_pages(site: Site, tmp_path: Path) -> None:
    """An edited template or source of the program makes every page anew, as if no earlier site were there."""
    publish(site.repo, 3)
    before = site.build()
    other = tmp_path / "program"
    for name in ("site_gen", "templates", "schemas"):
        shutil.copytree(ROOT / name, other / name, ignore=shutil.ignore_patterns("__pycache__"))
    template = other / "templates/site/base.html"
    template.write_text(template.read_text(encoding="utf-8").replace("</body>", "<p>New</p></body>"), encoding="utf-8")
    assert process([*PROGRAM, *site.words()], cwd=tmp_path, root=other).returncode == 0
    warm = tree(site.out)
    assert process([*PROGRAM, *site.beside("cold").words()], cwd=tmp_path, root=other).returncode == 0
    assert warm == tree(site.beside("cold").out)
    assert all(b"<p>New</p>" in content for path, content in warm.items() if path.endswith(".html"))
    assert site.build() == before


def test_nothing_changed_writes_nothing(site: Site) -> None:
    """A build that finds its site says so and leaves every file and folder alone."""
    publish(site.repo, 3)
    site.build()
    before = stamps(site.out)
    done = site.run()
    assert done.stdout.startswith("Nothing has changed")
    assert stamps(site.out) == before


@pytest.mark.parametrize("damage", ["deleted", "cut short", "one letter changed", "folder gone"])
def test_what_is_damaged_comes_back(site: Site, damage: str) -> None:
    """A file of ours that is gone, or that somebody wrote to, is made anew, and no other."""
    publish(site.repo, 3)
    before = site.build()
    page = site.out / "privacy/2010-02-15/changes/index.html"
    if damage == "folder gone":
        shutil.rmtree(page.parent)
    elif damage == "one letter changed":
        page.write_bytes(page.read_bytes().replace(b"months", b"monthz", 1))
    elif damage == "deleted":
        page.unlink()
    else:
        os.truncate(page, 100)
    kept = (site.out / "privacy/2010-02-15/index.html").stat().st_mtime_ns
    assert site.build() == before
    assert (site.out / "privacy/2010-02-15/index.html").stat().st_mtime_ns == kept


def test_only_the_redlines_asked_for_are_there(site: Site) -> None:
    """`--redlines` says which comparisons a site has; nothing names another, and going back removes them."""
    publish(site.repo, 4)
    every = site.build()
    assert sum(".." in path for path in every) == 6
    assert sum("/since/" in path for path in every) == 4
    fewer = site.run("--redlines", "changes")
    assert (fewer.returncode, "addresses would vanish" in fewer.stderr) == (1, True)
    neighbours = site.build("--redlines", "changes", "--replace-published")
    assert not any(".." in path or "/since/" in path for path in neighbours)
    assert "privacy/2010-02-15/changes/index.html" in neighbours
    none = site.build("--redlines", "none", "--replace-published")
    assert not any("changes" in path and not path.startswith("schemas/") for path in none)
    assert not any(b'changes/index.html"' in content for content in none.values())
    assert b"/changes/" not in none["privacy/feed.xml"] + none["privacy/manifest.json"]
    assert site.build() == every


def test_a_day_decides_what_is_in_force(site: Site) -> None:
    """A version is upcoming until its day: on that day the pages change without a commit."""
    publish(site.repo, 1)
    note = "---\neffective: 2010-06-01\nclass: material\n---\nLonger.\n"
    site.repo.commit("2010-02-15", {POLICY: policy_text(1), "policy/changes/privacy/longer.md": note})
    before = site.build(today="2010-05-31")
    assert b"Not in force yet" in before["privacy/2010-02-15/index.html"]
    assert b"for 1 months" in before["privacy/index.html"]
    after = site.build(today="2010-06-01")
    assert after == site.beside("cold").build(today="2010-06-01")
    assert b"for 2 months" in after["privacy/index.html"]
    assert b"Longer." in after["privacy/2010-02-15/changes/index.html"]


def test_versions_of_one_day_have_an_address_each(site: Site) -> None:
    """The second version of a day gets a number; the first keeps its address."""
    for number in range(3):
        site.repo.commit(f"2010-01-15T1{number}:00:00+00:00", {POLICY: policy_text(number)})
    found = site.build()
    for number, version in enumerate(("2010-01-15", "2010-01-15-2", "2010-01-15-3")):
        assert found[f"privacy/{version}/policy.md"].decode() == policy_text(number)
