"""What the check asks of the change as a whole: each rule with what it passes and what it names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from site_gen.check.proposal.read import Request, read_cases
from site_gen.check.verdict import Verdict, judge
from site_gen.errors import UnknownPolicyError
from site_gen.options import Options
from tests.site_gen.check.conftest import CONFIG, LONGER, NOTE, POLICY, REWORDED, SHARED, TEXT, TODAY, Desk, note

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


def test_notes_stay_where_they_are_after_a_pull_hid_the_move(desk: Desk) -> None:
    """The merge brings the move and a rewritten text at once; on the line that it took off git still sees the move."""
    desk.repo.git("checkout", "--quiet", "-b", "clone")
    desk.repo.commit("2026-11-02", {"elsewhere.txt": "x"})
    desk.repo.git("checkout", "--quiet", "main")
    desk.repo.commit("2026-11-03", {POLICY: None, "policy/data.md": TEXT})
    desk.repo.commit("2026-11-04", {"policy/data.md": "# Data\n\nNot one word is left.\n"})
    desk.repo.git("checkout", "--quiet", "clone")
    desk.repo.git("merge", "--quiet", "--message=Merge branch 'main' of example.com:legal", "main", on="2026-11-05")
    desk.repo.write("policy/data.md", "# Data\n\nNot one single word is left.\n")
    desk.propose(note=note(answers=("M13: yes. Shorter.", "M14: yes. So it is.")))
    assert desk.refused() == []


def verdict_of_push(desk: Desk, base: str, head: str) -> Verdict:
    """Judge a push as a hook on the server does."""
    question = Request(base=base, head=head, now=datetime(2026, 11, 22, 12, tzinfo=UTC), today=TODAY)
    (case,) = read_cases(Options(repository=desk.repo.path, today=TODAY), question)
    return judge(case)


@pytest.mark.parametrize("is_receiving", [False, True], ids=["at any desk", "in pre-receive"])
def test_a_push_that_takes_versions_back_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, is_receiving: bool
) -> None:
    """A reset is refused everywhere; a rewritten commit where a push is judged, since it may be a branch elsewhere."""
    desk.propose(text=REWORDED, note=note("editorial", "", (), "Said better.")).repo.commit("2026-11-20")
    published = desk.repo.head()
    if is_receiving:
        monkeypatch.setenv("GIT_QUARANTINE_PATH", str(desk.repo.path / ".git/objects/incoming"))
    reset = verdict_of_push(desk, published, f"{published}~1")
    monkeypatch.delenv("GIT_QUARANTINE_PATH", raising=False)  # in which git moves no branch
    desk.repo.git("commit", "--quiet", "--amend", "--message=Again", on="2026-11-21")
    if is_receiving:
        monkeypatch.setenv("GIT_QUARANTINE_PATH", str(desk.repo.path / ".git/objects/incoming"))
    amended = verdict_of_push(desk, published, "HEAD")
    found = ["base-taken-back" in [each.rule.code for each in push.refusals] for push in (reset, amended)]
    assert found == [True, is_receiving]


def test_a_change_is_asked_about_by_a_name_that_is_there(desk: Desk) -> None:
    """A name with the language finds a text that the change adds; one of no policy is refused with the right one."""

    def paths(name: str) -> list[str]:
        options = Options(repository=desk.repo.path, today=TODAY, policies=(name,))
        question = Request(base=None, head=None, now=datetime(2026, 11, 22, 12, tzinfo=UTC), today=TODAY)
        return [case.path for case in read_cases(options, question)]

    desk.repo.write("policy/privacy.de.md", TEXT)
    assert paths("privacy.de") == ["policy/privacy.de.md"]
    with pytest.raises(UnknownPolicyError, match=r"privacy\.fr: there is no policy .* policy/privacy\.de\.md"):
        paths("privacy.fr")


def test_a_policy_that_is_listed_must_be_there(desk: Desk) -> None:
    """A path in policy.toml at which no text ever stood is refused; one that ended may stay."""
    listed = f'{CONFIG}\n[[policy]]\npath = "{POLICY}"\n[[policy]]\npath = "policy/terms.md"\n'
    desk.propose(config=listed)
    assert [[each.rule.code for each in verdict.refusals] for verdict in desk.verdicts()] == [[], ["policy-missing"]]
    desk.repo.write("policy/term.md", TEXT)
    assert "Did you mean policy/term.md?" in desk.verdicts()[1].refusals[0].fault.message
    desk.repo.write("policy/term.md", None)
    desk.repo.commit("2026-11-20", {"policy/terms.md": TEXT})
    desk.repo.commit("2026-11-21", {"policy/terms.md": None})
    assert [verdict.refusals for verdict in desk.verdicts()] == [(), ()]


def test_a_policy_that_comes_back_is_no_first_version(desk: Desk) -> None:
    """What stands again after a removal is compared with what readers saw last, and people are told as ever."""
    desk.repo.commit("2026-11-01", {POLICY: None})
    assert desk.propose(text=TEXT).refused() == []
    assert desk.propose(text=SHARED).refused() == ["note-missing"]
    desk.propose(note=note("editorial", "", (), "It is back."))
    assert "class-too-low" in desk.refused()
    desk.propose(note=note(effective="2026-11-23", answers=("M5: yes. Advertisers.",)))
    assert "date-too-soon" in desk.refused()


def test_a_new_text_beside_listed_policies_is_not_passed_over(desk: Desk) -> None:
    """Where policies are listed, one whose entry was forgotten warns with its lines; a README does not."""
    listed = f'{CONFIG}\n[[policy]]\npath = "{POLICY}"\nslug = "privacy"\n'
    desk.repo.commit("2026-11-02", {"policy/policy.toml": listed})
    desk.repo.write("policy/README.md", "# How to edit\n")
    desk.repo.write("policy/Cookies.md", "# Cookies\n\nWe set one.\n")
    assert desk.warned() == ["policy-unlisted"]
    (found,) = desk.verdict().warnings
    assert found.fault.path == "policy/Cookies.md"
    assert 'slug = "cookies"' in found.fault.message
    entry = '\n[[policy]]\npath = "policy/Cookies.md"\nslug = "cookies"\n'
    assert "policy-unlisted" not in desk.propose(config=listed + entry).warned()


def test_a_forgotten_translation_is_to_be_listed_as_one(desk: Desk) -> None:
    """The lines that are advised for `privacy.de.md` make it the German text of the policy."""
    listed = f'{CONFIG}\n[[policy]]\npath = "{POLICY}"\nslug = "privacy"\n'
    desk.repo.commit("2026-11-02", {"policy/policy.toml": listed})
    desk.repo.write("policy/privacy.de.md", "# Datenschutz\n\nWir setzen eines.\n")
    (found,) = desk.verdict().warnings
    for line in ('`slug = "privacy"`', '`path = "policy/privacy.de.md"`', '`language = "de"`'):
        assert line in found.fault.message


_MINE, _BASE, _THEIRS = "<" * 7, "|" * 7, ">" * 7


@pytest.mark.parametrize("mark", [f"{_MINE} HEAD", f"{_BASE} 1a2b3c4", f"{_THEIRS} feature", _MINE, f"{_THEIRS}\r"])
@pytest.mark.parametrize("ending", [False, True])
def test_an_unfinished_merge_is_refused(desk: Desk, mark: str, ending: bool) -> None:
    """A mark of a conflict is refused in a text, and in every kind of note, at its line."""
    desk.propose(text=f"{REWORDED}\n{mark}\n", note=note("editorial", "", (), f"Spelling.\n{mark}"))
    if ending:
        desk.propose(text=None, note=f"---\nends: policy\n---\nIt is over.\n{mark}\n")
    found = [each.fault for each in desk.verdict().refusals if each.rule.code == "merge-conflict"]
    places = [(POLICY, REWORDED.count("\n") + 2)] * (not ending) + [(NOTE, 5)]
    assert [(each.path, each.line) for each in found] == places


def test_a_heading_that_is_underlined_is_no_conflict(desk: Desk) -> None:
    """Seven equals signs under a title, an empty row of a table and a long row of signs are what they were."""
    own = f"Privacy\n=======\n\n{REWORDED}\n| A | B |\n|---|---|\n|||||||\n\n{_THEIRS}> deep\n"
    assert "merge-conflict" not in desk.propose(text=own).refused()


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
