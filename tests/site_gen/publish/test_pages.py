"""What the pages say, read from their bytes; `tests/browser` looks at them with a browser."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest
from msgspec.structs import replace

from site_gen.declared.questions import QUESTIONS
from site_gen.history.timeline import effects
from site_gen.model.note import Answer, ChangeClass, Practice
from site_gen.publish import assets, pages
from site_gen.publish.views.index import IndexView
from site_gen.publish.views.text import CurrentView, VersionView
from tests.browser import sample_lives, sample_views, samples
from tests.browser.reader import Reader

ROOT = Path(__file__).parents[3]
PLAIN_COPIES = {"on.json", "policy.md", "policy.txt", "changes.json", "manifest.json", "feed.xml", "timemap.link"}


@cache
def site() -> dict[str, str]:
    """Return the sample site's pages by address."""
    return samples.rendered_site()


def page_of(version_id: str) -> str:
    """Return the page of one version of the sample life."""
    history = sample_lives.life()
    version = next(each for each in history.versions if each.version_id == version_id)
    return pages.render_version(VersionView(policy=sample_views.HEAD, text=sample_views.text_view(history, version)))


def words(page: str) -> str:
    """Return a page's words without its tags, white space folded."""
    spaced = re.sub(r"</(dt|dd|p|li|td|th|h\d)>", " ", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", spaced))


def test_every_link_is_relative_and_names_its_file() -> None:
    """Links work under any address and from a folder: none is absolute, none relies on a server finding index.html."""
    foreign = set(
        Reader(sample_views.sample("policy.html") + sample_views.sample("redline.html") + sample_views.CAN_DO).links
    )
    for address, page in site().items():
        for link in set(Reader(page).links) - foreign:
            parts = urlsplit(link)
            assert parts.scheme in {"", "mailto", "data"}, (address, link)
            assert not parts.netloc, (address, link)
            assert not parts.path.startswith("/"), (address, link)
            assert link == "./" or not parts.path.endswith("/"), (address, link)


def test_every_link_leads_somewhere() -> None:
    """Each link of a policy's pages leads to a page of the site, to a plain copy or to a place in its own page."""
    name, _ = assets.stylesheet()
    for address, page in site().items():
        reader = Reader(page)
        for link in reader.links:
            parts = urlsplit(link)
            if parts.scheme or address.startswith("long/"):
                continue
            if not parts.path:
                assert unquote(parts.fragment) in reader.ids, (address, link)
                continue
            target = normal(PurePosixPath(address).parent / parts.path)
            known = target in site() or PurePosixPath(target).name in PLAIN_COPIES | {name} or link == "./"
            by_the_notifier = target.startswith("privacy/notices/")
            assert known or by_the_notifier or incomplete(target), (address, link)


def normal(path: PurePosixPath) -> str:
    """Return a path without its `..`."""
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def incomplete(target: str) -> bool:
    """Return whether the sample site leaves that page out: of the Arabic policy it shows one of each type."""
    return target.startswith("privacy-ar/20")


def test_no_id_stands_twice() -> None:
    """Our own anchors never collide with those of the text: they start with a line, which no heading's does."""
    for address, page in site().items():
        assert [name for name, times in Counter(Reader(page).ids).items() if times > 1] == [], address


def test_a_version_page_holds_the_text_and_nothing_else() -> None:
    """The one article of a version's page is the text, untouched, in its own language and direction."""
    article = f'<article class="policy-text" lang="en" dir="ltr">\n{sample_views.sample("policy.html")}\n</article>'
    assert article in page_of("2025-03-01")
    assert page_of("2025-03-01").count("<article") == 1


def test_a_redline_page_holds_the_redline_and_nothing_else() -> None:
    """The one article of a page of changes is the redline, untouched."""
    page = site()["privacy/2025-03-01/changes/index.html"]
    article = sample_views.sample("redline.html")
    assert f'<article class="redline" lang="en" dir="ltr" headingoffset="2">\n{article}\n</article>' in page
    assert page.count("<article") == 1


def test_a_text_has_one_heading_of_the_first_level() -> None:
    """Where the text brings its own title the page adds none, and where it brings none the page gives the policy's."""
    assert Reader(page_of("2025-03-01")).tags["h1"] == 1
    untitled = site()["terms/2026-12-01/index.html"]
    assert Reader(untitled).tags["h1"] == 1
    assert re.search(r"<h1[^>]*>Terms of Service</h1>\s*<article", untitled)


def test_nothing_that_is_not_ours_reaches_a_page_unescaped() -> None:
    """Names, titles and reasons are text, whatever they hold."""
    hostile = '"><script>alert(1)</script>'
    head = replace(sample_views.HEAD, title=hostile, organisation=hostile, contact_email=hostile)
    note = sample_lives.note(
        ChangeClass.MATERIAL,
        practice=Practice.CHANGED,
        answers=[Answer(question=hostile, yes=True, reason=hostile)],
    )
    older = sample_lives.version("2024-02-01")
    newer = sample_lives.version("2025-03-01", change_note=note, predecessor_id="2024-02-01")
    section = replace(sample_views.CHANGED[0], title=hostile, notes=(hostile,), first_change=hostile)
    redline = replace(sample_views.redline_view(older, newer), policy=head, statement=hostile, sections=(section,))
    history = sample_lives.life()
    rendered = [
        pages.render_redline(redline),
        pages.render_history(sample_views.history_view(head, history)),
        pages.render_current(CurrentView(policy=head, text=sample_views.text_view(history, history.versions[5]))),
        pages.render_index(IndexView(organisation=hostile, rows=())),
    ]
    assert all("&lt;script&gt;" in page for page in rendered)
    assert not any("<script" in page for page in rendered)


def test_each_page_says_where_its_version_stands() -> None:
    """A reader who arrives at any version learns first whether it applies, and if not, what does."""
    in_force = "This version is in force. A new version takes effect on 15 January 2027. Read the new version."
    assert in_force in words(page_of("2025-03-01"))
    upcoming = words(page_of("2026-12-01"))
    assert "takes effect on 15 January 2027." in upcoming
    superseded = words(page_of("2021-11-30"))
    assert (
        "applied from 30 November 2021 until 31 January 2024; after it came the version of 1 February 2024 (no. 2)."
        in superseded
    )
    joined = words(page_of("2025-01-10"))
    assert "announced took effect on 1 April 2025, together with the later version of 1 March 2025." in joined
    assert "until 30 April 2024; then the policy ended" in words(site()["cookies/2023-01-01/index.html"])


def test_no_page_names_a_version_in_force_where_there_is_none() -> None:
    """Before a policy's first text applies, and after its end, its versions lead to what applies today, if anything."""
    for address in ("terms/2026-12-01/index.html", "cookies/2023-01-01/index.html", "cookies/2022-05-01/index.html"):
        page = words(site()[address])
        assert "ersion in force" not in page, address
        assert "hat applies today" in page, address


def test_the_current_page_announces_what_is_to_come() -> None:
    """The version in force says when the next takes effect, and leads to it and to its changes."""
    page = site()["privacy/index.html"]
    assert "A new version takes effect on 15 January 2027." in words(page)
    assert {"2026-12-01/index.html", "2026-12-01/changes/index.html"} <= set(Reader(page).links)
    assert "Updated 1 March 2025" in words(page)
    assert "In force since 1 April 2025" in words(page)


def test_a_policy_without_a_version_in_force_says_so() -> None:
    """Before the first effect and after a withdrawal there is no text to show, and the page says why."""
    assert "No version of this policy is in force." in words(site()["terms/index.html"])
    assert "This policy ended on 1 May 2024." in words(site()["cookies/index.html"])


def test_the_page_of_an_ended_policy_opens_with_its_name_and_says_why() -> None:
    """Under the policy's name stands the day on which it ended, and the reason with it; nothing is said twice."""
    page = site()["cookies/index.html"]
    assert page.index("<h1") < page.index("This policy ended on") < page.index("The service closed.")
    assert re.search(r'<div class="banner superseded">.*The service closed\.', page, re.DOTALL)
    assert "No version of this policy is in force." not in page


def test_what_is_not_known_is_said_to_be_so() -> None:
    """A date that git did not stamp and a meaning that nobody declared are called so."""
    assert "Imported: the day of publication comes from earlier records" in words(page_of("2019-05-02"))
    assert "Undeclared: no change note says" in words(page_of("2021-11-30"))
    assert "nobody has said how much it matters" in words(site()["privacy/2021-11-30/changes/index.html"])
    declared = words(page_of("2025-03-01"))
    assert "Imported" not in declared
    assert "Undeclared" not in declared


def test_a_change_note_is_told_in_full() -> None:
    """The page of changes tells class, practice, summary, choices and every answer, with its question."""
    page = words(site()["privacy/2025-03-01/changes/index.html"])
    assert "This changes what we do, and not only how we describe it." in page
    assert "We now share device data with analytics vendors" in page
    assert "Until 15 January you can object" in page
    for answer in sample_lives.ANSWERS:
        assert f"{QUESTIONS[answer.question]} {'Yes' if answer.yes else 'No'}. {answer.reason}" in page
    described = "This changes how we describe what we do, and not what we do."
    assert described in words(site()["privacy/2024-02-01/changes/index.html"])


@pytest.mark.parametrize("change_class", [each for each in ChangeClass if each is not ChangeClass.UNDECLARED])
def test_what_changes_the_practice_is_not_called_a_matter_of_words(change_class: ChangeClass) -> None:
    """A yes to M14 stands first, and what a class means follows where it does not deny it."""
    history = sample_lives.life()
    older, newer = history.versions[1:3]
    changed = replace(newer, change_class=change_class, note=sample_lives.note(change_class, practice=Practice.CHANGED))
    page = words(pages.render_redline(sample_views.redline_view(older, changed)))
    assert "This changes what we do, and not only how we describe it." in page
    assert "nothing in it changes what the policy means" not in page
    assert "no more than" not in page
    assert ("It matters enough that we notify" in page) is change_class.is_told


def test_a_comparison_across_versions_tells_every_note_between() -> None:
    """Whoever last saw an old version gets what was said of each one since."""
    page = words(site()["privacy/2021-11-30..2026-12-01/index.html"])
    assert "What changed from 30 November 2021 to 1 December 2026" in page
    assert "5 versions since then, newest first" in page
    assert page.count("We now share device data") == 5


def test_a_redline_without_marks_explains_none() -> None:
    """Where nothing that a reader can see changed, the page says so and does not explain marks that are not there."""
    history = sample_lives.life()
    view = sample_views.redline_view(history.versions[4], history.versions[5])
    quiet = replace(view, verdict="none", statement="Nothing that a reader can see changed.", sections=())
    assert "How to read it" in pages.render_redline(view)
    assert "How to read it" not in pages.render_redline(quiet)
    assert "Nothing that a reader can see changed." in pages.render_redline(quiet)


def test_a_change_is_never_called_larger_than_the_text() -> None:
    """What was deleted counts among the changed, so their number may exceed the passages of the newer text."""
    shrunk = replace(sample_views.COUNTS, blocks_changed=60)
    history = sample_lives.life()
    view = replace(sample_views.redline_view(history.versions[4], history.versions[5]), counts=shrunk)
    assert "60 passages changed" in words(pages.render_redline(view))
    assert "60 of 48" not in words(pages.render_redline(view))


def test_a_heading_with_dates_in_it_is_heard_as_one() -> None:
    """No heading has an element with a role between its words, at which a screen reader would say "heading" again."""
    headings = [found for page in site().values() for found in re.findall(r"<h[1-6][^>]*>(.*?)</h[1-6]>", page)]
    mixed = [each for each in headings if "<time" in each and not each.startswith(("<a ", "<time "))]
    assert mixed
    assert not [each for each in mixed if re.search(r"<time (?!role=\"none\")", each)]


def test_the_history_lists_every_version_once() -> None:
    """However long the history, each version has its row, newest first, with its dates and its links."""
    page = site()["long/history/index.html"]
    rows = re.findall(r'<li><a href="\.\./([-0-9]+)/index\.html">', page)
    assert rows == [each.version_id for each in reversed(sample_lives.long_life().versions)]
    assert Reader(page).links.count(f"../{rows[7]}/changes/index.html") == 1
    assert Reader(page).links.count(f"../since/{rows[7]}/index.html") == 1
    assert Reader(page).links.count(f"../since/{rows[0]}/index.html") == 0


def test_a_site_without_redlines_links_to_none() -> None:
    """Where a site was built without redlines, no page leads to one."""
    head = replace(sample_views.HEAD, redlined=False)
    history = sample_lives.life()
    text = sample_views.text_view(history, history.versions[5])
    rendered = [
        pages.render_version(VersionView(policy=head, text=text)),
        pages.render_current(CurrentView(policy=head, text=text, upcoming=effects(history)[-1:])),
        pages.render_history(sample_views.history_view(head, history)),
    ]
    assert not [
        link for page in rendered for link in Reader(page).links if "changes/" in link or ".." in link.strip("./")
    ]


def test_the_history_answers_what_applied_on_a_day() -> None:
    """Each version's own row gives the first and last day on which it applied, without a script."""
    page = site()["privacy/history/index.html"]
    rows = {
        found[0]: re.findall(r'datetime="([-0-9]+)"', row)[1:]
        for row in page.split("<li>")
        if (found := re.findall(r'^<a href="\.\./([-0-9]+)/index', row))
    }
    assert rows == {
        "2026-12-01": ["2027-01-15"],
        "2025-03-01": ["2025-04-01", "2027-01-14"],
        "2025-01-10": ["2025-06-01", "2025-03-01"],  # its day, and the version that it came with
        "2024-02-01-2": ["2024-02-01", "2025-03-31"],
        "2024-02-01": ["2024-02-01", "2024-02-01"],
        "2021-11-30": ["2021-11-30", "2024-01-31"],
        "2019-05-02": ["2019-05-02", "2021-11-29"],
    }


def test_the_history_of_many_versions_stays_small() -> None:
    """At most 300 KB for 501 versions; years are headings."""
    page = site()["long/history/index.html"]
    assert len(page.encode()) / len(sample_lives.long_life().versions) * 501 <= 300_000
    assert Reader(page).tags["h2"] == len({each.published_on.year for each in sample_lives.long_life().versions})


def test_a_withdrawal_has_its_place_in_the_history() -> None:
    """A day on which the policy was taken down is told among the versions."""
    page = words(site()["cookies/history/index.html"])
    assert page.index("The policy ended.") < page.index("The first version.")


def test_a_letter_s_short_link_in_the_chain_leads_to_the_whole() -> None:
    """Where a letter shows the first signs of a version's link, the version's page has the place with all of them."""
    page = site()["privacy/2025-03-01/index.html"]
    after = page.partition(f'id="link-{"5c" * 32}">')[2]
    assert re.findall(r"<pre><code>(.*?)</code></pre>", after)[0] == "5c" * 32


def test_the_styles_are_small_and_ask_for_nothing() -> None:
    """One file of at most 14 KB, named after its content, that loads no other; a comparison holds it inside."""
    name, content = assets.stylesheet()
    assert len(content) <= 14_336
    assert re.fullmatch(r"site\.[0-9a-f]{12}\.css", name)
    assert b"url(" not in content
    assert b"@import" not in content
    without = [path for path, page in site().items() if f'{name}">' not in page]
    assert without == ["comparison.html"]
    assert content.decode() in site()["comparison.html"]


def test_templates_and_schemas_travel_in_the_wheel(tmp_path: Path) -> None:
    """An installed program finds its files where pyproject.toml puts them, and another template is another program."""
    shutil.copytree(ROOT / "site_gen", tmp_path / "site_gen", ignore=shutil.ignore_patterns("__pycache__"))
    put = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    for source, target in put["force-include"].items():
        if target.startswith("site_gen/") and (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / target)
    script = (
        "from site_gen.program import program_key, schemas, templates; "
        "print(templates(), schemas(), program_key(), sep='\\n')"
    )

    def told() -> list[str]:
        done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    found = told()
    assert found[:2] == [str(tmp_path / "site_gen" / "templates"), str(tmp_path / "site_gen" / "schemas")]
    with (tmp_path / "site_gen" / "templates" / "parts.html").open("a") as template:
        template.write(" ")
    assert told()[2] != found[2]


def test_a_site_in_english_needs_no_babel() -> None:
    """Babel takes longer to import than such a site takes to write."""
    day = "from datetime import date; from site_gen.publish.wording import day; day(date.min, 'en')"
    script = f"import sys, site_gen.publish.pages; {day}; print({{'babel'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
