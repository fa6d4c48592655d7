"""Which version applied on which days."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from site_gen.history.postponement import postpone, postponement_objection
from site_gen.history.timeline import days_of_return, effects, ever_replaced, periods, places, replaced_when_published
from site_gen.model.history import History, Withdrawal
from site_gen.model.note import ChangeClass, PostponingNote
from site_gen.model.policy import Policy
from site_gen.model.version import Postponement, Standing, Version
from tests.site_gen.minor_versions import START, version


def withdrawal(day: int, after: int, back: int | None = None) -> Withdrawal:
    """Return the end of a policy on a day, and its return on another, counted from the first."""
    restored_on = None if back is None else START + timedelta(days=back)
    return Withdrawal(
        withdrawn_on=START + timedelta(days=day), commit="0" * 40, after_versions=after, restored_on=restored_on
    )


def history(*days: tuple[int, int], withdrawn: tuple[int, ...] = ()) -> History:
    """Return a history of versions, each with its two days."""
    return History(
        policy=Policy(slug="privacy", language="en", path="p.md"),
        versions=tuple(version(number, *pair) for number, pair in enumerate(days)),
        withdrawals=tuple(withdrawal(day, sum(published < day for published, _ in days)) for day in withdrawn),
    )


def told(history: History) -> list[tuple[int, int, int | None]]:
    """Return each period as (number of the version, first day, day of the end)."""
    numbers = {each.version_id: number for number, each in enumerate(history.versions)}
    return [
        (
            numbers[each.version.version_id],
            (each.begins_on - START).days,
            (each.ends_on - START).days if each.ends_on else None,
        )
        for each in periods(history)
    ]


def test_a_version_applies_until_the_next_takes_effect() -> None:
    """Publication alone ends nothing: the older text applies until the newer one's effective date."""
    assert told(history((0, 0), (10, 40))) == [(0, 0, 40), (1, 40, None)]


def test_a_version_overtaken_before_its_day_applies_with_what_overtook_it() -> None:
    """A later version that takes effect first leaves no room for the earlier one, and brings its change."""
    overtaken = history((0, 0), (10, 90), (20, 30))
    assert told(overtaken) == [(0, 0, 30), (2, 30, None)]
    place = places(overtaken, START + timedelta(days=25))[overtaken.versions[1].version_id]
    assert (place.standing, place.period) == (Standing.UPCOMING, None)
    assert place.effect is not None
    assert place.effect.since(overtaken.versions[1]) == overtaken.versions[2:]


def test_a_version_replaced_on_its_own_day_never_applies() -> None:
    """Of several versions effective on one day, the last published applies."""
    same_day = history((0, 0), (5, 5), (5, 5))
    assert told(same_day) == [(0, 0, 5), (2, 5, None)]
    assert periods(same_day)[0].successor_id == same_day.versions[2].version_id


def test_nobody_is_bound_before_publication() -> None:
    """An effective date before the publication counts from the publication."""
    assert told(history((0, 0), (20, 10))) == [(0, 0, 20), (1, 20, None)]


def test_a_withdrawal_ends_what_applied_and_what_was_announced() -> None:
    """After a withdrawal nothing applies until something is published again."""
    assert told(history((0, 0), (5, 30), (20, 20), withdrawn=(10,))) == [(0, 0, 10), (2, 20, None)]
    assert told(history((0, 0), withdrawn=(10,))) == [(0, 0, 10)]


