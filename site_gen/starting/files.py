"""The files that a repository starts with: configuration, rules, the first note, a guide, the workflow."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct

from site_gen.declared.configuration import CONFIG_PATH, DEFAULT_LANGUAGE, POLICY_FOLDER, policy_by_name
from site_gen.declared.policy_kinds import is_about_data
from site_gen.errors import OutputError
from site_gen.model.policy import Policy
from site_gen.program import starter

RULES_PATH = f"{POLICY_FOLDER}/notice-rules.toml"
WORKFLOW_PATH = ".github/workflows/policies.yml"
_NOT_FOR_THE_REPOSITORY = """\
/build/
# What policy-notify writes where it is run: it holds addresses and accounts of people.
/ledger.db*
/outbox/
/proof-*.zip
"""
_PRIVACY = '\npolicies = ["privacy"]\n'
_NO_PROMISE = "# [promise]\n# lead_days = 30             #"
_PROMISE = "[promise]\nlead_days = {days:<15}#"


class Answers(Struct, frozen=True, kw_only=True):
    """What was asked; empty for what nobody knows yet."""

    policy: str
    """Path of the policy, from the repository's top."""
    organisation: str = ""
    base_url: str = ""
    contact: str = ""
    branch: str = "main"
    """The publishing branch."""
    new: tuple[str, ...] = ()
    """Paths of texts whose first version is still to be committed."""
    language: str = DEFAULT_LANGUAGE
    translations: tuple[Policy, ...] = ()
    """The same policy in other languages."""
    others: tuple[Policy, ...] = ()
    """What may be a policy too."""
    promised_days: int | None = None
    """The notice of changes that its words promise."""

    @property
    def note_folder(self) -> str:
        """Where change notes are looked for: beside the policy."""
        return posixpath.join(posixpath.dirname(self.policy), "changes")


def starting_files(answers: Answers) -> Iterator[tuple[str, str]]:
    """Yield each file's path and text."""
    yield CONFIG_PATH, _configuration(answers)
    yield RULES_PATH, _rules(answers.policy)
    if answers.policy in answers.new:
        slug = policy_by_name(answers.policy).slug
        yield f"{answers.note_folder}/{slug}/first-version.md", _starter("first-version.md")
    yield f"{POLICY_FOLDER}/README.md", _starter("README.md")
    workflow = _starter("policies.yml").replace("{version}", version("section11"))
    yield WORKFLOW_PATH, workflow.replace("{branch}", json.dumps(answers.branch))
    yield ".gitignore", _NOT_FOR_THE_REPOSITORY


def write_new(top: Path, path: str, text: str) -> bool:
    """Write a file that is not there yet; False where one is, which stays as it is.

    Raises OutputError where it cannot be written.
    """
    place = top / path
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from error
    return True


def lacking_in(path: str, text: str) -> str:
    """Say what a file that was there already lacks of what it would have been written for; empty where nothing."""
    if path == WORKFLOW_PATH and not re.search(r"policy-site|section-?11", text):
        return (
            "is another workflow, and stays as it is; nothing checks or publishes the policies until it calls "
            "policy-site, or has another name and `policy-site init` runs again"
        )
    if path == ".gitignore" and not re.search(r"(?m)^/?build(/\S*)?$", text):
        return "stays as it is; add /build/ to it: the site is built there, and is not for the repository"
    if path == ".gitignore" and "ledger.db" not in text:
        return (
            "stays as it is; before you send notices from here, add /ledger.db* and /outbox/: they hold people's data"
        )
    return ""


def _configuration(answers: Answers) -> str:
    values = {
        "name": answers.organisation,
        "contact": answers.contact,
        "base_url": answers.base_url,
    }
    text = _starter("policy.toml")
    for name, value in values.items():
        # A JSON string is a TOML string.
        text = text.replace(f"{{{name}}}", json.dumps(value, ensure_ascii=False))
    original = Policy(slug=policy_by_name(answers.policy).slug, language=answers.language, path=answers.policy)
    text += "\n".join(_entry(each) for each in (original, *answers.translations))
    if answers.others:
        entries = "\n".join(map(_entry, answers.others)).splitlines()
        text += "\n# These may be policies too: each is published without the signs in front of it.\n"
        text += "".join(f"# {line}".rstrip() + "\n" for line in entries)
    if answers.promised_days is not None:
        text = text.replace(_NO_PROMISE, _PROMISE.format(days=answers.promised_days))
    return text


def _rules(path: str) -> str:
    """Let what is about privacy policies name this one, unless its name says that it is none."""
    slug, rules = policy_by_name(path).slug, _starter("notice-rules.toml")
    if not is_about_data(slug):
        return rules
    return rules.replace(_PRIVACY, f"\npolicies = {json.dumps([slug])}\n")


def _entry(policy: Policy) -> str:
    lines = (f"{key} = {json.dumps(getattr(policy, key), ensure_ascii=False)}" for key in ("slug", "path", "language"))
    return "\n".join(("[[policy]]", *lines, ""))


def _starter(name: str) -> str:
    # In a checkout the example's own rules are what an installed program carries.
    beside = starter().parents[1] / POLICY_FOLDER
    place = starter() / name
    return (place if place.is_file() else beside / name).read_text(encoding="utf-8")
