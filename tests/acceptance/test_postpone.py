"""The policy's promise: if our emails go out late, we postpone the change. Told over the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import POLICY, Site, policy_notify, tree
from tests.conftest import GitRepo

TEXT = "# Privacy Policy\n\n## 1. Sharing\n\nWe keep your email address for 12 months.\n"
LONGER = TEXT.replace("12 months", "24 months")
TIDIED = LONGER.replace("your email address", "your e-mail address")
CONFIG = '[organisation]\nname = "Example, Inc."\n\n[promise]\nlead_days = 30\nchannel = "email"\n'
NOTE = "---\neffective: 2026-07-21\nclass: material\npractice: changed\n---\nWe keep it for longer.\n"
REASON = "Our emails went out two weeks late."
NEW = "2026-06-20"


def postponing(version: str = NEW, until: str = "2026-08-04", reason: str = REASON) -> str:
    """Write a postponing note."""
    return f"---\npostpones: {version}\neffective: {until}\n---\n{reason}\n"


@pytest.fixture
def announced(repo: GitRepo, tmp_path: Path) -> Site:
    """Return a site whose second version was announced for 21 July, and a third that builds on it."""
    repo.commit("2025-01-01", {POLICY: TEXT.replace("12 months", "6 months"), "policy/policy.toml": CONFIG})
    repo.commit("2026-03-01", {POLICY: TEXT})
    repo.commit(NEW, {POLICY: LONGER, "policy/changes/privacy/longer.md": NOTE})
    tidy = "---\nclass: editorial\n---\nSpelling.\n"
    repo.commit("2026-07-05", {POLICY: TIDIED, "policy/changes/privacy/tidied.md": tidy})
    return Site(repo, tmp_path / "site", tmp_path / "cache.sqlite3")


def entries(files: dict[str, bytes]) -> dict[str, Any]:
    """Return the manifest's entries by version id."""
    found = json.loads(files["privacy/manifest.json"])["versions"]
    return {entry["version_id"]: entry for entry in found}


