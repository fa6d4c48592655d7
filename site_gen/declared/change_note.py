"""Read a change note: a few `key: value` lines between two `---`, then Markdown.

Lawyers write these, so this is not YAML: a colon in a sentence, yes and no, a date, typographic quotes and dashes mean
what they say; anchors, aliases and tags mean nothing. What cannot be read is refused with its line and the fix, and all
of it at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from site_gen.declared.note_fields import CLASSES, Field, Fields, either, read_fields, unquote
from site_gen.declared.questions import QUESTIONS
from site_gen.declared.written_dates import day_in, readings
from site_gen.errors import ConfigError
from site_gen.model.note import (
    Answer,
    Approval,
    ChangeClass,
    ChangeNote,
    EndingNote,
    Note,
    PostponingNote,
    Practice,
    WithdrawingNote,
)

_POSTPONING_KEYS = ("postpones", "effective")
_WITHDRAWING_KEYS = ("withdraws", "withholds")
_KINDS = ("class", "postpones", "withdraws", "ends")
"""The keys that say which kind of note it is."""
_ENDING_KEYS = ("ends", "language")
_SHOWN = 60  # characters of a wrong word that a refusal repeats
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_YES_OR_NO = re.compile(
    r"[\"'\u201c-\u201e]?(yes|no)[\"'\u201c-\u201e]?(?!\w)[\s.,:;!\u2013\u2014-]*(.*)", re.IGNORECASE | re.DOTALL
)
_VERSION_ID = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(-[1-9][0-9]{0,5})?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_APPROVAL = re.compile(r"(?:-\s+)?(?P<who>[^:]*[^:\s])\s*:\s*(?P<on>[^,]+?),\s*(?P<sha256>[0-9a-fA-F]{64})")
_AT_ONCE = "; without the line the version takes effect the day it is published"
_HEADING = re.compile(r" {0,3}#{1,6}[ \t](.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_WHAT_YOU_CAN_DO = frozenset(
    {
        "what you can do",
        "was sie tun können",
        "ce que vous pouvez faire",
        "qué puede hacer usted",
        "ما يمكنك فعله",
    }
)
"""The heading as pages have it, in the languages that those speak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change note that may still have gaps and mistakes, so that all of them can be named at once."""

    note: ChangeNote
    """With the answers that are complete, and without what cannot be read."""
    lines: Mapping[str, int]
    """The line of each key and each answer."""
    unanswered: tuple[str, ...]
    """Questions that are in the note without an answer."""
    unreasoned: tuple[str, ...]
    """Questions answered with no more than yes or no."""
    problems: tuple[ConfigError, ...] = ()
    """What cannot be read, in the order of its lines."""
    unread: frozenset[str] = frozenset()
    """The keys whose value cannot be read: of these the note is not to be taken at its word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostponingDraft:
    """A postponing note that may still lack its reason."""

    note: PostponingNote
    lines: Mapping[str, int]
    """The line of each key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawingDraft:
    """A withdrawing note that may still lack its reason."""

    note: WithdrawingNote
    lines: Mapping[str, int]
    """The line of each key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingDraft:
    """A note of a policy's end that may still lack its reason."""

    note: EndingNote
    lines: Mapping[str, int]
    """The line of each key."""


