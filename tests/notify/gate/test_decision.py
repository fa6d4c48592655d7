"""What an account is shown and asked: one table of lives, and what each comes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from notify.gate.decision import Course, ShowAs, Start, course_of, decide, refused_of, standing_of
from notify.model.gate import Did, GateRecord
from notify.model.published import Effect, Manifest, Obligation, Policy, Version

BACK = "2026-11-01"
NOTICE, QUESTION = ShowAs.NOTICE, ShowAs.QUESTION
SEEN, SHOWN, DISMISSED, AGREED, REFUSED = Did.SEEN, Did.SHOWN, Did.DISMISSED, Did.AGREED, Did.REFUSED
FIRST, MINOR, MATERIAL, ASKING, FIX, NEXT, RULED = (
    "2025-01-10", "2025-06-01", "2026-01-15", "2026-03-01", "2026-03-05", "2026-09-01", "2026-11-01",
)  # fmt: skip
CONSENT = Obligation(
    rule="gdpr", regions=("DE",), lead_days=0, send_by=date(2026, 11, 1), consent=True, source="Art. 7"
)


def version(
    version_id: str, effective_on: str, change_class: str, *owed: Obligation, corrects: str | None = None
) -> Version:
    """Return a version published on the day of its id."""
    return Version(
        version_id=version_id, published_on=date.fromisoformat(version_id), change_class=change_class,
        effective_on=date.fromisoformat(effective_on), practice=None, text_sha256="a" * 64, changes_url=None,
        predecessor_id=None, owed=owed, corrects=corrects, summary_html="", summary_text="",
        what_you_can_do_html="", what_you_can_do_text="", url="",
    )  # fmt: skip


def effect(effective_on: str, base: str | None, target: str, *ids: str) -> Effect:
    """Return what begins to apply on one day."""
    return Effect(
        effective_on=date.fromisoformat(effective_on), base_id=base, target_id=target, version_ids=ids or (target,)
    )


@pytest.fixture(scope="module")
def course() -> Course:
    """Return a policy that lived through every kind of change."""
    policy = Policy(slug="privacy", title="", language="en", url="", controller="", postal_address="", contact="")
    versions = (
        version(RULED, "2026-12-01", "minor", CONSENT),
        version(NEXT, "2026-10-01", "material"),
        version(FIX, "2026-04-01", "material+consent", corrects=ASKING),
        version(ASKING, "2026-04-01", "material+consent"),
        version(MATERIAL, "2026-02-15", "material"),
        version(MINOR, "2025-06-01", "minor"),
        version(FIRST, "2025-01-10", "material+consent"),
    )
    effects = (
        effect("2026-12-01", NEXT, RULED), effect("2026-10-01", FIX, NEXT),
        effect("2026-04-01", MATERIAL, FIX, ASKING, FIX), effect("2026-02-15", MINOR, MATERIAL),
        effect("2025-06-01", FIRST, MINOR), effect("2025-01-10", None, FIRST),
    )  # fmt: skip
    return course_of(Manifest(location="", policy=policy, versions=versions, effects=effects))


def signed_up(day: str) -> Start:
    """Return the start of an account made on a day."""
    return Start(signed_up=date.fromisoformat(day))


CASES = [
    # day, where the account starts, what it did, what it is owed
    ("what a policy began with asks nobody", "2025-01-20", Start(), [], []),
    ("a minor change asks nobody", "2025-06-02", Start(), [], []),
    ("a material one is shown once it is published", "2026-01-14", Start(), [], []),
    ("from that day on", "2026-01-15", Start(), [], [(MATERIAL, NOTICE)]),
    ("until it is closed, not only shown", "2026-01-16", Start(), [(SHOWN, MATERIAL)], [(MATERIAL, NOTICE)]),
    ("closed is closed", "2026-01-16", Start(), [(DISMISSED, MATERIAL)], []),
    ("until 30 days after it took effect", "2026-03-17", signed_up("2025-01-11"), [(AGREED, ASKING)], []),
    ("that day included", "2026-03-17", Start(), [(REFUSED, MINOR)], [(MATERIAL, NOTICE), (FIX, QUESTION)]),
    ("then no more", "2026-03-18", Start(), [], [(FIX, QUESTION)]),
    ("a question stays until it is answered", "2026-08-31", Start(), [], [(FIX, QUESTION)]),
    ("shown and used on is no answer", "2026-08-31", Start(), [(SHOWN, FIX), (DISMISSED, FIX)], [(FIX, QUESTION)]),
    ("a yes is one", "2026-08-31", Start(), [(AGREED, FIX)], []),
    ("a no is one too", "2026-08-31", Start(), [(REFUSED, FIX)], []),
    ("a correction does not ask again", "2026-03-06", Start(), [(AGREED, ASKING)], []),
    ("nor of whoever refused", "2026-03-06", Start(), [(REFUSED, ASKING)], []),
    ("a yes to the newer covers what it contains", "2026-09-02", Start(), [(AGREED, NEXT)], []),
    ("a yes to the older does not cover the newer", "2026-09-02", Start(), [(AGREED, FIX)], [(NEXT, NOTICE)]),
    ("closing the newer answers no older question", "2026-09-02", Start(), [(DISMISSED, NEXT)], [(FIX, QUESTION)]),
    ("the rule of a region asks", "2026-11-01", Start(), [(AGREED, NEXT)], [(RULED, QUESTION)]),
    ("two questions that apply are one", "2026-12-02", Start(), [], [(RULED, QUESTION)]),
    ("one that does not apply yet is another", "2026-11-02", Start(), [], [(FIX, QUESTION), (RULED, QUESTION)]),
    ("new accounts start at what they saw", "2026-03-02", signed_up("2026-03-02"), [], []),
    ("of which nobody is sure on the day itself", "2026-03-02", signed_up("2026-03-01"), [], [(FIX, QUESTION)]),
    ("a version says it better", "2026-03-02", Start(seen={"privacy": ASKING}), [], []),
    ("of another policy it says nothing", "2026-03-06", Start(seen={"terms": ASKING}), [(DISMISSED, FIX)],
     [(FIX, QUESTION)]),
    ("an older system's word counts", "2026-03-06", Start(), [(SEEN, ASKING)], []),
    ("also about a version that is gone", "2026-03-06", Start(), [(AGREED, "2026-03-02")], []),
    ("what comes after the start is owed", "2026-09-02", signed_up("2026-03-06"), [], [(NEXT, NOTICE)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "start", "did", "owed"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_is_owed(
    course: Course, today: str, start: Start, did: list[tuple[Did, str]], owed: list[tuple[str, ShowAs]]
) -> None:
    """Each life comes to what its name says."""
    day = date.fromisoformat(today)
    found = decide(course, standing_of(course, start, [record(*each) for each in did], day), day)
    assert [(each.change.version_id, each.show_as) for each in found] == owed


def record(did: Did, version_id: str, slug: str = "privacy") -> GateRecord:
    """Return what an account did."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return GateRecord(
        account_id="a", slug=slug, version_id=version_id, text_sha256="a" * 64, did=did, at=at, how="product"
    )


