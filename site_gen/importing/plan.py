"""What an import would write: which texts become versions, under which paths, with which notes. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, tzinfo
from pathlib import Path, PurePosixPath

from msgspec import Struct

from site_gen.declared.configuration import Configuration, name_of, policy_at
from site_gen.declared.policy_kinds import kinds_of
from site_gen.errors import ConfigError, HistoryError, PolicyError
from site_gen.git.branch import NewCommit
from site_gen.importing.model import OldText
from site_gen.model.history import History
from site_gen.model.policy import Policy
from site_gen.text.fingerprint import fingerprint
from site_gen.text.outline import title_of
from site_gen.text.parsing.parse import parse

_DEFAULT = "privacy"
_SUFFIXES = (".md", ".markdown")


class Step(Struct, frozen=True, kw_only=True):
    """One file of an import, and what becomes of it."""

    text: OldText
    path: str
    note_path: str
    same_as: date | None
    """The version before, where this file says the same: then it makes none of its own, and nothing is written."""


def policy_to_fill(name: str | None, configuration: Configuration, files: Sequence[Path] = ()) -> Policy:
    """Return the policy that a slug or a path names.

    Without a name it is the one that the files' names speak of, else the only one there is, or `privacy`. Raises
    ConfigError for a name of several policies, and for a path that cannot be a policy's.
    """
    if name is None:
        kinds = list(dict.fromkeys(kind for file in files for kind in kinds_of(file.stem)))
        known = [each for each in configuration.policies if set(kinds) & set(kinds_of(each.slug))]
        if len(known) == 1:
            return known[0]
        if len(configuration.policies) == 1:
            return configuration.policies[0]
        return policy_to_fill(next(iter(kinds), _DEFAULT), configuration)
    if "/" not in name and not name.endswith(_SUFFIXES):
        named = [each for each in configuration.policies if name in (each.slug, f"{each.slug}.{each.language}")]
        if len(named) > 1:
            paths = ", ".join(policy.path for policy in named)
            raise ConfigError(name, f"is the name of several policies; give the path of one: {paths}")
        return named[0] if named else policy_to_fill(f"policy/{name}.md", configuration)
    parts = PurePosixPath(name).parts
    if ".." in parts or any(part.lower() == ".git" for part in parts):
        problem = "must lead straight down from the repository's top folder, without `..` or `.git`"
        raise ConfigError(name, f"{problem}; write it as policy/privacy.md")
    if not name.endswith(_SUFFIXES):
        raise ConfigError(name, "is not a path of a policy's text; it must end in .md, such as policy/privacy.md")
    return policy_at(name, configuration.policies)


def name_of_kind(stem: str, markdown: str) -> str:
    """Return the name that says what kind of policy a text is: its file's, else its title; empty where neither does."""
    return next((name for name in (stem, title_of(parse(markdown))) if kinds_of(name)), "")


def refuse_other_kinds(texts: Iterable[OldText], policy: Policy) -> None:
    """Refuse a text that says by its file's name or its title that it is another kind of policy."""
    own = set(kinds_of(policy.slug))
    for text in texts:
        name = name_of_kind(text.source.path.stem, text.markdown)
        if own and name and own.isdisjoint(kinds_of(name)):
            problem = f"is called `{name}`, and would become a version of {policy.path}"
            ways = f"--policy {kinds_of(name)[0]}, or with --policy {policy.slug} if it is one"
            raise PolicyError(str(text.source.path), f"{problem}; say which policy it is of with {ways}")


def plan_steps(
    texts: Sequence[OldText], policy: Policy, history: History | None, standing: str | None
) -> tuple[Step, ...]:
    """Plan the versions, oldest first; `standing` is the text that the branch already ends with."""
    last = history.versions[-1].published_on if history else None
    return tuple(_steps(texts, policy, last, standing))


def refuse_the_past(texts: Sequence[OldText], history: History | None) -> None:
    """Refuse what is not newer than all that the branch already holds: a published history is only appended to."""
    if history is None:
        return
    latest = max([version.published_on for version in history.versions] + [w.withdrawn_on for w in history.withdrawals])
    early = next((text for text in texts if text.source.published_on <= latest), None)
    if early:
        day = early.source.published_on
        raise HistoryError(
            f"{early.source.path}: is of {day}, and {history.policy.path} already has a history up to {latest}.\n"
            "What is published is never rewritten, so older versions come first: import them into a new repository "
            "(`git init`), and commit today's text after them. If this version is there already, leave the file out."
        )


def commits(steps: Sequence[Step], zone: tzinfo) -> tuple[NewCommit, ...]:
    """Return one commit for each version, dated noon of its day."""
    return tuple(_commit(step, zone) for step in steps if step.same_as is None)


def _steps(texts: Sequence[OldText], policy: Policy, before: date | None, standing: str | None) -> Iterator[Step]:
    folder = posixpath.join(posixpath.dirname(policy.path), "changes", _note_folder(policy))
    shown = None if standing is None else fingerprint(parse(standing))
    for text in texts:
        day = text.source.published_on
        now = fingerprint(parse(text.markdown))
        is_same = now == shown
        yield Step(
            text=text,
            path=policy.path,
            note_path=f"{folder}/imported-{day}.md",
            same_as=before if is_same else None,
        )
        shown, before = now, before if is_same else day


def _note_folder(policy: Policy) -> str:
    """Name the folder of this language's notes: a translation has a folder of its own beside the shared one."""
    is_translation = name_of(policy.path) != policy.slug
    return f"{policy.slug}.{policy.language}" if is_translation else policy.slug


def _commit(step: Step, zone: tzinfo) -> NewCommit:
    source = step.text.source
    return NewCommit(
        files={step.path: step.text.markdown.encode(), step.note_path: _note(step).encode()},
        made_at=datetime.combine(source.published_on, time(12), zone),
        message=(
            f"Import the version of {source.published_on}\n\n"
            f"Source: {source.name}\nSource-SHA256: {step.text.source_sha256}\n"
        ),
    )


def _note(step: Step) -> str:
    """Write a note that dates the version and claims nothing: nobody decided a class in its day."""
    return (
        "---\n"
        f"published: {step.text.source.published_on}\n"
        f"# Imported from {step.text.source.name}\n"
        "# No class is declared here, since none was when this was published. Decide one only from what is known.\n"
        "---\n"
    )
