"""Which commits made the versions that are published, also where a history went on in another repository. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from site_gen.history.steps import Step
from site_gen.model.version import Announcement


def recognize(
    steps: Sequence[Step], published: Sequence[Announcement], sha256: Callable[[str], str]
) -> Mapping[str, Announcement]:
    """Return what is published of the versions that steps made, by the commit that each has here.

    A commit that another repository gave its name is known by its text, in the order of both, and by its day where
    several hold that text, or none does: a text that was taken down may be gone from there. `published` is oldest
    first; `sha256` is a text's, by its object id.
    """
    here = {step.revision.commit for step in steps}
    found = {each.commit: each for each in published if each.commit in here}
    if len(found) == len(published):
        return found
    left = [step for step in steps if step.is_version and step.revision.commit not in found]
    wanted = [each for each in published if each.commit not in here]
    sums = [sha256(step.revision.text_oid or "") for step in left]
    places = _by_text(wanted, left, sums)
    for each, place in zip(wanted, _by_day(wanted, left, places), strict=True):
        if place is not None:
            found[left[place].revision.commit] = each
    return found


def _by_text(wanted: Sequence[Announcement], left: Sequence[Step], sums: Sequence[str]) -> list[int | None]:
    """Return, for each version, the step that holds its text behind that of the version before."""
    places: list[int | None] = []
    here = 0
    for each in wanted:
        alike = [n for n in range(here, len(left)) if sums[n] == each.text_sha256]
        of_the_day = [n for n in alike if left[n].day == each.published_on]
        place = next(iter(of_the_day + alike), None)
        places.append(place)
        here = here if place is None else place + 1
    return places


def _by_day(wanted: Sequence[Announcement], left: Sequence[Step], places: Sequence[int | None]) -> list[int | None]:
    """Give a version without a step one of its day that stands where it would, and is no other's."""
    settled = list(places)
    for number, each in enumerate(wanted):
        if settled[number] is None:
            first = max((n + 1 for n in settled[:number] if n is not None), default=0)
            behind = min((n for n in settled[number:] if n is not None), default=len(left))
            dated = (n for n in range(first, behind) if left[n].day == each.published_on)
            settled[number] = next(dated, None)
    return settled
