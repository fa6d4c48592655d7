"""The site that `make demo` builds, from this repository's own history, before the same judges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks import nu
from tests.browser.conftest import Typeset
from tests.browser.fonts import DEJAVU, LIBERATION, FontSet
from tests.browser.judges import Scheme, violations
from tests.browser.reader import broken_links


def one_of_each(demo: Path) -> Iterator[str]:
    """Yield the address of one page of each type, the largest where there are several."""
    for pattern in ("index.html", "comparison.html", "*/index.html", "*/history/index.html", "*/????-??-??/index.html"):
        yield largest(demo, pattern)
    yield largest(demo, "*/*/changes/index.html")
    yield largest(demo, "*/*..*/index.html")
    yield largest(demo, "*/on/index.html")
    yield largest(demo, "*/compare/index.html")
    yield largest(demo, "*/sections/index.html")
    yield largest(demo, "*/sections/*/index.html")
    yield largest(demo, "*/notices/*/index.html")


def largest(demo: Path, pattern: str) -> str:
    """Return the address of the largest page that fits."""
    return max(demo.glob(pattern), key=lambda path: (path.stat().st_size, path)).relative_to(demo).as_posix()


@pytest.mark.parametrize(("width", "scheme", "fonts"), [(320, "dark", DEJAVU), (1280, "light", LIBERATION)])
def test_axe_finds_nothing_in_the_demo(
    demo: Path, typeset: Typeset, axe: str, width: int, scheme: Scheme, fonts: FontSet
) -> None:
    """No page of the example breaks a rule of WCAG 2.2 A or AA, or a best practice."""
    pages = list(one_of_each(demo))
    found = violations(typeset(fonts), axe, f"{demo.as_uri()}/", pages, width=width, schemes=[scheme])
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_the_nu_checker_finds_nothing_in_the_demo(demo: Path, nu_checker: Path) -> None:
    """Every page of the example is valid HTML, and nothing in it is advised against."""
    found = nu.faults(nu_checker, demo)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_no_page_of_the_demo_scrolls_sideways(demo: Path, any_fonts: Browser) -> None:
    """The example reflows on the narrowest screen in any font."""
    page = any_fonts.new_page(viewport={"width": 320, "height": 700})
    excess = {}
    for path in demo.rglob("*.html"):
        page.goto(path.as_uri())
        excess[path.relative_to(demo).as_posix()] = page.evaluate("document.documentElement.scrollWidth") - 320
    page.close()
    assert {name: wide for name, wide in excess.items() if wide > 0} == {}


def test_every_link_of_the_demo_leads_somewhere(demo: Path) -> None:
    """Every relative link names a file that was written, and a place that is in it."""
    assert broken_links(demo) == []
