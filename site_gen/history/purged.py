"""Keep the places of published texts that a purge took out of git, each with its whole commit. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from site_gen.history.steps import Step
from site_gen.model.version import Announcement


def keep_places(
    steps: Sequence[Step],
    published: Sequence[Announcement],
    known: Mapping[str, Announcement],
    taken_down: Mapping[str, str],
    sha256: Callable[[str], str],
) -> tuple[tuple[Step, ...], Mapping[str, Announcement]]:
    """Return the steps, with one in each place that is to be kept, and by commit what is published of each.

    Kept is the place of a version that a note takes down, since nobody is shown its text anyway, and of a version right
    behind it that brought back the text before it: with nothing in between, git sees no change there. Where the newest
    version is taken down, the commit that does so publishes the text that git now holds in its place.

    `taken_down` gives, by a version's id, the commit that takes it down. `published` is oldest first; `known` is what
    is published of the steps that are there; `sha256` is a text's, by its object id. Any other version that is gone
    stays gone, and the guard refuses the build.
    """
    line = _Line([_as_published(step, known, taken_down, sha256) for step in steps], dict(known))
    commits = {each.commit: commit for commit, each in known.items()}
    is_behind = False
    for each in published if len(known) < len(published) else ():
        before = line.last_text()
        if each.commit in commits:
            line.go_behind(commits[each.commit])
            is_behind = False
        elif each.version_id in taken_down:
            line.keep(each, line.any_text(), shown=each.text_sha256)  # which no text has
            is_behind = True
        elif is_behind and before and sha256(before.revision.text_oid or "") == each.text_sha256:
            line.keep(each, before, shown=before.shown)
    newest = next((each for each in line.steps[::-1] if each.is_version), None)
    if newest and newest.stands_in:
        line.show_behind(newest, taken_down[line.told[newest.revision.commit].version_id])
    return tuple(line.steps), line.told


def _as_published(
    step: Step, known: Mapping[str, Announcement], taken_down: Mapping[str, str], sha256: Callable[[str], str]
) -> Step:
    """Return a step as what is published of it says: a version is one, and a text that a purge changed stands in."""
    told, text = known.get(step.revision.commit), step.revision.text_oid
    if told is None or text is None:
        return step
    if sha256(text) == told.text_sha256:
        return replace(step, is_version=True)
    if told.version_id in taken_down:
        return replace(step, shown=told.text_sha256, stands_in=True)
    return step


class _Line(Struct):
    """The steps, up to where the published versions have their places."""

    steps: list[Step]
    told: dict[str, Announcement]
    here: int = 0
    added: int = 0

    def go_behind(self, commit: str) -> None:
        self.here = next(n for n, step in enumerate(self.steps) if step.revision.commit == commit) + 1

    def show_behind(self, newest: Step, commit: str) -> None:
        """Let the commit that takes the newest version down publish the text that git holds in its place."""
        first = self.steps.index(newest) + 1
        place = next((n for n in range(first, len(self.steps)) if self.steps[n].revision.commit == commit), None)
        if place is not None and self.steps[place].revision.text_oid:
            self.steps[place] = replace(self.steps[place], is_version=True)

    def last_text(self) -> Step | None:
        """Return the last version up to here whose own text is there."""
        return next((each for each in self.steps[: self.here][::-1] if each.is_version and not each.stands_in), None)

    def any_text(self) -> Step:
        """Return the nearest step that has a text."""
        nearest = (*self.steps[: self.here][::-1], *self.steps[self.here :])
        return next(step for step in nearest if step.revision.text_oid)

    def keep(self, told: Announcement, text: Step, shown: str) -> None:
        """Give a version the step of its day that made none, as where only its file was taken out; else one more."""
        until = next((n for n in range(self.here, len(self.steps)) if self.steps[n].is_version), len(self.steps))
        of_its_day = (n for n in range(self.here, until) if self.steps[n].day == told.published_on)
        place = next(of_its_day, None)
        own = text.revision if place is None else self.steps[place].revision
        self.added += place is None
        # `^0` is the same commit to git, and a name that no other step has.
        commit = f"{own.commit.partition('^')[0]}{'^0' * self.added}" if place is None else own.commit
        revision = replace(
            own,
            commit=commit,
            text_oid=text.revision.text_oid,
            note_oids=() if place is None else own.note_oids,
            no_text="",
            remarks=(),
        )
        self.here = self.here if place is None else place
        self.steps[self.here : self.here + (place is not None)] = [
            Step(revision, told.published_on, is_version=True, shown=shown, stands_in=shown != text.shown)
        ]
        self.told[commit] = told
        self.here += 1
