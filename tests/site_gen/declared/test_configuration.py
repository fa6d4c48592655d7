"""The configuration: every key known, every refusal with its line, and defaults that any repository can live with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from site_gen.declared.configuration import (
    CONFIG_PATH,
    Configuration,
    policy_at,
    policy_by_name,
    read_configuration,
    time_zone_of,
)
from site_gen.errors import ConfigError
from site_gen.model.policy import Organisation, Policy, Promise

WHOLE = """\
[organisation]
name = "Example GmbH"
postal_address = '''
1 Example Street
10115 Berlin'''
contact = "privacy@example.com"
time_zone = "Europe/Berlin"

[site]
base_url = "https://example.com/legal/"

[promise]
lead_days = 30
channel = "email"

[[policy]]
path = "policy/privacy.md"
formerly = ["privacy.md", "legal/privacy-policy.md"]

[[policy]]
path = "policy/terms.pt-BR.md"

[[policy]]
slug = "cookies"
path = "policy/cookies-2026.md"
language = "de"

[accounts.columns]
email = "mail"
"""


def read(text: str, *files: str) -> Configuration:
    return read_configuration(text.encode(), files)


def test_the_address_of_the_pages_may_lack_its_slash() -> None:
    """People leave the last slash out; what is built from either is the same."""
    bare = read('[site]\nbase_url = "https://example.com/legal"').organisation
    assert bare.base_url == read('[site]\nbase_url = "https://example.com/legal/"').organisation.base_url
    assert bare.base_url == "https://example.com/legal/"


def test_all_that_an_organisation_says() -> None:
    """Every section is read; what belongs to the notifier is let pass."""
    found = read(WHOLE)
    assert found.organisation == Organisation(
        name="Example GmbH",
        postal_address="1 Example Street\n10115 Berlin",
        contact_email="privacy@example.com",
        time_zone="Europe/Berlin",
        base_url="https://example.com/legal/",
        promise=Promise(lead_days=30, channel="email"),
    )
    formerly = ("privacy.md", "legal/privacy-policy.md")
    assert found.policies == (
        Policy(slug="privacy", language="en", path="policy/privacy.md", formerly=formerly),
        Policy(slug="terms", language="pt-BR", path="policy/terms.pt-BR.md"),
        Policy(slug="cookies", language="de", path="policy/cookies-2026.md"),
    )


def test_without_a_configuration_policies_are_found_by_name() -> None:
    """Each Markdown file in `policy/` is a policy, its language in its name; a README is none."""
    files = [
        "policy/privacy.md",
        "policy/privacy.de.md",
        "policy/README.md",
        "policy/changes/privacy/x.md",
        "policy/x.toml",
    ]
    found = read_configuration(None, files)
    assert found.policies == (
        Policy(slug="privacy", language="en", path="policy/privacy.md"),
        Policy(slug="privacy", language="de", path="policy/privacy.de.md"),
    )
    nothing = Organisation(name="", postal_address="", contact_email="", time_zone="UTC", base_url="", promise=None)
    assert found.organisation == nothing
    assert found.organisation == read("").organisation


def test_a_file_without_a_name_of_its_own_takes_its_folders() -> None:
    """A policy in `index.md` or `README.md` is called as its folder is; in `policy/` itself, as the file."""
    paths = (
        "privacy/index.md",
        "legal/terms/README.md",
        "privacy/index.de.md",
        "index.md",
        "policy/index.md",
        "terms/_index.fr.md",
    )
    assert [(found.slug, found.language) for found in map(policy_by_name, paths)] == [
        ("privacy", "en"),
        ("terms", "en"),
        ("privacy", "de"),
        ("index", "en"),
        ("index", "en"),
        ("terms", "fr"),
    ]


def test_what_is_no_language_is_part_of_the_name() -> None:
    """Only a language tag after the last dot makes a translation."""
    found = read_configuration(None, ["policy/privacy.v2.md", "policy/privacy.pt-BR.md"])
    assert [(policy.slug, policy.language) for policy in found.policies] == [("privacy.v2", "en"), ("privacy", "pt-BR")]
    kept = [f"policy/privacy.{part}.md" for part in ("old", "draft", "de.bak", "draft.de", "NEW")]
    assert [policy.path for policy in read_configuration(None, ["policy/privacy.md", *kept]).policies] == [
        "policy/privacy.md"
    ]
    assert read_configuration(None, ["policy/privacy.us.md"]).policies[0].language == "en"


def test_a_path_is_enough() -> None:
    """A policy that no configuration knows is named after its file; one that it knows is as configured."""
    known = read(WHOLE).policies
    assert policy_at("policy/cookies-2026.md", known).slug == "cookies"
    assert policy_at("cookies", known).path == "policy/cookies-2026.md"
    assert policy_at("./docs//legal.md", known) == Policy(slug="legal", language="en", path="docs/legal.md")
    for path in ("../privacy.md", "/srv/privacy.md", "a/../../b.md", "C:/privacy.md", "a\\b.md", "a\x07.md"):
        with pytest.raises(ConfigError, match=r"must lead|is not a path|control"):
            policy_at(path, known)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("privacy", "policy/privacy.md"),
        ("privacy.de", "policy/privacy.de.md"),
        ("policy/privacy.de", "policy/privacy.de.md"),
        ("privacy.en", "policy/privacy.md"),
        ("terms.fr", "legal/conditions.md"),
        ("conditions", "legal/conditions.md"),
        ("privacy.fr", "privacy.fr"),
    ],
)
def test_a_name_may_say_the_language(name: str, path: str) -> None:
    """Of several languages a slug alone means the file that has its name; with a language it means that one."""
    terms = Policy(slug="terms", language="fr", path="legal/conditions.md")
    known = (*read_configuration(None, ["policy/privacy.de.md", "policy/privacy.md"]).policies, terms)
    assert policy_at(name, known).path == path


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("privacy", "privacy"),
        ("Privacy Policy", "privacy-policy"),
        ("Datenschutzerkl\u00e4rung", "datenschutzerklarung"),
        ("v1.2_final", "v1.2_final"),
        ("-.x.-", "x"),
        ("x" * 300, "x" * 64),
    ],
)
def test_a_slug_is_made_from_any_file_name(name: str, slug: str) -> None:
    """A slug is small letters and digits, with the signs that every file system and address takes."""
    assert policy_at(f"{name}.md", ()).slug == slug


@pytest.mark.parametrize("name", ["\u96b1\u79c1", "con", "\U0001f510"])
def test_a_name_that_makes_no_slug_gets_one(name: str) -> None:
    """Where nothing of the name can stand in an address, a short hash does, the same every time."""
    slug = policy_at(f"{name}.md", ()).slug
    assert slug.startswith("policy-")
    assert slug == policy_at(f"elsewhere/{name}.md", ()).slug


def test_days_are_those_of_the_zone() -> None:
    """The zone is the organisation's; UTC needs no database."""
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert time_zone_of(read("").organisation) is UTC
    assert noon.astimezone(time_zone_of(read(WHOLE).organisation)).hour == 13


