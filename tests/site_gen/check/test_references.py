"""References to sections by their number: which are the text's own, and which of those lead nowhere."""

from __future__ import annotations

import pytest

from site_gen.check.rules.references import RULES
from tests.site_gen.check.conftest import TEXT, Desk, note
from tests.site_gen.check.reading import faults

RULE = {rule.code: rule for rule in RULES}
MISSING, DOUBLED = RULE["section-missing"], RULE["section-number-doubled"]
NUMBERED = """\
# Privacy

## 1. What we collect {#collect}

%s

## 2. Your rights {#rights}

### 2.1 Access

1. Ask us.

## 3. Contact
"""


@pytest.mark.parametrize(
    "words",
    [
        "See section 4.2.",
        "We share it as described in Section 7(b).",
        "For more, see sections 2, 3 and 5.",
        "As sections 2 to 6 above say, we keep it.",
        "Your rights under the GDPR are in section 5 below.",
        "Näheres steht in Abschnitt 5.",
        "Voir la section 5 de cette politique.",
        "Consulte el apartado 5.",
        "This Section 2 says what we collect.",
        "See [section 3](#rights).",
    ],
)
def test_a_reference_leads_to_a_section_that_is_there(words: str) -> None:
    """A number that no section has, or that is not the linked or the surrounding section's, is named on its line."""
    (found,) = faults(MISSING, NUMBERED % words)
    assert found.line == 5


@pytest.mark.parametrize(
    "words",
    [
        "See section 2.1, section 2 and sections 1-3.",
        "See item 1 in section 2.1.1.",
        "You are protected by section 230 of the Communications Decency Act.",
        "Section 5 of the Terms of Service says more.",
        "We follow California Civil Code Section 17.",
        "Article 6 GDPR and Section 1798.100 let us.",
        "The law asks for it (Section 26 BDSG).",
        "Nach Abschnitt 5 des Vertrags zahlen Sie.",
        "An older version of this policy said so in section 9.",
        "See [section 2](#rights), and [section 7](https://example.com/terms#7).",
        "See [sections 2 and 3](#rights), and [section 2.1](#rights).",
        "This section 1 says what we collect.",
        "We keep it in section 12 cabinets of the Act.",
    ],
)
def test_what_is_another_documents_is_not_judged(words: str) -> None:
    """A reference to a law, a contract or another version says nothing about the sections of this text."""
    assert faults(MISSING, NUMBERED % words) == []


def test_a_text_without_numbers_is_not_judged() -> None:
    """Where headings are not numbered, a number may be anything's."""
    assert faults(MISSING, "# Privacy\n\n## Rights\n\nSee section 9.\n") == []


def test_a_number_names_one_section() -> None:
    """The same number twice under one heading is named; parts that count anew are not."""
    (found,) = faults(DOUBLED, "# P\n\n## 1. A\n\n## 2. B\n\n## 2. C\n")
    assert "“B” and “C”" in found.message
    assert found.line == 7
    assert faults(DOUBLED, "# P\n\n## 1. A\n\n## 2. B\n\n# Q\n\n## 1. C\n\n## 2. D\n") == []
    assert faults(DOUBLED, "# P\n\n## 1. A\n\n## 2. B\n\n## 1. C\n\n## 2. D\n") == []


def test_a_reference_that_stays_while_its_section_moves_is_seen(desk: Desk) -> None:
    """A new section gives those behind it other numbers; a reference that was left as it was is named, with both."""
    text = TEXT.replace("your name and", "your name (see section 2) and")
    desk.propose(text=text).repo.commit("2026-11-20")
    moved = text.replace("## 3.", "## 4.").replace("## 2. Who", "## 2. Cookies\n\nWe set none.\n\n## 3. Who")
    desk.propose(text=moved, note=note("editorial", "", (), ""))
    (found,) = [each for each in desk.verdict(base="HEAD").warnings if each.rule.code == "section-moved"]
    assert "was “Who receives it” in the published text, which is now section 3" in found.fault.message
    assert "section 2 is now “Cookies”" in found.fault.message
    desk.propose(text=moved.replace("see section 2", "see section 3"))
    assert "section-moved" not in [each.rule.code for each in desk.verdict(base="HEAD").warnings]
