"""What a version owes: the law as properties, then the cases that decided it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from site_gen.history.obligations import (
    days_ahead,
    earliest_effective_on,
    obligations,
    promised_days,
    requirements,
)
from site_gen.model.note import Answer, ChangeClass, ChangeNote
from site_gen.model.policy import Promise
from site_gen.model.rules import Checked, Kind, NoticeRules, Regime, Timing
from site_gen.model.version import Postponement, Version

DECLARED = [each for each in ChangeClass if each is not ChangeClass.UNDECLARED]
MATERIAL = (ChangeClass.MATERIAL, ChangeClass.MATERIAL_CONSENT)
HOMES = [None, "US", "US-CO", "US-NY", "CA", "CA-QC", "CA-ON", "DE", "FR", "GB", "JP"]
"""Where accounts may be, as far as is known."""

regions = st.lists(
    st.sampled_from(["*", "US", "US-CO", "US-NY", "CA", "CA-QC", "DE", "FR", "GB"]), min_size=1, max_size=4, unique=True
)
lead = st.integers(0, 90)
promises = st.none() | st.builds(Promise, lead_days=lead, channel=st.just("email"))
classes = st.sampled_from([tuple(DECLARED[start:]) for start in range(len(DECLARED))])


@st.composite
def rule_sets(draw: st.DrawFn) -> NoticeRules:
    count = draw(st.integers(0, 5))
    return NoticeRules(
        default_lead_days=draw(lead),
        regimes=tuple(
            regime(
                f"regime-{number}",
                tuple(draw(regions)),
                draw(classes),
                channel=draw(st.sampled_from(["email", "email", "post"])),
                lead_days=draw(lead),
                consent=draw(st.booleans()),
                on=draw(st.booleans()),
                timing=draw(st.sampled_from(Timing)),
                in_force_from=draw(st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))),
            )
            for number in range(count)
        ),
    )


def regime(
    name: str,
    where: tuple[str, ...],
    concerns: tuple[ChangeClass, ...] = MATERIAL,
    *,
    channel: str = "email",
    lead_days: int = 0,
    consent: bool = False,
    on: bool = True,
    timing: Timing = Timing.BY,
    questions: tuple[str, ...] = (),
    in_force_from: date | None = None,
) -> Regime:
    return Regime(
        regime_id=name,
        name=name.upper(),
        regions=where,
        classes=concerns,
        channel=channel,
        lead_days=lead_days,
        consent=consent,
        consent_note="",
        asks="Tell people.",
        source=f"Source of {name}",
        kind=Kind.LAW,
        checked=Checked.SECONDARY,
        on=on,
        timing=timing,
        questions=questions,
        in_force_from=in_force_from,
    )


def version(change_class: ChangeClass, effective_on: date = date(2027, 3, 1)) -> Version:
    return Version(
        version_id="2027-01-02",
        published_on=date(2027, 1, 2),
        effective_on=effective_on,
        imported=False,
        change_class=change_class,
        note=None,
        commit="a" * 40,
        text_oid="b" * 40,
        predecessor_id="2026-01-02",
    )


def rules(*regimes: Regime) -> NoticeRules:
    return NoticeRules(default_lead_days=30, regimes=regimes)


def reaches(where: tuple[str, ...], home: str | None) -> bool:
    """Whether an account may live there, as the notifier sees it: what is not known of a home may be anywhere."""
    if home is None or "*" in where or home in where or home[:2] in where:
        return True
    return len(home) == 2 and any(code[:2] == home for code in where)


@given(st.sampled_from(list(ChangeClass)), promises, rule_sets())
def test_nobody_is_told_twice_and_every_rule_is_kept(
    change_class: ChangeClass, promise: Promise | None, known: NoticeRules
) -> None:
    """For every home at most one email covers it, and that keeps the lead and the consent of each rule that does."""
    owed = obligations(version(change_class), promise, known)
    assert len({(notice.rule, notice.channel) for notice in owed}) == len(owed)
    asked_on = requirements(change_class, promise, known, effective_on=date(2027, 3, 1))
    by_email = [each for each in asked_on if each.channel == "email"]
    for home in HOMES:
        told = [notice for notice in owed if reaches(notice.regions, home)]
        assert len(told) <= 1
        for asked in (each for each in by_email if reaches(each.regions, home)):
            (notice,) = told
            assert notice.send_by <= asked.send_by(date(2027, 3, 1))
            assert notice.consent >= asked.consent
            assert asked.source in notice.source
    if not by_email:
        assert owed == ()


@given(st.sampled_from(DECLARED), promises, rule_sets(), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_earliest_day_keeps_every_rule_and_no_day_before_it_does(
    change_class: ChangeClass, promise: Promise | None, known: NoticeRules, published_on: date
) -> None:
    """The earliest effective day gives each rule, on whatever channel, its days since publication, and no day more."""

    def keeps_all(day: date) -> bool:
        asked = requirements(change_class, promise, known, effective_on=day)
        return all(each.send_by(day) >= published_on for each in asked)

    earliest = earliest_effective_on(change_class, published_on, promise, known)
    assert keeps_all(earliest)
    assert not any(keeps_all(published_on + timedelta(days=n)) for n in range((earliest - published_on).days))
    for notice in obligations(version(change_class, earliest), promise, known):
        assert notice.send_by >= published_on


@given(st.sampled_from(DECLARED), promises, rule_sets(), st.data())
def test_switching_a_regime_on_only_adds(
    change_class: ChangeClass, promise: Promise | None, known: NoticeRules, data: st.DataObject
) -> None:
    """One more regime keeps the notice's name, never shortens its lead, and never leaves a region out."""
    more = regime("one-more", tuple(data.draw(regions)), data.draw(classes), lead_days=data.draw(lead))
    before = obligations(version(change_class), promise, known)
    after = obligations(version(change_class), promise, replace(known, regimes=(more, *known.regimes)))
    assert len(after) >= len(before)
    for old, new in zip(before, after, strict=False):
        assert old.rule == new.rule
        assert old.send_by >= new.send_by
        assert old.consent <= new.consent
        assert all(reaches(new.regions, home) for home in HOMES if reaches(old.regions, home))


