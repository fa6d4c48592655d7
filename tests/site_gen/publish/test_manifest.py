"""The manifest: its contract, its bytes and its chain."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from site_gen import program
from site_gen.canonical import Json, canonical
from site_gen.model.facts import FactKind, FactLife, Turn
from site_gen.model.version import Postponement
from site_gen.publish.manifest import (
    Manifest,
    manifest_bytes,
)
from tests.site_gen.publish.manifest_made import ENTRIES, MANIFEST, NOTICE, written


def at(base_url: str) -> Manifest:
    """Return the manifest of a site at that address."""
    organisation = replace(MANIFEST.organisation, base_url=base_url)
    return replace(MANIFEST, organisation=organisation, entries=written(ENTRIES, base_url))


@pytest.mark.parametrize("base_url", ["", "https://larkfield.example/legal", "https://larkfield.example/legal/"])
def test_the_manifest_keeps_its_contract(base_url: str) -> None:
    """What is written validates against the schema that is published beside it, with an address or without."""
    schema = json.loads((program.schemas() / "manifest.v1.schema.json").read_bytes())
    written = json.loads(manifest_bytes(at(base_url)))
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(written)] == []


def test_versions_stand_newest_first_with_their_addresses() -> None:
    """A reader of the manifest finds the newest version at its head, and each at its own address."""
    versions = json.loads(manifest_bytes(MANIFEST))["versions"]
    assert [each["version_id"] for each in versions] == ["2026-12-01", "2024-02-01", "2020-05-01"]
    assert versions[0]["url"] == "https://larkfield.example/legal/privacy/2026-12-01/"
    assert [each["changes_url"] for each in versions] == [
        "https://larkfield.example/legal/privacy/2026-12-01/changes/",
        "https://larkfield.example/legal/privacy/2024-02-01/changes/",
        None,
    ]


def test_addresses_are_relative_where_nobody_has_said_the_sites_own() -> None:
    """Without a base address, addresses count from the manifest itself."""
    written = json.loads(manifest_bytes(at("")))
    assert written["policy"]["url"] == "./"
    assert written["versions"][0]["url"] == "2026-12-01/"


def test_the_chain_shows_a_rewritten_past() -> None:
    """Whatever is changed in an old entry changes every link from there on, and none before."""
    rewritten = (ENTRIES[0], replace(ENTRIES[1], text_sha256="d" * 64), ENTRIES[2])
    before, after = ([each.link for each in written(entries)] for entries in (ENTRIES, rewritten))
    assert before[0] == after[0]
    assert before[1] != after[1]
    assert before[2] != after[2]


def test_the_chain_does_not_depend_on_where_the_site_is_served() -> None:
    """The same history has the same chain at any address."""
    moved = at("https://elsewhere.example")
    links = [
        [each["chain_sha256"] for each in json.loads(manifest_bytes(each))["versions"]] for each in (MANIFEST, moved)
    ]
    assert links[0] == links[1] == [each.link for each in written(ENTRIES)][::-1]


def test_a_link_can_be_recomputed_from_the_manifest_alone() -> None:
    """Anyone can check the chain with the schema's words: the entry's facts, then the link before."""
    older, newer = json.loads(manifest_bytes(MANIFEST))["versions"][1::-1]
    facts = {name: value for name, value in newer.items() if name not in {"chain_sha256", "url", "changes_url"}}

    plain = json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert newer["chain_sha256"] == hashlib.sha256((plain + older["chain_sha256"]).encode()).hexdigest()


def postponed(reason: str = "Our emails went out late.") -> Manifest:
    """Return the manifest after its newest version was postponed twice."""
    newest, days = ENTRIES[-1], (date(2027, 1, 15), date(2027, 2, 1), date(2027, 3, 1))
    records = tuple(
        Postponement(
            postponed_on=date(2027, 1, number),
            from_on=days[number - 1],
            to_on=days[number],
            reason=reason,
            path="policy/changes/privacy/postpone.md",
            commit=str(number) * 40,
        )
        for number in (1, 2)
    )
    entry = replace(
        newest,
        version=replace(newest.version, effective_on=days[-1], postponements=records),
        notices=(replace(NOTICE, send_by=date(2027, 1, 30)),),
        reasons_text=(reason, reason),
    )
    return replace(MANIFEST, entries=written((*ENTRIES[:-1], entry)))


def test_a_postponement_rewrites_no_link_and_keeps_the_contract() -> None:
    """Readers see the day that applies; the chain goes on covering what was announced."""
    schema = json.loads((program.schemas() / "manifest.v1.schema.json").read_bytes())
    written = json.loads(manifest_bytes(postponed()))
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(written)] == []
    newest, before = written["versions"][0], json.loads(manifest_bytes(MANIFEST))["versions"][0]
    assert (newest["effective_on"], newest["notices"][0]["send_by"]) == ("2027-03-01", "2027-01-30")
    changed = {key for key in newest if newest[key] != before.get(key)}
    assert changed == {"effective_on", "notices", "postponements"}


def test_a_postponed_entry_can_be_recomputed_from_the_manifest_alone() -> None:
    """Anyone can check the entry's link as it was announced, and its postponements' links, with the schema's words."""
    newest, older = json.loads(manifest_bytes(postponed()))["versions"][:2]
    first = newest["postponements"][0]
    moved = date.fromisoformat(newest["effective_on"]) - date.fromisoformat(first["from"])
    names = {"chain_sha256", "url", "changes_url", "postponements"}
    facts = {name: value for name, value in newest.items() if name not in names} | {"effective_on": first["from"]}
    facts["notices"] = [
        notice | {"send_by": (date.fromisoformat(notice["send_by"]) - moved).isoformat()}
        for notice in newest["notices"]
    ]
    link = hashlib.sha256(canonical(facts) + older["chain_sha256"].encode()).hexdigest()
    assert newest["chain_sha256"] == link
    for each in newest["postponements"]:
        plain = canonical({name: value for name, value in each.items() if name != "chain_sha256"})
        link = hashlib.sha256(plain + link.encode()).hexdigest()
        assert each["chain_sha256"] == link


def test_a_rewritten_postponement_shows() -> None:
    """Another reason is another link, for that postponement and each after it."""
    links = [
        [each["chain_sha256"] for each in json.loads(manifest_bytes(postponed(reason)))["versions"][0]["postponements"]]
        for reason in ("Late.", "Too late.")
    ]
    assert all(one != other for one, other in zip(*links, strict=True))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_canonical_json_is_plain_json(value: Json) -> None:
    """The canonical form is what any JSON library writes with sorted keys and an indent of two."""
    plain = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert canonical(value) == plain.encode()


def test_the_facts_of_a_version_are_told_outside_the_chain() -> None:
    """What came and went with a version stands in its entry, is valid, and changes no link of the chain."""
    first, second = (each.version for each in ENTRIES[:2])
    life = FactLife(FactKind.PERIOD, "We keep logs.", (Turn(first, "30 days"), Turn(second, None)))
    told, untold = (
        json.loads(manifest_bytes(replace(MANIFEST, entries=written(ENTRIES, lives=lives)))) for lives in ((life,), ())
    )
    Draft202012Validator(json.loads((program.schemas() / "manifest.v1.schema.json").read_bytes())).validate(told)
    _, newer, older = told["versions"]
    assert older["facts"] == {"came": [{"kind": "period", "words": "We keep logs.", "value": "30 days"}], "gone": []}
    assert newer["facts"] == {"came": [], "gone": [{"kind": "period", "words": "We keep logs."}]}
    assert [each["chain_sha256"] for each in told["versions"]] == [each["chain_sha256"] for each in untold["versions"]]
