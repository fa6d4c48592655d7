"""Numbers in the forms that Word gives them (ST_NumberFormat of ISO/IEC 29500-1, 17.18.59). Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from site_gen.text.labels import roman

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_CHINESE = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_OLD = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_GANADA = "가나다라마바사아자차카타파하"
_CHOSUNG = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
_HEBREW = (
    (400, "ת"), (300, "ש"), (200, "ר"), (100, "ק"), (90, "צ"), (80, "פ"), (70, "ע"), (60, "ס"), (50, "נ"), (40, "מ"),
    (30, "ל"), (20, "כ"), (10, "י"), (9, "ט"), (8, "ח"), (7, "ז"), (6, "ו"), (5, "ה"), (4, "ד"), (3, "ג"), (2, "ב"),
    (1, "א"),
)  # fmt: skip
_HEBREW_LETTERS = "אבגדהוזחטיכלמנסעפצקרשת"
_ARABIC = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_THAI = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_CHICAGO = "*†‡§"


IN_WORDS = frozenset({"ordinal", "cardinalText", "ordinalText"})
"""Forms that Word writes in the language of the document, and that are known here in English."""
_PADDED = re.compile(r"0{1,9}1")


def numeral(number: int, form: str) -> str | None:
    """Return a number in a form, or as `001` shows it; None where the form is not known here."""
    if _PADDED.fullmatch(form):
        return str(number).zfill(len(form))
    write = _FORMS.get(form)
    return write(number) if write else None


def _decimal(number: int) -> str:
    return str(number)


def _roman(number: int) -> str:
    if not 0 < number < 32_768:
        return str(number)
    return roman(number)


def _repeat_letters(letters: str) -> Callable[[int], str]:
    """After the last letter comes the first, doubled: z, aa, bb."""

    def write(number: int) -> str:
        if not 0 < number < 32_768:
            return str(number)
        times, place = divmod(number - 1, len(letters))
        return letters[place] * (times + 1)

    return write


def _cycle(signs: str) -> Callable[[int], str]:
    """After the last sign comes the first."""
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


def _from(first: str, most: int) -> Callable[[int], str]:
    """Signs that stand one after the other in Unicode, as long as there are some."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= most else str(number)


def _digits(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(digit)] if digit.isdecimal() else digit for digit in str(number))


def _count_in_east_asian(digits: str, steps: str, *, bare_ten: bool) -> Callable[[int], str]:
    """East Asian counting up to 9,999: digits with ten, hundred, thousand; `bare_ten` writes ten without its one."""

    def write(number: int) -> str:
        if not 0 < number < 10_000:
            return _digits(digits)(number)
        found, waits = "", False
        for place in (3, 2, 1, 0):
            digit = number // 10**place % 10
            if digit == 0:
                waits = bool(found)
                continue
            found += digits[0] if waits else ""
            waits = False
            is_bare = bare_ten and place == 1 and digit == 1 and not found
            found += ("" if is_bare else digits[digit]) + (steps[place - 1] if place else "")
        return found

    return write


def _count_without_zero(digits: str, steps: str, *, says_one: bool = False) -> Callable[[int], str]:
    """No zero is said; `says_one` has a one before ten, hundred and thousand."""

    def write(number: int) -> str:
        if not 0 < number < 10_000:
            return _digits(digits)(number)
        found = ""
        for place in (3, 2, 1, 0):
            digit = number // 10**place % 10
            step = steps[place - 1] if place else ""
            found += ("" if digit == 1 and place and not says_one else digits[digit]) + step if digit else ""
        return found

    return write


