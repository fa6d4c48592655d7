"""What was published stays: history and record are read, and what nobody declared is refused."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from site_gen.cli import main
from tests.acceptance.conftest import POLICY, Site, links, policy_text, served, tree, versions
from tests.conftest import GitRepo


@pytest.fixture
def published(site: Site) -> Site:
    """Return a site of two versions."""
    site.repo.commit("2025-01-01", {POLICY: policy_text(0)})
    site.repo.commit("2025-02-01", {POLICY: policy_text(1)})
    site.build(today="2025-03-01")
    return site


def plain(page: bytes) -> str:
    """Return a page's words, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page.decode())).split())


def test_a_published_file_whose_name_makes_it_a_draft_is_named(published: Site) -> None:
    """What was listed, or what an earlier release took by its name, is refused with the entry that keeps its pages."""
    draft, entry = "policy/privacy.draft.md", '[[policy]]\npath = "{}"\n'
    listed = entry.format(POLICY) + entry.format(draft) + 'slug = "privacy.draft"\n'
    published.repo.commit("2025-03-02", {draft: policy_text(2), "policy/policy.toml": listed})
    published.build(today="2025-03-02")
    published.repo.commit("2025-03-03", {"policy/policy.toml": None})
    said = published.run(today="2025-03-03").stderr
    assert f'beside all others, with path = "{draft}" and slug = "privacy.draft"' in said


def amended(repo: GitRepo) -> None:
    repo.write(POLICY, policy_text(5))
    repo.git("commit", "--quiet", "--all", "--amend", "--message=Again", on="2025-02-01")


def reset(repo: GitRepo) -> None:
    repo.git("reset", "--quiet", "--hard", "HEAD~1")


def dated_anew(repo: GitRepo) -> None:
    repo.git("commit", "--quiet", "--amend", "--message=Again", on="2025-02-20")


def reclassified(repo: GitRepo) -> None:
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    note = "---\nclass: material\neffective: 2026-01-01\n---\nIn short.\n"
    repo.commit("2025-02-01", {POLICY: policy_text(1), "policy/changes/privacy/x.md": note})


def rewritten_elsewhere(repo: GitRepo) -> None:
    listed = '[[policy]]\npath = "docs/privacy.md"\n'
    text = "# Privacy\n\nNothing of what was there.\n"
    repo.commit("2025-02-20", {POLICY: None, "docs/privacy.md": text, "policy/policy.toml": listed})


def in_another_zone(repo: GitRepo) -> None:
    repo.commit("2025-02-02", {"policy/policy.toml": '[organisation]\ntime_zone = "Pacific/Kiritimati"\n'})


@pytest.mark.parametrize(
    ("rewrite", "words"),
    [
        (amended, ["version 2025-02-01: would get a different text", "amended commit", "git merge"]),
        (reset, ["version 2025-02-01: would vanish", "is older than what is published", "1 commit newer"]),
        (dated_anew, ["version 2025-02-01: would vanish", "the history was rewritten"]),
        (reclassified, ["announced for 2025-02-01, and would say 2026-01-01", "the history was rewritten"]),
        (rewritten_elsewhere, ["version 2025-01-01: would vanish", "took another file's place", "formerly"]),
        (in_another_zone, ["version 2025-01-01: would vanish", "read differently", "time zone"]),
    ],
)
def test_a_published_version_never_changes_without_a_word(published: Site, rewrite: object, words: list[str]) -> None:
    """What would change is named with its cause and the way out, and nothing is touched; a person may mean it."""
    before = tree(published.out)
    assert callable(rewrite)
    rewrite(published.repo)
    refused = published.run(today="2025-03-01")
    assert refused.returncode == 1
    for each in words:
        assert each in refused.stderr
    assert tree(published.out) == before
    elsewhere = published.beside("elsewhere").run("--published", published.out, today="2025-03-01")
    assert (elsewhere.returncode, elsewhere.stderr[:60]) == (1, refused.stderr[:60])
    published.build("--replace-published", today="2025-03-01")


def test_verify_of_another_policy_says_that_it_is_another(published: Site) -> None:
    """A site that publishes what was not asked about is no altered one."""
    published.repo.commit("2025-02-15", {"policy/terms.md": policy_text(0)})
    told = published.run("--policy", "policy/terms.md", name="verify", today="2025-03-01").stderr
    assert re.search(
        r"^from the repository, the policy at /privacy/ would vanish with \d published versions?$", told, re.MULTILINE
    )
    assert "--policy, names no policy for that address" in told


