"""A change of policy.toml that would read what is published otherwise is refused before the merge, not by the build."""

from __future__ import annotations

import pytest

from site_gen.check.report.text import check_text
from site_gen.declared.configuration import CONFIG_PATH
from site_gen.git.repository import open_repository
from site_gen.history.walk import read_revisions
from site_gen.model.policy import Policy
from tests.site_gen.check.conftest import CONFIG, POLICY, TEXT, Desk

MOVED = "policy/moved.md"


def entry(slug: str = "privacy", path: str = POLICY, more: str = "") -> str:
    """Return a list of one policy."""
    return f'\n[[policy]]\nslug = "{slug}"\npath = "{path}"\n{more}'


def zone(name: str) -> str:
    """Return a configuration with a time zone."""
    return CONFIG.replace("[promise]", f'time_zone = "{name}"\n\n[promise]')


@pytest.mark.parametrize(
    ("config", "code", "words"),
    [
        (CONFIG + entry("datenschutz"), "address-changed", 'Write `slug = "privacy"`'),
        (CONFIG + entry(path=MOVED), "path-unexplained", f'Add `formerly = ["{POLICY}"]`'),
        (zone("Pacific/Kiritimati") + entry(), "days-reread", "2025-03-01 would be 2025-03-02"),
        (CONFIG + entry(more="was_draft = true\n"), "days-reread", "2025-03-01 would be gone"),
        (zone("Europe/Berlin") + entry(), "", ""),
        (CONFIG + entry(more='formerly = ["policy/older.md"]\n'), "", ""),
    ],
)
def test_what_a_build_would_refuse_is_refused_here(desk: Desk, config: str, code: str, words: str) -> None:
    """Another slug, another file and another zone would move addresses and days; what moves none passes."""
    desk.repo.write(MOVED, TEXT)
    found = [each.fault.message for each in desk.propose(config=config).verdict().refusals if each.rule.code == code]
    assert [words in message for message in found] == [True] * bool(code)


def test_a_moved_file_is_followed_or_declared(desk: Desk) -> None:
    """A move that git sees, and one that the list declares, need nothing more."""
    desk.propose(text=None, config=CONFIG + entry(path=MOVED))
    desk.repo.write(MOVED, TEXT)
    assert desk.refused() == []
    desk.repo.write(MOVED, "# Privacy\n\nNot one word is left.\n")
    assert "path-unexplained" in desk.refused()
    desk.propose(config=CONFIG + entry(path=MOVED, more=f'formerly = ["{POLICY}"]\n'))
    assert "path-unexplained" not in desk.refused()


def test_a_first_configuration_is_only_warned(empty_desk: Desk) -> None:
    """Where there was no policy.toml nothing says that a site is published: who begins may choose."""
    empty_desk.repo.commit("2025-03-02", {POLICY: TEXT})
    verdict = empty_desk.propose(config=zone("Pacific/Kiritimati") + entry("datenschutz")).verdict()
    assert {each.rule.code for each in verdict.refusals} == set()
    assert {"address-changed", "days-reread"} <= {each.rule.code for each in verdict.warnings}


def test_a_new_policy_takes_no_published_ones_name(desk: Desk) -> None:
    """A renamed policy stays at the address of its first name; the list says which of two has it."""
    desk.repo.commit("2025-04-01", {POLICY: None, MOVED: TEXT})
    desk.repo.write(POLICY, "# Shop\n\nWe sell tea.\n")
    assert "policy-name-taken" in {each.rule.code for found in desk.verdicts() for each in found.refusals}
    both = entry(path=MOVED) + entry("shop")
    desk.propose(text="# Shop\n\nWe sell tea.\n", config=CONFIG + both)
    said = {each.rule.code for found in desk.verdicts() for each in (*found.refusals, *found.warnings)}
    assert not said & {"policy-name-taken", "address-changed", "path-unexplained"}


