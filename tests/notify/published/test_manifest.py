"""The seam: what the notifier takes from the published manifest, and what it refuses."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.errors import ManifestError
from notify.model.published import Manifest
from notify.published.entries import facts_of, policy_from, version_from
from notify.published.identity import notice_id
from notify.published.manifest import parse_changes, parse_manifest, read_manifest
from tests.notify.published_site import NEWEST, VERSIONS, PublishedSite, with_links

SCHEMAS = Path(__file__).parents[3] / "schemas"


@pytest.fixture
def site(tmp_path: Path) -> PublishedSite:
    return PublishedSite(tmp_path).write()


def _changed(site: PublishedSite, **changes: Any) -> bytes:
    return json.dumps(site.body() | changes).encode()


def test_the_example_is_what_the_schemas_allow(site: PublishedSite) -> None:
    """Every test here reads a manifest and changes that the published schemas accept."""
    for file, schema in ((site.manifest, "manifest.v1"), (site.home / NEWEST / "changes.json", "changes.v1")):
        jsonschema.validate(json.loads(file.read_bytes()), json.loads((SCHEMAS / f"{schema}.schema.json").read_bytes()))


def test_versions_come_newest_first_with_what_they_owe(site: PublishedSite) -> None:
    """A manifest read gives its versions in published order and the newest one's notices."""
    manifest = read_manifest(str(site.manifest))
    assert manifest.versions[0].version_id == NEWEST
    assert [rule.rule for rule in manifest.versions[0].owed] == ["promise"]


def test_additions_within_the_major_are_read_past(site: PublishedSite) -> None:
    """A field that this release does not know changes nothing."""
    body = json.loads(_changed(site, something_new={"a": 1}))
    body["versions"][0]["also_new"] = [1, 2]
    assert parse_manifest(json.dumps(body).encode(), "m", "https://x.example/").versions[0].version_id == NEWEST


@pytest.mark.parametrize("number", [2, 0, None, "1", True])
def test_another_major_is_refused(site: PublishedSite, number: object) -> None:
    """A manifest of any other major version is refused with the number it has."""
    with pytest.raises(ManifestError, match="manifest_version"):
        parse_manifest(_changed(site, manifest_version=number), "m", "https://x.example/")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda b: b["versions"][0].pop("text_sha256"), "text_sha256"),
        (lambda b: b["versions"][0].update(effective_on="soon"), "soon"),
        (lambda b: b["versions"][0].update(version_id="../../etc"), "version_id"),
        (lambda b: b["policy"].update(slug="../x"), "slug"),
        (lambda b: b["policy"].update(url="javascript:alert(1)"), "javascript"),
        (lambda b: b["versions"].append(b["versions"][0]), "same version_id"),
    ],
)
def test_what_is_wrong_is_named(site: PublishedSite, spoil: Any, words: str) -> None:
    """A manifest that cannot be used is refused by naming the thing at fault."""
    body = site.body()
    spoil(body)
    with pytest.raises(ManifestError, match=words):
        parse_manifest(json.dumps(body).encode(), "m", "https://x.example/")


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_no_bytes_crash_the_reader(raw: bytes) -> None:
    """Whatever a manifest or changes file holds, the answer is a refusal and never a crash."""
    for parse in (lambda: parse_manifest(raw, "m", "https://x.example/"), lambda: parse_changes(raw, "c")):
        with pytest.raises(ManifestError):
            parse()


def test_relative_addresses_become_absolute(site: PublishedSite) -> None:
    """Addresses relative to the manifest resolve against where it is published."""
    body = site.body()
    body["policy"]["url"], body["versions"][0]["url"] = "./", f"{NEWEST}/"
    manifest = parse_manifest(json.dumps(body).encode(), "m", "https://x.example/privacy/")
    assert manifest.versions[0].url == f"https://x.example/privacy/{NEWEST}/"


