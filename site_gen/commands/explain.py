"""`policy-site explain`: what a rule of the check asks, and why."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from site_gen.check.model import Rule, Severity
from site_gen.check.rules.catalogue import RULES
from site_gen.declared.questions import QUESTIONS
from site_gen.declared.toml import did_you_mean
from site_gen.errors import ConfigError

_WIDTH = 100


def run(code: str | None) -> int:
    """Print one rule or question in plain words; without a code, list them all."""
    if code is None:
        print("\n".join(_listing()))
    elif code.upper() in QUESTIONS:
        print(f"{code.upper()}: {QUESTIONS[code.upper()]}")
    elif code in RULES:
        print("\n".join(_told(RULES[code])))
    else:
        hint = did_you_mean(code, list(RULES)) or "`policy-site explain` lists them"
        raise ConfigError(code, f"no rule has this code; {hint}")
    return 0


def _listing() -> Iterator[str]:
    width = max(map(len, RULES))
    for severity, title in ((Severity.REFUSAL, "Stops the merge:"), (Severity.WARNING, "Warns:")):
        yield title
        yield from (f"  {rule.code:{width}}  {rule.title}" for rule in RULES.values() if rule.severity is severity)
    yield "The checklist's questions:"
    yield from (f"  {code:{width}}  {words}" for code, words in QUESTIONS.items())


def _told(rule: Rule) -> Iterator[str]:
    yield f"{rule.code}: {rule.title}"
    yield "It stops the merge." if rule.severity is Severity.REFUSAL else "It warns, and stops nothing."
    for paragraph in rule.explanation.strip().split("\n\n"):
        yield ""
        yield textwrap.fill(" ".join(paragraph.split()), _WIDTH)
    if rule.source:
        yield ""
        yield textwrap.fill(f"Source: {rule.source}", _WIDTH)
