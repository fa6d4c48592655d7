"""Sentences whose object belongs to readers: whatever it is called, it is information that somebody takes or gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Hit, Word

TAKEN = "taken"
"""Concept of a verb of handling, of which the object is information by its build alone."""
_REACH = 12  # words of an object in which it is said whose it is
_SUBJECT = 8  # words in which a verb has its subject
_ERRAND = 3  # words behind a verb in which that stands which is seen to
_KNOWN = frozenset({"data", "sensitive"})


def taken_or_given(words: Sequence[Word], hits: Sequence[Hit], grammar: Grammar) -> Iterator[Hit]:
    """Yield the verb of "we keep the color of your hat", "your gait is logged", "we show hatters your shoe size"."""
    by_concept = ((TAKEN, _by_first_word(grammar.taking_in)), ("share", _by_first_word(grammar.handing_out)))
    stems = {word.stem for word in words}
    if all(stems.isdisjoint(firsts) for _, firsts in by_concept):
        return
    acts = {hit.start for hit in hits if hit.family == "handling"}
    data = [hit.start for hit in hits if hit.family in _KNOWN]
    for concept, firsts in by_concept:
        for at, word in enumerate(words):
            if word.stem in firsts and at and (concept == TAKEN or word.start not in acts):
                end = _end_of_term(words, at, firsts)
                known = data if word.start in acts else ()
                if end and _is_taken(words, at, end, hits, known, grammar):
                    yield Hit("handling", concept, word.start, words[end - 1].end)


def _end_of_term(words: Sequence[Word], at: int, firsts: dict[str, list[tuple[str, ...]]]) -> int:
    """Return where a term ends that begins with a word; 0 where none does."""
    for term in firsts.get(words[at].stem, ()):
        if tuple(word.stem for word in words[at : at + len(term)]) == term:
            return at + len(term)
    return 0


def takes_what_follows(words: Sequence[Word], hits: Sequence[Hit], grammar: Grammar) -> bool:
    """Whether a line says of what follows it that its publisher takes it: "We store the following:", "What we keep"."""
    end = _end_of_last(words, grammar.taking_in, grammar)
    if not end:
        return False
    vague = grammar.determiners | grammar.generic | grammar.possessives | grammar.fillers
    told = {hit.start for hit in hits if hit.family == "subject"}
    behind = [word for word in words[end:] if word.stem not in grammar.relatives]
    if not all(word.stem in vague or word.start in told for word in behind):
        return False
    is_used = any(hit.concept == "use" and hit.end == words[end - 1].end for hit in hits if hit.family == "handling")
    return not is_used or not behind or any(word.stem in grammar.announcing for word in behind)


def gives_what_follows(words: Sequence[Word], hits: Sequence[Hit], grammar: Grammar) -> bool:
    """Whether a line says of what follows it that its publisher hands it out: "We share:", "What we pass on"."""
    shares = any(
        hit.end == words[-1].end and hit.concept in {"share", "sell"} for hit in hits if hit.family == "handling"
    )
    speakers = grammar.speakers
    is_ours = any(word.stem in speakers for word in words) and _asks_what(words, grammar)
    return is_ours and (shares or _end_of_last(words, grammar.handing_out, grammar) == len(words))


def hands_out(words: Sequence[Word], grammar: Grammar) -> bool:
    """Whether a line says that its publisher hands something out, by a verb that is done to other things as well."""
    return _end_of_last(words, grammar.handing_out, grammar) > 0


def _end_of_last(words: Sequence[Word], terms: frozenset[tuple[str, ...]], grammar: Grammar) -> int:
    """Return where the last of some verbs ends that a line says its publisher does; 0 where it says none."""
    speakers = grammar.speakers
    firsts = _by_first_word(terms)
    ours = next((at for at, word in enumerate(words) if word.stem in speakers), len(words))
    near = range(ours + 1, min(ours + 1 + _SUBJECT, len(words)))
    end = max((_end_of_term(words, at, firsts) for at in near), default=0)
    return end if end and _asks_what(words, grammar) else 0


def _asks_what(words: Sequence[Word], grammar: Grammar) -> bool:
    """Whether a line asks nothing, or what: not how, how long or whom."""
    return words[0].stem not in grammar.askers | grammar.conditionals or words[0].stem in grammar.whats


@lru_cache(maxsize=8)
def _by_first_word(terms: frozenset[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for term in sorted(terms, key=len, reverse=True):
        found.setdefault(term[0], []).append(term)
    return found


def _is_taken(
    words: Sequence[Word], at: int, end: int, hits: Sequence[Hit], known: Sequence[int], grammar: Grammar
) -> bool:
    """Whether a verb is done to something of readers', or, where it is one of handling, to a known kind of data."""
    passive = passive_before(words, at, grammar)
    if passive is not None:
        return _is_of_readers(words, subject_of_passive(words, passive, grammar), passive, known, grammar)
    before = object_before(words, at, grammar)
    if before is not None and _is_of_readers(words, before, at, known, grammar):
        return True
    if not _is_done_by_others(words, at, end, grammar):
        return False
    last = _end_of_object(words, end, grammar)
    if last > end and _is_of_readers(words, end, last, known, grammar):
        return not _is_errand(words[end : min(last, end + _ERRAND)], words[at], hits, grammar)
    return False


