"""The rules about marks, tables and characters: each with a text that passes and one that does not."""

from __future__ import annotations

import pytest
from hypothesis import given

from site_gen.check.rules.catalogue import MARKDOWN_RULES as RULES
from site_gen.check.rules.links import RULES as LINK_RULES
from site_gen.check.rules.style import RULES as WORDING_RULES
from tests.site_gen.check.reading import ANY_TEXT, PLAIN, faults, read, surroundings

RULE = {rule.code: rule for rule in RULES}
EVERY_RULE = (*RULES, *LINK_RULES, *WORDING_RULES)


def lines(code: str, source: str, language: str = "en") -> list[int | None]:
    """Return the lines on which a rule finds a fault."""
    return [fault.line for fault in faults(RULE[code], source, surroundings(language=language))]


@given(ANY_TEXT)
def test_no_text_breaks_a_rule_and_every_line_is_in_the_text(source: str) -> None:
    """Any text can be judged, and what is found lies within it."""
    text = read(source)
    for rule in EVERY_RULE:
        for fault in rule.check(text, surroundings()):
            assert fault.line is None or 1 <= fault.line <= len(text.lines)
            assert fault.message.isprintable()
            assert fault.subject


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.code)
def test_a_plain_policy_has_no_fault(rule: object) -> None:
    """A well-formed policy passes every rule, whichever way its lines end."""
    for source in (PLAIN, PLAIN.replace("\n", "\r\n"), "\ufeff" + PLAIN):
        assert not [fault for each in EVERY_RULE if each is rule for fault in faults(each, source)]


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.code)
def test_every_rule_explains_itself(rule: object) -> None:
    """A rule says in whole sentences what it asks, why, and how to put it right."""
    (found,) = [each for each in EVERY_RULE if each is rule]
    assert found.title.endswith(".")
    assert found.explanation.count("\n\n") >= 1


def test_a_rule_tells_of_a_bounded_number_of_faults() -> None:
    """A text that is broken as a whole does not drown whoever reads the findings."""
    assert len(faults(RULE["invisible-character"], "a\u200b " * 20_000)) == 10_000


def test_html_tags_are_refused() -> None:
    """HTML that readers would see as typed is refused; what is read as meant, code and an escaped sign are fine."""
    assert not lines("raw-html", "a<br>b <!-- c --> `<b>` \\<b> if x < y > z <https://example.com> a<br/>\n\n    <b>\n")
    assert not lines("raw-html", 'a\n\n<div>b</div>\n\n<b>c</b> <a id="d"></a> <table><tr><td>e</table> a<b and c\n')
    assert lines("raw-html", "a\n\n<div><img src=b>\n<form></div>\n") == [3, 4]
    assert lines("raw-html", "a\nb <b>x <Data Officer>\n") == [2, 2]
    assert lines("raw-html", "a <ins>b</ins> <i onclick=c>d") == [1, 1, 1]
    assert lines("raw-html", "<script>alert(1)</script>") == [1, 1]


@pytest.mark.parametrize(
    "source",
    [
        "{{ site.email }}",
        "{% include footer.md %}",
        "{{< contact >}}",
        "<%= name %>",
        "{{#include a.md}}",
        "{# note #}",
        "{!include.md!}",
        "{/* for editors */}",
        "[/vc_row]",
        '[contact-form id="3"]',
    ],
)
def test_what_a_template_would_fill_in_is_refused(source: str) -> None:
    """An instruction to a program that makes pages is not text for readers."""
    assert lines("template-tag", f"a\n\nb {source} c\n") == [3]
    assert not lines("template-tag", f"`{source}`\n\n    {source}\n")


@pytest.mark.parametrize(
    "source",
    [
        '--8<-- "a.md"',
        "<<< @/a.md",
        ":::include a.md",
        "include::a.adoc[]",
        "import {Tip} from '@site/tip'",
        "export const a = 1",
    ],
)
def test_what_a_program_would_put_in_is_refused(source: str) -> None:
    """A line that brings in another file, or a program's own, is not text for readers."""
    assert lines("template-tag", f"a\n\n{source}\n") == [3]
    assert not lines("template-tag", "Goods that we import from China: we export data.\n\nInclude: all.\n")