def test_the_last_day_is_the_one_before_the_end() -> None:
    """A reader is told the last day on which a version applied, not the first on which it did not."""
    first, second = periods(history((0, 0), (10, 40)))
    assert first.last_on == START + timedelta(days=39)
    assert second.last_on is None


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(-5, 40)), min_size=1, max_size=8), st.integers(0, 80))
def test_standing_is_what_the_days_of_effect_say(days: list[tuple[int, int]], today: int) -> None:
    """Without withdrawals, the period that holds a day is of the last version whose day of effect has come."""
    published = sorted(day for day, _ in days)
    whole = history(*((on, on + max(ahead, 0)) for on, (_, ahead) in zip(published, days, strict=True)))
    day = START + timedelta(days=today)
    known = History(policy=whole.policy, versions=tuple(each for each in whole.versions if each.published_on <= day))
    current = next((each for each in reversed(known.versions) if each.effective_on <= day), None)
    standings = {name for name, place in places(known, day).items() if place.standing is Standing.IN_FORCE}
    assert standings == ({current.version_id} if current else set())


@pytest.mark.parametrize(
    ("days", "ends", "expected"),
    [
        (((0, 0),), ((10, 1, 20), (30, 1, 40), (50, 1, None)), [(0, 0, 10), (0, 20, 30), (0, 40, 50)]),
        (((0, 0), (5, 30)), ((10, 2, 20),), [(0, 0, 10), (0, 20, 30), (1, 30, None)]),
        (((0, 0), (5, 30)), ((10, 2, 40),), [(0, 0, 10), (1, 40, None)]),
        (((0, 0), (10, 10)), ((10, 2, None),), [(0, 0, 10)]),
        (((0, 0), (15, 40)), ((10, 1, 15),), [(0, 0, 10), (0, 15, 40), (1, 40, None)]),
    ],
)
def test_a_policy_ends_and_comes_back_as_often_as_it_does(
    days: tuple[tuple[int, int], ...],
    ends: tuple[tuple[int, int, int | None], ...],
    expected: list[tuple[int, int, int | None]],
) -> None:
    """Each end is one, and each return brings back what applied, and what was announced on its day."""
    told_periods = told(replace(history(*days), withdrawals=tuple(withdrawal(*each) for each in ends)))
    assert told_periods == expected


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(-5, 40)), min_size=1, max_size=8),
    st.lists(st.integers(0, 40), max_size=3),
)
def test_periods_never_overlap(days: list[tuple[int, int]], withdrawn: list[int]) -> None:
    """On every day at most one version applies, and later periods are of later versions."""
    told_periods = told(history(*((on, on + ahead) for on, ahead in days), withdrawn=tuple(withdrawn)))
    for (number, begins, ends), (next_number, next_begins, _) in pairwise(told_periods):
        assert ends is not None
        assert begins < ends <= next_begins
        assert number < next_number


def declared(history: History, *classes: ChangeClass) -> History:
    """Return the history with those classes declared."""
    versions = zip(history.versions, classes, strict=True)
    return replace(history, versions=tuple(replace(each, change_class=declared) for each, declared in versions))


def began(history: History) -> list[tuple[int, int | None, list[int], int]]:
    """Return each effect as (day, number of its base, those of its versions, that of its target)."""
    numbers = {each.version_id: number for number, each in enumerate(history.versions)}
    return [
        (
            (each.effective_on - START).days,
            numbers[each.base.version_id] if each.base else None,
            [numbers[version.version_id] for version in each.versions],
            numbers[each.target.version_id],
        )
        for each in effects(history)
    ]


def test_a_correction_joins_an_announced_change() -> None:
    """What takes effect on a day is one change of what applied the day before, as heavy as its heaviest version."""
    life = declared(history((0, 0), (10, 60), (20, 60)), ChangeClass.MINOR, ChangeClass.MATERIAL, ChangeClass.EDITORIAL)
    assert began(life) == [(0, None, [0], 0), (60, 0, [1, 2], 2)]
    assert effects(life)[1].change_class is ChangeClass.MATERIAL
    for day, standings in ((30, "in force upcoming upcoming"), (70, "superseded superseded in force")):
        found = places(life, START + timedelta(days=day))
        assert " ".join(found[each.version_id].standing for each in life.versions) == standings


