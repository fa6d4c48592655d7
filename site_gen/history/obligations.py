"""Which notices a version owes, and how soon it may take effect. Pure: the manifest carries the answer.

A version owes at most one email, so nobody can get two. A material change owes it to everybody, under the promise or
the default lead time, and what regimes ask beyond that is folded in: the longest lead, the strictest consent. Any other
class owes it to the regions of the regimes that ask, together. The notice's rule is thus named by the class alone, and
stays the same when another regime is switched on. What is asked for on another channel is not an email's business; it
counts for the effective date and is shown to legal.

A regime counts for days of effect from `in_force_from` on, as they were announced: a later postponement adds none.
One that names questions sleeps where legal went through the checklist and none of them is open or a yes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from site_gen.declared.notice_rules import DEFAULT_LEAD, EMAIL, EVERYWHERE, PROMISE, REGIMES, union
from site_gen.declared.questions import ABOUT_ONE_THING
from site_gen.model.note import ChangeClass
from site_gen.model.notice import OwedNotice
from site_gen.model.policy import Promise
from site_gen.model.rules import Checked, Kind, NoticeRules, Regime, Timing
from site_gen.model.version import Version

Answers = Mapping[str, bool | None]
"""What is known of the checklist's questions: yes, no, or still open; a question that is not there was not put."""
NOTHING_KNOWN: Answers = {}


class Requirement(Struct, frozen=True, kw_only=True):
    """What one rule asks of a change of one class."""

    rule: str
    """A regime's id, `promise`, or `default-lead`."""
    name: str
    regions: tuple[str, ...]
    channel: str
    lead_days: int
    timing: Timing
    consent: bool
    asks: str
    source: str
    consent_note: str = ""
    kind: Kind | None = None
    """None where no law asks, but the policy or its default."""
    checked: Checked | None = None
    """The same."""
    checked_on: date | None = None

    @property
    def cited(self) -> str:
        """The source, and that nobody checked it where nobody did."""
        return f"{self.source} (unverified)" if self.checked is Checked.MEMORY else self.source

    @property
    def days_ahead(self) -> int:
        """The days between the last day to send and the day of effect."""
        return self.timing.days_ahead(self.lead_days)

    def send_by(self, effective_on: date) -> date:
        """Return the last day to send."""
        return effective_on - timedelta(days=self.days_ahead)


def requirements(
    change_class: ChangeClass,
    promise: Promise | None,
    rules: NoticeRules,
    *,
    effective_on: date = date.max,
    answers: Answers = NOTHING_KNOWN,
) -> tuple[Requirement, ...]:
    """Return what each rule asks of a change that is not a policy's first version.

    `promise` is that of the version before. An undeclared change has no class that a rule could ask about.
    """
    consent = change_class is ChangeClass.MATERIAL_CONSENT
    own = (
        [_promise_requirement(promise, consent) if promise else _default(rules, consent)]
        if change_class.is_told
        else []
    )
    counting = (
        regime
        for regime in rules.switched_on
        if change_class in regime.classes and regime.is_in_force(effective_on) and _is_awake(regime, answers)
    )
    return (*own, *(_regime_requirement(regime, consent) for regime in counting))


def days_ahead(asked: Sequence[Requirement]) -> int:
    """Return the days between the last day to send and the effect that every rule is content with."""
    return max((each.days_ahead for each in asked), default=0)


def strictest(asked: Sequence[Requirement]) -> Requirement:
    """Return the rule that asks for the earliest notice; of several the one that says most about it."""
    return max(asked, key=lambda each: (each.days_ahead, _WEIGHT.index(each.timing)))


_WEIGHT = (Timing.BY, Timing.EU_PERIOD, Timing.BEFORE, Timing.WELL_BEFORE)


