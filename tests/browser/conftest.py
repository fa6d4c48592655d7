"""A real browser, a real server, and the judges of pages; each test says what it lacks, and in CI lacks nothing."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.firefox import Firefox, start
from tests.browser.fonts import SETS, FontSet, font_configuration
from tests.browser.samples import write_site

ROOT = Path(__file__).parents[2]
TODAY = "2026-12-01"
"""The day on which the example is published."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


@dataclass(frozen=True, slots=True)
class Served:
    """A site on disk and the address at which it is served, below a folder of the server's."""

    folder: Path
    address: str
    pages: tuple[str, ...]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Say nothing: the tests say what went wrong."""


def lacking(what: str) -> NoReturn:
    """Skip the test, or fail it where everything has been installed."""
    message = f"{what} is not installed here"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Write the sample site and serve it under a prefix, as a company's site would."""
    root = tmp_path_factory.mktemp("www")
    folder = root / "legal" / "policies"
    written = write_site(folder)
    with serve(root) as address:
        yield Served(folder, f"{address}legal/policies/", tuple(written))


@contextmanager
def serve(root: Path) -> Iterator[str]:
    """Serve a folder on the loopback address; gives its address."""
    handler = functools.partial(_Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


Typeset = Callable[[FontSet], Browser]
"""Gives the browser that draws with a set of fonts."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start the driver of the browsers."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def program() -> str:
    """Return the machine's own Chromium: `$CHROMIUM`, else the first that the path holds."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, (shutil.which(name) for name in names if name)), None)
    if found is None:
        lacking("Chromium")
    return found


@pytest.fixture(scope="session")
def typeset(playwright: Playwright, program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typeset]:
    """Start Chromium once for each set of fonts that is asked for; it sees those fonts and no others."""
    folder = tmp_path_factory.mktemp("fonts")
    with ExitStack() as open_browsers:

        @functools.cache
        def start(fonts: FontSet) -> Browser:
            configuration = font_configuration(fonts, folder)
            if configuration is None:
                lacking(f"fontconfig, or one of the fonts {fonts.sans} and {fonts.serif} ({fonts.packages})")
            seen: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(configuration)}
            browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS), env=seen)
            open_browsers.callback(browser.close)
            return browser

        yield start


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, program: str) -> Iterator[Browser]:
    """Start Chromium with the machine's own fonts, for what no font decides."""
    browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Start the machine's own Firefox."""
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    if found is None:
        lacking("Firefox")
    with start(found, tmp_path_factory.mktemp("profile")) as window:
        yield window


@pytest.fixture(params=SETS, ids=lambda fonts: fonts.name)
def any_fonts(request: pytest.FixtureRequest, typeset: Typeset) -> Browser:
    """Repeat the test with each set of fonts; nothing about a layout may rest on one of them."""
    return typeset(request.param)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Open a tab, with scripts off as the pages promise to need none."""
    context = chromium.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core, as npm installed it."""
    source = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not source.is_file():
        lacking("axe-core (make tools)")
    return source.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def nu_checker() -> Path:
    """Return the Nu HTML Checker's jar: `$VNU_JAR`, else as npm installed it."""
    jar = Path(os.environ.get("VNU_JAR") or ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar")
    if not jar.is_file() or not shutil.which("java"):
        lacking("the Nu checker (make tools) or Java")
    return jar


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the example policy's site, the page of the notice that it owes, and a redline to send to a colleague."""
    if not (ROOT / ".git").exists():
        lacking("this repository's history")
    folder = tmp_path_factory.mktemp("demo")
    out = folder / "site"
    run("site_gen", "build", "--repo", str(ROOT), "--out", str(out), "--cache", str(folder / "cache"))
    run("notify", "pages", "--manifest", str(out / "privacy" / "manifest.json"), "--out", str(out))
    redline = run("site_gen", "diff", "2024-06-24", "2026-11-16", "--repo", str(ROOT), "--format", "html")
    (out / "comparison.html").write_text(redline, encoding="utf-8")
    return out


def run(package: str, *arguments: str) -> str:
    """Run a command of one of the two programs on the example's day."""
    program = f"import sys; from {package}.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, *arguments, "--today", TODAY]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