def test_a_change_that_was_taken_back_never_began() -> None:
    """Where a later version returns to the text that applies, no day is left on which anything begins."""
    life = history((0, 0), (10, 60), (20, 60))
    back = replace(life, versions=(*life.versions[:2], replace(life.versions[2], text_oid=life.versions[0].text_oid)))
    assert began(back) == [(0, None, [0], 0)]
    place = places(back, START + timedelta(days=70))[back.versions[1].version_id]
    assert (place.standing, place.period, place.effect) == (Standing.SUPERSEDED, None, None)


def test_what_was_taken_back_names_the_version_that_returned() -> None:
    """With a correction in between, and with other bytes that read the same, it is the one whose text was there."""
    life = history((0, 0), (10, 60), (15, 60), (20, 60))
    prints = zip(life.versions, ("a", "b", "c", "a"), strict=True)
    back = replace(life, versions=tuple(replace(each, fingerprint=print_) for each, print_ in prints))
    assert began(back) == [(0, None, [0], 0)]
    found = places(back, START + timedelta(days=30))
    assert [found[each.version_id].taken_back_by for each in back.versions[1:3]] == [back.versions[3].version_id] * 2


def test_a_day_that_returns_to_a_text_takes_back_what_applied_after_it() -> None:
    """And nothing that was in it; what comes back later stands anew, until it is taken back again."""
    life = history((0, 0), (10, 20), (30, 40), (50, 60), (70, 70), (80, 80), (90, 90))
    prints = zip(life.versions, "abcbcad", strict=True)
    back = replace(life, versions=tuple(replace(each, fingerprint=print_) for each, print_ in prints))
    found = {int(each[1:]): (day - START).days for each, day in days_of_return(effects(back)).items()}
    assert found == {1: 80, 2: 60, 4: 80}


def test_an_undeclared_version_weighs_no_more_than_what_was_declared() -> None:
    """The class of a day is the heaviest that somebody declared; without any it is undeclared."""
    unknown = ChangeClass.UNDECLARED
    life = history((0, 0), (10, 60), (20, 60))
    assert effects(declared(life, unknown, ChangeClass.MINOR, unknown))[1].change_class is ChangeClass.MINOR
    assert effects(declared(life, unknown, unknown, unknown))[1].change_class is unknown


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 90), st.integers(0, 3)), min_size=1, max_size=9))
def test_every_change_that_is_left_begins_exactly_once(days: list[tuple[int, int, int]]) -> None:
    """Each effect goes on from where the one before ended, and what lies between is in it, or was taken back in it."""
    ordered = sorted(days)
    life = history(*((published, published + lead) for published, lead, _ in ordered))
    texts = [f"{text:040x}" for _, _, text in ordered]
    versions = zip(life.versions, texts, strict=True)
    life = replace(life, versions=tuple(replace(each, text_oid=text) for each, text in versions))
    brought = [number for _, _, numbers, _ in began(life) for number in numbers]
    assert len(brought) == len(set(brought))
    for effect in effects(life):
        assert effect.versions[-1].text_oid == effect.target.text_oid
        assert effect.base is None or effect.base.text_oid != effect.target.text_oid


def postponed(each: Version, on: int, until: int) -> Version:
    """Return a version postponed on one day to another, counted from the first."""
    days = [START + timedelta(days=day) for day in (on, until)]
    entry = Postponement(
        postponed_on=days[0], from_on=each.effective_on, to_on=days[1], reason="Late.", path="n.md", commit="1" * 40
    )
    return replace(each, effective_on=days[1], postponements=(entry,))


def test_what_a_version_was_published_to_replace_is_what_was_known_then() -> None:
    """A version announced for the same day is joined, and so is one that was postponed to it, but only by then."""
    first, second, third = history((0, 0), (10, 40), (20, 60)).versions
    assert replaced_when_published([first, second, third], 2) == 1
    assert replaced_when_published([first, postponed(second, 15, 60), third], 2) == 0
    assert replaced_when_published([first, postponed(second, 25, 60), third], 2) == 1
    assert replaced_when_published([first, second, postponed(third, 25, 90)], 1) == 0
    assert replaced_when_published([first], 0) is None