def test_identity_is_policy_version_text_and_rule(site: PublishedSite) -> None:
    """The same version under the same rule is the same notice however often it is published."""
    policy, version = (m := read_manifest(str(site.manifest))).policy, m.versions[0]
    body = json.loads(_changed(site, source_commit="d" * 40))
    again = parse_manifest(json.dumps(body).encode(), "elsewhere", "https://x.example/")
    assert notice_id(policy, version, "promise") == notice_id(again.policy, again.versions[0], "promise")
    assert notice_id(policy, version, "promise") != notice_id(policy, version, "gdpr")
    assert notice_id(policy, version, "promise") != notice_id(policy, m.versions[1], "promise")


def test_what_the_ledger_keeps_reads_back_the_same(site: PublishedSite) -> None:
    """The facts kept of a policy and a version give the same types again."""
    manifest = read_manifest(str(site.manifest))
    facts = json.loads(json.dumps(facts_of(manifest.policy, manifest.versions[0])))
    assert policy_from(facts["policy"]) == manifest.policy
    assert version_from(facts["version"]) == manifest.versions[0]


def _set(number: int, **fields: Any) -> Any:
    return lambda body: body["versions"][number].update(fields)


@pytest.mark.parametrize(
    ("edit", "version_id"),
    [
        (_set(0, effective_on="2027-02-28"), NEWEST),
        (_set(0, summary_text="Nothing changes."), NEWEST),
        (_set(0, summary_html="<p>Nothing changes.</p>"), NEWEST),
        (_set(0, chain_sha256="f" * 64), NEWEST),
        (lambda body: body["versions"][0]["notices"][0].update(regions=["FR"]), NEWEST),
        (_set(1, summary_text="Other words."), VERSIONS[-2]),
        (lambda body: body["versions"].pop(2), VERSIONS[-2]),
        (_set(3, text_sha256="f" * 64), VERSIONS[0]),
    ],
)
def test_an_edited_version_is_refused_by_name(site: PublishedSite, edit: Any, version_id: str) -> None:
    """What its link does not cover as it stands was not published, whichever version it is; the oldest is named."""
    body = site.body()
    edit(body)
    with pytest.raises(ManifestError, match=f"^m: version {version_id} is not what its link"):
        parse_manifest(json.dumps(body).encode(), "m", "https://x.example/")


def _parse(body: dict[str, Any]) -> Manifest:
    return parse_manifest(json.dumps(body).encode(), "m", "https://x.example/")


def _postponed(site: PublishedSite) -> dict[str, Any]:
    site.effective_on = date(2027, 4, 1)
    body = site.body()
    moved = {"on": "2027-01-20", "from": "2027-03-01", "to": "2027-04-01", "along_with_id": None}
    body["versions"][0]["postponements"] = [{**moved, "reason_text": "Late.", "commit": "e" * 40}]
    return with_links(body)


def test_what_a_later_version_brings_forward_is_told_for_the_day_on_which_it_applies(site: PublishedSite) -> None:
    """No letter names a later day than that from which people are held to the change, and none is due after that."""
    body = site.body()
    newest, older = body["versions"][:2]
    early = {"effective_on": "2027-02-01", "base_id": older["version_id"], "target_id": NEWEST, "version_ids": [NEWEST]}
    raw = json.dumps(body | {"effects": [early | {"class": "material", "changes_url": None}]}).encode()
    version = parse_manifest(raw, "m", "https://x.example/").versions[0]
    assert (newest["effective_on"], version.effective_on) == ("2027-03-01", date(2027, 2, 1))
    assert version.owed[0].send_by == date(2027, 1, 2)
    assert (
        version.moved_as,
        parse_manifest(_changed(site), "m", "https://x.example/").versions[1].moved_as,
    ) == VERSIONS[:1:-1]


def test_a_postponed_day_is_the_one_that_the_postponement_says(site: PublishedSite) -> None:
    """A postponement leaves the version's link as it was and has its own; a day that neither says is refused."""
    body = _postponed(site)
    assert _parse(body).versions[0].effective_on == date(2027, 4, 1)
    newest = body["versions"][0]
    newest["effective_on"] = newest["postponements"][0]["to"] = "2027-04-02"
    newest["notices"][0]["send_by"] = "2027-03-03"
    with pytest.raises(ManifestError, match=NEWEST):
        _parse(body)
