"""A text that is taken down leaves its reason and its links in its place, and its words nowhere."""

from __future__ import annotations

import json

import pytest

from tests.acceptance.conftest import POLICY, Site, links, policy_site, policy_text, tree, versions
from tests.conftest import GitRepo

PRIVATE = "# Privacy Policy\n\nMail jane.roe@private.example, our lawyer at home, and we delete it.\n"
WITHDRAWS = "---\nwithdraws: 2025-02-01\n---\nIt named a private person.\n"


@pytest.fixture
def withdrawn(site: Site) -> Site:
    """Return a site of three versions, the text of the second of which was taken down."""
    site.repo.commit("2025-01-01", {POLICY: policy_text(0)})
    site.repo.commit("2025-02-01", {POLICY: PRIVATE})
    site.repo.commit("2025-02-02", {POLICY: policy_text(2)})
    site.build(today="2025-03-01")
    site.repo.commit("2025-03-02", {"policy/changes/privacy/order.md": WITHDRAWS})
    return site


def test_a_withdrawn_text_leaves_its_reason_in_its_place(withdrawn: Site) -> None:
    """Every address answers, none holds the text, and the hashes of the chain stay what they were."""
    before = tree(withdrawn.out)
    after = withdrawn.build(today="2025-03-02")
    assert set(before) - set(after) == set()
    assert not [path for path, content in after.items() if b"jane.roe" in content or b"lawyer at home" in content]
    for page in (
        "2025-02-01/index.html",
        "2025-02-01/policy.md",
        "2025-02-01/changes/index.html",
        "since/2025-02-01/index.html",
    ):
        assert b"It named a private person." in after[f"privacy/{page}"]
    assert b"Applied on" in after["privacy/2025-02-01/index.html"], "a reader who was sent here learns when it counted"
    old, new = (json.loads(files["privacy/manifest.json"])["versions"] for files in (before, after))
    assert [entry["chain_sha256"] for entry in new] == [entry["chain_sha256"] for entry in old]
    assert [entry["text_sha256"] for entry in new] == [entry["text_sha256"] for entry in old]
    assert new[1]["withdrawn"]["on"] == "2025-03-02"
    assert b"the text of the version of 1 February 2025 was taken down" in after["privacy/feed.xml"]
    assert withdrawn.beside("cold").build(today="2025-03-02") == after
    assert "text taken down on 2025-03-02" in withdrawn.run(name="log", today="2025-03-02").stdout


def test_a_withdrawn_text_may_be_purged_from_git(withdrawn: Site) -> None:
    """Where even the history lost the text, hashes and links stay as they were, and the build says what happened."""
    before = withdrawn.build(today="2025-03-02")
    repo = withdrawn.repo
    repo.git("reset", "--quiet", "--hard", "HEAD~3")
    repo.commit("2025-02-01", {POLICY: "# Privacy Policy\n\nPurged.\n"})
    repo.commit("2025-02-02", {POLICY: policy_text(2)})
    repo.commit("2025-03-02", {"policy/changes/privacy/order.md": WITHDRAWS})
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "--quiet", "--prune=now")
    done = withdrawn.run(today="2025-03-03")
    assert "version 2025-02-01 was published from commit" in done.stderr
    after = tree(withdrawn.out)
    assert versions(after) == ["2025-02-02", "2025-02-01", "2025-01-01"]
    assert links(after) == links(before)
    repo.commit("2025-03-04", {POLICY: policy_text(4)})
    assert links(withdrawn.build(today="2025-03-05"))[1:] == links(before)


def test_a_withdrawal_may_withhold_the_note(site: Site) -> None:
    """Where the note holds the secret too, nothing public says its words any more; its link in the chain stays."""
    named = "---\nclass: minor\n---\nJane Roe of 4 Elm Road is named.\n\n## What you can do\n\nCall Jane Roe.\n"
    site.repo.commit("2025-01-01", {POLICY: policy_text(0)})
    site.repo.commit("2025-02-01", {POLICY: PRIVATE, "policy/changes/privacy/a.md": named})
    site.repo.commit("2025-02-02", {POLICY: policy_text(2)})
    before = site.build(today="2025-03-01")
    withholds = WITHDRAWS.replace("---\nIt", "withholds: note\n---\nIt")
    site.repo.commit("2025-03-02", {"policy/changes/privacy/order.md": withholds})
    after = site.build(today="2025-03-02")
    assert set(before) - set(after) == set()
    assert [path for path, content in before.items() if b"Jane Roe" in content]
    assert not [path for path, content in after.items() if b"Jane" in content or b"Elm Road" in content]
    assert links(after) == links(before)
    assert site.run(name="verify", today="2025-03-02").returncode == 0
    entry = json.loads(after["privacy/manifest.json"])["versions"][1]
    assert (entry["class"], entry["withdrawn"]["note"]) == ("minor", "withheld")


