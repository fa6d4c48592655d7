"""Rules about what the note's words say beside what its first lines declare: only where one of them must be wrong.

Each pattern is strict on purpose: it reads sentences that are about the change as a whole, and leaves the others alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from site_gen.check.case import Case
from site_gen.check.deadlines import deadlines
from site_gen.check.rule import CaseRule, Fault, Severity
from site_gen.check.rules.dates_in_text import date_at
from site_gen.model.note import ChangeClass, Practice

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*$.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
_SENTENCE_ENDS = re.compile(r"[.!?](?=\s)|\n[ \t]*\n")


def _any_of(*patterns: str) -> re.Pattern[str]:
    """Write patterns as one, in which a blank stands for any white space and `'` for either apostrophe."""
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(joined.replace(" ", r"\s+").replace("'", "['\u2019]"), re.IGNORECASE)


_BEGINS = _any_of(
    r"\b(?:this|these|the|our) (?:(?:new|revised|updated) )?(?:version|policy|text|terms|changes?|update|document) "
    r"(?:will )?(?:takes? effect|(?:comes?|goes?|go) into (?:effect|force)|(?:is|are|be|becomes?) effective"
    r"|appl(?:y|ies)) (?:on|from|as of|starting|starting on) ",
    r"\b(?:die|diese|unsere|das|dieses|dieser|der) (?:(?:neuen?|geänderten?) )?"
    r"(?:fassung|version|änderung(?:en)?|datenschutzerklärung|richtlinie|bedingungen|text|dokument) "
    r"(?:gilt|gelten|tritt|treten|wird wirksam|werden wirksam) (?:ab dem|ab|am) ",
    r"\b(?:la|cette|notre|les|ces|le|ce) (?:nouvelle )?(?:version|politique|modifications?|changements?) "
    r"(?:(?:prend|prennent) effet|(?:entre|entrent) en vigueur|s'applique(?:nt)?) "
    r"(?:le|dès le|à (?:partir|compter) du) ",
    r"\b(?:la|esta|nuestra|los|estos|el|este|las|estas) (?:nueva )?(?:versión|política|cambios?|modificaci(?:ón|ones)) "
    r"(?:entran? en vigor|se aplican?|surten? efecto) (?:el|a partir del|desde el) ",
)
_UNTIL_THEN = _any_of(
    r"\buntil then,? (?:the|our|this) (?:earlier|older|old|previous|present|current|existing) "
    r"(?:text|version|policy|terms) (?:still )?(?:appl(?:y|ies)|continues? to apply|goes on applying|go on applying)",
    r"\bbis dahin (?:gilt|gelten) (?:noch )?(?:der|die|das|unsere?) (?:frühere|alte|bisherige|ältere|jetzige)n? "
    r"(?:text|fassung|version|datenschutzerklärung|bedingungen)",
    r"\bd'ici là,? (?:le texte|la version|la politique) (?:antérieure?|précédente?|actuelle?) "
    r"(?:continue (?:de|à) )?s'appliquer?",
    r"\bhasta entonces,? (?:se aplica|sigue aplicándose) (?:el texto|la versión|la política) (?:anterior|actual)",
    r"(?:وحتى|حتى) ذلك اليوم يسري النص السابق",
)
_WORD = re.compile(r"\b\w")
_IT = r"(?: (?:your|the|any))?(?: personal)?(?: (?:information|data|it))?"
_DATEN = r"(?: (?:ihre|die))?(?: personenbezogenen)?(?: (?:daten|angaben|informationen))?"


def _same_as_before(english: str, german: str) -> re.Pattern[str]:
    """Say that something is done to information as before, to all of it, in no other way."""
    how = r"(?:how|the way|what)(?: in which)?"
    return _any_of(
        rf"\b(?:do(?:es)? not|don't|doesn't|will not|won't) change {how} we (?:{english}){_IT}(?=\s*[.;!])",
        rf"\bno changes? (?:to|in) {how} we (?:{english}){_IT}(?=\s*[.;!])",
        rf"\b{how} we (?:{english}){_IT} "
        r"(?:does not change|stays? the same|remains? (?:the same|unchanged)|is unchanged)",
        rf"\bändert nichts daran, wie wir{_DATEN} (?:{german})(?=\s*[.;!])",
    )


class _Claim(NamedTuple):
    """What a sentence may say of information, and the question whose yes says the opposite."""

    question: str
    pattern: re.Pattern[str]


_CLAIMS = (
    _Claim("M1", _same_as_before("use|process", "nutzen|verwenden|verarbeiten")),
    _Claim("M4", _same_as_before("collect|gather", "erheben|sammeln")),
    _Claim("M5", _same_as_before("share|disclose", "weitergeben|teilen|offenlegen")),
    _Claim("M7", _same_as_before("keep|store|retain", "aufbewahren|speichern")),
)
_SAME_PRACTICE = _any_of(
    r"\bwhat we do (?:stays the same|does not change|remains the same)(?=\s*[.;!])",
    r"\bwas wir tun, (?:bleibt gleich|ändert sich nicht)(?=\s*[.;!])",
)
_NOTHING_TO_DO = _any_of(
    r"\bno action (?:is )?(?:needed|required|necessary)",
    r"\byou (?:do not|don't) (?:need|have) to (?:do anything|act|take any action)",
    r"\byou need (?:not do anything|do nothing|not act|take no action)",
    r"\bnothing (?:is|will be) (?:asked|required|needed) (?:of|from) you",
    r"\bthere is nothing (?:that )?(?:for you|you (?:need|have)) to do",
    r"\bsie (?:müssen|brauchen) nichts (?:weiter )?(?:zu )?(?:tun|unternehmen)",
    r"\bkeine? (?:handlung|aktion|handeln) (?:ihrerseits )?(?:ist )?(?:erforderlich|nötig|notwendig)",
    r"\bvous n'avez rien à faire",
    r"\baucune (?:action|démarche) (?:de votre part )?n'est (?:requise|nécessaire)",
    r"\bno (?:tiene|necesita) (?:que )?hacer nada",
)
_IF = re.compile(r"\b(?:if|unless|until|when|wenn|falls|sofern|bis|si|sauf|jusqu\w*|hasta|cuando)\b", re.IGNORECASE)


def _other_day(case: Case) -> Iterator[Fault]:
    draft = case.draft
    if draft is None or not case.is_version or draft.note.published_on or "effective" in draft.unread:
        return
    effective_on = deadlines(case, draft.note.change_class).effective_on
    source, body = _body(case)
    begun = _unconditional(_BEGINS, source, body)
    found = [(each, read) for each in begun if (read := date_at(source, each.end()))]
    if any(effective_on in days for _, (_, days) in found):
        return
    for begins, (end, _) in found:
        said = "says no day, so it takes effect" if draft.note.effective_on is None else "has it take effect"
        yield Fault(
            path=draft.note.path,
            line=_line(source, begins),
            message=f"The words say {_quote(source[begins.start() : end])}, and the head of the note {said} on "
            f"{effective_on}. Readers would get both days in one email: write the same one in both places.",
        )


def _other_day_until(case: Case) -> Iterator[Fault]:
    """Report a day until which the earlier text is said to apply, where the change takes effect on another."""
    draft = case.draft
    if draft is None or not case.is_version or draft.note.published_on or "effective" in draft.unread:
        return
    effective_on = deadlines(case, draft.note.change_class).effective_on
    source, body = _body(case)
    for found in _UNTIL_THEN.finditer(source, body):
        begin = max(body, source.rfind("\n\n", 0, found.start()))
        dates = list(_dates(source, begin, found.start()))
        if dates and not {effective_on, effective_on - timedelta(days=1)} & {*dates[-1][2]}:
            at, day, _ = dates[-1]
            yield Fault(
                path=draft.note.path,
                line=source.count("\n", 0, at) + 1,
                message=f"The words give the day “{day}” and then say {_quote(found[0])}; the change takes effect on "
                f"{effective_on}. Readers would take one of the days for the other: write the same one in both places.",
            )


def _dates(source: str, begin: int, end: int) -> Iterator[tuple[int, str, tuple[date, ...]]]:
    """Yield the dates that are written between two places: where, as written, and the days that each may mean."""
    read_until = begin
    for at in (word.start() for word in _WORD.finditer(source, begin, end)):
        if at >= read_until and (read := date_at(source, at)):
            read_until, days = read
            yield at, " ".join(source[at:read_until].split()), days


def _other_practice(case: Case) -> Iterator[Fault]:
    draft = case.draft
    if draft is None or not case.is_version:
        return
    note = draft.note
    yeses = {answer.question: draft.lines.get(answer.question) for answer in note.answers if answer.yes}
    declared: Mapping[str, str] = {code: f"{code} is answered yes (line {line})" for code, line in yeses.items()}
    source, body = _body(case)
    for claim in _CLAIMS:
        if claim.question in declared:
            for found in _unconditional(claim.pattern, source, body):
                yield _contradiction(case, source, found, declared[claim.question])
    if note.practice is Practice.CHANGED:
        for found in _unconditional(_SAME_PRACTICE, source, body):
            yield _contradiction(case, source, found, "the note declares that the practice changes")


def _nothing_to_do(case: Case) -> Iterator[Fault]:
    draft = case.draft
    if draft is None or not case.is_version or draft.note.change_class is not ChangeClass.MATERIAL_CONSENT:
        return
    source, body = _body(case)
    for found in _unconditional(_NOTHING_TO_DO, source, body):
        yield _contradiction(case, source, found, f"class {draft.note.change_class} asks people to agree")


def _contradiction(case: Case, source: str, found: re.Match[str], declared: str) -> Fault:
    return Fault(
        path=case.note.path if case.note else case.path,
        line=_line(source, found),
        message=f"The words say {_quote(found[0])}, and {declared}. Only one of them can be true. Put right the one "
        "that is not: the words go out to everybody who is told.",
    )


def words_line(case: Case) -> int:
    """Return the line on which the words of the note begin; that of its second `---` where there are none."""
    source, body = _body(case)
    words = source[body:].lstrip()
    return source.count("\n", 0, len(source) - len(words) if words else body) + 1


def _body(case: Case) -> tuple[str, int]:
    """Return the note as it lies there, and where its words begin."""
    source = case.note.data.decode(errors="replace") if case.note else ""
    head = _FRONT_MATTER.match(source)
    return source, head.end() if head else 0


def _unconditional(pattern: re.Pattern[str], source: str, body: int) -> Iterator[re.Match[str]]:
    """Yield where a pattern is found in a sentence that holds in any case, at any time."""
    return (found for found in pattern.finditer(source, body) if not _IF.search(_sentence(source, found)))


def _line(source: str, found: re.Match[str]) -> int:
    return source.count("\n", 0, found.start()) + 1


def _quote(words: str) -> str:
    return f"“{' '.join(words.split())}”"


def _sentence(source: str, found: re.Match[str]) -> str:
    """Return the sentence in which words stand."""
    begin = max((each.end() for each in _SENTENCE_ENDS.finditer(source, 0, found.start())), default=0)
    end = _SENTENCE_ENDS.search(source, found.end())
    return source[begin : end.start() if end else len(source)]


RULES = (
    CaseRule(
        code="note-says-another-day",
        title="The day that the note's words give is the day that it declares.",
        explanation="The page and the email give the effective date from the line `effective:`, and your words beside "
        "it. Where a sentence says of the change, the version or the policy that it applies from another day, readers "
        "cannot know which is true. Read are plain sentences alone, such as *This change takes effect on 10 March "
        "2027*, and a day before *Until then the earlier text applies*; a day on which something else happens is left "
        "to you.",
        check=lambda case: chain(_other_day(case), _other_day_until(case)),
    ),
    CaseRule(
        code="note-says-otherwise",
        severity=Severity.WARNING,
        title="The note's words say nothing that its answers deny.",
        explanation="“This does not change how we use your information” beside a yes to M1 is a false statement to "
        "everybody who gets the email, and the answer, which is public, shows it. Say what does change. Where the "
        "sentence is true, the answer is not.",
        source="FTC Act s. 5 (deceptive acts or practices); GDPR Art. 5(1)(a), 12(1).",
        check=_other_practice,
    ),
    CaseRule(
        code="note-says-nothing-to-do",
        severity=Severity.WARNING,
        title="Where people are asked to agree, nobody tells them that there is nothing to do.",
        explanation="A class that asks for consent means that people have to act before the change may apply to them. "
        "“No action is needed” then says that silence is agreement, which it is not. What happens to those who do "
        "nothing may and should be said: “If you do nothing, the older text goes on applying to you.”",
        source="GDPR Art. 4(11), recital 32; FTC, material change for data already collected.",
        check=_nothing_to_do,
    ),
)
