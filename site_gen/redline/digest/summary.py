"""A redline in a few words: what kind of change it is, how large, and in which sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from site_gen.catalogue import ENGLISH, Words, message
from site_gen.redline.digest.counts import Counts, add_up, count_changes
from site_gen.redline.digest.section_changes import SectionChange, section_changes
from site_gen.redline.model import Redline

ChangeKind = Literal["words", "moved", "structure", "links", "formatting", "none"]

_STATEMENTS: dict[ChangeKind, str] = {
    "moved": message("Text moved to another place; its words stayed the same."),
    "structure": message("The words stayed the same; only the structure of the text changed."),
    "links": message("The words stayed the same; only where links lead changed."),
    "formatting": message("The words stayed the same; only their formatting changed."),
    "none": message("Nothing that a reader can see changed."),
}
_SAID_TOGETHER = ({"signs", "structure"}, {"spaces", "structure"})
_KINDS = {
    "moved": message("the position of passages"),
    "signs": message("punctuation and signs"),
    "spaces": message("spaces between words"),
    "structure": message("the structure of the text"),
    "links": message("where links lead"),
    "formatting": message("formatting"),
}


class Summary(Struct, frozen=True, kw_only=True):
    """A redline in a few words."""

    verdict: ChangeKind
    counts: Counts
    sections: tuple[SectionChange, ...]

    @property
    def statement(self) -> str:
        """What kind of change it is, in English."""
        return statement(self.verdict, self.counts)


def summarise(redline: Redline, words: Words = ENGLISH) -> Summary:
    """Return what kind of change a redline shows, how large it is, and in which sections."""
    sections = section_changes(redline, words)
    counts = _count(redline, sections)
    return Summary(verdict=_verdict(counts), counts=counts, sections=sections)


def statement(verdict: ChangeKind, counts: Counts, words: Words = ENGLISH) -> str:
    """Say what kind of change it is."""
    if verdict == "words" and (counts.words_inserted or counts.words_deleted):
        return _size_words(counts.words_inserted, counts.words_deleted, words)
    kinds = _kinds(counts)
    if len(kinds) > 1 and set(kinds) not in _SAID_TOGETHER:
        return words.say(
            "The words stayed the same; what changed: %(kinds)s.",
            kinds=words.say(", ").join(words.say(_KINDS[kind]) for kind in kinds),
        )
    if verdict == "words":
        return _about_signs(counts, words)
    if verdict == "none" and counts.white_space:
        return words.say("Nothing that a reader can see changed: only invisible characters, such as no-break spaces.")
    return words.say(_STATEMENTS[verdict])


def _kinds(counts: Counts) -> list[str]:
    """Return everything that changed beside the words."""
    found = {
        "moved": counts.moves,
        "signs": counts.signs - counts.spaces,
        "spaces": counts.signs == counts.spaces > 0,
        "structure": counts.structure,
        "links": counts.links,
        "formatting": counts.formatting,
    }
    return [kind for kind, number in found.items() if number]


def _about_signs(counts: Counts, words: Words) -> str:
    if counts.signs == counts.spaces:
        if counts.structure:
            return words.say(
                "The words stayed the same; only spaces between them and the structure of the text changed."
            )
        return words.say("The words stayed the same; only spaces between them changed.")
    if counts.structure:
        return words.say("The words stayed the same; only punctuation and signs and the structure of the text changed.")
    return words.say("The words stayed the same; only punctuation and signs changed.")


def _count(redline: Redline, sections: Sequence[SectionChange]) -> Counts:
    """Count what changed, without sections that only have new numbers unless these are all."""
    told = [section for section in sections if not section.renumbered]
    if not told:
        return count_changes(redline.rows, len(redline.new.leaves))
    rows = (redline.rows[number] for section in told for number in section.rows)
    return add_up([section.counts for section in told], rows, len(redline.new.leaves))


def _size_words(inserted: int, deleted: int, words: Words) -> str:
    if not deleted:
        return words.plural("%(n)s word added, none deleted.", "%(n)s words added, none deleted.", inserted)
    if not inserted:
        return words.plural("%(n)s word deleted, none added.", "%(n)s words deleted, none added.", deleted)
    added = words.plural("%(n)s word added", "%(n)s words added", inserted)
    gone = words.plural("%(n)s word deleted", "%(n)s words deleted", deleted)
    return words.say("%(added)s and %(deleted)s.", added=added, deleted=gone)


def _verdict(counts: Counts) -> ChangeKind:
    if counts.words_inserted or counts.words_deleted or counts.signs:
        return "words"
    others: tuple[tuple[ChangeKind, int], ...] = (
        ("moved", counts.moves),
        ("structure", counts.structure),
        ("links", counts.links),
        ("formatting", counts.formatting),
    )
    return next((verdict for verdict, count in others if count), "none")
