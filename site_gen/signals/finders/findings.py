"""What a detector finds, and which clauses say nothing of what happens to information."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct, field

from site_gen.signals.comparing.changes import Change, Side
from site_gen.signals.parsing.amounts import amounts
from site_gen.signals.parsing.clauses import Clause, Fact
from site_gen.signals.parsing.governing import governing_kind, names_papers
from site_gen.signals.parsing.names import is_titled
from site_gen.signals.parsing.passages import Text
from site_gen.signals.words.language import Hit, Word
from site_gen.signals.words.lexicon import BUTTON, Lexicon, Rule

_OPENS = 25  # characters; a phrase that begins later does not govern the clause
_NEXT = 4  # characters; so near behind a comma begins what the sentence says
_SHORT = 13  # words; in a shorter clause it does, wherever it stands
_LABEL = 5  # words
_STOPS = (".", ":", ";")
"""Of a longer heading, say that somebody marked a sentence as one."""
_SMALL_ONE_IN = 8  # words; of fewer small ones no sentence is made, only a menu or a line of links
_LINKS = 3  # bars; so many part the links of a menu, and no sentence
_MEMBERS = 4  # words; a list has a comma at least as often
_SEPARATORS = re.compile(r"[,;\u2022\u00b7*:]")
_NUMBERED = re.compile(r"\d+(?:\.\d+)*\.?\s*(?=[A-Z])")
_BROKEN_LINK = "]("
_GRAFT = re.compile(r"[a-z][A-Z][a-z]")
_FRESH_SHARE = 0.5
_GRAFTS = 2
"""So often, the label of one button runs into that of the next."""
_CHECK = ("purposes", "verification")
_MEANS = 3  # words behind a check, in which it is said by what means
_COMPLAINT = frozenset({"complaint"})
_WITHDRAWAL = ("rights", "withdrawal")
_BURDENS = frozenset({"limits", "charges", "conditions", "retention", "deleting", "purposes"})
"""What makes a right harder to use, or its use dearer."""
_GRANTED_IN = 3  # words before a right, in which it is said that readers may
_EVERYBODYS = _COMPLAINT | {"withdrawal", "rights"}
"""Rights that the law gives to everybody."""
_ABOUT = 3  # words that carry meaning, in which a sentence names what it is about
_ANNOUNCED = 4  # words, in which "we have changed" stands
_OF_INFORMATION = frozenset(
    {"retention", "handling", "subject", "data", "sensitive", "recipients", "rights", "purposes"}
)
_ACTS = frozenset({"handling"})
_DONE = frozenset({"collect", "use", "share", "sell", "buy", "keep"})
LOOKS = frozenset({"see", "access"})
"""What people do with a page, or with what it tells, as well as others with information."""
_FOR_ADVERTS = frozenset(
    {"advertising", "targeted-advertising", "contextual-advertising", "marketing", "analytics", "advertising-id"}
)


_SETTLING = frozenset({"arbitration", "dispute", "governing-law"})
_INFORMATION = frozenset({("subject", "information")})


class Finding(Struct, frozen=True):
    """A rule, the change that it is about, and the words that came or went."""

    rule: Rule
    change: Change
    found: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    """Where each of them begins in its clause, if known."""
    gone: bool = False
    """Whether the older clause holds them, and they went."""

    @property
    def side(self) -> Side | None:
        """The clause that holds the words."""
        return self.change.before if self.gone or self.change.after is None else self.change.after

    @property
    def came(self) -> bool:
        """Whether the newer clause holds the words."""
        return not self.gone and self.change.after is not None


class Scene(Struct, frozen=True):
    """Both texts, their changes, and what left or entered each section."""

    lexicon: Lexicon
    old: Text
    new: Text
    gone: dict[str, set[Fact]] = field(default_factory=lambda: defaultdict(set))
    come: dict[str, set[Fact]] = field(default_factory=lambda: defaultdict(set))

    def is_old_amount(self, amount: tuple[str, str]) -> bool:
        """Whether the older text has a number with what it counts."""
        return any(amount in amounts(clause, self.lexicon.grammar) for clause in self.old.clauses_with([amount[0]]))

    def is_said_next(self, side: Side, words: Iterable[Word]) -> bool:
        """Whether words that a sentence lost are said by another of its new block: it was cut in two."""
        stems = {word.stem for word in words if not word.small and word.stem not in self.lexicon.grammar.stops}
        texts = (clause for clause in self.new.clauses if clause.leaf == side.clause.leaf and clause is not side.clause)
        return bool(stems) and any(stems <= {word.stem for word in clause.words} for clause in texts)

    def note(self, change: Change) -> None:
        """Remember the facts of a changed clause by section."""
        if change.before:
            self.gone[change.section].update(change.before.facts)
        if change.after:
            self.come[change.section].update(change.after.facts)

    def finding(self, code: str, change: Change, *found: str) -> Finding:
        """Return what one of the rules for patterns, named by its code, finds in a change."""
        return Finding(self.lexicon.patterns[code], change, found)


def is_mostly_fresh(side: Side, least: int) -> bool:
    """Whether a clause says something new: at least so many of its words are fresh, and half of all."""
    return len(side.fresh) >= max(least, _FRESH_SHARE * len(side.clause.senses))


def settles_disputes(side: Side) -> bool:
    """Whether a clause says who decides a dispute, or by which law, and nothing of information: nobody gets any."""
    return bool(side.concepts("disputes") & _SETTLING) and "data" not in side.families and not side.facts & _INFORMATION


@lru_cache(maxsize=64)
def is_quiet(side: Side, *, came: bool) -> bool:
    """Whether a clause raises no question: a pointer to another page, a date, what the law grants anyway."""
    if _is_cookie_row(side) or _is_label(side) or side.clause.is_dated or (came and "reassuring" in side.families):
        return True
    if (came and _only_complains(side)) or _announces(side, came=came) or _is_of_papers(side):
        return True
    if _points(side) or (side.clause.is_listed and names_papers(side.clause.lead, side.clause.reading.lexicon)):
        return True
    verbs = [hit for hit in side.hits if hit.family == "handling" and hit.concept == "collect"]
    quiet = (hit for hit in side.hits if hit.family == "quiet" and hit.concept != BUTTON)
    quiet = (hit for hit in quiet if not any(verb.start <= hit.start < verb.end for verb in verbs))  # "ask for details"
    quiet = (hit for hit in quiet if not _is_aim(side, hit))
    if len(side.clause.words) >= _SHORT and "rights" in side.families:
        quiet = (hit for hit in quiet if hit.concept != "layout")  # "once you have signed in" tells how
    if len(side.clause.words) < _SHORT or side.concepts("handling") <= LOOKS:
        return any(not _acts_behind(side, hit.end) and not _acts_and_points(side, hit.start) for hit in quiet)
    return any(_opens(side, hit) for hit in quiet if hit.concept != "layout")


def _is_aim(side: Side, hit: Hit) -> bool:
    """Whether words say what for its publisher does what it says, as in "we use cookies to find out who reads us"."""
    first = next((word for word in side.clause.words if word.start == hit.start), None)
    aims = side.clause.reading.lexicon.grammar.aims
    return first is not None and first.stem in aims and _acts(side, 0, hit.start)


def _only_complains(side: Side) -> bool:
    """Whether a clause speaks of no other right than to complain, or to take a consent back: everybody has these."""
    rights = side.concepts("rights")
    if not rights or not rights <= _EVERYBODYS or not side.concepts("handling") <= LOOKS:
        return False
    is_new = 2 * len(side.lone) >= len(side.clause.senses)
    if "withdrawal" not in rights:
        return rights == _COMPLAINT
    return is_new and side.concepts("basis") == {"consent"} and _may_just_withdraw(side)


def _may_just_withdraw(side: Side) -> bool:
    """Whether readers may take a consent back and nothing is said of how, until when, or what happens then."""
    grammar = side.clause.reading.lexicon.grammar
    words = side.clause.words
    right = next(hit for hit in side.hits if hit[:2] == _WITHDRAWAL)
    before = [word.stem for word in words if word.start < right.start]
    if side.denied or side.families & _BURDENS or amounts(side.clause, grammar):
        return False
    modals = [stem for stem in before[-_GRANTED_IN:] if stem in grammar.weak_modals | grammar.before_verbs]
    more = grammar.subjects - {"it"} | grammar.doers  # "by registered letter"
    return bool(modals) and not any(word.stem in more for word in words if word.start > right.end)


def _announces(side: Side, *, came: bool) -> bool:
    """Whether a sentence only says that the text, or what it tells, was changed: "We have changed this policy".

    What is announced may be a practice that nothing else tells of; once an announcement is gone, nothing is.
    """
    words, grammar = side.clause.words, side.clause.reading.lexicon.grammar
    if len(words) < _ANNOUNCED or words[0].stem not in grammar.speakers:
        return False
    verb = next((word for word in words[1:] if not word.small), words[0])
    is_done = any(word.stem in grammar.perfects for word in words[1:_ANNOUNCED] if word.start < verb.start)
    is_done = is_done or side.clause.spelling(verb).endswith(tuple(grammar.past_endings))
    changed = {word.start: word.stem for word in side.clause.senses}
    if not is_done or changed.get(verb.start) != "modify":
        return False
    return not came or any(stem == "notice" for stem in changed.values())


def _is_of_papers(side: Side) -> bool:
    """Whether a sentence says what a document tells, and nothing itself: "This policy explains how ..."."""
    senses = side.clause.senses
    if not any(word.stem == "notice" for word in senses[:_ABOUT]):
        return False
    told, end = next(((word.start, word.end) for word in senses if word.stem == "explain"), (-1, -1))
    behind = next((word.stem for word in side.clause.words if word.start >= end), "")
    if behind in side.clause.reading.lexicon.grammar.relatives:
        return False  # "this policy explains that we ..." says that they do
    acts = min((hit.start for hit in side.hits if hit.family == "handling"), default=len(side.clause.text))
    speakers = side.clause.reading.lexicon.grammar.speakers
    return 0 <= told < acts and not any(word.stem in speakers for word in side.clause.words if word.start < told)


def _points(side: Side) -> bool:
    """Whether a sentence only sends readers to another document: "Read the notice for more", "More is found here"."""
    clause, grammar = side.clause, side.clause.reading.lexicon.grammar
    if clause.words[0].stem in grammar.pointers and not side.clause.is_listed:
        papers = [word.start for word in clause.senses if word.stem == "notice"]
        comma = clause.text.find(",", papers[0]) if papers else 0
        return bool(papers) and not (comma > 0 and _acts(side, comma, len(clause.text)))
    ends = (hit for hit in side.hits if hit.family == "quiet" and hit.concept == "pointer")
    return any(not clause.text[hit.end :].strip(" .)") and not _acts(side, 0, hit.start) for hit in ends)


def _acts(side: Side, start: int, end: int) -> bool:
    """Whether in a stretch of a sentence its publisher says what it does with information."""
    subjects = side.clause.reading.lexicon.grammar.subjects
    ours = (word.start for word in side.clause.words if word.start in side.acting and word.stem in subjects)
    first = min((at for at in ours if start <= at < end), default=end)
    return any(first <= hit.start < end and hit.concept in _DONE for hit in side.hits if hit.family == "handling")


def _acts_and_points(side: Side, at: int) -> bool:
    """Whether a part of its own points elsewhere, behind what its publisher says that it does."""
    comma = side.clause.text.rfind(", ", 0, at)
    return comma > 0 and _acts(side, 0, comma)


def _opens(side: Side, hit: Hit) -> bool:
    """Whether a quiet term stands where the sentence begins, or where it goes on behind what it opens with.

    "To see what we do, please read ..." is a pointer; "As described in section 5, we sell ..." is none.
    """
    opening = side.clause.text.find(", ")
    if hit.start < _OPENS:
        return not _acts_behind(side, hit.end)
    is_opened = side.clause.words[0].small and side.acting[:1] != (side.clause.words[0].start,)
    return is_opened and "rights" not in side.families and opening <= hit.start < opening + _OPENS


def _acts_behind(side: Side, end: int) -> bool:
    """Whether behind a comma that follows a place, the sentence says what its publisher does."""
    comma = side.clause.text.find(", ", end)
    if comma < 0:
        return False
    return any(comma < at <= comma + _NEXT for at in side.acting)


def _is_label(side: Side) -> bool:
    """Whether a clause is a heading, or words of a menu: in no sentence, and in no list of information."""
    clause = side.clause
    text = clause.text.rstrip()
    if clause.kind[0] == "h":
        return not _is_for_residents(side) and (len(clause.words) <= _SHORT or not text.endswith(_STOPS))
    if is_furniture(clause):
        return True
    if (
        clause.kind == "row"
        or len(clause.words) > _SHORT
        or (text.endswith((".", ";", ",")) and _BROKEN_LINK not in text)
    ):
        return _runs_in(side)
    if text.endswith(":") and "handling" in side.families:
        return False
    buttons = [hit for hit in side.hits if hit.family == "quiet" and hit.concept == BUTTON]
    if any(hit.start < _OPENS for hit in buttons) or (buttons and is_titled(clause)) or _is_scraped(clause):
        return True
    return (
        len(clause.words) <= _LABEL
        and not (clause.near.around | clause.near.titled) & _OF_INFORMATION
        and not clause.near.places
        and not _is_governed(clause)
    )


def _is_governed(clause: Clause) -> bool:
    """Whether what introduces a list says what its entries are, of which each is more than a label."""
    known = clause.reading.lexicon
    return clause.is_listed and governing_kind(clause.lead, clause.section, known) is not None


def _runs_in(side: Side) -> bool:
    """Whether a few words with capitals and a full stop are the heading of the sentence behind them."""
    clause, grammar = side.clause, side.clause.reading.lexicon.grammar
    if clause.is_listed or len(clause.words) > _LABEL or not is_titled(clause) or side.denied:
        return False
    return not any(word.stem in grammar.publisher | grammar.reader for word in clause.words)


def _is_for_residents(side: Side) -> bool:
    """Whether a heading opens a part for the people of a region that it did not name."""
    regions = [hit for hit in side.hits if hit.family == "countries"]
    is_new = bool(regions) and all(side.is_fresh(hit.start, hit.end) for hit in regions)
    return is_new and bool(side.families & {"residents", "rights"})


def is_furniture(clause: Clause) -> bool:
    """Whether words stand side by side as in a menu or a column of headlines: no sentence binds them, nor a list."""
    words = clause.words
    if clause.is_listed and (clause.near.around or clause.near.titled or clause.near.places):
        return False
    if not clause.is_listed and clause.text.count(" | ") >= _LINKS:
        grammar = clause.reading.lexicon.grammar
        return not any(word.stem in grammar.publisher | grammar.reader | grammar.possessives for word in words)
    if len(words) <= _LABEL or _count_binding(clause) * _SMALL_ONE_IN >= len(words):
        return False
    capitals = sum(clause.text[word.start].isupper() for word in words)
    return 3 * capitals > 2 * len(words) and len(_SEPARATORS.findall(clause.text)) * _MEMBERS < len(words)


def _count_binding(clause: Clause) -> int:
    """Count the small words of a clause; one that is written as in a title binds none: "For Sale By Owner"."""
    is_bound = clause.reading.lexicon.grammar.capital_nouns
    return sum(word.small and (is_bound or not clause.text[word.start : word.end].istitle()) for word in clause.words)


def _is_scraped(clause: Clause) -> bool:
    """Whether a clause is what a page's menu, link or heading left behind."""
    if len(_GRAFT.findall(clause.text)) >= _GRAFTS or _BROKEN_LINK in clause.text:
        return True
    return not clause.near.around and not clause.near.places and _is_heading_like(clause)


