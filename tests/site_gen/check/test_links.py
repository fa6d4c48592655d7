"""The rules about links and anchors: each with a text that passes and one that does not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from site_gen.check.case import Surroundings
from site_gen.check.rules.links import CASE_RULES, RULES
from site_gen.text.outline import headings, sections
from site_gen.text.parsing.parse import parse
from tests.site_gen.check.conftest import TEXT, Desk
from tests.site_gen.check.reading import PATH, faults, surroundings

RULE = {rule.code: rule for rule in RULES}
CASE_RULE = {rule.code: rule for rule in CASE_RULES}
GOOD_LINKS = (
    "[a](https://example.com/b?c#d)",
    "[a](mailto:b@example.com?subject=c)",
    "[a](tel:+15550100)",
    "<https://example.com>",
    "[a][b]\n\n[b]: https://example.com",
    "[a](https://m\u00fcnchen.example)",
    "[a](https://\u043f\u0440\u0438\u043c\u0435\u0440.example)",
    "[sic] (see above), `[a](b c)`, \\[a](b c)",
    "a[^n]\n\n[^n]: b",
)


def messages(code: str, source: str, around: Surroundings | None = None) -> list[str]:
    """Return what a rule says of a text."""
    return [fault.message for fault in faults(RULE[code], source, around)]


def gone(desk: Desk, code: str) -> list[str]:
    """Return the anchors that a rule misses in the change at hand."""
    return [fault.subject for verdict in desk.verdicts() for fault in CASE_RULE[code].check(verdict.case)]


@pytest.mark.parametrize("source", GOOD_LINKS)
def test_links_that_lead_somewhere_pass(source: str) -> None:
    """A full address, a mail address, a telephone number and a footnote break no rule."""
    assert not [message for code in RULE for message in messages(code, source)]


@pytest.mark.parametrize(
    "source",
    [
        "[a](javascript:alert(1))",
        "[a](JavaScript:alert(1))",
        "[a](&#106;avascript:alert)",
        "[a](<vbscript:b>)",
        "![a](data:image/gif;base64,R0lGODlh)",
        "[a](data:text/html,b)",
        "<file:///etc/passwd>",
        "[a](foo:bar)",
        "[a](//example.com/b)",
        "[a](https://example.com@other.example)",
        "[a](https://p\u0430ypal.com)",
        "[a](https://xn--pypal-4ve.com)",
        "[a](https://\u0430\u0440\u0440\u04cf\u0435.com)",
        "[a](https://xn--\u200b.com)",
        "[a][b]\n\n[b]: about:blank",
    ],
)
def test_unsafe_links_are_refused(source: str) -> None:
    """Every link leads to a page or a person, and shows where."""
    assert messages("unsafe-link", source)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("[a]()", "has no address"),
        ("[a](#)", "has no address"),
        ("[a](terms.md)", "a file of the repository, and on the published page nowhere"),
        ("[a](cookies.md)", "which the repository does not have"),
        ("![a](logo.png)", "which the repository does not have"),
        ("[a](../../etc/passwd)", "leads out of the repository"),
        ("[a](%2e%2e/%2e%2e/b)", "leads out of the repository"),
        ("[a](www.example.com/b)", "write https:// before it"),
        ("[a](b@example.com)", "write mailto: before it"),
        ("[a](mailto:nobody)", "names no email address"),
        ("[a](https://)", "without a host"),
        ("[a](b c)", "shows as it is typed"),
        ("[a] (https://example.com)", "shows as it is typed"),
        ("[a][b]", "not given anywhere"),
        ("see ftp://example.com/a", "is not a link"),
        ("a[^1]", "does not exist"),
    ],
)
def test_broken_links_are_refused(source: str, says: str) -> None:
    """Every link leads somewhere, from each of the two addresses at which the text is published."""
    (message,) = messages("link-broken", source, surroundings(files=(PATH, "policy/terms.md")))
    assert says in message


def test_a_link_to_the_file_of_another_policy_is_answered_with_its_page() -> None:
    """Where the site's address is configured, the refusal has the address to write, with the section."""
    around = replace(surroundings(), pages={"policy/terms.md": "https://legal.example/terms/"})
    (message,) = messages("link-broken", "[a](terms.md#rights)", around)
    assert "readers find at https://legal.example/terms/#rights; write that address" in message


def test_a_broken_link_is_told_with_its_line_and_target() -> None:
    """A fault names the line of a wrapped paragraph, and is known again by where the link leads."""
    (fault,) = faults(RULE["link-broken"], "a\n\nb\nc [d](e.md)\nf\n")
    assert (fault.line, fault.subject) == (4, "e.md")


def test_links_to_no_section_are_refused() -> None:
    """Every link to a section leads to one, by its declared name, its title, or its number and title."""
    text = "# 2. Your rights\n\n## Changes {#changes}\n\n"
    good = "[a](#your-rights) [b](#2-your-rights) [c](#changes) [d](#top) [e](https://example.com/#x)"
    assert not messages("anchor-broken", text + good)
    (message,) = messages("anchor-broken", text + "[a](#your-right-to-object)\n")
    assert "{#your-right-to-object}" in message
    assert "write #your-rights" in messages("anchor-broken", text + "[a](#Your-Rights)")[0]


def test_links_to_no_section_of_another_policy_are_refused() -> None:
    """A link to a section of another policy is held to that policy's sections."""
    around = surroundings(others={"policy/terms.md": sections(headings(parse("# Fees\n")))})
    assert not messages("anchor-broken", "[a](terms.md#fees)", around)
    assert messages("anchor-broken", "[a](terms.md#prices)", around)