def words(page: bytes) -> str:
    """Return a page's words, as they follow each other."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.decode()).split()).replace(" ,", ",").replace(" :", ":")


def test_late_notices_postpone_the_change(announced: Site, tmp_path: Path) -> None:
    """Published, told too late, postponed to the day that status names: the promise is kept, and everything says so."""
    before = announced.build(today="2026-07-05")
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("account_id,email,created_on\n1,ann@one.example,2026-01-01\n", encoding="utf-8")
    ledger = f"sqlite:///{tmp_path / 'book' / 'ledger.db'}"
    manifest = announced.out / "privacy/manifest.json"
    audience = ("--manifest", manifest, "--accounts", accounts, "--version", NEW)
    frozen = policy_notify("freeze", "--ledger", ledger, *audience, "--json", "--today", "2026-07-05")
    assert frozen.returncode == 0, frozen.stderr
    late = json.loads(policy_notify("status", "--ledger", ledger, "--json", "--today", "2026-07-05").stdout)["deadline"]
    assert (late["kept"], late["earliest_effective_on"]) == (False, "2026-08-04")

    arguments = ("--postpone", NEW, "--until", late["earliest_effective_on"])
    announced.repo.git("checkout", "--quiet", "-b", "postpone")
    written = announced.run(*arguments, name="note", today="2026-07-05")
    path = announced.repo.path / written.stdout.strip()
    refused = announced.run("--base", "main", name="check", today="2026-07-05")
    assert (refused.returncode, "[postpone-unexplained]" in refused.stdout) == (1, True)
    path.write_text(f"{path.read_text()}{REASON}\n", encoding="utf-8")
    passed = announced.run("--base", "main", name="check", today="2026-07-05")
    assert (passed.returncode, "To look at" in passed.stdout) == (0, False)
    assert f"version {NEW} from 2026-07-21 to 2026-08-04" in passed.stdout

    announced.repo.commit("2026-07-05T15:00:00+00:00")
    after = announced.build(today="2026-07-06")
    assert announced.run(name="verify", today="2026-07-06").returncode == 0
    entry = entries(after)[NEW]
    assert (entry["effective_on"], entry["notices"][0]["send_by"]) == ("2026-08-04", "2026-07-05")
    assert entry["postponements"][0]["reason_text"] == REASON
    assert entries(after)["2026-07-05"]["postponements"][0]["along_with_id"] == NEW
    assert {key: each["chain_sha256"] for key, each in entries(after).items()} == {
        key: each["chain_sha256"] for key, each in entries(before).items()
    }
    kept = json.loads(policy_notify("status", "--ledger", ledger, "--json", "--today", "2026-07-05").stdout)["deadline"]
    assert (kept["kept"], kept["send_by"], kept["frozen_effective_on"]) == (None, "2026-07-05", "2026-07-21")
    replaced = policy_notify("freeze", "--ledger", ledger, *audience, "--json", "--replace", "--today", "2026-07-05")
    assert json.loads(replaced.stdout)["notice"] == json.loads(frozen.stdout)["notice"]


def test_every_page_says_it_and_no_other_changes(announced: Site) -> None:
    """An incremental build renews what a postponement changes, and is a clean build's byte for byte."""
    before = announced.build(today="2026-07-10")
    stamps = {path: (announced.out / path).stat().st_mtime_ns for path in before}
    announced.repo.commit("2026-07-10", {"policy/changes/privacy/postpone.md": postponing()})
    after = announced.build(today="2026-07-10")
    assert after == announced.beside("cold").build(today="2026-07-10")
    own = {f"{version}/{page}" for version in (NEW, "2026-07-05") for page in ("index.html", "changes/index.html")}
    since = {f"since/{version}/index.html" for version in ("2025-01-01", "2026-03-01", NEW)}
    compared = {
        f"{pair}/index.html" for pair in (f"2025-01-01..{NEW}", "2025-01-01..2026-07-05", "2026-03-01..2026-07-05")
    }
    overviews = {"index.html", "history/index.html", "manifest.json", "upcoming.json", "feed.xml"}
    overviews |= {"sections/sharing/index.html", "on/index.html", "on.json", "facts/index.html"}
    own |= {"2026-03-01/index.html"}  # in force until then: it says when the next one applies
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {"index.html", *(f"privacy/{path}" for path in own | since | compared | overviews)}
    touched = {path for path in after if (announced.out / path).stat().st_mtime_ns != stamps.get(path)}
    assert not any(path.startswith("privacy/2025-01-01/") for path in touched)
    assert "privacy/2026-03-01/changes/index.html" not in touched

    said = f"Postponed on 10 July 2026 from 21 July 2026: {REASON}"
    for path in (f"privacy/{NEW}/index.html", f"privacy/{NEW}/changes/index.html", "privacy/history/index.html"):
        assert said in words(after[path])
    assert said.partition(":")[0] in after["privacy/feed.xml"].decode()
    assert "Effective 4 August 2026, later than was announced." in words(after[f"privacy/{NEW}/index.html"])
    assert "takes effect on 4 August 2026" in words(after["privacy/2026-07-05/index.html"])
    assert "together with the version of 20 June 2026 that it contains" in words(after["privacy/2026-07-05/index.html"])
    assert "postponed from 21 July 2026" in words(after["privacy/index.html"])


def test_an_earlier_day_does_not_know_of_it(announced: Site) -> None:
    """Built for a day before the postponement, the site is what it was, but for the commit that it was made from."""
    before = announced.build(today="2026-07-09")
    announced.repo.commit("2026-07-10", {"policy/changes/privacy/postpone.md": postponing()})
    after = announced.beside("later").build(today="2026-07-09")
    assert {path for path in after if after[path] != before[path]} <= {"privacy/manifest.json"}
    assert entries(after) == entries(before)


