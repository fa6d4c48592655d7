"""A policy in five languages, built whole: each page in one language, and led from each to the others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from site_gen.build.entry import build
from site_gen.catalogue import frame_language, languages
from site_gen.options import Options
from tests.conftest import GitRepo

LOCALES = Path(__file__).resolve().parents[3] / "site_gen/locale"
WORDS = {
    "en": ("Privacy", "Collecting", "Keeping", "Your name.", "Your device.", "Bills, six years."),
    "de": ("Datenschutz", "Erheben", "Aufbewahren", "Ihr Name.", "Ihr Gerät.", "Belege, sechs Jahre."),
    "fr": ("Vie privée", "Collecte", "Conservation", "Votre nom.", "Votre appareil.", "Factures, six ans."),
    "es": ("Privacidad", "Recogida", "Conservación", "Su nombre.", "Su aparato.", "Facturas, seis años."),
    "ar": ("الخصوصية", "الجمع", "الحفظ", "اسمك.", "جهازك.", "الفواتير، ست سنوات."),
    "pt": ("Privacidade", "Recolha", "Guarda", "O seu nome.", "O seu aparelho.", "Faturas, seis anos."),
}
PHRASE = re.compile(r"[^\W\d_]{2,}(?:[ ',:;-]+[^\W\d_]{2,})+")
"""Two words or more: one alone may be a word of several languages, as two short ones may."""
KEPT = re.compile(r'<pre>.*?</pre>|<(?:link|meta)[^>]*>| (?!aria-label|title|data-label)[\w-]+="[^"]*"', re.DOTALL)


def text(language: str, number: int) -> str:
    """Return one of three texts: a sentence comes, a section moves and goes, a list and a link change."""
    title, first, second, name, device, bills = WORDS[language]
    collecting = f"## {first}\n\n{name}{' ' + device if number > 1 else ''}\n\n- {bills}\n- {name}\n\n"
    table = f"| {name} | {bills} |\n|-|-|\n| 1 | {number} |\n\n"
    keeping = f"## {second}\n\n{bills} {device} {name}\n\n{device} {device}\n\n{table}"
    link = f"{'**' * (number == 2)}{bills}{'**' * (number == 2)} [{name}](https://example.org/{number})\n"
    return f"# {title}\n\n{collecting + keeping if number < 3 else keeping + collecting}{link}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the policy in all languages; the last change was made in English alone."""
    folder = tmp_path_factory.mktemp("languages")
    repo = GitRepo(folder / "repo")
    for number, day in enumerate(("2024-02-01", "2025-06-03", "2026-09-15"), 1):
        files = {name(language): text(language, number) for language in WORDS if number < 3 or language == "en"}
        notes = {
            f"policy/changes/privacy.{language}/{number}.md": f"---\nclass: material\npractice: changed\n"
            f"effective: {day[:5]}12-01\nanswers:\n  M4: yes. {words[4]}\n---\n{words[4]}\n"
            for language, words in WORDS.items()
            if number > 1 and name(language) in files
        }
        repo.commit(day, {**files, **notes})
    out = folder / "site"
    build(Options(repository=repo.path, today=date(2026, 10, 1), cache=folder / "cache"), out, lambda *_: None)
    return out


def name(language: str) -> str:
    """Return the path of the policy in that language."""
    return "policy/privacy.md" if language == "en" else f"policy/privacy.{language}.md"


def folder_of(language: str) -> str:
    """Return its folder on the site."""
    return "privacy" if language == "en" else f"privacy.{language}"


@cache
def phrases(language: str) -> frozenset[str]:
    """Return what the words around a text are made of, in one language."""
    with (LOCALES / f"{'de' if language == 'en' else language}.po").open("rb") as file:
        catalogue = read_po(file)
    found = ((each.id if language == "en" else each.string) for each in catalogue if each.id)
    strings = (str(string) for each in found for string in (each if isinstance(each, tuple) else (each,)))
    pieces = (piece for string in strings for piece in re.split(r"%\(\w+\)s|<[^>]*>", string))
    return frozenset(phrase for piece in pieces for phrase in PHRASE.findall(piece) if len(phrase) > 9)


def pages(site: Path, language: str) -> Iterator[tuple[Path, str]]:
    """Yield each page of a policy, and its feed, without addresses, names of styles and what one types."""
    for path in sorted((site / folder_of(language)).rglob("*")):
        if path.name in {"index.html", "feed.xml"}:
            yield path, KEPT.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", [each for each in WORDS if each != "pt"])
