"""How much of a redline is shown, and beside what, is the reader's choice, with scripts off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Locator, Page

from site_gen.build.pages.change_list import changed_sections
from site_gen.build.pages.comparison import comparison_view
from site_gen.catalogue import ENGLISH
from site_gen.publish.assets import stylesheet
from site_gen.publish.pages import render_comparison, render_redline
from site_gen.redline import compare
from site_gen.redline.digest.summary import summarise
from site_gen.render.html.article import own_anchors, redline_parts
from site_gen.text.parsing.parse import parse
from tests.browser.sample_lives import life
from tests.browser.sample_views import redline_view

OLD = """# Policy

Nothing here changes.

## Keeping

We keep the records of your account for a year after you leave, and our partners never see any of them.

- names
- the old addresses
- ages

Gone from here.

## Sharing

One. Still the same.

Two. Still the same.

Three. Still the same.

Four. Still the same.

Five. Still the same.

Six. Still the same.

| Kind | Kept |
|---|---|
| Names | 12 months |
| Logs | 24 weeks |

Seven. We tell 24 partners.
"""
NEW = (
    OLD.replace("keep the records", "hold copies")
    .replace("year after you leave, and our partners never see any", "month, and the vendors that help us may see some")
    .replace("- the old addresses\n", "")
    .replace("Gone from here.\n\n", "")
    .replace("24", "36")
)


@pytest.fixture
def redline(chromium: Browser) -> Iterator[Page]:
    """Open a redline on a wide screen."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.set_content(
        render_comparison(comparison_view(compare(parse(OLD), parse(NEW)), "Policy", "en", ("old", "new")))
    )
    yield page
    context.close()


def choose(page: Page, words: str) -> None:
    """Choose a way to see, by its words."""
    page.get_by_label(words, exact=True).check()


def left(there: Locator) -> float:
    """Return where an element begins."""
    box = there.bounding_box()
    assert box is not None
    return box["x"]


def test_changes_alone_or_the_whole_text(redline: Page) -> None:
    """Of what did not change, nothing, its nearest, or all is shown; headings over a change always are."""
    near, far = redline.get_by_text("Six. Still"), redline.get_by_text("Two. Still")
    assert (near.is_visible(), far.is_visible()) == (True, False)
    choose(redline, "Changes only")
    assert (near.is_visible(), far.is_visible()) == (False, False)
    assert not redline.get_by_text("names", exact=True).is_visible()
    assert redline.get_by_role("heading", name="Sharing").is_visible()
    assert redline.locator(".chg", has_text="Seven. We tell").is_visible()
    choose(redline, "The whole text")
    assert (near.is_visible(), far.is_visible()) == (True, True)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", ["item", "row"])
def test_of_a_long_list_its_ends_and_its_changes_are_in_sight(kind: str, width: int, chromium: Browser) -> None:
    """Forty items of which one changed are not forty lines to scroll past; the whole text and paper have all."""
    parts = [f"| number {number} | kept 24 days |" if kind == "row" else f"- number {number}" for number in range(40)]
    old = "\n".join(["# Policy\n", *(["| What | How long |", "|---|---|"] if kind == "row" else []), *parts])
    new = old.replace("number 20", "number twenty")
    context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    redline = comparison_view(compare(parse(old), parse(new)), "Policy", "en", ("old", "new"))
    page.set_content(render_comparison(redline))
    all_parts = page.locator(".redline li, .redline tbody tr")

    def in_sight() -> set[int]:
        boxes = (all_parts.nth(number).bounding_box() for number in range(40))
        return {number for number, box in enumerate(boxes) if box and box["height"] > 12}

    assert in_sight() == {0, 1, 2, 19, 20, 21, 37, 38, 39}
    choose(page, "The whole text")
    assert len(in_sight()) == 40
    choose(page, "Changes and what is around them")
    page.emulate_media(media="print")
    assert len(in_sight()) == 40
    context.close()


@pytest.mark.parametrize("kind", ["item", "row"])
def test_what_a_long_list_folds_is_heard_and_opens_for_the_focus(kind: str, chromium: Browser) -> None:
    """Who listens loses no word of it, and who goes from link to link sees where they are."""
    page = chromium.new_page()
    page.set_content(_forty(kind))
    assert "number 10" in page.locator(".redline").aria_snapshot()
    link = page.get_by_role("link", name="number 10", exact=True)
    assert _height(link) == 0
    link.focus()
    assert _height(link) > 12
    page.close()