def _korean_native(number: int) -> str:
    """Native words up to 99, those from China from there on."""
    if not 0 < number < 100:
        return _KOREAN(number)
    return _KOREAN_TENS[number // 10] + _KOREAN_ONES[number % 10]


def _hebrew(number: int) -> str:
    if not 0 < number < 1000:
        return str(number)
    found = ""
    for value, sign in _HEBREW:
        while number >= value:
            if number in {15, 16}:
                return found + ("טו" if number == 15 else "טז")
            found += sign
            number -= value
    return found


def _ordinal(number: int) -> str:
    teen = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _in_words(number: int) -> str:
    if not 0 <= number < 1_000_000:
        return str(number)
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    step, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = number % step
    return f"{_in_words(number // step)} {name}" + (f" {_in_words(rest)}" if rest else "")


def _ordinal_in_words(number: int) -> str:
    words = _in_words(number)
    head, last = words[: -len(words.replace("-", " ").split()[-1])], words.replace("-", " ").split()[-1]
    if last in _ORDINALS:
        return head + _ORDINALS[last]
    return head + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def _capitalise(write: Callable[[int], str]) -> Callable[[int], str]:
    return lambda number: write(number)[:1].upper() + write(number)[1:]


def _raise_case(write: Callable[[int], str]) -> Callable[[int], str]:
    return lambda number: write(number).upper()


def _sixty(number: int) -> str:
    """Stem and branch of the sexagenary cycle."""
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if number > 0 else str(number)


def _halve_width(kana: str) -> Callable[[int], str]:
    table = {0x30A2: 0xFF71, 0x30A4: 0xFF72, 0x30A6: 0xFF73, 0x30A8: 0xFF74, 0x30AA: 0xFF75, 0x30F3: 0xFF9D}
    table |= {
        ord(sign): 0xFF76 + place
        for place, sign in enumerate("カキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモ")
    }
    table |= {ord(sign): 0xFF94 + place for place, sign in enumerate("ヤユヨラリルレロワ")}
    return _cycle(kana.translate(table | {0x30F2: 0xFF66}))


_CHINESE_STEPS, _FORMAL_STEPS = "十百千", "拾佰仟"
_KOREAN = _count_without_zero("영일이삼사오육칠팔구", "십백천")
_KOREAN_ONES = ("", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")
_KOREAN_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": _decimal,
    "decimalHalfWidth": _decimal,
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": _raise_case(_roman),
    "lowerRoman": _roman,
    "upperLetter": _raise_case(_repeat_letters(_LATIN)),
    "lowerLetter": _repeat_letters(_LATIN),
    "ordinal": _ordinal,
    "cardinalText": _capitalise(_in_words),
    "ordinalText": _capitalise(_ordinal_in_words),
    "hex": lambda number: f"{number:X}",
    "chicago": _repeat_letters(_CHICAGO),
    "numberInDash": lambda number: f"- {number} -",
    "none": lambda _: "",
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": _sixty,
    "ideographDigital": _digits(_CHINESE),
    "japaneseDigitalTenThousand": _digits(_CHINESE),
    "taiwaneseDigital": _digits("○一二三四五六七八九"),
    "koreanDigital": _digits("영일이삼사오육칠팔구"),
    "koreanDigital2": _digits("零一二三四五六七八九"),
    "koreanCounting": _KOREAN,
    "koreanLegal": _korean_native,
    "japaneseLegal": _count_without_zero("零壱弐参四伍六七八九", "拾百阡", says_one=True),
    "japaneseCounting": _count_without_zero(_CHINESE, _CHINESE_STEPS),
    "chineseCounting": _count_in_east_asian("○一二三四五六七八九", _CHINESE_STEPS, bare_ten=True),
    "chineseCountingThousand": _count_in_east_asian(_CHINESE, _CHINESE_STEPS, bare_ten=True),
    "taiwaneseCounting": _count_in_east_asian("○一二三四五六七八九", _CHINESE_STEPS, bare_ten=True),
    "taiwaneseCountingThousand": _count_in_east_asian("○一二三四五六七八九", _CHINESE_STEPS, bare_ten=True),
    "chineseLegalSimplified": _count_in_east_asian(_FORMAL, _FORMAL_STEPS, bare_ten=False),
    "ideographLegalTraditional": _count_in_east_asian(_FORMAL_OLD, _FORMAL_STEPS, bare_ten=False),
    "aiueo": _halve_width(_AIUEO),
    "aiueoFullWidth": _cycle(_AIUEO),
    "iroha": _halve_width(_IROHA),
    "irohaFullWidth": _cycle(_IROHA),
    "ganada": _cycle(_GANADA),
    "chosung": _cycle(_CHOSUNG),
    "russianLower": _repeat_letters(_RUSSIAN),
    "russianUpper": _raise_case(_repeat_letters(_RUSSIAN)),
    "hebrew1": _hebrew,
    "hebrew2": _repeat_letters(_HEBREW_LETTERS),
    "arabicAlpha": _repeat_letters(_ARABIC),
    "arabicAbjad": _repeat_letters(_ABJAD),
    "thaiLetters": _repeat_letters(_THAI),
    "thaiNumbers": _digits("๐๑๒๓๔๕๖๗๘๙"),
    "hindiNumbers": _digits("०१२३४५६७८९"),
}
