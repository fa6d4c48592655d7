"""In which encoding a page is: what it names, and where it names none, what browsers take it for.

A wrong code page is a wrong word, so what cannot be told is refused with the way out. Pure.
Source: the Encoding Standard; HTML, 13.2.3.2 (which encoding browsers take by language).
"""

from __future__ import annotations

import codecs
import re

from site_gen.errors import PolicyError

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_IN_XML = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_OF_THE_WEB = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|(?:windows|cp)-?125\d|iso-?8859-?\d{1,2}|latin-?1|(?:us-)?ascii|macintosh|koi8-[ru]|"
    r"shift[_-]jis|euc-(?:jp|kr)|gb(?:k|2312|18030)|big5",
    re.IGNORECASE,
)
_AS_WINDOWS = re.compile(r"iso-?8859-?1|latin-?1|(?:us-)?ascii", re.IGNORECASE)
_NOT_MARKUP = re.compile(rb"<!--.*?-->|<script\b.*?</script|<style\b.*?</style", re.IGNORECASE | re.DOTALL)
_ELEMENT = re.compile(rb"<[^>]*>")
WESTERN = "cp1252"
"""What browsers take a page to be in that names no encoding, in most languages of Latin letters (HTML, 13.2.3.2)."""
_HEAD = 200_000
"""As far as a page may name its encoding."""
_ONE_BYTE = re.compile(
    r"(?:windows|cp)-?125\d|iso-?8859-?\d{1,2}|latin-?1|(?:us-)?ascii|macintosh|koi8-[ru]", re.IGNORECASE
)
"""Encodings in which the bytes of a letter in UTF-8 are two or more that no text has together."""
_ELSEWHERE = ("cp1250", "iso8859-2", "cp1254")
"""Encodings of other Latin letters, in which old pages are that name none."""
_LETTERS = {
    "ca": "àèïòñªº¿¡", "da": "æøåêè", "de": "à", "es": "ñªº¿¡", "eu": "ñ", "fi": "å", "fr": "àâæèêïîôœùûüÿ",
    "gl": "ñïªº¿¡", "is": "ðýþæ", "it": "àèìîòùªº", "nb": "æøåêòè", "nl": "ïèêàûñ", "nn": "æøåêòè", "no": "æøåêòè",
    "pt": "ãàêõªº", "sv": "åà",
}  # fmt: skip
"""Letters that are others elsewhere, and signs beside letters, by the languages of Windows-1252 that have them."""
_SIGNS_BEFORE, _SIGNS_AFTER = "«µ", "»®"
"""Signs that may stand beside a word in any language."""
_WINDOWS_LETTERS = re.compile("[\x8a\x8c-\x8f\x9a\x9c-\x9f]")
"""Where Windows has letters of its own, and ISO 8859 has nothing that is seen."""
_AS_BROWSERS = {
    "macintosh": "mac_roman", "shift_jis": "cp932", "shift-jis": "cp932", "euc-kr": "cp949", "gb2312": "gb18030",
    "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-9": "cp1254",
}  # fmt: skip
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def is_mislabelled(data: bytes) -> bool:
    """Whether a page names another encoding and is UTF-8: its server said so, and a saved file cannot."""
    declared = _named_encoding(data)
    if not declared or not _ONE_BYTE.fullmatch(declared) or data.startswith(tuple(mark for mark, _ in _MARKS)):
        return False
    return _is_utf_8(data) and not data.isascii()


def is_unlabelled(data: bytes) -> bool:
    """Whether a page names no encoding and is in that which browsers take then, where it can be no other.

    What mixes it with UTF-8 is spoilt, and of an alphabet that is not Latin most letters are beyond ASCII.
    """
    if _named_encoding(data) or data.startswith(tuple(mark for mark, _ in _MARKS)) or b"\0" in data or _is_utf_8(data):
        return False
    text = _ELEMENT.sub(b"", _NOT_MARKUP.sub(b"", data))
    in_utf_8 = sum(not sign.isascii() for sign in text.decode(errors="ignore"))
    others = len(text.decode(errors="surrogateescape")) - len(text.decode(errors="ignore"))
    try:
        letters = [sign for sign in text.decode(WESTERN) if sign.isalpha()]
    except UnicodeDecodeError:
        return False
    beyond = sum(not sign.isascii() for sign in letters)
    return 2 * in_utf_8 <= others and 3 * beyond <= len(letters)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _named_encoding(data: bytes) -> str:
    """Return the encoding that a page names, as browsers look for it: never in a script or a comment."""
    found = _IN_XML.search(data[:1024]) or _DECLARED.search(_NOT_MARKUP.sub(b"", data[:_HEAD]))
    return found[1].decode() if found else ""


