"""What a letter tells: all that its reader has not seen, as what one day brings and what came before."""

from __future__ import annotations

import itertools
import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from msgspec.structs import replace

from notify.flows.together import notices_of
from notify.letter.render import languages, render
from notify.letter.sentences import UNVERIFIED, own_rule, sentences
from notify.letter.story import tell
from notify.model.audience import Group
from notify.model.notice import Letter, Sender
from notify.published.chain import link_of
from notify.published.manifest import read_manifest
from site_gen.history.obligations import Requirement, requirements
from site_gen.model.note import ChangeClass
from site_gen.model.policy import Promise
from site_gen.model.rules import Checked, NoticeRules
from tests.notify.published_site import NEWEST, TODAY, VERSIONS, PublishedSite

SENDER = Sender(email="privacy@policy.example", name="Lantern Street Ltd", reply_to="privacy@policy.example")
FIRST, SECOND, THIRD, _ = VERSIONS
LATER = "2027-01-20"


@pytest.fixture
def site(tmp_path: Path) -> PublishedSite:
    return PublishedSite(
        tmp_path, earlier_notes={SECOND: "<p>Damage cover begins.</p>", THIRD: "<p>We keep invoices longer.</p>"}
    ).write()


def _letter(site: PublishedSite, seen: str | None, language: str = "en", today: date = TODAY) -> Letter:
    manifest = read_manifest(str(site.manifest))
    version = next(each for each in manifest.versions if each.owed)
    group = Group(number=0, language=language, last_version=seen, first=0, last=0)
    return render(notices_of(manifest, version, SENDER)[0], group, [manifest], today)


def _joined(site: PublishedSite, **later: object) -> None:
    """Publish a later version that takes effect on the day of the newest one."""
    body = site.body()
    newest = body["versions"][0]
    joins = newest | {"version_id": LATER, "published_on": LATER, "class": "editorial", "predecessor_id": NEWEST}
    joins |= {"url": f"https://policy.example/privacy/{LATER}/", "notices": [], "what_you_can_do_html": ""}
    joins |= {"summary_html": "<p>A spelling mistake is mended.</p>", "what_you_can_do_text": ""}
    site.extra = {
        "versions": [joins | {"changes_url": f"https://policy.example/privacy/{LATER}/changes/"} | later]
        + body["versions"],
        "effects": [
            {
                "effective_on": site.effective_on.isoformat(), "base_id": THIRD, "target_id": LATER,
                "version_ids": [NEWEST, LATER], "class": "material", "changes_url": None,
            }
        ],
    }  # fmt: skip
    site.write()


