"""The rules about a policy's text that are not about its links or its wording."""

from __future__ import annotations

from site_gen.check.model import TextRule
from site_gen.check.rules import characters, markup, tables, unfinished
from site_gen.check.rules.places import bound

RULES: tuple[TextRule, ...] = bound((*markup.RULES, *unfinished.RULES, *tables.RULES, *characters.RULES))
