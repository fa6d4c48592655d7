"""A policy's bytes to its text: strictly where the text is still to be published, as well as can be where it was."""

from __future__ import annotations

import codecs
import re

from msgspec import Struct

from site_gen.errors import PolicyError

_LARGEST = 2_000_000
"""Bytes of a text: far above any policy, far below what does harm."""
_POINTER = re.compile(rb"(?:\xef\xbb\xbf)?\s*version https://(?:git-lfs|hawser)\.github\.com/spec/v\d\s")
"""How a Git LFS pointer begins (git-lfs, docs/spec.md), also one that an editor saved again."""
_LONGEST_POINTER = 1024
_ENCRYPTED = b"\0GITCRYPT\0"
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x20), 0x7F])
_FEW, _MOST_CONTROL = 4, 0.02
"""So many control characters, and such a share of them, above which nobody wrote these bytes as a text."""
_WINDOWS_1252 = "section11-windows-1252"


def decode_text(data: bytes, path: str) -> str:
    """Return the text of a policy; refuse what is not text."""
    if len(data) > _LARGEST:
        raise PolicyError(path, f"is {len(data):,} bytes long; a policy may have {_LARGEST:,}")
    if is_lfs_pointer(data):
        raise PolicyError(path, LFS_POINTER)
    if data.startswith(_UTF_16) or b"\0" in data:
        wide = _wide_encoding(data)
        what = f"is {wide}; save it as UTF-8" if wide else "is not text: it holds a zero byte"
        raise PolicyError(path, what, line=_line(data, data.index(b"\0")) if b"\0" in data else None)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"{data[error.start]:#04x}"
        raise PolicyError(
            path, f"is not UTF-8 (byte {found}); save it as UTF-8", line=_line(data, error.start)
        ) from error


LFS_POINTER = (
    "git holds a Git LFS pointer here and not the text, so nobody could see what changed; take it out of LFS with "
    "`git lfs untrack '*.md'` and `git add --renormalize .`, and commit both"
)


class Reading(Struct, frozen=True):
    """What can be read of bytes that were published long ago."""

    text: str
    remark: str = ""
    """How it was read, where that is not as UTF-8."""
    no_text: str = ""
    """What the bytes are instead, where they are not text at all."""


def read_published(data: bytes) -> Reading:
    """Read a text of the past, which can no longer be mended: as the public most likely saw it."""
    if no_text := _no_text(data):
        return Reading("", no_text=no_text)
    if wide := _wide_encoding(data):
        return Reading(_from_wide(data, wide).replace("\0", "\ufffd"), f"is {wide}, and is read as such")
    remark = "holds zero bytes, each shown as a replacement character" if b"\0" in data else ""
    try:
        return Reading(data.decode("utf-8").replace("\0", "\ufffd"), remark)
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors=_WINDOWS_1252).replace("\0", "\ufffd")
        return Reading(text, "is not UTF-8; what is not is read as Windows-1252")


def is_lfs_pointer(data: bytes) -> bool:
    """Whether these bytes only name a text that Git LFS keeps elsewhere."""
    return len(data) < _LONGEST_POINTER and _POINTER.match(data) is not None


def _no_text(data: bytes) -> str:
    if len(data) > _LARGEST:
        return f"is {len(data):,} bytes long, which no policy is"
    if is_lfs_pointer(data):
        return "is a Git LFS pointer and not the text"
    if data.startswith(_ENCRYPTED):
        return "is encrypted by git-crypt"
    controls = len(data) - len(data.translate(None, delete=_CONTROL))
    if controls > _FEW + len(data) * _MOST_CONTROL and not _wide_encoding(data):
        return "is not text but binary data"
    return ""


_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def _wide_encoding(data: bytes) -> str:
    """Name the encoding of bytes that are UTF-32 with its mark, or UTF-16, with its mark or without."""
    if not data or len(data) % 2:
        return ""
    found = "UTF-32" if data.startswith(_UTF_32) else "UTF-16"  # the mark of one begins with the other's
    if found == "UTF-16" and not data.startswith(_UTF_16) and not _alternates(data):
        return ""
    try:
        _from_wide(data, found)
    except UnicodeDecodeError:
        return ""
    return found


def _alternates(data: bytes) -> bool:
    """Whether every other byte is zero, as in UTF-16 of a script whose letters are below 256."""
    zeros = data[::2].count(0), data[1::2].count(0)
    return max(zeros) >= 0.8 * len(data) / 2 and min(zeros) == 0


def _from_wide(data: bytes, encoding: str) -> str:
    if encoding == "UTF-16" and not data.startswith(_UTF_16):
        encoding += "-BE" if data[0] == 0 else "-LE"
    return data.decode(encoding)


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101  registered for decoding alone
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end


codecs.register_error(_WINDOWS_1252, _as_windows_1252)


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
