"""Every rule of the check, in the order in which findings are shown."""

from __future__ import annotations

from itertools import chain

from site_gen.check.rule import CaseRule, Rule, TextRule
from site_gen.check.rules import (
    approvals,
    characters,
    corrections,
    dates,
    declarations,
    dialects,
    links,
    listing,
    markup,
    note_words,
    notes,
    postponements,
    promises,
    publishing_branch,
    references,
    removals,
    rereading,
    style,
    tables,
    translations,
    unfinished,
)
from site_gen.check.rules.places import bound

CASE_RULES: tuple[CaseRule, ...] = (
    *notes.RULES,
    *declarations.RULES,
    *note_words.RULES,
    *dates.RULES,
    *postponements.RULES,
    *corrections.RULES,
    *approvals.RULES,
    *publishing_branch.RULES,
    *listing.RULES,
    *removals.RULES,
    *promises.RULES,
    *translations.RULES,
    *rereading.RULES,
    *links.CASE_RULES,
    *references.CASE_RULES,
)
MARKDOWN_RULES: tuple[TextRule, ...] = bound(
    (*markup.RULES, *unfinished.RULES, *dialects.RULES, *tables.RULES, *characters.RULES, *references.RULES)
)
"""Those about the text that are not about its links or its wording."""
TEXT_RULES: tuple[TextRule, ...] = (*MARKDOWN_RULES, *links.RULES, *style.RULES)
RULES: dict[str, Rule] = {rule.code: rule for rule in chain(CASE_RULES, TEXT_RULES)}
