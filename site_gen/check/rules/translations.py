"""The rule about the same policy in other languages."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.check.case import Case
from site_gen.check.rule import CaseRule, Fault, Severity


def _translations(case: Case) -> Iterator[Fault]:
    # A language that is new leaves no other behind, and one that follows the others does not either.
    if case.is_version and case.before and case.after and not case.languages.is_catching_up:
        for other in case.languages.unchanged:
            yield Fault(
                path=other.path,
                message=f"{case.after.path} changes and this translation ({other.language}) does not. If the "
                "change concerns it, it should follow in the same pull request: until then its readers have the older "
                "text. If only the words of this language were wrong, nothing needs to be done.",
            )


RULES = (
    CaseRule(
        code="translation-stale",
        severity=Severity.WARNING,
        title="Translations follow the text.",
        explanation="A notice in each language of the service has to say the same. Until the translation is renewed "
        "its readers rely on an older text. Change it in the same pull request where you can.",
        source="Minnesota 325M.16 subd. 1(c); GDPR Art. 12(1).",
        check=_translations,
    ),
)
