"""A fragment made safe for a mail, and a letter's HTML as a page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notify.letter.page import page_of
from notify.letter.safe_html import clean_for_mail, first_fault
from notify.model.notice import Letter

SITE = "https://policy.example/privacy/"
LETTER = Letter(
    group=0, language="en", subject="S", greeting="Hello,", greeting_named="Hello {name},", shared="",
    html=('<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n</head><body><p>', "</p></body></html>"),
    text=("", ""),
)  # fmt: skip


@pytest.mark.parametrize(
    "style",
    ["display:none", "DISPLAY : none", "font-size:0", "font-size:1px", "font-size: .01em", "font-size:calc(0px)",
     "line-height:0", "color:transparent", "color:rgba(0,0,0,0)", "color: rgb(0 0 0 / 0)", "margin-left:-9999px",
     "padding-left:99999px", "visibility:hidden", "opacity:0", "text-indent:-999px", "position:absolute"],
)  # fmt: skip
def test_no_style_hides_words(style: str) -> None:
    """What the text part says, the HTML part shows: no style makes words vanish."""
    assert clean_for_mail(f'<p style="{style}">words</p>', SITE) == "<p>words</p>"


@pytest.mark.parametrize(
    "style",
    ["color: #5a5a5a", "font-size: 13px", "margin: 0 0 12px", "padding-left: 24px", "line-height: 1.25", "color: #000",
     "border-left: 4px solid #0b57a4", "font-weight: 600", "text-decoration: line-through"],
)  # fmt: skip
def test_styles_of_a_redline_stay(style: str) -> None:
    """The marks of a redline keep their looks."""
    assert clean_for_mail(f'<p style="{style}">words</p>', SITE) == f'<p style="{style}">words</p>'


@pytest.mark.parametrize("href", ["file://evil.example/share", "//x@evil.example/", "\\\\evil.example", "javascript:x"])
def test_a_link_that_leads_astray_loses_its_address(href: str) -> None:
    """Such a link keeps its words alone."""
    assert clean_for_mail(f'<a href="{href}">words</a>', SITE) == "<a>words</a>"


@pytest.mark.parametrize(
    "bad",
    ["<script>x</script>", "<img src=x onerror=y>", '<p onclick="x">', '<a href="javascript:x">', "<svg/onload=x>",
     '<a href="file://evil.example/x">', "<form action=x>", "<base href=x>", '<meta http-equiv="refresh" content="0">',
     '<p style="background:url(//evil.example/x)">', "<iframe>", '<link rel="stylesheet" href="x">', "<![x"],
)  # fmt: skip
def test_a_page_is_made_of_a_clean_letter_only(bad: str) -> None:
    """A letter that holds what no message of ours has is refused before it becomes a page."""
    with pytest.raises(ValueError, match="holds"):
        page_of(replace(LETTER, html=(LETTER.html[0] + bad, LETTER.html[1])), "Hello,")


@pytest.mark.parametrize(
    "start", ["<script>x</script>", "", "<!DOCTYPE html><p>", '<!DOCTYPE html><html onload="x"><head>']
)
def test_a_page_begins_with_its_policy(start: str) -> None:
    """The policy without script is the first thing in the head, so nothing can stand before it."""
    page = page_of(LETTER, "Hello,")
    assert page.partition("<head>")[2].startswith(
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\''
    )
    with pytest.raises(ValueError, match="begin"):
        page_of(replace(LETTER, html=(start, "")), "Hello,")


def test_our_own_letters_have_no_fault() -> None:
    """A plain letter passes."""
    assert first_fault("".join(LETTER.html)) is None
