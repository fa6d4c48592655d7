"""How a policy that changes goes with the same policy in other languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from site_gen.check.case import Languages, NoteFile
from site_gen.check.proposal.both_sides import BothSides
from site_gen.check.proposal.sides import Published
from site_gen.declared.drafts import Draft
from site_gen.history.lineage import Trail
from site_gen.model.note import ChangeClass


def read_languages(both: BothSides, brought: Sequence[NoteFile], *, is_version: bool) -> Languages:
    """Compare a policy's changes with those of its translations, given the change's new notes."""
    return Languages(
        unchanged=both.unchanged_siblings,
        others_change=both.siblings_change,
        is_catching_up=is_version and _is_catching_up(both),
        awaited=_text_awaited(both, brought),
        is_leading=_is_leading(both),
    )


def _is_catching_up(both: BothSides) -> bool:
    """Whether each other language has had more changes alone than this one; its own slips of the pen aside."""
    if both.published is None:
        return False
    own = both.published
    others = [each for each in map(both.before.read_published, both.unchanged_siblings) if each]
    return bool(others) and all(len(_ahead(each, own)) > len(_ahead(own, each)) for each in others)


def _ahead(published: Published, other: Published) -> frozenset[date]:
    """Return the days on which one text changed and the other did not, while there were both of them."""
    both_since = max(each.history.versions[0].published_on for each in (published, other))
    return frozenset(day for day in _changed_on(published) - _changed_on(other) if day > both_since)


def _changed_on(published: Published) -> frozenset[date]:
    """Return the days on which a text changed in more than its spelling, after its first version."""
    changes = published.history.versions[1:]
    return frozenset(each.published_on for each in changes if each.change_class is not ChangeClass.EDITORIAL)


def _text_awaited(both: BothSides, brought: Sequence[NoteFile]) -> tuple[date, str] | None:
    """Return the last day on which another language gets a text that this one has not followed, and its path."""
    own = both.published.history.versions[-1].effective_on if both.published else date.min
    read = ((both.before.read_published(other), other.path) for other in both.unchanged_siblings)
    days = [(each.history.versions[-1].effective_on, path) for each, path in read if each]
    drafts = (each.draft for each in brought if isinstance(each.draft, Draft))
    notes = (each.note for each in drafts if not each.note.speaks_for(both.policy.language))
    days += [(note.effective_on, note.path) for note in notes if note.effective_on]
    return max((each for each in days if each[0] > own), default=None)


def _is_leading(both: BothSides) -> bool:
    """Whether the policy is first listed, or was first published, in this language; a plain name wins a tie."""
    configuration = both.before.configuration
    own = [each for each in configuration.policies if Trail.of(each).shared_slug == both.trail.shared_slug]
    if configuration.is_listed and own and own[0].path == both.old_path:
        return True
    published = [(both.before.read_published(each), each.path) for each in own]
    first = [(each.history.versions[0].published_on, len(path), path) for each, path in published if each]
    return bool(first) and min(first)[2] == both.old_path
