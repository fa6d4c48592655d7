"""`/<policy>/facts/` as a reader uses it: what the policy says, since when, and the way to what changed then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html

from site_gen.cli import main
from tests.acceptance.conftest import POLICY
from tests.conftest import GitRepo

FIRST = "# Privacy\n\n## What we keep\n\nWe collect your name and your phone number. We keep logs for 30 days.\n"
SECOND = FIRST.replace("your phone number", "your email address").replace("30 days", "90 days")
THIRD = f"{SECOND}\nWe do not sell your data.\n"
NOTE = "---\nclass: material\neffective: 2027-01-15\npractice: changed\n---\nWe promise more.\n"


@pytest.fixture
def policy(repo: GitRepo, tmp_path: Path) -> Path:
    """Build a site of three versions, of which the last does not apply yet; return the policy's folder."""
    repo.commit("2025-01-01", {POLICY: FIRST})
    repo.commit("2026-01-01", {POLICY: SECOND})
    repo.commit("2026-11-01", {POLICY: THIRD, "policy/changes/privacy/promise.md": NOTE})
    for today in ("2026-12-01", "2027-02-01"):
        out = ["--out", str(tmp_path / today), "--cache", str(tmp_path / "cache")]
        assert main(["build", "--repo", str(repo.path), *out, "--today", today]) == 0
    return tmp_path / "2026-12-01" / "privacy"


def facts(policy: Path) -> dict[str, tuple[list[str], str]]:
    """Return, for each part of the page, the rows of what stands and the list of what changed, white space folded."""
    page = html.parse(policy / "facts" / "index.html").getroot()
    return {
        section.findtext(".//h2"): (
            [words(row) for row in section.xpath(".//tbody/tr[td]")],
            " ".join(map(words, section.xpath("./details/dl"))),
        )
        for section in page.xpath("//section[h2]")
    }


def words(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_what_stands_is_named_and_quoted_with_its_day(policy: Path) -> None:
    """Each kind stands with a name that people know, the policy's own words for it, and since when."""
    data, _ = facts(policy)["Information about people"]
    assert "Name We collect your name and your email address. 1 January 2025" in data
    assert "Email address We collect your name and your email address. 1 January 2026" in data
    assert [row for row in data if row.startswith("Phone")] == []
    promises, _ = facts(policy)["What is not done"]
    assert promises == ["We do not sell your data. What we keep 15 January 2027"]


def test_what_changed_is_told_by_its_day(policy: Path) -> None:
    """What came, what went and what is worded anew stand under the version that did it, before beside after."""
    _, data = facts(policy)["Information about people"]
    assert data == "1 January 2026 New Email address No longer said Phone number"
    _, periods = facts(policy)["How long it is kept"]
    assert periods == "1 January 2026 Before We keep logs for 30 days. After We keep logs for 90 days."


def test_each_day_leads_to_what_changed_then(policy: Path) -> None:
    """No link of the page is dead."""
    page = html.parse(policy / "facts" / "index.html").getroot()
    links = [link for link in page.xpath("//section//a/@href") if link.startswith("../20")]
    assert links
    assert [link for link in links if not (policy / "facts" / link).resolve().is_file()] == []


def test_what_ends_is_said_until_the_day_of_effect(repo: GitRepo, tmp_path: Path) -> None:
    """A sentence that an announced version leaves out applies until that day, which the page and the command name."""
    repo.commit("2025-01-01", {POLICY: THIRD})
    repo.commit("2026-11-01", {POLICY: SECOND, "policy/changes/privacy/less.md": NOTE})
    out = ["--out", str(tmp_path / "site"), "--cache", str(tmp_path / "cache")]
    assert main(["build", "--repo", str(repo.path), *out, "--today", "2026-12-01"]) == 0
    _, promises = facts(tmp_path / "site" / "privacy")["What is not done"]
    assert promises == "15 January 2027 published 1 November 2026 No longer said We do not sell your data."


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "Hello.", "and found nothing"),
        ("pl", "Witaj.", "No program here reads the language"),
        ("en", "We collect your name.", "Not found in this text: Who receives it; What it is used for"),
    ],
)
def test_what_is_not_there_is_said_for_what_it_is(
    repo: GitRepo, tmp_path: Path, language: str, text: str, said: str
) -> None:
    """A text in which nothing is found is not said to be in a language that no program reads."""
    config = f'[[policy]]\nslug = "privacy"\npath = "{POLICY}"\nlanguage = "{language}"\n'
    repo.commit("2025-01-01", {POLICY: f"# Privacy\n\n{text}\n", "policy/policy.toml": config})
    assert main(["build", "--repo", str(repo.path), "--out", str(tmp_path / "site"), "--today", "2026-12-01"]) == 0
    page = html.parse(tmp_path / "site" / "privacy" / "facts" / "index.html").getroot()
    assert said in words(page)


