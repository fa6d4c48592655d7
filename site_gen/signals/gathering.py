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
        asked: dict[tuple[str, ...], Signal] = {}
        for signal in passage:
            kind = (signal.question, signal.direction, signal.weight, signal.code if _is_edited(signal) else "")
            asked[kind] = _join(asked[kind], signal) if kind in asked else _quote(signal, quoted)
        yield from asked.values()


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


def _quote(signal: Signal, passage: str) -> Signal:
    """Let a question about what only came, or only went, quote all of its passage."""
    if _is_edited(signal):
        return signal
    return replace(signal, after=passage) if signal.after else replace(signal, before=passage)


def _join(one: Signal, other: Signal) -> Signal:
    return replace(one, found=tuple(dict.fromkeys((*one.found, *other.found))))
