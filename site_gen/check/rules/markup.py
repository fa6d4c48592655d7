"""Rules about marks that the page does not show as the author meant them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_gen.check.case import Surroundings, Text
from site_gen.check.rule import Fault, Severity, TextRule
from site_gen.check.rules.places import fault, inlines, line_at, line_within, quote, visible_stretches
from site_gen.text.document import Leaf
from site_gen.text.markdown.front_matter import front_matter

_NAMES = (
    "a abbr address area article aside audio b base basefont bdi bdo big blockquote body br button canvas caption "
    "center cite code col colgroup data dd del details dfn dialog dir div dl dt em embed fieldset figcaption "
    "figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd "
    "label legend li link main map mark marquee math menu meta nav nobr noscript object ol optgroup option p "
    "param picture pre progress q ruby s samp script section select small source span strike strong style sub "
    "summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr "
)
_TAG = re.compile(
    rf"</?(?:(?P<known>{'|'.join(_NAMES.split())})(?=[\s/>])(?:[^<>]{{0,300}}>|(?<=\w\w)[^<>]{{0,300}}|\s+[a-z-]+=[^<>]{{0,300}})"
    r"|[a-z][a-z0-9-]{0,40}(?:[\s/][^<>]{0,300})?>)"
    r"|<[!?][a-z\[][^<>]{0,300}>?",
    re.IGNORECASE,
)
_INSTEAD = {
    "a": "write a link as [words](https://...), and an anchor as {#name} after its heading",
    "b": "write **words**, or end it in the same paragraph",
    "strong": "write **words**, or end it in the same paragraph",
    "em": "write *words*, or end it in the same paragraph",
    "i": "write *words*, or end it in the same paragraph",
    "p": "let it begin a line",
    "div": "let it begin a line",
    "ins": "delete the tag: a text that is published holds no marks of changes",
    "del": "delete the words or the tag: a text that is published holds no marks of changes",
    "img": "say in words what the picture shows",
    "br": "write <br> alone",
    "li": "begin the line with a hyphen and a space",
    "table": "write the table with bars, as `policy-site explain table-malformed` shows",
}
_COMMENT = "<!--"
_FENCE = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})")
_ITEM = re.compile(r"[ \t>]*(?:[-+*][ \t]+)*(\d{1,9})[.)][ \t]")
_LEFT_OVER = re.compile(r"\*\*|(?<!_)__(?=[^\W_])|(?<=[^\W_])__(?!_)")
_HARD_SPACE = "[\u00a0\u2000-\u200a\u202f\u3000]"
_GLUED_HEADING = re.compile(rf"#{{1,6}}(?:[^\W\d]|{_HARD_SPACE})|#{{2,6}}\d")
_HARD_SPACED_ITEM = re.compile(rf"(?:[-+*]|\d{{1,9}}[.)]){_HARD_SPACE}")
_GLUED_ITEM = re.compile(r"\n[ \t]*(\d{1,9}[.)][ \t]+\S.{0,40})")
_KEY = re.compile(r"([\w-]+)[ \t]*[:=]")
_KNOWN_KEYS = frozenset({"title", "language", "lang"})
_BELONGS_ABOVE = re.compile(r"\s*(?:$|#)|[ \t]+\S|-[ \t]")
"""Nothing, a remark, or what a key of several lines goes on with."""
_LONG_HEADING = 160


def _raw_html(text: Text, _: Surroundings) -> Iterator[Fault]:
    for inline in inlines(text):
        if "<" not in inline.source:
            continue
        for found in (found for words in visible_stretches(inline.tokens) for found in _TAG.finditer(words)):
            line = line_within(text, inline.leaf, found[0][:20].split("\n")[0])
            instead = _INSTEAD.get((found["known"] or "").lower(), "delete it, or write \\< where the sign is meant")
            yield fault(
                text, line, f"{quote(found[0])} is HTML, which readers would see as it stands; {instead}", found[0]
            )


def _unclosed_comment(text: Text, _: Surroundings) -> Iterator[Fault]:
    for inline in inlines(text):
        if _COMMENT not in inline.source:
            continue
        for words in visible_stretches(inline.tokens):
            for start in (found.start() for found in re.finditer(_COMMENT, words)):
                rest = words[start : start + 100]
                yield fault(
                    text,
                    line_within(text, inline.leaf, rest[:20].split("\n")[0]),
                    f"{quote(rest)} begins a comment that does not end in the same paragraph, so every reader "
                    "sees it; delete it, or end it with --> and let it stand on lines of its own",
                    rest,
                )


def _unclosed_fence(text: Text, _: Surroundings) -> Iterator[Fault]:
    for number, leaf in enumerate(text.document.leaves):
        opening = _opening(text, number, leaf)
        if not opening:
            continue
        end = opening + leaf.source.count("\n") + 1  # the line after the last one of the block
        closing = _FENCE.match(text.lines[end - 1]) if end <= len(text.lines) else None
        if not closing:
            words = text.lines[opening - 1].strip()
            yield fault(
                text,
                opening,
                f"{quote(words)} begins a block of code that is never closed: all that follows shows as it is typed; "
                "end it with a line of the same three signs, or delete the line",
                f"{words} {leaf.source[:100]}",
            )


def _opening(text: Text, number: int, leaf: Leaf) -> int | None:
    """Return the line of the fence that opens a block of code; None where it has none."""
    before = text.line_of(number) - 1 if leaf.kind == "pre" else 0
    return before if before > 0 and _FENCE.match(text.lines[before - 1]) else None


def _text_as_code(text: Text, _: Surroundings) -> Iterator[Fault]:
    for number, leaf in enumerate(text.document.leaves):
        if leaf.kind == "pre" and not _opening(text, number, leaf) and len(leaf.source.split()) > 3:
            message = (
                f"{quote(leaf.source)} is indented by four spaces and shows as a block of code, as it is typed; "
                "delete the spaces before it"
            )
            yield fault(text, text.line_of(number), message, leaf.source[:200])


def _list_number(text: Text, _: Surroundings) -> Iterator[Fault]:
    first: dict[object, int] = {}
    for number, leaf in enumerate(text.document.leaves):
        item = leaf.path[-1] if leaf.path else None
        if item is None or item.kind != "li" or len(leaf.path) < 2 or leaf.path[-2].kind != "ol" or item in first:
            continue
        line = text.line_of(number)
        found = _ITEM.match(text.lines[line - 1])
        first[item] = written = int(found[1]) if found else item.number
        start = first.setdefault(leaf.path[-2], written)
        if written not in {item.number, start}:
            yield fault(
                text,
                line,
                f"the item {quote(leaf.source)} is numbered {written} here but shows as {item.number}; write the "
                f"number that shows, or {written}\\. to keep it as text",
                f"{written} {leaf.source[:200]}",
            )


def _stray_mark(text: Text, _: Surroundings) -> Iterator[Fault]:
    for inline in inlines(text):
        for words in visible_stretches(inline.tokens):
            for found in _LEFT_OVER.finditer(words):
                around = words[max(found.start() - 20, 0) : found.end() + 20]
                line = line_within(text, inline.leaf, found[0])
                yield fault(text, line, f"{found[0]} shows as it stands in {quote(around)}: {_MARK_HINT}", around)
    for number, leaf in enumerate(text.document.leaves):
        if leaf.kind == "p" and _GLUED_HEADING.match(leaf.source):
            message = f"{quote(leaf.source)} is not a heading: put an ordinary space after the number signs"
            yield fault(text, text.line_of(number), message, leaf.source[:200])
        if leaf.kind == "p" and _HARD_SPACED_ITEM.match(leaf.source):
            message = f"{quote(leaf.source)} is not an item of a list: put an ordinary space after its sign"
            yield fault(text, text.line_of(number), message, leaf.source[:200])
        for found in _GLUED_ITEM.finditer(leaf.source) if leaf.kind == "p" else ():
            message = f"{quote(found[1])} runs on in the paragraph above it: put a blank line before the list"
            yield fault(text, line_at(text, number, found.end()), message, found[1])


_MARK_HINT = "put the marks directly against the words, without a space, one pair before and one after; or write \\*"


def _long_heading(text: Text, _: Surroundings) -> Iterator[Fault]:
    for number, leaf in enumerate(text.document.leaves):
        line = text.line_of(number) if leaf.is_heading and len(leaf.source) > _LONG_HEADING else None
        if line and not text.lines[line - 1].lstrip(" \t>-*+").startswith("#"):
            message = (
                f"{quote(leaf.source)} shows as a heading, because a row of - or = stands right under it; put a blank "
                "line between them"
            )
            yield fault(text, line, message, leaf.source[:200])


def _front_matter(text: Text, _: Surroundings) -> Iterator[Fault]:
    count = front_matter("\n".join(text.lines)).count("\n")
    first, second = [*text.lines[:2], "", ""][:2]
    if not count and first.rstrip() in _ROWS and (first.startswith("+") or _KEY.match(second)):
        message = (
            f"{quote(second)} is a setting and not part of the text, but no second row of {first.rstrip()} closes it, "
            "so readers would see it; add the row, or delete what is above the text"
        )
        yield fault(text, 1, message, first.strip())
    for number, line in enumerate(text.lines[1 : max(count - 1, 1)], 2):
        key = _KEY.match(line)
        if not _BELONGS_ABOVE.match(line) and not (key and key[1] in _KNOWN_KEYS):
            message = f"{quote(line)} is between the two rows at the top, so readers do not see it; {_FRONT_HINT}"
            yield fault(text, number, message, line.strip()[:200])


_ROWS = frozenset({"---", "+++"})
_FRONT_HINT = (
    "only `title:` and `language:` mean something there; move what readers should see below them, delete the rest"
)

RULES = (
    TextRule(
        code="raw-html",
        title="The text holds no HTML tag that readers would see as it is typed.",
        explanation=(
            "The policy is published from Markdown, and simple HTML in it is read as meant: <br>, <b>, <i>, <sub>, "
            "<sup>, links and anchors (<a>), and, where they begin a line, paragraphs, headings, lists, quotations "
            "and tables. Everything else, such as <script>, <img> or <form>, has no effect: it would show to "
            "the reader as typed, and on GitHub and elsewhere it may vanish together with what it holds. So may a "
            "tag that is never closed, and one that would do something (onclick).\n\n"
            "To put it right, delete the tag or write its Markdown: **bold**, *italic*, "
            "[words](https://example.com), and {#name} after a heading for an anchor. A sign that is meant as a "
            "sign is written \\<, as in “age \\< 13”."
        ),
        source="design section 6 (no script, nothing that runs)",
        check=_raw_html,
    ),
    TextRule(
        code="unclosed-comment",
        title="A comment ends where it should.",
        explanation=(
            "What stands between <!-- and --> is a remark for the authors. Where the end is missing, the page "
            "shows the remark to every reader, and GitHub hides the whole rest of the policy. Both are mistakes "
            "that nobody sees in the source.\n\n"
            "To put it right, end the comment with --> , or delete it. A comment of several paragraphs begins and "
            "ends on lines of its own."
        ),
        source="GDPR Art 12(1) (intelligible and easily accessible form)",
        check=_unclosed_comment,
    ),
    TextRule(
        code="unclosed-fence",
        title="A block of code ends where it should.",
        explanation=(
            "Three backticks or tildes on a line begin a block that shows as typed. Where the closing line is "
            "missing, the rest of the policy is that block: its headings, links and tables are gone.\n\n"
            "To put it right, write the same three signs on a line after the block, or delete the line that "
            "begins it."
        ),
        source="GDPR Art 12(1) (intelligible and easily accessible form)",
        check=_unclosed_fence,
    ),
    TextRule(
        code="text-as-code",
        severity=Severity.WARNING,
        title="No paragraph is indented so far that it shows as code.",
        explanation=(
            "A line that begins with four spaces or a tab is code to Markdown: it shows in typewriter letters in "
            "one long line, and its links and bold words are not read. It happens where a paragraph is indented by "
            "hand.\n\n"
            "To put it right, delete the spaces. Under an item of a list, indent as far as the item's own words."
        ),
        source="CommonMark 4.4; WCAG 2.2, 1.4.10 (no scrolling in two directions)",
        check=_text_as_code,
    ),
    TextRule(
        code="list-number-differs",
        severity=Severity.WARNING,
        title="The numbers of a list show as they are written.",
        explanation=(
            "Markdown counts the items of a list itself, from the first number on: items written 1, 2, 4 show as "
            "1, 2, 3. A reference to “item 4” then points nowhere.\n\n"
            "To put it right, number the items without gaps. Where the number is a name that must stay, write it "
            "as text: “4\\. We keep ...”."
        ),
        source="CommonMark 5.3; GDPR Art 12(1) (intelligible form)",
        check=_list_number,
    ),
    TextRule(
        code="stray-mark",
        severity=Severity.WARNING,
        title="No mark is left over that the page would show as typed.",
        explanation=(
            "“** Note:**” is not bold, since a space follows the first stars; “##Cookies” is not a heading, "
            "since none follows the signs; and a list that begins with 2 right under a paragraph runs on in "
            "it. The page shows the signs to the reader, and a heading that is not one is missing from the "
            "contents.\n\nTo put it right, write “**Note:**”, “## Cookies”, and a blank line before the list. Where "
            "the sign is meant, write a backslash before it."
        ),
        source="CommonMark 4.2, 5.3 and 6.2",
        check=_stray_mark,
    ),
    TextRule(
        code="paragraph-as-heading",
        severity=Severity.WARNING,
        title="No paragraph shows as a heading by accident.",
        explanation=(
            "A row of hyphens right under a paragraph makes a heading of it, where often a line between two parts "
            "was meant. The paragraph then shows in large letters and fills the contents.\n\n"
            "To put it right, put a blank line above the row of hyphens."
        ),
        source="CommonMark 4.3; WCAG 2.2, 1.3.1",
        check=_long_heading,
    ),
    TextRule(
        code="front-matter",
        severity=Severity.WARNING,
        title="The two rows at the top enclose the title and the language, and nothing else.",
        explanation=(
            "What a file holds between two rows of three dashes (YAML) or pluses (TOML) at its very top is read as "
            "settings and does not show on the page. Only `title` and `language` mean something here. A sentence that "
            "slipped in is lost to readers, and a date there is a second one that may disagree with the date of "
            "publication.\n\n"
            "To put it right, move what readers should see below the second row, and delete the rest."
        ),
        source="design section 2 (no front matter beyond title and language)",
        check=_front_matter,
    ),
)