def earliest_effective_on(
    change_class: ChangeClass,
    published_on: date,
    promise: Promise | None,
    rules: NoticeRules,
    *,
    not_before: date | None = None,
    answers: Answers = NOTHING_KNOWN,
) -> date:
    """Return the first day on which a change published that day may take effect.

    `not_before` is the effective date of the version that it builds on.
    """
    found = max(published_on, not_before or published_on)
    while True:  # a later day may fall under one more law, which may ask for more days; never for fewer
        asked = requirements(change_class, promise, rules, effective_on=found, answers=answers)
        soonest = published_on + timedelta(days=days_ahead(asked))
        if soonest <= found:
            return found
        found = soonest


def promised_days(change_class: ChangeClass, promise: Promise | None) -> int | None:
    """Return the days of notice that the policy itself promises for such a change; None where it promises none."""
    return promise.lead_days if promise and change_class.is_told else None


def obligations(version: Version, promise: Promise | None, rules: NoticeRules) -> tuple[OwedNotice, ...]:
    """Return the notices that a version owes: one or none.

    A first version owes nothing, since nobody held an account under an earlier one; nor does an imported one that
    was in effect before this repository knew of it, since nobody can be told of it in time any more.
    """
    if version.predecessor_id is None or _is_over(version):
        return ()
    answers = {answer.question: answer.yes for answer in version.note.answers} if version.note else NOTHING_KNOWN
    asked = requirements(version.change_class, promise, rules, effective_on=version.announced_on, answers=answers)
    by_email = [each for each in asked if each.channel == EMAIL]
    return (_fold(by_email, version.effective_on),) if by_email else ()


def _is_over(version: Version) -> bool:
    return version.recorded_on is not None and version.announced_on <= version.recorded_on


def _is_awake(regime: Regime, answers: Answers) -> bool:
    """Whether a change may be what the regime is about: whatever nobody has denied may be."""
    if not regime.questions or ABOUT_ONE_THING.isdisjoint(answers):
        return True
    return any(answers.get(question, False) is not False for question in regime.questions)


def _fold(asked: Sequence[Requirement], effective_on: date) -> OwedNotice:
    first = strictest(asked)
    return OwedNotice(
        rule=asked[0].rule if asked[0].kind is None else REGIMES,
        regions=union([region for each in asked for region in each.regions]),
        channel=EMAIL,
        lead_days=first.lead_days,
        timing=first.timing,
        send_by=first.send_by(effective_on),
        consent=any(each.consent for each in asked),
        source="; ".join(each.cited for each in asked),
    )


def _promise_requirement(promise: Promise, consent: bool) -> Requirement:
    return Requirement(
        rule=PROMISE,
        name="The policy's own promise",
        regions=(EVERYWHERE,),
        channel=promise.channel,
        lead_days=promise.lead_days,
        timing=_timing(promise.lead_days),
        consent=consent,
        asks="Tell every account holder as the policy itself says.",
        source="The policy's own promise",
    )


def _default(rules: NoticeRules, consent: bool) -> Requirement:
    return Requirement(
        rule=DEFAULT_LEAD,
        name=f"{rules.default_lead_days} days by default, since policy.toml named no promise before this change",
        regions=(EVERYWHERE,),
        channel=EMAIL,
        lead_days=rules.default_lead_days,
        timing=_timing(rules.default_lead_days),
        consent=consent,
        asks="Tell every account holder before the change applies.",
        source=f"Default lead time, {rules.default_lead_days} days",
    )


def _regime_requirement(regime: Regime, consent: bool) -> Requirement:
    return Requirement(
        rule=regime.regime_id,
        name=regime.name,
        regions=regime.regions,
        channel=regime.channel,
        lead_days=regime.lead_days,
        timing=regime.timing,
        consent=consent or regime.consent,
        consent_note=regime.consent_note,
        asks=regime.asks,
        source=regime.source,
        kind=regime.kind,
        checked=regime.checked,
        checked_on=regime.checked_on,
    )


def _timing(lead_days: int) -> Timing:
    """Count the days of the policy's own words: without a number they still say before."""
    return Timing.BY if lead_days else Timing.BEFORE
