"""One question a passage: what several sentences that came or went together ask alike is asked once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from site_gen.signals.model import Signal

GAP = " … "
"""Between two sentences of a passage, of which the second need not follow the first."""
_LONGEST = 900  # characters; of a longer passage nobody sees what the question means


def gather(found: Iterable[Signal]) -> Iterator[Signal]:
    """Yield the questions; of sentences of one section that came, or went, one behind the other, each kind once.

    Such a passage is quoted whole, since what it asks about is often said in one sentence and begun in another.
    """
    for passage in _passages(found):
        quoted = GAP.join(dict.fromkeys(map(_text, passage)))
        asked: dict[tuple[str, ...], list[Signal]] = {}
        for signal in passage:
            kind = (signal.question, signal.direction, signal.weight, signal.code if _is_edited(signal) else "")
            asked.setdefault(kind, []).append(signal)
        yield from (_join(alike, quoted) for alike in asked.values())


def _passages(found: Iterable[Signal]) -> Iterator[list[Signal]]:
    passage: list[Signal] = []
    texts: dict[str, None] = {}
    for signal in found:
        text = _text(signal)
        is_long = text not in texts and sum(map(len, texts)) + len(text) > _LONGEST
        if passage and (is_long or _place(signal) != _place(passage[0])):
            yield passage
            passage, texts = [], {}
        passage.append(signal)
        texts[text] = None
    if passage:
        yield passage


def _place(signal: Signal) -> tuple[str, ...]:
    """Return what the sentences of one passage have in common; an edited sentence is one by itself."""
    if _is_edited(signal):
        return signal.section, signal.before, signal.after
    return signal.section, "came" if signal.after else "went"


def _is_edited(signal: Signal) -> bool:
    return bool(signal.before and signal.after)


def _text(signal: Signal) -> str:
    return signal.after or signal.before


def _join(alike: list[Signal], passage: str) -> Signal:
    """Make one question of several; about what only came, or only went, it quotes all of its passage."""
    first = alike[0]
    found = first.found if len(alike) == 1 else tuple(dict.fromkeys(word for each in alike for word in each.found))
    if _is_edited(first):
        return first if found == first.found else replace(first, found=found)
    before, after = ("", passage) if first.after else (passage, "")
    if (before, after, found) == (first.before, first.after, first.found):
        return first
    return replace(first, before=before, after=after, found=found)
