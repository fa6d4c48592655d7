"""A published policy in a real repository, and changes to it that nobody has committed yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from site_gen.check.proposal.read import Request, read_cases
from site_gen.check.verdict import Verdict, judge_all
from site_gen.options import Options
from tests.conftest import GitRepo

POLICY = "policy/privacy.md"
NOTE = "policy/changes/privacy/new.md"
TODAY = date(2026, 11, 22)
TEXT = """\
# Privacy

## 1. What we collect

We collect your name and your email address.

## 2. Who receives it

We share your email address with our payment processor. We keep it for 12 months.

## 3. Changes

We tell you by email 30 days before a change applies.
"""
LONGER = TEXT.replace("12 months", "24 months")
SHARED = TEXT.replace("with our payment processor", "with our payment processor and with advertisers")
REWORDED = TEXT.replace("your name and your email address", "your name, and your email address")
CONFIG = """\
[organisation]
name = "Example, Inc."
contact = "privacy@example.com"

[promise]
lead_days = 30
channel = "email"
"""


@dataclass(frozen=True)
class Desk:
    """Where legal works: the published policy, checked out."""

    repo: GitRepo

    def propose(self, **files: str | bytes | None) -> Desk:
        """Change files of the working tree: `text`, `note`, `config`."""
        paths = {"text": POLICY, "note": NOTE, "config": "policy/policy.toml"}
        for name, content in files.items():
            self.repo.write(paths[name], content)
        return self

    def verdicts(
        self, *, base: str | None = None, today: date = TODAY, policies: tuple[str, ...] = ()
    ) -> list[Verdict]:
        """Judge what lies on disk."""
        question = Request(base=base, head=None, now=datetime(2026, 11, 22, 12, tzinfo=UTC), today=today)
        options = Options(repository=self.repo.path, today=today, policies=policies)
        return judge_all(read_cases(options, question))

    def verdict(self, *, base: str | None = None, today: date = TODAY) -> Verdict:
        """Judge the one policy."""
        (verdict,) = self.verdicts(base=base, today=today)
        return verdict

    def refused(self, *, base: str | None = None, today: date = TODAY) -> list[str]:
        """Return the codes of what stops the merge."""
        return [finding.rule.code for finding in self.verdict(base=base, today=today).refusals]

    def warned(self, *, base: str | None = None) -> list[str]:
        """Return the codes of what only warns."""
        return [finding.rule.code for verdict in self.verdicts(base=base) for finding in verdict.warnings]


def note(
    change_class: str = "material",
    effective: str = "2026-12-22",
    answers: Sequence[str] = ("M7: yes. Twice as long.", "M13: yes. It is longer.", "M14: yes. From that day on."),
    body: str = "We keep email addresses for longer.\n\n## What you can do\n\nAsk us to delete it.",
    more: Sequence[str] = (),
) -> str:
    """Write a change note; empty values leave their line out."""
    front = [f"effective: {effective}"] * bool(effective) + [f"class: {change_class}"] * bool(change_class)
    listed = ["answers:", *(f"  {answer}" for answer in answers)] if answers else []
    return "\n".join(["---", *front, *more, *listed, "---", body, ""])


@pytest.fixture
def desk(repo: GitRepo) -> Desk:
    """Return a desk with one published version."""
    first = note(effective="", answers=(), change_class="minor", body="The first version.")
    files = {POLICY: TEXT, "policy/policy.toml": CONFIG, "policy/changes/privacy/first.md": first}
    repo.commit("2025-03-01", files)
    return Desk(repo)


@pytest.fixture
def empty_desk(tmp_path: Path) -> Desk:
    """Return a desk with nothing published."""
    repo = GitRepo(tmp_path / "empty")
    repo.commit("2025-03-01", {"README.md": "Nothing yet.\n"})
    return Desk(repo)
