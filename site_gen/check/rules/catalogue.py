"""Every rule of the check, in the order in which findings are told."""

from __future__ import annotations

from itertools import chain

from site_gen.check.model import CaseRule, Rule, TextRule
from site_gen.check.rules import (
    approvals,
    corrections,
    dates,
    declarations,
    links,
    notes,
    postponements,
    style,
    text_rules,
    whole_change,
)

CASE_RULES: tuple[CaseRule, ...] = (
    *notes.RULES,
    *declarations.RULES,
    *dates.RULES,
    *postponements.RULES,
    *corrections.RULES,
    *approvals.RULES,
    *whole_change.RULES,
    *links.CASE_RULES,
)
TEXT_RULES: tuple[TextRule, ...] = (*text_rules.RULES, *links.RULES, *style.RULES)
RULES: dict[str, Rule] = {rule.code: rule for rule in chain(CASE_RULES, TEXT_RULES)}
