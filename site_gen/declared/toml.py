"""Read TOML that people edit by hand: every key must be known, and a refusal names the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, field

from site_gen.declared.pointers import pointer_problem
from site_gen.errors import ConfigError

Check = Callable[[str], str | None]
"""Says what is wrong with a text, beginning with the verb; None where it is right."""

_MAX_BYTES = 1 << 20
_MAX_TEXT = 2000
_SHOWN = 60  # characters of a wrong value that a refusal repeats
_HEADER = re.compile(r"\s*\[{1,2}([^\[\]#]+)\]{1,2}\s*(#.*)?")
_SLIPS = tuple(
    (re.compile(pattern), hint)
    for pattern, hint in (
        ("\\n.*[\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019]", 'write straight quotation marks: "..."'),
        (r"overwrite|declare .* twice|already", "this is in the file twice; keep one of them"),
        (r"\n[^=#\[]*$", 'a line reads `key = "value"`, a heading `[name]`'),
        (r"\n[^=]*=\s*(?:True|False|TRUE|FALSE|[Yy]es|[Nn]o)\b", "write true or false, in small letters"),
        (r"Illegal character '\\n'|Unterminated", "the quotation mark that closes the text is missing"),
        (r"Unescaped '\\'", r"write / in paths, and \\ where a backslash is meant"),
        (r"\n[^=]*=\s*(?:\d+\.\d+\.|\d+/\d|\d{4}-)", "a day that exists is written 2027-01-15"),
        ("Expected '\\]", "the bracket that closes the heading is missing"),
        (
            "at end of document|Invalid value.*\n[^=]*=\\s*[\\d\"'\\[{]",
            "a bracket or a quotation mark is left open, here or further up",
        ),
        ("Unclosed array", "a comma or the bracket that closes the list is missing"),
        (r"\n[^=]*=\s*0\d", "write the number without the 0 before it"),
        (r"\n[^=]*=\s*$", "the value is missing"),
        (r"\n[^=]*=\s*\"[^\"]*$|\n[^=]*=\s*'[^']*$", "the quotation mark that closes the text is missing"),
        (r"\n[^=]*=\s*[^\s\"'\[{\d+-]", "text goes in quotation marks"),
        ("Expected newline", "nothing else may follow the value on the line; text goes in quotation marks"),
    )
)
"""What people write that is no TOML, in the parser's message and the line together, and what is meant."""
_PLACE_IN_MESSAGE = re.compile(r"\(at (?:line \d+, column \d+|end of document)\)")
_LINE_IN_MESSAGE = re.compile(r"\(at line (\d+), column \d+\)")