AnyDraft = Draft | PostponingDraft | WithdrawingDraft | EndingDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A note of which nothing can be taken at its word."""

    problems: tuple[ConfigError, ...]
    """One or more, in the order of their lines."""


def read_note(path: str, data: bytes) -> Note:
    """Read one note that is complete; refuse it with its first mistake or gap, by line and fix."""
    draft = read_draft(path, data)
    problems = [*_problems(draft), *(_gaps(path, draft) if isinstance(draft, Draft) else ())]
    if problems or isinstance(draft, Unreadable):
        raise min(problems, key=lambda each: each.line or 0)
    return draft.note


def note_or_error(path: str, data: bytes) -> Note | ConfigError:
    """Read one note of the past, where a later commit may have repaired what is wrong with it."""
    try:
        return read_note(path, data)
    except ConfigError as error:
        return error


def read_draft(path: str, data: bytes) -> AnyDraft | Unreadable:
    """Read a note of any kind that legal is still writing: one that postpones or withdraws declares no change."""
    try:
        fields, body = read_fields(path, data)
    except ConfigError as error:
        return Unreadable(problems=(error,))
    if fields.find("ends"):
        return _read_ending(path, fields, body)
    if fields.find("withdraws"):
        return _read_withdrawal(path, fields, body)
    return (_read_postponement if fields.find("postpones") else _read_declaration)(path, fields, body)


def _problems(draft: AnyDraft | Unreadable) -> tuple[ConfigError, ...]:
    return draft.problems if isinstance(draft, Draft | Unreadable) else ()


def _gaps(path: str, draft: Draft) -> Iterator[ConfigError]:
    for question in (*draft.unanswered, *draft.unreasoned):
        yield ConfigError(path, _gap(question, is_empty=question in draft.unanswered), line=draft.lines[question])


def _in_order(problems: Sequence[ConfigError]) -> tuple[ConfigError, ...]:
    return tuple(sorted(problems, key=lambda each: each.line or 0))


def _read_postponement(path: str, fields: Fields, body: Sequence[str]) -> PostponingDraft | Unreadable:
    _refuse_others(fields, _POSTPONING_KEYS, "postpones")
    lines = {each.key: each.line for each in fields.fields}
    effective_on, version_id = _day(fields, "effective", ""), _version_id(fields, "postpones")
    if fields.find("effective") is None:
        problem = "names no day; add a line `effective: ` with the day on which the version is to take effect instead"
        fields.problem("effective", problem, lines["postpones"])
    if fields.problems or effective_on is None:
        return Unreadable(problems=_in_order(fields.problems))
    note = PostponingNote(path=path, version_id=version_id, effective_on=effective_on, reason=_reason(body))
    return PostponingDraft(note=note, lines=lines)


def _read_withdrawal(path: str, fields: Fields, body: Sequence[str]) -> WithdrawingDraft | Unreadable:
    _refuse_others(fields, _WITHDRAWING_KEYS, "withdraws")
    version_id, withheld = _version_id(fields, "withdraws"), fields.find("withholds")
    if withheld and withheld.word().lower() != "note":
        problem = f"`withholds` says `{withheld.word()[:_SHOWN]}`; write `note`, or delete the line"
        fields.problem("withholds", problem, withheld.line)
    if fields.problems:
        return Unreadable(problems=_in_order(fields.problems))
    note = WithdrawingNote(path=path, version_id=version_id, reason=_reason(body), withholds_note=withheld is not None)
    return WithdrawingDraft(note=note, lines={each.key: each.line for each in fields.fields})


def _read_ending(path: str, fields: Fields, body: Sequence[str]) -> EndingDraft | Unreadable:
    _refuse_others(fields, _ENDING_KEYS, "ends", "policy")
    found = fields.find("ends")
    if found and found.word().lower() != "policy":
        problem = f"`ends` says `{found.word()[:_SHOWN]}`; write `policy`, and take the policy's file away"
        fields.problem("ends", problem, found.line)
    language = _language(fields)
    if fields.problems:
        return Unreadable(problems=_in_order(fields.problems))
    note = EndingNote(path=path, reason=_reason(body), language=language)
    return EndingDraft(note=note, lines={each.key: each.line for each in fields.fields})


def _refuse_others(fields: Fields, keys: tuple[str, ...], verb: str, what: str = "version") -> None:
    for stray in fields.fields:
        if stray.key not in keys:
            problem = f"`{stray.key}` has no place in a note that {verb} a {what}; delete the line"
            fields.problem(stray.key, problem, stray.line)


def _reason(body: Sequence[str]) -> str:
    return "\n".join(body).strip()


def _read_declaration(path: str, fields: Fields, body: Sequence[str]) -> Draft:
    summary, what_you_can_do = _split_body(body)
    answers = tuple(answer for each in _questions(fields) if each.text() and (answer := _answer(fields, each)))
    note = ChangeNote(
        path=path,
        effective_on=_day(fields, "effective", _AT_ONCE),
        change_class=_change_class(fields),
        practice=_practice(fields) or _practice_of(answers),
        answers=tuple(answer for answer in answers if answer.reason),
        summary=summary,
        what_you_can_do=what_you_can_do,
        published_on=_day(fields, "published", ""),
        corrects=_version_id(fields, "corrects") if fields.find("corrects") else None,
        language=_language(fields),
        approvals=tuple(_approvals(fields)),
        email_table=_email_table(fields),
    )
    return Draft(
        note=note,
        lines={each.key: each.line for each in fields.fields},
        unanswered=tuple(each.key for each in _questions(fields) if not each.text()),
        unreasoned=tuple(answer.question for answer in answers if not answer.reason),
        problems=_in_order(fields.problems),
        unread=frozenset(fields.unread),
    )


def _day(fields: Fields, key: str, leave: str) -> date | None:
    """Read a date; None where the key is left out or cannot be read."""
    found = fields.find(key)
    if found is None:
        return None
    word = found.word()
    try:
        day = day_in(word)
    except ValueError as error:
        fields.problem(key, f"`{key}`: {error}", found.line)
        return None
    if day is None:
        fields.problem(key, f"`{key}` {_no_day(word)}{leave}", found.line)
    return day


def _no_day(word: str) -> str:
    meant = readings(word)
    if len(meant) > 1:
        return f"says `{word[:_SHOWN]}`, which may mean {meant[0]} or {meant[1]}; write the one that you mean"
    such = meant[0] if meant else "2027-01-15"
    said = f"says `{word[:_SHOWN]}`" if word else "says nothing"
    return f"{said}; write year-month-day, such as {such}"


def _version_id(fields: Fields, key: str) -> str:
    """Read the id of the version that a key names."""
    found = fields.find(key)
    word = found.word().translate(_DASHES) if found else ""
    if found and not _VERSION_ID.fullmatch(word):
        said = f"says `{word[:_SHOWN]}`" if word else "says nothing"
        problem = f"`{key}` {said}; write the version's id as its page's address has it, such as 2027-01-15"
        fields.problem(key, problem, found.line)
    return word


def _change_class(fields: Fields) -> ChangeClass:
    found = fields.find("class")
    if found:
        return ChangeClass(_choice(fields, found, CLASSES) or ChangeClass.UNDECLARED)
    if any(f"did you mean `{key}`" in str(each) for each in fields.problems for key in _KINDS):
        fields.unread.add("class")
    elif not fields.find("published"):  # whoever brings in the past need not decide now what it meant then
        fields.problem("class", f"says no class; add a line `class: ` with one of {either(CLASSES)}", 1)
    return ChangeClass.UNDECLARED


def _practice(fields: Fields) -> Practice | None:
    found = fields.find("practice")
    word = _choice(fields, found, tuple(each.value for each in Practice)) if found else None
    return Practice(word) if word else None


def _email_table(fields: Fields) -> bool:
    found = fields.find("email_table")
    return not found or _choice(fields, found, ("yes", "no")) != "no"


def _choice(fields: Fields, found: Field, allowed: tuple[str, ...]) -> str | None:
    word = "".join(found.word().lower().split())
    if word in allowed:
        return word
    fields.problem(found.key, f"`{found.key}` says `{found.word()[:_SHOWN]}`; write {either(allowed)}", found.line)
    return None


def _language(fields: Fields) -> str:
    found = fields.find("language")
    if found and not _LANGUAGE.fullmatch(found.word()):
        problem = f"`language` says `{found.word()[:_SHOWN]}`; write a language tag such as `en` or `pt-BR`"
        fields.problem("language", problem, found.line)
    return found.word() if found else ""


def _approvals(fields: Fields) -> Iterator[Approval]:
    found = fields.find("approved")
    for part in found.parts if found else ():
        parts = _APPROVAL.fullmatch(unquote(part))
        day = _day_or_none(parts["on"].translate(_DASHES)) if parts else None
        if found and parts and day:
            yield Approval(who=" ".join(parts["who"].split()), approved_on=day, text_sha256=parts["sha256"].lower())
        elif found and part.strip():
            said = f"`approved` says `{part.strip()[:_SHOWN]}`"
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
        fields.problem(found.key, _gap(found.key, is_empty=True), found.line)
        return None
    reason = parts[2].strip()
    is_reason = any(letter.isalpha() for letter in reason)
    return Answer(question=found.key, yes=parts[1].lower() == "yes", reason=reason if is_reason else "")


def _practice_of(answers: Sequence[Answer]) -> Practice | None:
    """Read the answer to M14 as what it says: whether the practice changed, or its description."""
    m14 = next((answer for answer in answers if answer.question == "M14" and answer.reason), None)
    return None if m14 is None else Practice.CHANGED if m14.yes else Practice.WORDING


def _gap(question: str, *, is_empty: bool) -> str:
    if is_empty:
        return f"`{question}` does not begin with yes or no; write `{question}: no. Why`"
    return f"`{question}` gives no reason; write it on the same line, such as `{question}: no. Why`"


def _split_body(lines: Sequence[str]) -> tuple[str, str]:
    """Cut the body at the heading "What you can do", of whatever level, however written, in a language of the pages."""
    for number, line in enumerate(lines):
        heading = _HEADING.fullmatch(line)
        underlined = number + 1 < len(lines) and _UNDERLINE.fullmatch(lines[number + 1])
        title = heading[1] if heading else line if underlined else ""
        if title.strip(" \t#:?.").lower() in _WHAT_YOU_CAN_DO:
            after = number + 1 if heading else number + 2
            return "\n".join(lines[:number]).strip(), "\n".join(lines[after:]).strip()
    return "\n".join(lines).strip(), ""