def test_no_page_holds_a_sentence_of_another_language(site: Path, language: str) -> None:
    """Whatever is around a text is in the text's language, on each page and for the ear too."""
    foreign = {phrase for other in languages() if other != language for phrase in phrases(other)} - phrases(language)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(foreign)))})(?!\w)")
    found = {(path.name, match[0]) for path, page in pages(site, language) for match in pattern.finditer(page)}
    assert found == set()


def test_a_page_names_its_language_and_way_of_writing(site: Path) -> None:
    """The frame is marked as what it is; without a catalogue it is English."""
    for language in WORDS:
        page = (site / folder_of(language) / "history/index.html").read_text(encoding="utf-8")
        frame = frame_language(language)
        way = ' dir="rtl"' if frame == "ar" else ""
        assert f'<html lang="{frame}"{way}>' in page
        assert ("All versions" in page) == (frame == "en")


def test_a_note_keeps_the_language_of_its_words(tmp_path: Path) -> None:
    """English words of a shared note are marked on the German page of changes, in the history and the feed."""
    repo, words = (
        GitRepo(tmp_path / "repo"),
        "We now keep your device for longer than before, and this says so to you.",
    )
    repo.commit("2025-06-03", {name(each): text(each, 1) for each in ("en", "de")})
    shared = {"policy/changes/privacy/2.md": f"---\nclass: minor\n---\n{words} It is of the kind that we like.\n"}
    repo.commit("2026-09-15", {name(each): text(each, 2) for each in ("en", "de")} | shared)
    out = tmp_path / "site"
    build(Options(repository=repo.path, today=date(2026, 10, 1), cache=tmp_path / "cache"), out, lambda *_: None)
    german, english = out / "privacy.de", out / "privacy"
    for page in ("2026-09-15/changes/index.html", "history/index.html"):
        shown = (german / page).read_text(encoding="utf-8")
        assert re.search(rf'lang="en" dir="ltr">\s*(?:<p>)?{words}', shown)
        assert shown.count("(auf Englisch)") == 1
        assert "(in English)" not in (english / page).read_text(encoding="utf-8")
    assert "&lt;div lang=&quot;en&quot; dir=&quot;ltr&quot;&gt;" in (german / "feed.xml").read_text(encoding="utf-8")
    languages = [json.loads((each / "manifest.json").read_bytes())["versions"][0] for each in (german, english)]
    assert [each.get("note_language") for each in languages] == ["en", None]


def test_languages_lead_to_one_another(site: Path) -> None:
    """Each page names the others in their own words, and leads to the same page there where there is one."""
    page = (site / "privacy.de/history/index.html").read_text(encoding="utf-8")
    alternates = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="../../([^"]*)">', page)
    assert set(alternates) == {(each, f"{folder_of(each)}/history/index.html") for each in WORDS}
    assert '<a href="../../privacy/history/index.html" hreflang="en" lang="en" dir="ltr">English</a>' in page
    version = (site / "privacy.de/2025-06-03/index.html").read_text(encoding="utf-8")
    assert "hreflang" not in version.partition("</head>")[0]
    assert '<a href="../../privacy.ar/index.html" hreflang="ar" lang="ar" dir="rtl">العربية</a>' in version


def test_a_translation_that_is_behind_says_so(site: Path) -> None:
    """The page and the list of policies say since when another language reads otherwise, each in its own words."""
    german = (site / "privacy.de/index.html").read_text(encoding="utf-8")
    assert "wurde später geändert, am" in german
    assert "15. September 2026" in german
    index = (site / "index.html").read_text(encoding="utf-8")
    assert index.count("was changed later, on") == len(WORDS) - 1
    assert "was changed later" not in (site / "privacy/index.html").read_text(encoding="utf-8")
    assert all(f">{each}</span>" in index for each in ("English", "Deutsch", "Français", "Español", "العربية"))
    assert index.count("<h2>") == 1, "a policy stands once, its other languages beneath it"


def test_the_manifest_names_the_policy_in_its_other_languages(site: Path) -> None:
    """Who writes to somebody in one of them calls the policy as that text does."""
    titles = json.loads((site / "privacy" / "manifest.json").read_bytes())["policy"]["titles"]
    assert titles == {language: words[0] for language, words in WORDS.items() if language != "en"}
