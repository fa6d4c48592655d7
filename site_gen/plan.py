"""Which pages a site has, and what each is made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from site_gen.cache import TextFacts
from site_gen.jobs import CurrentJob, Job, RedlineJob, TextJob
from site_gen.model import History, Organisation, Standing, Version
from site_gen.options import Redlines
from site_gen.terms import Terms
from site_gen.timeline import Place, places
from site_gen.views import PolicyHead

ALL_AGAINST_NEWEST = 600
"""Versions up to which every one gets a redline against the newest; each new version makes all of them anew."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One policy's history as it stands on the day of the build, with what the pages need of its texts."""

    history: History
    facts: Mapping[str, TextFacts]
    chains: Mapping[str, str]
    """By version id, the name of the sections that follow from its text and all before it."""
    source_commit: str
    organisation: Organisation
    today: date
    redlines: Redlines
    terms: Mapping[str, Terms] = field(default_factory=dict)
    """What each version that may owe a notice is held to, by its id."""

    @property
    def slug(self) -> str:
        """The policy's folder."""
        return self.history.policy.slug

    @cached_property
    def head(self) -> PolicyHead:
        """What every page says about the policy; its title is the newest text's."""
        newest = self.history.versions[-1]
        return PolicyHead(
            slug=self.slug,
            title=self.facts[newest.text_oid].title or self.slug,
            language=self.history.policy.language,
            organisation=self.organisation.name,
            contact_email=self.organisation.contact_email,
            redlined=self.redlines is not Redlines.NONE,
        )

    def until(self, version: Version) -> Sequence[Version]:
        """Return the versions up to and with this one."""
        return self.history.versions[: self._positions[version.version_id] + 1]

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {version.version_id: position for position, version in enumerate(self.history.versions)}

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each version stands today, by its id."""
        return places(self.history, self.today)

    @cached_property
    def in_force(self) -> Version | None:
        """The version that applies today."""
        return next((version for version in self.history.versions if self._stands(version, Standing.IN_FORCE)), None)

    @cached_property
    def upcoming(self) -> tuple[Version, ...]:
        """The versions that will apply, soonest first."""
        found = (version for version in self.history.versions if self._stands(version, Standing.UPCOMING))
        return tuple(sorted(found, key=lambda version: version.effective_on))

    @cached_property
    def withdrawn_on(self) -> date | None:
        """The day on which the policy was taken down, where nothing came after."""
        last = self.history.withdrawals[-1] if self.history.withdrawals else None
        return last.withdrawn_on if last and last.restored_on is None else None

    @property
    def compares_with_newest(self) -> bool:
        """Whether every version has a redline against the newest."""
        return self.redlines is Redlines.ALL and 2 < len(self.history.versions) <= ALL_AGAINST_NEWEST

    def jobs(self) -> Iterator[Job]:
        """Yield the costly pages, version by version, so that neighbours stay together."""
        versions = self.history.versions
        for number in range(len(versions)):
            yield self._text_job(versions[number])
            if number and self.redlines is not Redlines.NONE:
                yield self._redline_job(number - 1, number)
        yield self._current_job()
        if self.compares_with_newest:
            yield from (self._redline_job(number, len(versions) - 1) for number in range(len(versions) - 2))

    def _stands(self, version: Version, standing: Standing) -> bool:
        return self.places[version.version_id].standing is standing

    def _text_job(self, version: Version) -> TextJob:
        return TextJob(
            head=self.head,
            version=version,
            place=self.places[version.version_id],
            today=self.today if self._stands(version, Standing.UPCOMING) else None,
            chain=self.chains[version.version_id],
        )

    def _current_job(self) -> CurrentJob:
        return CurrentJob(
            head=self.head,
            text=self._text_job(self.in_force) if self.in_force else None,
            upcoming=self.upcoming,
            withdrawn_on=self.withdrawn_on,
            today=self.today if self.upcoming else None,
        )

    def _redline_job(self, older: int, newer: int) -> RedlineJob:
        versions = self.history.versions
        return RedlineJob(
            head=self.head,
            older=versions[older],
            newer=versions[newer],
            noted=tuple(reversed(versions[older + 1 : newer + 1])),
            chain=self.chains[versions[newer].version_id],
            shas=(self.facts[versions[older].text_oid].sha256, self.facts[versions[newer].text_oid].sha256),
        )