def passive_before(words: Sequence[Word], at: int, grammar: Grammar) -> int | None:
    """Return the number of the "is" of "is also stored"; none where a verb is no passive."""
    if grammar.verb_last:
        return _passive_around(words, at, grammar)
    number = at - 1
    while number > 0 and words[number].stem in grammar.softeners:
        number -= 1
    return number if number >= 0 and words[number].stem in grammar.passives else None


def _passive_around(words: Sequence[Word], at: int, grammar: Grammar) -> int | None:
    """Return what `passive_before` does, where a verb ends its part: "wird von uns gespeichert", "kann ... werden"."""
    is_last = at + 1 < len(words) and words[at + 1].stem in grammar.passives
    wanted = grammar.weak_modals | grammar.strong_modals if is_last else grammar.passives
    for number in range(at - 1, max(-1, at - 1 - _SUBJECT), -1):
        if words[number].stem in wanted:
            around = {word.stem for word in words[max(0, number - 1) : number + 2]}
            return number if around.isdisjoint(grammar.subjects) else None  # "wir werden ... speichern"
        if words[number].stem in grammar.subjects:
            return None
    return None


def object_before(words: Sequence[Word], at: int, grammar: Grammar) -> int | None:
    """Return where the object begins of a verb that ends its part: behind "wir können auch"; none elsewhere."""
    speakers = grammar.speakers
    near = range(at - 1, max(-1, at - 1 - _REACH), -1) if grammar.verb_last else ()
    subject = next((number for number in near if words[number].stem in speakers | grammar.reader), at)
    if subject == at or words[subject].stem in grammar.reader:
        return None
    between = grammar.weak_modals | grammar.strong_modals | grammar.passives | grammar.softeners
    while subject + 1 < at and words[subject + 1].stem in between:
        subject += 1
    return subject + 1 if subject + 1 < at else None


def subject_of_passive(words: Sequence[Word], passive: int, grammar: Grammar) -> int:
    """Return where that begins which "is stored": behind what opens this part of the sentence."""
    number = passive
    while number and words[number - 1].stem in grammar.passives | grammar.weak_modals | grammar.strong_modals:
        number -= 1  # "may be stored"
    opens = grammar.stops | grammar.turns
    first = next((at + 1 for at in range(number - 1, -1, -1) if words[at].stem in opens), 0)
    ours = (at for at in range(first, number) if words[at].stem in grammar.possessives)
    return next(ours, 0) if first else 0


def _is_done_by_others(words: Sequence[Word], at: int, end: int, grammar: Grammar) -> bool:
    """Whether a verb is what the publisher does, or somebody else who is no reader: "partners who see your gait"."""
    speakers = grammar.speakers
    between = grammar.softeners | grammar.negations | grammar.weak_modals | grammar.strong_modals
    near = range(at - 1, max(-1, at - 1 - _SUBJECT), -1)
    subject = next((number for number in near if words[number].stem in speakers | grammar.reader), None)
    if subject is not None and words[subject].stem in grammar.reader:
        return False
    if subject is not None and all(word.small or word.stem in between for word in words[subject + 1 : at]):
        return True
    before, behind = words[at - 1].stem, words[end].stem if end < len(words) else ""
    if before in grammar.aims:
        return subject is not None
    is_noun = before in grammar.determiners | grammar.possessives | grammar.publisher
    is_told = at == 1 and before in grammar.softeners
    return behind in grammar.possessives and not is_noun and not is_told and words[0].stem not in grammar.commands


def _end_of_object(words: Sequence[Word], first: int, grammar: Grammar) -> int:
    if _is_what_readers_do(words, first, grammar):
        return first + 2
    articles = grammar.determiners if grammar.capital_nouns else frozenset()  # "die Farbe Ihres Huts"
    for at in range(first, min(first + _REACH, len(words))):
        if words[at].stem in grammar.stops - articles:
            return at
    return min(first + _REACH, len(words))


def _is_what_readers_do(words: Sequence[Word], at: int, grammar: Grammar) -> bool:
    behind = [word.stem for word in words[at : at + 2]]
    return len(behind) > 1 and behind[0] in grammar.askers and behind[1] in grammar.reader | grammar.possessives


def _is_of_readers(words: Sequence[Word], first: int, last: int, known: Sequence[int], grammar: Grammar) -> bool:
    """Whether words say that something is the reader's, or hold one of the known kinds of information."""
    if first >= last or words[first].stem in grammar.reader | grammar.publisher:
        return False
    if _is_what_readers_do(words, first, grammar):
        return True
    if any(_is_owned(words, at, last, grammar) for at in range(first, last)):
        return True
    return any(words[first].start <= start < words[last - 1].end for start in known)


def _is_owned(words: Sequence[Word], at: int, last: int, grammar: Grammar) -> bool:
    """Whether a word says that what it stands before is the reader's, and that is not theirs by right or by asking.

    Its noun decides, the last word before a small one: "your safety gear" is information, and "your safety" is none.
    """
    if words[at].stem not in grammar.possessives:
        return False
    noun = at
    while noun + 1 < last and not words[noun + 1].small:
        noun += 1
    return noun == at or words[noun].stem not in grammar.shields | grammar.requests | grammar.nobody


def _is_errand(behind: Sequence[Word], verb: Word, hits: Sequence[Hit], grammar: Grammar) -> bool:
    """Whether only what readers asked for is seen to: "we process your order", "we read your complaint"."""
    serves = any(hit[:3] == ("handling", "use", verb.start) for hit in hits)
    seen_to = grammar.requests | grammar.errands if serves else grammar.requests
    return any(word.stem in seen_to for word in behind)