def test_a_material_change_owes_the_promise_to_everybody() -> None:
    """The promise makes one notice for all; regimes that it satisfies are named as sources of it."""
    known = rules(regime("eu", ("DE", "FR")), regime("co", ("US-CO",), lead_days=10))
    (notice,) = obligations(version(ChangeClass.MATERIAL), Promise(lead_days=30, channel="email"), known)
    assert (notice.rule, notice.regions, notice.lead_days, notice.consent) == ("promise", ("*",), 30, False)
    assert notice.send_by == date(2027, 1, 30)
    assert notice.source == "The policy's own promise; Source of eu; Source of co"


def test_a_regime_that_asks_more_raises_the_one_notice() -> None:
    """The longest lead and the strictest consent hold for the one notice that everybody gets."""
    known = rules(regime("kr", ("KR",), lead_days=45, consent=True))
    (notice,) = obligations(version(ChangeClass.MATERIAL), Promise(lead_days=30, channel="email"), known)
    assert (notice.rule, notice.lead_days, notice.consent) == ("promise", 45, True)


def test_without_a_promise_the_default_lead_holds() -> None:
    """A policy that promises nothing owes the default lead to everybody."""
    (notice,) = obligations(version(ChangeClass.MATERIAL_CONSENT), None, rules())
    assert (notice.rule, notice.lead_days, notice.consent) == ("default-lead", 30, True)


def test_a_minor_change_is_told_where_a_regime_asks() -> None:
    """What concerns lighter classes is owed in its regions alone, several together, a part within its whole."""
    known = rules(regime("qc", ("CA-QC",), tuple(DECLARED)), regime("ca", ("CA",), tuple(DECLARED[1:]), lead_days=3))
    (notice,) = obligations(version(ChangeClass.MINOR), Promise(lead_days=30, channel="email"), known)
    assert (notice.rule, notice.regions, notice.lead_days) == ("regimes", ("CA",), 3)
    (notice,) = obligations(version(ChangeClass.EDITORIAL), None, known)
    assert (notice.rule, notice.regions, notice.lead_days) == ("regimes", ("CA-QC",), 0)
    assert obligations(version(ChangeClass.MINOR), None, rules()) == ()


def test_another_channel_is_shown_and_not_emailed() -> None:
    """What goes by post is a requirement with its lead, and no email."""
    known = rules(regime("letters", ("US",), tuple(DECLARED), channel="post", lead_days=20))
    assert obligations(version(ChangeClass.MINOR), None, known) == ()
    (asked,) = requirements(ChangeClass.MINOR, None, known)
    assert (asked.channel, days_ahead([asked])) == ("post", 20)


@pytest.mark.parametrize("change_class", list(ChangeClass))
def test_a_first_version_owes_nothing(change_class: ChangeClass) -> None:
    """Nobody held an account under an earlier text."""
    first = replace(version(change_class), predecessor_id=None)
    assert obligations(first, None, rules(regime("all", ("*",), tuple(DECLARED)))) == ()


def test_an_undeclared_change_owes_nothing() -> None:
    """Nobody has said what it means; no rule can ask about it."""
    assert requirements(ChangeClass.UNDECLARED, None, rules(regime("all", ("*",), tuple(DECLARED)))) == ()


@pytest.mark.parametrize(("days", "owed"), [(-1, True), (0, False), (400, False)])
def test_imported_history_that_was_in_effect_owes_nothing(days: int, owed: bool) -> None:
    """A version that took effect before the repository knew of it is past telling; one still to come is not."""
    brought = version(ChangeClass.MATERIAL)
    brought = replace(brought, imported=True, recorded_on=brought.effective_on + timedelta(days=days))
    assert bool(obligations(brought, None, rules())) is owed


