"""Read a change note: a few `key: value` lines between two `---`, then Markdown.

Lawyers write these, so this is not YAML: a colon in a sentence, yes and no, a date, typographic quotes and dashes mean
what they say; anchors, aliases and tags mean nothing. What cannot be read is refused with its line and the fix.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from site_gen.declared.questions import QUESTIONS
from site_gen.errors import ConfigError
from site_gen.model import Answer, ChangeClass, ChangeNote, Note, PostponingNote, Practice, WithdrawingNote

MAX_BYTES = 256 * 1024

_KEYS = ("effective", "class", "practice", "answers", "published", "postpones", "withdraws", "corrects")
_POSTPONING_KEYS = ("postpones", "effective")
_WITHDRAWING_KEYS = ("withdraws",)
_CLASSES = tuple(each.value for each in ChangeClass.declarable())
_FENCE = "---"
_SHOWN = 60  # characters of a wrong word that a refusal repeats
_YEARS = range(1990, 2200)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2018": "'", "\u2019": "'", "\u201a": "'"})

_PAIR = re.compile(r"(?:-\s+)?(?P<key>[^:]+):(?P<value>.*)")
_BLOCK = re.compile(r"[>|][+-]?")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_CODE = re.compile(r"[A-Za-z]{1,2}\d{1,3}")
_YES_OR_NO = re.compile(
    r"[\"'\u201c-\u201e]?(yes|no)[\"'\u201c-\u201e]?(?!\w)[\s.,:;!\u2013\u2014-]*(.*)", re.IGNORECASE | re.DOTALL
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_VERSION_ID = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(-[1-9][0-9]{0,5})?")
_AT_ONCE = "; without the line the version takes effect the day it is published"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t](.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_WHAT_YOU_CAN_DO = "what you can do"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change note that may still have gaps, so that all of them can be named at once."""

    note: ChangeNote
    """With the answers that are complete."""
    lines: Mapping[str, int]
    """The line of each key and each answer."""
    unanswered: tuple[str, ...]
    """Questions that stand in the note with nothing behind them."""
    unreasoned: tuple[str, ...]
    """Questions answered with no more than yes or no."""


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


def parse_note(path: str, data: bytes) -> ChangeNote:
    """Read one change note; refuse it with its line and the fix."""
    return _complete(path, read_draft(path, data))


def _complete(path: str, draft: Draft) -> ChangeNote:
    for question in sorted((*draft.unanswered, *draft.unreasoned), key=lambda each: draft.lines[each]):
        raise ConfigError(path, _gap(question, is_empty=question in draft.unanswered), line=draft.lines[question])
    return draft.note


def read_draft(path: str, data: bytes) -> Draft:
    """Read a change note that legal is still writing; refuse only what cannot be read."""
    draft = read_any_draft(path, data)
    if isinstance(draft, Draft):
        return draft
    verb = "postpones" if isinstance(draft, PostponingDraft) else "withdraws"
    raise ConfigError(path, f"{verb} a version, so it declares no change", line=draft.lines[verb])


def read_any_draft(path: str, data: bytes) -> Draft | PostponingDraft | WithdrawingDraft:
    """Read a note of any kind that legal is still writing: one that postpones or withdraws declares no change."""
    lines = _text(path, data).split("\n")
    opening, closing = _fences(path, lines)
    front = _front_matter(path, lines, opening + 1, closing)
    body = lines[closing + 1 :]
    if front.withdraws:
        return _withdrawing(path, front, body)
    return _postponing(path, front, body) if front.postpones else _declaring(path, front, body)


def _postponing(path: str, front: _FrontMatter, body: Sequence[str]) -> PostponingDraft:
    _refuse_others(path, front, _POSTPONING_KEYS, "postpones")
    lines = {each.key: each.line for each in front.fields}
    effective_on = front.day("effective")
    if effective_on is None:
        problem = "names no day; add a line `effective: ` with the day on which the version is to take effect instead"
        raise ConfigError(path, problem, line=lines["postpones"])
    return PostponingDraft(
        note=PostponingNote(
            path=path, version_id=front.version_id("postpones"), effective_on=effective_on, reason=_reason(body)
        ),
        lines=lines,
    )


def _withdrawing(path: str, front: _FrontMatter, body: Sequence[str]) -> WithdrawingDraft:
    _refuse_others(path, front, _WITHDRAWING_KEYS, "withdraws")
    return WithdrawingDraft(
        note=WithdrawingNote(path=path, version_id=front.version_id("withdraws"), reason=_reason(body)),
        lines={each.key: each.line for each in front.fields},
    )


def _refuse_others(path: str, front: _FrontMatter, keys: tuple[str, ...], verb: str) -> None:
    stray = next((each for each in front.fields if each.key not in keys), None)
    if stray:
        problem = f"`{stray.key}` has no place in a note that {verb} a version; delete the line"
        raise ConfigError(path, problem, line=stray.line)


def _reason(body: Sequence[str]) -> str:
    return "\n".join(body).strip()


