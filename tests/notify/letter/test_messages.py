"""The message: honest, readable everywhere, and safe whatever the site or a name holds."""

from __future__ import annotations

import json
import quopri
import re
import tomllib
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.flows.together import notices_of
from notify.letter.mime import mould
from notify.letter.render import default_language, languages, render
from notify.letter.safe_html import clean_for_mail
from notify.letter.templates import folder
from notify.model.audience import Group, Recipient
from notify.model.notice import Letter, Notice, Sender
from notify.published.manifest import read_manifest
from tests.notify.conftest import Desk
from tests.notify.published_site import NEWEST, TODAY, PublishedSite

SENDER = Sender(email="privacy@policy.example", name="Lantern Street Ltd", reply_to="privacy@policy.example")

NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)


def _notice(site: PublishedSite) -> Notice:
    manifest = read_manifest(str(site.manifest))
    return notices_of(manifest, manifest.versions[0], SENDER)[0]


def _letter(site: PublishedSite, language: str = "en", last_version: str | None = None, today: date = TODAY) -> Letter:
    group = Group(number=0, language=language, last_version=last_version, first=0, last=0)
    return render(_notice(site), group, [read_manifest(str(site.manifest))], today)


@pytest.fixture
def site(tmp_path: Path) -> PublishedSite:
    return PublishedSite(tmp_path).write()


def _both(letter: Letter) -> tuple[str, str]:
    return "HELLO".join(letter.html), "HELLO".join(letter.text)


def test_it_says_all_that_is_owed(site: PublishedSite) -> None:
    """Both parts say what changes and when, what one can do, the marked sections, and where to check it."""
    notice, letter = _notice(site), _letter(site)
    page, text = _both(letter)
    for part in (page, text):
        for words in (
            "1 March 2027", "We now share device information", "opt out",
            f"https://policy.example/privacy/{NEWEST}/#section-3",
            f"https://policy.example/privacy/{NEWEST}/changes/", f"policy.example/privacy/notices/{notice.notice_id}/",
            "1 Lantern Street", "cannot be unsubscribed", "not only how we describe it",
            "privacy@policy.example", "HELLO",
        ):  # fmt: skip
            assert words in part, words
    assert "<del" in page
    assert "<ins" in page
    assert "[-nothing-] {+your device information+}" in text


def test_who_missed_versions_sees_all_they_missed(site: PublishedSite) -> None:
    """Whoever last saw an older version gets the redline from that one, and the link to it."""
    page, text = _both(_letter(site, last_version="2025-03-10"))
    for part in (page, text):
        assert f"https://policy.example/privacy/2025-03-10..{NEWEST}/" in part
        assert "8 words added and 2 words deleted." in part
        assert "since the version of 10 March 2025" in part


def test_a_redline_that_is_not_published_falls_back_to_the_predecessors(site: PublishedSite) -> None:
    """Where the site has no redline from that version, the mail links only to pages that exist."""
    (site.home / f"2025-03-10..{NEWEST}" / "changes.json").unlink()
    page, _ = _both(_letter(site, last_version="2025-03-10"))
    assert f"2025-03-10..{NEWEST}" not in page


