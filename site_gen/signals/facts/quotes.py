"""Words of a clause around a term, as a page quotes them."""

from __future__ import annotations

import re

from site_gen.model.facts import Quote
from site_gen.signals.facts.statement import Statement
from site_gen.signals.parsing.prose import CELLS
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK

_LABEL = 16  # words; so short an entry of a list is quoted behind its introduction
_BEFORE, _AFTER = 110, 90  # characters that are quoted around a term
_SPACE = re.compile(r"\s+")
_LINES = re.compile(rf"\s*[{HARD_BREAK}{BLOCK_BREAK}]+\s*")


def quote(statement: Statement, start: int, end: int) -> Quote:
    """Return a clause's words around a term, with what introduces it where it is a short entry of a list."""
    clause = statement.clause
    before, term, after = clause.text[:start], one_line(clause.text[start:end]), clause.text[end:]
    if statement.columns:
        number = before.count(CELLS)
        before = before.rpartition(CELLS)[2]
        after = after.partition(CELLS)[0]
        if number < len(statement.columns) and statement.columns[number]:
            before = f"{statement.columns[number].rstrip(':')}: {before}"
    elif clause.is_item and clause.lead and len(clause.words) < _LABEL:
        before = f"{_tail(clause.lead)} {before}"
    before, after = (cell.replace(CELLS, ": ") for cell in (before, after))
    return Quote(_cut_before(before), term, _cut_after(after))


def _tail(lead: str) -> str:
    at = lead.rfind(". ") + 2 if ". " in lead else 0
    return lead[at:]


def _cut_before(text: str) -> str:
    """Return the end of what stands before a term, cut at a space."""
    text = one_line(text)
    if len(text) <= _BEFORE:
        return text
    return f"\u2026 {text[text.find(' ', len(text) - _BEFORE) + 1 :]}"


def _cut_after(text: str) -> str:
    """Return the beginning of what stands behind a term, cut at a space."""
    text = one_line(text)
    if len(text) <= _AFTER:
        return text
    return f"{text[: text.rfind(' ', 0, _AFTER)].rstrip(',;:')} \u2026"


def one_line(text: str) -> str:
    """Return a text with its lines, which an entry may have, one behind the other."""
    return _SPACE.sub(" ", _LINES.sub(" \u00b7 ", text))
