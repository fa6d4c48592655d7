"""A reader's three questions are answered within two clicks and three screens of a phone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.questions import PHONE, questions


def test_three_questions_have_near_answers(demo: Path, chromium: Browser) -> None:
    """What changed since, what applied on, what changed about: each is near, and the answers are right."""
    context = chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, java_script_enabled=False)
    address = (demo / "privacy" / "index.html").as_uri()
    found = list(questions(context.new_page(), address, day="2023-02-06", subject="How long we keep"))
    context.close()
    assert [each for each in found if not each.is_near] == []
    assert [each.answer.split(":")[0] for each in found] == [
        "4 versions since then, newest first",
        "1\u20136",
        "Unchanged since 30 September 2025; 2 wordings in all.",
    ]
    assert "version of 16 May 2022" in found[1].answer
