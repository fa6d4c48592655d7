"""Read a change note: a few `key: value` lines between two `---`, then Markdown.

Lawyers write these, so this is not YAML: a colon in a sentence, yes and no, a date, typographic quotes and dashes mean
what they say; anchors, aliases and tags mean nothing. What cannot be read is refused with its line and the fix, and all
of it at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from site_gen.declared.drafts import AnyDraft, Draft, Unreadable, in_order
from site_gen.declared.note_body import split_body
from site_gen.declared.note_fields import CLASSES, NO_COLON, SHOWN, Field, Fields, either, read_fields, unquote
from site_gen.declared.note_values import DASHES, choice_of, day_of, language_of, version_id_of
from site_gen.declared.other_notes import read_ending, read_postponement, read_withdrawal
from site_gen.declared.questions import QUESTIONS
from site_gen.declared.written_dates import day_in
from site_gen.errors import ConfigError, PassedOverNoteError
from site_gen.model.note import Answer, Approval, ChangeClass, ChangeNote, Fault, Note, Practice

_KINDS = ("class", "postpones", "withdraws", "ends")
"""The keys that say which kind of note it is."""
_YES_OR_NO = re.compile(
    r"[\"'\u201c-\u201e]?(yes|no)[\"'\u201c-\u201e]?(?!\w)[\s.,:;!\u2013\u2014-]*(.*)", re.IGNORECASE | re.DOTALL
)
_APPROVAL = re.compile(r"(?:-\s+)?(?P<who>[^:]*[^:\s])\s*:\s*(?P<on>[^,]+?),\s*(?P<sha256>[0-9a-fA-F]{64})")
_AT_ONCE = "; without the line the version takes effect the day it is published"


def read_note(path: str, data: bytes) -> Note:
    """Read one note that is complete; refuse it with its first mistake or gap, by line and fix."""
    draft = read_draft(path, data)
    if problem := _first_problem(path, draft):
        raise problem
    assert not isinstance(draft, Unreadable)  # noqa: S101  it has a problem or more
    return draft.note


def read_old_note(path: str, data: bytes) -> Note | ConfigError:
    """Read as much of one note of the past as can be: a later commit may have repaired what is wrong with it."""
    draft = read_draft(path, data)
    problem = _first_problem(path, draft)
    if problem and (not isinstance(draft, Draft) or "class" in draft.unread):
        # Not even of which kind the note is can be known; one that declares no version for certain holds none up.
        return PassedOverNoteError(path, problem.problem, line=problem.line) if _is_of_other_kind(data) else problem
    assert not isinstance(draft, Unreadable)  # noqa: S101  it has a problem or more
    if not problem or not isinstance(draft, Draft):
        return draft.note
    unread = draft.unread.union(draft.unanswered, draft.unreasoned)
    return replace(draft.note, fault=Fault(line=problem.line, problem=problem.problem, unread=unread))


def _is_of_other_kind(data: bytes) -> bool:
    """Whether a note says of itself that it postpones, withdraws or ends, and so declares no version."""
    try:
        fields, _ = read_fields("", data)
    except ConfigError:
        return False
    return any(fields.find(key) for key in ("ends", "withdraws", "postpones")) and not fields.find("class")


def _first_problem(path: str, draft: AnyDraft | Unreadable) -> ConfigError | None:
    problems = [*_problems(draft), *(_gaps(path, draft) if isinstance(draft, Draft) else ())]
    return min(problems, key=lambda each: each.line or 0, default=None)


def read_draft(path: str, data: bytes) -> AnyDraft | Unreadable:
    """Read a note of any kind that legal is still writing: one that postpones or withdraws declares no change."""
    try:
        fields, body = read_fields(path, data)
    except ConfigError as error:
        return Unreadable(problems=(error,))
    if fields.find("ends"):
        return read_ending(path, fields, body)
    if fields.find("withdraws"):
        return read_withdrawal(path, fields, body)
    return (read_postponement if fields.find("postpones") else _read_declaration)(path, fields, body)


def _problems(draft: AnyDraft | Unreadable) -> tuple[ConfigError, ...]:
    return draft.problems if isinstance(draft, Draft | Unreadable) else ()


def _gaps(path: str, draft: Draft) -> Iterator[ConfigError]:
    for question in (*draft.unanswered, *draft.unreasoned):
        gap = f"gives no reason; write it on the same line, such as `{question}: no. Why`"
        if question in draft.unanswered:
            gap = f"waits for an answer; {_yes_or_no(question)}"
        yield ConfigError(path, f"`{question}` {gap}", line=draft.lines[question])


def _read_declaration(path: str, fields: Fields, body: Sequence[str]) -> Draft:
    summary, what_you_can_do = split_body(body)
    answers = tuple(answer for each in _questions(fields) if each.text() and (answer := _answer(fields, each)))
    note = ChangeNote(
        path=path,
        effective_on=day_of(fields, "effective", _AT_ONCE),
        change_class=_change_class(fields),
        practice=_practice(fields) or _practice_of(answers),
        answers=tuple(answer for answer in answers if answer.reason),
        summary=summary,
        what_you_can_do=what_you_can_do,
        published_on=day_of(fields, "published"),
        corrects=version_id_of(fields, "corrects") if fields.find("corrects") else None,
        language=language_of(fields),
        approvals=tuple(_approvals(fields)),
        email_table=_email_table(fields),
    )
    return Draft(
        note=note,
        lines={each.key: each.line for each in fields.fields},
        unanswered=tuple(each.key for each in _questions(fields) if not each.text()),
        unreasoned=tuple(answer.question for answer in answers if not answer.reason),
        problems=in_order(fields.problems),
        unread=frozenset(fields.unread),
    )


def _change_class(fields: Fields) -> ChangeClass:
    found = fields.find("class")
    if found:
        return ChangeClass(choice_of(fields, found, CLASSES) or ChangeClass.UNDECLARED)
    slips = tuple(slip for key in _KINDS for slip in (f"did you mean `{key}`", f"`{key}` {NO_COLON}"))
    if any(slip in str(each) for each in fields.problems for slip in slips):
        fields.unread.add("class")
    elif not fields.find("published"):  # whoever brings in the past need not decide now what it meant then
        fields.problem("class", f"says no class; add a line `class: ` with one of {either(CLASSES)}", 1)
    return ChangeClass.UNDECLARED


def _practice(fields: Fields) -> Practice | None:
    found = fields.find("practice")
    word = choice_of(fields, found, tuple(each.value for each in Practice)) if found else None
    return Practice(word) if word else None


def _email_table(fields: Fields) -> bool:
    found = fields.find("email_table")
    return not found or choice_of(fields, found, ("yes", "no")) != "no"


def _approvals(fields: Fields) -> Iterator[Approval]:
    found = fields.find("approved")
    for part in found.parts if found else ():
        parts = _APPROVAL.fullmatch(unquote(part))
        day = _day_or_none(parts["on"].translate(DASHES)) if parts else None
        if found and parts and day:
            yield Approval(who=" ".join(parts["who"].split()), approved_on=day, text_sha256=parts["sha256"].lower())
        elif found and part.strip():
            said = f"`approved` says `{part.strip()[:SHOWN]}`"
            way_out = "write `Name: day, SHA-256`, or let `policy-site approve` write it"
            fields.problem("approved", f"{said}; {way_out}", found.line)


def _day_or_none(word: str) -> date | None:
    try:
        return day_in(word)
    except ValueError:
        return None


def _questions(fields: Fields) -> Iterator[Field]:
    return (each for each in fields.fields if each.key in QUESTIONS)


def _answer(fields: Fields, found: Field) -> Answer | None:
    """Read an answer; its reason is empty where it gives none."""
    parts = _YES_OR_NO.fullmatch(unquote(found.text()))
    if not parts:
        fields.problem(found.key, f"`{found.key}` does not begin with yes or no; {_yes_or_no(found.key)}", found.line)
        return None
    reason = parts[2].strip()
    is_reason = any(letter.isalpha() for letter in reason)
    return Answer(question=found.key, yes=parts[1].lower() == "yes", reason=reason if is_reason else "")


def _practice_of(answers: Sequence[Answer]) -> Practice | None:
    """Read the answer to M14 as what it says: whether the practice changed, or its description."""
    m14 = next((answer for answer in answers if answer.question == "M14" and answer.reason), None)
    return None if m14 is None else Practice.CHANGED if m14.yes else Practice.WORDING


def _yes_or_no(question: str) -> str:
    return f"write `{question}: yes. Why` or `{question}: no. Why`"
