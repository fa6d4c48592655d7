"""Each section of a policy through time: with which versions its words changed, and when it went and came back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from site_gen.text.outline import Heading, Section

Threads = dict[str, "Thread"]
"""By the section's anchor, which it keeps through renumbering, renaming and moves."""


class Place(NamedTuple):
    """Where a section stands in a version."""

    version_id: str
    number: int
    """Of its heading among that version's headings, from 0."""


class Step(Struct):
    """One wording of a section."""

    version_id: str
    """The version that brought it."""
    number: int
    """Of its heading among that version's headings, from 0."""
    before: Place | None
    """Where the section stood in the last version that had it; None for its first wording."""
    gone_id: str = ""
    """The version that no longer has the section; empty where another wording followed, or none did."""


class Thread(Struct):
    """One section, as far as it was followed."""

    heading: Heading
    """As the last version that has it writes it; without words where none but a withdrawn one ever had it."""
    wording: str = ""
    """Of the version read last, as `text.wordings` names it; empty where that one lacks the section."""
    place: Place | None = None
    """In the last version that has it: it may have been renumbered or moved since its words last changed."""
    steps: list[Step] = field(default_factory=list)
    """Oldest first; none where the section was in withdrawn versions alone."""


def pass_over(threads: Threads, outline: Iterable[Section]) -> None:
    """Take in a version whose text was withdrawn: nothing of it is shown, but its sections keep their addresses."""
    for section in outline:
        threads.setdefault(section.anchor, Thread(Heading(section.heading.level, "", "")))


def follow(threads: Threads, version_id: str, outline: Sequence[Section], wordings: Sequence[str]) -> None:
    """Take the next version in; `wordings` are those of its sections, in their order."""
    gone = {anchor for anchor, thread in threads.items() if thread.wording}
    for number, (section, wording) in enumerate(zip(outline, wordings, strict=True)):
        thread = threads.setdefault(section.anchor, Thread(section.heading))
        thread.heading = section.heading
        gone.discard(section.anchor)
        if thread.wording != wording:
            thread.steps.append(Step(version_id, number, thread.place))
            thread.wording = wording
        thread.place = Place(version_id, number)
    for anchor in gone:
        threads[anchor].wording = ""
        threads[anchor].steps[-1].gone_id = version_id


def dump(threads: Threads) -> str:
    """Write threads for a cache."""
    rows = [
        [anchor, [heading.level, heading.number, heading.title, heading.explicit_id], thread.wording,
         thread.place, [[step.version_id, step.number, step.before, step.gone_id] for step in thread.steps]]
        for anchor, thread in threads.items()
        for heading in [thread.heading]
    ]  # fmt: skip
    return json.dumps(rows)


def load(text: str) -> Threads:
    """Read `dump` back."""
    return {
        anchor: Thread(Heading(*heading), wording, _place(place), [_step(*step) for step in steps])
        for anchor, heading, wording, place, steps in json.loads(text)
    }


def _step(version_id: str, number: int, before: tuple[str, int] | None, gone_id: str) -> Step:
    return Step(version_id, number, _place(before), gone_id)


def _place(kept: tuple[str, int] | None) -> Place | None:
    return Place(*kept) if kept else None
