"""Which versions owe a notice, and which of them make one email: those of several policies that begin on one day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from notify.errors import ConfigError, Refused
from notify.model.notice import Notice, Part, Sender
from notify.model.published import Manifest, Policy, Version
from notify.published.identity import own_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """A version whose notices are to be sent, and who sends them."""

    manifest: Manifest
    version: Version
    sender: Sender

    def part(self, rule: str) -> Part:
        """Return what it owes under one rule."""
        return next(each for each in self.parts() if each.obligation.rule == rule)

    def parts(self) -> list[Part]:
        """List what it owes, by rule."""
        return [Part(policy=self.manifest.policy, version=self.version, obligation=rule) for rule in self.version.owed]

    @property
    def name(self) -> str:
        """Say which policy's version it is."""
        return f"{self.manifest.policy.slug} {self.version.version_id}"


Day = tuple[Owing, ...]
"""Versions of several policies, or of one, that accounts are told of in one email."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What is to be told, day by day."""

    manifests: tuple[Manifest, ...]
    """All that were read, those of policies that owe nothing too."""
    days: tuple[Day, ...]
    remarks: tuple[str, ...]
    """Which policies are told of together, which are not, and why."""

    @property
    def owing(self) -> tuple[Owing, ...]:
        """List all versions, whatever their day."""
        return tuple(each for day in self.days for each in day)


def owing_version(manifest: Manifest, wanted: str | None) -> Version:
    """Find the version whose notices are to be sent: the one named, else the newest that owes any.

    Raises Refused where the named version is not there or is not to be told, and where none is.
    """
    if wanted:
        version = manifest.version(wanted)
        if version is None:
            known = ", ".join(v.version_id for v in manifest.versions[:10])
            raise Refused(
                f"{manifest.location}: there is no version {wanted} (withdrawn, or never published); there are {known}"
            )
        if not version.owed:
            raise Refused(f"version {wanted} ({version.change_class}) owes no notice, so there is nothing to send")
        if why := manifest.why_untold(version):
            raise Refused(f"version {wanted} {why}")
        return version
    version = next((v for v in manifest.versions if is_to_be_told(manifest, v)), None)
    if version is None:
        raise Refused(f"{manifest.location}: no version owes a notice, so there is nothing to send")
    return version


def is_to_be_told(manifest: Manifest, version: Version) -> bool:
    """Tell whether notices of its own are to be sent of a version."""
    return bool(version.owed) and not manifest.why_untold(version)


def notices_of(manifest: Manifest, version: Version, sender: Sender) -> list[Notice]:
    """List the notices that a version owes, each telling of nothing else."""
    parts = Owing(manifest=manifest, version=version, sender=sender).parts()
    return [Notice(notice_id=own_id(part), parts=(part,), sender=sender) for part in parts]


def agenda(
    manifests: Sequence[Manifest],
    wanted: str | None,
    sender: Callable[[Manifest], Sender],
    today: Callable[[Manifest], date],
    *,
    apart: bool = False,
) -> Agenda:
    """Find the version of each policy whose notices are to be sent, and put those together that make one email.

    They do where they begin to apply on one day and one organisation, in one time zone, answers for them. Of several
    policies, one that owes nothing or already applies is left out, unless all do.

    Raises Refused where none owes anything.
    """
    _refuse_twins(manifests)
    found, remarks = _owing(manifests, wanted, sender)
    coming = [each for each in found if each.version.begins_on >= today(each.manifest) or wanted]
    kept = found if len(manifests) == 1 else coming or found
    remarks += [
        f"{each.name} has applied since {each.version.begins_on}; to tell of it, name its manifest alone"
        for each in found
        if each not in kept
    ]
    days = _days(kept, apart=apart)
    return Agenda(manifests=tuple(manifests), days=days, remarks=(*remarks, *_remarks(days, apart=apart)))


def _owing(
    manifests: Sequence[Manifest], wanted: str | None, sender: Callable[[Manifest], Sender]
) -> tuple[list[Owing], list[str]]:
    found, refusals = [], list[Refused]()
    is_known = any(each.version(wanted or "") for each in manifests)
    for manifest in manifests:
        asked = wanted if len(manifests) == 1 or not is_known or manifest.version(wanted or "") else None
        try:
            found.append(Owing(manifest=manifest, version=owing_version(manifest, asked), sender=sender(manifest)))
        except Refused as refusal:
            refusals.append(refusal)
    if not found:
        raise refusals[0]
    return found, [f"left out: {refusal}" for refusal in refusals]


def _days(found: Sequence[Owing], *, apart: bool) -> tuple[Day, ...]:
    if apart:
        return tuple((each,) for each in found)
    return tuple(tuple(day) for _, day in groupby(sorted(found, key=_day_key), key=_day_key))


def _day_key(owing: Owing) -> tuple[date, str, str]:
    policy = owing.manifest.policy
    return owing.version.begins_on, policy.controller, policy.time_zone


def _remarks(days: Sequence[Day], *, apart: bool) -> list[str]:
    several = [day for day in days if len(day) > 1]
    if several:
        return [
            f"{' and '.join(each.name for each in day)} begin to apply on one day, {day[0].version.begins_on}: whoever "
            "is owed notice of several of them gets one email (--apart sends one for each)"
            for day in several
        ]
    if len(days) > 1 and not apart:
        listed = "; ".join(f"{each.name} on {each.version.begins_on}" for day in days for each in day)
        return [f"each is told of in an email of its own, since they begin on different days: {listed}"]
    return []


def _refuse_twins(manifests: Sequence[Manifest]) -> None:
    for slug, number in Counter(each.policy.slug for each in manifests).items():
        if number > 1:
            raise ConfigError(f"--manifest: {number} of them are of the policy {slug!r}; give each policy once")
    _refuse_translations([each.policy for each in manifests])


def _refuse_translations(policies: Sequence[Policy]) -> None:
    """Refuse one policy in several languages: an email would tell everybody of one change as of two.

    Raises ConfigError.
    """
    for _, each in groupby(sorted(policies, key=_shared_slug), key=_shared_slug):
        first, *others = each
        if others:
            last, slugs = others[-1], " and ".join(one.slug for one in (first, *others))
            raise ConfigError(
                f"--manifest: {slugs} are one policy in several languages, so an account would be told twice. "
                "Tell everybody from one of them; or run the command for each, with "
                f"the accounts that read its language: for {last.slug} those whose `language` is {last.language} "
                '(a file of them, or --query "SELECT ... WHERE language = ' + f"'{last.language}'\"), and for "
                f"{first.slug} the rest"
            )


def _shared_slug(policy: Policy) -> str:
    """Return the slug that a policy's languages share: all but one have their language behind it."""
    slug, dot, language = policy.slug.rpartition(".")
    return slug if dot and language.lower() == policy.language.lower() else policy.slug
