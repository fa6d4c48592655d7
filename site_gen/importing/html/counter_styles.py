"""What a browser writes before an item for its number: the counter styles of CSS, a page's own among them. Pure.

Source: CSS Counter Styles Level 3; its predefined styles are those of its chapters 6 and 7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from site_gen.importing.word.numerals import numeral

SIGNS = frozenset({"disc", "circle", "square", "disclosure-open", "disclosure-closed"})
"""Styles that count nothing."""
_MOST_SIGNS = 60
_OWN = re.compile(r"@counter-style\s+([\w-]+)\s*\{([^{}]*)\}", re.IGNORECASE)
_STRING = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'", re.DOTALL)
_SYMBOL = re.compile(rf"{_STRING.pattern}|([^\s,\"']+)", re.DOTALL)
_ADDED = re.compile(rf"(\d{{1,9}})\s+(?:{_STRING.pattern}|([^\s,\"']+))|(?:{_STRING.pattern})\s+(\d{{1,9}})", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?|(.))", re.DOTALL)
_SYMBOLS = re.compile(r"symbols\(\s*(cyclic|numeric|alphabetic|symbolic|fixed)?\s*(.*)\)\s*", re.DOTALL | re.IGNORECASE)
_SPLIT = re.compile(r";(?=(?:[^\"']|\"[^\"]*\"|'[^']*')*$)")

_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
_HIRAGANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわゐゑをん"
_KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヰヱヲン"
_HIRAGANA_IROHA = "いろはにほへとちりぬるをわかよたれそつねならむうゐのおくやまけふこえてあさきゆめみしゑひもせす"
_KATAKANA_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_FIRST_DIGITS = {
    "arabic-indic": 0x660, "bengali": 0x9E6, "cambodian": 0x17E0, "devanagari": 0x966, "gujarati": 0xAE6,
    "gurmukhi": 0xA66, "kannada": 0xCE6, "khmer": 0x17E0, "lao": 0xED0, "malayalam": 0xD66, "mongolian": 0x1810,
    "myanmar": 0x1040, "oriya": 0xB66, "persian": 0x6F0, "tamil": 0xBE6, "telugu": 0xC66, "thai": 0xE50,
    "tibetan": 0xF20,
}  # fmt: skip
_LETTERS = {
    "lower-alpha": _LATIN, "lower-latin": _LATIN, "upper-alpha": _LATIN.upper(), "upper-latin": _LATIN.upper(),
    "lower-greek": _GREEK, "hiragana": _HIRAGANA, "katakana": _KATAKANA, "hiragana-iroha": _HIRAGANA_IROHA,
    "katakana-iroha": _KATAKANA_IROHA,
}  # fmt: skip
_ARMENIAN = "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔ"
_GEORGIAN = "აბგდევზჱთიკლმნჲოპჟრსტჳფქღყშჩცძწჭხჴჯჰ"
_UNITS = tuple(step * 10**place for place in range(4) for step in range(1, 10))
"""What the letters of Armenian and Georgian stand for, one after the other."""
_AS_IN_WORD = {
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "hebrew": "hebrew1", "cjk-decimal": "ideographDigital",
    "cjk-heavenly-stem": "ideographTraditional", "cjk-earthly-branch": "ideographZodiac",
    "cjk-ideographic": "chineseCountingThousand", "trad-chinese-informal": "chineseCountingThousand",
    "simp-chinese-informal": "chineseCountingThousand", "japanese-informal": "japaneseCounting",
    "simp-chinese-formal": "chineseLegalSimplified", "trad-chinese-formal": "ideographLegalTraditional",
}  # fmt: skip
_WIDE_SUFFIX = re.compile(r"cjk-|.*chinese|japanese")
_MOST_ROMAN = 3999


class CounterStyle(Struct, frozen=True, kw_only=True):
    """How numbers of a kind are written, and what stands around them."""

    write: Callable[[int], str | None]
    """None for a number that the style cannot write."""
    prefix: str = ""
    suffix: str = ". "
    fallback: str = "decimal"


def read_counter_styles(sheet: str) -> dict[str, CounterStyle]:
    """Return the counter styles that a style sheet defines."""
    found: dict[str, CounterStyle] = {}
    for name, body in _OWN.findall(sheet):
        said = {
            key.strip().lower(): each.strip() for key, _, each in (one.partition(":") for one in _SPLIT.split(body))
        }
        made = _make_style(said, found)
        if made:
            found[name] = made
    return found


def counter_style(name: str, own: Mapping[str, CounterStyle]) -> CounterStyle | None:
    """Return the style of a name, or of an unnamed one's description; None where nothing says what it is."""
    if name in own:
        return own[name]
    unnamed = _SYMBOLS.fullmatch(name)
    if unnamed:
        write = _writer(unnamed[1] or "symbolic", _strings(unnamed[2]))
        return CounterStyle(write=write, suffix=" ") if write else None
    write = _predefined_style(name.lower())
    return CounterStyle(write=write, suffix="\u3001" if _WIDE_SUFFIX.match(name.lower()) else ". ") if write else None


def write_number(number: int, name: str, own: Mapping[str, CounterStyle]) -> str:
    """Return a number alone; in digits where its style is unknown or cannot write it."""
    for _ in range(4):
        style = counter_style(name, own)
        said = style.write(number) if style else None
        if said is not None:
            return said
        name = style.fallback if style else "decimal"
    return str(number)


