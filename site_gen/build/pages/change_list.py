"""The list of changes that a redline's page opens with: section by section, each change on one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from site_gen.catalogue import Words
from site_gen.publish.views.redline import ChangedSection, ChangeLine
from site_gen.redline import Redline
from site_gen.redline.digest.glimpses import Glimpse, glimpses
from site_gen.redline.digest.section_changes import SectionChange, titles_above
from site_gen.redline.digest.summary import Summary
from site_gen.render.html.glimpse import glimpse_html
from site_gen.text.outline import Section

SHOWN = 3
"""Changes of one section that the list shows; the others are in the text."""


def changed_sections(
    redline: Redline, summary: Summary, outline: Sequence[Section], words: Words, *, lines: bool = True
) -> tuple[ChangedSection, ...]:
    """Return the rows of a redline's list of changes.

    `outline` is the newer text's, and `lines` says whether any page shows the changes themselves.
    """
    found = glimpses(redline, summary.sections) if lines else [()] * len(summary.sections)
    seen = zip(summary.sections, titles_above(redline, summary.sections), found, strict=True)
    return tuple(_changed_sections(seen, outline, words))


def _changed_sections(
    seen: Iterable[tuple[SectionChange, tuple[str, ...], tuple[Glimpse, ...]]], outline: Sequence[Section], words: Words
) -> Iterator[ChangedSection]:
    named: set[tuple[str, ...]] = set()
    for section, titles, found in seen:
        above = [titles[: depth + 1] for depth in range(len(titles))]
        yield ChangedSection(
            title=section.title,
            anchor=outline[section.heading].anchor if section.heading is not None else None,
            first_change=f"c{section.first_change}",
            words_inserted=section.counts.words_inserted,
            words_deleted=section.counts.words_deleted,
            notes=section.notes,
            level=len(above),
            below=tuple(path[-1] for path in above if path not in named),
            lines=tuple(ChangeLine(f"c{each.change}", glimpse_html(each, words)) for each in found[:SHOWN]),
            further=len(found[SHOWN:]),
            renumbered=section.renumbered,
        )
        named.update(above, [(*titles, section.title)])