def test_a_bad_postponement_is_told_and_changes_nothing(announced: Site) -> None:
    """What the check would have refused: the build warns with the note's path and goes on with the announced day."""
    announced.repo.commit("2026-07-21", {"policy/changes/privacy/late.md": postponing()})
    done = announced.run(today="2026-07-22")
    assert done.returncode == 0
    assert "policy/changes/privacy/late.md" in done.stderr
    assert "took effect on 2026-07-21" in done.stderr
    assert entries(tree(announced.out))[NEW]["effective_on"] == "2026-07-21"
    assert "took effect on 2026-07-21" in announced.run(name="log", today="2026-07-22").stdout


def test_one_language_can_be_postponed_alone(repo: GitRepo, tmp_path: Path) -> None:
    """Where only one language has the version, the note is written for that one, and the other is left in peace."""
    site = Site(repo, tmp_path / "site", tmp_path / "cache.sqlite3")
    repo.commit("2026-03-01", {POLICY: TEXT, "policy/privacy.de.md": TEXT, "policy/policy.toml": CONFIG})
    repo.commit(NEW, {POLICY: LONGER, "policy/changes/privacy/longer.md": NOTE})
    repo.git("checkout", "--quiet", "-b", "postpone")
    written = site.run("--postpone", NEW, "--until", "2026-08-10", name="note", today="2026-07-10")
    assert written.stdout.startswith("policy/changes/privacy.en/"), written.stderr
    path = repo.path / written.stdout.strip()
    path.write_text(f"{path.read_text()}{REASON}\n", encoding="utf-8")
    assert site.run("--base", "main", name="check", today="2026-07-10").returncode == 0


def test_of_two_policies_with_one_day_the_user_says_which(announced: Site) -> None:
    """No note is written for a policy that nobody meant, and a refusal names each policy and its reason once."""
    terms = "policy/terms.md"
    announced.repo.commit("2026-03-02", {terms: "# Terms\n\nBe kind.\n"})
    announced.repo.commit("2026-07-06", {terms: "# Terms\n\nBe kinder.\n", "policy/changes/terms/kinder.md": NOTE})
    version = "2026-07-06"
    announced.repo.commit("2026-07-06T10:00", {POLICY: TEXT, "policy/changes/privacy/back.md": NOTE})
    asked = ("--postpone", version, "--until", "2026-08-10")
    before = tree(announced.repo.path / "policy")
    done = announced.run(*asked, name="note", today="2026-07-10")
    assert (done.returncode, "`--policy policy/privacy.md`" in done.stderr) == (1, True)
    assert tree(announced.repo.path / "policy") == before
    done = announced.run(*asked, "--policy", terms, name="note", today="2026-07-10")
    assert done.stdout.split() == [f"policy/changes/terms/postpone-{version}-until-2026-08-10.md"]
    done = announced.run("--postpone", "2026-01-01", "--until", "2026-08-10", name="note", today="2026-07-10")
    assert (
        done.stderr.count(f"{POLICY}: there is no version") == done.stderr.count(f"{terms}: there is no version") == 1
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--postpone", "2026-01-01", "--until", "2026-08-04"), 1, "there is no version 2026-01-01"),
        (("--postpone", "../../etc", "--until", "2026-08-04"), 1, "there is no version ../../etc"),
        (("--postpone", NEW, "--until", "2026-07-01"), 1, "is no later"),
        (("--postpone", NEW), 2, "go together"),
        (("--until", "2026-08-04"), 2, "go together"),
    ],
)
def test_a_note_that_would_postpone_nothing_is_not_written(
    announced: Site, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """`note --postpone` refuses what the check would, and leaves no file."""
    before = tree(announced.repo.path / "policy")
    done = announced.run(*arguments, name="note", today="2026-07-10")
    assert (done.returncode, said in done.stderr) == (code, True)
    assert tree(announced.repo.path / "policy") == before
