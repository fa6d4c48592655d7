"""The pages of sections through time, as a reader finds them in a built site."""

from __future__ import annotations

import re

from tests.acceptance.conftest import POLICY, Site, policy_text, publish

SECTION = "privacy/sections/contact/index.html"


def plain(page: bytes) -> str:
    """Return a page's text on one line, without marks."""
    without_inline = re.sub(r"</?(?:time|a|span|ins|del|strong)\b[^>]*>", "", page.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", without_inline).split())


def test_a_section_shows_each_wording_and_since_when_its_sentences_stand(site: Site) -> None:
    """The policy's page leads there from the heading; what did not change keeps the day on which it came."""
    text = "# Privacy Policy\n\nHello.\n\n## 1. Contact\n\nWrite to us. We answer within {}.\n"
    for day, within in (("2010-01-15", "30 days"), ("2011-02-15", "30 days"), ("2012-03-15", "60 days")):
        site.repo.commit(day, {POLICY: text.format(within) + f"\n## 2. Other\n\n{day}\n"})
    files = site.build()
    assert b'href="sections/contact/index.html"' in files["privacy/index.html"]
    page = plain(files[SECTION])
    assert "Unchanged since 15 March 2012; 2 wordings in all." in page
    assert "15 January 2010 Write to us. 15 March 2012 We answer within 60 days." in page
    assert re.search(r"<del[^>]*>.*?30.*?</del>.*?<ins[^>]*>.*?60", files[SECTION].decode(), re.DOTALL)
    listed = plain(files["privacy/sections/index.html"])
    assert "1. Contact Last changed 15 March 2012; 2 wordings since 15 January 2010" in listed
    assert "Privacy Policy Unchanged since 15 January 2010" in listed


def test_a_new_version_writes_the_pages_of_the_sections_that_it_touches(site: Site) -> None:
    """And what comes of it is what a build from nothing gives."""
    publish(site.repo, 5)
    site.repo.commit("2010-07-01", {POLICY: policy_text(4) + "\n## Cookies\n\nNone.\n"})
    site.build()
    untouched = site.out / "privacy/sections/cookies/index.html"
    before = untouched.stat().st_mtime_ns
    site.repo.commit("2010-08-01", {POLICY: policy_text(6) + "\n## Cookies\n\nNone.\n"})
    assert site.build() == site.beside("cold").build()
    assert untouched.stat().st_mtime_ns == before


def test_a_section_that_only_a_withdrawn_text_had_keeps_its_address_and_tells_nothing(site: Site) -> None:
    """Not the heading either; the sections around it compare with what is left."""
    site.repo.commit("2025-01-01", {POLICY: policy_text(0)})
    site.repo.commit("2025-02-01", {POLICY: policy_text(0) + "\n## Jane Roe\n\nMail jane.roe@private.example.\n"})
    site.repo.commit("2025-03-01", {POLICY: policy_text(0) + "\nBye.\n"})
    assert b"Removed" in site.build(today="2025-03-01")["privacy/sections/jane-roe/index.html"]
    note = "---\nwithdraws: 2025-02-01\n---\nIt named a private person.\n"
    site.repo.commit("2025-03-02", {"policy/changes/privacy/order.md": note})
    files = site.build(today="2025-03-02")
    assert not [path for path, content in files.items() if b"Jane Roe" in content or b"jane.roe@" in content]
    assert "The only texts that had this section were withdrawn." in plain(
        files["privacy/sections/jane-roe/index.html"]
    )
    assert files == site.beside("cold").build(today="2025-03-02")


def test_the_same_texts_on_other_days_are_told_anew(site: Site) -> None:
    """What a cache keeps of the words holds; since when a sentence stands follows the days of this history."""
    texts = ["# P\n\n## 1. Contact\n\nWrite to us.\n", "# P\n\n## 1. Contact\n\nWrite to us. We answer.\n"]
    for day, text in zip(("2010-01-15", "2011-01-15"), texts, strict=True):
        site.repo.commit(day, {POLICY: text})
    site.build()
    site.repo.git("update-ref", "-d", "HEAD")
    for day, text in zip(("2012-02-20", "2013-02-20"), texts, strict=True):
        site.repo.commit(day, {POLICY: text})
    files = site.build("--replace-published")
    assert "20 February 2012 Write to us. 20 February 2013 We answer." in plain(files[SECTION])
    assert files == site.beside("cold").build()
