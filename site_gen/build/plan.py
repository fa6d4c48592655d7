"""Which pages a site has, and what each is made from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain

from msgspec import Struct, field
from msgspec.structs import replace

from site_gen.build.jobs import CurrentJob, Job, RedlineJob, TextJob
from site_gen.history.governing_terms import Terms
from site_gen.history.lineage import Trail
from site_gen.history.obligations import obligations
from site_gen.history.timeline import (
    Effect,
    Period,
    Place,
    effects,
    ever_replaced,
    periods,
    places,
    replaced_when_published,
)
from site_gen.model.facts import FactLife
from site_gen.model.history import History
from site_gen.model.note import ChangeClass
from site_gen.model.notice import NoticeGiven, OwedNotice
from site_gen.model.policy import Organisation
from site_gen.model.version import Standing, Version
from site_gen.options import Redlines
from site_gen.publish.views.policy import LaterText, PolicyHead, Translation
from site_gen.publish.views.redline import Shown
from site_gen.record.published import PublishedVersion
from site_gen.text.text_facts import TextFacts

ALL_AGAINST_NEWEST = 600
"""Most versions for which every one gets a redline against the newest; each new version renews all of them."""

ALL_PAIRS = 30
"""The first so many versions are compared each with each; later ones with those that decision 0005 names."""


class PolicySite(Struct, frozen=True, kw_only=True, dict=True):
    """One policy's history as it stands on the day of the build, with what the pages need of its texts."""

    history: History
    facts: Mapping[str, TextFacts]
    chains: Mapping[str, str]
    """By version id, the name of the texts from which its sections follow."""
    source_commit: str
    organisation: Organisation
    today: date
    redlines: Redlines
    pdf: bool
    word: bool
    terms: Mapping[str, Terms]
    """What each version that may owe a notice is held to, by its id."""
    lives: tuple[FactLife, ...] = ()
    """What its texts say, fact by fact, through time."""
    line_through: tuple[str, ...] = ()
    """The commits that lead the main line off git's first parents."""
    given: tuple[NoticeGiven, ...] = ()
    """How the notices went, of all policies."""
    translations: tuple[Translation, ...] = ()
    """The same policy in other languages."""
    overtaken_by: LaterText | None = None
    recorded: Mapping[str, PublishedVersion] = field(default_factory=dict)
    """By id, what is published of versions whose commit git has under another name since, as after a purge."""
    feed_id: str = ""
    """The id of the feed that is published, if one is."""

    @property
    def slug(self) -> str:
        """The policy's folder."""
        return self.history.policy.slug

    def text_sha256(self, version: Version) -> str:
        """Return the SHA-256 of a version's text as it was published."""
        known = self.recorded.get(version.version_id)
        return known.text_sha256 if known else self.facts[version.text_oid].sha256

    def is_purged(self, version: Version) -> bool:
        """Whether git holds another text in the place of the published one, of which nobody can tell what changed."""
        return self.text_sha256(version) != self.facts[version.text_oid].sha256

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
            site=f"{self.organisation.base_url.rstrip('/')}/" if self.organisation.base_url else "",
            redlined=self.redlines is not Redlines.NONE,
            by_section=self.follows_sections,
            paired=self.redlines is Redlines.ALL,
            printed_for=self.organisation.base_url if self.pdf else None,
            tracked_for=self.organisation.base_url if self.word else None,
            translations=self.translations,
        )

    @cached_property
    def _replaced(self) -> tuple[int | None, ...]:
        """For each version the one that it was published to replace, both by their positions."""
        return tuple(replaced_when_published(self.history.versions, each) for each in range(len(self.history.versions)))

    @cached_property
    def _corrections(self) -> Mapping[str, Version]:
        """The last version that mends a mistake of another, by the other's id."""
        return {each.note.corrects: each for each in self.history.versions if each.note and each.note.corrects}

    @cached_property
    def is_declared(self) -> bool:
        """Whether any version has a note."""
        return any(version.note for version in self.history.versions)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Which version applied on which days."""
        return periods(self.history)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each version stands today, by its id."""
        return places(self.history, self.today)

    @cached_property
    def in_force(self) -> Version | None:
        """The version that applies today."""
        return next((version for version in self.history.versions if self._stands(version, Standing.IN_FORCE)), None)

    @property
    def in_force_since(self) -> date | None:
        """The first day on which it applies; of a policy that ended and came back, of its return."""
        period = self.places[self.in_force.version_id].period if self.in_force else None
        return period.begins_on if period else None

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What begins to apply on each day, oldest first."""
        return effects(self.history)

    @property
    def upcoming(self) -> tuple[Effect, ...]:
        """What will apply, soonest first."""
        return tuple(effect for effect in self.effects if effect.effective_on > self.today)

    @cached_property
    def withdrawn_on(self) -> date | None:
        """The day on which the policy was taken down, where nothing came after."""
        return self.history.end.withdrawn_on if self.history.end else None

    @property
    def compares_with_newest(self) -> bool:
        """Whether every version has a redline against the newest."""
        return self.redlines is Redlines.ALL and len(self.history.versions) <= ALL_AGAINST_NEWEST

    @property
    def compared_with(self) -> str | None:
        """The version with which every one has a redline, by its id."""
        return self.history.versions[-1].version_id if self.compares_with_newest else None

    @property
    def follows_sections(self) -> bool:
        """Whether each section has a page of its own."""
        return self.redlines is Redlines.ALL

    def notices(self, version: Version) -> tuple[OwedNotice, ...]:
        """Return the notices that a version owes."""
        terms = self.terms.get(version.version_id)
        return obligations(version, terms.promise, terms.rules) if terms else ()

    def jobs(self, links: Mapping[str, str]) -> Iterator[Job]:
        """Yield the costly pages, version by version, so that neighbours stay together.

        `links` are those of the manifest's chain, by version id.
        """
        versions = self.history.versions
        for number in range(len(versions)):
            yield self._text_job(versions[number], links[versions[number].version_id])
            yield from (self._redline_job(older, number, shown) for older, shown in self.redlines_of(number))
        yield self._current_job()

    def redlines_of(self, newer: int) -> Iterator[tuple[int, tuple[Shown, ...]]]:
        """Yield the versions against which one has a redline, each with the pages that show it.

        The nearest come first, but of all those against the newest each brings with it the others that have its text.
        """
        if not newer or self.redlines is Redlines.NONE:
            return
        paired = self._pages_with(newer) if self.redlines is Redlines.ALL else ()
        is_newest = newer == len(self.history.versions) - 1
        since = (Shown.SINCE,) if is_newest and self.compares_with_newest else ()
        for older in self._by_text(newer) if since else sorted({newer - 1, *paired}, reverse=True):
            if older == newer - 1:
                yield older, (Shown.CHANGES, *since)
            else:
                yield older, (Shown.PAIR, *since) if older in paired else since

    def _by_text(self, newer: int) -> Iterator[int]:
        """Yield the versions before one, nearest first, and behind each those that have the same text."""
        versions = self.history.versions
        found: dict[str, list[int]] = {}
        for older in range(newer)[::-1]:
            found.setdefault(versions[older].text_oid, []).append(older)
        return chain.from_iterable(found.values())

    def _pages_with(self, newer: int) -> Collection[int]:
        """Return the versions with which one has a page of its own.

        Whatever is compared once stays compared: what counts is how many versions came before, what the version owes
        and what it ever was to replace, to which later notes only add. Only `since/` follows the newest.
        """
        if newer < ALL_PAIRS or self.notices(self.history.versions[newer]):
            return range(newer)
        return set(ever_replaced(self.history, newer))

    def _stands(self, version: Version, standing: Standing) -> bool:
        return self.places[version.version_id].standing is standing

    def _notices_of(self, version: Version) -> tuple[NoticeGiven, ...]:
        if not self.given:
            return ()
        own = (self.slug, self.history.policy.language, version.version_id, self.text_sha256(version))
        return tuple(
            each for each in self.given if (each.slug, each.language, each.version_id, each.text_sha256) == own
        )

    def _text_job(self, version: Version, link: str = "") -> TextJob:
        return TextJob(
            head=self.head,
            version=version,
            place=self.places[version.version_id],
            corrected_by=self._corrections.get(version.version_id),
            chain=self.chains[version.version_id],
            link=link,
            text_sha256=self.text_sha256(version),
            given=self._notices_of(version) if link else (),
        )

    def _current_job(self) -> CurrentJob:
        return CurrentJob(
            head=self.head,
            text=self._text_job(self.in_force) if self.in_force else None,
            upcoming=self.upcoming,
            ended=self.history.end,
            last=self._last if self.history.end else None,
            overtaken_by=self.overtaken_by,
        )

    @property
    def _last(self) -> Version | None:
        """The version that applied last, where its text is still shown."""
        applied = self.periods
        return applied[-1].version if applied and not applied[-1].version.withdrawn else None

    def _redline_job(self, older: int, newer: int, shown: tuple[Shown, ...]) -> RedlineJob:
        versions = self.history.versions
        terms = self.terms.get(versions[newer].version_id)
        return RedlineJob(
            head=self.head,
            older=versions[older],
            newer=versions[newer],
            place=self.places[versions[newer].version_id],
            shown=shown,
            noted=tuple(reversed(versions[older + 1 : newer + 1])),
            read_in=terms.language if terms else "",
            replaces=self._replaced[newer] == older,
            corrected_by=self._corrections.get(versions[newer].version_id),
            chain=self.chains[versions[newer].version_id],
            shas=(self.text_sha256(versions[older]), self.text_sha256(versions[newer])),
        )


def with_translations(sites: Sequence[PolicySite]) -> list[PolicySite]:
    """Let the sites of one policy in several languages know of each other."""
    shared = [Trail.of(site.history.policy).shared_slug for site in sites]
    return [
        _beside(site, [other for at, other in enumerate(sites) if at != number and shared[at] == shared[number]])
        for number, site in enumerate(sites)
    ]


def _beside(site: PolicySite, others: Sequence[PolicySite]) -> PolicySite:
    own, shared = site.history.versions[-1].published_on, Trail.of(site.history.policy).shared_slug
    later = [text for text in map(_last_change, others) if text and text.published_on > own]
    return replace(
        site,
        translations=tuple(Translation(slug=each.slug, language=each.history.policy.language) for each in others),
        overtaken_by=max(later, key=lambda text: (text.published_on, text.slug == shared), default=None),
    )


def _last_change(site: PolicySite) -> LaterText | None:
    """Return the last change that the other languages need too: not a first version, nor a correction of spelling."""
    changes = [each for each in site.history.versions if each.predecessor_id]
    days = [each.published_on for each in changes if each.change_class is not ChangeClass.EDITORIAL]
    return LaterText(slug=site.slug, language=site.history.policy.language, published_on=days[-1]) if days else None
