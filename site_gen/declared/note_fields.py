"""Cut a change note into its fields and its body, and keep every problem: all of them are reported at once."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from difflib import get_close_matches

from msgspec import Struct, field

from site_gen.declared.pointers import pointer_problem
from site_gen.declared.questions import QUESTIONS
from site_gen.errors import ConfigError
from site_gen.model.note import ChangeClass

MAX_BYTES = 256 * 1024
NO_COLON = "has no colon behind it"
"""What is said of a key that is followed by a space alone."""
KEYS = (
    "effective",
    "class",
    "practice",
    "language",
    "answers",
    "published",
    "postpones",
    "withdraws",
    "withholds",
    "corrects",
    "ends",
    "approved",
    "email_table",
)
CLASSES = tuple(each.value for each in ChangeClass.declarable())

_FENCE = "---"
SHOWN = 60
"""Characters of a wrong word that a refusal repeats."""
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2018": "'", "\u2019": "'", "\u201a": "'"})
_PAIR = re.compile(r"(?:-\s+)?(?P<key>[^:]+):(?P<value>.*)")
_BLOCK = re.compile(r"[>|][+-]?")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_CODE = re.compile(r"[A-Za-z]{1,2}\d{1,3}")
_WITHOUT_COLON = re.compile(
    r"(?:-\s+)?(?P<key>[A-Za-z]{1,2}\d{1,3})[\s.,;=\u2013\u2014-]+(?P<value>(?:yes|no)\s*(?:[.,:;!\u2013\u2014-].*)?)",
    re.IGNORECASE,
)
"""An answer as people write it in haste: `M13 yes. Why`. Words may go on with "M13 no longer"."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNKNOWN = ""
"""The key of a field that nobody knows, so that the lines below it are not taken for another's."""
_SAID_BY_NOTES = tuple(f"\n{key}:".encode() for key in ("class", "postpones", "withdraws", "ends"))


def is_like_a_note(data: bytes) -> bool:
    """Whether a file's front matter says what only a note says, well written or not."""
    front = data[:4096].lstrip(b"\xef\xbb\xbf").replace(b"\r", b"\n").partition(b"\n---")[0].lower()
    return front.startswith(b"---") and any(key in front for key in _SAID_BY_NOTES)


def way_out_of_policies(path: str) -> str:
    """Return what to do with a note that lies among the policies, at a path from the repository's top."""
    folder, name = posixpath.split(path)
    place = posixpath.join(folder, "changes", "NAME", name)
    return f"move it to {place}, where NAME is the name of the policy that it is about"


class Field(Struct, frozen=True):
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
        return unquote(_COMMENT.sub("", self.text()))


class Fields(Struct, frozen=True):
    """What stands between the fences, and what is wrong with it so far."""

    path: str
    fields: tuple[Field, ...]
    problems: list[ConfigError]
    unread: set[str] = field(default_factory=set)
    """Keys whose value cannot be read."""

    def find(self, key: str) -> Field | None:
        """Return a key's field; None where it is left out."""
        return next((each for each in self.fields if each.key == key), None)

    def problem(self, key: str, words: str, line: int) -> None:
        """Keep a problem with a key's value."""
        self.unread.add(key)
        self.problems.append(ConfigError(self.path, words, line=line))


def read_fields(path: str, data: bytes) -> tuple[Fields, Sequence[str]]:
    """Return a note's fields and the lines of its body.

    Raises ConfigError where there is no front matter to be read at all.
    """
    lines = _text(path, data).split("\n")
    opening, closing = _fences(path, lines)
    reader = _Reader(path)
    for number in range(opening + 1, closing):
        reader.read(lines[number].expandtabs(), number + 1)
    found = Fields(path, tuple(each for each in reader.fields if each.key != _UNKNOWN), reader.problems)
    for each in found.fields:
        if each.key == "answers" and each.word():
            found.problem("answers", "write each answer on a line of its own below, such as `M5: no. Why`", each.line)
    return found, lines[closing + 1 :]


def unquote(text: str) -> str:
    """Take off the quotes around a whole value, and what was written for a quote inside them."""
    text = text.strip()
    plain = text.translate(_QUOTES)
    if len(plain) < 2 or plain[0] != plain[-1] or plain[0] not in "\"'":
        return text
    inside = text[1:-1]
    return inside.replace("''", "'") if plain[0] == "'" else re.sub(r"\\([\"\\])", r"\1", inside)