@pytest.mark.parametrize(
    "source",
    [
        "[Company Name]",
        "[DATE]",
        "[insert your address here]",
        "[Your Email]",
        "[name of the controller]",
        "[●]",
        "[...]",
        "${name}",
        "{company_name}",
        "%EMAIL%",
        "XXX",
        "XXXX",
        "xxx-xxx-xxxx",
        "TBD",
        "TODO",
        "Lorem ipsum",
        "____________",
        "{Company Name}",
        "{company-name}",
        "{$name}",
        "%{name}",
        "#{name}",
        "{0}",
        "%s",
        "@@name@@",
        "«First_Name»",
        "(insert date)",
        "yourcompany.com",
        "your-email@example.com",
        "your@company.com",
        "%(name)s",
        "$(name)",
        "%name%",
        "@company@",
        "{company.name}",
        "$company_name",
        "$COMPANY",
        "<COMPANY>",
        "INSERT DATE HERE",
        "COMPANY NAME HERE",
        "YOUR COMPANY NAME",
        "........",
        "XX days",
        "xx/xx/xxxx",
        "???",
        "[email protected]",
    ],
)
def test_what_holds_a_place_is_refused(source: str) -> None:
    """What is still to be written is not text for readers; with a backslash before it, it is meant as it stands."""
    assert lines("left-to-write", f"a\n\nb {source} c\n") == [3]
    assert not lines("left-to-write", f"`{source}`\n\nb \\{source} c\n") or source[0].isalnum()


def test_brackets_that_are_meant_are_no_placeholder() -> None:
    """Links, notes, quotations, sets and plain words are fine."""
    assert not lines(
        "left-to-write",
        "We {or you} pay 5 % s, (inserted) yours.example is yours «name» your company. "
        "Type your name here. We insert the date. US$AUD $5_000 (why??) Chapter XX. 5 < date > 3. "
        "\\<EU Representative> "
        "[name](/b) [site][1] a[^1] [sic] [the company] says, [GDPR] {like this} xxx todo 50% of %\n\n[1]: /c\n[^1]: d",
    )


@pytest.mark.parametrize(
    "source",
    [
        "!!! note\n    a", "??? tip", ":::warning\na\n:::", "[TOC]", "[[_TOC_]]", "a {: .b } c", '=== "Tab"',
        ".. note::", "= Title", ":toc:", "(name)=", "*[DPO]: the officer", "a ^[a note]", "a ==b== c", "a ++b c++",
        "[[a page]]",
        "![[a.png]]", "%%for editors%%", "a :smile: b", "$$ a $$", "a $x_1$ b", "{ref}`a`", ":term:`a`",
        "$`a`$",
        "> [!info] a\n> b", "> [!NOTE] a", "> [!tip]-\n> a", "```mermaid\na\n```", "```{note}\na\n```", "{:toc}",
        "{::comment}\na\n{:/comment}", "a [b](/c){width=50%} {.d}", "a b ^name-1", "# A {-}", "\\newpage",
        "\\vspace{2cm}", "<<terms.md>>", "!include terms.md", "a [@smith]", "[see @smith, p. 3; -@doe] a",
    ],
)  # fmt: skip
def test_other_dialects_are_warned_about(source: str) -> None:
    """What another dialect would make a box, a note or a formula of shows as it is typed."""
    assert lines("other-dialect", f"a\n\n{source}\n")[:1] == [3]
    assert not lines("other-dialect", f"```\n{source}\n```\n")


def test_plain_words_are_no_other_dialect() -> None:
    """Times, amounts, sums and quotations are fine."""
    assert not lines(
        "other-dialect",
        "> [!NOTE]\n> a\n\n[a](/b){: .c} d: e at 10:30:45, $5 and $10_000, a == b, C++ and D++, 1 + 1 = 2\n\n"
        "f ::: g [h] 5%% [1]\n\nx^2^ `:a:` `{#b}` (c)= d\n\n2^10 and x ^ 2, [@a](/b) [c@d.example] "
        "[5 @ 3], \\newpages, {-} and\n\n```toml\na\n```\n",
    )


@pytest.mark.parametrize(
    "source", ['{\n  "title": "a"\n}', ';;;\n{"a": 1}\n;;;', "---toml\na = 1\n---", "% Title", "title: a\nlayout: b"]
)
def test_settings_that_are_read_as_text_are_warned_about(source: str) -> None:
    """What only another program takes for settings is text here."""
    assert lines("other-dialect", f"{source}\n\na\n")[:1] == [1]
    assert not lines("other-dialect", f"a\n\n{source}\n") or source.startswith("---")


@pytest.mark.parametrize("source", ["{++a b++}", "{--a--}", "{~~a~>b~~}", "{>>a?<<}", "{==a==}", "[-a-]{+b+}"])
def test_a_change_under_discussion_is_refused(source: str) -> None:
    """What an editor proposes is no text yet."""
    assert lines("change-mark", f"a\n\nb {source} c\n")[:1] == [3]
    assert not lines("change-mark", f"`{source}`\n\n\\{source[:-2]} [-a-](/b) {{a+b}}\n")


