"""The pages of sections through time, as jobs: what each shows, and which of its parts an earlier build left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from site_gen.build.keys import digest
from site_gen.build.names import name_of
from site_gen.history.sections import Thread
from site_gen.model.version import Version
from site_gen.publish.views.policy import PolicyHead
from site_gen.text.outline import Heading

if TYPE_CHECKING:
    from site_gen.build.plan import PolicySite
    from site_gen.build.texts import KnownTexts

MOST_SHOWN = 60
"""Changes of a section that its page shows; to older ones it links."""
_PLAIN = re.compile(r"[\w-]{1,60}")


class Wording(Struct, frozen=True, kw_only=True):
    """One wording of a section."""

    version: Version
    """That brought it."""
    number: int
    """Of its heading in that version's text, from 0."""
    before: tuple[str, int] | None
    """The text that had the section last, and its heading there, which this wording is compared with; None if none."""
    gone_with: Version | None
    """The version that no longer had the section."""

    @property
    def place(self) -> str:
        """Name where the words stand."""
        return f"{self.version.text_oid}:{self.number}"

    @property
    def place_before(self) -> str:
        """Name where the words stand that it is compared with; empty where there are none."""
        return "{}:{}".format(*self.before) if self.before else ""


class SectionJob(Struct, frozen=True, kw_only=True, dict=True):
    """`sections/<section>/`: every wording of one section."""

    head: PolicyHead
    anchor: str
    heading: Heading
    wordings: tuple[Wording, ...]
    """Oldest first; none where the section was in withdrawn versions alone."""

    @property
    def chain(self) -> None:
        """The page needs no other section's anchors."""
        return

    @property
    def folder(self) -> str:
        """The section's folder, below the policy's."""
        return section_folder(self.anchor)

    @property
    def paths(self) -> tuple[str, ...]:
        """The file that the job writes."""
        return (f"{self.head.slug}/{self.folder}index.html",)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Name the change that brought each wording, the same in every history of that language: what a cache keeps."""
        pairs = ((wording.place_before, wording.place) for wording in self.wordings)
        return tuple(digest("change", self.head.words.language, *pair) for pair in pairs)

    @cached_property
    def ages(self) -> tuple[str, ...]:
        """Name, for each wording, since when each of its sentences stands."""
        found = [""]
        for wording in self.wordings:
            found.append(digest("ages", found[-1], wording.version.version_id, wording.place))
        return tuple(found[1:])

    @property
    def oids(self) -> tuple[str, ...]:
        """No text is needed before it is known which parts are missing; `missing_oids` says."""
        return ()

    def missing_parts(self, known: Mapping[str, str]) -> list[int]:
        """Return the numbers of the wordings whose change the page shows and nobody knows."""
        shown = range(max(0, len(self.parts) - MOST_SHOWN), len(self.parts))
        return [number for number in shown if self.parts[number] not in known]

    def missing_ages(self, known: Mapping[str, str]) -> range:
        """Return the numbers of the wordings whose sentences' ages are not known; none where the section is gone."""
        last = len(self.ages)
        if not last or self.wordings[-1].gone_with:
            return range(0)
        first = next((number + 1 for number in reversed(range(last)) if self.ages[number] in known), 0)
        return range(first, last)

    def missing_oids(self, known: Mapping[str, str]) -> Iterator[str]:
        """Yield the texts without which what nobody knows cannot be made."""
        unmade = [self.wordings[number] for number in self.missing_parts(known)]
        unaged = [self.wordings[number] for number in self.missing_ages(known)]
        own = (each.version.text_oid for each in (*unmade, *unaged))
        yield from {*own, *(each.before[0] for each in unmade if each.before)}

    def key(self, program: str) -> str:
        """Name everything that the file is made from."""
        shown = (
            _describe_version(version) for wording in self.wordings for version in (wording.version, wording.gone_with)
        )
        places = (wording.place for wording in self.wordings)
        made_from = *shown, *places, *self.parts
        return digest(program, "section", name_of(self.head), self.anchor, name_of(self.heading), *made_from)


class SectionIndexJob(Struct, frozen=True, kw_only=True):
    """`sections/`: every section that the policy has or had."""

    head: PolicyHead
    jobs: tuple[SectionJob, ...]
    """Those of the newest text first, in its order; then those that are gone."""

    @property
    def path(self) -> str:
        """The file that the job writes."""
        return index_path(self.head)


def section_folder(anchor: str) -> str:
    """Return where a section's page lies, below the policy's folder; an anchor that makes no file name is hashed."""
    is_plain = _PLAIN.fullmatch(anchor) and anchor == anchor.lower()
    return f"sections/{anchor if is_plain else digest(anchor)[:12]}/"


def index_path(head: PolicyHead) -> str:
    """Return the path of the list of a policy's sections."""
    return f"{head.slug}/sections/index.html"


def sections_key(site: PolicySite, program: str) -> str:
    """Name everything that the pages of a policy's sections are made from."""
    versions = site.history.versions
    chain = site.chains[versions[-1].version_id]
    return digest(program, "sections", name_of(site.head), chain, *map(_describe_version, versions))


def section_jobs(site: PolicySite, texts: KnownTexts) -> tuple[SectionJob, ...]:
    """Return the pages of a policy's sections: those of the newest text in its order, then those that are gone."""
    versions = site.history.versions
    threads = texts.threads(site.history, site.chains)
    by_id = {version.version_id: version for version in versions}
    outline = texts.sections(site.chains[versions[-1].version_id])
    order = dict.fromkeys([*(section.anchor for section in outline), *threads])
    return tuple(_job(site.head, anchor, threads[anchor], by_id) for anchor in order if anchor in threads)


def _job(head: PolicyHead, anchor: str, thread: Thread, by_id: Mapping[str, Version]) -> SectionJob:
    wordings = tuple(
        Wording(
            version=by_id[step.version_id],
            number=step.number,
            before=(by_id[step.before.version_id].text_oid, step.before.number) if step.before else None,
            gone_with=by_id.get(step.gone_id),
        )
        for step in thread.steps
    )
    return SectionJob(head=head, anchor=anchor, heading=thread.heading, wordings=wordings)


def _describe_version(version: Version | None) -> str:
    """Write down what such a page says of a version."""
    if version is None:
        return ""
    days = version.version_id, version.published_on.isoformat(), version.effective_on.isoformat()
    withdrawn = version.withdrawn.withdrawn_on.isoformat() if version.withdrawn else ""
    return "\0".join((*days, version.change_class.value, withdrawn, version.predecessor_id or ""))
