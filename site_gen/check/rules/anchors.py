"""Rules about anchors: every link to a section finds it, now and after the change."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial

from site_gen.check.case import Case, Surroundings, Text
from site_gen.check.rule import CaseRule, Fault, Severity, TextRule
from site_gen.check.rules.places import fault, quote
from site_gen.check.rules.targets import Target, line_of_target, targets
from site_gen.text.outline import Section, aliases, slug

_ALIKE = 0.6
_TOP = "top"
"""Every browser knows this one."""


def _broken_links(text: Text, around: Surroundings) -> Iterator[Fault]:
    own = _anchors(around.page or text)
    for target in targets(text):
        if not target.fragment or target.scheme or target.href.startswith("/"):
            continue
        if not target.path:
            where, known = "this policy", own
        else:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(text.path), target.path))
            sections = around.other_outlines.get(path)
            if sections is None:
                continue  # no policy of ours: whether the file is there is another rule's question
            where, known = path, frozenset(section.anchor for section in sections)
        if target.fragment not in known and (target.path or target.fragment != _TOP):
            message = f"the link {target.describe()} leads to no section of {where}: {_next_step(target, known)}"
            yield fault(text, line_of_target(text, target), message, target.href)


@lru_cache(maxsize=4)
def _anchors(text: Text) -> frozenset[str]:
    """Return every anchor of a text's page: of sections, the other names of sections, and of footnotes."""
    others = (name for names in aliases(text.document, text.outline).values() for name in names)
    notes = (
        f"fn{leaf.path[1].number}"
        for leaf in text.document.leaves
        if len(leaf.path) > 1 and leaf.path[0].kind == "footnotes"
    )
    declared = (name for leaf in text.document.leaves for name in leaf.anchors)
    return frozenset((*(section.anchor for section in text.outline), *others, *notes, *declared))


def _next_step(target: Target, known: frozenset[str]) -> str:
    near = _nearest(target.fragment, known)
    declare = f"write {{#{target.fragment}}} after the heading that is meant"
    return f"write #{near}, or {declare}" if near else declare


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return the anchor that shares the most words with a name; empty where none is much like it."""
    words = set(slug(name).split("-"))
    alike, near = max(
        ((_likeness(words, set(anchor.split("-"))), anchor) for anchor in sorted(known)), default=(0.0, "")
    )
    return near if alike > _ALIKE else ""


def _likeness(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _duplicate(text: Text, _: Surroundings) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for number, leaf in enumerate(text.document.leaves):
        if not leaf.explicit_id:
            continue
        if leaf.explicit_id in first:
            other = text.line_of(first[leaf.explicit_id])
            message = (
                f"{{#{leaf.explicit_id}}} already names what is on line {other}, so that every link leads there; "
                "give one of the two another name"
            )
            yield fault(text, text.line_of(number), message, leaf.explicit_id)
        first.setdefault(leaf.explicit_id, number)


def _misplaced_anchors(text: Text, _: Surroundings) -> Iterator[Fault]:
    for number, leaf in enumerate(text.document.leaves):
        if leaf.explicit_id and not leaf.is_heading:
            message = (
                f"{{#{leaf.explicit_id}}} comes after {quote(leaf.source)}, which is not a heading, and names "
                "nothing; write it after the heading above"
            )
            yield fault(text, text.line_of(number), message, leaf.explicit_id)


def _lost_anchors(case: Case, *, declared: bool) -> Iterator[Fault]:
    if case.before is None or case.after is None:
        return
    here = {section.anchor for section in case.after.outline}
    for section in case.before.outline:
        if section.anchor in here or (section.heading.explicit_id == section.anchor) is not declared:
            continue
        same = next((new for new in case.after.outline if new.heading.title == section.heading.title), None)
        message = (
            f"the section {quote(section.heading.title)} could be linked to as #{section.anchor}, and nothing has "
            f"that name any more; write {{#{section.anchor}}} after the heading that covers it now"
        )
        yield fault(case.after, _line_of_section(case.after, same) if same else None, message, section.anchor)


def _line_of_section(text: Text, wanted: Section) -> int | None:
    numbers = [number for number, leaf in enumerate(text.document.leaves) if leaf.is_heading]
    return text.line_of(numbers[text.outline.index(wanted)]) if len(numbers) == len(text.outline) else None


RULES = (
    TextRule(
        code="anchor-broken",
        title="Every link to a section leads to one.",
        explanation=(
            "A link such as [section 4](#your-rights) is how readers get from a promise to what it means. Where "
            "no section has that name, the link does nothing, and the reader does not learn that something is "
            "missing.\n\n"
            "Every heading has a name: its words in lower case, joined by hyphens. To give it one that stays, "
            "write it after the heading: `## Your rights {#your-rights}`. To put a link right, write the name "
            "that the message offers, or give the heading the name that the link asks for."
        ),
        source="GDPR Art 12(1) (easily accessible form); WP260 rev.01 para 35-37 (layered notices), not verified",
        check=_broken_links,
    ),
    TextRule(
        code="anchor-duplicate",
        title="Every declared anchor is declared once.",
        explanation=(
            "If two headings declare the same name in {#...}, every link to it leads to the first of them. A "
            "notice that quotes the second would send its readers to the wrong section.\n\n"
            "To put it right, give one of the two another name. Keep the old one at the section to which "
            "published links already lead."
        ),
        source="HTML, section 3.2.6 (an id is unique in its document)",
        check=_duplicate,
    ),
    TextRule(
        code="anchor-misplaced",
        severity=Severity.WARNING,
        title="An anchor follows a heading.",
        explanation=(
            "Only headings can be named with {#...}. Behind a paragraph, an item or a cell it is taken off the "
            "text but names nothing, and links to it lead nowhere.\n\n"
            "To put it right, write it after the heading of the section: `## Your rights {#your-rights}`."
        ),
        check=_misplaced_anchors,
    ),
)

CASE_RULES = (
    CaseRule(
        code="anchor-vanished",
        title="An anchor that the published text declares stays.",
        explanation=(
            "A name in {#...} after a heading is a promise that links to it will work: notices that were sent, "
            "other policies, contracts and authorities may point there. If the name goes, those links open the "
            "page at its top, and nobody is told.\n\n"
            "To put it right, write the name after the heading under which the subject now is. A section "
            "that is deleted on purpose leaves its name to the section that says what applies instead."
        ),
        source="Colorado 4 CCR 904-3 Rule 6.04, examples (a notice that links straight to the section)",
        check=partial(_lost_anchors, declared=True),
    ),
    CaseRule(
        code="anchor-lost",
        severity=Severity.WARNING,
        title="A section that others may link to keeps its name.",
        explanation=(
            "Every published section can be linked to by the words of its heading. A section that is only "
            "reworded or renumbered keeps its name by itself; one whose heading is replaced or deleted loses it, "
            "and links from outside open the page at its top.\n\n"
            "Where the subject is still in the policy, write the old name after its heading in {#...}. Where it "
            "is gone for good, there is nothing to do."
        ),
        check=partial(_lost_anchors, declared=False),
    ),
)
