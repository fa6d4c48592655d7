"""Texts as people also write them: nothing in them breaks a page, on any screen."""

from __future__ import annotations

import pytest

from site_gen.build.pages.comparison import comparison_view
from site_gen.publish.pages import render_comparison
from site_gen.redline import compare
from site_gen.text.parsing.parse import parse
from tests.browser.conftest import Typeset
from tests.browser.fonts import DEJAVU
from tests.browser.judges import broken_rules

_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3
_CELLS = "personal data for advertising, analytics and the thirteen vendors"
_TEXTS = {
    "a change in the last of many columns": f"|{'A |' * 9}\n|{'---|' * 9}\n"
    + f"| {' | '.join([_CELLS] * 8)} | kept 24 months |\n" * 3,
    "a cell that no line can break": f"| A | B |\n|---|---|\n| {'x' * 300} | 24 |\n",
    "words that no line can break": f"{_WORD} and `{'x' * 300}` for 24 days.\n\nhttps://p.example/{'long/' * 60}24\n",
    "a heading of 300 letters": f"## {'How we collect and use information ' * 9}\n\nFor 24 days.\n\n# {_WORD}\n\n24\n",
    "forty items": "".join(f"{number}. kind {number} stays 24 days;\n" for number in range(80, 120)),
    "lists within lists": "- one\n  - two\n    - three\n      - four\n        - five\n          - six stays 24 days\n",
    "no heading": "We keep your data, and nobody else has it. " * 40 + "\n\nWe keep it 24 days.\n",
    "right to left": f"## الاحتفاظ\n\nنحتفظ بها 24 يومًا ({_WORD}).\n\n| النوع | Why |\n|---|---|\n| جهاز | 24 أشهر |\n",
    "no blanks": f"## 保存期間\n\n{'当社は個人情報を適切に取り扱います。' * 20}24日間保存します。\n",
    "quoted, defined and shown as code": f"> {_CELLS} for 24 days\n\nTerm\n:   24 days\n\n```\n{'code ' * 60}24\n```\n",
}


@pytest.mark.parametrize("kind", _TEXTS)
def test_hard_texts_stay_on_the_screen(kind: str, typeset: Typeset, axe: str) -> None:
    """No page of them scrolls sideways, whatever is shown of it, and no judge of access finds anything."""
    old = f"# Policy\n\nWe care.\n\n{_TEXTS[kind]}"
    language = "ar" if kind == "right to left" else "en"
    redline = compare(parse(old), parse(old.replace("24", "36")))
    context = typeset(DEJAVU).new_context()
    page = context.new_page()
    page.set_content(render_comparison(comparison_view(redline, "Policy", language, ("old", "new"))))
    ways = page.locator("[name=_view]")
    beyond = {}
    for way in range(ways.count()):
        ways.nth(way).evaluate("way => { way.checked = true }")
        for width in (320, 390, 768, 1000, 1280, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            beyond[way, width] = page.evaluate("document.documentElement.scrollWidth") - width
    assert {where: excess for where, excess in beyond.items() if excess > 0} == {}
    assert broken_rules(page, axe) == []
    context.close()
