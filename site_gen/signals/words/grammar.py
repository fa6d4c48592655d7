"""What a language's own file says: `lexicon/LANGUAGE/language.toml`, how its words are read and what they do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

from msgspec import NODEFAULT, Struct, defstruct
from msgspec.structs import asdict, fields

from site_gen.declared.word_lists import NonEmpty, read
from site_gen.errors import ConfigError
from site_gen.signals.words.language import Language, WordForms

LANGUAGE_FILE = "language.toml"


class Grammar(Struct, frozen=True, kw_only=True, dict=True):
    """What a language's file says of single words and of the look of names and dates."""

    negations: frozenset[str]
    inabilities: frozenset[str] = frozenset()
    """Negations, in small letters, that say what somebody is not able to do, which promises nothing."""
    strong_modals: frozenset[str]
    weak_modals: frozenset[str]
    nothing: frozenset[str]
    abbreviations: frozenset[str]
    """With their full stop; marked by a star where it never ends a sentence, else only a bracket or quote goes on."""
    company_forms: frozenset[str]
    """Forms of companies, in small letters."""
    papers: frozenset[str]
    """Last words of the names of documents and pages, which get no information."""
    pointers: frozenset[str] = frozenset()
    """Begin a sentence that only sends readers to another document, as in "Read our notice on cookies"."""
    requests: frozenset[str] = frozenset()
    """What people submit in order to ask something of the publisher."""
    conditionals: frozenset[str] = frozenset()
    """Open a part that says when something holds."""
    premises: frozenset[str] = frozenset()
    """Of these, the ones that name a case in which it does."""
    offers: frozenset[str] = frozenset()
    """What a publisher calls its own: behind these words' owner, a name is that of a service, and no recipient."""
    reader: frozenset[str]
    """Words for whom the text speaks to."""
    possessives: frozenset[str] = frozenset()
    """Stand before what belongs to readers."""
    publisher: frozenset[str]
    """Words for whoever speaks."""
    joints: frozenset[str]
    """Join the members of a list."""
    openers: frozenset[tuple[str, ...]]
    """Open a list of examples, as stems of one word or more."""
    closers: frozenset[str] = frozenset()
    """Of the words that open a list, those that name all of its members: "namely"."""
    owning: frozenset[str] = frozenset()
    """Small words that say, behind whoever it is, whose something is: "you own"."""
    fillers: frozenset[str]
    """Senses of what may stand behind an opener, as in "including, but not limited to"."""
    turns: frozenset[str]
    """End what a `not` governs."""
    subjects: frozenset[str]
    """End it too behind a comma or a joint: somebody else does something else."""
    relatives: frozenset[str]
    """Open a part about the word before; a `not` in it governs no more than that part."""
    askers: frozenset[str] = frozenset()
    """Open a part that names information by what readers do: "what you look at"."""
    asides: frozenset[str]
    """Denials that govern no more than the words up to the next comma."""
    all_words: frozenset[str] = frozenset()
    """Say that something holds whatever, as in "under any circumstances"."""
    no_denials: tuple[tuple[str, ...], ...]
    """Terms, as stems, in which a `not` denies nothing."""
    stops: frozenset[str]
    """End a list: what follows says when, why or how."""
    givers: frozenset[str]
    """Stand before whoever gets information."""
    aims: frozenset[str]
    """Stand before what information is used for."""
    naming: frozenset[str] = frozenset()
    """In a bracket, say what something is called too."""
    commands: frozenset[str] = frozenset()
    """Begin, as they are written in small letters, what readers are told to do: "open", "click"."""
    advising: frozenset[str] = frozenset()
    """What publishers do who tell readers what they had better do: "we encourage you"."""
    binding: frozenset[str] = frozenset()
    """What they do who lay a duty on others: "we require our vendors"."""
    caring: frozenset[str] = frozenset()
    """What others are bound to that is care for information: "to respect", "to protect"."""
    aim_openers: frozenset[tuple[str, ...]] = frozenset()
    """Stand before a word for an aim and add nothing to it: "in order to"."""
    softeners: frozenset[str] = frozenset()
    """Stand before it: "please"."""
    no_aims_behind: frozenset[str] = frozenset()
    """Behind these, such a word says no more what for: "due to", "according to"."""
    before_verbs: frozenset[str] = frozenset()
    """Of the words for aims, those before a verb; before a noun they say whither."""
    determiners: frozenset[str] = frozenset()
    """Begin what is no verb: "the", "this"."""
    sources: frozenset[str]
    """Stand before whom or what information comes from."""
    doers: frozenset[str] = frozenset()
    """Before whoever does what a sentence says in the passive, as "by" in "is received by insurers"."""
    asking: frozenset[str] = frozenset()
    """What publishers do who wait for an answer, as in "we ask you before"."""
    telling: frozenset[str] = frozenset()
    """What those do who wait for none."""
    channels: frozenset[str] = frozenset()
    """By what people are told of something: "email", "letter"."""
    switched_on: frozenset[str] = frozenset()
    """How something is that takes place until somebody stops it."""
    switched_off: frozenset[str] = frozenset()
    """How something is that takes place once somebody allows it."""
    switches: frozenset[str] = frozenset()
    """Before a word such as "on", which says how something is only behind these."""
    affirmations: frozenset[str] = frozenset()
    """Begin an answer that does not say no."""
    expiries: frozenset[str] = frozenset()
    """Open a part that says up to when, or upon what, something is kept or deleted."""
    earlier: frozenset[str] = frozenset()
    """Say that one thing comes before another."""
    later: frozenset[str] = frozenset()
    """Say that it comes after."""
    manners: frozenset[str] = frozenset()
    """Open a part that says when, how or how often something is done."""
    gratis: frozenset[str] = frozenset()
    """Say that nothing is to be paid."""
    past_endings: frozenset[str] = frozenset()
    """How verbs end, as they are written, of what was done."""
    adverb_endings: frozenset[str] = frozenset()
    """How words end, as they are written, that say how something is done."""
    agreeing: frozenset[str] = frozenset()
    """What people give who agree."""
    partial: frozenset[str] = frozenset()
    """Say that something holds for a part only."""
    standing: frozenset[str] = frozenset()
    """Before that in, on or under which something stands: a place, a page or a law, and nobody who gets anything."""
    stakes: frozenset[str] = frozenset()
    """What a company is worth, which nobody pays for anything."""
    consequents: frozenset[str] = frozenset()
    """Behind a comma, open what holds under the condition before it."""
    soft_modals: frozenset[str] = frozenset()
    """Say what had better be done, and bind nobody."""
    locations: frozenset[str] = frozenset()
    """Before the place at which something is."""
    each: frozenset[str] = frozenset()
    """Before a unit of time after each of which something is done."""
    purposes: frozenset[str]
    """Announce a list of purposes."""
    passives: frozenset[str]
    """Stand before a verb whose object stands before it."""
    generic: frozenset[str]
    """Senses that name no member of a list by themselves."""
    continuers: frozenset[str]
    """Begin a sentence that goes on about what the one before it says."""
    cessations: frozenset[str]
    """Say that what was done is done no more."""
    perfects: frozenset[str] = frozenset()
    """Stand before a verb of what was done, or is being done."""
    due_words: frozenset[str] = frozenset()
    """Before a number, say by when something is done that is owed."""
    taking: frozenset[str] = frozenset()
    """Say that a publisher only takes what readers do, as in "we accept returns"."""
    getting: frozenset[str] = frozenset()
    """Behind a reader, say what others do for them, as in "you will receive"."""
    granting: frozenset[str] = frozenset()
    """What whoever publishes a text does for readers who may do something: "allow", "enable"."""
    people: frozenset[str] = frozenset()
    """What readers are called where they are not spoken to: "individuals", "residents"."""
    reaching: frozenset[str] = frozenset()
    """Behind a `not`, say of what a text does not speak, or what nobody answers for: "does not apply to"."""
    forbidden: frozenset[str] = frozenset()
    """Participles of negations, in small letters, which may only describe a noun: "prohibited conduct"."""
    wishing: frozenset[str] = frozenset()
    """What readers "may" without choosing anything: "want", "like"."""
    readers_acts: frozenset[str] = frozenset()
    """What readers do who ask for something or send it back."""
    defining: frozenset[str] = frozenset()
    """Stand behind a word of which a clause says what it means."""
    provisos: frozenset[str] = frozenset()
    """Open a part that says when, or for what alone, something may be done."""
    whenever: frozenset[str] = frozenset()
    """Say no more than that it may be done more than once."""
    nobody: frozenset[str] = frozenset()
    """Deny as subjects of a sentence, as "nothing" does."""
    limiting: frozenset[str] = frozenset()
    """Say of a duty that it is cut short."""
    caps: frozenset[tuple[str, ...]] = frozenset()
    """Terms, as stems, before the most that somebody answers for: "up to"."""
    reasons: frozenset[str] = frozenset()
    """Head a column that says what for: "why"."""
    shields: frozenset[str] = frozenset()
    """What is given to people and is no information: "safeguards"."""
    floors: frozenset[tuple[str, ...]] = frozenset()
    """Terms, as stems, before the least of something: "at least"."""
    obligations: frozenset[tuple[str, ...]] = frozenset()
    """Terms, as stems, that bind somebody, and of which each word is common: "have to"."""
    seldom: frozenset[str] = frozenset()
    """Say that something is done to a few, or now and then."""
    often: frozenset[str] = frozenset()
    """Say that it is done to more, or again and again."""
    compelling: frozenset[str] = frozenset()
    """Behind a condition, say that something must be done."""
    permitting: frozenset[str] = frozenset()
    """Behind a condition, say that it may be done, or that somebody asks for it."""
    whats: frozenset[str] = frozenset()
    """Ask for a thing, and not for a way or a person: "what"."""
    announcing: frozenset[str] = frozenset()
    """Say that what is meant comes next: "the following"."""
    taking_in: frozenset[tuple[str, ...]] = frozenset()
    """Verbs, as stems, of which the object is information where it is the reader's, whatever it is called."""
    handing_out: frozenset[tuple[str, ...]] = frozenset()
    """Verbs, as stems, of which the object goes to others where it is the reader's."""
    errands: frozenset[str] = frozenset()
    """What publishers see to for whoever asked for it, as in "we process your order"."""
    states: frozenset[str] = frozenset()
    """How what is the reader's is kept, and nothing that is kept: "we keep your data secure"."""
    time_words: frozenset[str]
    """Before these, an article counts one of a unit: "for a month"."""
    articles: frozenset[str]
    ages: frozenset[str] = frozenset()
    """As the subject of a sentence, say that the number that it names is an age."""
    age_closers: frozenset[str] = frozenset()
    """Behind a number of years, say that it is an age."""
    age_words: frozenset[str]
    age_openers: frozenset[str] = frozenset()
    """Right before a number of years, say from which age on: "ab 16 Jahren"."""
    units: frozenset[str]
    money_signs: str
    small_words_one_in: int
    capital_nouns: bool = False
    """Whether every noun begins with a capital, which then says nothing of names."""
    verb_last: bool = False
    """Whether a verb often stands behind its object, at the end of its part of the sentence."""
    not_behind_verb: bool = False
    """Whether what denies a verb stands behind it, as "pas" does, so that what is denied stands before it too."""
    is_complete: bool = True
    """Whether what these words do not know may be held to change nothing; else it is asked about."""
    dates: re.Pattern[str]
    entities: re.Pattern[str]

    @cached_property
    def speakers(self) -> frozenset[str]:
        """Words for whoever speaks that are the subject of a sentence: "we", not "our"."""
        return self.publisher & self.subjects


