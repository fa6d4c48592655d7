"""What applied when: the months of the page and the days of `on.json`."""

from __future__ import annotations

import json
from datetime import date, timedelta

from jsonschema import Draft202012Validator

from site_gen import program
from site_gen.history.timeline import Period, periods, places
from site_gen.model.version import Standing
from site_gen.publish.addresses import Addresses
from site_gen.publish.calendar import months, on_bytes
from site_gen.publish.picture import HEIGHT, Dot, draw
from tests.browser.sample_lives import life, version


def test_every_day_has_the_answer_that_the_pages_give() -> None:
    """On each day `on.json` names the one version that stands as in force on that day, or none where none does."""
    history = life()
    told = json.loads(on_bytes(Addresses("", "privacy"), periods(history)))
    Draft202012Validator(json.loads((program.schemas() / "on.v1.schema.json").read_bytes())).validate(told)
    day = history.versions[0].published_on - timedelta(days=3)
    while day < date(2027, 2, 1):
        found = [
            each["version_id"]
            for each in told["periods"]
            if each["from"] <= str(day) and (each["to"] is None or str(day) <= each["to"])
        ]
        standing = [name for name, place in places(history, day).items() if place.standing is Standing.IN_FORCE]
        assert found == standing, day
        day += timedelta(days=1)


def test_months_hold_every_day_of_every_period_once() -> None:
    """The periods are whole, cut into months; one in which nothing applied is there and empty, as in the first year."""
    one, two = version("2024-02-28"), version("2024-05-31")
    applied = (
        Period(version=one, begins_on=date(2024, 2, 28), ends_on=date(2024, 3, 1), successor_id=None),
        Period(version=two, begins_on=date(2024, 5, 31), ends_on=None, successor_id=None),
    )
    found = months(applied)
    assert [(month.anchor, [(str(span.first), str(span.last)) for span in month.spans]) for month in found] == [
        ("_2024-01", []),
        ("_2024-02", [("2024-02-28", "2024-02-29")]),
        ("_2024-03", []),
        ("_2024-04", []),
        ("_2024-05", [("2024-05-31", "None")]),
    ]
    assert months(()) == ()


def test_the_picture_keeps_within_its_frame() -> None:
    """Lengths and changes of any size are drawn inside; what was taken down has no length, and the first no change."""
    days = (date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1), date(2024, 1, 1))
    dots = [
        Dot(day, length, changed, is_material=True)
        for day, length, changed in zip(days, (1000, 0, 90_000, 2000), (0, 5, 1, 10**9), strict=True)
    ]
    picture = draw(dots)
    assert picture is not None
    numbers = [int(each) for each in picture.length.replace("M", " ").replace("H", " ").replace("V", " ").split()]
    assert all(0 <= number <= 1000 for number in numbers)
    assert picture.bars.count("M") == 2
    assert picture.growth == 100
    assert picture.materials == 2
    assert f"V{HEIGHT}" in picture.material
    assert draw(dots[:2]) is None


def test_a_short_life_has_no_picture() -> None:
    """Two versions, or any number within one year, are read sooner in the list."""
    within = [Dot(date(2026, month, 1), 1000, 5, is_material=False) for month in range(1, 9)]
    assert draw(within) is None
    assert draw([within[0], Dot(date(2027, 1, 1), 1000, 5, is_material=False)]) is None
    assert draw([*within, Dot(date(2027, 1, 1), 1000, 5, is_material=False)]) is not None


def test_there_is_no_picture_of_a_moment() -> None:
    """One version, or several of one day, have no course to draw."""
    assert draw([Dot(date(2020, 1, 1), 10, 0, is_material=False)] * 2) is None
    assert draw([]) is None