def test_a_list_without_a_change_is_not_folded(chromium: Browser) -> None:
    """Beside a change it is what is around it; among the unchanged passages, whoever opens them wants to read it."""
    items = "".join(f"- number {number}\n" for number in range(12))
    old = "# Policy\n\n" + items + "\nStays 24 days.\n\n" + "".join(f"Passage {n}.\n\n" for n in range(9)) + items
    redline = comparison_view(compare(parse(old), parse(old.replace("24", "36"))), "Policy", "en", ("old", "new"))
    page = chromium.new_page()
    page.set_content(render_comparison(redline))
    page.locator(".redline summary").evaluate_all("all => all.forEach((each) => each.click())")
    all_parts = page.locator(".redline li")
    assert all_parts.count() == 24
    assert min(_height(all_parts.nth(number)) for number in range(24)) > 12
    page.close()


def _forty(kind: str) -> str:
    links = [f"[number {number}](https://example.com/{number})" for number in range(40)]
    parts = [f"| {link} | kept 24 days |" if kind == "row" else f"- {link} stays" for link in links]
    old = "\n".join(["# Policy\n", *(["| What | How long |", "|---|---|"] if kind == "row" else []), *parts])
    new = old.replace("[number 20]", "[number twenty]")
    return render_comparison(comparison_view(compare(parse(old), parse(new)), "Policy", "en", ("old", "new")))


def _height(part: Locator) -> float:
    box = part.bounding_box()
    return box["height"] if box else 0


def test_old_and_new_stand_side_by_side(redline: Page) -> None:
    """On a wide screen what is gone or was stands at the left of what came or stayed, at the same height."""
    choose(redline, "Old and new side by side")
    new = redline.locator(".chg", has_text="Seven. We tell")
    old = new.locator(".was")
    gone, item, stayed = (redline.locator(name) for name in ("p.chg.gone", "li.gone", "#sharing"))
    boxes = new.bounding_box(), old.bounding_box()
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[1]["x"] + boxes[1]["width"] < boxes[0]["x"]
    assert abs(boxes[1]["y"] - boxes[0]["y"]) < 4
    assert max(left(gone), left(item), left(old)) < 640 < left(stayed)
    assert not new.locator(".nav + span > del").is_visible()
    assert old.locator("del").is_visible()
    assert left(redline.locator("table")) < 640
    assert redline.locator("td del").is_visible()


def test_a_rewrite_is_two_passages(redline: Page) -> None:
    """Where little stayed, the older wording stands whole over the newer, in which nothing is struck."""
    rewritten = redline.locator(".rewritten")
    assert rewritten.locator(".was").is_visible()
    assert rewritten.locator("ins").first.is_visible()
    assert rewritten.locator(".was del").first.is_visible()
    assert not rewritten.locator("span > del").first.is_visible()
    assert redline.locator(".was").locator("visible=true").count() == 1


def test_paper_shows_what_was_chosen_in_one_column(redline: Page) -> None:
    """Printed, the choice itself is gone, and two columns become one."""
    choose(redline, "Old and new side by side")
    redline.emulate_media(media="print")
    assert not redline.get_by_label("Changes only").is_visible()
    assert abs(left(redline.locator("p.chg.gone")) - left(redline.locator(".chg", has_text="Seven. We tell"))) < 60


def test_the_way_back_is_at_the_change_that_one_is_at(redline: Page) -> None:
    """From a change one link leads to the one before, by keyboard too."""
    redline.locator("#c2").focus()
    redline.keyboard.press("Enter")
    assert redline.url.endswith("#c3")
    redline.keyboard.press("Tab")
    assert redline.locator(":focus").get_attribute("aria-label") == "Back to change 2"
    redline.keyboard.press("Enter")
    assert redline.url.endswith("#c2")
    assert redline.locator(".back").locator("visible=true").count() == 1


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_one_changed_word_is_on_the_first_screen(chromium: Browser, width: int, height: int) -> None:
    """Where one word changed in a long text and nobody says what it means, the page opens with that word."""
    before = "\n\n".join(f"## Part {number}\n\nA passage that nobody changes." for number in range(90))
    older, newer = (f"# Policy\n\n{before}\n\nKept for {days} days." for days in (30, 90))
    redline = compare(parse(older), parse(newer))
    summary, outline = summarise(redline), own_anchors(redline.new).sections
    first, second = life().versions[:2]
    view = replace(
        redline_view(first, second),
        sections=changed_sections(redline, summary, outline, ENGLISH),
        body_html="".join(redline_parts(redline, own_anchors(redline.new), ENGLISH)),
        notes=(),
        practice=(),
    )
    context = chromium.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=False, bypass_csp=True
    )
    page = context.new_page()
    page.set_content(f"{render_redline(view)}<style>{stylesheet()[1].decode()}</style>")
    box = page.locator("ins").first.bounding_box()
    context.close()
    assert box is not None
    assert box["y"] + box["height"] < height
