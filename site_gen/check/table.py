"""Every rule of the check, in the order in which findings are told."""

from __future__ import annotations

from site_gen.check.model import CaseRule, TextRule

CASE_RULES: tuple[CaseRule, ...] = ()
TEXT_RULES: tuple[TextRule, ...] = ()
RULES = {rule.code: rule for rule in (*CASE_RULES, *TEXT_RULES)}
