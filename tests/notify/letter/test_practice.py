"""The letter's table of what changed in practice: few rows, in the policy's own words."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from notify.errors import ManifestError
from notify.flows.together import notices_of
from notify.letter import render as letters
from notify.letter.mime import encoded_size
from notify.letter.practice import MOST_ROWS
from notify.letter.safe_html import first_fault
from notify.model.audience import Group
from notify.model.notice import Letter, Sender
from notify.published.manifest import parse_changes, read_manifest
from tests.notify.published_site import NEWEST, TODAY, VERSIONS, PublishedSite

SENDER = Sender(email="privacy@policy.example", name="Lantern Street Ltd", reply_to="privacy@policy.example")
URL = f"https://policy.example/privacy/{NEWEST}/"


def _passage(subject: str = "recipient", **fields: Any) -> dict[str, Any]:
    passage = {
        "subjects": [subject],
        "before": "",
        "after": "We tell Tallowfinch.",
        "section": "3. Who",
        "anchor": "who",
    }
    return passage | fields


@pytest.fixture
def site(tmp_path: Path) -> PublishedSite:
    return PublishedSite(tmp_path, passages=[_passage()]).write()


def _letter(site: PublishedSite, seen: str | None = None, language: str = "en", today: date = TODAY) -> Letter:
    manifest = read_manifest(str(site.manifest))
    version = next(each for each in manifest.versions if each.owed)
    group = Group(number=0, language=language, last_version=seen, first=0, last=0)
    return letters.render(notices_of(manifest, version, SENDER)[0], group, [manifest], today)


def _text(letter: Letter) -> str:
    return "HELLO".join(letter.text)


def test_a_passage_stands_in_both_parts_with_its_section(site: PublishedSite) -> None:
    """Both parts name the kind of fact, quote the policy, lead to the section, and say that a program chose it."""
    letter = _letter(site)
    for part in ("HELLO".join(letter.html), _text(letter)):
        said = " ".join(part.split())
        for words in (
            "What changes in practice", "Who gets information", "3. Who", f"{URL}#who", "We tell Tallowfinch.",
            "A program found these passages", "The policy itself is what counts",
        ):  # fmt: skip
            assert words in said, words


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "We tell Tallowfinch.", "New: “We tell Tallowfinch.”"),
        ("We tell nobody.", "", "Taken out: “We tell nobody.”"),
        ("for 30 days", "for 90 days", "Before: “for 30 days” After: “for 90 days”"),
    ],
)
def test_it_says_of_a_passage_only_what_can_be_read(site: PublishedSite, before: str, after: str, said: str) -> None:
    """What came is new, what went is taken out, what changed stands below what it was: no word of better or worse."""
    site.passages = [_passage(before=before, after=after)]
    assert said in " ".join(_text(_letter(site.write())).split())


def test_few_rows_of_many_kinds(site: PublishedSite) -> None:
    """Six rows at most, each kind of fact before a second of one, and how many more there are, with their page."""
    many = [_passage(after=f"We tell shop {number}.") for number in range(9)]
    site.passages = [*many, _passage("period", before="30 days", after="90 days")]
    text = _text(_letter(site.write()))
    assert text.count("We tell shop") == MOST_ROWS - 1
    assert "90 days" in text
    assert "4 more such passages are on the page of the changes." in text
    assert text.index("shop 0") < text.index("90 days")


def test_what_is_left_out_is_counted_as_the_page_counts_it(site: PublishedSite) -> None:
    """However many facts a passage has, it is one of those that the page of the changes lists."""
    facts = [{"subject": "recipient", "row": "", "column": "", "before": "", "after": f"Sorrel {n}"} for n in range(9)]
    site.passages = [_passage(short=facts), _passage(after="Teasel.")]
    assert "more such" not in _text(_letter(site.write()))


def test_facts_of_one_kind_stand_under_one_name(site: PublishedSite) -> None:
    """A kind is named once, its facts below it: each with its cell's place in a table, none twice."""
    fact = {"subject": "recipient", "row": "Photos", "column": "Disclosed to", "before": "us", "after": "us; Sorrel"}
    facts = [fact, fact | {"row": "Logs"}, fact, {**fact, "subject": "period", "after": "90 days"}]
    site.passages = [_passage(subjects=["recipient", "period"], short=facts), _passage(after="We tell Teasel.")]
    text = " ".join(_text(_letter(site.write())).split())
    assert text.count("Who gets information") == text.count("How long it is kept") == 1
    assert text.count("Before: “us” After: “us; Sorrel” 3. Who · Photos · Disclosed to") == 1
    assert "3. Who · Logs · Disclosed to" in text
    assert text.index("We tell Teasel.") < text.index("90 days")
    html = "".join(_letter(site).html)
    assert html.count('scope="rowgroup"') == 2


