"""By which terms a version is judged, shown on real repositories that are built whole."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from site_gen.build.entry import build
from site_gen.errors import ConfigError
from site_gen.git.repository import open_repository
from site_gen.history.governing_terms import terms_since
from site_gen.history.reader import read_histories
from site_gen.model.policy import Promise
from site_gen.model.rules import NoticeRules
from site_gen.options import Options, Report
from tests.conftest import GitRepo

TEXT, NOTE = "policy/privacy.md", "policy/changes/privacy/{}.md"
CONFIG, RULES = "policy/policy.toml", "policy/notice-rules.toml"
PROMISE = "[promise]\nlead_days = {}\n"
QUEBEC = """\
[[regime]]
id = "qc"
name = "Quebec"
regions = ["CA-QC"]
classes = ["minor", "material", "material+consent"]
channel = "email"
lead_days = {}
consent = false
asks = "Tell people."
source = "Law 25"
mark = "secondary"
on = true
"""


def note(change_class: str, effective: str, more: str = "") -> str:
    """Return a change note without answers."""
    return f"---\neffective: {effective}\nclass: {change_class}\npractice: changed\n{more}---\nWords.\n"


def built(repo: GitRepo, tmp_path: Path) -> tuple[list[dict[str, Any]], Report]:
    """Build the site and return its versions, newest first."""
    out = tmp_path / "site"
    report = build(
        Options(repository=repo.path, today=date(2026, 12, 1), cache=tmp_path / "cache"), out, lambda *_: None
    )
    return json.loads((out / "privacy" / "manifest.json").read_bytes())["versions"], report


def leads(versions: list[dict[str, Any]]) -> list[list[tuple[str, int]]]:
    """Return the rule and lead of each version's notices, newest first."""
    return [[(owed["rule"], owed["lead_days"]) for owed in each["notices"]] for each in versions]


def test_a_change_is_held_to_the_promise_before_it(repo: GitRepo, tmp_path: Path) -> None:
    """Shortening the promise together with the text shortens nothing for that version, only for those after it."""
    repo.commit("2026-01-01", {TEXT: "one", CONFIG: PROMISE.format(60)})
    repo.commit("2026-02-01", {TEXT: "2", CONFIG: PROMISE.format(7), NOTE.format("b"): note("material", "2026-05-01")})
    repo.commit("2026-06-01", {TEXT: "three", NOTE.format("c"): note("material", "2026-07-01")})
    assert leads(built(repo, tmp_path)[0]) == [[("promise", 7)], [("promise", 60)], []]


def test_a_promise_first_made_with_a_version_holds_for_it(repo: GitRepo, tmp_path: Path) -> None:
    """Where no configuration stood before, the one that came with the version is the first word about it."""
    repo.commit("2026-01-01", {TEXT: "one"})
    repo.commit("2026-02-01", {TEXT: "two", NOTE.format("b"): note("material", "2026-05-01")})
    repo.commit("2026-06-01", {TEXT: "3", CONFIG: PROMISE.format(45), NOTE.format("c"): note("material", "2026-08-01")})
    assert leads(built(repo, tmp_path)[0]) == [[("promise", 45)], [("default-lead", 30)], []]


def test_a_law_asks_nothing_of_a_policy_that_it_is_not_about(repo: GitRepo, tmp_path: Path) -> None:
    """Of two policies that change alike only the one that the entry names owes its notice."""
    rules = QUEBEC.format(5) + 'policies = ["privacy"]\n'
    repo.commit("2026-01-01", {TEXT: "one", "policy/terms.md": "one", RULES: rules})
    notes = {path: note("minor", "2026-05-01") for path in (NOTE.format("b"), "policy/changes/terms/b.md")}
    repo.commit("2026-02-01", {TEXT: "two", "policy/terms.md": "two", **notes})
    assert leads(built(repo, tmp_path)[0]) == [[("regimes", 5)], []]
    terms = json.loads((tmp_path / "site" / "terms" / "manifest.json").read_bytes())["versions"]
    assert leads(terms) == [[], []]


def test_rules_are_those_of_the_versions_own_commit(repo: GitRepo, tmp_path: Path) -> None:
    """A regime switched on later asks nothing of versions published before, so that the past does not change."""
    repo.commit("2026-01-01", {TEXT: "one"})
    repo.commit("2026-02-01", {TEXT: "two", NOTE.format("b"): note("minor", "2026-02-01")})
    repo.commit("2026-03-01", {RULES: QUEBEC.format(5)})
    repo.commit("2026-04-01", {TEXT: "three", NOTE.format("c"): note("minor", "2026-05-01")})
    before, _ = built(repo, tmp_path)
    assert leads(before) == [[("regimes", 5)], [], []]
    repo.commit("2026-06-01", {RULES: QUEBEC.format(90)})
    after, _ = built(repo, tmp_path)
    assert [each["chain_sha256"] for each in after] == [each["chain_sha256"] for each in before]


def test_a_configuration_of_the_past_need_not_be_todays(repo: GitRepo, tmp_path: Path) -> None:
    """Of an older configuration only the promise is read, whatever else it says that is unknown today."""
    old = '[organisation]\nmotto = "x"\n[promise]\nlead_days = 50\nby = "pigeon"\n[[mailing]]\n'
    repo.commit("2026-01-01", {TEXT: "one", CONFIG: old})
    repo.commit("2026-02-01", {TEXT: "2", CONFIG: PROMISE.format(9), NOTE.format("b"): note("material", "2026-05-01")})
    versions, report = built(repo, tmp_path)
    assert leads(versions) == [[("promise", 50)], []]
    assert report.warnings == ()


