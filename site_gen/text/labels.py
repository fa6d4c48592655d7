"""Labels that count: a, b, c; i, ii, iii; 1.1, 1.2."""

from __future__ import annotations

import re

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_VALUES = {sign: value for value, sign in _ROMAN}
_ROMAN_NUMBER = re.compile(r"(?=.)c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


def letters(number: int) -> str:
    """Return a, b, ..., z, aa, bb, ..., as word processors count."""
    place, times = (number - 1) % 26, (number - 1) // 26 + 1
    return chr(ord("a") + place) * max(times, 1)


def roman(number: int) -> str:
    """Return a number in small Roman letters."""
    said = ""
    for value, sign in _ROMAN:
        said += sign * (number // value)
        number %= value
    return said


def letter_number(label: str) -> int:
    """Return the place of a letter, 0 where it is not one."""
    if not label or len(set(label)) > 1 or not "a" <= label[0] <= "z":
        return 0
    return ord(label[0]) - ord("a") + 1 + 26 * (len(label) - 1)


def roman_number(label: str) -> int:
    """Return the value of a number in small Roman letters, 0 where it is not one."""
    if not _ROMAN_NUMBER.fullmatch(label):
        return 0
    values = [_VALUES[sign] for sign in label]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
