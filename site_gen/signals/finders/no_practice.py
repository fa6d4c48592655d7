"""Sentences that say nothing of what their publisher does with information.

What readers do, or are advised to do, what others are bound to, and what a word means.
"""

from __future__ import annotations

from collections.abc import Sequence

from site_gen.signals.comparing.changes import Side
from site_gen.signals.finders.families import ACTS
from site_gen.signals.finders.findings import Finding, Scene
from site_gen.signals.parsing.amounts import amounts
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Word

_OF_PRACTICE = frozenset({"M1", "M4", "M5", "M6", "M8", "M10", "M13", "M14"})
_SUBJECT = 2  # words
_NAMED = 5  # words, in which a sentence names what it tells the meaning of
_GIVING = frozenset({"collect"})
_FLOWS = frozenset({"collect", "share", "sell", "buy"})
"""What moves information to somebody."""
_ONLY = ("limits", "only")
_NEAR = 3  # words behind a verb in which its object begins
_OBJECT = 6  # words of sense in which readers are told with which document they do something
_STATED = 3  # words, in which "that" begins what readers are told, where they are told to do nothing
_OF_DATA = frozenset({"data", "sensitive", "trackers"})
_OWN_FACTS = frozenset({"purposes", "countries", "automated", "retention", "charges", "disputes", "transfers", "basis"})
"""What asks by itself, whoever does it."""
_GUARDING = frozenset({("purposes", "security-purpose"), ("data", "credentials")})
"""Care and what readers keep to themselves: neither is a practice."""
_USE = ("handling", "use")
_KEEP = ("handling", "keep")
_ACCESS = frozenset({("rights", "access-right"), ("handling", "access")})
_TELLS_APART = ("handling", "recognise")
"""Says in a definition which data is meant: "data that identifies you"."""
_OF_MEANING = frozenset({"data", "subject"})


def is_of_no_practice(finding: Finding, scene: Scene) -> bool:
    """Whether a finding about a practice rests on a sentence that tells of none, before and after the change."""
    if finding.rule.question not in _OF_PRACTICE:
        return False
    before, after = finding.change.before, finding.change.after
    if before and after and after.concepts("recipients") - before.concepts("recipients"):
        return False  # who else has access now
    return all(_tells_of_none(side, scene) for side in (before, after) if side)


def _tells_of_none(side: Side, scene: Scene) -> bool:
    clause, grammar = side.clause, side.clause.reading.lexicon.grammar
    if clause.is_title or not grammar.commands or side.denied:
        return False
    speakers = sum(word.stem in grammar.speakers for word in clause.words)
    if speakers:
        return (speakers == 1 and _advises(side, scene)) or _binds_known(side, scene)
    if _handles_paper(side, grammar) or _had_better(side, scene):
        return True
    return not clause.is_listed and (_instructs(side, grammar) or _defines(side, scene))


def _advises(side: Side, scene: Scene) -> bool:
    """Whether a publisher says what readers had better do: "we encourage you to keep your password to yourself"."""
    grammar = scene.lexicon.grammar
    verb, words = _act_of_publisher(side, grammar), side.clause.words
    if verb < 0 or words[verb].stem not in grammar.advising | grammar.asking:
        return False
    behind = [word.stem for word in words[verb + 1 : verb + 3]]
    if len(behind) < 2 or behind[0] not in grammar.reader:
        return False
    is_told = words[verb].stem in grammar.advising or behind[1] in grammar.before_verbs
    acts = {hit.concept for hit in side.hits if hit.family in ACTS and hit.start > words[verb].start}
    return is_told and not acts & _FLOWS and _is_advice(side, words[verb + 2 :], scene)


def _had_better(side: Side, scene: Scene) -> bool:
    """Whether a sentence says what readers should do: "you should sign out after each visit"."""
    words, grammar = side.clause.words, scene.lexicon.grammar
    is_told = words[0].stem in grammar.reader and any(word.stem in grammar.soft_modals for word in words[1:2])
    return is_told and not _gives(side) and _is_advice(side, words[2:], scene)


