"""An independent judge of pages: axe-core. `benchmarks.nu` asks another."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Browser, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# What passed is counted in the page: every node of it, told with its colours, would be most of what a test costs.
_RUN = """async rules => {
  const {violations, passes} = await axe.run({runOnly: rules, resultTypes: ['violations']})
  return {passed: passes.length, found: violations.flatMap(rule => rule.nodes.map(node => [rule.id, node.html]))}
}"""


def violations(
    chromium: Browser, axe: str, address: str, names: Sequence[str], *, width: int, scheme: str
) -> dict[str, list[str]]:
    """Return what axe-core finds wrong with each page, on a screen of that width and scheme."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,  # for axe itself; another test loads the pages under their own policy
    )
    page = context.new_page()
    found = {}
    for name in names:
        page.goto(address + name)
        found[name] = broken_rules(page, axe)
    context.close()
    return found


def broken_rules(page: Page, axe: str) -> list[str]:
    """Return what axe-core finds wrong with a page as it is shown; axe must be let in."""
    page.evaluate(axe)
    answer = page.evaluate(_RUN, RULES)
    assert answer["passed"], f"axe judged nothing on {page.url}"
    return [f"{rule}: {html[:200]}" for rule, html in answer["found"]]
