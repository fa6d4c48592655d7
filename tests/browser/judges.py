"""An independent judge of pages: axe-core. `benchmarks.nu` asks another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from playwright.sync_api import Browser, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
Scheme = Literal["light", "dark"]
# What passed is counted in the page: every node of it, told with its colours, would be most of what a test costs.
_RUN = """async asked => {
  const {violations, passes} = await axe.run({runOnly: asked, resultTypes: ['violations']})
  return {passed: passes.length, found: violations.flatMap(rule => rule.nodes.map(node => [rule.id, node.html]))}
}"""


def violations(
    chromium: Browser, axe: str, address: str, names: Sequence[str], *, width: int, schemes: Sequence[Scheme]
) -> dict[str, list[str]]:
    """Return what axe-core finds wrong with each page, on a screen of that width in those schemes.

    In all schemes but the first, only what rests on colours is asked: the rest is the same.
    """
    first, *others = schemes
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=first,
        bypass_csp=True,  # for axe itself; another test loads the pages under their own policy
    )
    page = context.new_page()
    found = {}
    for name in names:
        page.emulate_media(color_scheme=first)
        page.goto(address + name)
        found[name] = broken_rules(page, axe)
        for scheme in others:
            page.emulate_media(color_scheme=scheme)
            found[name] += _answer(page, {"type": "rule", "values": COLOURS})
    context.close()
    return found


def broken_rules(page: Page, axe: str) -> list[str]:
    """Return what axe-core finds wrong with a page as it is shown; axe must be let in."""
    page.evaluate(axe)
    return _answer(page, {"type": "tag", "values": RULES})


def _answer(page: Page, asked: dict[str, object]) -> list[str]:
    answer = page.evaluate(_RUN, asked)
    assert answer["passed"] or answer["found"], f"axe judged nothing on {page.url}"
    return [f"{rule}: {html[:200]}" for rule, html in answer["found"]]
