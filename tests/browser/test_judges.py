"""What independent judges say of every type of page: axe-core of access, the Nu checker of HTML."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks import nu
from tests.browser.conftest import Served, Typeset
from tests.browser.fonts import DEJAVU, INTER, FontSet
from tests.browser.judges import Scheme, violations

TYPES = (
    "index.html",
    "privacy/index.html",
    "privacy/2021-11-30/index.html",
    "privacy/2025-03-01/index.html",
    "privacy/2026-12-01/index.html",
    "privacy/2021-11-30/changes/index.html",
    "privacy/2025-03-01/changes/index.html",
    "privacy/2021-11-30..2026-12-01/index.html",
    "privacy/history/index.html",
    "privacy/on/index.html",
    "privacy/compare/index.html",
    "privacy/facts/index.html",
    "privacy/sections/index.html",
    "privacy/sections/retention/index.html",
    "long/on/index.html",
    "comparison.html",
    "privacy-ar/index.html",
    "privacy-ar/2025-04-01/changes/index.html",
    "terms/index.html",
    "terms/2026-12-01/index.html",
    "cookies/2022-05-01/index.html",
)
"""One page of each type and standing; the other pages differ from these in dates alone."""


@pytest.mark.parametrize(
    ("width", "schemes", "fonts"), [(320, ("light", "dark"), INTER), (1280, ("dark", "light"), DEJAVU)]
)
def test_axe_finds_nothing(
    site: Served, typeset: Typeset, axe: str, width: int, schemes: tuple[Scheme, Scheme], fonts: FontSet
) -> None:
    """No page breaks a rule of WCAG 2.2 A or AA, or a best practice, on any screen in any scheme."""
    found = violations(typeset(fonts), axe, site.address, TYPES, width=width, schemes=schemes)
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_the_nu_checker_finds_nothing(site: Served, nu_checker: Path) -> None:
    """Every page is valid HTML, and nothing in it is advised against."""
    found = nu.faults(nu_checker, site.folder)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_judges_judge(tmp_path: Path, chromium: Browser, axe: str, nu_checker: Path) -> None:
    """A page with a fault in each judge's field is faulted by it: a check that cannot fail is none."""
    bad = (
        '<!doctype html><html><head><title>x</title></head><body><ul><p style="color:#ccc">pale</p></ul></body></html>'
    )
    (tmp_path / "bad.html").write_text(bad, encoding="utf-8")
    address = f"{tmp_path.as_uri()}/"
    faults = violations(chromium, axe, address, ["bad.html"], width=320, schemes=["dark", "light"])["bad.html"]
    told = Counter(fault.partition(":")[0] for fault in faults)
    assert {"html-has-lang", "color-contrast", "list"} <= told.keys()
    assert told["color-contrast"] == 2  # pale on either ground
    assert any("not allowed as child of element" in error for error in nu.faults(nu_checker, tmp_path)["bad.html"])
