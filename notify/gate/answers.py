"""What the gate answers to each account, as it goes over the wire.

Most accounts stand where many others do. So an answer is kept by all that it is made from, which is the policies, the
day, where the account started and what it did since: it cannot be older than those.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from notify.gate.decision import Course, Owed, Standing, Start, decide, refused_of, standing_of
from notify.gate.policies import Policies
from notify.model.gate import Act

MOST_KEPT = 4_096

Acts = tuple[tuple[str, ...], ...]
"""The fields of each `Act`."""
Days = tuple[date, ...]
"""By policy: which day it is there."""
Places = tuple[int, ...]
"""By policy: where an account started."""


@dataclass(slots=True)
class Answers:
    """Makes answers, and keeps those of the day."""

    policies: Policies
    _made_from: tuple[tuple[Course, ...], Days] = ((), ())
    _kept: dict[tuple[Places, Acts], bytes] = field(default_factory=dict)

    def answer(self, start: Start, acts: Acts, moment: datetime) -> bytes:
        """Say what an account is owed, and how it stands with each policy."""
        courses = self.policies.courses
        days = tuple([moment.astimezone(ZoneInfo(course.time_zone)).date() for course in courses])
        if self._made_from[0] is not courses or self._made_from[1] != days or len(self._kept) >= MOST_KEPT:
            self._made_from, self._kept = (courses, days), {}
        key = tuple([start.place_in(course) for course in courses]), acts
        found = self._kept.get(key)
        if found is None:
            body = _make(courses, days, start, [Act(*act) for act in acts])
            found = self._kept[key] = json.dumps(body, separators=(",", ":")).encode()
        return found


def _make(courses: Sequence[Course], days: Days, start: Start, acts: Sequence[Act]) -> dict[str, Any]:
    standings = [standing_of(course, start, acts, day) for course, day in zip(courses, days, strict=True)]
    return {
        "owed": _owed_rows(map(decide, courses, standings, days)),
        "refused": _owed_rows(map(refused_of, courses, standings, days)),
        "policies": [*map(_standing, courses, standings)],
    }


def _owed_rows(found: Iterable[Iterable[Owed]]) -> list[dict[str, Any]]:
    by_day = sorted(chain.from_iterable(found), key=lambda each: (each.change.effective_on, each.slug))
    return [_owed_row(each) for each in by_day]


def _owed_row(owed: Owed) -> dict[str, Any]:
    change = owed.change
    return {
        "slug": owed.slug,
        "version_id": change.version_id,
        "text_sha256": change.text_sha256,
        "texts": dict(change.texts),
        "show_as": owed.show_as.value,
        "effective_on": change.effective_on.isoformat(),
    }


def _standing(course: Course, standing: Standing) -> dict[str, str | None]:
    return {"slug": course.slug, "agreed_id": standing.agreed_id, "refused_id": standing.refused_id}