@pytest.mark.parametrize(
    ("back_on", "text", "since", "told"),
    [
        ("2025-09-01", FIRST, "2025-09-01", "1 September 2025 first 1 January 2025"),
        ("2025-09-01", SECOND, "2025-09-01", "1 September 2025 first 1 January 2025"),
        ("2025-06-05", FIRST, "2025-01-01", "1 January 2025"),
    ],
)
def test_what_a_policy_says_that_ended_dates_from_its_return(
    repo: GitRepo,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    back_on: str,
    text: str,
    since: str,
    told: str,
) -> None:
    """While there was no policy nothing in it applied; a few days end nothing. The first day stands beside."""
    repo.commit("2025-01-01", {POLICY: FIRST})
    repo.commit("2025-06-01", {POLICY: None})
    repo.commit(back_on, {POLICY: text})
    site = tmp_path / "site"
    assert main(["build", "--repo", str(repo.path), "--out", str(site), "--today", "2026-12-01"]) == 0
    data, _ = facts(site / "privacy")["Information about people"]
    (name,) = (row for row in data if row.startswith("Name"))
    assert name.endswith(f". {told}")
    capsys.readouterr()
    assert main(["facts", "--repo", str(repo.path), "--json"]) == 0
    found = {each["words"]: each["since_on"] for each in json.loads(capsys.readouterr().out)[0]["facts"]}
    assert found["Name"] == since


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("Hello.",), ["policy/privacy.md: no facts were found"]),
        (("We collect your name.",), ["policy/privacy.md: the newest text states 1 fact", "since 2025-01-01  Name"]),
        (
            ("We collect your name.", "Hello."),
            ["policy/privacy.md: the newest text states no facts and no longer states 1", "until 2026-01-01  Name"],
        ),
    ],
)
def test_the_command_counts_in_words(
    repo: GitRepo, capsys: pytest.CaptureFixture[str], texts: tuple[str, ...], said: list[str]
) -> None:
    """How many facts the newest text states, and how many it no longer does; each with its days."""
    for year, text in enumerate(texts, start=2025):
        repo.commit(f"{year}-01-01", {POLICY: f"# Privacy\n\n{text}\n"})
    assert main(["facts", "--repo", str(repo.path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.endswith(end) for line, end in zip(lines, said, strict=True)] == [True] * len(said)


def test_what_does_not_apply_yet_is_said_to(policy: Path) -> None:
    """The list is about the newest text; while that is announced only, the page says from when it applies."""
    words = "It is about the newest text, which applies from"
    assert words in (policy / "facts" / "index.html").read_text(encoding="utf-8")
    later = policy.parent.parent / "2027-02-01" / "privacy" / "facts" / "index.html"
    assert words not in later.read_text(encoding="utf-8")


def test_the_page_says_how_far_back_it_knows(policy: Path) -> None:
    """What the first version says may be older than that version."""
    lead = words(html.parse(policy / "facts" / "index.html").getroot().xpath("//div[@class='lead']")[0])
    assert "The oldest version here is that of 1 January 2025" in lead
    assert "what is listed since then may be older." in lead


def test_a_withdrawn_first_version_is_not_where_the_list_begins(repo: GitRepo, tmp_path: Path) -> None:
    """A text that was taken down dates nothing: the list goes back to the first that is still shown, and says so."""
    for day, words_there in (("2025-01-01", "We collect your name."), ("2025-02-01", "We collect your full name.")):
        repo.commit(day, {POLICY: f"# Privacy\n\n{words_there}\n"})
    gone = "---\nwithdraws: 2025-01-01\n---\nIt named somebody.\n"
    repo.commit("2025-03-01", {"policy/changes/privacy/gone.md": gone})
    assert main(["build", "--repo", str(repo.path), "--out", str(tmp_path / "site"), "--today", "2026-12-01"]) == 0
    page = html.parse(tmp_path / "site" / "privacy" / "facts" / "index.html").getroot()
    assert "The oldest version here is that of 1 February 2025" in words(page.xpath("//div[@class='lead']")[0])


def test_a_policy_that_ended_says_so_and_why(repo: GitRepo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is said as if it applied: the page says that, since when and why; so does the command."""
    config = f'[[policy]]\nslug = "privacy"\npath = "{POLICY}"\n'
    repo.commit("2025-01-01", {POLICY: FIRST, "policy/policy.toml": config})
    ending = "---\nends: policy\n---\nWe closed the shop.\n"
    repo.commit("2026-02-03", {POLICY: None, "policy/changes/privacy/end.md": ending})
    assert main(["build", "--repo", str(repo.path), "--out", str(tmp_path / "site"), "--today", "2026-12-01"]) == 0
    lead = words(html.parse(tmp_path / "site" / "privacy" / "facts" / "index.html").getroot().xpath("//main")[0])
    assert "What it said, and since when" in lead
    assert "This policy ended on 3 February 2026 ." in lead
    assert "Nothing on this page applies any more" in lead
    assert "We closed the shop." in lead
    capsys.readouterr()
    assert main(["facts", "--repo", str(repo.path)]) == 0
    assert "(the policy ended on 2026-02-03: none applies any more)" in capsys.readouterr().out
    assert main(["facts", "--json", "--repo", str(repo.path)]) == 0
    assert json.loads(capsys.readouterr().out)[0]["ended_on"] == "2026-02-03"


@pytest.mark.parametrize(
    ("between", "said"),
    [
        (FIRST.replace("30 days", "90 days"), "1 January 2027 first 1 January 2025"),
        (FIRST.replace(" We keep logs for 30 days.", ""), "1 January 2027 first 1 January 2025"),
        (FIRST, "1 January 2025"),
    ],
)
def test_a_period_that_was_interrupted_is_dated_from_its_return(
    repo: GitRepo, tmp_path: Path, between: str, said: str
) -> None:
    """The day from which it stands again comes first, and the first day of all behind it."""
    for year, text in enumerate((FIRST, between, FIRST + "\nWrite to us.\n"), start=2025):
        repo.commit(f"{year}-01-01", {POLICY: text})
    assert main(["build", "--repo", str(repo.path), "--out", str(tmp_path / "site"), "--today", "2027-12-01"]) == 0
    rows, _ = facts(tmp_path / "site" / "privacy")["How long it is kept"]
    assert rows == [f"We keep logs for 30 days. What we keep {said}"]
