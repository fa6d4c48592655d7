"""The change note that legal has still to fill in, with the questions that the text raises already in it."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from site_gen.catalogue import ENGLISH, Words, words_in
from site_gen.check.case import Case
from site_gen.check.checklist import Question, unanswered_questions
from site_gen.check.deadlines import Deadlines, deadlines
from site_gen.check.rules.dates import SAID_DATE, disagreeing_dates
from site_gen.declared.drafts import Draft
from site_gen.declared.questions import QUESTIONS
from site_gen.model.note import ChangeClass
from site_gen.publish.wording import day
from site_gen.redline.digest.summary import summarise
from site_gen.signals.excerpts import Excerpt, excerpts, reasons_of
from site_gen.signals.judge import proposed_class
from site_gen.text.outline import slug

_WIDTH = 110
_QUOTES = 3
"""Passages that are quoted for one question; the check lists all of them."""
_LISTED = 6
"""Sections that the drafted summary names."""


def scaffold(case: Case, *, quotes: bool = True) -> str:
    """Return the text of a change's note, complete but for the answers.

    Without quotes it is short enough for an address that opens it in an editor.
    """
    if case.is_removal:
        return "\n".join(["---", "ends: policy", *_language_that_ends(case), "---"]) + "\n"
    change_class = _proposed_class(case)
    days = deadlines(case, change_class)
    original = ""
    if case.languages.awaited and case.languages.awaited[0] > days.earliest_on:
        day_of_original, original = case.languages.awaited
        days = replace(days, earliest_on=day_of_original)
    lines = ["---", *_effective(days, original), *_class(case, change_class, quotes), *_language(case)]
    lines += [*_answers(case, days, quotes), "---", *_body(case, change_class, days)]
    return "\n".join(lines) + "\n"


def cases_to_note(cases: Iterable[Case]) -> list[Case]:
    """Return the changes that lack a note; of languages that share one, that in whose words it begins."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        lacks_note = case.is_version and case.after and not case.notes
        if lacks_note or (case.is_removal and not case.endings):
            found.setdefault(case.note_folder, []).append(case)
    return [_with_others(_first(together), together) for together in found.values()]


def _first(together: Collection[Case]) -> Case:
    """Return the change in the policy's first language, else the one whose text asks most."""
    leading = (case for case in together if case.languages.is_leading and case.redline)
    return next(leading, max(together, key=_asks))


def _with_others(case: Case, together: Iterable[Case]) -> Case:
    others = tuple(other for other in together if other is not case and not other.is_removal)
    return replace(case, beside=others) if others else case


def questions_to_answer(case: Case) -> list[Question]:
    """Return the questions that wait for an answer, of every language that the note is about."""
    found: dict[str, Question] = {}
    for each in (case, *case.beside):
        for question in unanswered_questions(each):
            found.setdefault(question.code, question)
    return [found[code] for code in QUESTIONS if code in found]


def is_explained(case: Case) -> bool:
    """Whether the note of such a change has words for readers."""
    return _proposed_class(case).needs_summary


def _proposed_class(case: Case) -> ChangeClass:
    """Return the class to begin with: a text that is new in substance is no matter of spelling."""
    is_new = case.before is None and not case.languages.has_others
    signals = (signal for each in (case, *case.beside) for signal in each.signals)
    return ChangeClass.MINOR if is_new else proposed_class(tuple(signals))


def _asks(case: Case) -> tuple[int, int]:
    return [*ChangeClass].index(proposed_class(case.signals)), len(unanswered_questions(case))


def note_path(case: Case, taken: frozenset[str]) -> str:
    """Return a path for the note that no file has: the section that changed most names it."""
    titles = sorted(_sections(case).items(), key=lambda each: -each[1])
    usual = "end" if case.is_removal else "change"
    name = next((found for found in (slug(title) for title, _ in titles) if found), usual)[:60].strip("-")
    candidates = (f"{case.note_folder}/{name}{suffix}.md" for suffix in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for path in candidates if path not in taken)


def is_as_scaffolded(case: Case, draft: Draft) -> bool:
    """Whether nobody has touched the summary that the scaffold began."""
    if case.before is None:
        return False  # of a first version there is little more to say
    return draft.note.summary.strip() == _summary(case).strip() and draft.note.change_class.needs_summary


def _effective(days: Deadlines, original: str) -> Iterator[str]:
    if original:
        yield f"# The day of {original}: a translation of its newest text applies no earlier. If this is"
        yield "# none, delete the line."
        yield f"effective: {days.earliest_on}"
    elif days.waits_for_other:
        yield "# The earliest day: the version that this one builds on takes effect then, and none may overtake it."
        yield f"effective: {days.earliest_on}"
    elif days.strictest and days.days_ahead:
        notice = f" ({days.strictest.lead_days} days' notice)" if days.strictest.lead_days else ""
        yield f"# The earliest day if this is merged today{notice}. Reviews take days: better a later one."
        yield f"effective: {days.earliest_on}"
    else:
        yield "# No `effective:` line: the change takes effect on the day on which it is published."


