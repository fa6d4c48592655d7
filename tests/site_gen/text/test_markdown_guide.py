"""What people write, what GitHub makes of it and what we do: `docs/markdown.md`, written by this test."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from site_gen.check.rules.catalogue import MARKDOWN_RULES as RULES
from site_gen.check.rules.links import RULES as LINK_RULES
from site_gen.render.html.article import document_article
from site_gen.text.markdown.front_matter import front_matter
from site_gen.text.parsing.parse import parse
from tests.site_gen.check.reading import faults

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "markdown.md"


class Feature(NamedTuple):
    """Something that people write."""

    name: str
    source: str
    remark: str = ""


FEATURES = (
    Feature("Addresses of the web", "See https://example.com/a, www.example.com or <https://example.com>."),
    Feature("Mail addresses", "Write to first_last@example.com or mailto:dpo@example.com."),
    Feature("Other schemes", "ftp://example.com and javascript://a.example", "Only http, https and mailto are linked."),
    Feature("Bold, italic and struck out", "**a** *b* ~~c~~ ~d~"),
    Feature("HTML within a line", "<b>a</b> <i>b</i> H<sub>2</sub>O 1<sup>st</sup> <u>c</u><br>d"),
    Feature("Links in HTML", '<a href="https://example.com" target="_blank">a</a>', "No attribute is carried on."),
    Feature("Tags without a partner", "<b>a"),
    Feature("Tags that act", '<img src=x onerror="alert(1)"> <b onclick="alert(1)">a</b>'),
    Feature(
        "Rows and items that act",
        '<table><tr><td>a</td></tr><tr onclick="alert(1)"><td>b</td></tr></table>\n\n<ul><li onclick="f()">c</li></ul>',
        "A row stays a row, and does nothing.",
    ),
    Feature("Scripts", "<script>alert(1)</script>", "GitHub drops what it does not allow."),
    Feature("Anchors", '<a id="x"></a>\n\n## Rights\n\nSee [below](#x).'),
    Feature("Anchors after a heading", "## Rights {#your-rights}\n\n[Rights](#your-rights)"),
    Feature("Anchors with classes", "## A {#a-b .wide}\n\n## C {/* #c-d */}\n\n[C](#c-d)"),
    Feature(
        "Names of headings",
        "## 3. Rights (EEA & UK)\n\n[Rights](#3-rights-eea--uk)",
        "On GitHub each heading has the name that the link uses.",
    ),
    Feature("Paragraphs in HTML", '<p align="center">a *b*</p>'),
    Feature("Boxes that fold", "<details>\n<summary>More</summary>\n\n- a\n\n</details>", "A policy hides nothing."),
    Feature("Tables", "| a | b |\n|---|--:|\n| c | d |"),
    Feature("Tables within items", "- a | b\n  --|--\n  c | d\n\n1. a | b\n--|--\nc | d\n\n# a | b\n--|--"),
    Feature("Tables in HTML", "<table><tr><th>a</th></tr><tr><td rowspan=2>b</td></tr></table>"),
    Feature("Lists within a cell", "| a |\n|---|\n| <ul><li>b</li><li>c</li></ul> |"),
    Feature("Markdown within a cell of HTML", "<table><tr><td>\n\n- **a**\n- b\n\n</td></tr></table>"),
    Feature("Markdown within HTML", "<div>\n**a**\n</div>"),
    Feature("Lists that count down", "<ol reversed><li>a</li><li>b</li></ol>"),
    Feature("Words that HTML hides", '<p style="display:none">a</p>', "GitHub drops the style."),
    Feature("Lists in HTML", '<ol type="a" start="2"><li>a</li><li>b</li></ol>'),
    Feature("Labelled lines", "We may:\n(a) keep it;\n(b) sell it:\n(i) here;\n(ii) there."),
    Feature("Decimal labels", "1.1 a\n1.2 b"),
    Feature("Bullets of a word processor", "• a\n• b"),
    Feature("Labels of law", "§ 1 a\n§ 2 b\n\n**Art. 1.** c\n**Art. 2.** d\n\nAnnex A: e\nAnnex B: f"),
    Feature("Signs that stand for bullets", "➢ a\n➢ b\n\nWe:\no keep;\no sell."),
    Feature("A number under a paragraph", "a\n2. b"),
    Feature("Tasks", "- [ ] a\n- [x] b"),
    Feature("Alerts", "> [!NOTE]\n> a", "GitHub's site shows a box with the word; its parser does not."),
    Feature("Footnotes", "a[^1]\n\n[^1]: b"),
    Feature("Footnotes within a link", "[a[^1]](https://example.com)\n\n[^1]: b"),
    Feature("Alerts of other programs", "> [!info] a\n> b"),
    Feature("Definition lists", "Term\n: what it means"),
    Feature("Tildes that say about", "We keep it for\n~ 30 days.\n\n~ 60 in all"),
    Feature("Comments", "a <!-- ask counsel --> b"),
    Feature("YAML front matter", "---\ntitle: Privacy\n---\n\na", "GitHub shows it as a table above the text."),
    Feature("TOML front matter", '+++\ntitle = "Privacy"\n+++\n\na'),
    Feature("Attributes of kramdown", "a\n{: .wide}\n\n[b](https://example.com){: target=\"_blank\"} c {: .d} e"),
    Feature("Marks of Obsidian, pandoc and LaTeX", "a ^name\n\nb [@smith]\n\n\\newpage\n\n!include terms.md"),
    Feature("Attributes in a row", '[b](https://example.com){:target="_blank"}{:rel="noopener"} c'),
    Feature("Template tags", "Write to {{ site.email }}. {% include contact.md %} <%= name %>"),
    Feature("Placeholders", "[Company Name] ${name} {email} XXX TBD %(name)s <COMPANY> INSERT DATE HERE __________"),
    Feature("Boxes of other dialects", "!!! note\n\n:::warning\n\n[TOC]"),
    Feature("Notes, marks and links of other dialects", "a^[b] ==c== [[d]] %%e%% {ref}`f`\n\n*[g]: h"),
    Feature("Formulas and small pictures", "$$a^2$$ :smile:", "GitHub's site draws both; its parser does not."),
    Feature("Drawings", "```mermaid\na\n```", "GitHub's site draws it; its parser does not."),
    Feature("Changes under discussion", "{++a++} {--b--} [-c-]{+d+}"),
    Feature("Programs in the text", "import A from 'a'\n\n--8<-- \"b.md\""),
    Feature("Signs without an ordinary space", "#\u00a0a\n\n##2. b\n\n-\u00a0c"),
    Feature("Images", "![a map](https://example.com/map.png)", "Pages fetch nothing, so an image is a link."),
    Feature("Code", "`<b>`\n\n    https://example.com"),
)  # fmt: skip


def _github(source: str) -> str:
    options = Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_UNSAFE
    yaml = front_matter(source) if source.startswith("---") else ""
    return str(cmarkgfm.github_flavored_markdown_to_html(source.removeprefix(yaml).lstrip("\n"), options))


def _here(source: str) -> str:
    page = document_article(parse(source)).removeprefix('<article class="policy-text">').removesuffix("</article>")
    return page.replace('<div class="scroll" role="group" aria-label="Table" tabindex="0">', "").replace(
        "</table></div>", "</table>"
    )


def _codes(source: str) -> list[str]:
    return [rule.code for rule in (*RULES, *LINK_RULES) if faults(rule, source)]


def _code(words: str) -> str:
    folded = re.sub(r"\s+", " ", words).strip()
    ticks = "``" if "`" in folded else "`"
    return f"{ticks}{folded}{ticks}".replace("|", "\\|")


def _section(feature: Feature) -> Iterator[str]:
    yield f"### {feature.name}\n"
    yield f"````markdown\n{feature.source}\n````\n"
    yield "| | |\n|---|---|"
    yield f"| GitHub's parser | {_code(_github(feature.source))} |"
    yield f"| the page | {_code(_here(feature.source))} |"
    codes = ", ".join(f"`{code}`" for code in _codes(feature.source))
    yield f"| the check | {codes or 'nothing'} |\n"
    if feature.remark:
        yield f"{feature.remark}\n"


def _written() -> str:
    return "\n".join(line for feature in FEATURES for line in _section(feature)).rstrip() + "\n"


def test_golden_the_guide_shows_what_both_make_of_it() -> None:
    """Everything below the mark in the guide is what cmark-gfm and we make of each sample today."""
    head, mark, shown = GUIDE.read_text(encoding="utf-8").partition("<!-- written by tests/site_gen/text -->\n\n")
    if os.environ.get("GOLDEN") == "write":
        GUIDE.write_text(f"{head}{mark}{_written()}", encoding="utf-8")
        return
    assert shown == _written()


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_what_readers_would_see_as_it_is_typed_is_told(feature: Feature) -> None:
    """Where the page shows marks that GitHub does not, or that were meant otherwise, the check says so."""
    typed = re.findall(
        r"&lt;/?[a-z]+|\{[%{:].|\[!|!!!|:::|\[TOC\]", re.sub("<code>.*?</code>", "", _here(feature.source))
    )
    assert not typed or _codes(feature.source)
