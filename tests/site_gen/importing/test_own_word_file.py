"""Our own Word file comes back as the text that it was made from."""

from __future__ import annotations

from datetime import date

import pytest

from site_gen.importing.model import Format
from site_gen.redline import compare
from site_gen.render.word.ooxml import Cover, redline_docx
from site_gen.text.document import Document
from site_gen.text.inline import plain_text
from site_gen.text.parsing.parse import parse
from tests.site_gen.importing.conftest import Reader

COVER = Cover(title="Privacy", author="Legal", changed_on=date(2026, 1, 1), older="older", newer="newer")


def shown(document: Document) -> list[str]:
    """Return each block's words after the numbers of the items that it opens."""
    seen: set[tuple[int, int]] = set()
    found = []
    for leaf, segment in zip(document.leaves, document.segment_of, strict=True):
        label = ""
        for depth, container in enumerate(leaf.path):
            if container.kind == "li" and (segment, id(container)) not in seen:
                seen.add((segment, id(container)))
                label += f"{container.number}. " if leaf.path[depth - 1].kind == "ol" else ""
        found.append(label + plain_text(leaf))
    return found


@pytest.mark.parametrize(
    "text",
    [
        "9. Storage.\n\n9a. Backups.\n\n10. Contact.\n",
        "1. one\n2. two\n\nBetween.\n\n3. three\n   1. inner\n   2. more\n4. four\n\nSee item 4.\n",
        "# T\n\n- a\n  - b\n\n  c\n- d\n\n> quoted\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n## 1. S\n\n*x* `y` [z](https://e.example/)\n",
    ],
    ids=["clauses", "lists", "all kinds"],
)
def test_words_and_numbers_survive(brought: Reader, text: str) -> None:
    """`diff --format docx`, all changes accepted, and `import` lose no word and no number."""
    document = parse(text)
    found = brought(redline_docx(compare(document, document), COVER), Format.DOCX)
    assert shown(parse(found.markdown)) == shown(document)
