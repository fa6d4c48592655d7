"""Read the notes that declare no version: they postpone one, take one down, or end the policy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from site_gen.declared.drafts import EndingDraft, PostponingDraft, Unreadable, WithdrawingDraft, in_order
from site_gen.declared.language_tags import is_tag
from site_gen.declared.note_body import split_body
from site_gen.declared.note_fields import SHOWN, Field, Fields
from site_gen.declared.note_values import day_of, language_of, version_id_of
from site_gen.model.note import EndingNote, PostponingNote, WithdrawingNote

_POSTPONING_KEYS = ("postpones", "effective")
_WITHDRAWING_KEYS = ("withdraws", "withholds")
_ENDING_KEYS = ("ends", "language")


def read_postponement(path: str, fields: Fields, body: Sequence[str]) -> PostponingDraft | Unreadable:
    """Read a note that postpones a version."""
    _refuse_others(fields, _POSTPONING_KEYS, "postpones")
    lines = {each.key: each.line for each in fields.fields}
    effective_on, version_id = day_of(fields, "effective"), version_id_of(fields, "postpones")
    if fields.find("effective") is None:
        problem = "names no day; add a line `effective: ` with the day on which the version is to take effect instead"
        fields.problem("effective", problem, lines["postpones"])
    if fields.problems or effective_on is None:
        return Unreadable(problems=in_order(fields.problems))
    note = PostponingNote(path=path, version_id=version_id, effective_on=effective_on, reason=_reason(body))
    return PostponingDraft(note=note, lines=lines)


def read_withdrawal(path: str, fields: Fields, body: Sequence[str]) -> WithdrawingDraft | Unreadable:
    """Read a note that takes the text of a version down."""
    _refuse_others(fields, _WITHDRAWING_KEYS, "withdraws")
    version_id, withheld = version_id_of(fields, "withdraws"), fields.find("withholds")
    if withheld and withheld.word().lower() != "note":
        problem = f"`withholds` says `{withheld.word()[:SHOWN]}`; write `note`, or delete the line"
        fields.problem("withholds", problem, withheld.line)
    if fields.problems:
        return Unreadable(problems=in_order(fields.problems))
    reason, what_you_can_do = split_body(body) if withheld else (_reason(body), "")
    note = WithdrawingNote(
        path=path,
        version_id=version_id,
        reason=reason,
        withholds_note=withheld is not None,
        what_you_can_do=what_you_can_do,
    )
    return WithdrawingDraft(note=note, lines={each.key: each.line for each in fields.fields})


def read_ending(path: str, fields: Fields, body: Sequence[str]) -> EndingDraft | Unreadable:
    """Read a note that ends the policy."""
    _refuse_others(fields, _ENDING_KEYS, "ends", "policy")
    found = fields.find("ends")
    if found and found.word().lower() != "policy":
        problem = f"`ends` says `{found.word()[:SHOWN]}`; write `policy`, and take the policy's file away"
        fields.problem("ends", problem, found.line)
    language = language_of(fields)
    if fields.problems:
        return Unreadable(problems=in_order(fields.problems))
    note = EndingNote(path=path, reason=_reason(body), language=language)
    return EndingDraft(note=note, lines={each.key: each.line for each in fields.fields})


def _refuse_others(fields: Fields, keys: tuple[str, ...], verb: str, what: str = "version") -> None:
    for stray in fields.fields:
        if stray.key not in keys:
            problem = f"`{stray.key}` has no place in a note that {verb} a {what}; {_way_out(fields.path, stray)}"
            fields.problem(stray.key, problem, stray.line)


def _way_out(path: str, stray: Field) -> str:
    """Say what to do with a stray line; a version is one language's, and the folder says which."""
    folder = PurePosixPath(path).parent
    if stray.key != "language" or "." in folder.name:
        return "delete the line"
    language = stray.word()
    own = f"{folder}.{language}/" if is_tag(language) else f"one for its language, such as {folder}.de/"
    return f"delete the line and move the note to the folder of that language alone, {own}"


def _reason(body: Sequence[str]) -> str:
    return "\n".join(body).strip()
