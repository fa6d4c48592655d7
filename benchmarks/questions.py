"""How far a reader's three questions are from their answers: `python -m benchmarks.questions SITE/privacy`.

Counts clicks, and screens of a phone to scroll on the way, in a real browser with scripts off, from the policy's page.
Say the month to ask about where the history is younger or older than the usual one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

PHONE = (390, 844)
MOST_CLICKS, MOST_SCREENS = 2, 3.0


@dataclass(frozen=True, slots=True)
class Found:
    """What it took to find an answer."""

    question: str
    clicks: int
    screens: float
    """Scrolled in all, of a phone."""
    answer: str

    @property
    def is_near(self) -> bool:
        """Whether that is within the goal."""
        return self.clicks <= MOST_CLICKS and self.screens <= MOST_SCREENS


@dataclass(slots=True)
class Reader:
    """A reader with a phone, who scrolls to what is looked for and touches it."""

    page: Page
    clicks: int = 0
    screens: float = 0.0

    def look_at(self, there: Locator) -> str:
        """Scroll until the whole of something is in sight; return its words."""
        box = there.bounding_box()
        if box is None:
            raise LookupError(f"{self.page.url}: nothing is shown of {there}")
        beyond = max(0.0, min(box["y"], box["y"] + box["height"] - PHONE[1]), -box["y"])
        self.screens += beyond / PHONE[1]
        return " ".join(there.inner_text().split())

    def touch(self, link: Locator) -> None:
        """Follow a link, which may lead to a place in the same page."""
        self.look_at(link)
        self.clicks += 1
        link.click()
        self.page.wait_for_load_state()


def questions(page: Page, address: str, *, day: str, subject: str) -> Iterator[Found]:
    """Ask what changed since a day's month, what applied on the day, and what changed about a subject.

    The first is answered where the notes of the versions since begin, or, without notes, the marked text; the last by
    the words that changed, where any did.
    """
    for ask in (_changed_since, _applied_on):
        yield ask(_reader(page, address), day)
    yield _changed_about(_reader(page, address), subject)


def _reader(page: Page, address: str) -> Reader:
    page.goto(address)
    return Reader(page)


def _changed_since(reader: Reader, day: str) -> Found:
    reader.touch(reader.page.get_by_role("link", name="By date", exact=True))
    link = reader.page.locator(f'[aria-label="Changes since {_month(day)}"]')
    reader.touch(link)
    answer = reader.look_at(reader.page.locator("#_between, .marked .intro > p").first)
    return Found(f"what changed since {day[:7]}", reader.clicks, reader.screens, answer)


def _applied_on(reader: Reader, day: str) -> Found:
    reader.touch(reader.page.get_by_role("link", name="By date", exact=True))
    reader.touch(reader.page.locator(f'[aria-label="{_month(day)}"]'))
    row = reader.page.locator(f"#_{day[:7]}:target + ul > li")
    if row.count():
        answer = reader.look_at(row.nth(_row_of(row.all_inner_texts(), int(day[8:]))))
    else:
        answer = reader.look_at(reader.page.locator(".dateline").first)
    return Found(f"what applied on {day}", reader.clicks, reader.screens, answer)


def _row_of(rows: Sequence[str], day: int) -> int:
    """Return the row whose first day is the last that is not after the day."""
    firsts = [int("".join(filter(str.isdigit, row.split(":")[0].split("\u2013")[0]))) for row in rows]
    return max(number for number, first in enumerate(firsts) if first <= day)


def _changed_about(reader: Reader, subject: str) -> Found:
    reader.touch(reader.page.get_by_role("link", name="Section by section", exact=True))
    reader.touch(reader.page.locator(".sections a", has_text=subject).first)
    answer = reader.look_at(reader.page.locator(".gist"))
    if (last := reader.page.locator(".glimpse").first).count():
        answer += f" {reader.look_at(last)}"
    return Found(f"what changed about {subject}", reader.clicks, reader.screens, answer)


def _month(day: str) -> str:
    names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
    return f"{names[int(day[5:7]) - 1]} {day[:4]}"


def main() -> int:
    """Print a Markdown table; exit with 1 where an answer is too far."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.questions", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("policy", type=Path, help="a policy's folder in a built site")
    parser.add_argument("--day", default="2022-03-01")
    parser.add_argument("--subject", default="keep", help="words of the title of a section")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    chosen = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.browser, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, java_script_enabled=False)
        address = (chosen.policy / "index.html").resolve().as_uri()
        found = list(questions(context.new_page(), address, day=chosen.day, subject=chosen.subject))
        browser.close()
    print("| question | clicks | screens | answer |\n|---|---|---|---|")
    for each in found:
        print(f"| {each.question} | {each.clicks} | {each.screens:.1f} | {each.answer[:120]} |")
    return 0 if all(each.is_near for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