class _LanguageFile(WordForms, kw_only=True):
    """The keys of the file that are not fields of its grammar."""

    complete: bool = True
    """Becomes `is_complete`."""
    months: list[NonEmpty]
    """Patterns of their names."""
    legal_forms: list[NonEmpty]
    """Patterns of the forms of companies."""


_MADE = frozenset({"is_complete", "company_forms", "dates", "entities"})
"""Fields of the grammar that are made of other keys."""
_AS_WRITTEN = frozenset(
    {
        "inabilities",
        "forbidden",
        "nothing",
        "abbreviations",
        "papers",
        "offers",
        "fillers",
        "adverb_endings",
        "past_endings",
        "commands",
    }
)
"""Fields whose words count in the form in which they are written."""
_VALUES = ("money_signs", "small_words_one_in", "capital_nouns", "verb_last", "not_behind_verb")
_DATES = (
    r"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{0})\b\.?,?(?:\s+\d{{4}})?"
    r"|\b(?:{0})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|\b(?:{0})\.?,?\s+\d{{4}}\b"
    r"|\b\d{{1,4}}[-./]\d{{1,2}}[-./]\d{{2,4}}(?:T[\d:+.Z-]+)?\b|\b(?:19|20)\d{{2}}\b"
)
_ENTITIES = r"\b[A-Z][\w'\u2019.-]{{0,40}},?\s(?:(?:[A-Z][\w'\u2019.-]{{0,40}},?|&|and|of)\s){{0,5}}(?:{0})\b\.?"


