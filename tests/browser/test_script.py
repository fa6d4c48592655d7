"""The one script of the site: it answers for any day and any two versions, and never otherwise than the pages do."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from site_gen.redline import compare
from site_gen.redline.model import Op, RowKind
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK
from site_gen.text.parsing.parse import parse
from tests.browser.conftest import serve


@pytest.fixture(scope="module")
def unpaired(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the example as if no page compared any two of its versions, as of most pairs of a long history."""
    folder = tmp_path_factory.mktemp("unpaired") / "site"
    shutil.copytree(demo, folder)
    page = folder / "privacy" / "compare" / "index.html"
    page.write_text(re.sub(r'<a href="\.\./[^"]*\.\..*?</a>|<a href="\.\./[\d-]+/changes.*?</a>', "", page.read_text()))
    with serve(folder) as address:
        yield f"{address}privacy/"


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """Open a tab with scripts on, in which no page may complain."""
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    page.close()
    assert said == []


def test_a_day_leads_to_what_applied_on_it(unpaired: str, tab: Page) -> None:
    """Whoever chooses a day is told the version that applied on it, at both ends of its time, or that none did."""
    tab.goto(f"{unpaired}on/index.html")
    for day, version in (("2022-05-16", "2022-05-16"), ("2024-06-30", "2023-02-07"), ("2024-07-01", "2024-06-24")):
        tab.get_by_label("Or choose a day:").fill(day)
        tab.locator(f'output a[href="../{version}/index.html"]').wait_for()
    tab.get_by_label("Or choose a day:").fill("2022-05-15")
    tab.get_by_text("Nothing applied on that day.").wait_for()


def test_two_versions_with_a_page_lead_to_it(demo: Path, tab: Page) -> None:
    """The server's redline is shown wherever there is one, whichever way round the two are picked."""
    with serve(demo) as address:
        tab.goto(f"{address}privacy/compare/index.html")
        pick(tab, "2025-09-30", "2022-05-16")
        tab.wait_for_url("**/privacy/2022-05-16..2025-09-30/index.html")


def test_any_two_versions_differ_as_their_redline_says(demo: Path, unpaired: str, tab: Page) -> None:
    """Pair by pair, the passages that the browser finds in one text only are those that the server's redline marks."""
    ids = sorted(path.parent.name for path in demo.glob("privacy/*/policy.md"))
    texts = {each: parse((demo / "privacy" / each / "policy.md").read_text(encoding="utf-8")) for each in ids}
    for older, newer in combinations(ids, 2):
        tab.goto(f"{unpaired}compare/index.html")
        pick(tab, older, newer)
        tab.locator("#_found:not([hidden])").wait_for()
        found = [tab.locator(f".only-{side}").all_inner_texts() for side in ("old", "new")]
        redline = compare(texts[older], texts[newer])
        changed = [row for row in redline.rows if row.kind is not RowKind.SAME]
        before, after = (
            Counter(
                passage
                for row in changed
                for text in row.texts
                if (text.in_old if dropped is Op.INSERT else text.in_new)
                for passage in passages(piece.text for piece in text.pieces if piece.op is not dropped)
            )
            for dropped in (Op.INSERT, Op.DELETE)
        )
        expected = before - after, after - before
        assert tuple(Counter(map(squeeze, each)) for each in found) == expected, f"{older} to {newer}"


def pick(page: Page, older: str, newer: str) -> None:
    """Choose two versions and compare them."""
    page.locator("#_older option").first.wait_for(state="attached")
    page.locator("#_older").select_option(older)
    page.locator("#_newer").select_option(newer)
    page.get_by_role("button", name="Compare").click()


def passages(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the passages of one text of a redline, as one side has it."""
    for passage in re.split(f"[{BLOCK_BREAK}{HARD_BREAK}]", "".join(pieces)):
        if squeezed := squeeze(passage):
            yield squeezed


def squeeze(text: str) -> str:
    """Leave out white space, which a browser sets as it likes."""
    return "".join(text.split())
