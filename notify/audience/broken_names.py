"""Which names lost their letters on the way: nobody is greeted by a mutilated one."""

from __future__ import annotations

import re

from notify.lazy import polars as pl

BROKEN = r"[\x{fffd}?\x{80}-\x{9f}]"
"""Stands for a character that an encoding lost, here or in an earlier export.

The controls from U+0080 are letters of DOS and Windows that were read as Latin-1.
"""
TWICE_ENCODED = (
    r"[\x{c2}\x{c3}][\x{80}-\x{bf}\x{152}\x{153}\x{160}\x{161}\x{178}\x{17d}\x{17e}\x{192}\x{2c6}\x{2dc}"
    r"\x{2013}-\x{203a}\x{20ac}\x{2122}]|\x{e2}\x{20ac}"
)
"""UTF-8 that was read as Windows-1252 and written as UTF-8 again, such as JosÃ©."""
MISREAD = (
    r"\p{L}[\x{a1}-\x{a9}\x{ac}-\x{b3}\x{b6}\x{b8}\x{bb}-\x{bf}\x{d7}\x{f7}\x{2202}-\x{2265}\x{2500}-\x{25ff}]+\p{L}"
    r"|&#?[A-Za-z0-9]{2,8};|%[89A-Fa-f][0-9A-Fa-f]"
)
"""A sign within a word, where another encoding had a letter; or a letter in the spelling of HTML or of an address.

Not so an acute accent, which many type as an apostrophe.
"""
ENCODINGS = ("cp1252", "mac_roman", "cp437", "cp850", "cp1250", "cp1251", "iso8859_2", "cp1254")
"""As which UTF-8 is read by mistake: those of Windows, of older Macs and of DOS."""
_LATIN = re.compile(r"[\x00-\x7f\u00c0-\u024f\u0253-\u025b\u1e00-\u1eff]+")
_FIRST_OF_TWO, _FIRST_OF_THREE, _NEXT = bytes(range(0xC3, 0xE0)), bytes(range(0xE0, 0xF0)), bytes(range(0x80, 0xC0))


def _looks(encoding: str) -> str:
    """Give what the bytes of a letter look like in an encoding, and what may follow: names in Cyrillic are many."""
    two, three, following = (
        "".join(rf"\x{{{ord(sign):x}}}" for sign in some.decode(encoding, "ignore"))
        for some in (_FIRST_OF_TWO, _FIRST_OF_THREE, _NEXT)
    )
    return rf"[{two}][{following}](?:$|[\x00-\x7f]|[{two}{three}][{following}])|[{three}][{following}]{{2}}"


MAY_BE_MISREAD = "|".join(map(_looks, ENCODINGS))
"""Names in which it is worth to look whether they are UTF-8 that was read as something else."""


def is_broken(name: pl.Expr) -> pl.Expr:
    """Tell a name that holds broken signs."""
    misread = pl.when(name.str.contains(MAY_BE_MISREAD)).then(name)
    return name.str.contains(f"{BROKEN}|{TWICE_ENCODED}|{MISREAD}") | misread.map_elements(
        _is_utf8_misread, return_dtype=pl.Boolean
    ).fill_null(value=False)


def _is_utf8_misread(name: str) -> bool:
    """Tell whether the bytes of a name in some encoding are the UTF-8 of another name, with letters beyond ASCII."""
    for encoding in ENCODINGS:
        try:
            read = name.encode(encoding).decode()
        except ValueError:
            continue
        beyond = [word for word in read.split() if not word.isascii()]
        if beyond and all(map(_may_be_name, beyond)):
            return True
    return False


def _may_be_name(word: str) -> bool:
    """Tell whether a word may stand in a name: RÓŻA and Auðólfur happen to be the UTF-8 of what may not.

    Of that, one letter stands in another script than the rest, or alone, though its script has capitals.
    """
    if not all(sign.isascii() or sign.isalpha() for sign in word):
        return False
    has_ascii = any(sign.isascii() and sign.isalpha() for sign in word)
    return bool(_LATIN.fullmatch(word)) or not (has_ascii or (len(word) == 1 and word.lower() != word.upper()))
