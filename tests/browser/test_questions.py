"""A reader's three questions are answered within two clicks and three screens of a phone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.histories import history_of
from benchmarks.questions import PHONE, Found, questions
from tests.browser.conftest import run


def test_three_questions_have_near_answers(demo: Path, chromium: Browser) -> None:
    """What changed since, what applied on, what changed about: each is near, and the answers are right."""
    found = _ask(chromium, demo / "privacy", day="2023-02-06", subject="How long we keep")
    assert [each for each in found if not each.is_near] == []
    said = (
        "4 versions since then, newest first",
        "1\u20136: version of 16 May 2022",
        "Unchanged since 30 September 2025",
    )
    assert all(each.answer.startswith(start) for each, start in zip(found, said, strict=True))
    assert "[deleted: 24 end of deletion] [inserted: 36 end of insertion] months" in found[2].answer


@pytest.mark.parametrize("versions", [57, 501])
def test_they_are_as_near_in_a_long_history(versions: int, chromium: Browser, tmp_path: Path) -> None:
    """However many versions there are: the months, the sections and what changed last do not move away."""
    repository = history_of(tmp_path / "repo", [_text(number, versions) for number in range(versions)])
    run("site_gen", "build", "--repo", str(repository), "--out", str(tmp_path / "site"), "--cache", str(tmp_path / "c"))
    before, now = (_kept(number, versions) for number in (versions - 2, versions - 1))
    for day in ("2021-05-01", "2022-03-01"):
        found = _ask(chromium, tmp_path / "site" / "privacy", day=day, subject="How long we keep it")
        assert [each for each in found if not each.is_near] == []
        marked = f"[deleted: {before} end of deletion] [inserted: {now} end of insertion]"
        assert found[2].answer.endswith(f"We keep it for {marked} days.")


def _ask(chromium: Browser, policy: Path, *, day: str, subject: str) -> Sequence[Found]:
    context = chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, java_script_enabled=False)
    found = list(questions(context.new_page(), (policy / "index.html").as_uri(), day=day, subject=subject))
    context.close()
    return found


def _kept(number: int, of: int) -> int:
    """Return for how many days a version keeps things: another number every ten versions, and in the last."""
    return 30 + number // 10 + (number == of - 1)


def _text(number: int, of: int) -> bytes:
    sections = [f"## Topic {topic}\n\nWe do this {number // topic} times.\n" for topic in range(1, 12)]
    kept = f"## How long we keep it\n\nWe keep it for {_kept(number, of)} days.\n"
    return "\n".join(["# Privacy Policy\n", *sections, kept]).encode()
