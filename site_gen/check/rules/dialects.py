"""Rules about marks of other dialects, which are letters here and on GitHub, or do there what no page does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from site_gen.check.case import Surroundings, Text
from site_gen.check.rule import Fault, Severity, TextRule
from site_gen.check.rules.places import code_lines, fault, line_within, matches, quote, written_matches
from site_gen.text.html.tags import OPENING, TAG
from site_gen.text.markdown.commonmark import block_tokens
from site_gen.text.markdown.front_matter import front_matter


class _Mark(NamedTuple):
    """Marks of one kind."""

    signs: str
    """A block without any of these holds none."""
    pattern: re.Pattern[str]
    meaning: str
    """What it is, and what to do instead."""


_BOX = "opens a box or a table of contents in another dialect of Markdown, and shows here as it is typed"
_FORMULA = "is a formula on GitHub, and shows here as it is typed; write it in words, or with <sub> and <sup>"
_MARKS = (
    _Mark(
        "!?:.=",
        re.compile(
            r"^[ \t]*(?:(?:!!!|\?\?\?\+?)[ \t]+\w[^\n]{0,80}|:{3,}[ \t]*\{?[\w.-]*[^\n]{0,80}"
            r"|\.\.[ \t]+\w+::[^\n]{0,80}|=== \"[^\n]{0,80})",
            re.MULTILINE | re.IGNORECASE,
        ),
        f"{_BOX}; write an ordinary paragraph, or a quotation (>) that begins with its title in bold",
    ),
    _Mark(
        "{",
        re.compile(r"\{:(?![:/])[^{}\n]{0,200}\}|\{(?:\.[\w-]|[\w-]+=[\"'\w])[^{}\n]{0,120}\}"),
        "gives attributes to what stands before it, and is read only after a link, emphasis or a whole block; "
        "delete it",
    ),
    _Mark(
        "=",
        re.compile(r"^={1,6}[ \t]+\w[^\n]{0,80}", re.MULTILINE),
        "is a heading in AsciiDoc and in wikis, and none here; begin it with number signs and a space",
    ),
    _Mark(
        ":=",
        re.compile(r"^(?::[a-z][\w-]{1,30}:[ \t]*|\([\w-]{1,40}\)=[ \t]*)$"),
        "is a setting or a name for another program, and shows as it is typed; delete it",
    ),
    _Mark(
        "*",
        re.compile(r"^\*\[[^\]\n]{1,40}\]:[^\n]{0,80}", re.MULTILINE),
        "explains an abbreviation in another dialect, and shows as it is typed; write the words out where they "
        "first come",
    ),
    _Mark(
        "^",
        re.compile(r"\^\[[^\[\]\n]{1,200}\]"),
        "is a note in another dialect, and shows as it is typed; write [^1], and the note on a line that begins "
        "with [^1]:",
    ),
    _Mark(
        "^{",
        re.compile(r"(?<=\s)(?:\^[A-Za-z0-9][\w-]{1,40}|\{-\})$", re.MULTILINE),
        "is a name or a setting for another program, and shows as it is typed; delete it",
    ),
    _Mark(
        "<!",
        re.compile(r"^(?:<<[\[(]?[\w./ -]{1,80}[\])]?>>|!include(?:url)?[ \t][^\n]{1,80})$", re.MULTILINE),
        "takes in another file in another dialect, and shows as it is typed; copy the words that it holds",
    ),
    _Mark(
        "@",
        re.compile(r"\[(?:[^\[\]\n]{0,60}[\s;(])?-?@[A-Za-z0-9][\w:.#/-]{1,60}(?:[,;\s][^\[\]\n]{0,80})?\](?![(\[])"),
        "names a work in a list that another program would write, and shows as it is typed; write the work itself",
    ),
    _Mark(
        "=+",
        re.compile(
            r"(?<![={\w])==(?=[^\s=])[^=\n]{1,200}(?<=[^\s=])==(?![=\w])"
            r"|(?<![+{\w])\+\+(?=[^\s+])[^+\n]{1,200}(?<=[^\s+])\+\+(?![+\w])"
        ),
        "is marked or underlined in another dialect, and shows with its signs; write **words**",
    ),
    _Mark(
        "[",
        re.compile(r"!?\[\[(?!_?(?:toc|TOC)_?\])[^\[\]\n]{1,120}\]\]"),
        "is a link of a wiki, and shows as it is typed; write [words](address)",
    ),
    _Mark(
        "%",
        re.compile(r"(?<![\w%])%%[^%\n]{1,80}%%|^%%[^%\n]{1,80}$", re.MULTILINE),
        "is a comment in another dialect, and every reader sees it; delete it",
    ),
    _Mark(
        ":",
        re.compile(r"(?<![\w:/]):(?:[a-z][a-z0-9_+-]{1,40}|[+-]1):(?![\w:/])"),
        "may show as a small picture on GitHub, and shows here as it is typed; write what is meant in words",
    ),
    _Mark(
        "$",
        re.compile(r"\$\$[^$\n]{1,200}\$\$|(?<![\w$])\$(?=[^\s$])[^$\n]{0,80}[\\^_{][^$\n]{0,80}(?<=\S)\$(?![\w$])"),
        _FORMULA,
    ),
)
_CONTENTS = re.compile(r"\[\[?_?TOC_?\]\]?|\$\{toc\}", re.IGNORECASE)
_OF_LATEX = re.compile(
    r"\\(?:(?:newpage|pagebreak|clearpage|noindent|hfill|(?:big|med|small)skip)\b|[vh]space\*?\{[^{}\n]{1,20}\})[^\n]{0,40}"
)
_ROLE = (
    "is a link or a role of another dialect (reStructuredText, MyST), and shows as it is typed; write [words](address)"
)
_WRITTEN = (
    (re.compile(r"(?<![\w`]):[a-z][\w:-]{1,30}:`[^`\n]{1,120}`|\{[a-z][\w:-]{1,30}\}`[^`\n]{1,120}`"), _ROLE),
    (re.compile(r"(?<!\w)\$`[^`\n]{1,120}`\$"), _FORMULA),
)
"""Marks around inline code, and what they are."""
_ALERT = re.compile(r"\[!([\w -]{1,40})\][+-]?")
_FENCE = re.compile(
    r"[ \t>]*(?:`{3,}|~{3,})[ \t]*(\{[^}\n]+\}|(?:mermaid|math|geojson|topojson|stl)\b)[^\n]{0,60}", re.IGNORECASE
)
_EXTENSION = re.compile(r"\{:(?:[ \t]*toc\b|:|/)[^{}\n]{0,200}\}", re.IGNORECASE)
_SETTINGS = re.compile(
    r"\s*(\{\s*\"\w+\"[ \t]*:|;;;[ \t]*$|---[a-z]+[ \t]*$|%[ \t]+\w[^\n]{0,60}"
    r"|(?:title|layout|permalink|slug)[ \t]*:[^\n]{0,60}\n[\w-]+[ \t]*:[^\n]{0,60})",
    re.MULTILINE,
)
_CHANGE = re.compile(
    r"\{\+\+[^{}]{1,400}?\+\+\}|\{--[^{}]{1,400}?--\}|\{~~[^{}]{1,400}?~~\}|\{>>[^{}]{1,400}?<<\}|\{==[^{}]{1,400}?==\}"
    r"|(?<!\w)\[-[^\[\]\n]{1,200}-\](?!\()|\{\+[^{}\n]{1,200}\+\}"
)
_HIDDEN = re.compile(
    r"<\w+(?=[\s/])[^<>]{0,300}?\s(?:hidden(?=[\s/>=])|style\s*=\s*[\"'][^\"'<>]{0,200}?(?:display\s*:\s*none"
    r"|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d]))"
    r"|class\s*=\s*[\"']?[^\"'<>]{0,100}?(?<![\w-])(?:hidden|d-none|invisible)(?![\w-]))[^<>]{0,200}>",
    re.IGNORECASE,
)
_IN_HTML = re.compile(
    r"\*\*[^\s*][^*\n]{0,200}\*\*|\[[^\[\]\n]{1,200}\]\([^()\s]{1,200}\)|^[ \t]*(?:[-*+]"
    r"|#{1,6})[ \t]+[^\s<][^\n]{0,80}",
    re.MULTILINE,
)


def _other_dialect(text: Text, _: Surroundings) -> Iterator[Fault]:
    for mark in _MARKS:
        for leaf, words, found in matches(text, mark.pattern, mark.signs):
            yield fault(text, line_within(text, leaf, found), f"{quote(words)} {mark.meaning}", words)
    for pattern, meaning in _WRITTEN:
        for leaf, words in written_matches(text, pattern):
            yield fault(text, line_within(text, leaf, words), f"{quote(words)} {meaning}", words)
    yield from _blocks_of_dialects(text)
    yield from _extensions(text)
    yield from _settings(text)


def _blocks_of_dialects(text: Text) -> Iterator[Fault]:
    for number, leaf in enumerate(text.document.leaves):
        line = text.line_of(number)
        alert = _ALERT.match(leaf.source) if leaf.path and leaf.path[-1].kind == "blockquote" else None
        fence = _FENCE.match(text.lines[line - 2]) if leaf.kind == "pre" and line > 1 else None
        if leaf.kind == "p" and _CONTENTS.fullmatch(leaf.source.strip()):
            message = f"{quote(leaf.source)} {_BOX}; the page makes a table of contents by itself"
            yield fault(text, line, message, leaf.source.strip())
        elif leaf.kind == "p" and _OF_LATEX.fullmatch(leaf.source.strip()):
            message = f"{quote(leaf.source)} is an instruction of LaTeX, and shows here as it is typed; delete it"
            yield fault(text, line, message, leaf.source.strip())
        elif alert:
            message = (
                f"{quote(alert[0])} begins no alert that GitHub knows, and shows as it is typed: write > [!NOTE], TIP, "
                "IMPORTANT, WARNING or CAUTION, and the words on the lines below"
            )
            yield fault(text, line, message, alert[0])
        elif fence:
            message = (
                f"{quote(fence[0])} is a box, a formula or a drawing to some programs; here its words show as code, as "
                "they are typed: write an ordinary paragraph"
            )
            yield fault(text, line - 1, message, fence[0].strip())


def _extensions(text: Text) -> Iterator[Fault]:
    code = code_lines(text)
    for number, line in enumerate(text.lines, 1):
        found = _EXTENSION.search(line) if "{:" in line and number not in code else None
        if found and line[: found.start()].count("`") % 2 == 0:
            message = (
                f"{quote(found[0])} is an instruction to kramdown, which is not followed here: what it hides or "
                f"replaces "
                "shows to readers as it stands; delete it, and with it what is not for readers"
            )
            yield fault(text, number, message, line.strip()[:200])


def _settings(text: Text) -> Iterator[Fault]:
    """Report settings at the head that are neither YAML nor TOML between two rows, and so are read as text."""
    body = "\n".join(text.lines)
    found = _SETTINGS.match(body) if not front_matter(body) else None
    if found:
        message = (
            f"{quote(found[1])} is a setting for another program, and readers see it; delete it, or write "
            f"`title:` between "
            "two rows of three hyphens at the top"
        )
        yield fault(text, body[: found.start(1)].count("\n") + 1, message, found[1].strip()[:200])


def _change_mark(text: Text, _: Surroundings) -> Iterator[Fault]:
    for leaf, words in written_matches(text, _CHANGE):
        message = (
            f"{quote(words)} marks a change or a remark that was still discussed, and readers would see the old "
            f"words, the "
            "new ones and the signs; keep the words that hold, and delete the others and the signs"
        )
        yield fault(text, line_within(text, leaf, words.split("\n")[0]), message, words)


def _hidden_html(text: Text, _: Surroundings) -> Iterator[Fault]:
    code = code_lines(text)
    for number, line in enumerate(text.lines, 1):
        for found in _HIDDEN.finditer(line) if "<" in line and number not in code else ():
            if line[: found.start()].count("`") % 2 == 0:
                message = (
                    f"{quote(found[0])} asks browsers not to show what it holds; the page shows it to every reader, as "
                    "GitHub does: delete the words if they are not for readers, and the tag if they are"
                )
                yield fault(text, number, message, found[0])


def _marks_in_html(text: Text, _: Surroundings) -> Iterator[Fault]:
    body = text.document.source
    if "<" not in body:
        return
    first = len(text.lines) - body.count("\n")
    for token in block_tokens(body)[0]:
        if token.type != "html_block" or not token.map or not OPENING.match(token.content.lstrip()):
            continue
        words = TAG.sub(lambda tag: " " * len(tag[0]), token.content)
        for found in _IN_HTML.finditer(words):
            line = token.map[0] + words.count("\n", 0, found.start()) + first
            message = (
                f"{quote(found[0])} stands in a block of HTML, in which Markdown is not read, and shows as it is "
                f"typed, as "
                "on GitHub; put a blank line above it"
            )
            yield fault(text, min(line, len(text.lines)), message, found[0])


RULES = (
    TextRule(
        code="other-dialect",
        severity=Severity.WARNING,
        title="Nothing is written in a dialect of Markdown that is not read here.",
        explanation=(
            "“!!! note”, “:::warning”, “[TOC]”, “==marked==”, “[[a page]]”, “^[a note]” and attributes in braces "
            "({: .wide}) "
            "mean something to some programs (MkDocs, Docusaurus, VitePress, kramdown, Sphinx, Obsidian). GitHub shows "
            "most of them as typed, and so does the page; a formula, a drawing or a small picture (:smile:) it "
            "draws, and "
            "the page does not.\n\n"
            "To put it right, write an ordinary paragraph. A box is a quotation: “> **Note:** ...”. The page makes a "
            "table of contents by itself."
        ),
        source="GDPR Art 12(1) (intelligible form)",
        check=_other_dialect,
    ),
    TextRule(
        code="change-mark",
        title="No mark of a change that was still discussed is left.",
        explanation=(
            "{++new words++}, {--old words--}, {>>a remark<<} and [-old-]{+new+} are how some programs mark what "
            "an editor "
            "proposes. Published as they stand, the policy would say both, and nobody could tell which applies.\n\n"
            "To put it right, keep the words that hold, and delete the others together with the signs."
        ),
        source="GDPR Art 12(1) (intelligible form)",
        check=_change_mark,
    ),
    TextRule(
        code="hidden-html",
        title="No words are hidden by HTML.",
        explanation=(
            'style="display:none" and the attribute hidden keep browsers from showing words. GitHub takes them '
            "away, and so "
            "does the page, since a policy hides nothing: every reader sees the words, also where they were a "
            "remark or "
            "an old text.\n\n"
            "To put it right, delete the words if they are not for readers, and the tag if they are."
        ),
        source="GDPR Art 5(1)(a) (transparency)",
        check=_hidden_html,
    ),
    TextRule(
        code="markdown-in-html",
        severity=Severity.WARNING,
        title="No Markdown stands where it is not read.",
        explanation=(
            "A line that begins with a tag such as <div> or <p> opens a block of HTML, which lasts until the "
            "next blank "
            "line. Within it, **bold**, [links](https://example.com), lists and headings of Markdown are letters, here "
            'and on GitHub; some programs (kramdown, MkDocs) read them where the tag says markdown="1".\n\n'
            "To put it right, put a blank line behind the tag, or delete the tag."
        ),
        source="CommonMark 4.6",
        check=_marks_in_html,
    ),
)