@pytest.mark.parametrize("broken", ["[promise", "[promise]\nlead_days = 'many'\n", "promise = 3\n", b"\xff"])
def test_an_unreadable_promise_of_the_past_does_not_stop_the_build(
    repo: GitRepo, tmp_path: Path, broken: str | bytes
) -> None:
    """What cannot be read at a past commit is replaced by what stands today, and the build names file and commit."""
    first = repo.commit("2026-01-01", {TEXT: "one", CONFIG: broken})
    repo.commit("2026-02-01", {TEXT: "2", CONFIG: PROMISE.format(9), NOTE.format("b"): note("material", "2026-05-01")})
    versions, report = built(repo, tmp_path)
    assert leads(versions) == [[("promise", 9)], []]
    (warning,) = report.warnings
    assert CONFIG in warning
    assert first[:12] in warning
    assert "2026-02-01" in warning


def test_rules_that_were_broken_are_those_repaired_later(repo: GitRepo, tmp_path: Path) -> None:
    """Broken rules stop the build until the file is repaired; then the repaired ones count, with a warning."""
    repo.commit("2026-01-01", {TEXT: "one"})
    repo.commit("2026-02-01", {TEXT: "two", RULES: "[[regime]]\n", NOTE.format("b"): note("minor", "2026-02-01")})
    with pytest.raises(ConfigError, match=r"notice-rules\.toml:1: a regime needs its `id`"):
        built(repo, tmp_path)
    repo.commit("2026-02-02", {RULES: QUEBEC.format(4)})
    versions, report = built(repo, tmp_path)
    assert leads(versions) == [[("regimes", 4)], []]
    assert len(report.warnings) == 1


@pytest.mark.parametrize(("before", "lead_days"), [(PROMISE.format(60), 60), ("", None), ("[promise", 7), (None, 7)])
def test_before_the_merge_the_same_promise_counts(repo: GitRepo, before: str | None, lead_days: int | None) -> None:
    """A change in hand is judged by the promise of the version before, as its build will judge it."""
    repo.commit("2026-01-01", {TEXT: "one"} | ({} if before is None else {CONFIG: before}))
    repo.commit("2026-01-05", {CONFIG: PROMISE.format(9)})
    opened = open_repository(repo.path)
    (history,) = read_histories(Options(repository=repo.path, today=date(2026, 2, 1)), opened)
    rules = NoticeRules(default_lead_days=30, regimes=())
    found = terms_since(opened, history.versions[-1], None, Promise(lead_days=7, channel="email"), rules).promise
    assert (found.lead_days if found else None) == lead_days


@pytest.mark.parametrize(
    ("first", "since", "expected"),
    [(PROMISE.format(30), 60, ("promise", 60)), (PROMISE.format(30), 7, ("promise", 30)),
     ("", 60, ("default-lead", 60)), ("", 7, ("default-lead", 30))],
)  # fmt: skip
def test_a_promise_put_right_in_between_holds_where_it_is_longer(
    repo: GitRepo, tmp_path: Path, first: str, since: int, expected: tuple[str, int]
) -> None:
    """A configuration that is mended alone, before the next change, lengthens what that owes and shortens nothing."""
    repo.commit("2026-01-01", {TEXT: "one", CONFIG: first})
    repo.commit("2026-01-05", {CONFIG: PROMISE.format(since)})
    published = (repo.path / CONFIG).read_bytes()
    opened = open_repository(repo.path)
    (history,) = read_histories(Options(repository=repo.path, today=date(2026, 2, 1)), opened)
    rules = NoticeRules(default_lead_days=30, regimes=())
    terms = terms_since(opened, history.versions[-1], published, None, rules)
    before = terms.promise.lead_days if terms.promise else terms.rules.default_lead_days
    repo.commit("2026-02-01", {TEXT: "two", NOTE.format("b"): note("material", "2026-06-01")})
    assert leads(built(repo, tmp_path)[0]) == [[expected], []]
    assert before == expected[1]


def test_imported_history_owes_nothing_and_what_is_still_to_come_does(repo: GitRepo, tmp_path: Path) -> None:
    """Of versions brought from elsewhere in one go, only one that is not yet in effect can still be announced."""
    for day, effective in (("2020-01-01", "2020-01-01"), ("2021-01-01", "2021-03-01"), ("2026-11-01", "2027-01-15")):
        text = note("material", effective, f"published: {day}\n")
        repo.commit("2026-11-20", {TEXT: f"of {day}", CONFIG: PROMISE.format(30), NOTE.format(f"n{day}"): text})
    assert leads(built(repo, tmp_path)[0]) == [[("promise", 30)], [], []]


def test_the_history_page_says_what_was_promised_and_given(repo: GitRepo, tmp_path: Path) -> None:
    """Days given stand beside those promised, and too few are said to be."""
    repo.commit("2026-01-01", {TEXT: "one", CONFIG: PROMISE.format(30)})
    repo.commit("2026-02-01", {TEXT: "two", NOTE.format("b"): note("material", "2026-04-02")})
    repo.commit("2026-05-01", {TEXT: "three", NOTE.format("c"): note("material", "2026-05-11")})
    built(repo, tmp_path)
    page = (tmp_path / "site" / "privacy" / "history" / "index.html").read_text(encoding="utf-8")
    assert "60 days after it was published (30 promised)" in page
    assert "10 days after it was published, though 30 were promised" in page
