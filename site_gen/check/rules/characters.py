"""Rules about single characters: those that hide, reorder or disguise what a text says, and those that were lost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from site_gen.check.case import Surroundings, Text
from site_gen.check.rule import Fault, Severity, TextRule
from site_gen.check.rules.places import fault, name_of, quote
from site_gen.check.rules.scripts import ALIKE, is_right_to_left, script, uses_joiners, writes_no_spaces
from site_gen.text.direction import direction, direction_of_letters
from site_gen.text.inline import INVISIBLE

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SEPARATORS = re.compile("[\u0085\u2028\u2029]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LOST = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]"
    '|\u00e2\u20ac[\u2122\u0153\u009d\u201c\u201d\u00a2\u00a6\u02dc"]'
    "|\u00c3[\u00a9\u00a8\u00a4\u00b6\u00bc\u0178\u00b1\u00a7\u00b3\u00ba\u00aa]|\u00c2[\u00a0\u00a9\u00ae\u00a7\u00b7]"
    "|\u00ef\u00bf\u00bd|\u00ef\u00bb\u00bf"
)
"""Not text, or text read in the wrong encoding, which turns a quotation mark into three characters."""
_LETTERS = re.compile("[^\\W_][^\\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\\W_]*)*")
_UNIT = re.compile("[\u03bc\u00b5][A-Za-z]{1,3}|[kKMGm]\u03a9|\u0394[A-Za-z]")
_AROUND = 40
"""Characters of a long word that are quoted on either side."""
_JOINERS = "\u200c\u200d"
_TAGS = "\U000e0000"
_LONGEST_FLAG = 8
"""Characters of a flag such as Scotland's: a black flag, and its region in letters that do not show."""
_EMOJI_STYLE = "\ufe0f"
_Judge = Callable[[str, int], bool]
"""Says whether the character at a place of a line is fine there."""


class _Word(NamedTuple):
    escaped: str
    """With the characters at fault as codes."""
    sign: str