@pytest.mark.parametrize(
    "source", ['<div style="display: none">', "<p hidden>", "<span class='a hidden'>", '<b style="visibility:hidden">']
)
def test_words_that_html_hides_are_refused(source: str) -> None:
    """A policy hides nothing, so what an author hid would be seen."""
    assert lines("hidden-html", f"a\n\n{source}b\n") == [3]
    assert not lines("hidden-html", f'`{source}`\n\n<p class="overflow-hidden" style="color:red">a hidden</p>\n')


def test_markdown_that_html_keeps_from_being_read_is_warned_about() -> None:
    """Markdown right under a tag is letters; behind a blank line it is read."""
    assert lines("markdown-in-html", "---\ntitle: a\n---\n\n<div>\nb **c** d\n- [e](/f)\n</div>\n") == [6, 7]
    assert not lines("markdown-in-html", "<div>\n\na **b**\n\n</div>\n\n<p>5 * 3 - 1\n# </p>\n\n- a **b**\n")


def test_a_remark_in_a_comment_is_warned_about() -> None:
    """A comment is published beside the page; one for tools says nothing."""
    assert lines("hidden-comment", "a\n\nb <!-- counsel: really five years? -->\n") == [3]
    assert not lines(
        "hidden-comment", "<!-- toc -->\n\n<!-- markdownlint-disable -->\n\n`<!-- a b -->`\n\n    <!-- c d -->\n"
    )


def test_a_comment_that_does_not_end_is_refused() -> None:
    """A comment ends where it should, else readers see it."""
    assert not lines("unclosed-comment", "<!-- a\n\nb -->\n\nc <!-- d --> e \\<!-- f\n")
    assert lines("unclosed-comment", "a\n\n<!-- to do: ask counsel\n\nb\n") == [3]


def test_a_block_of_code_that_does_not_end_is_refused() -> None:
    """A block of code ends where it should, else it swallows the rest."""
    assert not lines("unclosed-fence", "```\na\n\nb\n```\n\n    c d\n")
    assert lines("unclosed-fence", "a\n\n```\n# b\n\nc\n") == [3]


def test_an_indented_paragraph_is_warned_about() -> None:
    """No paragraph is indented so far that it shows as code; a fenced one is meant."""
    assert not lines("text-as-code", "```\na b c d e\n```\n\n- a\n\n  b c d e\n")
    assert lines("text-as-code", "a\n\n    We keep it for a year.\n") == [3]


def test_a_number_that_shows_as_another_is_warned_about() -> None:
    """The numbers of a list show as they are written; a list that writes one number throughout is counted."""
    assert not lines("list-number-differs", "1. a\n2. b\n\n   c\n3. d\n\ne\n\n7. f\n8. g\n")
    assert not lines("list-number-differs", "1. a\n1. b\n1. c\n")
    assert lines("list-number-differs", "1. a\n2. b\n4. c\n") == [3]


def test_marks_that_show_are_warned_about() -> None:
    """No mark is left over that the page would show as typed."""
    assert not lines("stray-mark", "**a** b \\*\\* c `**` snake_case_name #1 in sales\n\n# d\n\n- e\n")
    assert lines("stray-mark", "a\nb ** c:** d\n") == [2, 2]
    assert lines("stray-mark", "##Cookies\n") == [1]
    assert lines("stray-mark", "a\nb\n2. c\n") == [3]


def test_a_long_paragraph_as_a_heading_is_warned_about() -> None:
    """No paragraph shows as a heading by accident."""
    words = "We collect what you tell us. " * 8
    assert not lines("paragraph-as-heading", f"{words}\n\n---\n\n# {words}\n\nTitle\n---\n")
    assert lines("paragraph-as-heading", f"a\n\n{words}\n---\n") == [3]


def test_more_than_title_and_language_at_the_top_is_warned_about() -> None:
    """The two rows at the top enclose the title and the language, and nothing else."""
    assert lines("front-matter", '+++\ntitle = "a"\nupdated = 2026-01-01\n+++\n\nc\n') == [3]
    assert not lines("front-matter", "---\ntitle: a\nlanguage: en\n---\n\nb: c\n")
    assert lines("front-matter", "---\ntitle: a\nupdated: 2026-01-01\nkeys:\n  - b\n---\n\nc\n") == [3, 4]
    assert lines("front-matter", '+++\ntitle = "a"\n\nc\n') == lines("front-matter", "---\ntitle: a\n\nc\n") == [1]
    assert not lines("front-matter", "---\n\nc\n")


