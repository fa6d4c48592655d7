"""`policy.toml` is one file for two programs: what its schema allows, both read, and each owns its tables."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from notify.config import read_config
from notify.errors import ConfigError as NotifyConfigError
from site_gen.declared.configuration import CONFIG_PATH, read_configuration
from site_gen.errors import ConfigError
from site_gen.model.policy import Organisation, Policy, Promise, Review, Witness

ROOT = Path(__file__).parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "schemas" / "policy.v1.schema.json").read_bytes())
EVERY_KEY = """
[organisation]
name = "Example Ltd"
postal_address = "1 Example Street, Sampleton"
contact = "privacy@example.com"
time_zone = "Europe/Berlin"

[site]
base_url = "https://legal.example.com/"

[promise]
lead_days = 30
channel = "email"

[review]
approvals = 2
review_every = "12 months"
reviewed_on = "2026-11-01"

[witness]
public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c policy"
tsa_roots = "policy/tsa.pem"

[[policy]]
path = "policy/privacy.md"
slug = "privacy"
language = "en"
formerly = ["docs/privacy.md"]
was_draft = true

[accounts.columns]
account_id = "customer_no"
email = "mail_address"
name = "full_name"
language = "locale"
region = "home"
created_on = "joined"
last_version = "agreed_to"

[notices]
from_email = "privacy@legal.example.com"
from_name = "Example Ltd"
reply_to = "privacy@example.com"
"""


PUBLIC_KEY = tomllib.loads(EVERY_KEY)["witness"]["public_key"]


def keys(content: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """Yield every key of a file, with the tables that it stands in."""
    for name, value in content.items():
        tables = value if isinstance(value, list) else [value]
        inner = [key for table in tables if isinstance(table, dict) for key in keys(table, f"{place}{name}.")]
        yield from inner or [f"{place}{name}"]


def allowed(schema: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """Yield every key that the schema knows."""
    for name, value in schema["properties"].items():
        table = value.get("items", value)
        yield from allowed(table, f"{place}{name}.") if "properties" in table else [f"{place}{name}"]


def documented() -> Iterator[str]:
    """Yield each piece of TOML in the documents that is about this file."""
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        blocks = re.findall(r"^ *```toml\n(.*?)^ *```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        yield from (block for block in blocks if set(tomllib.loads(block)) & set(SCHEMA["properties"]))


def test_the_schema_knows_every_key_and_no_other() -> None:
    """The file below holds each key that the schema allows, and what both programs read of it is below too."""
    Draft202012Validator.check_schema(SCHEMA)
    body = tomllib.loads(EVERY_KEY)
    Draft202012Validator(SCHEMA).validate(body)
    assert sorted(keys(body)) == sorted(allowed(SCHEMA))


def test_policy_site_reads_the_whole_file() -> None:
    """The generator takes its own tables and passes over those of the notifier."""
    found = read_configuration(EVERY_KEY.encode(), [])
    assert found.organisation == Organisation(
        name="Example Ltd",
        postal_address="1 Example Street, Sampleton",
        contact_email="privacy@example.com",
        time_zone="Europe/Berlin",
        base_url="https://legal.example.com/",
        promise=Promise(lead_days=30, channel="email"),
    )
    assert found.review == Review(approvals=2, every="12 months", reviewed_on=date(2026, 11, 1))
    assert found.witness == Witness(public_key=PUBLIC_KEY, tsa_roots="policy/tsa.pem")
    formerly = ("docs/privacy.md",)
    policy = Policy(slug="privacy", language="en", path="policy/privacy.md", formerly=formerly, was_draft=True)
    assert found.policies == (policy,)


def test_policy_notify_reads_the_whole_file(tmp_path: Path) -> None:
    """The notifier takes its own tables and passes over those of the generator."""
    file = tmp_path / "policy.toml"
    file.write_text(EVERY_KEY, encoding="utf-8")
    found = read_config(str(file))
    assert found.columns == tomllib.loads(EVERY_KEY)["accounts"]["columns"]
    assert (found.from_email, found.from_name) == ("privacy@legal.example.com", "Example Ltd")
    assert found.reply_to == "privacy@example.com"
    assert (found.review_days, found.reviewed_on) == (366, date(2026, 11, 1))
    assert (found.public_key, found.tsa_roots) == (PUBLIC_KEY, "policy/tsa.pem")


@pytest.mark.parametrize("block", [*documented(), (ROOT / CONFIG_PATH).read_text(encoding="utf-8")])
def test_what_the_documents_tell_people_to_write_can_be_read(block: str, tmp_path: Path) -> None:
    """Each example, and the file that is shipped, fits the schema and is accepted by both programs."""
    Draft202012Validator(SCHEMA).validate(tomllib.loads(block))
    read_configuration(block.encode(), [])
    file = tmp_path / "policy.toml"
    file.write_text(block, encoding="utf-8")
    read_config(str(file))


@pytest.mark.parametrize("text", ['[organisation]\nnme = "x"', '[sites]\nbase_url = ""', '[[policy]]\nslug = "a"'])
def test_what_the_schema_forbids_the_owner_refuses(text: str) -> None:
    """A misspelt key or table of the generator is not a setting that silently does nothing."""
    assert not Draft202012Validator(SCHEMA).is_valid(tomllib.loads(text))
    with pytest.raises(ConfigError):
        read_configuration(text.encode(), [])


@pytest.mark.parametrize(
    "text", ['[notices]\nfrom_mail = "x"', "[accounts]\ncolums = {}", '[accounts.columns]\nmail = "x"']
)
def test_what_the_schema_forbids_the_notifier_refuses_in_its_own_tables(text: str, tmp_path: Path) -> None:
    """A misspelt key of the notifier is not a setting that silently does nothing, either."""
    assert not Draft202012Validator(SCHEMA).is_valid(tomllib.loads(text))
    file = tmp_path / "policy.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NotifyConfigError):
        read_config(str(file))


def test_a_table_of_the_notifier_must_be_a_table() -> None:
    """A line that could only be a slip of the pen is refused, whoever owns the name."""
    with pytest.raises(ConfigError, match=r"policy.toml:1: `notices` must be a table"):
        read_configuration(b"notices = true", [])
