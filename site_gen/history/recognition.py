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
    for each in published:
        if each.commit in here:
            continue
        alike = [n for n, step in enumerate(left) if sha256(step.revision.text_oid or "") == each.text_sha256]
        dated = [n for n, step in enumerate(left) if step.day == each.published_on]
        position = next(iter([*[n for n in dated if n in alike], *alike, *dated]), None)
        if position is not None:
            found[left[position].revision.commit] = each
            left = left[position + 1 :]
    return found
