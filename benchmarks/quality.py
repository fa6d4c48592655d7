"""What independent judges say of built sites: `python -m benchmarks.quality SITE...` prints what docs/quality.md shows.

Every page goes to the Nu checker, in one go. One page of each type, the largest, goes to axe-core at the narrowest and
a wide width, in light and dark; is loaded under its own rules while requests, cookies and complaints are counted; and
goes to Lighthouse, where `$LIGHTHOUSE` names the program (npm's `lighthouse`).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, sync_playwright

from benchmarks.nu import checker, faults

_ROOT = Path(__file__).parent.parent
_AXE = _ROOT / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_TYPES = {
    "list of policies": "index.html",
    "policy": "*/index.html",
    "version": "*/????-??-??/index.html",
    "redline": "*/*/changes/index.html",
    "any two": "*/*..*/index.html",
    "since": "*/since/*/index.html",
    "by date": "*/on/index.html",
    "comparisons": "*/compare/index.html",
    "history": "*/history/index.html",
    "facts": "*/facts/index.html",
    "sections": "*/sections/index.html",
    "section": "*/sections/*/index.html",
    "notice": "*/notices/*/index.html",
    "file to send": "comparison.html",
}
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@dataclass(slots=True)
class Verdict:
    """What was found of one page."""

    kind: str
    path: str
    kilobytes: float
    axe: int = 0
    complaints: list[str] = field(default_factory=list)
    """On the console."""
    outside: set[str] = field(default_factory=set)
    """Requests to any other place."""
    cookies: int = 0
    scores: tuple[int, ...] = ()

    def row(self, nu: int) -> str:
        """Return a line of a Markdown table."""
        scores = " ".join(map(str, self.scores)) or "not run"
        found = (nu, self.axe, len(self.outside), self.cookies, len(self.complaints))
        return f"| {self.kind} | `{self.path}` | {self.kilobytes:.0f} | {' | '.join(map(str, found))} | {scores} |"

    @property
    def is_clean(self) -> bool:
        """Whether no judge found anything."""
        return not (self.axe or self.complaints or self.outside or self.cookies) and set(self.scores) <= {100}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Say nothing."""


@contextmanager
def _serve(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def judge(site: Path, policy: str, browser: Browser, lighthouse: str | None) -> list[Verdict]:
    """Return the verdict on one page of each type that a policy has; `*` stands for any of the site's."""
    with _serve(site) as address:
        verdicts = []
        for kind, pattern in _TYPES.items():
            found = sorted(site.glob(pattern.replace("*", policy, 1)), key=lambda path: path.stat().st_size)
            if found:
                path = found[-1]
                verdict = Verdict(kind, path.relative_to(site).as_posix(), path.stat().st_size / 1000)
                _load(browser, address, verdict)
                _ask_axe(browser, address, verdict)
                if lighthouse:
                    verdict.scores = _ask_lighthouse(lighthouse, address + verdict.path)
                verdicts.append(verdict)
                print(verdict.kind, verdict.path, verdict.scores, verdict.complaints, file=sys.stderr)
        return verdicts


def _load(browser: Browser, address: str, verdict: Verdict) -> None:
    """Load a page under its own rules, with scripts on as most readers have them."""
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda message: verdict.complaints.append(message.text))
    page.on("request", lambda request: verdict.outside.add(request.url))
    page.goto(address + verdict.path, wait_until="networkidle")
    verdict.outside = {url for url in verdict.outside if not url.startswith((address, "data:"))}
    verdict.cookies = len(context.cookies())
    context.close()


def _ask_axe(browser: Browser, address: str, verdict: Verdict) -> None:
    for width, scheme in ((320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            bypass_csp=True,  # for axe itself
        )
        page = context.new_page()
        page.goto(address + verdict.path)
        page.evaluate(_AXE.read_text(encoding="utf-8"))
        answer = page.evaluate("rules => axe.run({runOnly: rules})", _RULES)
        verdict.axe += len(answer["violations"])
        context.close()


def _ask_lighthouse(program: str, url: str) -> tuple[int, ...]:
    flags = "--headless=new --no-sandbox --disable-gpu"
    command = [program, url, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    command.append(f"--only-categories={','.join(_CATEGORIES)}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{program} failed: {done.stderr[-500:]}")
    categories = json.loads(done.stdout)["categories"]
    return tuple(round(100 * (categories[name]["score"] or 0)) for name in _CATEGORIES)


def _report(site: Path, verdicts: Sequence[Verdict]) -> bool:
    jar = checker()
    found = faults(jar, site) if jar else {}
    total = sum(map(len, found.values())) if jar else -1
    print(f"\n### {site.name}: {len(found):,} pages; Nu found {total} errors and warnings in all of them\n")
    for name, words in found.items():
        for each in sorted(words):
            print(name, each, file=sys.stderr)
    print("| page | the largest | KB | Nu | axe | outside | cookies | console | Lighthouse |\n" + "|---" * 9 + "|")
    for verdict in verdicts:
        print(verdict.row(total))
    return not total and all(verdict.is_clean for verdict in verdicts)


def main() -> int:
    """Print a table for each site; exit with 1 where any judge found anything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sites", type=Path, nargs="+")
    parser.add_argument("--policy", default="*", help="the folder of one policy (default: any)")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    chosen = parser.parse_args()
    clean = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.browser, args=["--no-sandbox", "--disable-gpu"])
        for site in chosen.sites:
            clean &= _report(site, judge(site, chosen.policy, browser, os.environ.get("LIGHTHOUSE")))
        browser.close()
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