def test_a_day_of_several_versions_shows_what_all_of_them_change(site: PublishedSite) -> None:
    """A version that a later one of its day mended is not quoted alone: what it says may have been taken back."""
    body = site.body()
    newest = body["versions"][0]
    later = newest | {"version_id": "2027-01-20", "predecessor_id": NEWEST, "notices": [], "class": "editorial"}
    effect = {
        "effective_on": newest["effective_on"], "base_id": VERSIONS[-2], "target_id": "2027-01-20",
        "version_ids": [NEWEST, "2027-01-20"], "class": "material", "changes_url": None,
    }  # fmt: skip
    site.extra = {"versions": [later, *body["versions"]], "effects": [effect]}
    assert "Tallowfinch" not in _text(_letter(site.write()))
    pair = site.home / f"{VERSIONS[-2]}..2027-01-20"
    pair.mkdir()
    whole = site.changes(VERSIONS[-2]) | {"newer_id": "2027-01-20", "practice": [_passage(after="We tell Sorrel.")]}
    (pair / "changes.json").write_text(json.dumps(whole), encoding="utf-8")
    assert "We tell Sorrel." in _text(_letter(site))


def test_who_missed_versions_sees_what_the_day_changes(site: PublishedSite) -> None:
    """The table is about the day that the letter announces, whichever version its reader saw last."""
    assert "We tell Tallowfinch." in _text(_letter(site, VERSIONS[0]))


def test_a_site_that_publishes_none_has_no_table(site: PublishedSite) -> None:
    """Where legal left it out, or an earlier release built the site, the letter says nothing about it."""
    site.passages = []
    letter = _letter(site.write())
    assert "in practice" not in letter.html[1] + letter.text[1]
    assert 'class="fact"' not in letter.html[1]


@pytest.mark.parametrize("language", letters.languages())
def test_a_subject_of_a_later_release_is_a_practice(site: PublishedSite, language: str) -> None:
    """A kind of fact that this release does not know is told under the name of those without one of their own."""
    site.passages = [_passage("moon-phase"), _passage("practice", after="We do.")]
    letter = _letter(site.write(), language=language)
    assert "moon-phase" not in letter.html[1] + letter.text[1]


def test_what_a_policy_says_is_only_words(site: PublishedSite) -> None:
    """A passage cannot bring tags, addresses or lines of its own into the letter."""
    site.passages = [
        _passage(after='<script>x</script> {0} {{ x }}\n\nBcc: x <a href="javascript:x">y</a>', anchor='"x')
    ]
    letter = _letter(site.write())
    assert first_fault("".join(letter.html)) is None
    assert "&lt;script&gt;x&lt;/script&gt; {0} {{ x }} Bcc: x" in letter.html[1]


def test_a_letter_too_long_loses_its_rows_before_it_is_refused(site: PublishedSite) -> None:
    """A table never keeps a notice from being sent: sections go first, then what came earlier, then rows."""
    site.summary_html = "<p>" + "word " * 8_300 + "</p>"
    site.passages = [_passage(after=f"{number} " + "w " * 1_000) for number in range(6)]
    letter = _letter(site.write())
    assert encoded_size(letter) <= letters.MOST_BYTES
    assert letter.html[1].count('scope="rowgroup"') < MOST_ROWS


@pytest.mark.parametrize(
    "spoilt", [{"subjects": [7]}, {"before": None}, {"anchor": 3}, {"section": ["x"]}, {"subjects": None}]
)
def test_a_passage_of_another_form_is_refused(site: PublishedSite, spoilt: dict[str, Any]) -> None:
    """What is no passage is refused with the file at fault, and nothing is guessed."""
    body = site.changes(VERSIONS[-2]) | {"practice": [_passage(**spoilt)]}
    with pytest.raises(ManifestError, match=r"changes\.json"):
        parse_changes(json.dumps(body).encode(), "changes.json")