def _is_heading_like(clause: Clause) -> bool:
    """Whether the words begin with capitals, but for small ones that bind them: no list of names does that."""
    bound = any(word.small and clause.text[word.start].islower() for word in clause.words)
    return bound and "," not in clause.text and "(" not in clause.text and is_titled(clause)


def _is_cookie_row(side: Side) -> bool:
    """Whether it is one more cookie that serves neither advertising nor others."""
    if side.concepts("data") & _FOR_ADVERTS:
        return False
    if side.clause.kind != "row" or "cookies" not in side.clause.near.places | side.concepts("places"):
        return False
    return not side.concepts("purposes") & _FOR_ADVERTS and "third-parties" not in side.concepts("recipients")


def checks_requester(side: Side, purpose: Hit) -> bool:
    """Whether somebody's identity is checked who asks for something: "we verify who you are before we answer"."""
    if purpose[:2] != _CHECK:
        return False
    grammar = side.clause.reading.lexicon.grammar
    means, requests = (grammar.doers | grammar.givers) - grammar.before_verbs, grammar.requests
    if any(word.stem in means for word in [each for each in side.clause.words if each.start >= purpose.end][:_MEANS]):
        return False  # "by a scan of your face", "with credit bureaus"
    return any(side.clause.spelling(word) in requests for word in side.clause.words)


def tells_practice(side: Side | None, *, came: bool = False) -> bool:
    """Whether a clause says that something is done with information."""
    if side is None or "handling" not in side.families or not side.families & {"subject", "data"}:
        return False
    if side.concepts("handling") <= LOOKS and not side.facts & _INFORMATION and "data" not in side.families:
        return False  # people look at pages
    return not is_quiet(side, came=came) and not _tells_of_papers(side)


def _tells_of_papers(side: Side) -> bool:
    """Whether what is done with information is only what a document tells of: "this notice explains how we use ..."."""
    acts = [hit.start for hit in side.hits if hit.family in _ACTS]
    told = [word.start for word in side.clause.senses if word.stem == "explain" and word.start < min(acts)]
    papers = [word.start for word in side.clause.senses if word.stem == "notice"]
    if told and papers and min(papers) < min(acts):
        return True
    reading = side.clause.reading
    return reading.may_hold(("notice",)) and names_papers(reading.text, reading.lexicon)