@pytest.mark.parametrize(
    ("start", "did", "agreed_id", "refused_id", "may_still"),
    [
        (Start(), [(AGREED, FIX), (REFUSED, FIX)], None, FIX, [FIX]),
        (Start(), [(REFUSED, FIX), (AGREED, FIX)], FIX, None, []),
        (Start(), [(REFUSED, FIX), (AGREED, NEXT)], NEXT, None, []),
        (Start(), [(AGREED, FIX), (REFUSED, RULED)], FIX, RULED, [RULED]),
        (Start(), [(REFUSED, RULED), (AGREED, FIX)], FIX, RULED, [RULED]),
        (Start(), [(AGREED, RULED), (REFUSED, ASKING)], None, ASKING, [FIX, RULED]),
        (Start(), [(SEEN, FIX), (REFUSED, RULED)], None, RULED, [RULED]),
        (signed_up("2026-03-06"), [(REFUSED, RULED)], None, RULED, [RULED]),
        (Start(), [(REFUSED, "2026-03-02")], None, "2026-03-02", [FIX]),
        (Start(), [(REFUSED, FIRST)], None, FIRST, []),
    ],
)
def test_a_yes_and_a_no_stand_until_the_other_takes_their_place(
    course: Course, start: Start, did: list[tuple[Did, str]], agreed_id: str | None, refused_id: str | None,
    may_still: list[str],
) -> None:  # fmt: skip
    """A yes to an older version unsays no refusal of a newer; a no leaves what was agreed to before."""
    records, day = [*(record(*each) for each in did), record(AGREED, NEXT, "terms")], date(2027, 1, 1)
    standing = standing_of(course, start, records, day)
    assert (standing.agreed_id, standing.refused_id) == (agreed_id, refused_id)
    assert [each.change.version_id for each in refused_of(course, standing, day)] == may_still