def _is_advice(side: Side, told: Sequence[Word], scene: Scene) -> bool:
    """Whether readers are told to do something, and neither that something holds nor to let their publisher have it.

    "We remind you that calls are recorded" and "you should know that we read them" only sound like advice.
    """
    grammar = scene.lexicon.grammar
    aims = {hit[:2] for hit in side.hits if hit.family == "purposes"}
    if any(word.stem in grammar.relatives for word in told[:_STATED]) or aims - _GUARDING:
        return False
    kept = {hit.start for hit in side.hits if hit[:2] == _KEEP}
    keeps = any(word.start in kept for word in told[:_NEAR])  # "keep your address current"
    kinds = _OF_DATA - {"data"} if keeps and _of(told, grammar.states) else _OF_DATA
    if _names_news(side, scene, kinds):
        return False
    papers = {sense.start for sense in side.clause.senses if sense.stem == "notice"}
    behind = (*told[1:], None)
    owned = (after for word, after in zip(told, behind, strict=True) if word.stem in grammar.publisher)
    return all(after is not None and after.start in papers for after in owned)  # "read our policy"


def _tells_news(side: Side, scene: Scene) -> bool:
    """Whether a sentence names what asks whoever does it: data that the older text does not know, an aim, a period."""
    facts = {(hit.family, hit.concept) for hit in side.hits} - _GUARDING
    if any(family in _OWN_FACTS for family, _ in facts) or amounts(side.clause, scene.lexicon.grammar):
        return True
    return _names_news(side, scene, _OF_DATA)


def _names_news(side: Side, scene: Scene, families: frozenset[str]) -> bool:
    """Whether a sentence names what the older text does not know, of some families."""
    facts = {(hit.family, hit.concept) for hit in side.hits if hit.family in families} - _GUARDING
    return not all(scene.old.states(fact) for fact in facts)


def _binds_known(side: Side, scene: Scene) -> bool:
    """Whether a sentence only binds or limits those who are known to get information: "we require vendors to".

    What they must send, or may collect, is a flow by itself, and whoever is named for the first time is new.
    """
    grammar, words = scene.lexicon.grammar, side.clause.words
    verb = _act_of_publisher(side, grammar)
    if verb < 0 or any(hit.concept in _FLOWS for hit in side.hits if hit.family in ACTS):
        return False
    near = [word.start for word in words[verb + 1 : verb + 1 + _NEAR]]
    bound = [hit for hit in side.hits if hit.family == "recipients"]
    binds = _binds(side, words[verb], grammar) and bool(bound) and all(hit.start in near for hit in bound)
    if not (binds and _is_care(side, words[verb + 1 :], grammar)) and not _limits_access(side, verb, grammar):
        return False
    return all(scene.old.states((hit.family, hit.concept)) for hit in bound) and not _tells_news(side, scene)


def _is_care(side: Side, bound: Sequence[Word], grammar: Grammar) -> bool:
    """Whether what somebody is bound to is care, or no more than they are told: not "to build profiles of you"."""
    duty = next((at for at, word in enumerate(bound) if word.stem in grammar.before_verbs), len(bound)) + 1
    if duty >= len(bound) or any(word.stem in grammar.doers for word in bound[duty:]):
        return False
    verb, behind = bound[duty], bound[duty + 1 :]
    if verb.stem in grammar.caring or any(word.stem in grammar.shields for word in behind[:_NEAR]):
        return True
    act = next((hit[:2] for hit in side.hits if hit.start == verb.start and hit.family in ACTS), None)
    if act == _KEEP:
        return _of(behind, grammar.states)
    return act == _USE and _of(behind, grammar.binding | grammar.telling | grammar.shields)


def _limits_access(side: Side, verb: int, grammar: Grammar) -> bool:
    """Whether a sentence only says that few have access: "we limit access to your data to staff who need it"."""
    words = side.clause.words
    if words[verb].stem not in grammar.limiting or _of(words, grammar.conditionals | grammar.premises):
        return False
    behind = {word.start for word in words[verb + 1 : verb + 1 + _NEAR]}
    return any(hit.start in behind and hit[:2] in _ACCESS for hit in side.hits)


def _binds(side: Side, verb: Word, grammar: Grammar) -> bool:
    """Whether a verb lays a duty on somebody, or allows no more than it says: "we only permit them to"."""
    if verb.stem in grammar.binding:
        return True
    return verb.stem in grammar.granting and any(hit[:2] == _ONLY for hit in side.hits)


def _act_of_publisher(side: Side, grammar: Grammar) -> int:
    """Return the number of the verb of a sentence that begins with whoever speaks; -1 where none does."""
    words = side.clause.words
    if words[0].stem not in grammar.speakers:
        return -1
    between = grammar.softeners | grammar.weak_modals | grammar.strong_modals
    only = {hit.start for hit in side.hits if hit[:2] == _ONLY}
    behind = (at for at in range(1, len(words)) if words[at].stem not in between and words[at].start not in only)
    return next(behind, -1)