def test_verify_says_the_cause_and_the_way_out_apart(published: Site) -> None:
    """Where the repository lacks what is published, each has a sentence and a line of its own."""
    reset(published.repo)
    told = published.run(name="verify", today="2025-03-01").stderr.splitlines()
    assert told[-2].startswith("Why: commit ")
    assert told[-1].startswith("What to do: build the newest commit of the publishing branch")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"text_sha256": "', '"text_sha256": "00', "does not have the SHA-256 that is published"),
        ('"version_id": "2025-01-01"', '"version_id": "2024-01-01"', "privacy/2024-01-01"),
    ],
)
def test_a_manifest_that_was_written_to_is_never_blessed(published: Site, old: str, new: str, words: str) -> None:
    """Verify names the version, says how to find out which copy is right, and offers nothing that would hide it."""
    place = published.out / "privacy/manifest.json"
    manifest = place.read_text(encoding="utf-8")
    place.write_text(manifest.replace(old, new, 1), encoding="utf-8")
    done = published.run(name="verify", today="2025-03-01")
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert "was altered after it was built" in done.stderr
    assert "policy-site build --out FOLDER" in done.stderr
    assert "replace-published" not in done.stderr


def test_a_text_that_came_back_names_every_time_that_it_applied(site: Site) -> None:
    """Of three versions of which the last reads as the first, each of the two names the other's days."""
    for day, number in (("2025-01-01", 0), ("2025-02-01", 1), ("2025-03-01", 0)):
        site.repo.commit(day, {POLICY: policy_text(number)})
    built = site.build(today="2025-04-01")
    first, last = (plain(built[f"privacy/{day}/index.html"]) for day in ("2025-01-01", "2025-03-01"))
    assert "The same text applies from 1 March 2025 on, as the version of 1 March 2025." in first
    assert "The same text applied from 1 January 2025 until 31 January 2025, as the version of 1 January 2025." in last


def test_a_build_for_an_earlier_day_unsays_nothing(published: Site) -> None:
    """What was published since, a text taken down and an end stay so, and the day is named as the cause."""
    published.repo.commit("2025-03-02", {"policy/changes/privacy/w.md": "---\nwithdraws: 2025-01-01\n---\nA court.\n"})
    published.repo.commit(
        "2025-03-04", {POLICY: None, "policy/changes/privacy/e.md": "---\nends: policy\n---\nClosed.\n"}
    )
    before = published.build(today="2025-03-05")
    for day, words in (
        ("2025-01-15", "2025-02-01: would vanish: it was published on 2025-02-01"),
        ("2025-03-01", "2025-01-01: was taken down on 2025-03-02, and its text would be shown again"),
        ("2025-03-03", "the policy ended on 2025-03-04, and would stand as if it had not"),
    ):
        done = published.run(today=day)
        assert (done.returncode, words in done.stderr, "build for 2025-03-04 or a later day" in done.stderr) == (
            1,
            True,
            True,
        )
    assert tree(published.out) == before


def test_a_policy_that_ended_is_listed_and_missed(published: Site) -> None:
    """`log` tells of it beside the others, and a build that no record tells of it names the way to keep it."""
    published.repo.commit("2025-03-04", {POLICY: None, "policy/terms.md": "# Terms\n\nBe kind to each other.\n"})
    lines = published.run(name="log", today="2025-03-05").stdout.splitlines()
    assert [line.split()[3:-2] for line in lines if " effective " in line] == [
        ["in", "force"],
        ["ended"],
        ["superseded"],
    ]
    assert lines[-1] == "  ended on 2025-03-04"
    cold = published.beside("cold").run(today="2025-03-05")
    assert (cold.returncode, f"{POLICY}: is gone, and was a policy once" in cold.stderr) == (0, True)
    assert "was a policy once" not in published.run(today="2025-03-05").stderr


def test_the_last_policy_may_go_and_come_back(published: Site) -> None:
    """Where its file is deleted its pages say so; where it was only moved, nothing says that it ended."""
    published.repo.commit("2025-03-02", {POLICY: None})
    gone = published.build(today="2025-03-03")
    assert b"This policy ended on" in gone["privacy/index.html"]
    cold = published.beside("cold").run(today="2025-03-03")
    assert (cold.returncode, f"--policy {POLICY}" in cold.stderr) == (1, True)
    published.repo.commit("2025-03-04", {POLICY: policy_text(1)})
    back = published.build(today="2025-03-05")
    assert b"This policy ended on" not in back["privacy/index.html"]
    timeline, page = (plain(back[f"privacy/{name}/index.html"]) for name in ("history", "2025-02-01"))
    assert "4 March 2025: The policy came back as it was. 2 March 2025: The policy ended." in timeline
    assert "Applies since 4 March 2025, and before from 1 February 2025 to 1 March 2025" in timeline
    assert "It applied before, from 1 February 2025 until 1 March 2025." in page
    assert "in force since 4 March 2025" in plain(back["index.html"])
    assert b"back as it was, on 4 March 2025" in back["privacy/feed.xml"]
    published.repo.commit("2025-03-06", {POLICY: None, "legal/privacy.md": policy_text(1)})
    moved = published.run(today="2025-03-07")
    assert (moved.returncode, "its text is now at legal/privacy.md" in moved.stderr) == (1, True)