@pytest.mark.parametrize(
    ("path", "broken", "repaired", "codes"),
    [
        (CONFIG_PATH, "[organisation\n", CONFIG, []),
        (CONFIG_PATH, "[promise]\nlead_days = 'soon'\n", CONFIG + entry("datenschutz"), ["address-changed"]),
        (CONFIG_PATH, CONFIG + entry(more='language = "english"\n'), CONFIG + entry(more='language = "en"\n'), []),
        ("policy/notice-rules.toml", "[default\n", "[default]\nlead_days = 14\n", []),
    ],
)
def test_what_was_merged_unreadable_can_be_repaired(
    desk: Desk, path: str, broken: str, repaired: str, codes: list[str]
) -> None:
    """What is published is then read by the last file that could be, and the repair is held to that."""
    desk.repo.commit("2025-04-01", {path: broken})
    desk.repo.write(path, repaired)
    assert desk.refused() == codes


def test_a_language_in_words_keeps_its_address(desk: Desk) -> None:
    """An earlier release published in a folder of such a name; with the tag in its place the slug must say it."""
    both = entry() + entry(path="policy/privacy.de.md", more='language = "{}"\n')
    desk.repo.commit("2025-04-01", {"policy/privacy.de.md": "# Daten\n", CONFIG_PATH: CONFIG + both.format("german")})
    found = [
        each for verdict in desk.propose(config=CONFIG + both.format("de")).verdicts() for each in verdict.refusals
    ]
    assert [(each.rule.code, 'Write `slug = "privacy.german"`' in each.fault.message) for each in found] == [
        ("address-changed", True)
    ]


TERMS = "legal/terms.md"


@pytest.mark.parametrize(("more", "days"), [("was_draft = true\n", ["2025-04-02"]), ("", ["2025-03-02"])])
def test_a_text_that_was_a_draft_until_it_was_listed_begins_there(desk: Desk, more: str, days: list[str]) -> None:
    """An entry that says so is checked as a first version, and its day is that of the commit that lists it."""
    listed = entry() + entry("terms", TERMS, more)
    desk.repo.commit("2025-03-02", {TERMS: "# Terms\n\nWe do one thing.\n", CONFIG_PATH: CONFIG + entry()})
    desk.propose(config=CONFIG + listed)
    if more:
        desk.repo.write("legal/changes/terms/first.md", "---\nclass: minor\n---\nOur first terms.\n")
    assert all(verdict.is_passed for verdict in desk.verdicts())
    assert ("policy-listed-late" in desk.warned()) is not bool(more)
    assert ("appears    at /terms/, with version 2025-03-02" in check_text(desk.verdicts())) is not bool(more)
    if not more:
        desk.repo.write("legal/changes/terms/first.md", "---\nclass: minor\n---\nOur first terms.\n")
        assert all(verdict.is_passed for verdict in desk.verdicts())
        desk.repo.write("legal/changes/terms/first.md", None)
    desk.repo.commit("2025-04-02", {CONFIG_PATH: CONFIG + listed})
    desk.repo.commit("2025-04-03", {"unrelated.md": "x"})
    policy = Policy(slug="terms", language="en", path=TERMS, was_draft=bool(more))
    (own,) = read_revisions(open_repository(desk.repo.path), [policy])
    assert [f"{each.committed_at:%Y-%m-%d}" for each in own] == days


@pytest.mark.parametrize("more", ["", f'formerly = ["{POLICY}"]\n'])
@pytest.mark.parametrize(
    ("own", "other", "is_refused"),
    [("policy/data.md", "policy/privacy.de.md", False), ("policy/privacy.en.md", "policy/datenschutz.md", True)],
)
def test_a_renamed_file_keeps_its_address_among_the_languages(
    desk: Desk, own: str, other: str, more: str, is_refused: bool
) -> None:
    """A build without a record knows it by its name, or by what the list says that it was called."""
    german = f'\n[[policy]]\nslug = "privacy"\npath = "{other}"\nlanguage = "de"\n'
    desk.repo.commit("2025-04-01", {other: "# Datenschutz\n\nWir handeln.\n", CONFIG_PATH: CONFIG + entry() + german})
    desk.propose(text=None, config=CONFIG + entry(path=own, more=more) + german)
    desk.repo.write(own, TEXT)
    faults = [each for found in desk.verdicts() for each in found.refusals if each.rule.code == "address-swapped"]
    assert len(faults) == (is_refused and not more)
    assert all(f'Add `formerly = ["{POLICY}"]`' in each.fault.message for each in faults)