def test_a_link_to_another_policy_finds_what_the_site_publishes(desk: Desk) -> None:
    """A reworded heading of another policy keeps its published anchor: a link to that holds, one to its slug not."""
    rules = "# Terms\n\n## Fees we charge\n\nWe charge fees.\n"
    desk.repo.commit("2025-04-01", {"policy/terms.md": rules})
    desk.repo.commit("2025-05-01", {"policy/terms.md": rules.replace("Fees we charge", "Fees that we charge")})
    for anchor, broken in (("fees-we-charge", False), ("fees-that-we-charge", True)):
        desk.propose(text=f"{TEXT}\nSee [our fees](terms.md#{anchor}).\n")
        verdict = next(each for each in desk.verdicts() if each.case.policy.slug == "privacy")
        codes = [finding.rule.code for finding in (*verdict.refusals, *verdict.warnings)]
        assert ("anchor-broken" in codes) is broken


def test_an_anchor_declared_twice_is_refused() -> None:
    """Every declared anchor is declared once."""
    assert not messages("anchor-duplicate", "# a {#x}\n\n# a {#y}\n\n# a\n")
    (fault,) = faults(RULE["anchor-duplicate"], "# a {#x}\n\n# b {#x}\n")
    assert (fault.line, fault.subject) == (3, "x")


def test_an_anchor_behind_a_paragraph_is_warned_about() -> None:
    """An anchor stands after a heading, since nothing else is named by it."""
    assert not messages("anchor-misplaced", "# a {#x}\n\nb\n")
    assert messages("anchor-misplaced", "# a\n\nb {#x}\n")


def test_a_declared_anchor_that_goes_is_refused(desk: Desk) -> None:
    """An anchor that the published text declares stays, wherever its section went."""
    declared = TEXT.replace("## 3. Changes", "## 3. Changes {#changes-here}")
    desk.repo.commit("2025-04-01", {PATH: declared})
    for kept in ("## 4. News {#changes-here}", "## 3. Changes"):
        desk.propose(text=declared.replace("## 3. Changes {#changes-here}", kept))
        assert gone(desk, "anchor-vanished") == []
    desk.propose(text=declared.replace("## 3. Changes {#changes-here}", "## 3. News"))
    assert gone(desk, "anchor-vanished") == ["changes-here"]
    assert gone(desk, "anchor-lost") == []


def test_a_generated_anchor_that_goes_is_warned_about(desk: Desk) -> None:
    """A section that others may link to keeps its name; one that was only reworded does."""
    desk.propose(text=TEXT.replace("Who receives it", "Who receives it, and why"))
    assert gone(desk, "anchor-lost") == []
    desk.propose(text=TEXT.replace("Who receives it", "Recipients"))
    assert gone(desk, "anchor-lost") == ["who-receives-it"]
    desk.propose(text=TEXT.replace("Who receives it", "Recipients {#who-receives-it}"))
    assert gone(desk, "anchor-lost") == []


def test_links_without_encryption_are_warned_about() -> None:
    """Links are encrypted."""
    assert not messages("insecure-link", "[a](https://example.com)")
    assert messages("insecure-link", "[a](http://example.com)")


def test_links_from_the_root_are_warned_about() -> None:
    """Links to other pages give their full address."""
    assert not messages("link-from-root", "[a](https://example.com/b)")
    assert messages("link-from-root", "[a](/b)")


@pytest.mark.parametrize(
    "source",
    [
        "[privacy@example.com](mailto:privacy@example.com)",
        "mailto:privacy@example.com, https://example.com.",
        "[example.com](https://www.example.com/en)",
        "[www.example.co.uk](https://example.com)",
        "https://exämple.example/ä",
        "[1-555-0100](tel:+15550100)",
        "[e.g. this](https://example.com)",
    ],
)
def test_links_that_say_where_they_lead_pass(source: str) -> None:
    """A link that shows an address leads to that address."""
    assert not messages("link-says-otherwise", source)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("Ask us [](https://example.com/ask) today.", True),
        ("Ask us [ ](https://example.com/ask) today.", True),
        ("Ask us [&nbsp;](https://example.com/ask) today.", True),
        ("Ask us [\u200b](mailto:privacy@example.com) today.", True),
        ("[![Ask us](ask.png)](https://example.com/ask)", False),
        ("[**§**](https://example.com/ask)", False),
        ('<a id="ask"></a>', False),
    ],
)
def test_a_link_without_words_is_warned_of(source: str, *, told: bool) -> None:
    """A link that nobody sees, but a keyboard stops at, is told; one that shows a sign or a picture's words is not."""
    assert bool(messages("link-says-nothing", source)) is told


@pytest.mark.parametrize(
    "source",
    [
        "[privacy@example.com](mailto:press@example.com)",
        "[https://example.com](https://other.example)",
        "[1-555-010-0199](tel:+15550100)",
    ],
)
def test_links_that_say_otherwise_are_warned_about(source: str) -> None:
    """A link that shows an address and leads to another misleads whoever types it."""
    assert messages("link-says-otherwise", source)


def test_an_address_that_nothing_refers_to_is_warned_about() -> None:
    """Every line that only gives an address is used, else a sentence may be lost that looks like one."""
    assert not messages("definition-unused", "See [the terms].\n\n[The  Terms]: https://example.com\n")
    (fault,) = faults(RULE["definition-unused"], "a\n\n[Note]: confidential\n")
    assert fault.line == 3
