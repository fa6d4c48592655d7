"""What a site lists of its policies and notices, by which a build onto a new folder keeps their addresses."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from tests.acceptance.conftest import POLICY, Site, policy_text, served


@pytest.mark.parametrize("release", ["today's", "the last", "an early"])
def test_what_the_tip_has_forgotten_is_found_by_the_list_of_policies(site: Site, release: str) -> None:
    """Its addresses, and those of its notices, answer onto a new folder too; older sites are read by their page."""
    site.repo.commit("2025-01-01", {POLICY: policy_text(0)})
    letter = site.out / "terms" / "notices" / "0123" / "message-0.txt"
    site.repo.commit("2025-03-02", {"policy/terms.md": policy_text(2)})
    before = site.build(today="2025-03-02")
    Draft202012Validator(json.loads(before["schemas/policies.v1.schema.json"])).validate(
        json.loads(before["policies.json"])
    )
    letter.parent.mkdir(parents=True)
    letter.write_text("A letter.", encoding="utf-8")
    if release != "today's":
        (site.out / "policies.json").unlink()
    if release == "an early":
        page = '<h2><a href="privacy/index.html">P</a></h2><h2><a href="terms/index.html">T</a></h2>'
        (site.out / "index.html").write_text(page, encoding="utf-8")
    site.repo.commit("2025-03-03", {"policy/terms.md": None, "policy/conditions.md": policy_text(2)})
    new = site.beside("new").build("--published", site.out, today="2025-03-03")
    assert set(before) - set(new) == set()
    assert new["terms/notices/0123/message-0.txt"] == b"A letter."


def test_an_address_tells_of_its_notices_by_their_list(site: Site) -> None:
    """Nothing else can be asked for a list; a file that was taken down since is passed over."""
    site.repo.commit("2025-01-01", {POLICY: policy_text(0)})
    site.build(today="2025-01-01")
    own = site.out / "privacy" / "notices"
    (own / "0123").mkdir(parents=True)
    (own / "0123" / "index.html").write_text("A notice.", encoding="utf-8")
    listed = {"notices_version": 1, "notices": [{"notice_id": "0123", "files": ["index.html", "message-0.txt"]}]}
    (own / "notices.json").write_text(json.dumps(listed), encoding="utf-8")
    with served(site.out) as address:
        new = site.beside("new").build("--published", address, today="2025-01-01")
    assert {path for path in new if "/notices/" in path} == {
        "privacy/notices/notices.json",
        "privacy/notices/0123/index.html",
    }
    assert site.beside("new").run(name="verify", today="2025-01-01").returncode == 0
