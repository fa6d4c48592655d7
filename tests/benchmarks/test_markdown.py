"""The yardstick for dialects: what is lost on a page is seen, and what a finding quotes is told of."""

from __future__ import annotations

from pathlib import Path

from benchmarks.markdown import github_html, read, things


def test_what_github_shows_is_found_here_or_told_of(tmp_path: Path) -> None:
    """Links, items, rows and anchors count by what they say; one that no page has and no finding quotes is lost."""
    file = tmp_path / "a.md"
    file.write_text(
        '<a id="x"></a>\n\n# T\n\nhttps://a.example [b](#x)\n\n- c\n\n| d |\n|---|\n| e |\n', encoding="utf-8"
    )
    found = read(file)
    assert dict(found.all) == {"link": 1, "item": 1, "row": 2, "anchor": 1, "heading": 1}
    assert not found.lost
    assert not found.told
    file.write_text("<menu><li>zebra</li></menu>\n", encoding="utf-8")
    assert read(file).lost == [("item", "zebra")]


def test_what_github_never_shows_does_not_count() -> None:
    """A link in a picture is none."""
    page = github_html("<svg><a href=https://a.example>b</a></svg>\n\n[c](https://d.example)")
    assert list(things(page, is_github=True).found["link"]) == ["https://d.example"]


def test_a_picture_says_its_description(tmp_path: Path) -> None:
    """Where GitHub shows a picture among the words of an item, a page here has the words that describe it."""
    file = tmp_path / "a.md"
    file.write_text("- Press the ![green button](/a.png) there\n- ![](/b.png) c\n", encoding="utf-8")
    assert not read(file).lost


def test_a_footnote_is_where_its_number_leads(tmp_path: Path) -> None:
    """GitHub names a note by its label, and a page here by its number."""
    file = tmp_path / "a.md"
    file.write_text("a[^who] b[^what]\n\n[^who]: c\n[^what]: d\n", encoding="utf-8")
    assert not read(file).lost
    assert read(file).all["anchor"] == 2
