"""What marks on words cannot show, said in words: formatting, link targets, characters that nobody sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import groupby

from site_gen.catalogue import ENGLISH, Words, message
from site_gen.redline.model import Op, Piece
from site_gen.text.inline import INVISIBLE, Link

_WORDS = {
    "strong": message("bold"),
    "em": message("italics"),
    "s": message("strike-through"),
    "code": message("code style"),
    "sup": message("superscript"),
    "sub": message("subscript"),
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


def link_remark(piece: Piece, words: Words = ENGLISH) -> str:
    """Say what became of the target of the link over words that stayed."""
    if not piece.is_restyled or piece.old is None or piece.new is None:
        return ""
    return describe_link(piece.old.link, piece.new.link, words)


def describe_link(old: Link | None, new: Link | None, words: Words = ENGLISH) -> str:
    """Say in words what became of a link's target; nothing where it stayed."""
    if old and new:
        if old.href != new.href:
            inside = old.href[:1] == new.href[:1] == "#"
            if inside:
                return f"{old.href} → {new.href}"
            return words.say("link changed from %(old)s to %(new)s", old=old.href, new=new.href)
        if old.title != new.title:
            return words.say("link title changed from “%(old)s” to “%(new)s”", old=old.title, new=new.title)
        return ""
    if new:
        return words.say("link added: %(target)s", target=new.href)
    return words.say("link removed: %(target)s", target=old.href) if old else ""


def changed_formatting(piece: Piece) -> Formatting | None:
    """Return the older and newer marks of words that stayed, where they differ."""
    if piece.old is None or piece.new is None:
        return None
    old, new = tuple(sorted(piece.old.marks)), tuple(sorted(piece.new.marks))
    return (old, new) if old != new else None


def describe_formatting(formatting: Formatting, words: Words = ENGLISH) -> str:
    """Say which marks came and went."""
    old, new = formatting
    removed = [words.say(_WORDS[mark]) for mark in old if mark not in set(new)]
    added = [words.say(_WORDS[mark]) for mark in new if mark not in set(old)]
    parts = [
        added and words.say("%(formatting)s added", formatting=_and(added, words)),
        removed and words.say("%(formatting)s removed", formatting=_and(removed, words)),
    ]
    return words.say(", ").join(part for part in parts if part) or words.say("formatting nested differently")


def _and(names: Sequence[str], words: Words) -> str:
    """Join a few names, each by `and`: there are never many."""
    return reduce(lambda first, last: words.say("%(first)s and %(last)s", first=first, last=last), names)


def describe_invisible(pieces: Iterable[Piece], words: Words = ENGLISH) -> str:
    """Name the characters of an edit that show nothing on a page."""
    texts = {Op.DELETE: "", Op.INSERT: ""}
    for piece in pieces:
        if piece.op in texts and not (piece.old and piece.new):
            texts[piece.op] += piece.text
    old, new = (Counter(INVISIBLE.findall(text)) for text in texts.values())
    if not old and not new:
        return ""
    only_these = INVISIBLE.sub("", texts[Op.DELETE]).split() == INVISIBLE.sub("", texts[Op.INSERT]).split()
    came, went = (_name(count, words, only_these=only_these) for count in (new - old, old - new))
    parts = [
        came and words.say("%(characters)s inserted", characters=came),
        went and words.say("%(characters)s deleted", characters=went),
    ]
    if names := words.say(", ").join(filter(None, parts)):
        return words.say("invisible: %(names)s", names=names)
    return words.say("invisible characters moved") if only_these else ""


def _name(count: Counter[str], words: Words, *, only_these: bool) -> str:
    return words.say(", ").join(
        words.plural("%(character)s", "%(character)s (%(n)s times)", number, character=f"U+{ord(character):04X}")
        for character, number in sorted(count.items())
        if only_these or character not in _JOINERS
    )