@given(days=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=8))
def test_what_a_version_was_published_to_replace_is_the_base_of_its_day_then(days: list[tuple[int, int]]) -> None:
    """As long as nothing comes after it, the two are the same, unless it takes back what was to apply."""
    versions = history(*sorted(days)).versions
    seen = History(policy=Policy(slug="privacy", language="en", path="p.md"), versions=versions)
    effect = places(seen, START)[versions[-1].version_id].effect
    replaced = replaced_when_published(versions, len(versions) - 1)
    assert effect
    assert effect.base == (None if replaced is None else versions[replaced])


LIVES = st.lists(
    st.tuples(
        st.sampled_from(("publish", "publish", "postpone", "end", "return")),
        st.integers(0, 9),
        st.integers(0, 30),
        st.integers(0, 7),
    ),
    max_size=14,
)
"""What happens, after how many days, with what lead, to which version."""


@given(LIVES)
def test_what_was_once_the_base_of_an_effect_stays_among_what_was_replaced(
    life: list[tuple[str, int, int, int]],
) -> None:
    """Whatever is published, postponed, ended or brought back later: pages are named by these pairs, and stay."""
    known, today, told = history((0, 0)), 0, set[tuple[int, int]]()
    for kind, after, lead, which in life:
        today += after
        known = lived(known, kind, today, lead, which)
        pairs = {(base, number) for number in range(len(known.versions)) for base in ever_replaced(known, number)}
        ids = [each.version_id for each in known.versions]
        told |= {
            (ids.index(each.base.version_id), ids.index(each.target.version_id)) for each in effects(known) if each.base
        }
        assert told <= pairs
        told = pairs


def lived(known: History, kind: str, today: int, lead: int, which: int) -> History:
    """Return a history after one more event, or as it was where that could not happen."""
    on = START + timedelta(days=today)
    is_ended = bool(known.withdrawals) and known.withdrawals[-1].restored_on is None
    match kind:
        case "publish":
            ended = tuple(replace(each, restored_on=each.restored_on or on) for each in known.withdrawals)
            new = version(len(known.versions), today, today + lead)
            return replace(known, versions=(*known.versions, new), withdrawals=ended)
        case "postpone":
            picked = known.versions[-1 - which % len(known.versions)]
            until = picked.effective_on + timedelta(days=lead)
            note = PostponingNote(version_id=picked.version_id, effective_on=until, path="n.md", reason="Late.")
            if postponement_objection(note, on, known.versions) is None:
                return replace(known, versions=postpone(note, on, "1" * 40, known.versions))
        case "end" if not is_ended:
            return replace(known, withdrawals=(*known.withdrawals, withdrawal(today, len(known.versions))))
        case "return" if is_ended:
            back = replace(known.withdrawals[-1], restored_on=on)
            return replace(known, withdrawals=(*known.withdrawals[:-1], back))
    return known


def test_a_text_that_came_back_often_names_the_times_around_it() -> None:
    """Whatever the number of returns, a page names a few and says that there are more; of few it names all."""
    days = [(day, day) for day in range(40)]
    often = history(*days)
    swapped = tuple(replace(each, text_oid=f"{number % 2:040x}") for number, each in enumerate(often.versions))
    found = places(replace(often, versions=swapped), START)
    middle = found[swapped[20].version_id]
    assert [(each.begins_on - START).days for each in middle.alike] == [14, 16, 18, 22, 24, 26, 28]
    assert middle.is_often_alike
    few = places(replace(often, versions=swapped[:5]), START)[swapped[2].version_id]
    assert [(each.begins_on - START).days for each in few.alike] == [0, 4]
    assert not few.is_often_alike