class Table(Struct):
    """One table of a file; `finish` refuses the keys that nobody asked for.

    Whatever asks for a value of another kind raises ConfigError with the line.
    """

    path: str
    source: str
    name: str
    content: dict[str, Any]
    number: int = 0
    """Which one, among tables of the same name."""
    asked: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, path: str, data: bytes) -> Table:
        """Return the whole file as a table; raise ConfigError, with the line, for what is not TOML."""
        if len(data) > _MAX_BYTES:
            raise ConfigError(path, f"is {len(data):,} bytes long; a configuration holds at most {_MAX_BYTES:,}")
        try:
            source = data.decode("utf-8-sig")
            if problem := pointer_problem(source, "the file"):
                raise ConfigError(path, problem, line=1)
            return cls(path, source, "", tomllib.loads(source))
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise ConfigError(path, "is not UTF-8 here; save it as UTF-8 text", line=line) from error
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            place = _LINE_IN_MESSAGE.search(str(error))
            line = int(place[1]) if place else len(source.splitlines())
            raise ConfigError(path, _no_toml(source, line, str(error)), line=line) from error

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def text(self, key: str, default: str = "", *, check: Check | None = None) -> str:
        """Return a text; an empty one counts as left out."""
        value = self._value(key, str, "text in quotes")
        return self._check(key, value, check) if value else default

    def texts(self, key: str, *, check: Check | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        values: list[object] = self._value(key, list, 'a list of strings, such as ["one", "two"]') or []
        if not all(isinstance(value, str) for value in values):
            raise self.error(key, f"`{key}` must hold strings in quotes only")
        return tuple(self._check(key, str(value), check) for value in values)

    def integer(self, key: str, bounds: range) -> int | None:
        """Return a whole number within bounds."""
        value: int | None = self._value(key, int, "a whole number")
        if value is not None and value not in bounds:
            raise self.error(key, f"`{key}` must lie between {bounds[0]} and {bounds[-1]}")
        return value

    def flag(self, key: str) -> bool | None:
        """Return true or false."""
        value: bool | None = self._value(key, bool, "true or false, without quotes")
        return value

    def day(self, key: str) -> date | None:
        """Return a date, written without quotes or with them."""
        self.asked.add(key)
        value = self.content.get(key)
        try:
            if value is None or type(value) is date:
                return value
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise self.error(key, f"`{key}` must be a day, written {key} = 2027-01-15") from None

    def table(self, key: str) -> Table:
        """Return a table inside this one; an empty one where there is none."""
        name = f"{self.name}.{key}".lstrip(".")
        return Table(self.path, self.source, name, self._value(key, dict, f"a table, written [{name}]") or {})

    def tables(self, key: str) -> Iterator[Table]:
        """Return each table of an array of tables."""
        name = f"{self.name}.{key}".lstrip(".")
        values: list[Any] = self._value(key, list, f"a table, written [[{name}]]") or []
        for number, content in enumerate(values):
            if not isinstance(content, dict):
                raise self.error(key, f"`{key}` must be a table, written [[{name}]]")
            yield Table(self.path, self.source, name, content, number)

    def finish(self) -> None:
        """Refuse what this program does not know: otherwise a misspelt key would be a setting that does nothing."""
        unknown = next((key for key in self.content if key not in self.asked), None)
        if unknown is not None:
            where = f" in [{self.name}]" if self.name else ""
            hint = did_you_mean(unknown, sorted(self.asked)) or f"there are {', '.join(sorted(self.asked))}"
            raise self.error(unknown, f"unknown key {unknown[:_SHOWN]!r}{where}; {hint}")

    def error(self, key: str, problem: str) -> ConfigError:
        """Return a refusal that names the key's line."""
        return ConfigError(self.path, problem, line=self._line_of(key))

    def _value(self, key: str, kind: type, words: str) -> Any:
        self.asked.add(key)
        value = self.content.get(key)
        if value is not None and type(value) is not kind:
            raise self.error(key, f"`{key}` must be {words}")
        return value

    def _check(self, key: str, value: str, check: Check | None) -> str:
        problem = check(value) if check else None
        if not problem and (len(value) > _MAX_TEXT or not value.replace("\n", "").isprintable()):
            problem = f"must be printable text of at most {_MAX_TEXT} characters"
        if problem:
            raise self.error(key, f"`{key}`: {value[:_SHOWN]!r} {problem}")
        return value

    def _line_of(self, key: str) -> int | None:
        """Find the key, else its table; the parser itself keeps no lines."""
        wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
        own_table = f"{self.name}.{key}".lstrip(".")
        here, count, found = not self.name, 0, None
        for line, text in enumerate(self.source.splitlines(), 1):
            if header := _HEADER.fullmatch(text):
                title = header[1].strip()
                if title == own_table:
                    return line
                here = title == self.name and count == self.number
                count += title == self.name
                found = line if here else found
            elif here and wanted.match(text):
                return line
        return found


def _no_toml(source: str, line: int, said: str) -> str:
    """Say what is wrong with a line that the parser refuses, in the words of whoever wrote it."""
    text = next(iter(source.splitlines()[line - 1 : line]), "").strip()
    known = (hint for pattern, hint in _SLIPS if pattern.search(f"{said}\n{text}"))
    hint = next(known, "") or _PLACE_IN_MESSAGE.sub("", said).strip()
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
    return f"is not TOML: `{shown}`: {hint}" if text else f"is not TOML: {hint}"


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Suggest the nearest word that is known; empty where none is near."""
    from difflib import get_close_matches  # noqa: PLC0415  only a refusal needs it

    near = get_close_matches(word, known, n=1)
    return f"did you mean `{near[0]}`?" if near else ""
