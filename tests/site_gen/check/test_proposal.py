"""What the check asks of the change as a whole: each rule with what it passes and what it names."""

from __future__ import annotations

import pytest

from tests.site_gen.check.conftest import CONFIG, LONGER, POLICY, REWORDED, TEXT, Desk, note

GERMAN = "policy/privacy.de.md"


def test_a_branch_that_is_behind_is_refused(desk: Desk) -> None:
    """Where the publishing branch got a newer text meanwhile, the change must first be brought up to date."""
    desk.repo.git("checkout", "--quiet", "-b", "work")
    desk.propose(text=LONGER, note=note()).repo.commit("2026-11-20")
    assert desk.refused(base="main") == []
    desk.repo.git("checkout", "--quiet", "main")
    desk.propose(text=REWORDED).repo.commit("2026-11-21")
    desk.repo.git("checkout", "--quiet", "work")
    assert desk.refused(base="main") == ["behind-base"]


def test_a_merge_that_takes_what_is_published_off_the_main_line_is_seen(desk: Desk) -> None:
    """A clone's merge of the publishing branch warns, as long as nobody has merged it the other way round."""
    desk.repo.git("checkout", "--quiet", "-b", "clone")
    desk.repo.commit("2026-11-19", {"elsewhere.txt": "x"})
    desk.repo.git("checkout", "--quiet", "main")
    desk.propose(text=REWORDED).repo.commit("2026-11-20")
    desk.repo.git("checkout", "--quiet", "clone")
    desk.repo.git("merge", "--quiet", "--no-edit", "main", on="2026-11-21")
    (verdict,) = desk.verdicts(base="main")
    (found,) = verdict.warnings
    assert found.rule.code == "base-off-line"
    assert "takes a published commit of this policy off the main line" in found.fault.message
    desk.repo.git("checkout", "--quiet", "-B", "merged", "main")
    desk.repo.git("merge", "--quiet", "--no-ff", "--no-edit", "clone", on="2026-11-22")
    assert desk.verdict(base="main").warnings == ()


def test_taking_a_policy_down_is_seen(desk: Desk) -> None:
    """A removed policy warns; a moved one that is declared does not."""
    desk.repo.write(POLICY, None)
    assert desk.warned() == ["policy-removed"]
    desk.repo.write("policy/data.md", TEXT)
    moved = f'{CONFIG}\n[[policy]]\npath = "policy/data.md"\nslug = "privacy"\nformerly = ["{POLICY}"]\n'
    assert desk.propose(config=moved).warned() == []


def test_switching_a_rule_off_is_seen(desk: Desk) -> None:
    """A regime that no longer counts warns the reviewer by its name."""
    rules = """\
[[regime]]
id = "quebec-law-25"
name = "Quebec Law 25"
regions = ["CA-QC"]
classes = ["material", "material+consent"]
channel = "email"
lead_days = 0
consent = false
asks = "Publish and disseminate a notice."
source = "s. 8.2"
mark = "secondary"
on = {on}
"""
    desk.repo.commit("2025-04-01", {"policy/notice-rules.toml": rules.format(on="true")})
    assert desk.warned() == []
    desk.repo.write("policy/notice-rules.toml", rules.format(on="false"))
    (finding,) = desk.verdict().warnings
    assert (finding.rule.code, "quebec-law-25" in finding.fault.message) == ("promise-loosened", True)


def test_a_translation_that_does_not_follow_is_named(desk: Desk) -> None:
    """A text that changes without its translation warns, naming the file; together they pass."""
    desk.repo.commit("2025-04-01", {GERMAN: "# Datenschutz\n\nWir speichern sie 12 Monate.\n"})
    desk.propose(text=REWORDED, note=note("editorial", "", (), ""))
    stale = [each.fault.path for verdict in desk.verdicts() for each in verdict.warnings]
    assert stale == [GERMAN]
    desk.repo.write(GERMAN, "# Datenschutz\n\nWir speichern sie zwölf Monate.\n")
    assert "translation-stale" not in desk.warned()


def test_a_policy_may_live_in_any_folder(desk: Desk) -> None:
    """Where the configuration names another folder, its uncommitted notes and texts are seen as well."""
    where = f'{CONFIG}\n[[policy]]\npath = "legal/terms.md"\n'
    desk.repo.commit("2025-04-01", {"policy/policy.toml": where, "legal/terms.md": TEXT, POLICY: TEXT})
    desk.repo.write("legal/terms.md", LONGER)
    assert desk.refused() == ["note-missing"]
    desk.repo.write("legal/changes/terms/longer.md", note())
    assert desk.refused() == []


@pytest.mark.parametrize("text", ["", " \n\n", "---\ntitle: Privacy\n---\n"])
def test_a_policy_is_not_emptied(desk: Desk, text: str) -> None:
    """A text without words is refused, which the site would not publish either; one with words is not."""
    assert "policy-empty" in desk.propose(text=text).refused()
    assert "policy-empty" not in desk.propose(text=REWORDED).refused()