def either(words: Sequence[str]) -> str:
    """List words, the last after an or."""
    return f"{', '.join(words[:-1])} or {words[-1]}"


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
    if problem := pointer_problem(lines[opening], "the note"):
        raise ConfigError(path, problem, line=opening + 1)
    if lines[opening].rstrip() != _FENCE:
        problem = (
            f"begins without its lines of settings; write three hyphens, `class: ` with one of {either(CLASSES)}, and"
        )
        raise ConfigError(path, f"{problem} three hyphens again, each on its own line", line=opening + 1)
    closing = next((number for number in range(opening + 1, len(lines)) if lines[number].rstrip() == _FENCE), None)
    if closing is None:
        problem = "the settings that open here are never closed; write three hyphens on a line below the last of them"
        raise ConfigError(path, problem, line=opening + 1)
    return opening, closing


class _Reader(Struct):
    """Sort the lines between the fences into fields."""

    path: str
    fields: list[Field] = field(default_factory=list)
    problems: list[ConfigError] = field(default_factory=list)

    def read(self, line: str, number: int) -> None:
        """Take in one line."""
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        last = self.fields[-1] if self.fields else None
        pair = self._hasty_answer(text, indent) or _PAIR.fullmatch(text)
        if not text or text.startswith("#"):
            return
        if pair and (indent == 0 or self._is_answer(_key(pair), indent)):
            self._begin(_key(pair), pair["value"], number, indent)
        elif indent > 0 and last:
            nested = pair is not None and _key(pair).lower() in {"answer", "reason"}
            last.parts.append(unquote(pair["value"]) if pair and nested else text)
        elif text.partition(" ")[0].lower() in KEYS:
            key, _, value = text.lower().partition(" ")
            self._refuse(f"`{key}` {NO_COLON}; write `{key}: {value.strip()[:SHOWN]}`".replace(": `", ": ...`"), number)
        else:
            problem = "is not `key: value`; where the text for readers begins, write three hyphens on a line above it"
            self._refuse(problem, number)

    def _hasty_answer(self, text: str, indent: int) -> re.Match[str] | None:
        """Match an answer whose colon was forgotten, where one may begin; further in, a line goes on with another."""
        found = _WITHOUT_COLON.fullmatch(text)
        last = self.fields[-1] if self.fields else None
        if not found or not last or _key(found).upper() not in QUESTIONS:
            return None
        return found if last.key == "answers" or (last.key in QUESTIONS and indent <= last.indent) else None

    def _is_answer(self, key: str, indent: int) -> bool:
        """Whether a line is an answer; one that continues the line above is indented further."""
        last = self.fields[-1] if self.fields else None
        if last is None or last.key not in {"answers", *QUESTIONS}:
            return False
        return last.key == "answers" or indent == last.indent or bool(_CODE.fullmatch(key))

    def _begin(self, key: str, value: str, number: int, indent: int) -> None:
        known = self._known_key(key, number, nested=indent > 0)
        twin = next((each for each in self.fields if each.key == known != _UNKNOWN), None)
        if twin:
            self._refuse(f"`{known}` is on line {twin.line} too; keep one of them", number)
        self.fields.append(Field(_UNKNOWN if twin else known, number, indent, [value]))

    def _known_key(self, key: str, number: int, *, nested: bool) -> str:
        allowed = QUESTIONS if nested else (*KEYS, *QUESTIONS)
        found = next((each for each in allowed if each.lower() == key.lower()), None)
        if found:
            return found
        problem = f"unknown key `{key}`; {_did_you_mean(key)}"
        if _CODE.fullmatch(key):
            problem = f"there is no question {key}; they are M1 to M16, D1, E1 and E2"
        elif nested:
            problem = f"`{key}` is not a question; indent a line further where it goes on with the answer above"
        self._refuse(problem, number)
        return _UNKNOWN

    def _refuse(self, problem: str, number: int) -> None:
        self.problems.append(ConfigError(self.path, problem, line=number))


def _key(pair: re.Match[str]) -> str:
    return pair["key"].strip(" \t\"'")[:SHOWN]


def _did_you_mean(key: str) -> str:
    near = get_close_matches(key.lower(), KEYS, n=1)
    return f"did you mean `{near[0]}`?" if near else f"the keys are {', '.join(KEYS)}"
