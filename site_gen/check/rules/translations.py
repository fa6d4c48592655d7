"""Rules about a policy in several languages: that the others follow, and that legal speaks each of them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from site_gen.check.case import Case, Text
from site_gen.check.rule import CaseRule, Fault, Severity
from site_gen.declared.configuration import policy_by_name
from site_gen.model.note import ChangeClass
from site_gen.text.written_language import other_language

_NAMES = {"de": "German", "en": "English", "es": "Spanish", "fr": "French"}


def _translations(case: Case) -> Iterator[Fault]:
    # A language that is new leaves no other behind, and one that follows the others does not either.
    if case.is_version and case.before and case.after and not (case.languages.is_catching_up or _is_of_one(case)):
        for other in case.languages.unchanged:
            yield Fault(
                path=other.path,
                message=f"{case.after.path} changes and this translation ({other.language}) does not. If the "
                "change concerns it, it should follow in the same pull request: until then its readers have the older "
                "text. If only the words of this language were wrong, nothing needs to be done; an editorial note that "
                f"says `language: {case.policy.language}` says so.",
            )


def _is_of_one(case: Case) -> bool:
    """Whether the note says that only the words of its language were wrong."""
    note = case.draft.note if case.draft else None
    return note is not None and bool(note.language) and note.change_class is ChangeClass.EDITORIAL


def _note_in_another_language(case: Case) -> Iterator[Fault]:
    if case.note is None or case.draft is None:
        return
    note, own = case.draft.note, case.policy.language
    if spoken := other_language(f"{note.summary}\n\n{note.what_you_can_do}", own):
        yield Fault(
            path=case.note.path,
            line=1,
            message=f"This note is in {_NAMES[spoken]}, and {case.path} is in {_name(own)}: its readers "
            f"get these words as they are, with a remark that says so. {_way_to_translate(case, spoken)}",
        )


def _way_to_translate(case: Case, spoken: str) -> str:
    own = case.policy.language
    if case.draft and (case.draft.note.language or not case.languages.others_change):
        return f"Write them in {_name(own)}."
    stem = case.note.path.removesuffix(".md") if case.note else ""
    return (
        f"To give them {_name(own)} words, add `language: {spoken}` to this note, and write them a second one, such as "
        f"{stem}.{own}.md, with `language: {own}`, the same class, dates and answers, and its words in {_name(own)}."
    )


def _apart(case: Case) -> Iterator[Fault]:
    """Tell of a new text whose language nothing says, or whose name only looks as if it did."""
    if case.after is None or case.before is not None:
        return
    own, slug = case.policy.language, case.policy.slug
    spoken = _spoken(case.after, own)
    language = (spoken or own).lower()
    of_policy = slug.removesuffix(f"-{language}")
    siblings = [path for path in case.around_after.other_outlines if policy_by_name(path).slug == of_policy]
    is_apart = of_policy != slug and bool(siblings)
    if not (spoken or is_apart):
        return
    words = [f"It will be published as {_name(own)}, and is in {_name(spoken)}."] if spoken else []
    if is_apart:
        words.append(
            f"It will be published at /{slug}/ as a policy of its own, and not as the {_name(language)} of "
            f"{siblings[0]}: no page of the two names the other, and no check sees where one of them stays behind."
        )
    folder, name = posixpath.split(case.path)
    stem = name.removesuffix(".md").removesuffix(f"-{language}") if is_apart else name.partition(".")[0]
    key = f'`slug = "{of_policy}"` and ' if is_apart else ""
    words.append(
        f"Call the file {posixpath.join(folder, f'{stem}.{language}.md')}, or where policy.toml lists the policies, "
        f'give its entry {key}`language = "{language}"`. After it is published, its address stays.'
    )
    yield Fault(path=case.path, line=1, message=" ".join(words))


def _spoken(text: Text, published_as: str) -> str:
    """Return the language in which a text is written, where that is another; what it says of itself counts first."""
    primary = published_as.partition("-")[0].lower()
    said = text.document.language  # where it says nothing, the policy's own
    if said.partition("-")[0].lower() != primary:
        return said
    return other_language(text.document.source, published_as)


def _name(language: str) -> str:
    return _NAMES.get(language.partition("-")[0].lower(), f"another language (`{language}`)")


RULES = (
    CaseRule(
        code="translation-stale",
        severity=Severity.WARNING,
        title="Translations follow the text.",
        explanation="A notice in each language of the service has to say the same. Until the translation is renewed "
        "its readers rely on an older text. Change it in the same pull request where you can.",
        source="Minnesota 325M.16 subd. 1(c); GDPR Art. 12(1).",
        check=_translations,
    ),
    CaseRule(
        code="note-in-another-language",
        severity=Severity.WARNING,
        title="Readers are told of a change in the language of their text.",
        explanation="One note may serve several languages, and its words then stand in all of them as they are: on the "
        "page of the change, in the history, the feed and the email. Where they are plainly in another language than "
        "the text, each place says so. Better is a note for each language: both lie in the same folder, each with a "
        "line `language:`, and what they declare is the same.",
        source="Minnesota 325M.16 subd. 1(c); GDPR Art. 12(1).",
        check=_note_in_another_language,
    ),
    CaseRule(
        code="language-apart",
        severity=Severity.WARNING,
        title="A new text is published in the language that it is in, as one of the languages of its policy.",
        explanation="The name of a file says its language behind a full stop: `privacy.de.md` is the German of "
        "`privacy.md`. `privacy-de.md` is another policy, whose page tells browsers and screen readers that it is "
        "English; a line `language:` in the text itself changes neither. Where policy.toml lists the policies, the "
        "languages of one have the same `slug` there, each with its own `language`. Addresses stay for ever: put it "
        "right before the text is published.",
        source="WCAG 2.2, 3.1.1; GDPR Art. 12(1).",
        check=_apart,
    ),
)
