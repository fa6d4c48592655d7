"""What follows the headings of a text."""

from __future__ import annotations

import re

from site_gen.render.html.article import own_anchors
from site_gen.render.html.blocks import document_body
from site_gen.text.parsing.parse import parse

TEXT = "# A\n\nOne.\n\n## B & `c`\n\n- Two.\n\n  ### D\n\n  Three.\n"


def test_what_follows_a_heading_is_no_part_of_its_name() -> None:
    """A heading is heard by its own words; what is added for each stands after it, wherever that is."""
    document = parse(TEXT)
    html = document_body(document, own_anchors(document), lambda section: f"<a>{section.anchor}</a>")
    assert "<a>" not in "".join(re.findall(r"<h\d.*?</h\d>", html))
    assert re.findall(r"</h\d><a>(.*?)</a>", html) == [section.anchor for section in own_anchors(document).sections]
