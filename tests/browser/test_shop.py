"""The example shop, a gate and a browser: what a customer sees, answers, and what is kept of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from examples.shop.shop import shop
from notify.gate.tokens import SECRETS
from notify.ledger.chain import gate_records
from notify.ledger.database.store import open_ledger
from site_gen import program
from tests.browser.firefox import Firefox
from tests.browser.upcoming_files import upcoming
from tests.notify.published_site import VERSIONS, PublishedSite
from tests.serving import serving

SHADOW = "document.querySelector('policy-banner').shadowRoot"
SECRET = "a-secret-of-the-gate-and-the-shop-0123456789"  # noqa: S105 - an invented one


def _site(folder: Path) -> Path:
    """Write a site whose policy asks for agreement, published yesterday by this machine's clock."""
    yesterday = date.today() - timedelta(1)  # noqa: DTZ011 - the gate reads that clock too
    site = PublishedSite(folder, change_class="material+consent", effective_on=yesterday + timedelta(30))
    versions = site.body()["versions"]
    versions[0]["published_on"] = str(yesterday)
    site.extra = {"versions": versions}
    site.write()
    told = upcoming(show_as="question", effective_on=str(site.effective_on))
    told["changes"][0] |= {"target_id": VERSIONS[-1], "text_sha256": versions[0]["text_sha256"]}
    (site.home / "upcoming.json").write_text(json.dumps(told), encoding="utf-8")
    shutil.copy(program.banner(), folder)
    return folder


@contextmanager
def _gate(url: str, site: Path, origin: str) -> Iterator[str]:
    """Run `policy-notify gate serve`, and see it end well when it is asked to."""
    line = [sys.executable, "-m", "notify", "gate", "serve", "--ledger", url, "--port", "0", "--origin", origin]
    process = subprocess.Popen(
        [*line, "--manifest", str(site / "privacy" / "manifest.json")],
        stderr=subprocess.PIPE, text=True, env=os.environ | {SECRETS: SECRET},
    )  # fmt: skip
    assert process.stderr is not None
    try:
        said = re.search(r"(http://\S+:\d+)/ \(privacy\)", process.stderr.readline())
        assert said is not None
        yield said[1]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        process.stderr.close()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Open the shop, on another origin than its gate."""
    site = _site(tmp_path / "site")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with (
            _gate(f"sqlite:///{tmp_path}/ledger.db", site, origin) as gate,
            serving(shop(site, gate, SECRET), listening),
        ):
            yield origin


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """Open a tab that runs scripts."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def test_a_customer_is_asked_once_and_the_answer_is_kept(address: str, tab: Page, tmp_path: Path) -> None:
    """The question stands until it is answered, in any browser, for each alone; a no is the shop's to act on."""
    tab.goto(f"{address}/checkout?customer=ann")
    expect(tab.get_by_text("Please answer the question above first.")).to_be_visible()
    for customer, button, words in (
        ("ann", "I agree", "Your lantern is on its way."),
        ("bob", "I do not agree", "You buy under our earlier terms."),
    ):
        tab.goto(f"{address}/?customer={customer}")
        tab.get_by_role("button", name=button, exact=True).click()
        tab.get_by_role("link", name="Privacy policy").wait_for()
        tab.evaluate("localStorage.clear()")
        tab.goto(f"{address}/checkout?customer={customer}")
        expect(tab.get_by_text(words)).to_be_visible()
        expect(tab.get_by_role("button")).to_have_count(0)
    assert _kept(tmp_path) == {"ann": {"shown", "agreed"}, "bob": {"shown", "refused"}}


def test_firefox_asks_the_gate_too(address: str, firefox: Firefox, tmp_path: Path) -> None:
    """Across origins, under the strict policy of the shop's pages: what was answered is kept, and not asked again."""
    for customer, button, did in (("ann", "I agree", "agreed"), ("bob", "I do not agree", "refused")):
        firefox.open(f"{address}/?customer={customer}")
        firefox.until(f"{SHADOW}.querySelector('button')")
        found = f"[...{SHADOW}.querySelectorAll('button')].find((each) => each.textContent === '{button}')"
        firefox.click(firefox.run(f"return {found}"))
        firefox.until(f"{SHADOW}.querySelector('slot')")
        assert did in _kept(tmp_path)[customer]
        firefox.run("localStorage.clear()")
        firefox.open(f"{address}/checkout?customer={customer}")
        firefox.until("document.querySelector('policy-banner').shadowRoot?.querySelector('slot')")
        assert "Thank you." in firefox.run("return document.body.textContent")
    assert _kept(tmp_path) == {"ann": {"shown", "agreed"}, "bob": {"shown", "refused"}}


def _kept(folder: Path) -> dict[str, set[str]]:
    """Read from the ledger what each customer did."""
    ledger = open_ledger(f"sqlite:///{folder}/ledger.db")
    with ledger.read() as view:
        kept = gate_records.of_accounts(view, ["ann", "bob"])
    ledger.close()
    return {name: {each.did.value for each in records} for name, records in kept.items()}
