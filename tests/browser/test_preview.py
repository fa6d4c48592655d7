"""`policy-site serve` as legal sees it: the draft with what the check says of it, anew at every change."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.acceptance.conftest import POLICY, PROGRAM, ROOT, policy_site, policy_text
from tests.browser.judges import broken_rules
from tests.conftest import GitRepo

expect.set_options(timeout=60_000)  # a state of the draft is a whole build


@pytest.fixture
def previewed(repo: GitRepo) -> Iterator[tuple[GitRepo, str]]:
    """Preview a repository with one published version; return it and the preview's address."""
    repo.commit("2020-01-01", {POLICY: policy_text(0)})
    command = [*PROGRAM, "serve", "--repo", str(repo.path), "--port", "0"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(repo.path.parent / "cache")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as server:
        assert server.stdout is not None
        yield repo, server.stdout.readline().split()[0]
        server.send_signal(signal.SIGINT)
        assert server.wait() == 0


def test_the_preview_follows_the_files(previewed: tuple[GitRepo, str], chromium: Browser, axe: str) -> None:
    """A saved draft shows by itself, marked as one, with its findings; taken back, it is one no more."""
    repo, address = previewed
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}privacy/index.html")
    expect(page.get_by_label("Preview")).to_contain_text("nothing that a reader can see changes")
    repo.write(POLICY, policy_text(1))
    summary = page.locator("#_preview summary")
    expect(summary).to_contain_text("Draft: policy/privacy.md: not ready to merge")
    summary.click()
    expect(page.get_by_text("note-missing")).to_be_visible()
    page.get_by_role("link", name="What it changes").click()
    expect(page.locator(".preview-mark")).to_be_attached()
    expect(page.locator("article ins").first).to_be_attached()
    assert broken_rules(page, axe) == []
    assert repo.git("status", "--porcelain") == f"M {POLICY}"
    repo.write(POLICY, policy_text(0))
    page.goto(f"{address}privacy/index.html")
    expect(page.get_by_label("Preview")).to_contain_text("nothing that a reader can see changes")
    context.close()


def test_a_draft_that_cannot_be_read_keeps_the_pages(previewed: tuple[GitRepo, str], chromium: Browser) -> None:
    """What is wrong stands above the pages of before; nothing of the repository was touched."""
    repo, address = previewed
    refs = repo.git("for-each-ref")
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}privacy/index.html")
    repo.write("policy/policy.toml", "[organisation]\nname = 7\n")
    expect(page.get_by_label("Preview")).to_contain_text("The pages below are from before the last change.")
    expect(page.get_by_label("Preview")).to_contain_text(re.compile(r"policy/policy\.toml.*name"))
    expect(page.get_by_role("heading", name="Privacy Policy", level=1)).to_be_visible()
    assert repo.git("for-each-ref") == refs
    context.close()


def test_a_change_of_two_policies_is_one_page(repo: GitRepo, chromium: Browser, axe: str) -> None:
    """Whoever reviews opens one file: the check's words and both marked texts, every name once, nothing loaded."""
    other = "policy/terms.md"
    repo.commit("2020-01-01", {POLICY: policy_text(0), other: policy_text(0).replace("# Privacy", "# Terms", 1)})
    repo.write(POLICY, policy_text(1))
    repo.write(other, policy_text(1).replace("# Privacy", "# Terms", 1))
    done = policy_site("check", "--format", "html", cwd=repo.path)
    assert done.returncode == 1
    repo.write("review.html", done.stdout)
    context = chromium.new_context(bypass_csp=True)  # for axe itself
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto((repo.path / "review.html").as_uri())
    assert [urlsplit(each).scheme for each in requests] == ["file"]
    expect(page.locator("article.redline")).to_have_count(2)
    expect(page.locator("article.redline ins").first).to_be_visible()
    expect(page.get_by_text("no note in policy/changes/terms/ says")).to_be_visible()
    names = page.eval_on_selector_all("[id]", "found => found.map(each => each.id)")
    assert len(names) == len(set(names))
    assert broken_rules(page, axe) == []
    context.close()
