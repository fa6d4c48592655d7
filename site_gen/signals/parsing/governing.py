"""What a list's introduction, or a section's title, says that the items are."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from site_gen.signals.parsing.aims import is_done_by_reader
from site_gen.signals.parsing.belongings import gives_what_follows, hands_out, takes_what_follows
from site_gen.signals.parsing.denial import denied_parts
from site_gen.signals.words.language import Hit, Word
from site_gen.signals.words.lexicon import Lexicon


class Kind(StrEnum):
    """What a member of a list is."""

    DATA = "data"
    PASSED_ON = "passed-on"
    RECIPIENT = "recipient"
    PURPOSE = "purpose"
    SOURCE = "source"


@lru_cache(maxsize=4096)
def is_denied_list(lead: str, lexicon: Lexicon) -> bool:
    """Whether a line that leads in to a list says no of what it lists: its `not` reaches to the end."""
    lead = lead[lead.rfind(". ") + 1 :]  # what an earlier sentence denies is no matter of the list
    words = lexicon.language.words(lead)
    parts = denied_parts(lead, words, tuple(lexicon.terms.hits(words)), lexicon)
    return any(end == len(lead) for _, end in parts)


@lru_cache(maxsize=4096)
def names_papers(lead: str, lexicon: Lexicon) -> bool:
    """Whether a line introduces what other documents say: they are its subject, and nobody speaks in it."""
    words = lexicon.language.words(lead)
    senses = lexicon.language.senses(words)
    verbs = {hit.start for hit in lexicon.terms.hits(words) if hit.family == "handling"}
    acts = (
        word.start
        for word, behind in pairwise(senses)
        if word.stem == "notice" and (behind.start in verbs or behind.stem == "explain")
    )
    first = next(acts, -1)
    speakers = lexicon.grammar.publisher | lexicon.grammar.reader
    return first >= 0 and not any(word.stem in speakers for word in words if word.start < first)


@lru_cache(maxsize=4096)
def governs(lead: str, lexicon: Lexicon) -> Kind | None:
    """Return what the items are that a line introduces; none where it does not say."""
    if not lead or names_papers(lead, lexicon):
        return None
    words = lexicon.language.words(lead)
    hits = list(lexicon.terms.hits(words))
    acts = {hit.concept for hit in hits if hit.family == "handling"}
    last = _last_telling(words, lexicon)
    ends = {hit.family for hit in hits if hit.end == words[-1].end} if words else set()
    is_given = bool(acts & {"share", "sell"}) or hands_out(words, lexicon.grammar)
    gives = is_given and (last in lexicon.grammar.givers or "recipients" in ends)
    if gives or ends == {"recipients"} or _asks_who(words, hits):
        return Kind.RECIPIENT
    return _kind_by_act(words, hits, last, lexicon)


def _kind_by_act(words: Sequence[Word], hits: Sequence[Hit], last: str, lexicon: Lexicon) -> Kind | None:
    """Return what the items are by what a line says is done."""
    if words and takes_what_follows(words, hits, lexicon.grammar):
        return Kind.DATA
    acts, families = {hit.concept for hit in hits if hit.family == "handling"}, {hit.family for hit in hits}
    if acts & {"use"} and (
        last in lexicon.grammar.aims or any(_is_purpose(number, words, lexicon) for number in range(len(words)))
    ):
        return Kind.PURPOSE
    if "collect" in acts and "rights" not in families:
        return Kind.DATA
    is_given = bool(acts & {"share", "sell"} and families & {"subject", "data"})
    return Kind.PASSED_ON if is_given or (words and gives_what_follows(words, hits, lexicon.grammar)) else None


def _asks_who(words: Sequence[Word], hits: Sequence[Hit]) -> bool:
    """Whether a line asks by its first words who gets information, as "Who gets it" does."""
    return bool(words) and words[0].small and any(hit[:3] == ("places", "recipients", words[0].start) for hit in hits)


def _last_telling(words: Sequence[Word], lexicon: Lexicon) -> str:
    """Return the last word that says what a line introduces: the "for" of "we use it for the following"."""
    vague = lexicon.grammar.determiners | lexicon.grammar.generic
    return next((word.stem for word in reversed(words) if word.stem not in vague), "")


def _is_purpose(number: int, words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether a word announces purposes; what the reader uses is none."""
    if is_done_by_reader(words, number, lexicon.grammar):
        return False
    return words[number].stem in lexicon.grammar.purposes


@lru_cache(maxsize=4096)
def kind_of_head(head: str, lexicon: Lexicon) -> Kind | None:
    """Return what the cells below a head are: what it names first; none where it does not say, or is about how long."""
    words = lexicon.language.words(head)
    hits = list(lexicon.terms.hits(words))
    families = {hit.family for hit in hits}
    if families & {"retention", "basis"} or any(word.stem in lexicon.grammar.units for word in words):
        return None
    found = [(hit.start, Kind.DATA) for hit in hits if hit.family in {"data", "subject"}]
    found += [(hit.start, Kind.RECIPIENT) for hit in hits if hit.family == "recipients" or is_of_recipients(hit)]
    reasons = lexicon.grammar.purposes | lexicon.grammar.reasons
    found += [(word.start, Kind.PURPOSE) for word in words if word.stem in reasons]
    keeps = [hit.start for hit in hits if (hit.family == "handling" and hit.concept == "keep") or is_of_time(hit)]
    first = min(found, default=None)
    return first[1] if first and not any(start < first[0] for start in keeps) else None


@lru_cache(maxsize=4096)
def members_below(head: str, lexicon: Lexicon) -> Kind | None:
    """Return what an unknown word is below a head; none where a name or a cookie may stand there."""
    kind = kind_of_head(head, lexicon) or governs(head, lexicon)
    facts = {(hit.family, hit.concept) for hit in lexicon.terms.hits(lexicon.language.words(head))}
    is_told = any(family == "subject" for family, _ in facts) or governs(head, lexicon) is Kind.DATA
    return kind if kind is not Kind.DATA or (is_told and ("places", "cookies") not in facts) else None


def is_of_recipients(hit: Hit) -> bool:
    """Whether a term says that what it heads or introduces is about those who get information."""
    return hit.family == "places" and hit.concept in {"recipients", "receivers"}


def is_of_time(hit: Hit) -> bool:
    """Whether a term says that what it heads is about how long something lasts."""
    return hit.family == "places" and hit.concept == "periods"


@lru_cache(maxsize=4096)
def heads_time(head: str, lexicon: Lexicon) -> bool:
    """Whether the cells below a head say how long, and not who or what."""
    hits = list(lexicon.terms.hits(lexicon.language.words(head)))
    return any(map(is_of_time, hits)) and kind_of_head(head, lexicon) is None


@lru_cache(maxsize=4096)
def names_cookies(head: str, lexicon: Lexicon) -> bool:
    """Whether the cells below a head are cookies or the like."""
    hits = lexicon.terms.hits(lexicon.language.words(head))
    return any(hit.family == "places" and hit.concept == "cookies" for hit in hits)


def governing_kind(lead: str, title: str, lexicon: Lexicon) -> Kind | None:
    """Return what an entry of a list is, by what introduces the list, else by its section's title."""
    return governs(lead, lexicon) or governs(title, lexicon)
