"""Which notices a version owes, and how soon it may take effect. Pure: the manifest carries the answer.

A version owes at most one email, so nobody can get two. A material change owes it to everybody, under the promise or
the default lead time, and what regimes ask beyond that is folded in: the longest lead, the strictest consent. Any other
class owes it to the regions of the regimes that ask, together. The notice's rule is thus named by the class alone, and
stays the same when another regime is switched on. What is asked for on another channel is no email's business; it
counts for the effective date and is shown to legal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from site_gen.declared.notice_rules import DEFAULT_LEAD, EMAIL, EVERYWHERE, PROMISE, REGIMES, union
from site_gen.model import ChangeClass, Mark, NoticeRules, Promise, Regime, Version
from site_gen.publish.manifest import OwedNotice

_TOLD_TO_ALL = {ChangeClass.MATERIAL, ChangeClass.MATERIAL_CONSENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What one rule asks of a change of one class."""

    rule: str
    """A regime's id, `promise`, or `default-lead`."""
    name: str
    regions: tuple[str, ...]
    channel: str
    lead_days: int
    consent: bool
    consent_note: str
    asks: str
    source: str
    mark: Mark | None
    """None where no law asks, but the policy or its default."""

    @property
    def cited(self) -> str:
        """The source, and that nobody checked it where nobody did."""
        return f"{self.source} (unverified)" if self.mark is Mark.UNVERIFIED else self.source


def requirements(change_class: ChangeClass, promise: Promise | None, rules: NoticeRules) -> tuple[Requirement, ...]:
    """Return what each rule asks of a change that is not a policy's first version.

    `promise` is that of the version before. An undeclared change has no class that a rule could ask about.
    """
    return tuple(_requirements(change_class, promise, rules))


def lead_days(change_class: ChangeClass, promise: Promise | None, rules: NoticeRules) -> int:
    """Return the days between publication and effect that every rule is content with."""
    return max((each.lead_days for each in _requirements(change_class, promise, rules)), default=0)


def earliest_effective_on(
    change_class: ChangeClass,
    published_on: date,
    promise: Promise | None,
    rules: NoticeRules,
    *,
    not_before: date | None = None,
) -> date:
    """Return the first day on which a change published that day may take effect.

    `not_before` is the effective date of the version that it builds on.
    """
    soonest = published_on + timedelta(days=lead_days(change_class, promise, rules))
    return max(soonest, not_before) if not_before else soonest


def promised_days(change_class: ChangeClass, promise: Promise | None) -> int | None:
    """Return the days of notice that the policy itself promises for such a change; None where it promises none."""
    return promise.lead_days if promise and change_class in _TOLD_TO_ALL else None


def obligations(version: Version, promise: Promise | None, rules: NoticeRules) -> tuple[OwedNotice, ...]:
    """Return the notices that a version owes: one or none.

    A first version owes nothing, since nobody held an account under an earlier one; nor does an imported one that
    was in effect before this repository knew of it, since nobody can be told of it in time any more.
    """
    if version.predecessor_id is None or _was_over(version):
        return ()
    by_email = [each for each in _requirements(version.change_class, promise, rules) if each.channel == EMAIL]
    return (_folded(by_email, version.effective_on),) if by_email else ()


def _was_over(version: Version) -> bool:
    return version.recorded_on is not None and version.announced_on <= version.recorded_on


def _folded(asked: Sequence[Requirement], effective_on: date) -> OwedNotice:
    lead = max(each.lead_days for each in asked)
    return OwedNotice(
        rule=asked[0].rule if asked[0].mark is None else REGIMES,
        regions=union([region for each in asked for region in each.regions]),
        channel=EMAIL,
        lead_days=lead,
        send_by=effective_on - timedelta(days=lead),
        consent=any(each.consent for each in asked),
        source="; ".join(each.cited for each in asked),
    )


def _requirements(change_class: ChangeClass, promise: Promise | None, rules: NoticeRules) -> Iterator[Requirement]:
    consent = change_class is ChangeClass.MATERIAL_CONSENT
    if change_class in _TOLD_TO_ALL:
        yield _promised(promise, consent) if promise else _default(rules, consent)
    yield from (_asked(regime, consent) for regime in rules.switched_on if change_class in regime.classes)


def _promised(promise: Promise, consent: bool) -> Requirement:
    return Requirement(
        rule=PROMISE,
        name="The policy's own promise",
        regions=(EVERYWHERE,),
        channel=promise.channel,
        lead_days=promise.lead_days,
        consent=consent,
        consent_note="",
        asks="Tell every account holder as the policy itself says.",
        source="The policy's own promise",
        mark=None,
    )


def _default(rules: NoticeRules, consent: bool) -> Requirement:
    return Requirement(
        rule=DEFAULT_LEAD,
        name="Default lead time",
        regions=(EVERYWHERE,),
        channel=EMAIL,
        lead_days=rules.default_lead_days,
        consent=consent,
        consent_note="",
        asks="Tell every account holder before the change applies; the policy promises no number of days.",
        source="Default lead time, since the policy promises none",
        mark=None,
    )


def _asked(regime: Regime, consent: bool) -> Requirement:
    return Requirement(
        rule=regime.regime_id,
        name=regime.name,
        regions=regime.regions,
        channel=regime.channel,
        lead_days=regime.lead_days,
        consent=consent or regime.consent,
        consent_note=regime.consent_note,
        asks=regime.asks,
        source=regime.source,
        mark=regime.mark,
    )