class _Resources(HTMLParser):
    """Collects what a mail program would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += (
            [tag] if tag in {"script", "img", "link", "iframe", "object", "form", "input", "video", "base"} else []
        )
        self.found += [
            name
            for name, value in attrs
            if name in {"src", "srcset", "background", "poster"} or name.startswith("on") or "url(" in (value or "")
        ]


@pytest.mark.parametrize("language", languages())
def test_nothing_is_fetched_and_nothing_runs(site: PublishedSite, language: str) -> None:
    """No message loads a remote resource, runs a script, or holds a form."""
    site.summary_html = (
        '<p onclick="x()">S<img src="https://t.example/p.gif"><script>alert(1)</script></p>'
        "<style>@import url(x)</style>"
    )
    site.write()
    page, _ = _both(_letter(site, language))
    parser = _Resources()
    parser.feed(page)
    assert parser.found == []
    assert "alert(1)" not in page
    assert "@import" not in page


@pytest.mark.parametrize("kind", ["mail", "notice"])
@pytest.mark.parametrize("language", languages())
def test_every_language_says_every_sentence(language: str, kind: str) -> None:
    """Each language file, of mails and of their public pages, has the same sentences with the same gaps as English."""
    own, english = (
        tomllib.loads((folder(kind) / f"{name}.toml").read_text(encoding="utf-8")) for name in (language, "en")
    )
    assert own.keys() == english.keys()
    assert not [words for words in own.values() if "« " in words or " »" in words], "a quote may open a row"
    for key in english:
        assert _gaps(own[key]) == _gaps(english[key]), key


@pytest.mark.parametrize("language", languages())
def test_a_letter_renders_in_every_language(site: PublishedSite, language: str) -> None:
    """No sentence of a language is left with a gap."""
    letter = _letter(site, language)
    assert f'lang="{language}"' in letter.html[0]
    assert "{" not in letter.subject


def test_words_that_run_the_other_way_are_marked(site: PublishedSite) -> None:
    """An Arabic letter runs from the right, and what it quotes in English from the left; no other is turned."""
    arabic, english = (_both(_letter(site, language))[0] for language in ("ar", "en"))
    assert '<html lang="ar" dir="rtl">' in arabic
    assert 'class="change" dir="ltr" lang="en"' in arabic
    assert "border-right: 4px solid" in arabic
    quoted = [tag for tag in re.findall(r"<[^>]+>", arabic) if 'dir="ltr"' in tag]
    assert quoted
    assert all("text-align: left" in tag and "text-align: right" not in tag for tag in quoted)
    assert not re.search(r'<(?!html)[^>]* dir="[lr]t', english)


def _gaps(sentence: str) -> set[str | None]:
    return {gap for _, gap, _, _ in Formatter().parse(sentence) if gap is not None}


def test_another_language_than_the_policys_says_so(site: PublishedSite) -> None:
    """A letter in another language than the policy's tells in which language the quoted text is."""
    assert "auf Englisch" in _both(_letter(site, "de"))[1]
    assert "The policy itself" not in _both(_letter(site, "en"))[1]


@pytest.mark.parametrize(
    ("policy", "note", "letter", "said"),
    [
        ("de", "en", "de", ["(auf Englisch)"]),
        ("de", "en", "en", ["The policy itself, and the text that is quoted from it below, are in German."]),
        ("de", "en", "fr", ["Le document lui-même et les passages", "sont en allemand", "(en anglais)"]),
        ("de", "", "de", []),
    ],
)
def test_legals_words_have_their_own_language(
    site: PublishedSite, policy: str, note: str, letter: str, said: list[str]
) -> None:
    """A note that two languages share is marked with its own, and both parts say once which it is."""
    site.language, site.extra = policy, {}
    body = site.body()
    body["versions"][0] |= {"note_language": note} if note else {}
    site.extra = {"versions": body["versions"]}
    page, text = map(" ".join, map(str.split, _both(_letter(site.write(), letter))))
    assert all(words in part for part in (page, text) for words in said)
    assert page.count("(auf Englisch)") == text.count("(auf Englisch)") == said.count("(auf Englisch)")
    assert f'<div lang="{note or policy}"' in page.partition("We now share")[0][-200:]


def test_a_policy_goes_by_its_name_in_the_letters_language(site: PublishedSite) -> None:
    """Where the site publishes the policy in that language too, the letter calls it as that text does."""
    policy = site.body()["policy"] | {"titles": {"de-AT": "Datenschutzerklärung", "fr": "Confidentialité"}}
    site.extra = {"policy": policy}
    site.write()
    german, english, spanish = (_letter(site, each) for each in ("de", "en", "es"))
    assert "„Datenschutzerklärung“" in german.subject
    assert "Datenschutzerklärung" in _both(german)[1]
    assert "Privacy policy" in english.subject
    assert "Privacy policy" in spanish.subject