def test_the_refusal_of_what_was_taken_back_is_of_no_account() -> None:
    """Nothing came of the change, so that a product has nothing to draw from it; the next one is asked about anew."""
    policy = Policy(slug="privacy", title="", language="en", url="", controller="", postal_address="", contact="")
    versions = (
        version(FIX, "2026-04-01", "minor"), version(ASKING, "2026-04-01", "material+consent"),
        version(FIRST, "2025-01-10", "minor"),
    )  # fmt: skip
    manifest = Manifest(location="", policy=policy, versions=versions, effects=(effect("2025-01-10", None, FIRST),))
    for effects, refused_id in (((effect("2026-04-01", FIRST, FIX, ASKING, FIX),), ASKING), ((), None)):
        course = course_of(replace(manifest, effects=(*effects, *manifest.effects)))
        day = date(2026, 3, 20)
        standing = standing_of(course, Start(), [record(REFUSED, ASKING)], day)
        assert (standing.refused_id, len(refused_of(course, standing, day))) == (refused_id, len(effects))


@pytest.mark.parametrize(
    ("today", "did", "owed"),
    [
        ("2026-10-31", [], [NEXT]),  # of two that apply the later contains the other
        ("2026-11-01", [], [ASKING]),
        ("2026-11-01", [(AGREED, NEXT)], []),
        ("2026-10-31", [(REFUSED, NEXT)], []),
        ("2026-11-01", [(REFUSED, NEXT)], [ASKING]),
        ("2026-11-01", [(REFUSED, NEXT), (AGREED, BACK)], []),
        ("2026-11-01", [(REFUSED, ASKING), (REFUSED, NEXT)], []),
        ("2026-11-01", [(AGREED, ASKING), (REFUSED, NEXT)], []),
    ],
)
def test_what_a_later_text_takes_back_asks_nobody_and_was_refused_by_nobody(
    today: str, did: list[tuple[Did, str]], owed: list[str]
) -> None:
    """What stays of it is still asked about, once, of whoever has not answered that; a yes to all was one to it too."""
    policy = Policy(slug="privacy", title="", language="en", url="", controller="", postal_address="", contact="")
    versions = (
        version(BACK, "2026-11-01", "material"), version(NEXT, "2026-10-01", "material+consent"),
        version(ASKING, "2026-04-01", "material+consent"), version(FIRST, "2025-01-10", "minor"),
    )  # fmt: skip
    effects = (
        effect("2026-11-01", NEXT, BACK),
        replace(effect("2026-10-01", ASKING, NEXT), taken_back={NEXT: date(2026, 11, 1)}),
        effect("2026-04-01", FIRST, ASKING), effect("2025-01-10", None, FIRST),
    )  # fmt: skip
    course = course_of(Manifest(location="", policy=policy, versions=versions, effects=effects))
    day = date.fromisoformat(today)
    found = decide(course, standing_of(course, Start(), [record(*each) for each in did], day), day)
    assert [each.change.version_id for each in found if each.show_as is QUESTION] == owed


def test_a_manifest_of_an_earlier_release_is_read_version_by_version() -> None:
    """Where it lists no effects, each version with one before it is a change of its own."""
    policy = Policy(slug="privacy", title="", language="en", url="", controller="", postal_address="", contact="")
    old = Manifest(location="", policy=policy, versions=(version(MATERIAL, "2026-02-15", "material"),))
    assert course_of(old).changes == ()