def test_what_nobody_checked_is_said_to_be_so() -> None:
    """The source of an unverified regime says that it is unverified, wherever it is shown."""
    doubtful = replace(regime("nj", ("US-NJ",), tuple(DECLARED)), checked=Checked.MEMORY)
    (notice,) = obligations(version(ChangeClass.MINOR), None, rules(doubtful))
    assert notice.source == "Source of nj (unverified)"


def test_a_change_waits_for_the_one_that_it_builds_on() -> None:
    """The effective day of the version ahead is a floor, and no ceiling."""
    on = date(2027, 1, 2)
    assert earliest_effective_on(ChangeClass.MINOR, on, None, rules(), not_before=date(2027, 2, 1)) == date(2027, 2, 1)
    assert earliest_effective_on(ChangeClass.MINOR, on, None, rules(), not_before=date(2026, 2, 1)) == on


def test_days_are_promised_for_material_changes_alone() -> None:
    """The promise says nothing about lighter changes."""
    promise = Promise(lead_days=30, channel="email")
    assert [promised_days(each, promise) for each in DECLARED] == [None, None, 30, 30]
    assert promised_days(ChangeClass.MATERIAL, None) is None


@pytest.mark.parametrize(
    ("timing", "lead_days", "send_by"),
    [
        (Timing.BY, 15, date(2027, 5, 2)),
        (Timing.BY, 0, date(2027, 5, 17)),
        (Timing.BEFORE, 0, date(2027, 5, 16)),
        (Timing.WELL_BEFORE, 0, date(2027, 5, 16)),
        (Timing.BEFORE, 15, date(2027, 5, 2)),
        (Timing.EU_PERIOD, 15, date(2027, 5, 1)),
        (Timing.EU_PERIOD, 0, date(2027, 5, 16)),
    ],
)
def test_the_last_day_is_counted_as_the_source_counts(timing: Timing, lead_days: int, send_by: date) -> None:
    """Before is not on the day, and in a period of Union law the day of the notice does not count (1182/71, 3(1))."""
    known = rules(regime("one", ("DE",), tuple(DECLARED), lead_days=lead_days, timing=timing))
    (notice,) = obligations(version(ChangeClass.MINOR, date(2027, 5, 17)), None, known)
    assert (notice.send_by, notice.timing, notice.lead_days) == (send_by, timing, lead_days)


def test_what_must_be_told_before_cannot_apply_at_once() -> None:
    """Where a rule without a number says before, the day of publication itself is too soon."""
    known = rules(regime("one", ("DE",), tuple(DECLARED), timing=Timing.BEFORE))
    assert earliest_effective_on(ChangeClass.MINOR, date(2027, 1, 2), None, known) == date(2027, 1, 3)


@pytest.mark.parametrize(("effective_on", "counts"), [(date(2027, 5, 12), False), (date(2027, 5, 13), True)])
def test_a_law_counts_from_its_day(effective_on: date, counts: bool) -> None:
    """A law that is not yet in force asks nothing of what applies before it, and asks from its first day on."""
    known = rules(regime("in", ("IN",), tuple(DECLARED), in_force_from=date(2027, 5, 13)))
    assert bool(obligations(version(ChangeClass.MINOR, effective_on), None, known)) is counts


def test_a_postponement_wakes_no_law() -> None:
    """What a version owes was settled when it was announced: a later day adds no law to it."""
    known = rules(regime("in", ("IN",), tuple(DECLARED), in_force_from=date(2027, 5, 13)))
    late = Postponement(
        postponed_on=date(2027, 2, 1),
        from_on=date(2027, 3, 1),
        to_on=date(2027, 6, 1),
        reason="Late.",
        path="p",
        commit="c" * 40,
    )
    moved = replace(version(ChangeClass.MINOR, date(2027, 6, 1)), postponements=(late,))
    assert obligations(moved, None, known) == ()


@pytest.mark.parametrize(
    ("answers", "counts"),
    [
        ({}, True),
        ({"M13": True}, True),
        ({"M1": False}, False),
        ({"M3": True}, False),
        ({"M3": True, "M1": None}, True),
        ({"M1": True}, True),
        ({"M16": True, "M13": True}, False),
    ],
)
def test_a_regime_sleeps_where_its_questions_are_denied(answers: dict[str, bool | None], counts: bool) -> None:
    """A regime that names questions counts unless legal said what the change is about and denied each of them."""
    known = rules(regime("purpose", ("DE",), tuple(DECLARED), questions=("M1",)))
    assert bool(requirements(ChangeClass.MINOR, None, known, answers=answers)) is counts


def test_the_notes_answers_wake_a_regime() -> None:
    """A published version owes what its own note says of the questions."""
    known = rules(regime("purpose", ("DE",), tuple(DECLARED), questions=("M1",)))
    for question, owed in (("M1", 1), ("M5", 0)):
        answer = Answer(question=question, yes=True, reason="So it is.")
        note = ChangeNote(
            path="n.md",
            effective_on=None,
            change_class=ChangeClass.MINOR,
            practice=None,
            answers=(answer,),
            summary="",
            what_you_can_do="",
            published_on=None,
        )
        assert len(obligations(replace(version(ChangeClass.MINOR), note=note), None, known)) == owed