def _lines(text: Text, sign: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield each line on which a character stands that a pattern finds, also one that is written as `&#8203;`."""
    for number, line in enumerate(text.lines, 1):
        read = line
        if "&" in line:
            read = _ENTITY.sub(lambda found: _unescape(found[0], sign), line)
        if sign.search(read):
            yield number, read


def _unescape(entity: str, sign: re.Pattern[str]) -> str:
    character = unescape(entity)
    return character if sign.search(character) else entity


def _words(line: str, sign: re.Pattern[str], is_fine: _Judge) -> Iterator[_Word]:
    end = 0
    for found in sign.finditer(line):
        if found.start() < end or is_fine(line, found.start()):
            continue
        start = max(line.rfind(" ", 0, found.start()) + 1, found.start() - _AROUND)
        end = line.find(" ", found.end())
        end = len(line) if end < 0 else end
        word = line[start : min(end, found.end() + _AROUND)]
        yield _Word(sign.sub(lambda odd: "".join(map(_code, odd[0])), word), found[0])


def _code(character: str) -> str:
    return f"[U+{ord(character):04X}]"


def _faults(text: Text, sign: re.Pattern[str], is_fine: _Judge, problem: str) -> Iterator[Fault]:
    """Find what a pattern matches and a judge does not accept; the problem names the character at `{}`."""
    if not sign.search(text.source) and not _ENTITY.search(text.source):
        return
    for number, line in _lines(text, sign):
        for word in _words(line, sign, is_fine):
            message = f"{quote(word.escaped)} holds {problem.format(name_of(word.sign[0]))}"
            yield fault(text, number, message, word.escaped)


def _invisible_characters(text: Text, _: Surroundings) -> Iterator[Fault]:
    problem = "an invisible character, {}; delete the word and type it again"
    yield from _faults(text, INVISIBLE, _is_needed, problem)
    yield from _faults(text, _SEPARATORS, lambda *_: False, problem)


def _is_needed(line: str, at: int) -> bool:
    """Whether the writing system, an emoji or the order of the text asks for an invisible character here."""
    character, before, after = line[at], line[at - 1 : at] if at else "", line[at + 1 : at + 2]
    if _BIDI.match(character):
        return True  # another rule's
    if character in _JOINERS and before:
        return uses_joiners(before) or ((before == _EMOJI_STYLE or _is_symbol(before)) and _is_symbol(after))
    if character > _TAGS:
        return "\U0001f3f4" in line[max(at - _LONGEST_FLAG, 0) : at]
    if character == "\u200b":
        return bool(before) and writes_no_spaces(before)
    if character in "\u115f\u1160":
        return "\u1100" <= (before or " ") <= "\u11ff" or "\u1100" <= (after or " ") <= "\u11ff"
    return False


def _is_symbol(character: str) -> bool:
    return bool(character) and unicodedata.category(character) in {"So", "Sk"}


def _bidirectional_marks(text: Text, around: Surroundings) -> Iterator[Fault]:
    is_rtl = direction(text.document.language or around.policy.language) == "rtl"

    @lru_cache(maxsize=1)  # asked for each character of one line after the other
    def allowance(line: str) -> tuple[bool, bool]:
        may_mark = is_rtl or is_right_to_left(line)
        return may_mark, may_mark and _is_balanced(line)

    problem = "{}, which changes the order in which the words show; delete the word and type it again"
    yield from _faults(text, _BIDI, lambda line, at: _is_order(line[at], *allowance(line)), problem)


def _other_direction(text: Text, around: Surroundings) -> Iterator[Fault]:
    language = text.document.language or around.policy.language
    found = direction_of_letters(text.source)
    if found and found != direction(language):
        way = "from right to left" if found == "rtl" else "from left to right"
        message = (
            f"most letters are written {way}, and the text counts as `{language}`, so the page is laid out the other "
            f'way round. Write the language of the text into policy/policy.toml, such as language = "ar", or name the '
            f"file after it, such as {around.policy.slug}.ar.md."
        )
        yield fault(text, 1, message, language)


def _is_order(character: str, may_mark: bool, may_embed: bool) -> bool:
    """Whether text that is written from right to left may need this character."""
    if character in "\u061c\u200e\u200f":
        return may_mark
    return may_embed and character not in "\u202d\u202e"


def _is_balanced(line: str) -> bool:
    """Whether what a line's characters begin ends in the same line."""
    isolates = embeddings = 0
    for character in _BIDI.findall(line):
        isolates += (character in "\u2066\u2067\u2068") - (character == "\u2069")
        embeddings += (character in "\u202a\u202b\u202d\u202e") - (character == "\u202c")
        if isolates < 0 or embeddings < 0:
            return False
    return isolates == embeddings == 0


def _lost_characters(text: Text, _: Surroundings) -> Iterator[Fault]:
    problem = "{}, what is left of a character that a conversion lost; write what should be there"
    yield from _faults(text, _LOST, lambda *_: False, problem)


def _mixed_words(text: Text, _: Surroundings) -> Iterator[Fault]:
    if text.source.isascii():
        return
    for number, line in enumerate(text.lines, 1):
        if line.isascii():
            continue
        for found in _LETTERS.finditer(line):
            word = found[0]
            if not word.isascii() and len(mixed_scripts(word)) > 1:
                yield _mixture(text, number, word[:_AROUND])


def mixed_scripts(word: str) -> frozenset[str]:
    """Return the scripts of a word among those whose letters look alike; units such as μg are of one."""
    found = frozenset(script(character) for character in set(word)) & ALIKE
    return frozenset() if len(found) > 1 and _UNIT.fullmatch(word) else found


def _mixture(text: Text, number: int, word: str) -> Fault:
    scripts = [script(character) for character in word if script(character) in ALIKE]
    common = max(scripts, key=scripts.count, default="")
    odd = next((c for c in word if script(c) in ALIKE - {common}), word[0])
    escaped = "".join(f"[U+{ord(c):04X}]" if script(c) in ALIKE - {common} else c for c in word)
    return fault(
        text,
        number,
        f"{quote(word)} mixes letters of two alphabets: {name_of(odd)} is among {common.title()} letters; delete "
        "the word and type it again",
        escaped,
    )


RULES = (
    TextRule(
        code="invisible-character",
        title="No word hides a character that nobody can see.",
        explanation=(
            "Some characters take no room on the page: a space without width, a soft hyphen, a word joiner. They "
            "come in when text is pasted from a web page or a PDF file. A reader who searches the page for the "
            "word does not find it, a screen reader may stumble over it, and two texts that look the same are not "
            "the same. Characters that a script needs stay allowed, such as the non-joiner of Persian or the "
            "joiner inside an emoji.\n\n"
            "To put it right, delete the quoted word together with the spaces around it and type it again. For "
            "example, “pri[U+200B]vacy” becomes “privacy”."
        ),
        source="GDPR Art 12(1) (intelligible and easily accessible form); Unicode UTS 39",
        check=_invisible_characters,
    ),
    TextRule(
        code="bidirectional-control",
        title="No character makes a text show in another order than it is written.",
        explanation=(
            "A few characters tell the screen to show what follows from right to left, or to override the order "
            "of the letters. With them, a sentence can look different to the reviewer and to the reader: “we do "
            "not share” can be made to show what is not written. Text in Arabic, Hebrew and the like may use "
            "marks and balanced pairs, never overrides.\n\n"
            "To put it right, delete the quoted word together with the spaces around it and type it again."
        ),
        source="CVE-2021-42574; Unicode UAX 9 and UTS 55",
        check=_bidirectional_marks,
    ),
    TextRule(
        code="language-differs",
        severity=Severity.WARNING,
        title="A text is laid out the way its letters are written.",
        explanation=(
            "Arabic, Hebrew and some others are written from right to left. The page is laid out, and a screen reader "
            "chooses its voice, by the language that the policy is declared to be in, and a policy without one counts "
            "as English: its lists, tables and full stops then stand on the wrong side.\n\n"
            'To put it right, write `language = "ar"` under `[[policy]]` in policy/policy.toml, or name the file '
            "`privacy.ar.md`."
        ),
        source="WCAG 2.2, 3.1.1 and 1.3.2",
        check=_other_direction,
    ),
    TextRule(
        code="mixed-script",
        title="The letters of a word are all of one alphabet.",
        explanation=(
            "A Cyrillic “\u0430” looks like a Latin “a”, and a Greek “\u03bf” like a Latin “o”. A word that mixes them "
            "looks right but is another word: nobody finds it by searching, a screen reader spells it, and a name "
            "may be a disguise. Mixtures that a language writes are fine, such as Japanese Kanji with Kana, or "
            "“\u03bcg”.\n\n"
            "To put it right, delete the quoted word and type it again on one keyboard layout."
        ),
        source="GDPR Art 12(1) (intelligible form); Unicode UTS 39",
        check=_mixed_words,
    ),
    TextRule(
        code="lost-character",
        title="Every character is text.",
        explanation=(
            "When a file is converted or saved in another encoding, characters that the other side does not know "
            "are replaced: by “\ufffd”, by an empty box, or by a row of odd letters, as where an apostrophe turns into "
            "“\u00e2\u20ac\u2122”. What the sentence said there is lost to the reader.\n\n"
            "To put it right, look the place up in the document that the text came from, write what it says there, "
            "and save the file as UTF-8."
        ),
        source="GDPR Art 12(1) (intelligible form)",
        check=_lost_characters,
    ),
)