def test_much_marked_text_ends_with_a_list_of_links(site: PublishedSite) -> None:
    """A phone shows a few screens of it; what else changed is named, and all of it is on its page."""
    site.sections, site.section_words = 12, 200
    text = _both(_letter(site.write()))[1]
    assert text.count("## ") < 12
    assert "These sections change too" in text
    assert "12. Section number 12" in text or "11. Section number 11" in text


@pytest.mark.parametrize(("language", "held"), [("de", "ung“"), ("fr", "ung\u00a0»"), ("es", "ung»"), ("en", None)])
def test_a_closing_quote_is_held_at_its_word(site: PublishedSite, language: str, held: str | None) -> None:
    """The heading, in large letters, may be wider than a telephone: its quote does not open a row of its own."""
    site.title = "Datenschutzerkl<är>ung"
    html = _both(_letter(site.write(), language))[0]
    heading = html[html.index("<h1") : html.index("</h1>")].replace("&nbsp;", "\u00a0")
    assert heading.count("nowrap") == (held is not None)
    assert held is None or f'nowrap">{held}</span>' in heading
    assert "<är>" not in heading


def test_a_language_that_we_lack_gets_the_policys(site: PublishedSite) -> None:
    """Who reads a language without sentences of its own gets the policy's language, else English."""
    assert (default_language("de-AT"), default_language("ja")) == ("de", "en")


@pytest.mark.parametrize(("sections", "words"), [(400, 60), (3, 9_000), (40, 400)])
def test_it_stays_under_the_clip(site: PublishedSite, sections: int, words: int) -> None:
    """However much changed, the message stays under 100 KB, and what is cut short is named with its link."""
    site.sections, site.section_words = sections, words
    site.write()
    letter = _letter(site)
    message = mould(letter, SENDER, "n").cast(
        Recipient(nid=1, account_id="1", email="a@b.example", name=None, accounts=1), NOON
    )
    assert len(message) < 100_000
    page, text = _both(letter)
    assert "too long for one email" in text
    assert f"{sections + 2}. Section number" in page or sections > 100


def test_a_summary_that_cannot_fit_is_refused(desk: Desk) -> None:
    """A change note too long for any mail is refused when freezing, with what to shorten."""
    desk.site.summary_html = "<p>" + "word " * 40_000 + "</p>"
    desk.site.write()
    answer = desk.freeze()
    assert answer.code == 1
    assert "shorten" in answer.err


def test_consent_is_never_claimed(site: PublishedSite) -> None:
    """Where a change needs consent, the message says that it does not ask for it and that silence is none."""
    site.notices = [site.rule("promise", ["*"]) | {"consent": True}]
    site.write()
    page, text = _both(_letter(site))
    assert "you have not agreed to anything" in page
    assert "you have not agreed to" in text


def test_after_the_fact_it_speaks_in_the_past(site: PublishedSite) -> None:
    """A late notice does not say that something will happen which already did."""
    letter = _letter(site, today=date(2027, 3, 2))
    assert "changed on" in letter.subject
    assert "It took effect on" in " ".join(letter.text[1].split())
    assert "Until March 1" not in letter.text[1]


@pytest.mark.parametrize(
    ("words", "is_added"),
    [("Write to us.", True), ("Write to us before 1 March 2027.", False), ("Until 2027-03-01 you can object.", False)],
)
def test_the_last_day_is_said_once(site: PublishedSite, words: str, is_added: bool) -> None:
    """The letter says until when people can act, unless counsel's own words name the day."""
    site.what_you_can_do_html = f"<p>{words}</p>"
    site.write()
    for part in _both(_letter(site)):
        assert ("Until 1 March 2027" in part) is is_added