def marker(number: int, name: str, own: Mapping[str, CounterStyle]) -> str:
    """Return all that stands before the item of a number."""
    quoted = _STRING.fullmatch(name.strip())
    if quoted:
        return css_text(name)
    style = counter_style(name, own)
    around = style or CounterStyle(write=str)
    return f"{around.prefix}{write_number(number, name, own)}{around.suffix}"


def css_text(said: str) -> str:
    """Return what the strings of a declaration say, one after the other."""
    return "".join(unescape_css(one or other) for one, other in _STRING.findall(said))


def unescape_css(text: str) -> str:
    """Return a string of CSS without its escapes."""
    return _ESCAPE.sub(_sign_of, text)


def _sign_of(found: re.Match[str]) -> str:
    if not found[1]:
        return "" if found[2] == "\n" else found[2]
    place = int(found[1], 16)
    return chr(place) if 0 < place <= 0x10FFFF and not 0xD800 <= place < 0xE000 else "\ufffd"


def _predefined_style(name: str) -> Callable[[int], str | None] | None:
    if name in {"decimal", "decimal-leading-zero"}:
        return str if name == "decimal" else lambda number: f"{'-' if number < 0 else ''}{abs(number):02}"
    if name in _FIRST_DIGITS:
        return _numeric([chr(_FIRST_DIGITS[name] + digit) for digit in range(10)])
    if name in _LETTERS:
        return _alphabetic(_LETTERS[name])
    if name in {"armenian", "upper-armenian", "lower-armenian", "georgian"}:
        letters = _GEORGIAN + "ჵ" if name == "georgian" else _ARMENIAN
        units = (*_UNITS, 10_000)[: len(letters)]
        return _additive(dict(zip(units, letters.lower() if name.startswith("lower") else letters, strict=True)))
    form = _AS_IN_WORD.get(name)
    if not form:
        return None
    most = _MOST_ROMAN if "roman" in name else None
    return lambda number: None if number < 1 or (most and number > most) else numeral(number, form)


def _make_style(said: Mapping[str, str], before: Mapping[str, CounterStyle]) -> CounterStyle | None:
    system, _, more = said.get("system", "symbolic").partition(" ")
    above = counter_style(more.strip(), before) if system == "extends" else None
    if system == "additive":
        weights = _ADDED.findall(said.get("additive-symbols", ""))
        write = _additive(
            {
                int(before_it or after_it): unescape_css(one or two or bare or three or four)
                for before_it, one, two, bare, three, four, after_it in weights
            }
        )
    else:
        symbols = _strings(said.get("symbols", ""))
        write = above.write if above else _writer(system.lower(), symbols, first=more)
    if write is None:
        return None
    around = {key: css_text(said[key]) for key in ("prefix", "suffix") if key in said}
    kept = {"prefix": above.prefix, "suffix": above.suffix} if above else {}
    padded = _pad(write, said.get("pad", ""))
    return CounterStyle(write=padded, **(kept | around), fallback=said.get("fallback", "decimal"))


def _pad(write: Callable[[int], str | None], said: str) -> Callable[[int], str | None]:
    length, _, sign = said.partition(" ")
    if not length.isdecimal() or len(length) > 2:
        return write

    def write_padded(number: int) -> str | None:
        shown = write(number)
        return shown and css_text(sign) * max(0, int(length) - len(shown)) + shown

    return write_padded


def _strings(said: str) -> list[str]:
    return [unescape_css(one or two or bare) for one, two, bare in _SYMBOL.findall(said)]


def _writer(system: str, symbols: list[str], first: str = "") -> Callable[[int], str | None] | None:
    if not symbols or (system in {"numeric", "alphabetic"} and len(symbols) < 2):
        return None
    start = int(first) if re.fullmatch(r"-?\d{1,6}", first.strip()) else 1
    writers: dict[str, Callable[[int], str | None]] = {
        "cyclic": lambda number: symbols[(number - 1) % len(symbols)],
        "fixed": lambda number: symbols[number - start] if 0 <= number - start < len(symbols) else None,
        "numeric": _numeric(symbols),
        "alphabetic": _alphabetic(symbols),
        "symbolic": _symbolic(symbols),
    }
    return writers.get(system)


def _symbolic(symbols: list[str]) -> Callable[[int], str | None]:
    """After the last sign comes the first, doubled."""

    def write(number: int) -> str | None:
        times, place = divmod(number - 1, len(symbols))
        return symbols[place] * (times + 1) if 0 <= times < _MOST_SIGNS else None

    return write


def _numeric(digits: list[str]) -> Callable[[int], str]:
    def write(number: int) -> str:
        rest, found = abs(number), ""
        while rest or not found:
            rest, digit = divmod(rest, len(digits))
            found = digits[digit] + found
        return f"-{found}" if number < 0 else found

    return write


def _alphabetic(letters: str | list[str]) -> Callable[[int], str | None]:
    """After the last letter come two: z, aa, ab."""

    def write(number: int) -> str | None:
        found = ""
        while number > 0:
            number, place = divmod(number - 1, len(letters))
            found = letters[place] + found
        return found or None

    return write


def _additive(weights: Mapping[int, str]) -> Callable[[int], str | None] | None:
    def write(number: int) -> str | None:
        if number < 0 or (number == 0 and 0 not in weights):
            return None
        found = "" if number else weights[0]
        for weight in sorted(weights, reverse=True):
            times = number // weight if weight else 0
            if times > _MOST_SIGNS:
                return None
            found += weights[weight] * times
            number -= weight * times
        return None if number else found

    return write if weights else None
