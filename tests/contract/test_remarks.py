"""What the site remarks in a redline, the notifier says in the language of a letter that is wholly in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from notify.letter.remarks import in_language
from site_gen.redline import Redline, compare
from site_gen.redline.digest.summary import summarise
from site_gen.render.mail import section_html
from site_gen.render.text import section_text
from site_gen.text.parsing.parse import parse

LONG = "Ein Absatz, der lang genug ist, damit man ihn wiedererkennt, wenn er an anderer Stelle steht als zuvor."
OTHER = "Noch ein Absatz aus ganz anderen Worten, der bleibt, wo er immer gestanden hat, und der Mitte Halt gibt."
PAIRS = {
    "moved": (f"# A\n\n{LONG}\n\n{OTHER}\n\n{OTHER} Zwei.\n", f"# A\n\n{OTHER}\n\n{OTHER} Zwei.\n\n{LONG}\n"),
    "link": ("Siehe [hier](https://a.example/x).\n", "Siehe [hier](https://b.example/y).\n"),
    "link added": ("Siehe hier im Text.\n", "Siehe [hier](https://b.example/y) im Text.\n"),
    "link removed": ("Siehe [hier](https://b.example/y) im Text.\n", "Siehe hier im Text.\n"),
    "bold": ("Das ist wichtig für alle.\n", "Das ist **wichtig** für alle.\n"),
    "list": (f"{LONG}\n", f"- {LONG}\n"),
    "level": (f"- a\n- {LONG}\n", f"- a\n  - {LONG}\n"),
    "split": (f"{LONG} {OTHER}\n", f"{LONG}\n\n{OTHER}\n"),
    "joined": (f"{LONG}\n\n{OTHER}\n", f"{LONG} {OTHER}\n"),
    "rule": ("a\n\nb\n", "a\n\n---\n\nb\n"),
    "invisible": ("Das ist wich\u200btig.\n", "Das ist wichtig.\n"),
}
ENGLISH = re.compile(
    r"\b(moved|here|away|link|added|removed|changed|joined|split|passages?|block|was|now|level|bold|rule|invisible)\b"
)


def remarked(redline: Redline) -> Iterator[str]:
    """Yield each changed section as the site publishes it for a mail."""
    for section in summarise(redline).sections:
        yield re.sub(r"style=\"[^\"]*\"", "", section_html(redline, section))
        yield section_text(redline, section)


@pytest.mark.parametrize("kind", PAIRS)
@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_no_remark_stays_english(kind: str, language: str) -> None:
    """Whatever the site remarks about a German text, no English word of it is left in a German letter."""
    older, newer = map(parse, PAIRS[kind])
    for quoted in remarked(compare(older, newer)):
        assert ENGLISH.search(quoted), "the site remarks nothing here, so this holds nothing"
        assert ENGLISH.findall(in_language(quoted, f"{language}-XX", language).replace("x-rule", "")) == []
        assert in_language(quoted, "en", language) == quoted
        assert in_language(quoted, language, "en") == quoted


def test_a_policy_s_own_words_stay() -> None:
    """Only what is a remark as a whole is one; words in brackets that the policy itself has are the policy's."""
    own = "Wir speichern (außer Fotos) alles [siehe 3]. (moved) [links] (was es ist)"
    assert in_language(own, "de", "de") == own