def _declaring(path: str, front: _FrontMatter, body: Sequence[str]) -> Draft:
    summary, what_you_can_do = _split_body(body)
    answers = tuple(front.answers())
    return Draft(
        note=ChangeNote(
            path=path,
            effective_on=front.day("effective"),
            change_class=front.change_class(),
            practice=front.practice() or _practice_of(answers),
            answers=tuple(answer for answer in answers if answer.reason),
            summary=summary,
            what_you_can_do=what_you_can_do,
            published_on=front.day("published"),
            corrects=front.version_id("corrects") if front.corrects else None,
        ),
        lines={each.key: each.line for each in front.fields},
        unanswered=tuple(each.key for each in front.questions() if not each.text()),
        unreasoned=tuple(answer.question for answer in answers if not answer.reason),
    )


def note_or_error(path: str, data: bytes) -> Note | ConfigError:
    """Read one note of the past, where a later commit may have repaired what is wrong with it."""
    try:
        draft = read_any_draft(path, data)
        return _complete(path, draft) if isinstance(draft, Draft) else draft.note
    except ConfigError as error:
        return error


@dataclass(frozen=True, slots=True)
class _Field:
    """One key with its value; a question of the checklist is a key too."""

    key: str
    line: int
    indent: int
    parts: list[str]
    """The value, line by line."""

    def text(self) -> str:
        """Return the whole value as one line."""
        parts = (part.strip() for part in self.parts)
        return " ".join(part for part in parts if part and not _BLOCK.fullmatch(part))

    def word(self) -> str:
        """Return a value that is one word, without quotes or a comment."""
        return _unquoted(_COMMENT.sub("", self.text()))


@dataclass(frozen=True, slots=True)
class _FrontMatter:
    path: str
    fields: tuple[_Field, ...]

    def day(self, key: str) -> date | None:
        """Read a date; None where the key is left out."""
        found = self._find(key)
        leave = "" if self.postpones or key != "effective" else _AT_ONCE
        return None if found is None else _day(self.path, found, leave)

    @property
    def postpones(self) -> bool:
        """Whether the note postpones a version, and declares no change."""
        return self._find("postpones") is not None

    @property
    def withdraws(self) -> bool:
        """Whether the note withdraws a version, and declares no change."""
        return self._find("withdraws") is not None

    @property
    def corrects(self) -> bool:
        """Whether the note declares a version that mends an earlier one."""
        return self._find("corrects") is not None

    def version_id(self, key: str) -> str:
        """Read the id of the version that a key names."""
        found = next(each for each in self.fields if each.key == key)
        word = found.word().translate(_DASHES)
        if _VERSION_ID.fullmatch(word):
            return word
        said = f"says `{word[:_SHOWN]}`" if word else "says nothing"
        problem = f"`{key}` {said}; write the version's id as its page's address has it, such as 2027-01-15"
        raise ConfigError(self.path, problem, line=found.line)

    def change_class(self) -> ChangeClass:
        found = self._find("class")
        if found is None and self._find("published"):
            return ChangeClass.UNDECLARED  # whoever brings in the past need not decide now what it meant then
        if found is None:
            raise ConfigError(self.path, f"says no class; add a line `class: ` with one of {_or(_CLASSES)}", line=1)
        return ChangeClass(_choice(self.path, found, _CLASSES))

    def practice(self) -> Practice | None:
        found = self._find("practice")
        return None if found is None else Practice(_choice(self.path, found, tuple(each.value for each in Practice)))

    def questions(self) -> Iterator[_Field]:
        return (each for each in self.fields if each.key in QUESTIONS)

    def answers(self) -> Iterator[Answer]:
        return (_answer(self.path, each) for each in self.questions() if each.text())

    def _find(self, key: str) -> _Field | None:
        return next((each for each in self.fields if each.key == key), None)