@cache
def _file_shape() -> type[_LanguageFile]:
    """Return the record that the file must fit: a list of words or a value for each field of the grammar, and the rest.

    A key that is misspelt would otherwise be a list that is left out.
    """
    own = []
    for field in fields(Grammar):
        if field.name not in _MADE:
            kind = field.type if field.name in _VALUES else list[NonEmpty]
            default = NODEFAULT if field.required else field.default if field.name in _VALUES else []
            own.append((field.name, kind, default))
    shape = defstruct("LanguageFile", own, bases=(_LanguageFile,), kw_only=True, forbid_unknown_fields=True)
    return cast("type[_LanguageFile]", shape)


def read_language(path: Path) -> tuple[Language, Grammar]:
    """Read a language's file; raises ConfigError with the key that is missing or wrong."""
    content = read(path, _file_shape())
    language = Language.read(content)
    return language, _grammar(path, asdict(content), language)


def _grammar(path: Path, content: dict[str, Any], language: Language) -> Grammar:
    """Return what the file says: each list under the name of its field, brought to stems unless as written."""
    names = {field.name for field in fields(Grammar)} - _MADE - {*_VALUES}
    made: dict[str, Any] = {
        name: frozenset(content[name]) if name in _AS_WRITTEN else _stems(content[name], language) for name in names
    }
    forms = content["legal_forms"]
    made.update(
        openers=_terms(content["openers"], language),
        caps=_terms(content["caps"], language),
        floors=_terms(content["floors"], language),
        aim_openers=_terms(content["aim_openers"], language),
        obligations=_terms(content["obligations"], language),
        taking_in=_terms(content["taking_in"], language),
        handing_out=_terms(content["handing_out"], language),
        no_denials=tuple(_term(term, language) for term in content["no_denials"]),
        generic=made["generic"].union(content["generic"]),
        company_forms=frozenset(form.replace("\\", "").replace("?", "").rstrip(".").lower() for form in forms),
        is_complete=content["complete"],
        dates=_pattern(path, _DATES, "months", content["months"], re.IGNORECASE),
        entities=_pattern(path, _ENTITIES, "legal_forms", forms),
    )
    return Grammar(**made, **{name: content[name] for name in _VALUES})


def _pattern(path: Path, form: str, key: str, patterns: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    try:
        return re.compile(form.format("|".join(patterns)), flags)
    except re.error as error:
        raise ConfigError(str(path), f"{key}: is not a list of patterns: {error}") from error


def _term(term: str, language: Language) -> tuple[str, ...]:
    return tuple(stem for stem, _ in language.stems(term))


def _terms(terms: Iterable[str], language: Language) -> frozenset[tuple[str, ...]]:
    return frozenset(_term(term, language) for term in terms)


def _stems(words: Iterable[str], language: Language) -> frozenset[str]:
    return frozenset(stem for word in words for stem, _ in language.stems(word))