def _handles_paper(side: Side, grammar: Grammar) -> bool:
    """Whether readers are told what they may do with a document: "you may print this policy for your records"."""
    words = side.clause.words
    if words[0].stem not in grammar.reader or words[1:2] == [] or words[1].stem not in grammar.weak_modals:
        return False
    if _of(words, grammar.passives):
        return False  # "you may see in this policy that your letters are read"
    senses = side.clause.senses[:_OBJECT]
    paper = next((word.start for word in senses if word.stem == "notice"), -1)
    return paper >= 0 and not _gives(side) and not any(hit.start < paper for hit in side.hits if hit.family == "data")


def _instructs(side: Side, grammar: Grammar) -> bool:
    """Whether a sentence tells readers what to do: "to block cookies, open the menu"; not to give information."""
    words = side.clause.words
    opened = _main_part(side, grammar)
    opened += words[opened].stem in grammar.softeners and opened + 1 < len(words)
    return side.clause.spelling(words[opened]) in grammar.commands and not _gives(side)


def _main_part(side: Side, grammar: Grammar) -> int:
    """Return with which word a sentence goes on behind what it opens with: a case, an aim or a document, to a comma."""
    words, text = side.clause.words, side.clause.text
    opens = grammar.conditionals | grammar.premises | grammar.before_verbs
    if words[0].stem not in opens and not _opens_with_paper(side, grammar):
        return 0
    comma = text.find(", ")
    return next((number for number, word in enumerate(words) if 0 <= comma < word.start), 0)


def _opens_with_paper(side: Side, grammar: Grammar) -> bool:
    """Whether a sentence opens with the document in which it stands: "In this policy, ..."."""
    if side.clause.words[0].stem not in grammar.standing:
        return False
    comma = side.clause.text.find(", ")
    return any(word.stem == "notice" and word.start < comma for word in side.clause.senses)


def _defines(side: Side, scene: Scene) -> bool:
    """Whether a sentence says what something is that is nobody's: "Cookies are small files that ..."."""
    words, grammar = side.clause.words, scene.lexicon.grammar
    if _opens_with_paper(side, grammar):
        words = words[_main_part(side, grammar) :]
        if not _means_information(side, words, scene):
            return False
    first = next((at for at, word in enumerate(words[:_NAMED]) if word.stem in grammar.defining | grammar.passives), 0)
    if not first or any(word.stem in grammar.possessives | grammar.reader for word in words[:first]):
        return False
    is_named = words[0].stem in grammar.determiners or first <= _SUBJECT
    if words[first].stem in grammar.defining:
        return is_named and not _of(words, grammar.publisher)
    behind = words[first + 1 :]
    return is_named and not _of(words, grammar.publisher) and _is_noun_phrase(side, behind, grammar)


def _means_information(side: Side, words: Sequence[Word], scene: Scene) -> bool:
    """Whether what a document gives a meaning to is information, and no more comes under it than before.

    What it calls a partner, a consent or a sale decides what is done.
    """
    meant = [hit for hit in side.hits if words and hit.start >= words[0].start and hit[:2] != _TELLS_APART]
    if not meant or not {hit.family for hit in meant} <= _OF_MEANING | _OF_DATA:
        return False
    return not _tells_news(side, scene)


def _is_noun_phrase(side: Side, behind: Sequence[Word], grammar: Grammar) -> bool:
    """Whether behind "is" stands what something is, and no act: "a tiny image", "small text files that ..."."""
    if not behind or side.clause.text[behind[0].start].isupper():
        return False
    acts = {hit.start for hit in side.hits if hit.family in {"handling", "sale", "disclosing"}}
    part = next((at for at, word in enumerate(behind) if word.stem in grammar.relatives), len(behind))
    is_article = behind[0].stem in grammar.articles
    return (is_article or part < len(behind)) and not any(word.start in acts for word in behind[:part])


def _of(words: Sequence[Word], stems: frozenset[str]) -> bool:
    return any(word.stem in stems for word in words)


def _gives(side: Side) -> bool:
    """Whether readers give information, which somebody then has: "you may upload your letters"."""
    grammar = side.clause.reading.lexicon.grammar
    given = [hit for hit in side.hits if hit.family == "handling" and hit.concept in _GIVING]
    stems = {word.stem for hit in given for word in side.clause.words if hit.start <= word.start < hit.end}
    return bool(stems - grammar.getting) or "recipients" in side.families or "basis" in side.families
