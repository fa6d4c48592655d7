"""What marks on words cannot show, said in words: formatting, link targets, characters that nobody sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from site_gen.redline.model import Op, Piece
from site_gen.text.inline import INVISIBLE, Link

_WORDS = {
    "strong": "bold",
    "em": "italics",
    "s": "strike-through",
    "code": "code style",
    "sup": "superscript",
    "sub": "subscript",
}
_JOINERS = frozenset("\u200c\u200d")
"""Persian and emoji are full of them: worth a word only where nothing else differs."""

Formatting = tuple[tuple[str, ...], tuple[str, ...]]


def remarks_of(pieces: Sequence[Piece]) -> Iterator[str]:
    """Say everything about one text that its marks cannot show, each thing once."""
    said: set[str] = set()
    for piece in pieces:
        formatting = changed_formatting(piece)
        remarks = [describe_formatting(formatting) if formatting else "", link_remark(piece)]
        yield from (remark for remark in remarks if remark and remark not in said)
        said.update(remarks)
    for stays, run in groupby(pieces, key=lambda piece: piece.op is Op.EQUAL):
        remark = "" if stays else describe_invisible(list(run))
        if remark and remark not in said:
            said.add(remark)
            yield remark


def link_remark(piece: Piece) -> str:
    """Say what became of the target of the link over words that stayed."""
    if not piece.is_restyled or piece.old is None or piece.new is None:
        return ""
    return describe_link(piece.old.link, piece.new.link)


def describe_link(old: Link | None, new: Link | None) -> str:
    """Say in words what became of a link's target; nothing where it stayed."""
    if old and new:
        if old.href != new.href:
            inside = old.href[:1] == new.href[:1] == "#"
            return f"{old.href} → {new.href}" if inside else f"link changed from {old.href} to {new.href}"
        return f"link title changed from “{old.title}” to “{new.title}”" if old.title != new.title else ""
    return f"link added: {new.href}" if new else f"link removed: {old.href}" if old else ""


def changed_formatting(piece: Piece) -> Formatting | None:
    """Return the older and newer marks of words that stayed, where they differ."""
    if piece.old is None or piece.new is None:
        return None
    old, new = tuple(sorted(piece.old.marks)), tuple(sorted(piece.new.marks))
    return (old, new) if old != new else None


def describe_formatting(formatting: Formatting) -> str:
    """Say which marks came and went."""
    old, new = formatting
    removed = [_WORDS[mark] for mark in old if mark not in set(new)]
    added = [_WORDS[mark] for mark in new if mark not in set(old)]
    parts = [f"{' and '.join(names)} {said}" for names, said in ((added, "added"), (removed, "removed")) if names]
    return ", ".join(parts) or "formatting nested differently"


def describe_invisible(pieces: Iterable[Piece]) -> str:
    """Name the characters of an edit that show nothing on a page."""
    texts = {Op.DELETE: "", Op.INSERT: ""}
    for piece in pieces:
        if piece.op in texts and not (piece.old and piece.new):
            texts[piece.op] += piece.text
    old, new = (Counter(INVISIBLE.findall(text)) for text in texts.values())
    if not old and not new:
        return ""
    only_these = INVISIBLE.sub("", texts[Op.DELETE]).split() == INVISIBLE.sub("", texts[Op.INSERT]).split()
    parts = [
        f"{_name(count, only_these=only_these)} {said}"
        for count, said in ((new - old, "inserted"), (old - new, "deleted"))
    ]
    names = ", ".join(part for part in parts if part[0] != " ")
    return f"invisible: {names}" if names else "invisible characters moved" if only_these else ""


def _name(count: Counter[str], *, only_these: bool) -> str:
    return ", ".join(
        f"U+{ord(character):04X}" + (f" ({number} times)" if number > 1 else "")
        for character, number in sorted(count.items())
        if only_these or character not in _JOINERS
    )