def _class(case: Case, change_class: ChangeClass, quotes: bool) -> Iterator[str]:
    if quotes and case.before is None:
        yield "# Nobody is told of a new text by email: nobody had an account under an earlier one. It is"
        yield "# yours to decide: editorial where it only says in another language what is public already."
    elif quotes and change_class is ChangeClass.EDITORIAL:
        yield "# Nothing in the text asks for more. It is yours to decide: raise it where you know more than it says."
    elif quotes:
        yield "# What the text asks for. It is yours to decide; a lower class needs a reasoned `no` below."
    yield f"class: {change_class}"


def _language(case: Case) -> Iterator[str]:
    """Say which language a note is about that several share, where only this one changes."""
    if case.languages.unchanged and not case.languages.others_change:
        yield f"language: {case.policy.language}"


def _language_that_ends(case: Case) -> Iterator[str]:
    if case.languages.has_others:
        yield f"language: {case.policy.language}"


def _answers(case: Case, days: Deadlines, quotes: bool) -> Iterator[str]:
    asked = questions_to_answer(case)
    said = [
        date.words
        for each in (case, *case.beside)
        for date in disagreeing_dates(each, days.earliest_on, days.change_class)
    ]
    if not asked and not said:
        return
    yield "# Write `yes. Why` or `no. Why` after each colon."
    yield "answers:"
    quoted: dict[Excerpt, str] = {}
    for question in asked:
        yield from _comment(f"{question.code}. {QUESTIONS[question.code]}")
        passages = excerpts(question.signals) if quotes else ()
        for excerpt in passages[:_QUOTES]:
            yield from _evidence(excerpt, quoted.setdefault(replace(excerpt, why=()), question.code), question.code)
        if len(passages) > _QUOTES:
            yield f"  #   and {len(passages) - _QUOTES} more, which the check quotes"
        if quotes:
            for why in reasons_of(passages) or [question.follows]:
                yield from _comment(f"  {why}")
        yield f"  {question.code}:"
    if said:
        yield from _comment(f"{SAID_DATE}. {QUESTIONS[SAID_DATE]} Correct it in the text and delete this, or say why.")
        yield from (line for words in said for line in _comment(f"  “{words}”"))
        yield f"  {SAID_DATE}:"


def _evidence(excerpt: Excerpt, first: str, code: str) -> Iterator[str]:
    """Quote a passage for one question, unless another was the `first` for which it is quoted."""
    place = f"“{excerpt.section}”" if excerpt.section else "what comes before the first heading"
    if first != code:
        yield from _comment(f"  What is quoted under {first} from {place}")
    elif excerpt.before and excerpt.after:
        yield from _comment(f"  Changed in {place}:")
        yield from _comment(f"    before: “{excerpt.before}”")
        yield from _comment(f"    now:    “{excerpt.after}”")
    elif excerpt.after:
        yield from _comment(f"  New in {place}: “{excerpt.after}”")
    else:
        yield from _comment(f"  Gone from {place}: “{excerpt.before}”")


def _comment(words: str) -> Iterator[str]:
    """Write words as lines of a comment, keeping their indent."""
    indent = words[: len(words) - len(words.lstrip())]
    for line in textwrap.wrap(words.strip(), _WIDTH - len(indent) - 4, break_long_words=False, break_on_hyphens=False):
        yield f"  # {indent}{line}"


def _body(case: Case, change_class: ChangeClass, days: Deadlines) -> Iterator[str]:
    if not change_class.needs_summary:
        return
    yield _summary(case)
    if change_class.is_told:
        yield from ("", f"## {_words(case).say('What you can do')}", "", _what_you_can_do(case, days))


def _summary(case: Case) -> str:
    """Say what is true of any change: which sections it touches."""
    words = _words(case)
    if case.redline is None:
        return words.say("This is the first version of this policy.")
    titles = [words.say("“%(title)s”", title=title) for title in _sections(case)]
    if not titles:
        return words.say("This version changes the text. Every change is marked below, word for word.")
    more = words.plural("%(n)s more section", "%(n)s more sections", len(titles) - _LISTED)
    named = words.list(titles[:_LISTED] + [more] * (len(titles) > _LISTED))
    return words.say("This version changes %(sections)s. Every change is marked below, word for word.", sections=named)


def _what_you_can_do(case: Case, days: Deadlines) -> str:
    words, contact = _words(case), case.organisation.contact_email
    until = day(days.earliest_on, words.language)
    if not contact:
        return words.say(
            "If you have a question about this change, or do not agree with it, ask us before %(day)s. Until then the "
            "earlier text applies.",
            day=until,
        )
    return words.say(
        "If you have a question about this change, or do not agree with it, write to %(address)s before %(day)s. Until "
        "then the earlier text applies.",
        address=f"[{contact}](mailto:{contact})",
        day=until,
    )


def _words(case: Case) -> Words:
    """Return the words of the language that a note is about alone; where several share it, English."""
    return words_in(case.policy.language) if any(_language(case)) else ENGLISH


def _sections(case: Case) -> dict[str, int]:
    """Return the titles of the changed sections, each with its changed words; the text's own title is none."""
    if case.redline is None or case.after is None:
        return {}
    tops = (section.heading.title for section in case.after.outline if section.heading.level == 1)
    own = " ".join(next(tops, "").split())
    changed: dict[str, int] = {}
    for section in summarise(case.redline).sections:
        title = " ".join(section.title.split())
        if title and title != own and not section.renumbered:
            changed[title] = changed.get(title, 0) + section.counts.words_inserted + section.counts.words_deleted
    return changed
