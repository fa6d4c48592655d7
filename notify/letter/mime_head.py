"""Writes header fields so that every reader gets back what went in (RFC 5322, RFC 2047), and reads them back.

The standard library's folding is not used: depending on the Python, it drops the quotation marks of a long name, or a
blank between two words with accents. A field is either plain, quoted, or encoded as a whole; nothing is mixed.
"""

from __future__ import annotations

import re
from base64 import b64encode
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.utils import parseaddr

from notify.errors import ConfigError

LINE = 76
ENCODED_WORD = 60
"""Characters of one encoded word, so that it fits a line after the longest field name here (RFC 2047 allows 75)."""
LONGEST_QUOTED = 400
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
PLAIN = re.compile(r"[!-~]{1,400}(?: [!-~]{1,400})*")
AS_IT_IS = re.compile(r"[A-Za-z0-9!*+/-]")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def text_field(name: str, text: str) -> str:
    """Write a field of free text, such as Subject."""
    clean = one_line(text)
    plain = PLAIN.fullmatch(clean) and "=?" not in clean
    return _fold(name, clean.split(" ") if plain else _encoded_words(clean))


def mailbox(name: str, display_name: str, address: str) -> str:
    """Write a field of one mailbox, such as From: one address whatever the name holds."""
    clean, angled = one_line(display_name), f"<{address}>"
    if not clean:
        return _fold(name, [address])
    return _fold(name, [*_phrase(clean), angled])


def one_line(text: str) -> str:
    """Take out what a header cannot hold: line ends and other controls become blanks, half characters a mark."""
    return CONTROLS.sub(" ", text.encode("utf-8", "replace").decode()).strip(" ")


def check(head: bytes, *, subject: str, display_name: str, address: str) -> None:
    """Read a head back with the standard library's parser; raise ConfigError where it says anything else."""
    try:
        message = message_from_bytes(head)
        name, found = parseaddr(_unfold(message["from"]))
        read = (_decode(_unfold(message["subject"])), _decode(name), found)
    except (MessageError, ValueError, LookupError) as error:
        read = (type(error).__name__, "", "")
    if read != (meant := (one_line(subject), one_line(display_name), address)):
        raise ConfigError(f"the message's head would be read as {read}, not as {meant}; change from_name or the title")


def _phrase(text: str) -> list[str]:
    if ATOMS.fullmatch(text) and "=?" not in text:
        return text.split(" ")
    if PLAIN.fullmatch(text) and "=?" not in text and len(text) <= LONGEST_QUOTED:
        # Never folded inside the quotation marks: the standard library's getaddresses would read several addresses.
        return ['"' + re.sub(r'(["\\])', r"\\\1", text) + '"']
    return _encoded_words(text)


def _fold(name: str, words: list[str]) -> str:
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > LINE and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines) + "\r\n"


def _encoded_words(text: str) -> list[str]:
    """Cut at characters, never inside one, and encode each piece in the shorter way."""
    encode = min((_quote, _base64), key=lambda way: len(way(text)))
    words, piece = [], ""
    for character in text:
        if piece and len(encode(piece + character)) > ENCODED_WORD:
            words.append(encode(piece))
            piece = ""
        piece += character
    return [*words, encode(piece)]


def _quote(text: str) -> str:
    body = "".join(_hex(character) for character in text)
    return f"=?utf-8?q?{body}?="


def _hex(character: str) -> str:
    if character == " ":
        return "_"
    if AS_IT_IS.fullmatch(character):
        return character
    return "".join(f"={byte:02X}" for byte in character.encode())


def _base64(text: str) -> str:
    return f"=?utf-8?b?{b64encode(text.encode()).decode()}?="


def _unfold(value: object) -> str:
    return re.sub(r"\r?\n(?=[ \t])", "", str(value))


def _decode(value: str) -> str:
    return str(make_header(decode_header(value)))
