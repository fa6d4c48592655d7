"""Language tags, by the grammar of BCP 47 (RFC 5646, section 2.1), and what somebody meant who wrote another word."""

from __future__ import annotations

import re

_TAG = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(-[a-wyz\d](-[a-z\d]{2,8})+)*(-x(-[a-z\d]{1,8})+)?",
    re.ASCII | re.IGNORECASE,
)
"""No language has more than three letters: longer first parts are reserved, or registered one by one, and none is."""
_OF_TWO_LETTERS = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji
    jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb
    nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr
    ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905  a table to be read
)
"""Kept here, since most sites need no Babel; a test holds the table to Babel's. Three letters name 8,000 languages."""
_NAMED_IN = ("en", "de", "es", "fr", "ar")


def is_tag(word: str) -> bool:
    """Whether a word is a language tag."""
    first = word.partition("-")[0].lower()
    return bool(_TAG.fullmatch(word)) and (len(first) > 2 or first in _OF_TWO_LETTERS)


def tag_problem(tag: str) -> str | None:
    """Say why a word is no language tag, and what to write; None where it is one."""
    if is_tag(tag):
        return None
    meant = _tag_meant(tag)
    return f"is not a language tag; write {f'`{meant}`' if meant else 'one such as `en` or `pt-BR`'}"


def _tag_meant(word: str) -> str:
    """Guess the tag from a language's name, a country or an underscore; empty where nothing comes to mind."""
    if _TAG.fullmatch(dashed := word.replace("_", "-")) and dashed != word:
        return dashed
    try:
        from babel import Locale  # noqa: PLC0415 - only a refusal needs it, and it is not always installed
        from babel.core import get_global  # noqa: PLC0415 - as above
    except ImportError:
        return ""
    for language in _NAMED_IN:
        for tag, name in Locale(language).languages.items():
            if name.casefold() == word.casefold():
                return str(tag).replace("_", "-")
    likely = get_global("likely_subtags").get(f"und_{word.upper()}", "")
    return str(likely).partition("_")[0]
