"""What the generator says is owed, and what the notifier makes of it: two programs, one file."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from notify.audience.criteria import criteria_for
from notify.audience.judge import judge_rows
from notify.published.manifest import parse_manifest
from site_gen.build.entry import build
from site_gen.check.proposal.read import Request, read_cases
from site_gen.check.report.sentences import told_words
from site_gen.check.verdict import judge
from site_gen.history.obligations import obligations, requirements
from site_gen.model.note import ChangeClass
from site_gen.model.policy import Organisation, Policy, Promise
from site_gen.model.rules import Checked, Kind, NoticeRules, Regime
from site_gen.model.version import Version
from site_gen.options import Options
from site_gen.publish.addresses import Addresses
from site_gen.publish.manifest import Manifest, ManifestEntry, link_of, manifest_bytes, write_entry
from tests.conftest import GitRepo
from tests.contract.owed_grid import GRID, ROW

SCHEMA = Path(__file__).parents[2] / "schemas" / "manifest.v1.schema.json"
SHIPPED = Path(__file__).parents[2] / "policy" / "notice-rules.toml"
HOMES = ["US", "US-CO", "US-NY", "CA", "CA-QC", "DE", "GB", "JP", "nowhere", ""]
PUBLISHED = date(2027, 1, 2)


def version(number: int, change_class: ChangeClass) -> Version:
    """Return the first version or the second."""
    return Version(
        version_id="2027-01-02" if number else "2026-01-02",
        published_on=PUBLISHED if number else date(2026, 1, 2),
        effective_on=date(2027, 3, 1) if number else date(2026, 1, 2),
        imported=False,
        change_class=change_class,
        note=None,
        commit="a" * 40,
        text_oid="b" * 40,
        predecessor_id="2026-01-02" if number else None,
    )


def written(change_class: ChangeClass, promise: Promise | None, rules: NoticeRules) -> bytes:
    """Return the manifest of two versions."""
    link, entries = "", []
    for each in (version(0, ChangeClass.MATERIAL), version(1, change_class)):
        entry = ManifestEntry(version=each, text_sha256="c" * 64, notices=obligations(each, promise, rules))
        link = link_of(entry, link)
        entries.append(write_entry(entry, link, Addresses("", "privacy")))
    return manifest_bytes(
        Manifest(
            policy=Policy(slug="privacy", language="en", path="policy/privacy.md"),
            title="Privacy",
            organisation=Organisation(
                name="", postal_address="", contact_email="", time_zone="UTC", base_url="", promise=promise
            ),
            source_commit="a" * 40,
            in_force_id="2026-01-02",
            entries=tuple(entries),
        )
    )


def accounts() -> pl.DataFrame:
    """Return one account for each home, as a source gives it."""
    size = len(HOMES)
    return pl.DataFrame(
        {
            "row": range(size),
            "account_id": [f"a{n}" for n in range(size)],
            "email": [f"a{n}@mail.example" for n in range(size)],
            "name": [""] * size,
            "language": ["en"] * size,
            "region": HOMES,
            "created_on": ["2020-01-01"] * size,
            "last_version": ["2026-01-02"] * size,
            "problem": [None] * size,
        },
        schema_overrides={"problem": pl.String},
    )


@st.composite
def regimes(draw: st.DrawFn) -> tuple[Regime, ...]:
    codes = st.lists(st.sampled_from(["*", "US", "US-CO", "CA", "CA-QC", "DE", "GB"]), min_size=1, max_size=3)
    declared = [each for each in ChangeClass if each is not ChangeClass.UNDECLARED]
    return tuple(
        Regime(
            regime_id=f"regime-{number}",
            name="A law",
            regions=tuple(draw(codes)),
            classes=tuple(declared[draw(st.integers(0, 3)) :]),
            channel=draw(st.sampled_from(["email", "in-product"])),
            lead_days=draw(st.integers(0, 60)),
            consent=draw(st.booleans()),
            consent_note="",
            asks="Tell people.",
            source="A source",
            kind=Kind.LAW,
            checked=Checked.MEMORY,
            on=True,
        )
        for number in range(draw(st.integers(0, 4)))
    )


@settings(max_examples=60)
@given(
    st.sampled_from(list(ChangeClass)),
    st.none() | st.builds(Promise, lead_days=st.integers(0, 60), channel=st.just("email")),
    regimes(),
)
def test_the_notifier_tells_each_account_once_as_every_rule_asks(
    change_class: ChangeClass, promise: Promise | None, known: tuple[Regime, ...]
) -> None:
    """Judged by the notifier, each account falls under one notice at most, and that keeps every rule for its home."""
    rules = NoticeRules(default_lead_days=30, regimes=known)
    raw = written(change_class, promise, rules)
    Draft202012Validator(json.loads(SCHEMA.read_bytes())).validate(json.loads(raw))
    manifest = parse_manifest(raw, "manifest.json", "https://policy.example/privacy/")
    newest = manifest.versions[0]
    by_email = [each for each in requirements(change_class, promise, rules) if each.channel == "email"]
    assert bool(newest.owed) == bool(by_email)
    if not newest.owed:
        return
    verdicts = judge_rows(accounts(), criteria_for(manifest, newest, ("en",), "en"))
    for home, verdict, rule in verdicts.select("region", "verdict", "rule").iter_rows():
        asked = [each for each in by_email if _certainly_covers(each.regions, home)]
        if not asked:
            continue
        assert verdict == "owed"
        (notice,) = [each for each in newest.owed if each.rule == rule]
        assert notice.send_by <= min(each.send_by(newest.effective_on) for each in asked)
        assert notice.consent >= any(each.consent for each in asked)


def _certainly_covers(regions: tuple[str, ...], home: str | None) -> bool:
    return "*" in regions or (home is not None and (home in regions or home[:2] in regions))


@pytest.mark.parametrize("change_class", ["minor", "material", "material+consent"])
def test_a_repository_with_the_shipped_rules_publishes_what_the_notifier_reads(
    repo: GitRepo, tmp_path: Path, change_class: str
) -> None:
    """From rules in git to the notifier's obligations, by way of the published file alone."""
    repo.commit("2026-01-01", {"policy/privacy.md": "one", "policy/policy.toml": "[promise]\nlead_days = 30\n"})
    note = f"---\neffective: 2027-03-01\nclass: {change_class}\npractice: changed\n---\nWords.\n"
    files = {"policy/privacy.md": "two", "policy/changes/privacy/two.md": note}
    repo.commit("2026-11-01", {**files, "policy/notice-rules.toml": SHIPPED.read_bytes()})
    options = Options(repository=repo.path, today=date(2026, 12, 1), cache=tmp_path / "cache")
    build(options, tmp_path / "site", lambda *_: None)
    raw = (tmp_path / "site" / "privacy" / "manifest.json").read_bytes()
    Draft202012Validator(json.loads(SCHEMA.read_bytes())).validate(json.loads(raw))
    newest = parse_manifest(raw, "manifest.json", "https://policy.example/privacy/").versions[0]
    if change_class == "minor":
        assert newest.owed == ()
        return
    (owed,) = newest.owed
    assert (owed.rule, owed.regions, owed.lead_days, owed.send_by) == ("promise", ("*",), 30, date(2027, 1, 30))
    assert owed.consent == (change_class == "material+consent")
    assert "4 CCR 904-3" in owed.source


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Tokyo"])
@pytest.mark.parametrize("change_class", ["minor", "material"])
@pytest.mark.parametrize(
    ("lead", "timing"), [(0, "by"), (0, "before"), (0, "well-before"), (15, "by"), (15, "eu-period")]
)
def test_both_programs_give_one_day_in_the_same_words(
    repo: GitRepo, tmp_path: Path, zone: str, change_class: str, lead: int, timing: str
) -> None:
    """What the check says of the last day, the manifest says, and the notifier of it, day and words alike."""
    config = {"policy/policy.toml": GRID.format(zone=zone, lead=7)}
    rules = {"policy/notice-rules.toml": ROW.format(lead=lead, timing=timing)}
    repo.commit("2026-01-01", {"policy/privacy.md": "one", **config, **rules})
    repo.git("branch", "base")
    note = f"---\neffective: 2027-05-17\nclass: {change_class}\npractice: changed\n---\nWords.\n"
    repo.commit("2027-02-01", {"policy/privacy.md": "two", "policy/changes/privacy/two.md": note})
    options = Options(repository=repo.path, today=date(2027, 2, 1), cache=tmp_path / "cache")
    question = Request(base="base", head="HEAD", now=datetime(2027, 2, 1, 12, tzinfo=UTC), today=None)
    (case,) = read_cases(options, question)
    ((said, _),) = told_words(judge(case))
    build(options, tmp_path / "site", lambda *_: None)
    raw = (tmp_path / "site" / "privacy" / "manifest.json").read_bytes()
    Draft202012Validator(json.loads(SCHEMA.read_bytes())).validate(json.loads(raw))
    manifest = parse_manifest(raw, "manifest.json", "https://policy.example/privacy/")
    newest = manifest.versions[0]
    (owed,) = newest.owed
    assert said.endswith(owed.due_words(newest.effective_on, owed.send_by))
    assert owed.send_by == min(each.send_by(newest.effective_on) for each in judge(case).deadlines.requirements)
    assert newest.effective_on - timedelta(days=owed.days_ahead(newest.effective_on)) == owed.send_by
    assert manifest.policy.time_zone == zone
