"""What `notice-rules.toml` may say, and how it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_gen.declared.notice_rules import RULES_PATH, read_rules
from site_gen.errors import ConfigError
from site_gen.model.note import ChangeClass
from site_gen.model.rules import Checked, Kind, NoticeRules, Timing

REGIME = """\
[groups]
EEA = ["DE", "FR"]

[[regime]]
id = "one"
name = "One"
regions = ["EEA", "US-CO"]
classes = ["material", "material+consent"]
channel = "email"
lead_days = 7
consent = false
asks = "Tell people."
source = "Law one"
how = "secondary"
on = true
"""
SHIPPED = Path(__file__).parents[3] / RULES_PATH


def refused(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read_rules(text.encode())
    return caught.value


def test_without_the_file_no_regime_counts() -> None:
    """A repository that has never heard of the file has no regime, and 30 days for a material change."""
    assert read_rules(None) == NoticeRules(default_lead_days=30, regimes=())


def test_a_regime_is_read_whole() -> None:
    """Groups are expanded, and what is left out of a note is empty."""
    (regime,) = read_rules(REGIME.encode()).regimes
    assert regime.regions == ("DE", "FR", "US-CO")
    assert regime.classes == (ChangeClass.MATERIAL, ChangeClass.MATERIAL_CONSENT)
    assert (regime.regime_id, regime.lead_days, regime.checked, regime.on) == ("one", 7, Checked.SECONDARY, True)
    assert regime.consent_note == ""


def test_an_entry_may_be_about_certain_policies() -> None:
    """They are named by their slugs; a name that no policy can have is refused, with its line."""
    (regime,) = read_rules(f'{REGIME}policies = ["privacy", "cookies"]\n'.encode()).regimes
    assert regime.policies == ("privacy", "cookies")
    error = refused(f'{REGIME}policies = ["Our Terms"]\n')
    assert "cannot be part of an address" in str(error)


def test_the_default_lead_is_the_organisations() -> None:
    """The days for a material change without a promise are data, zero included."""
    assert read_rules(b"[default]\nlead_days = 0\n").default_lead_days == 0


def test_only_what_is_on_counts() -> None:
    """A regime that is switched off is known and does not count."""
    rules = read_rules(REGIME.replace("on = true", "on = false").encode())
    assert len(rules.regimes) == 1
    assert rules.switched_on == ()


@pytest.mark.parametrize(
    ("named", "regions"),
    [('["US", "US-CO"]', ("US",)), ('["*", "DE"]', ("*",)), ('["FR", "EEA", "DE"]', ("DE", "FR"))],
)
def test_ground_is_named_once(named: str, regions: tuple[str, ...]) -> None:
    """A subdivision beside its country, or a country beside everywhere, says nothing more."""
    (regime,) = read_rules(REGIME.replace('["EEA", "US-CO"]', named).encode()).regimes
    assert regime.regions == regions


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"US-CO"', '"EU"', 7, "write the group EU27"),
        ('"US-CO"', '"us-co"', 7, "US-CO"),
        ('"US-CO"', '"US-COLO"', 7, "not an ISO 3166 code"),
        ('"US-CO"', '"ZZ-1"', 7, "not an ISO 3166 code"),
        ('"EEA"', '"EFTA"', 7, "a group (EEA)"),
        ('["EEA", "US-CO"]', "[]", 7, "everywhere"),
        ('EEA = ["DE", "FR"]', 'EEA = ["DE", "XX"]', 2, "not an ISO 3166 code"),
        ('EEA = ["DE", "FR"]', 'EE = ["DE", "FR"]', 2, "three capital letters"),
        ('EEA = ["DE", "FR"]', "EEA = []", 2, "holds no region"),
        ('id = "one"', 'id = "One!"', 5, "small letters"),
        ('id = "one"', 'id = "promise"', 5, "choose another"),
        ('id = "one"', 'id = "regimes"', 5, "choose another"),
        ('id = "one"\n', "", 4, "needs its `id`"),
        ('["material", "material+consent"]', '["material"]', 8, "without material+consent"),
        ('["material", "material+consent"]', '["undeclared"]', 8, "not known here"),
        ('["material", "material+consent"]', "[]", 8, "needs its `classes`"),
        ('"email"', '"e-mail"', 9, "did you mean `email`"),
        ("lead_days = 7", 'lead_days = "7"', 10, "a whole number"),
        ("lead_days = 7", "lead_days = -1", 10, "between 0"),
        ("lead_days = 7\n", "", 4, "write 0"),
        ("consent = false", 'consent = "no"', 11, "true or false"),
        ("consent = false\n", "", 4, "`consent = true`"),
        ("on = true\n", "", 4, "`on = true`"),
        ('"secondary"', '"checked"', 14, "not known here"),
        ('"secondary"', '"secundary"', 14, "did you mean `secondary`"),
        ('how = "secondary"\n', "", 4, "needs its `how`"),
        ("on = true", 'mark = "secondary"\non = true', 15, "delete `mark`"),
        ('"secondary"', '"memory"', 15, "nobody has read this entry's source"),
        ("on = true", 'kind = "laws"\non = true', 15, "did you mean `law`"),
        ("on = true", 'timing = "evening-before"\non = true', 15, "well-before"),
        ("on = true", 'questions = ["M1", "M17"]\non = true', 15, "'M17' is not known here"),
        ("on = true", 'such_as = ["M0"]\non = true', 15, "'M0' is not known here"),
        ("on = true", 'data = ["helth"]\non = true', 15, "did you mean `health`"),
        ("on = true", 'questions = ["M1"]\nsuch_as = ["M2"]\non = true', 16, "keep one of them"),
        ("on = true", "checked_on = 2026\non = true", 15, "written checked_on = 2027-01-15"),
        ("on = true", 'in_force_from = "soon"\non = true', 15, "must be a day"),
        ("on = true", "on = true\nregion = 1", 16, "did you mean `regions`"),
        ("[groups]", "[defaults]\n[groups]", 1, "unknown key 'defaults'"),
        ("[groups]", "[default]\ndays = 3\n[groups]", 2, "unknown key 'days'"),
    ],
)
def test_a_wrong_word_is_refused_with_its_line(old: str, new: str, line: int, words: str) -> None:
    """Whatever cannot be meant is refused with file, line and the fix; a slip must not switch a law off."""
    assert old in REGIME
    error = refused(REGIME.replace(old, new, 1))
    assert (error.path, error.line) == (RULES_PATH, line)
    assert words in str(error)


def test_two_regimes_cannot_share_an_id() -> None:
    """The second of two with one id is refused at its own line."""
    second = REGIME.partition("\n\n")[2]
    error = refused(REGIME + second)
    assert error.line == 17
    assert "`one`" in str(error)


def test_the_shipped_file_reads_and_says_what_is_unverified() -> None:
    """Every regime of ours has its source and mark, and none that nobody checked is switched on."""
    rules = read_rules(SHIPPED.read_bytes())
    assert rules.default_lead_days == 30
    assert len(rules.regimes) > 20
    assert all(regime.checked is not Checked.MEMORY for regime in rules.switched_on)
    assert all((regime.checked is Checked.MEMORY) <= (regime.checked_on is None) for regime in rules.regimes)
    eea = next(regime for regime in rules.regimes if regime.regime_id == "gdpr-transparency")
    assert len(eea.regions) == 37
    assert {"RE", "GP", "MQ", "GF", "YT", "MF", "AX"} <= set(eea.regions)


def test_countries_are_read_as_people_write_them() -> None:
    """UK and EL mean GB and GR, with a part too, in a rule and in a group."""
    text = REGIME.replace('"US-CO"', '"UK", "EL", "UK-SCT", "US-CO"').replace('"FR"]', '"UK"]')
    (regime,) = read_rules(text.encode()).regimes
    assert regime.regions == ("DE", "GB", "GR", "US-CO")


@pytest.mark.parametrize(
    ("mark", "checked"),
    [("verified", Checked.TEXT), ("secondary", Checked.SECONDARY), ("unverified", Checked.MEMORY)],
)
def test_files_of_the_past_are_read_as_they_were_meant(mark: str, checked: Checked) -> None:
    """`mark` said in one word what `how` says now, and what it let count goes on to count."""
    (regime,) = read_rules(REGIME.replace('how = "secondary"', f'mark = "{mark}"').encode()).switched_on
    assert (regime.checked, regime.kind, regime.timing) == (checked, Kind.LAW, Timing.BY)
