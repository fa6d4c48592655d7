"""Facts are told by the days on which texts begin to apply: a slip of a day neither ends a practice nor begins one."""

from __future__ import annotations

from datetime import date

import pytest

from site_gen.model.facts import FactKind, FactLife, Turn
from site_gen.model.note import ChangeClass
from site_gen.model.version import Version
from site_gen.publish.views.facts import fact_changes
from site_gen.signals.facts.by_day import lives_by_day


def _version(version_id: str, effective: str = "") -> Version:
    return Version(
        version_id=version_id,
        published_on=date.fromisoformat(version_id[:10]),
        effective_on=date.fromisoformat(effective or version_id[:10]),
        imported=False,
        change_class=ChangeClass.UNDECLARED,
        note=None,
        commit="c" * 40,
        text_oid="t" * 40,
        predecessor_id="2010-01-01",
    )


def _life(*turns: tuple[str, str | None], kind: FactKind = FactKind.DATA) -> FactLife:
    """Return a fact with what each version did: the words of a sentence or an empty text, or none where it went."""
    return FactLife(
        kind,
        "Name",
        tuple(Turn(_version(name), None if words is None else "", words or "") for name, words in turns),
    )


def _told(life: FactLife) -> list[tuple[str, str | None]]:
    return [
        (turn.version.version_id, None if turn.value is None else turn.words)
        for each in lives_by_day([life])
        for turn in each.turns
    ]


def test_what_a_later_version_of_the_day_puts_back_never_went() -> None:
    """Of two versions of one day the second counts, so that a fact that the first left out stands since it came."""
    life = _life(("2020-01-01", ""), ("2023-01-19", None), ("2023-01-19-2", ""))
    (told,) = lives_by_day([life])
    assert told.since.version_id == "2020-01-01"
    assert told.gaps == ()


def test_what_came_and_went_on_one_day_is_not_told() -> None:
    """A text that applied for no day states nothing through time."""
    assert lives_by_day([_life(("2023-01-19", ""), ("2023-01-19-2", None))]) == ()


def test_versions_that_begin_to_apply_together_are_one() -> None:
    """The day of effect counts, and not that of publication."""
    turns = (Turn(_version("2026-10-01", "2027-01-15"), ""), Turn(_version("2026-11-01", "2027-01-15"), None))
    assert lives_by_day([FactLife(FactKind.DATA, "Name", turns)]) == ()


@pytest.mark.parametrize(("back", "is_gap"), [("2015-06-04", True), ("2015-06-17", True), ("2015-06-18", False)])
def test_what_comes_back_within_two_weeks_did_not_end(back: str, *, is_gap: bool) -> None:
    """A few days without a fact are told as such; what was away for longer ended, and began anew."""
    (told,) = lives_by_day([_life(("2014-05-28", ""), ("2015-06-03", None), (back, ""))])
    assert told.since.version_id == ("2014-05-28" if is_gap else back)
    assert [(gap.left_with.version_id, gap.back_with.version_id) for gap in told.gaps] == [
        ("2015-06-03", back)
    ] * is_gap
    versions = [_version(name) for name in ("2014-05-28", "2015-06-03", back)]
    change = next(each for each in fact_changes([told], versions) if each.version.version_id == "2015-06-03")
    assert [words for missing in change.missing.values() for words in missing] == ["Name"] * is_gap
    assert change.gone == ["Name"] * (not is_gap)


def test_what_comes_back_in_other_words_is_reworded() -> None:
    """The days without it are told, and the words before beside those after."""
    life = _life(("2014-01-01", "Kept a year."), ("2015-06-03", None), ("2015-06-04", "Kept two years."))
    assert _told(life) == [("2014-01-01", "Kept a year."), ("2015-06-04", "Kept two years.")]


def test_what_ends_for_good_within_days_of_now_has_ended() -> None:
    """Whether it comes back nobody knows yet."""
    assert _told(_life(("2014-01-01", ""), ("2015-06-03", None))) == [("2014-01-01", ""), ("2015-06-03", None)]


@pytest.mark.parametrize("words", ["We keep it, for a year.", "we keep it for a year", "We keep it for “a year”."])
def test_another_sign_is_no_other_fact(words: str) -> None:
    """A comma, a quotation mark or a capital does not make a sentence stand in other words."""
    life = _life(("2014-01-01", "We keep it for a year."), ("2016-01-01", words), kind=FactKind.PERIOD)
    assert len(_told(life)) == 1