def _text(path: str, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise ConfigError(path, f"is {len(data):,} bytes long; a change note holds at most {MAX_BYTES:,}")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(path, "is not UTF-8 here; save it as UTF-8 text", line=line) from error
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise ConfigError(path, f"holds a control character (U+{ord(control[0]):04X}); delete it", line=line)
    return text


def _fences(path: str, lines: Sequence[str]) -> tuple[int, int]:
    """Find the two lines between which the front matter stands."""
    opening = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[opening].rstrip() != _FENCE:
        problem = f"does not begin with front matter; write three hyphens, `class: ` with one of {_or(_CLASSES)}, and"
        raise ConfigError(path, f"{problem} three hyphens again, each on its own line", line=opening + 1)
    closing = next((number for number in range(opening + 1, len(lines)) if lines[number].rstrip() == _FENCE), None)
    if closing is None:
        problem = "the front matter that opens here is never closed; put three hyphens on a line after its last key"
        raise ConfigError(path, problem, line=opening + 1)
    return opening, closing


@dataclass(slots=True)
class _Reader:
    """Sort the lines between the fences into fields."""

    path: str
    fields: list[_Field] = field(default_factory=list)

    def read(self, line: str, number: int) -> None:
        """Take in one line."""
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        pair = _PAIR.fullmatch(text)
        if not text or text.startswith("#"):
            return
        if pair and (indent == 0 or self._is_answer(_key(pair), indent)):
            self._begin(_key(pair), pair["value"], number, indent)
        elif indent > 0 and self.fields:
            nested = pair is not None and _key(pair).lower() in {"answer", "reason"}
            self.fields[-1].parts.append(_unquoted(pair["value"]) if pair and nested else text)
        else:
            problem = "is not `key: value`; where the front matter ends above, close it with three hyphens"
            raise ConfigError(self.path, problem, line=number)

    def _is_answer(self, key: str, indent: int) -> bool:
        """Tell an answer from a line that goes on with the one above, which is indented further."""
        last = self.fields[-1] if self.fields else None
        if last is None or last.key not in {"answers", *QUESTIONS}:
            return False
        return last.key == "answers" or indent == last.indent or bool(_CODE.fullmatch(key))

    def _begin(self, key: str, value: str, number: int, indent: int) -> None:
        key = self._known(key, number, nested=indent > 0)
        twin = next((each for each in self.fields if each.key == key), None)
        if twin:
            raise ConfigError(self.path, f"`{key}` stands on line {twin.line} too; keep one of them", line=number)
        self.fields.append(_Field(key, number, indent, [value]))

    def _known(self, key: str, number: int, *, nested: bool) -> str:
        allowed = QUESTIONS if nested else (*_KEYS, *QUESTIONS)
        found = next((each for each in allowed if each.lower() == key.lower()), None)
        if found:
            return found
        problem = f"unknown key `{key}`; {_did_you_mean(key)}"
        if _CODE.fullmatch(key):
            problem = f"there is no question {key}; they are M1 to M16, D1, E1 and E2"
        elif nested:
            problem = f"`{key}` is no question; indent a line further where it goes on with the answer above"
        raise ConfigError(self.path, problem, line=number)


def _front_matter(path: str, lines: Sequence[str], start: int, end: int) -> _FrontMatter:
    reader = _Reader(path)
    for number in range(start, end):
        reader.read(lines[number].expandtabs(), number + 1)
    stray = next((each for each in reader.fields if each.key == "answers" and each.word()), None)
    if stray:
        raise ConfigError(path, "write each answer on a line of its own below, such as `M5: no. Why`", line=stray.line)
    return _FrontMatter(path, tuple(reader.fields))


def _key(pair: re.Match[str]) -> str:
    return pair["key"].strip(" \t\"'")[:_SHOWN]


def _did_you_mean(key: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  only a refusal needs it

    near = get_close_matches(key.lower(), _KEYS, n=1)
    return f"did you mean `{near[0]}`?" if near else f"the keys are {', '.join(_KEYS)}"


def _unquoted(text: str) -> str:
    """Take off the quotes around a whole value, and what stood for a quote inside them."""
    text = text.strip()
    plain = text.translate(_QUOTES)
    if len(plain) < 2 or plain[0] != plain[-1] or plain[0] not in "\"'":
        return text
    inside = text[1:-1]
    return inside.replace("''", "'") if plain[0] == "'" else re.sub(r"\\([\"\\])", r"\1", inside)


def _choice(path: str, found: _Field, allowed: tuple[str, ...]) -> str:
    word = "".join(found.word().lower().split())
    if word in allowed:
        return word
    raise ConfigError(path, f"`{found.key}` says `{found.word()[:_SHOWN]}`; write {_or(allowed)}", line=found.line)


def _day(path: str, found: _Field, leave: str) -> date:
    word = found.word().translate(_DASHES)
    parts = _DATE.fullmatch(word)
    if not parts:
        said = f"says `{word[:_SHOWN]}`" if word else "says nothing"
        raise ConfigError(
            path, f"`{found.key}` {said}; write year-month-day, such as 2027-01-15{leave}", line=found.line
        )
    year, month, day = (int(part) for part in parts.groups())
    if year not in _YEARS or not 1 <= month <= 12:
        raise ConfigError(path, f"`{found.key}`: {word} has no such year or month", line=found.line)
    if not 1 <= day <= monthrange(year, month)[1]:
        days = f"{month_name[month]} {year} has {monthrange(year, month)[1]} days"
        raise ConfigError(path, f"`{found.key}`: there is no {word}; {days}", line=found.line)
    return date(year, month, day)


def _answer(path: str, found: _Field) -> Answer:
    """Read an answer; its reason is empty where it gives none."""
    parts = _YES_OR_NO.fullmatch(_unquoted(found.text()))
    if not parts:
        raise ConfigError(path, _gap(found.key, is_empty=True), line=found.line)
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
    """Cut the body at the heading "What you can do", of whatever level and written either way."""
    for number, line in enumerate(lines):
        heading = _HEADING.fullmatch(line)
        underlined = number + 1 < len(lines) and _UNDERLINE.fullmatch(lines[number + 1])
        title = heading[1] if heading else line if underlined else ""
        if title.strip(" \t#:?.").lower() == _WHAT_YOU_CAN_DO:
            after = number + 1 if heading else number + 2
            return "\n".join(lines[:number]).strip(), "\n".join(lines[after:]).strip()
    return "\n".join(lines).strip(), ""


def _or(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
