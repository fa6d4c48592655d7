"""What the postponing notes of a change would do, were it published today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from site_gen.check.case import Case
from site_gen.declared.drafts import PostponingDraft
from site_gen.history.obligations import earliest_effective_on
from site_gen.history.postponement import Objection, postpone, postponement_objection
from site_gen.model.note import PostponingNote
from site_gen.model.version import Version


class JudgedPostponement(Struct, frozen=True):
    """One postponing note, against the versions as the notes before it in the same change leave them."""

    draft: PostponingDraft
    objection: Objection | None
    before: Sequence[Version]
    after: Sequence[Version]

    @property
    def moved(self) -> Iterator[tuple[Version, Version]]:
        """The versions that get another day, before and after."""
        return ((old, new) for old, new in zip(self.before, self.after, strict=True) if old != new)


def judge_postponements(case: Case) -> Iterator[JudgedPostponement]:
    """Yield what each postponing note of the change would do, were it published today."""
    versions: Sequence[Version] = case.history.versions if case.history else ()
    for draft in case.postponements:
        found = postponement_objection(draft.note, case.today, versions)
        after = versions if found else postpone(draft.note, case.today, "", versions)
        yield JudgedPostponement(draft, found, versions, after)
        versions = after


def earliest_day(case: Case, version: Version) -> date:
    """Return the first day on which a version may take effect if its notices go out today."""
    terms = case.terms.get(version.version_id)
    if terms is None or version.predecessor_id is None:
        return case.today
    return earliest_effective_on(version.change_class, case.today, terms.promise, terms.rules)


def refuse_note(case: Case, note: PostponingNote) -> str:
    """Say why a note that is still to be written would postpone nothing; nothing where it would."""
    found = postponement_objection(note, case.today, case.history.versions if case.history else ())
    return found.words if found else ""
