"""`policy-site explain`: what a rule of the check asks, and why."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import chain

from site_gen.check.checklist import FOLLOWING, class_of_yes
from site_gen.check.guide import GUIDES
from site_gen.check.report.wrapping import wrap
from site_gen.check.rule import Rule, Severity
from site_gen.check.rules.catalogue import RULES
from site_gen.declared.questions import QUESTIONS
from site_gen.errors import ConfigError
from site_gen.model.note import ChangeClass
from site_gen.signals.words.lexicon import lexicon

_ALIKE = 0.75
"""How much of two names must be the same for one to be taken for a slip of the other."""
_STEM = 6
"""Letters by which one word is known in another: "withdrawal" in `withdraw-in-use`."""
_SUGGESTED = 4
_MAY_NEED_CONSENT = frozenset({"M11", "M12"})
_MILD: dict[str, str] = {
    "M14": "it makes it minor at least, and the page then says “This changes what we do”",
    "M15": "it speaks for minor",
    "D1": "say why the date differs, or take it out",
    "E1": "it speaks for editorial",
    "E2": "it speaks for minor",
}
"""What a yes does where it makes nothing material."""
WORDS: dict[str, str] = {
    "editorial": "a class. Spelling, style, links or layout; the meaning is as it was. Nobody is told by email.",
    "minor": "a class. The same meaning made clearer, or one more of a kind that the policy names. Told by email only "
    "where a rule that counts asks for it.",
    "material": "a class. What the organisation does, or people's rights and choices, change so that they would want "
    "to know before. Every account holder is told by email, as many days before as the policy promises.",
    "material+consent": "a class. As material, and it may not apply to somebody who has not agreed. The system tells; "
    "the product has to ask.",
    "undeclared": "no class. No note says what the change means: it was published without this check, or imported.",
    "changed": "said of the practice. What the organisation does with the information changes.",
    "wording": "said of the practice. What the organisation does stays the same; only the description changes.",
    "practice": "the line of a note that says whether what you do changes (`changed`) or only its description "
    "(`wording`).",
    "class": "how much a change means: editorial, minor, material or material+consent. Legal declares it in the note.",
    "effective": "the day from which a version applies. Legal declares it in the note; without it, the day of the "
    "merge.",
    "published": "the day on which a version became public: the day of its merge, stamped by git and never typed.",
    "upcoming": "where a version stands. It is public and does not apply yet.",
    "announced": "said of a version that is public and does not apply yet; the log says `upcoming`.",
    "joined": "where a version stands. It took effect on one day with a later one, whose text holds its change.",
    "in force": "where a version stands. It is the one that applies.",
    "superseded": "where a version stands. A later one applies instead.",
    "imported": "said of a version that was published elsewhere, before this repository knew of it.",
    "widening": "a direction. More is done with people's information, or less is promised: a new recipient, a longer "
    "period.",
    "narrowing": "a direction. Less is done with people's information: a purpose is given up, a period is shorter.",
    "protective": "a direction. More is promised, or more can be asked for: a new right, an added safeguard.",
    "unclear": "a direction. The words do not show which way the practice went; whoever writes the note knows.",
    "direction": "which way a practice went, for the people concerned: widening, narrowing, protective or unclear.",
    "signal": "words of the text that show that a practice changed. Each raises a question of the checklist.",
    "redline": "the new text with everything marked that was added, removed or moved.",
    "note": "the file in which legal declares and explains one version.",
    "promise": "what the policy itself says about how changes are announced; policy.toml holds it in a form that can "
    "be counted.",
    "postpones": "the line of a note that moves an announced version to a later day.",
    "corrects": "the line of a note that names the published version whose mistake its change puts right.",
    "withdraws": "the line of a note that takes the text of a replaced version down; its reason shows instead.",
    "ends": "the line of a note, `ends: policy`, that says that the policy's text is taken down; its reason shows "
    "instead.",
    "withholds": "the line of a withdrawing note, `withholds: note`, that takes the version's own note down too.",
    "approved": "the lines of a note that say who approved the exact text; `policy-site approve` writes them.",
    "language": "the line of a note that says which language it is about, where several share it.",
}
"""What the check and the pages call things."""


def start(arguments: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    return run(arguments.code)


def run(code: str | None) -> int:
    """Print one rule or question in plain words; without a code, list them all.

    Raises ConfigError for a code that is none of these.
    """
    if code is None:
        print("\n".join(_listing()))
    elif code.upper() in QUESTIONS:
        print("\n".join(_question_words(code.upper())))
    elif code in RULES:
        print("\n".join(_rule_words(RULES[code])))
    elif code.lower() in WORDS:
        print("\n".join(wrap(f"{code.lower()}: {WORDS[code.lower()]}")))
    else:
        hint = _suggestion(code.lower()) or "`policy-site explain` lists them"
        raise ConfigError(code, f"is not a rule, a question or a word that is explained here; {hint}")
    return 0


def _suggestion(word: str) -> str:
    """Suggest the names that share a word with what was asked for, else the one that is spelt nearly alike."""
    names = [*RULES, *WORDS]
    stems = {part[:_STEM] for part in re.split(r"[\W_]+", word) if len(part) >= _STEM}
    shared = [name for name in names if stems & {part[:_STEM] for part in name.split("-")}]
    near = get_close_matches(word.replace(" ", "-"), names, n=1, cutoff=_ALIKE) or shared
    return f"did you mean {', '.join(f'`{name}`' for name in near[:_SUGGESTED])}?" if near else ""


def _listing() -> Iterator[str]:
    width = max(map(len, RULES))
    for severity, title in ((Severity.REFUSAL, "Stops the merge:"), (Severity.WARNING, "Warns:")):
        yield title
        yield from (f"  {rule.code:{width}}  {rule.title}" for rule in RULES.values() if rule.severity is severity)
    yield "The checklist's questions:"
    yield from (f"  {code:{width}}  {words}" for code, words in QUESTIONS.items())
    yield f"Words: {', '.join(WORDS)}"


def _question_words(code: str) -> Iterator[str]:
    """Say what a question asks, what counts as which answer, what a yes makes of the change, and why it is asked."""
    guide = GUIDES[code]
    yield f"{code}: {QUESTIONS[code]}"
    for paragraph in (f"Yes: {guide.yes}", f"No: {guide.no}", _weight_words(code)):
        yield ""
        yield "\n".join(wrap(paragraph))
    told = (rule.source.split("; ") for rule in lexicon("en").rules if rule.question == code)
    sources = dict.fromkeys(chain.from_iterable(told))
    if sources:
        yield ""
        yield "\n".join(wrap(f"Source: {'; '.join(sources)}"))


def _weight_words(code: str) -> str:
    follows = f" {FOLLOWING[code]}" if code in FOLLOWING else ""
    if class_of_yes(code) is ChangeClass.MATERIAL:
        consent = ", or material+consent where a rule that counts asks for consent" * (code in _MAY_NEED_CONSENT)
        return f"A yes makes the change material{consent}: every account holder is told.{follows}"
    return f"A yes does not make the change material by itself; {_MILD[code]}.{follows}"


def _rule_words(rule: Rule) -> Iterator[str]:
    yield f"{rule.code}: {rule.title}"
    yield "It stops the merge." if rule.severity is Severity.REFUSAL else "It warns, and does not stop the merge."
    for paragraph in rule.explanation.strip().split("\n\n"):
        yield ""
        yield "\n".join(wrap(" ".join(paragraph.split())))
    if rule.source:
        yield ""
        yield "\n".join(wrap(f"Source: {rule.source}"))