def test_what_readers_can_do_outlives_the_note_that_said_it(site: Site) -> None:
    """Below its reason a withdrawing note says again which choices there are; the chain stays as it was."""
    coming = "---\nclass: material\neffective: 2025-04-01\n---\n"
    site.repo.commit("2025-01-01", {POLICY: policy_text(0)})
    note = f"{coming}Jane Roe decides.\n\n## What you can do\n\nCall Jane Roe by 1 April.\n"
    site.repo.commit("2025-02-01", {POLICY: PRIVATE, "policy/changes/privacy/a.md": note})
    site.repo.commit("2025-02-02", {POLICY: policy_text(2), "policy/changes/privacy/b.md": f"{coming}We decide.\n"})
    before = site.build(today="2025-02-02")
    withholds = WITHDRAWS.replace("---\nIt", "withholds: note\n---\nIt")
    order = {"policy/changes/privacy/order.md": f"{withholds}\n## What you can do\n\nCall us by 1 April.\n"}
    site.repo.commit("2025-03-02", order)
    after = site.build(today="2025-03-02")
    assert not [path for path, content in after.items() if b"Jane" in content]
    assert links(after) == links(before)
    entry = json.loads(after["privacy/manifest.json"])["versions"][1]
    assert (entry["summary_text"], entry["what_you_can_do_text"]) == ("", "Call us by 1 April.")
    assert entry["withdrawn"]["reason_text"] == "It named a private person."
    for page in ("", "changes/"):
        assert b"<p>Call us by 1 April.</p>" in after[f"privacy/2025-02-01/{page}index.html"]
    assert site.build(today="2025-03-03")["privacy/manifest.json"] == after["privacy/manifest.json"]


def test_what_applies_is_not_withdrawn(site: Site) -> None:
    """A text that nothing has replaced stays: the note is told as an oddity, and the check refuses it."""
    site.repo.commit("2025-01-01", {POLICY: policy_text(0)})
    site.repo.commit("2025-02-01", {POLICY: policy_text(1)})
    site.build(today="2025-03-01")
    site.repo.commit("2025-03-02", {"policy/changes/privacy/order.md": WITHDRAWS})
    done = site.run(today="2025-03-02")
    assert (done.returncode, "withdraws nothing" in done.stderr) == (0, True)
    assert b"Withdrawn" not in tree(site.out)["privacy/2025-02-01/index.html"]


def test_a_note_of_withdrawal_that_is_spoilt_later_brings_no_text_back(withdrawn: Site) -> None:
    """What it said when it could be read holds: an edit that cannot be read uncovers nothing."""
    withdrawn.build(today="2025-03-02")
    spoilt = {"policy/changes/privacy/order.md": WITHDRAWS.replace("2025-02-01", "2025-02-1")}
    withdrawn.repo.commit("2025-03-04", spoilt)
    for built in (withdrawn, withdrawn.beside("cold")):
        after = built.build(today="2025-03-05")
        assert not [path for path, content in after.items() if b"jane.roe" in content]


LEAK = {POLICY: PRIVATE, "policy/changes/privacy/leak.md": "---\nclass: material\n---\nJane Roe decides.\n"}
Commits = list[tuple[str, dict[str, str | None]]]


@pytest.mark.parametrize(
    ("published", "purged"),
    [
        pytest.param(
            [("2025-01-01", {POLICY: policy_text(0)}), ("2025-02-01", LEAK), ("2025-02-02", {POLICY: policy_text(2)})],
            [("2025-01-01", {POLICY: policy_text(0)}), ("2025-02-02", {POLICY: policy_text(2)})],
            id="the commit is dropped",
        ),
        pytest.param(
            [("2025-01-01", {POLICY: policy_text(0)}), ("2025-02-01", LEAK), ("2025-02-01", {POLICY: policy_text(2)})],
            [("2025-01-01", {POLICY: policy_text(0)}), ("2025-02-01", {POLICY: policy_text(2)})],
            id="the text in its place came on the same day",
        ),
        pytest.param(
            [("2025-01-01", {POLICY: policy_text(0)}), ("2025-02-01", LEAK), ("2025-02-02", {POLICY: policy_text(2)})],
            [
                ("2025-01-01", {POLICY: policy_text(0)}),
                ("2025-02-01", LEAK | {POLICY: None}),
                ("2025-02-02", {POLICY: policy_text(2)}),
            ],
            id="the file is stripped from the commit",
        ),
        pytest.param(
            [("2025-01-01", {POLICY: policy_text(0)}), ("2025-02-01", LEAK), ("2025-02-02", {POLICY: policy_text(0)})],
            [("2025-01-01", {POLICY: policy_text(0)})],
            id="the text before it was put back, which is no change any more",
        ),
        pytest.param(
            [("2025-02-01", LEAK), ("2025-02-02", {POLICY: policy_text(2)})],
            [("2025-02-02", {POLICY: policy_text(2)})],
            id="it was the first",
        ),
    ],
)
def test_a_purge_may_drop_the_commit_of_a_withdrawn_text(site: Site, published: Commits, purged: Commits) -> None:
    """Whatever a purge leaves of it, the place of a text that a note takes down stays, and so do those around it."""
    order: Commits = [("2025-03-02", {"policy/changes/privacy/order.md": WITHDRAWS})]
    for day, files in (*published, *order):
        site.repo.commit(day, files)
    before = site.build(today="2025-03-02")
    clean = GitRepo(site.repo.path.with_name("clean"))
    for day, files in (*purged, *order):
        clean.commit(day, files)
    after = Site(clean, site.out, site.cache).build(today="2025-03-03")
    assert (links(after), set(before) - set(after)) == (links(before), set())
    texts = [path for path in before if path.endswith(("/policy.md", "/policy.txt"))]
    assert [after[path] for path in texts] == [before[path] for path in texts]
    about = [json.loads(files["privacy/2025-02-01/changes.json"]) for files in (before, after) if len(published) > 2]
    assert len({each["newer_text_sha256"] for each in about}) <= 1
    assert (
        b"Nothing that a reader can see changed" not in after["privacy/feed.xml"] + after["privacy/history/index.html"]
    )
    verified = Site(clean, site.out, site.cache).run(name="verify", today="2025-03-03")
    assert verified.returncode == 0, verified.stderr
    clean.commit("2025-03-04", {POLICY: policy_text(4)})
    assert links(Site(clean, site.out, site.cache).build(today="2025-03-05"))[1:] == links(before)


