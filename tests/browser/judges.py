"""Independent judges of a page: axe-core and the Nu checker."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


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
        page.evaluate(axe)
        answer = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        assert answer["passes"], f"axe judged nothing on {name}"
        found[name] = [f"{rule['id']}: {node['html'][:200]}" for rule in answer["violations"] for node in rule["nodes"]]
    context.close()
    return found


def nu_errors(jar: Path, folder: Path) -> list[str]:
    """Return the Nu checker's errors over every page below a folder."""
    command = ["java", "-Xss8m", "-jar", str(jar), "--errors-only", "--format", "json", "--skip-non-html", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    return [f"{each['url']}:{each.get('lastLine')}: {each['message']}" for each in messages]