@pytest.mark.parametrize(
    ("text", "line", "fix"),
    [
        ('[organisation]\nnam = "x"', 2, "did you mean `name`"),
        ('x = "y"', 1, "there are accounts, notices, organisation"),
        ("\n[promisse]\nlead_days = 1", 2, "did you mean `promise`"),
        ('[organisation]\nname = "a"\n[site]\nname = "b"', 4, "unknown key 'name' in [site]"),
        ("[organisation]\nname = 3", 2, "text in quotes"),
        ("organisation = 3", 1, "written [organisation]"),
        ('[policy]\npath = "a.md"', 1, "written [[policy]]"),
        ("policy = [1]", 1, "written [[policy]]"),
        ('[organisation]\ncontact = "nobody"', 2, "privacy@example.com"),
        ('[organisation]\ntime_zone = "Europe/Berln"', 2, "did you mean `Europe/Berlin`"),
        ('[organisation]\ntime_zone = "/etc/passwd"', 2, "not a time zone"),
        ('[organisation]\nname = "a\\u0007"', 2, "printable"),
        (f'[organisation]\nname = "{"x" * 3000}"', 2, "printable"),
        ('[site]\nbase_url = "ftp://example.com/"', 2, "https://example.com/legal/"),
        ('[site]\nbase_url = "https:///x/"', 2, "web address"),
        ('[site]\nbase_url = "https://example.com:99999/"', 2, "web address"),
        ('[site]\nbase_url = "https://me:secret@example.com/"', 2, "user name"),
        ('[site]\nbase_url = "https://example.com/?a/"', 2, "plain address"),
        ('[site]\nbase_url = "https://example.com/\\"x/"', 2, "web address"),
        ("[promise]\nchannel = 'email'", 1, "lead_days = 30"),
        ("[promise]\nleaddays = 30", 2, "unknown key 'leaddays' in [promise]; did you mean `lead_days`"),
        ("[promise]\nlead_days = true", 2, "a whole number"),
        ("[promise]\nlead_days = -1", 2, "between 0 and 3650"),
        ("[promise]\nlead_days = 1\nchannel = 'pigeon'", 3, "there is `email`"),
        ('[[policy]]\nslug = "x"', 1, "needs a `path`"),
        ('[[policy]]\npath = "a.md"\n\n[[policy]]\npath = "../b.md"', 5, "straight down"),
        ('[[policy]]\npath = "policy//a.md"', 2, "straight down"),
        ('[[policy]]\npath = "a.md"\nslug = "A B"', 3, "small letters"),
        ('[[policy]]\npath = "a.md"\nslug = "../x"', 3, "small letters"),
        ('[[policy]]\npath = "a.md"\nslug = "nul.x"', 3, "small letters"),
        ('[[policy]]\npath = "a.md"\nlanguage = "English!"', 3, "`pt-BR`"),
        ('[[policy]]\npath = "a.md"\nformerly = "b.md"', 3, "a list of strings"),
        ('[[policy]]\npath = "a.md"\nformerly = [1]', 3, "strings in quotes only"),
        ('[[policy]]\npath = "a.md"\nformerly = ["/b.md"]', 3, "is not a path"),
        ("a = ", 1, "is not TOML"),
        ("\n\nname = \n", 3, "is not TOML"),
        ("# \u00e4\n[x", 2, "`[x`: the bracket that closes the heading is missing"),
        ("[promise]\nlead_days = thirty", 2, "`lead_days = thirty`: text goes in quotation marks"),
        ("a = \u201cb\u201d", 1, "straight quotation marks"),
        ("a = 1\na = 2", 2, "is in the file twice"),
        ("lead_days: 30", 1, "a line reads `key ="),
        ("a = True", 1, "true or false, in small letters"),
        ('a = "b', 1, "quotation mark that closes the text is missing"),
        ('a = "b\\c"', 1, "write / in paths"),
        ("a = 030", 1, "without the 0 before it"),
        ("a = 15.01.2027", 1, "a day that exists is written 2027-01-15"),
        ("a = 30 days", 1, "nothing else may follow the value on the line"),
        ('a = ["b" "c"]', 1, "a comma or the bracket"),
        ('a = ["b",\nc = 1', 2, "is left open"),
    ],
)
def test_what_is_wrong_is_refused_with_line_and_fix(text: str, line: int, fix: str) -> None:
    """A refusal names the file, the line at fault and what to write instead."""
    with pytest.raises(ConfigError) as refusal:
        read(text)
    assert (refusal.value.path, refusal.value.line) == (CONFIG_PATH, line)
    assert fix in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        '[[policy]]\npath = "a.md"\n[[policy]]\npath = "b/a.md"',
        '[[policy]]\npath = "a.md"\n[[policy]]\npath = "a.md"\nslug = "b"',
        '[[policy]]\npath = "a.md"\nformerly = ["c.md"]\n[[policy]]\npath = "b.md"\nformerly = ["c.md"]',
    ],
)
def test_two_policies_share_nothing(text: str) -> None:
    """No two policies have one address in one language, one path, or one former path."""
    with pytest.raises(ConfigError, match=r"both|for two policies"):
        read(text)


