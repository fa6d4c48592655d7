"""The policies as they are published, read again from time to time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from notify.errors import ConfigError, ManifestError
from notify.gate.decision import Course, course_of
from notify.published.manifest import read_manifest


class Policies:
    """What the gate knows of each policy; what cannot be read again stays as it was."""

    def __init__(self, locations: Sequence[str]) -> None:
        self._found = {location: course_of(read_manifest(location)) for location in locations}
        self.courses: tuple[Course, ...] = tuple(self._found.values())
        _refuse_twins(self.courses)

    def renew(self) -> None:
        """Read all manifests again.

        Raises ManifestError for the first that cannot be read, after the others were.
        """
        failed: ManifestError | None = None
        for location in self._found:
            try:
                self._found[location] = course_of(read_manifest(location))
            except ManifestError as error:
                failed = failed or error
        self.courses = tuple(self._found.values())
        if failed:
            raise failed

    def course(self, slug: str) -> Course | None:
        """Find a policy."""
        return next((course for course in self.courses if course.slug == slug), None)


def _refuse_twins(courses: Sequence[Course]) -> None:
    for slug, number in Counter(course.slug for course in courses).items():
        if number > 1:
            raise ConfigError(f"--manifest: {number} of them are of the policy {slug!r}; give each policy once")
