"""Sentences that say by their build that somebody gets information, whatever verb they say it with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Hit, Word

_INFORMATION = frozenset({"subject", "data", "sensitive"})
_ACTS = frozenset({"handling", "deleting", "rights", "quiet"})
_NEAR = 4  # words between "to" and whoever gets something


def given(words: Sequence[Word], hits: Sequence[Hit], grammar: Grammar) -> Iterator[Hit]:
    """Yield the verb of "we hand your letters to our partners", "we tell our partners your name", as one of sharing.

    Only where the lexicon knows who gets it and no verb that is done to information, so that one more is asked about.
    """
    gets = [hit for hit in hits if hit.family == "recipients"]
    if not gets or any(hit.family in _ACTS for hit in hits):
        return
    speakers = grammar.speakers
    for number, word in enumerate(words[:-2]):
        if word.stem in speakers:
            verb = _after(words, number + 1, grammar.negations | grammar.strong_modals | grammar.weak_modals)
            if verb < len(words) and _is_given(words, verb, gets, hits, grammar):
                yield Hit("handling", "share", words[verb].start, words[verb].end)
                return


def _after(words: Sequence[Word], number: int, skipped: frozenset[str]) -> int:
    """Return the number of the first word that is neither small nor one of those."""
    while number < len(words) and (words[number].small or words[number].stem in skipped):
        number += 1
    return number


def _is_given(words: Sequence[Word], verb: int, gets: Sequence[Hit], hits: Sequence[Hit], grammar: Grammar) -> bool:
    """Whether behind a verb stand both who gets something, and what: "our partners your name", "your name to them"."""
    told = {hit.start for hit in hits if hit.family in _INFORMATION}
    behind = range(verb + 1, len(words))
    what = next((at for at in behind if words[at].stem in grammar.possessives or words[at].start in told), 0)
    who = next((at for at in behind if any(hit.start == words[at].start for hit in gets)), 0)
    if not what or not who:
        return False
    if what < who:
        return any(word.stem in grammar.givers for word in words[max(what + 1, who - _NEAR) : who])
    between = [word for word in words[verb + 1 : what] if not any(hit.start <= word.start < hit.end for hit in gets)]
    return all(word.small and word.stem not in grammar.givers for word in between)
