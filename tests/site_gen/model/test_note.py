"""The classes of a change: what holds for each of them, whoever uses it."""

from __future__ import annotations

from site_gen.model.note import ChangeClass


def test_the_classes_have_one_order() -> None:
    """A class means more than every one before it, and what nobody declared means less than all that somebody did."""
    declarable = ChangeClass.declarable()
    assert list(declarable) == sorted(declarable, key=lambda each: each.rank)
    assert [each.rank for each in declarable] == [0, 1, 2, 3]
    assert ChangeClass.UNDECLARED.rank < ChangeClass.EDITORIAL.rank


def test_what_is_told_needs_a_summary() -> None:
    """Account holders are told of material changes, and whatever they are told of says what it means."""
    assert [each for each in ChangeClass if each.is_told] == [ChangeClass.MATERIAL, ChangeClass.MATERIAL_CONSENT]
    assert {each for each in ChangeClass if each.needs_summary} == set(ChangeClass.declarable()[1:])
