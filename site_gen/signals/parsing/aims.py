"""Whether a word such as "to" or "for" says what information serves, as the words around it tell."""

from __future__ import annotations

from collections.abc import Sequence

from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Word


def says_what_for(words: Sequence[Word], number: int, grammar: Grammar) -> bool:
    """Whether a word opens what something is done for; in "due to repairs" and "a way to this place" it does not."""
    if number and words[number - 1].stem in grammar.no_aims_behind:
        return False
    if words[number].stem not in grammar.before_verbs or number + 1 == len(words):
        return True
    behind = words[number + 1].stem
    return behind not in grammar.determiners | grammar.possessives | grammar.publisher | grammar.reader


def is_done_by_reader(words: Sequence[Word], number: int, grammar: Grammar) -> bool:
    """Whether a verb is what readers do, as in "you may use it", and not in "what we know about you used to ..."."""
    at = number - 1
    while at > 0 and words[at].stem in grammar.weak_modals | grammar.strong_modals:
        at -= 1
    if at < 0 or words[at].stem not in grammar.reader:
        return False
    opens = (
        grammar.conditionals | grammar.premises | grammar.relatives | grammar.askers | grammar.joints | grammar.turns
    )
    return not at or at < number - 1 or words[at - 1].stem in opens or words[at - 1].end + 1 < words[at].start