def test_who_missed_versions_reads_every_summary_that_they_missed(site: PublishedSite) -> None:
    """Whoever last saw an older version reads what legal wrote about each since, in order, each with its date."""
    text = "Hello".join(_letter(site, FIRST).text)
    places = [
        text.index(words)
        for words in (
            "What changes on 1 March 2027", "We now share device information",
            "What changed earlier", "Version of 10 March 2025, in force since 9 April 2025", "Damage cover begins",
            "Version of 1 February 2026", "We keep invoices longer", "The changed parts",
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_who_saw_what_applies_reads_of_the_day_alone(site: PublishedSite) -> None:
    """Whoever saw the text in force reads nothing of what they know."""
    page = "Hello".join(_letter(site, None).html)
    assert "We now share device information" in page
    assert "Damage cover" not in page
    assert "Version of" not in page


def test_every_letter_holds_the_link_in_the_chain(site: PublishedSite) -> None:
    """A copy of the chain's head lies in every mailbox, where nobody can call it back."""
    chain = read_manifest(str(site.manifest)).versions[0].chain_sha256
    letter = _letter(site, None)
    assert chain in letter.html[1]
    assert chain in letter.text[1]


def test_a_correction_that_joins_the_day_is_told_with_it(site: PublishedSite) -> None:
    """What takes effect on the day is one thing: the notes of all its versions, and the text that applies then."""
    _joined(site)
    text = "Hello".join(_letter(site, None).text)
    assert text.index("We now share device information") < text.index("A spelling mistake is mended")
    assert f"https://policy.example/privacy/{LATER}/" in text


def test_versions_of_one_day_are_told_apart(site: PublishedSite) -> None:
    """The second version of a day is named by its number, as on the site, in every language."""
    _joined(site, version_id=f"{NEWEST}-2")
    site.extra["effects"][0] |= {"target_id": f"{NEWEST}-2", "version_ids": [NEWEST, f"{NEWEST}-2"]}
    site.write()
    text = "Hello".join(_letter(site, None).text)
    assert "Version of 2 January 2027, in force" in text
    assert "Version of 2 January 2027 (no. 2), in force" in text
    assert "vom 2. Januar 2027 (Nr. 2)" in "".join(_letter(site, None, "de").text)


def test_no_letter_leads_to_where_a_text_was(site: PublishedSite) -> None:
    """A note stays whose text was taken down, says so, and leads to what stands in the text's place."""
    _joined(site)
    newest, older = site.extra["versions"][1:3]
    for entry in (newest, older):
        stone = {"on": "2027-01-21", "reason_text": "A secret.", "commit": "b" * 40}
        entry["withdrawn"] = stone | {"chain_sha256": link_of(stone, entry["chain_sha256"])}
    site.write()
    for seen in (None, FIRST, THIRD):
        letter = _letter(site, seen)
        text, page = "Hello".join(letter.text), "Hello".join(letter.html)
        assert "Version of 2 January 2027, whose text was taken down on 21 January 2027" in text
        assert "We now share device information" in text
        assert f"https://policy.example/privacy/{LATER}/#choices" in page
        assert f"/{LATER}/changes/" not in text + page
        for gone in (NEWEST, THIRD):
            assert not re.search(rf"/privacy/(since/)?({gone}|[0-9-]+\.\.{gone}|{gone}\.\.[0-9-]+)/", text + page)


def test_a_later_version_with_a_notice_of_its_own_is_left_to_that(site: PublishedSite) -> None:
    """Nobody is told of one version by two notices."""
    _joined(site, notices=[site.rule("promise", ["*"])])
    manifest = read_manifest(str(site.manifest))
    own, joined = manifest.version(NEWEST), manifest.version(LATER)
    assert own
    assert joined
    assert tell(manifest, own, None).day == (own,)
    assert tell(manifest, joined, None).day == (own, joined)


def test_summaries_too_many_for_a_mail_are_named(site: PublishedSite) -> None:
    """Where what came before does not fit, the oldest summaries give way to links; what is owed stays."""
    site.earlier_notes = {SECOND: f"<p>{'old ' * 15_000}</p>", THIRD: "<p>We keep invoices longer.</p>"}
    site.write()
    text = "Hello".join(_letter(site, FIRST).text)
    assert f"https://policy.example/privacy/{SECOND}/changes/" in text
    assert "old old" not in text
    assert "We keep invoices longer" in text
    assert "We now share device information" in text


_OWN = ("The policy's own promise", "Default lead time, 30 days", f"GDPR Art. 13(3){UNVERIFIED}")


@pytest.mark.parametrize(("own", "other"), [*itertools.permutations(languages(), 2)])
def test_the_frame_is_in_one_language(site: PublishedSite, own: str, other: str) -> None:
    """No sentence of another language stands in a letter: not its counts, its headings, nor the names of rules."""
    site.notices = [site.rule("promise", ["*"]) | {"source": "; ".join(_OWN)}]
    site.write()
    frame = {words for sentence in sentences(other).values() for words in _words_of(sentence)}
    frame -= {words for sentence in sentences(own).values() for words in _words_of(sentence)}
    for today, seen in itertools.product((TODAY, date(2027, 3, 2)), (None, FIRST)):
        letter = _letter(site, seen, own, today)
        for part in (letter.subject, "\n".join(letter.html), "\n".join(letter.text)):
            flat = " ".join(part.split())
            assert [words for words in frame if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", flat)] == []


def _words_of(sentence: str) -> list[str]:
    """Return what stands between a sentence's gaps: two words or more, lest a name of one fits by chance."""
    pieces = (piece.strip(" .,:;()„“«»") for piece, *_ in Formatter().parse(sentence))
    return [piece for piece in pieces if len(piece.split()) > 1]


def test_the_site_s_own_sources_are_known() -> None:
    """Whatever the site gives as a source that is not a law's, the notifier says in the letter's language."""
    rules = NoticeRules(default_lead_days=30, regimes=())
    for promise in (Promise(lead_days=30, channel="email"), None):
        (asked,) = requirements(ChangeClass.MATERIAL, promise, rules)
        assert own_rule(asked.source, sentences("de")) != asked.source
        assert _unchecked(asked).cited == asked.source + UNVERIFIED


def _unchecked(asked: Requirement) -> Requirement:
    return replace(asked, checked=Checked.MEMORY)
