"""Rules about references to numbered sections: each number names one section, and a reference the one that it meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_gen.check.case import Case, Surroundings, Text
from site_gen.check.rule import CaseRule, Fault, Severity, TextRule
from site_gen.check.rules.places import fault, quote
from site_gen.check.rules.references_in_text import Reference, known_numbers, numbers_of, references
from site_gen.check.rules.targets import line_of_target, targets
from site_gen.text.outline import Section


def _missing_sections(text: Text, _: Surroundings) -> Iterator[Fault]:
    for found in references(text):
        if problem := _problem(found, known_numbers(text)):
            message = f"{quote(found.words)} {problem}"
            yield fault(text, text.line_of(found.leaf), message, f"{found.words} {found.number}")
    yield from _links_elsewhere(text)


def _links_elsewhere(text: Text) -> Iterator[Fault]:
    """Yield the links whose words name another section than the one to which they lead."""
    named = {section.anchor: section.heading for section in text.outline}
    for target in targets(text):
        said = numbers_of(target.words)
        heading = named.get(target.fragment) if target.href.startswith("#") else None
        is_numbered = heading is not None and heading.number[:1].isdigit()
        if said and heading and is_numbered and not any(_is_within(each, heading.number) for each in said):
            message = (
                f"the link {target.describe()} leads to section {heading.number}, {quote(heading.title)}; write that "
                "number, or lead the link to the section that is meant"
            )
            yield fault(text, line_of_target(text, target), message, f"{target.words} {target.href}")


def _problem(found: Reference, known: frozenset[str]) -> str:
    """Say why a reference leads nowhere; empty where it does not."""
    if found.home and not (_is_within(found.number, found.home) or _is_within(found.home, found.number)):
        return f"stands in section {found.home}; write that number, or delete the number"
    if found.number in known or any(each.startswith(f"{found.number}.") for each in known):
        return ""
    return (
        "names a number that no section of this text has; write the right one, best as a link such as "
        "[section 4](#your-rights), or say whose section it is (“section 4 of the Terms”)"
    )


def _is_within(number: str, section: str) -> bool:
    """Whether a number is a section's, or of a part of it."""
    return f"{number}.".startswith(f"{section}.")


def _doubled_numbers(text: Text, _: Surroundings) -> Iterator[Fault]:
    numbers = [number for number, leaf in enumerate(text.document.leaves) if leaf.is_heading]
    if len(numbers) != len(text.outline):
        return
    first: dict[str, Section] = {}
    parents: dict[int, str] = {}
    for place, section in zip(numbers, text.outline, strict=True):
        heading = section.heading
        parents = {level: name for level, name in parents.items() if level < heading.level} | {
            heading.level: section.anchor
        }
        own = "/".join(parents[level] for level in sorted(parents) if level < heading.level)
        if not heading.number[:1].isdigit():
            continue
        if heading.number == "1":
            first = {key: each for key, each in first.items() if not key.startswith(f"{own}|")}
        twin = first.setdefault(f"{own}|{heading.number}", section)
        if twin is not section:
            message = (
                f"two sections have the number {heading.number}, {quote(twin.heading.title)} and "
                f"{quote(heading.title)}, so a reference to it could mean either; number them one after the other, and "
                "correct the references to those that follow"
            )
            yield fault(text, text.line_of(place), message, f"{heading.number} {heading.title}")


def _moved_numbers(case: Case) -> Iterator[Fault]:
    if case.before is None or case.after is None or not case.is_version:
        return
    said_before = {each.place for each in references(case.before)}
    then, now = _by_number(case.before.outline), _by_number(case.after.outline)
    there_before = {section.anchor for section in case.before.outline}
    places = {section.anchor: section for section in case.after.outline}
    for found in references(case.after):
        old, new = then.get(found.number), now.get(found.number)
        if found.home or found.place not in said_before or not (old and new) or old.anchor == new.anchor:
            continue
        moved = places.get(old.anchor)
        if moved is None and new.anchor not in there_before:
            continue  # one heading took the other's place: the section may be the same, under another name
        where = f", which is now section {moved.heading.number}" if moved and moved.heading.number else ""
        message = (
            f"{quote(found.words)} was {quote(old.heading.title)} in the published text{where}; section {found.number} "
            f"is now {quote(new.heading.title)}. Write the number of the section that is meant; if it is the new one, "
            "nothing needs to be done"
        )
        yield fault(case.after, case.after.line_of(found.leaf), message, f"{found.words} {found.number}")


def _by_number(outline: Sequence[Section]) -> dict[str, Section]:
    """Return the sections by their number, but for a number that several have."""
    found: dict[str, Section] = {}
    twice: set[str] = set()
    for section in outline:
        number = section.heading.number
        twice |= {number} & found.keys()
        found.setdefault(number, section)
    return {number: section for number, section in found.items() if number and number not in twice}


RULES: tuple[TextRule, ...] = (
    TextRule(
        code="section-missing",
        title="A section that the text refers to by number is there.",
        explanation=(
            "“See section 4.2” is a promise that section 4.2 says more. Where no section has that number, most often "
            "because one was deleted or renumbered, readers look for a right or a safeguard and do not find it.\n\n"
            "To put it right, write the number of the section that is meant; as a link, such as "
            "[section 4](#your-rights), it is looked after by the check. If the section is another document's, name "
            "that document: “section 4 of the Terms”."
        ),
        source="GDPR Art 12(1) (concise, transparent, intelligible and easily accessible form)",
        check=_missing_sections,
    ),
    TextRule(
        code="section-number-doubled",
        title="Every section has a number of its own.",
        explanation=(
            "Where two sections are both number 3, nobody can say which of them “section 3” is, neither the text nor a "
            "contract, a notice or an authority that quotes it.\n\n"
            "To put it right, number the sections one after the other, and correct the references to them."
        ),
        check=_doubled_numbers,
    ),
)
CASE_RULES: tuple[CaseRule, ...] = (
    CaseRule(
        code="section-moved",
        severity=Severity.WARNING,
        title="A reference by number goes on to mean the same section.",
        explanation=(
            "A new section, or one that goes, gives the sections behind it other numbers. A reference such as “see "
            "section 5” that stays as it was then leads to another subject, and says something that nobody meant: a "
            "right may seem to depend on the wrong condition.\n\n"
            "To put it right, write the number that the section has now. Written as a link, [section 6](#your-rights), "
            "its address stays right whatever the numbers do, though the number in its words is yours to keep."
        ),
        source="GDPR Art 12(1) (concise, transparent, intelligible and easily accessible form)",
        check=_moved_numbers,
    ),
)