def test_wording_alone_is_said_in_subject_and_body(site: PublishedSite) -> None:
    """A change of words alone never claims that a practice changed."""
    site.practice = "wording"
    site.write()
    letter = _letter(site)
    assert "worded differently" in letter.subject
    assert "what we do stays the same" in letter.text[1]


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=90) | st.text("Ann. =-", max_size=90))
def test_a_name_changes_its_own_line_only(name: str) -> None:
    """Whatever a name holds, the headers stay as they are and the parts parse back to the letter around it."""
    letter = Letter(
        group=0, language="en", subject="S", html=("<p>\n", "\n</p>\n"), text=("a\n\n", "\n\nb\n"),
        greeting="Hello,", greeting_named="Hello {name},", shared="({count})",
    )  # fmt: skip
    raw = mould(letter, SENDER, "n").cast(
        Recipient(nid=1, account_id="1", email="a@b.example", name=name or None, accounts=1), NOON
    )
    message: Any = message_from_bytes(raw, policy=policy.default)
    assert set(message.keys()) == {
        "To",
        "Date",
        "Message-ID",
        "From",
        "Reply-To",
        "Subject",
        "Auto-Submitted",
        "Content-Language",
        "MIME-Version",
        "Content-Type",
    }
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    opening = letter.opening(name or None, 1)
    for kind, line in ((b"plain", opening), (b"html", escape(opening))):
        part = raw.partition(b"text/" + kind)[2].partition(b"\r\n\r\n")[2].partition(b"\r\n--=_")[0]
        encoded = quopri.encodestring(line.encode()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        assert encoded in part
    assert max(len(line) for line in raw.split(b"\r\n")) < 998


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b",
        ">",
        "<script>",
        "</script>",
        "<a href='",
        "javascript:x",
        "'>",
        "<img src=x onerror=y>",
        "&lt;",
        "word",
        "<style>",
        "<!--",
        "-->",
        "<table><tr><td>",
        '" onload="z',
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40))
def test_no_fragment_gets_through_unsafe(fragment: str) -> None:
    """Whatever a fragment holds, only allowed tags come out, closed, with no handler and no unsafe link."""
    safe = clean_for_mail(fragment, "https://x.example/")
    assert clean_for_mail(safe, "https://x.example/") == safe
    assert not re.search(r"<(script|img|style|iframe)\b", safe)
    parser = _Resources()
    parser.feed(safe)
    assert parser.found == []
    assert 'href="javascript' not in safe


@pytest.mark.parametrize(
    ("fragment", "safe"),
    [
        ('<a href="../x#y">z</a>', '<a href="https://p.example/a/x#y">z</a>'),
        ('<a href="javascript:alert(1)">z</a>', "<a>z</a>"),
        ('<p style="color: red; background: url(https://t.example/x)">z</p>', '<p style="color: red">z</p>'),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<h1>t</h1>", "<h3>t</h3>"),
    ],
)
def test_fragments_become_fit_for_a_mail(fragment: str, safe: str) -> None:
    """Links become absolute, unsafe ones and styles go, what is open is closed."""
    assert clean_for_mail(fragment, "https://p.example/a/b/") == safe


def test_preview_shows_the_telling_recipients(desk: Desk) -> None:
    """Preview writes the longest name, no name, every language, every region and every version last seen."""
    answer = desk.run("preview", *desk.audience, "--out", str(desk.folder / "samples"), "--json")
    assert answer.code == 0
    whys = {sample["why"] for sample in answer.body}
    assert {
        "the longest name",
        "no name",
        "the language de",
        "the language fr",
        "the region US-CA",
        "last saw 2025-03-10",
    } <= whys
    for sample in answer.body:
        for suffix in (".html", ".txt", ".eml"):
            assert Path(sample["file"] + suffix).stat().st_size > 500


def test_messages_read_back_as_they_were_rendered(desk: Desk) -> None:
    """The .eml in the outbox decodes to exactly the letter with the recipient's own line."""
    desk.freeze()
    desk.send(4)
    messages: list[Any] = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in desk.messages()]
    cleo = next(m for m in messages if m["to"] == "cleo@three.example")
    assert "Bonjour Cléo & Söhne," in cleo.get_body(("plain",)).get_content()
    assert "Bonjour Cléo &amp; Söhne," in cleo.get_body(("html",)).get_content()
    assert json.dumps(str(cleo["subject"]), ensure_ascii=False).count("Privacy policy") == 1
