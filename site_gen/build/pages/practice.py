"""What readers are told of a changed practice: on the page of the change, and in the extract that letters quote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from site_gen.build.jobs import RedlineJob
from site_gen.canonical import Json
from site_gen.model.note import ChangeClass, Practice
from site_gen.model.version import Version
from site_gen.publish.views.redline import PracticeView
from site_gen.redline import Redline
from site_gen.redline.digest.summary import Summary
from site_gen.text.outline import Section

if TYPE_CHECKING:
    from site_gen.signals.glance import Glance
    from site_gen.signals.practice import PracticePassage

_MOST_PUBLISHED = 40
"""Passages in an extract; a rewrite may have hundreds."""


def passages_of(job: RedlineJob, redline: Redline) -> tuple[PracticePassage, ...]:
    """Return what changed in practice: a program's reading, told only beside what legal declared.

    Nothing where legal says that it means the same as before, and nothing where nobody has said anything: an old
    history of undeclared versions would take half as long again to build for a reading that nobody answers for.
    """
    noted = [each.as_published if each.withdrawn else each for each in job.noted]
    if job.withdrawn or not (job.consecutive or job.replaces) or not _may_change_practice(noted):
        return ()
    from site_gen.signals.judge import signals  # noqa: PLC0415  as much to load as all that writes a page
    from site_gen.signals.practice import practice_passages  # noqa: PLC0415  as above

    answers = [answer for version in noted if version.note for answer in version.note.answers]
    denied = {each.question for each in answers} - {each.question for each in answers if each.yes}
    # A text need not say its language: what policy.toml declared then is what the check read it in.
    if not redline.new.language:
        redline = replace(redline, new=replace(redline.new, language=job.read_in))
    return practice_passages(redline, signals(redline), denied)


def practice_views(passages: Sequence[PracticePassage], summary: Summary) -> tuple[PracticeView, ...]:
    """Return the rows of the page, each with the place in the redline to which it leads."""
    changes = {_one_line(each.title): f"c{each.first_change}" for each in reversed(summary.sections)}
    return tuple(
        PracticeView(
            subjects=each.subjects,
            before=each.before,
            after=each.after,
            section=each.section,
            change=changes.get(each.section),
        )
        for each in passages
    )


def published_practice(
    job: RedlineJob, summary: Summary, sections: Sequence[Section], passages: Sequence[PracticePassage]
) -> dict[str, Json]:
    """Return the extract's field of passages; nothing where a change note keeps them out of the letters.

    The notes are those that came with the versions: an extract does not change once it is published, so one that
    explains a version later adds the passages to the page alone.
    """
    noted = [each.as_published for each in job.noted]
    is_kept_out = any(each.note and not each.note.email_table for each in noted)
    if not passages or is_kept_out or not _may_change_practice(noted):
        return {}
    anchors: dict[str, Json] = {
        _one_line(each.title): sections[each.heading].anchor
        for each in reversed(summary.sections)
        if each.heading is not None
    }
    published: list[Json] = [
        {
            "subjects": list(each.subjects),
            "before": each.before,
            "after": each.after,
            "section": each.section,
            "anchor": anchors.get(each.section),
            "short": [_fields(glance) for glance in each.short],
        }
        for each in passages[:_MOST_PUBLISHED]
    ]
    return {"practice": published}


def _fields(glance: Glance) -> Json:
    return {
        "subject": glance.subject,
        "row": glance.row,
        "column": glance.column,
        "before": glance.before,
        "after": glance.after,
    }


def _may_change_practice(versions: Sequence[Version]) -> bool:
    """Whether legal declared each of the versions, and said of one at least more than that it is worded anew."""
    if any(each.change_class is ChangeClass.UNDECLARED for each in versions):
        return False
    notes = [each.note for each in versions if each.note and each.change_class is not ChangeClass.EDITORIAL]
    return any(note.practice is not Practice.WORDING for note in notes)


def _one_line(title: str) -> str:
    return " ".join(title.split())
