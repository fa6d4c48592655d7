"""Renumbering: what changed of a block is the number of its section, or of one that it refers to, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping

from site_gen.catalogue import Words
from site_gen.redline.model import Op, Redline, Row, RowKind

_PLACE = (
    r"(?:sections?|articles?|clauses?|paragraphs?|parts?|artikel|abschnitt|ziffer|paragraf|absatz|teil|"
    r"rubriques?|secci[óo]n|art[íi]culo|apartado|cl[áa]usula|البند|القسم|المادة|§)"
)
_NUMBER = r"\d+(?:\.\d+)*"
_HEADING = re.compile(
    rf"(?P<place>{_PLACE}\s*)?(?P<number>\d+(?:\.\d+)+|\d+(?=\s*[.):])|(?(place)\d+|(?!))|[IVXLC]+(?=[.)]\s)|\(?[a-z](?=[.)]\s))"
    r"(?P<title>\W.*)",
    re.IGNORECASE | re.DOTALL,
)
_LABEL = re.compile(r"\(?[a-z](?P<rest>\)\s.*)", re.DOTALL)
_CLAUSE = re.compile(r"(?P<number>\d+(?:\.\d+)+)(?P<rest>[.)]?\s+[\"“(]*[^\W\d_a-z].*)", re.DOTALL)
_REFERENCE = re.compile(rf"(?<!\w)((?:{_PLACE})\s*)({_NUMBER})(?![\w(]|\s*\(|\.\d)", re.IGNORECASE)
_OF_A_LAW = re.compile(r"\s+(?:of|der|des|du|de|del|dem|من)\s|[^.,;:!?)]*[^\W\d_a-z]")
"""What follows a reference to a section of something else: `of the Act`, `GDPR`. When in doubt, it does."""
_IN_A_LAW = re.compile(r"(?:^|\s)(?!(?:See|Siehe|Voir|Véase)\s)[A-Z]\w*\s+$")


def new_numbers(redline: Redline, *, same_title: bool = False) -> dict[str, str]:
    """Return for each number that a heading lost the one it got; `same_title` asks that its other words stayed."""
    found: dict[str, str] = {}
    for row in redline.rows:
        if _is_edited(row) and redline.new.leaves[row.new[0]].is_heading and (pair := _pair(row)):
            old, new, is_same = pair
            if is_same or not same_title:
                found.setdefault(old, new)
    return found


def is_renumbered(redline: Redline, row: Row, numbers: Mapping[str, str]) -> bool:
    """Whether nothing but numbers of sections changed in a row; `numbers` says what became of each."""
    if not _is_edited(row) or any(text.white_space for text in row.texts):
        return False
    if any(piece.is_restyled for piece in row.pieces):
        return False
    if redline.new.leaves[row.new[0]].is_heading:
        return bool((pair := _pair(row)) and pair[2])
    old, new = _sides(row)
    return old != new and _follows(old, new, numbers)


def is_label_alone(redline: Redline, row: Row) -> bool:
    """Whether a renumbered row is a heading, or got no more than another label at its beginning."""
    pieces = list(row.pieces)
    changed = [place for place, piece in enumerate(pieces) if piece.op is not Op.EQUAL]
    before = "".join(piece.text for piece in pieces[: changed[-1]] if piece.op is Op.EQUAL)
    return redline.new.leaves[row.new[0]].is_heading or not any(map(str.isalpha, before))


def renumbering_words(numbers: Mapping[str, str], words: Words) -> str:
    """Say which sections have new numbers."""
    tops = [(int(old), int(new)) for old, new in numbers.items() if old.isdecimal() and new.isdecimal()]
    below = all(_became(old, numbers) == new for old, new in numbers.items() if "." in old)
    one_by_one = all(each == (tops[0][0] + n, tops[0][1] + n) for n, each in enumerate(tops))
    if not tops or not below or not one_by_one or len(tops) < sum("." not in old for old in numbers):
        return words.plural("%(n)s section has a new number", "%(n)s sections have new numbers", len(numbers))
    (first, new_first), (last, new_last) = tops[0], tops[-1]
    if first == last:
        return words.say("Section %(old)s is now %(new)s", old=str(first), new=str(new_first))
    return words.say(
        "Sections %(first)s to %(last)s are now %(new_first)s to %(new_last)s",
        first=str(first),
        last=str(last),
        new_first=str(new_first),
        new_last=str(new_last),
    )


def _is_edited(row: Row) -> bool:
    is_one = len(row.old) == len(row.new) == len(row.texts) == 1
    return row.kind is RowKind.EDIT and is_one and not row.move and not row.reshaped


def _sides(row: Row) -> tuple[str, str]:
    old, new = ("".join(p.text for p in row.pieces if p.op is not op) for op in (Op.INSERT, Op.DELETE))
    return old, new


def _pair(row: Row) -> tuple[str, str, bool] | None:
    """Return a heading's older and newer number, where they differ, and whether its other words are the same."""
    old, new = map(_HEADING.fullmatch, _sides(row))
    if not old or not new or old["number"] == new["number"]:
        return None
    same = (old["place"], old["title"]) == (new["place"], new["title"])
    return old["number"], new["number"], same


def _became(number: str, numbers: Mapping[str, str]) -> str:
    """Return the number that a clause has where its section's number changed: 3.1 for 2.1, if 2 became 3."""
    top, dot, rest = number.partition(".")
    return numbers.get(top, top) + dot + rest


def _follows(old: str, new: str, numbers: Mapping[str, str]) -> bool:
    """Whether one text is the other with a new label at its beginning, and the new numbers of what it refers to."""
    if (before := _LABEL.fullmatch(old)) and (after := _LABEL.fullmatch(new)):
        old, new = before["rest"], after["rest"]
    elif (before := _CLAUSE.fullmatch(old)) and (after := _CLAUSE.fullmatch(new)):
        if after["number"] not in _newer(before["number"], numbers):
            return False
        old, new = before["rest"], after["rest"]
    olds, news = (list(_REFERENCE.finditer(text)) for text in (old, new))
    if _REFERENCE.sub(r"\1", old) != _REFERENCE.sub(r"\1", new) or len(olds) != len(news):
        return False
    return all(
        a[2] == b[2] or (b[2] in _newer(a[2], numbers)[:-1] and not _is_elsewhere(old, a))
        for a, b in zip(olds, news, strict=True)
    )


def _newer(number: str, numbers: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a number may have become, itself last."""
    return numbers.get(number, _became(number, numbers)), number


def _is_elsewhere(text: str, found: re.Match[str]) -> bool:
    """Whether a reference leads, or may lead, out of the text, such as into a law."""
    return bool(_OF_A_LAW.match(text, found.end()) or _IN_A_LAW.search(text, 0, found.start()))
