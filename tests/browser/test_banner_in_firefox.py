"""The banner in Firefox: shown, answered, remembered and accessible there as in Chromium, whose tests hold the rest."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from site_gen import program
from tests.browser.firefox import Firefox
from tests.browser.judges import RULES
from tests.browser.upcoming_files import LOG, product_page, upcoming

STRICT = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; style-src 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'"  # an image, since the browser asks for /favicon.ico by itself
)
VIOLATIONS = (
    "window.violations = []; addEventListener('securitypolicyviolation', (event) => violations.push(event.blockedURI));"
)
NOTICE, QUESTION = "/privacy/upcoming.json", "/terms/upcoming.json"
ACCOUNT = 'account="7"'
BANNER = "document.querySelector('policy-banner').shadowRoot"


class Shop(http.server.BaseHTTPRequestHandler):
    """A product whose pages forbid nearly everything."""

    def do_GET(self) -> None:
        """Answer with a page for every language, or what it loads."""
        kind, content = {
            "/policy-banner.js": ("text/javascript", program.banner().read_text(encoding="utf-8")),
            "/log.js": ("text/javascript", VIOLATIONS + LOG),
            NOTICE: ("application/json", json.dumps(upcoming())),
            QUESTION: ("application/json", json.dumps(upcoming("terms", "question"))),
        }.get(self.path) or ("text/html", product_page((NOTICE,), ACCOUNT))
        if self.path.startswith("/ask/"):
            kind, content = "text/html", product_page((NOTICE, QUESTION), ACCOUNT, self.path.removeprefix("/ask/"))
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", STRICT)
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Say nothing: the tests say what went wrong."""


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """Serve the product; gives its address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_notice_is_shown_once(firefox: Firefox, shop: str) -> None:
    """Closed by a click it is gone, and not shown again beside what is new; nothing broke the page's policy."""
    firefox.open(f"{shop}/")
    firefox.until(f"{BANNER}.querySelector('h2')")
    assert firefox.run(f"return {BANNER}.querySelector('h2').textContent") == "Privacy will change on January 15, 2999"
    firefox.click(firefox.run(f"return {BANNER}.querySelector('button')"))
    firefox.until(f"{BANNER}.querySelector('slot')")
    assert firefox.run("return told.map((each) => each.did)") == ["shown", "dismissed"]
    firefox.open(f"{shop}/ask/en")
    firefox.until(f"{BANNER}.querySelector('h2')")
    heads = firefox.run(f"return [...{BANNER}.querySelectorAll('h2')].map((head) => head.id)")
    assert heads == ["t-terms"]
    assert firefox.run("return violations") == []
    firefox.run("localStorage.clear()")


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_a_question_is_accessible_and_answered(firefox: Firefox, shop: str, axe: str, language: str) -> None:
    """In the reader's language and direction; the answer is about what was asked, and beside it a notice is closed."""
    firefox.open(f"{shop}/ask/{language}")
    firefox.until(f"{BANNER}.querySelector('button')")
    assert firefox.run(f"return {BANNER}.querySelector('section').dir") == ("rtl" if language == "ar" else "ltr")
    answer = firefox.run(f"{axe}; return axe.run({{runOnly: {json.dumps(RULES)}}})")
    assert answer["passes"]
    assert [violation["id"] for violation in answer["violations"]] == []
    firefox.click(firefox.run(f"return {BANNER}.querySelector('button')"))
    firefox.until(f"{BANNER}.querySelector('slot')")
    told = firefox.run("return told.map((each) => Object.fromEntries(each.changes.map((one) => [one.slug, one.did])))")
    assert told == [{"privacy": "shown", "terms": "shown"}, {"privacy": "dismissed", "terms": "agreed"}]
    firefox.run("localStorage.clear()")
