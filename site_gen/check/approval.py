"""Who approved the exact text of a change, and which approvals are of another text."""

from __future__ import annotations

from site_gen.check.case import Case
from site_gen.model.note import Approval


def asks_approval(case: Case) -> bool:
    """Whether people must approve the change: account holders are told of it, and it is not from elsewhere."""
    draft = case.draft
    is_told = draft is not None and draft.note.change_class.is_told
    return bool(case.is_version and is_told and case.approvals_asked and not case.is_import)


def approvals(case: Case) -> tuple[Approval, ...]:
    """Return the approvals of this very text, one for each person."""
    given = case.draft.note.approvals if case.draft else ()
    return tuple({each.who.casefold(): each for each in given if each.text_sha256 == case.text_sha256}.values())


def outdated_approvals(case: Case) -> tuple[Approval, ...]:
    """Return the approvals of a text that is no longer there, in this language or another."""
    known = {case.text_sha256, *case.sibling_sha256s}
    given = case.draft.note.approvals if case.draft else ()
    return tuple(each for each in given if each.text_sha256 not in known)