def test_found_policies_share_nothing_either() -> None:
    """Two files whose names make the same slug are refused by both names."""
    with pytest.raises(ConfigError, match=r"policy/Privacy\.md and policy/privacy\.md"):
        read_configuration(None, ["policy/Privacy.md", "policy/privacy.md"])


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"a\n\xff", "toml:2: is not UTF-8"), (b"#" * 2_000_000, "at most"), (b"a=" + b"[" * 100_000, "not TOML")],
)
def test_what_is_no_configuration_is_refused(data: bytes, words: str) -> None:
    """Broken bytes, a file too large and bottomless nesting are refusals like any other."""
    with pytest.raises(ConfigError, match=words):
        read_configuration(data, [])


def test_names_that_look_the_same_are_said_to_be_two() -> None:
    """Where the same letters are written in other code points, the refusal says so: the eye sees one name twice."""
    with pytest.raises(ConfigError, match="same letters in other code points: delete the file that is too many"):
        read_configuration(None, ["policy/donn\u00e9es.md", "policy/donne\u0301es.md"])


def test_a_configuration_that_lies_in_git_lfs_is_said_to() -> None:
    """What git holds then is a pointer, whose lines nobody wrote: the way out is that of git, not of TOML."""
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 98\n"
    with pytest.raises(ConfigError, match=r"policy\.toml:1: is a Git LFS pointer, .* `git lfs untrack`"):
        read_configuration(pointer, ())