def test_a_purge_may_come_before_the_withdrawal_is_published(withdrawn: Site) -> None:
    """Whoever finds a secret purges first: the note then takes down what only the record still tells of."""
    clean = GitRepo(withdrawn.repo.path.with_name("clean"))
    clean.commit("2025-01-01", {POLICY: policy_text(0)})
    clean.commit("2025-02-02", {POLICY: policy_text(2)})
    again = Site(clean, withdrawn.out, withdrawn.cache)
    refused = again.run(today="2025-03-02")
    assert refused.returncode == 1
    assert "`withdraws: 2025-02-01`" in refused.stderr
    clean.commit("2025-03-02", {"policy/changes/privacy/order.md": WITHDRAWS})
    before = tree(withdrawn.out)
    after = again.build(today="2025-03-02")
    assert (links(after), set(before) - set(after)) == (links(before), set())
    assert not [path for path, content in after.items() if b"jane.roe" in content]


def test_the_newest_text_may_be_purged_in_its_place(site: Site) -> None:
    """What git holds instead is public, in place of the secret, from the day of the note that takes that down."""
    site.repo.commit("2025-01-01", {POLICY: policy_text(0)})
    site.repo.commit("2025-02-01", {POLICY: PRIVATE})
    before = site.build(today="2025-02-01")
    clean = GitRepo(site.repo.path.with_name("clean"))
    clean.commit("2025-01-01", {POLICY: policy_text(0)})
    clean.commit("2025-02-01", {POLICY: PRIVATE.replace("jane.roe@private.example", "us")})
    clean.commit("2025-02-03", {"policy/changes/privacy/order.md": WITHDRAWS})
    again = Site(clean, site.out, site.cache)
    after = again.build(today="2025-02-03")
    assert (versions(after)[0], links(after)[1:]) == ("2025-02-03", links(before))
    assert not [path for path, content in after.items() if b"jane.roe" in content]
    assert set(before) <= set(after)
    assert again.build(today="2025-02-05") == after
    clean.commit("2025-02-09", {POLICY: policy_text(3)})
    assert links(again.build(today="2025-02-09"))[1:] == links(after)


def test_a_text_may_come_with_the_note_that_takes_the_one_before_down(site: Site) -> None:
    """One merge is enough for a secret in the newest text, where the new one applies at once."""
    repo = site.repo
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    repo.commit("2025-02-01", {POLICY: PRIVATE})
    before = site.build(today="2025-02-01")
    declares = "---\nclass: minor\neffective: 2025-02-20\n---\nWe name nobody.\n"
    for path, content in {POLICY: policy_text(0), "policy/changes/privacy/order.md": WITHDRAWS}.items():
        repo.write(path, content)
    note = repo.write("policy/changes/privacy/a.md", declares)
    asked = ("check", "--base", "HEAD", "--today", "2025-02-03")
    assert "withdraw-in-use" in policy_site(*asked, cwd=repo.path).stdout
    note.write_text(declares.replace("effective: 2025-02-20\n", ""))
    said = policy_site(*asked, cwd=repo.path).stdout
    assert "withdrawn  the text of version 2025-02-01" in said
    assert "withdraw-in-use" not in said
    repo.commit("2025-02-03", {})
    after = site.build(today="2025-02-03")
    assert (links(after)[1:], set(before) - set(after)) == (links(before), set())
    assert not [path for path, content in after.items() if b"jane.roe" in content]