def test_a_malformed_table_is_refused() -> None:
    """Every row of a table has as many cells as its header, and every table is one."""
    table = "| a | b |\n| --- | --- |\n"
    assert not lines("table-malformed", f"{table}| 1 \\| 2 | 3 |\n|  | 4 |\n> | a | b |\n> |---|---|\n> | 1 | 2 |\n")
    assert not lines("table-malformed", f"{table}| 1 | 2 | |\n\n`|` or | is a bar | here\n")
    assert lines("table-malformed", f"{table}| 1 | 2 |\n| 3 | 4 | 5 |\n") == [4]
    assert lines("table-malformed", f"{table}| 1 |\nThis follows.\n") == [3, 4]
    assert lines("table-malformed", f"{table}| 1 | 2 |\n\n| 3 | 4 |\n") == [5]
    assert lines("table-malformed", "| a | b |\n| 1 | 2 |\n") == [1]
    assert lines("table-malformed", "| a | b | c |\n| --- | --- |\n| 1 | 2 | 3 |\n") == [1]


def test_cells_that_nobody_would_see_are_quoted() -> None:
    """What the parser drops from a row is named."""
    (fault,) = faults(RULE["table-malformed"], "| a |\n| --- |\n| x | We sell it. |\n")
    assert "“We sell it.” is not shown" in fault.message


def test_invisible_characters_are_refused() -> None:
    """No word hides a character that nobody can see; those that a script or an emoji needs are fine."""
    england = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    persian, hindi, thai = (
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "\u0e01\u200b\u0e02",
    )
    needed = f"{persian} {hindi} {thai} {family} {england}"
    assert not lines("invisible-character", f"\ufeff{needed} a\u00a0b &nbsp; &amp;\n")
    assert lines("invisible-character", "a\n\npri\u200bvacy soft\u00adhyphen\n") == [3, 3]
    assert lines("invisible-character", "a\u200db \ufeff c&#8203;d e\u2028f\n") == [1, 1, 1, 1]


def test_a_fault_of_a_character_is_known_again_on_another_line() -> None:
    """The subject names the word with its characters as codes, so that an old fault that moved stays old."""
    rule = RULE["invisible-character"]
    (before,), (after,) = faults(rule, "a pri\u200bvacy b"), faults(rule, "new\n\na pri\u200bvacy b")
    assert before.subject == after.subject == "pri[U+200B]vacy"
    assert "ZERO WIDTH SPACE" in before.message


def test_bidirectional_controls_are_refused() -> None:
    """No character makes a text show in another order than it is written, but what right-to-left text needs."""
    hebrew = "\u05e9\u05dc\u05d5\u05dd"
    assert not lines("bidirectional-control", f"{hebrew}\u200f (a) \u2067{hebrew}\u2069\n")
    assert not lines("bidirectional-control", "a\u200f!\n", language="ar")
    assert lines("bidirectional-control", "a\n\nwe do \u202eton\u202c share\n") == [3]
    assert lines("bidirectional-control", f"{hebrew} \u2067b\n\n{hebrew} \u202ec\u202c\n\na&rlm;b\n") == [1, 3, 5]


def test_words_of_two_alphabets_are_refused() -> None:
    """The letters of a word are all of one alphabet; what a language mixes by itself is fine."""
    japanese, russian = (
        "\u6f22\u5b57\u304b\u306a\u30ab\u30ca",
        "SMS-\u0441\u043e\u043e\u0431\u0449\u0435\u043d\u0438\u0435",
    )
    assert not lines(
        "mixed-script", f"{japanese} {russian} \u03bcg \u00b5m caf\u00e9 cafe\u0301 Google\u306e 3rd \u03b1\n"
    )
    assert lines("mixed-script", "a\n\nyour p\u0430yment \u03bfr\n") == [3, 3]


def test_lost_characters_are_refused() -> None:
    """Every character is text: none is the remainder of another that a conversion lost."""
    assert not lines("lost-character", "it\u2019s \u00e2ge, S\u00e3o, \u20ac 5, 50 \u00b0C\n\ta\n")
    assert lines("lost-character", "a\nit\ufffds it\u00e2\u20ac\u2122s\n\x07\n") == [2, 2, 3]


def test_a_text_counts_as_a_language_of_its_direction() -> None:
    """Letters from right to left under a language from left to right, and the reverse; a name among them is nothing."""
    arabic = "نحن نحتفظ ببياناتك"
    assert lines("language-differs", f"# Larkfield\n\n{arabic} {arabic}\n") == [1]
    assert not lines("language-differs", f"# Larkfield\n\n{arabic} {arabic}\n", language="ar")
    assert not lines("language-differs", f"We are called {arabic} in Cairo and in many other places of the world.\n")
    assert lines("language-differs", "We keep it.\n", language="he") == [1]
    assert not lines("language-differs", "1. 2.\n", language="he")