def test_what_a_wrong_clock_hides_is_named(repo: GitRepo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A commit of a day still to come holds back itself and all after it: the build of today says so."""
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    repo.commit("2098-01-01", {POLICY: policy_text(1)})
    ahead = repo.head()
    repo.commit("2095-02-01", {POLICY: policy_text(2)})
    where = [
        "--repo",
        str(repo.path),
        "--out",
        str(tmp_path / "site"),
        "--cache",
        str(tmp_path / "cache"),
        "--jobs",
        "1",
    ]
    assert main(["build", *where]) == 0
    assert f"(commit {ahead[:12]}): is dated 2098-01-01, a day that is still to come" in capsys.readouterr().err


def test_an_earlier_day_takes_nothing_back(published: Site) -> None:
    """A build for a day before the last one would unpublish: it is refused."""
    refused = published.run(today="2025-01-15")
    assert refused.returncode == 1
    assert "--today" in refused.stderr


def test_a_lost_commit_can_be_made_again(published: Site) -> None:
    """The same text on the same day is the same version, whatever its commit is called."""
    text = (published.out / "privacy/2025-02-01/policy.md").read_text(encoding="utf-8")
    published.repo.git("reset", "--quiet", "--hard", "HEAD~1")
    published.repo.commit("2025-02-01", {POLICY: text}, message="Made again")
    assert versions(published.build(today="2025-03-01")) == ["2025-02-01", "2025-01-01"]


def test_the_live_site_is_a_record(published: Site) -> None:
    """A build on a clean machine compares with the address of the site; one where nothing answers is refused."""
    live = published.out.with_name("live")
    shutil.copytree(published.out, live)
    with served(live) as address:
        asked = ("--published", address, "--base-url", "https://new.example/")  # another id for a new feed
        done = published.beside("new").run(*asked, today="2025-03-01")
        assert done.returncode == 0, done.stderr
        old, new = (
            re.findall("<id>.*</id>", (place / "privacy/feed.xml").read_text(encoding="utf-8"))
            for place in (live, live.with_name("new"))
        )
        assert old == new
        amended(published.repo)
        refused = published.beside("newer").run("--published", address, today="2025-03-01")
        assert (refused.returncode, "would get a different text" in refused.stderr) == (1, True)
        wrong = published.beside("newest").run("--published", f"{address}elsewhere/", today="2025-03-01")
        assert (wrong.returncode, "publishes none of privacy" in wrong.stderr) == (1, True)


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b'{"manifest_version": 2}', b'{"manifest_version": 1}'])
def test_a_record_that_cannot_be_read_stops_the_build(published: Site, manifest: bytes) -> None:
    """Nobody can tell what is published from a damaged manifest: the build says so and touches nothing."""
    place = published.out.with_name("damaged") / "privacy/manifest.json"
    place.parent.mkdir(parents=True)
    place.write_bytes(manifest)
    refused = published.beside("new").run("--published", place.parents[1], today="2025-03-01")
    assert refused.returncode == 1
    assert str(place) in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_late_note_rewrites_no_link(site: Site) -> None:
    """What explains a version afterwards gets a link of its own; the page says how the version's own is made."""
    site.repo.commit("2025-01-01", {POLICY: policy_text(0)})
    site.repo.commit("2025-02-01", {POLICY: policy_text(1)})
    before = site.build(today="2025-03-01")
    site.repo.commit("2025-03-02", {"policy/changes/privacy/a.md": "---\nclass: minor\n---\nA month more.\n"})
    after = site.build(today="2025-03-02")
    assert links(after) == links(before)
    entry = json.loads(after["privacy/manifest.json"])["versions"][0]
    assert (entry["class"], entry["summary_text"], entry["explained"]["on"]) == ("minor", "A month more.", "2025-03-02")
    page = html.unescape(after["privacy/2025-02-01/index.html"].decode())
    command = re.search(r"\{ jq -S .*?sha256sum", page, re.DOTALL)
    assert command
    done = subprocess.run(
        ["bash", "-c", command[0]], cwd=site.out / "privacy", capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[0] == entry["chain_sha256"]


def test_a_correction_joins_what_it_corrects_and_readers_see_it(site: Site) -> None:
    """The corrected text stays at its own address, says so, and what was announced takes effect as corrected."""
    repo, notes = site.repo, "policy/changes/privacy/"
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    material = "---\nclass: material\neffective: 2025-06-01\n---\nMonths, not days.\n"
    repo.commit("2025-02-01", {POLICY: policy_text(1), f"{notes}a.md": material})
    before = site.build(today="2025-02-01")
    corrects = "---\nclass: editorial\ncorrects: 2025-02-01\n---\nThe address was wrong.\n"
    repo.commit("2025-02-10", {POLICY: policy_text(1).replace("example.com", "example.org"), f"{notes}b.md": corrects})
    after = site.build(today="2025-02-10")
    page = after["privacy/2025-02-01/index.html"].decode()
    assert "../2025-02-10/changes/index.html" in page
    changes = after["privacy/2025-02-01/changes/index.html"].decode()
    for each in (page, changes):
        told = re.sub(r"<[^>]+>", "", each)
        assert "mistake in this text was corrected on 10 February 2025 (what was corrected, and why)." in told
    assert "../../2025-02-10/changes/index.html" in changes
    assert after["privacy/2025-02-01/policy.md"] == before["privacy/2025-02-01/policy.md"]
    manifest = json.loads(after["privacy/manifest.json"])
    assert manifest["versions"][0]["corrects"] == "2025-02-01"
    effect = manifest["effects"][0]
    assert (effect["effective_on"], effect["class"], effect["base_id"], effect["version_ids"]) == (
        "2025-06-01", "material", "2025-01-01", ["2025-02-01", "2025-02-10"],
    )  # fmt: skip
    assert b"privacy/2025-01-01..2025-02-10" in after["privacy/manifest.json"] or "2025-01-01..2025-02-10/" in str(
        effect
    )
    assert "2025-01-01..2025-02-10/index.html" in after["privacy/index.html"].decode()


@pytest.mark.parametrize("damage", [b"{", b"", None])
def test_a_damaged_manifest_opens_no_door(site: Site, damage: bytes | None) -> None:
    """Where the record of what is published is lost, the same site comes back, and another text is refused."""
    site.repo.commit("2025-01-01", {POLICY: policy_text(0)})
    before = site.build(today="2025-03-01")
    place = site.out / "privacy/manifest.json"

    def harm() -> None:
        if damage is None:
            place.unlink()
        else:
            place.write_bytes(damage)

    harm()
    assert site.build(today="2025-03-01") == before
    harm()
    site.repo.git("reset", "--quiet", "--hard", "HEAD~0")
    (site.repo.path / POLICY).write_text(policy_text(3), encoding="utf-8")
    site.repo.git("commit", "--quiet", "--all", "--amend", "--no-edit", "--date", "2025-01-01T12:00:00Z")
    done = site.run(today="2025-03-01")
    assert (done.returncode, "is gone or damaged" in done.stderr) == (1, True), done.stderr
    assert (site.out / "privacy/2025-01-01/policy.md").read_bytes() == before["privacy/2025-01-01/policy.md"]


def test_a_policy_that_ended_says_why(site: Site) -> None:
    """Its own page, its history and its feed give the reason of the note that came with the end, and go on to."""
    site.repo.commit("2025-01-01", {POLICY: policy_text(0), "policy/terms.md": "# Terms\n\nUse it.\n"})
    before = site.build(today="2025-02-01")
    ended = "---\nends: policy\n---\nWe closed the <service>.\n"
    site.repo.commit("2025-03-01", {POLICY: None, "policy/changes/privacy/end.md": ended})
    after = site.build(today="2025-03-02")
    for page in ("privacy/index.html", "privacy/history/index.html", "privacy/feed.xml"):
        assert "We closed the" in after[page].decode()
        assert "<service>" not in after[page].decode()
    assert set(before) <= set(after)
    assert json.loads(after["privacy/manifest.json"])["ended_on"] == "2025-03-01"
    assert "ended_on" not in json.loads(before["privacy/manifest.json"])
    site.repo.commit("2025-04-01", {POLICY: policy_text(1)})
    back = site.build(today="2025-04-02")
    assert "ended_on" not in json.loads(back["privacy/manifest.json"])
    assert b"We closed the" not in back["privacy/index.html"]
    assert b"We closed the" in back["privacy/history/index.html"]


def test_a_note_half_filled_in_stops_no_list(site: Site) -> None:
    """What was merged with a gap stops the build by its line; `log` lists the versions and names the gap."""
    half = "---\nclass: minor\nanswers:\n  M7:\n---\nIn short.\n"
    site.repo.commit("2025-01-01", {POLICY: policy_text(0), "policy/changes/privacy/a.md": half})
    assert "a.md:4: `M7` waits for an answer" in site.run().stderr
    listed = site.run(name="log")
    assert listed.returncode == 0
    assert "2025-01-01" in listed.stdout
    assert "line 4: `M7` waits for an answer" in listed.stdout
