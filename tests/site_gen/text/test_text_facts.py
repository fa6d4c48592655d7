"""What is remembered of a text without reading it again."""

from __future__ import annotations

import pytest

from site_gen.text.decode import Reading
from site_gen.text.outline import headings
from site_gen.text.parsing.parse import parse
from site_gen.text.text_facts import TextFacts, text_facts


@pytest.mark.parametrize(
    ("source", "link"),
    [
        ("See [terms](terms.md#rights).", "terms.md#rights"),
        ("See [terms](<../legal/terms.md>).", "../legal/terms.md"),
        ("See [rights](#rights), [terms](https://example.com/terms.md) and [all](/terms.md).", ""),
        ("    See [terms](terms.md).", ""),
    ],
)
def test_a_link_to_a_file_is_remembered(source: str, link: str) -> None:
    """A link to a file of the repository leads nowhere from the page, and is known from the cache too."""
    document = parse(source)
    facts = text_facts(source.encode(), document, Reading(source), headings(document))
    assert facts.file_link == link
    assert TextFacts.load(facts.dump()) == facts
