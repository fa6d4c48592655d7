"""Texts as the rules see them, without a repository."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hypothesis import strategies as st

from site_gen.check.case import Surroundings, Text
from site_gen.check.rule import Fault, TextRule
from site_gen.model.policy import Policy
from site_gen.text.outline import Section, headings, sections
from site_gen.text.parsing.parse import parse

PATH = "policy/privacy.md"
PLAIN = """\
# Privacy policy

We collect your name, your café's address and your *email address*. See [your rights](#your-rights).

| What | How long |
| --- | --- |
| Messages | 12 months |

1. You can ask for a copy.
2. You can ask us to delete it.

## Your rights

Write to [privacy@example.com](mailto:privacy@example.com), or see [our help](https://example.com/help).
"""
PIECES = (
    "# Title {#a}\n",
    "\n\n",
    "| a | b |\n| --- | --- |\n| 1 |\n",
    "<b>x</b> ",
    "<!-- ",
    "-->",
    "```\n",
    "[a](#b)",
    "[a](javascript:b)",
    "[a][b] ",
    "[a]: b\n",
    "[^n]",
    "[^n]: note\n",
    "\u200b",
    "\u202e",
    "\u0430b ",
    "**",
    "3. c\n",
    "    code\n",
    "&#8203;",
    "---\n",
    "title: x\n",
    "we may change this policy at any time ",
    "https://\u0430.com",
    "[x](https://[y)",
    "\r",
    "> ",
)
ANY_TEXT = st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3))).map("".join))


def read(source: str, path: str = PATH) -> Text:
    """Read a text."""
    document = parse(source)
    return Text(path=path, source=source, document=document, outline=sections(headings(document)))


def surroundings(
    files: Iterable[str] = (PATH,), others: Mapping[str, tuple[Section, ...]] | None = None, language: str = "en"
) -> Surroundings:
    """Return what surrounds a text."""
    policy = Policy(slug="privacy", language=language, path=PATH)
    return Surroundings(policy=policy, files=frozenset(files), other_outlines=others or {})


def faults(rule: TextRule, source: str, around: Surroundings | None = None) -> list[Fault]:
    """Return what a rule finds in a text."""
    return list(rule.check(read(source), around or surroundings()))