def decode_page(data: bytes, path: str) -> str:
    """Return the source of a web page; refuse anything else, and what may be in several encodings."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    declared = _named_encoding(data)
    usual = "utf-8" if is_mislabelled(data) else WESTERN if is_unlabelled(data) else declared or "utf-8"
    encoding = encoding or _python_name(usual, path)
    body = data.removeprefix(mark)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        said = f"says that it is {encoding}, and is not" if declared else "is not UTF-8, and names no other encoding"
        raise PolicyError(path, f"{said} (byte {body[error.start]:#04x}); save it as UTF-8", line=line) from error
    spoilt = _WINDOWS_LETTERS.search(text) if "8859" in encoding else None
    if spoilt:
        line = text.count("\n", 0, spoilt.start()) + 1
        raise PolicyError(
            path,
            f"says that it is {encoding}, and has letters where only Windows has some (byte {ord(spoilt[0]):#04x}); "
            "save it as UTF-8, or name the encoding that it is in",
            line=line,
        )
    if "\0" in text:
        raise PolicyError(
            path, "is not a web page: it holds a zero byte", line=text.count("\n", 0, text.index("\0")) + 1
        )
    return text


def _python_name(name: str, path: str) -> str:
    """Return Python's name for an encoding, as browsers understand it."""
    if not _OF_THE_WEB.fullmatch(name):
        raise PolicyError(path, f"names an encoding that the web does not use (`{name}`); save it as UTF-8")
    if _AS_WINDOWS.fullmatch(name):
        return WESTERN
    wide = name.lower().replace("_", "-").startswith("utf-16") or name.lower().startswith("utf16")
    return "utf-8" if wide else _AS_BROWSERS.get(name.lower(), name)


def words_in_bytes(data: bytes) -> str:
    """Return what a page writes in bytes of Windows-1252, not in names of letters such as `&egrave;`."""
    return _ELEMENT.sub(b" ", _NOT_MARKUP.sub(b" ", data)).decode(WESTERN)


def doubtful_word(text: str, language: str) -> str:
    """Return a word, read as Windows-1252, that may be another in truth; empty where there is none.

    A letter that has another place elsewhere is sure where the text's language (BCP 47) has it, and browsers take pages
    in that language for Windows-1252.
    """
    own = _LETTERS.get(language.replace("_", "-").partition("-")[0].lower(), "")
    return next((word for word in text.split() if not word.isascii() and _is_doubtful(word, own)), "")


def _is_doubtful(word: str, own: str) -> bool:
    letters = [sign for sign in word if sign.isalpha()]
    if len(letters) > 1 and not any(sign.isascii() for sign in letters):
        return True  # of another alphabet
    around = f" {word} "
    return any(
        sign in _DOUBTFUL
        and sign.lower() not in own
        and (sign.isalpha() or _is_within(sign, around[place], around[place + 2]))
        for place, sign in enumerate(word)
    )


def _is_within(sign: str, before: str, after: str) -> bool:
    """Whether a sign stands where a word has letters."""
    return (before.isalpha() and (after.isalpha() or sign not in _SIGNS_AFTER)) or (
        after.isalpha() and sign not in _SIGNS_BEFORE
    )


def _is_letter_elsewhere(byte: int) -> bool:
    """Whether a byte is a letter that Windows-1252 does not have in its place."""
    one = bytes([byte])
    others = {one.decode(encoding, "ignore") for encoding in _ELSEWHERE} - {one.decode(WESTERN, "ignore")}
    return any(each.isalpha() for each in others)


_DOUBTFUL = frozenset(
    bytes([byte]).decode(WESTERN, "ignore") for byte in range(0x80, 0x100) if _is_letter_elsewhere(byte)
)
