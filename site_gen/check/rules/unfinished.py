"""Rules about what was left to be done: template tags, placeholders, conflicts, remarks in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from site_gen.check.case import Surroundings, Text
from site_gen.check.rule import Fault, Severity, TextRule
from site_gen.check.rules.places import code_lines, fault, line_within, matches, quote

_TAG = re.compile(
    r"\{\{[^{}\n]{0,200}\}\}|\{%.{0,200}?%\}|<%.{0,200}?%>|\{#.{0,200}?#\}|\{\{\{[^{}\n]{0,200}\}\}\}"
    r"|\$\$\{[^{}]{0,80}\}"
    r"|^!?\{?(?:include|import)\b[:(]?[ \t]*[\"'(<][^\n]{0,80}|^<!--#\w+[^\n]{0,80}"
    r"|\[!INCLUDE\b.{0,200}?\]|\{![ \t]*[\w./-]{1,200}[ \t]*!\}|^;?-{1,3}8<-{1,3}[^\n]{0,80}|^<<<[ \t]*@[^\n]{0,80}"
    r"|^:{3,}[ \t]*(?:include|code)\b[^\n]{0,80}|^\w{3,12}::[^\s\[]{1,200}\[[^\]\n]{0,80}\]"
    r"|^import[ \t][\w{} ,*]{1,80}[ \t]from[ \t][\"'][^\n]{0,80}|^export[ \t]+(?:const|let|default"
    r"|function)\b[^\n]{0,80}"
    r"|\{/\*.{0,200}?\*/\}|\[/?[a-z]+(?:[_-][a-z0-9]+)+(?:[ \t]+\w+=[\"'][^\]\n]{0,200})?\](?![\[(:])"
    r"|\[[a-z]\w{1,40}[ \t]+\w+=[\"'][^\]\n]{0,200}\]|\[/[a-z]\w{1,40}\]",
    re.MULTILINE,
)
_TAG_SIGNS = (*"{<![;:", "8<", "import ", "export ")
_BLANKS = (
    "address|business|city|company|contact|controller|country|date|day|department|dpo|e-?mail|effective date|entity|"
    "first name|full name|industry|jurisdiction|last name|legal|link|month|name|number|organi[sz]ation|phone|"
    "postal address|product|province|representative|service|site|state|street|telephone|title|url|web ?site|year|zip"
)
_ASKS = "add|choose|complete|delete|describe|enter|fill|give|insert|list|please|put|replace|select|specify|tbc|tbd|your"
_AND_MORE = rf"(?:[ _](?:here|name|address|of [\w ]{{1,30}}|{_BLANKS}))?"
_PLACEHOLDER = re.compile(
    rf"\[(?!(?:the|an?|this|such)\b)(?:(?:{_ASKS})\b[^\[\]\n]{{0,80}}"
    rf"|(?:[\w'/&-]{{1,20}}[ _]){{0,3}}(?:{_BLANKS})s?{_AND_MORE}"
    r"|[•●…_ xX]{1,30}|\.{3,})\](?![\[(:])"
    r"|[$%#]\{\w[\w. -]{0,60}\}|(?<![\w{$%#/\ufffc])\{\$?(?:[a-z_][\w-]{0,40}|\d)\}(?!\})|%[A-Z][A-Z_]{2,40}%"
    rf"|(?<![\w{{$%#/\ufffc])\{{(?:your |insert |the )?(?:[\w'&-]{{1,20}} ){{0,2}}(?:{_BLANKS})\}}"
    r"|\((?:insert|fill in|enter your|tbc|tbd)\b[^()\n]{0,60}\)|@@\w{2,40}@@|##[A-Z][A-Z_]{2,40}##"
    r"|(?<![\w%])%(?:\d\$)?[sd@](?![\w%])|«\w+_\w+»"
    r"|\byour[-_]?(?:app|business|company|domain|e-?mail|name|organi[sz]ation|site|website)[\w-]{0,20}"
    r"(?:@[\w-]{1,40})?\.[a-z]{2,12}\b"
    r"|\b[Xx]{3}[- ][Xx]{3}[- ][Xx]{3,4}\b|\bX{3,}\b|\b(?:TBD|TBC|TODO|FIXME|TKTK)\b|\blorem ipsum\b"
    r"|(?<![_\ufffc])_{4,}|(?<![.\ufffc])\.{6,}(?![. \t]*\d)|…{3,}|\[\?+\]|\?{3,}"
    r"|[$%]\([a-z_]\w{0,40}\)[sd]?|(?<!\w)%[a-z][a-z_.]{2,40}%(?!\w)|(?<![\w@\ufffc])@[a-z][a-z_.-]{2,40}@(?![\w@])"
    r"|(?<![\w{])\{[a-z_]\w{0,30}(?:\.[a-z_]\w{0,30}){1,3}\}|(?<![\w$])\$(?:[a-z]+_[a-z_]{2,40}|[A-Z][A-Z_]{3,40})\b"
    rf"|<{{1,2}}(?!(?:address|link|title)>|[^<>\n]*representative)"
    rf"(?:[\w'/&-]{{1,20}} ){{0,3}}(?:{_BLANKS})s?{_AND_MORE}>{{1,2}}"
    rf"|<(?:{_ASKS}) [^<>\n]{{1,60}}>|\byour@[\w-]{{1,40}}\.[a-z]{{2,12}}\b"
    r"|\b(?:insert|enter|type|put|fill in)(?: [\w'-]{1,20}){1,5} here\b|\bx{2}[/.-]x{2}[/.-]x{2,4}\b"
    rf"|\binsert(?: [\w'-]{{1,20}}){{0,3}} (?:{_BLANKS})\b"
    r"|\[email[ \u00a0]protected\]"
    r"|\b(?:company|business|your|full|legal|e-?mail|postal) (?:name|address|date) here\b"
    r"|\b(?:date|name|address) here\b"
    r"|\byour (?:app|business|company|organi[sz]ation|product|site|website) name\b"
    r"|\bx{2}(?= (?:hours|days|weeks|months|years)\b)"
    r"|(?<=[:(] )(?:dd|mm|yyyy)([/.-])(?:dd|mm)\1(?:yyyy|dd)\b",
    re.IGNORECASE,
)
_ONLY_CAPITALS = re.compile(
    r"##\w+##|x{3,}|tbd|tbc|todo|fixme|tktk|\$[a-z]+|(?:dd|mm|yyyy)\W.*|[a-z].*\b(?:here|name)|insert .*",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_FOR_TOOLS = re.compile(
    r"\s*(?:$|[-=*#]+\s*$|/?(?:toc|tocstop|markdownlint|prettier|textlint|vale|cspell|spell-?checker|more|truncate|"
    r"excerpt|doctoc|start doctoc|end doctoc|htmlmin|omit|lint|remark|eslint|begin|end|pandoc|split|break|nospell)\b)",
    re.IGNORECASE,
)
_CONFLICT = re.compile(r"<{7}(?!<)|>{7}(?!>)|\|{7} [^|]*$")
"""As git, and all that merge like it, mark the sides of a conflict and what both came from."""


def _template_tag(text: Text, _: Surroundings) -> Iterator[Fault]:
    for leaf, words, found in matches(text, _TAG, _TAG_SIGNS):
        message = (
            f"{quote(words)} is an instruction to a program that fills in templates, and none runs here: readers would "
            "see it as typed; write the words that are meant"
        )
        yield fault(text, line_within(text, leaf, found), message, words)


def _placeholder(text: Text, _: Surroundings) -> Iterator[Fault]:
    for leaf, words, found in matches(text, _PLACEHOLDER, "[({<%$_#@«.…?xXTtFfLlyYiIdDnNeE"):
        if _ONLY_CAPITALS.fullmatch(words) and words != words.upper():
            continue
        as_typed = "set it between backticks" if words[0].isalnum() else "put a backslash before its first character"
        message = f"{quote(words)} is a placeholder; write what belongs there, or {as_typed} where it is meant as typed"
        yield fault(text, line_within(text, leaf, found), message, words)


def left_in_reason(text: Text, around: Surroundings) -> Iterator[Fault]:
    """Report what the reason of an answer leaves to be written; brackets within it may quote the policy, and warn."""
    for each in _placeholder(text, around):
        may_quote = not each.subject[0].isalnum() and each.subject != text.source.strip(" .")
        message = f"the reason holds {quote(each.subject)}, which is a placeholder; write what belongs there"
        yield replace(each, message=message, severity=Severity.WARNING if may_quote else None)


def _conflict(text: Text, _: Surroundings) -> Iterator[Fault]:
    """Report what a merge left in the file; a line of `=======` alone underlines a heading."""
    marks = [(number, line) for number, line in enumerate(text.lines, 1) if _CONFLICT.match(line)]
    for number, line in marks:
        message = (
            f"{quote(line)} was left by a merge that could not be finished: both versions stand here, one under the "
            "other; keep the words that are meant, and delete the other ones and the lines that begin with <<<<<<<, "
            "|||||||, ======= and >>>>>>>"
        )
        yield fault(text, number, message, line)


def _comment(text: Text, _: Surroundings) -> Iterator[Fault]:
    source = "\n".join(text.lines)
    code = code_lines(text)
    for found in _COMMENT.finditer(source):
        line = source.count("\n", 0, found.start()) + 1
        is_code = source[found.start() - 1 : found.start()] == "`" or line in code
        if not is_code and not _FOR_TOOLS.match(found[1]):
            message = (
                f"{quote(found[1])} is in a comment: the page does not show it, and yet everybody can read it in "
                "the text that is published beside the page; delete it if it is not for everybody"
            )
            yield fault(text, line, message, found[0][:200])


UNMERGED = TextRule(
    code="merge-conflict",
    title="Nothing of an unfinished merge is left.",
    explanation=(
        "Where two people changed the same lines, git writes both versions into the file, between lines that begin "
        "with <<<<<<<, ======= and >>>>>>>, for somebody to choose. Published as it stands, the policy would say two "
        "things at once, and nobody could tell which applies.\n\n"
        "To put it right, keep the words that are meant, delete the others, and delete the lines with the signs. A "
        "heading that is underlined with ======= is none of these."
    ),
    source="GDPR Art 12(1) (intelligible form)",
    check=_conflict,
)
"""Holds for the texts and for the notes."""
LEFT_TO_WRITE = TextRule(
    code="left-to-write",
    title="Nothing is left to be written.",
    explanation=(
        "[Company Name], [insert date], ${name}, XXX, TBD or “lorem ipsum” hold the place of something. A policy "
        "that is published with one tells its readers less than it promises, and shows that nobody read it.\n\n"
        "To put it right, write what is meant. Where it is meant as it stands, write a backslash before a sign, as in "
        "\\[Name], and set a word such as XXX between backticks.\n\n"
        "The words of a change note are held to it where people are told of the change by email: nobody can call those "
        "words back; in any other note they only warn. So are the reasons of its answers, which are the record of what "
        "was decided; there, brackets within a longer reason may quote the policy, and warn."
    ),
    source="GDPR Art 13(1) and 14(1) (what has to be told)",
    check=_placeholder,
)
"""Holds for the texts, for notes of which people are told and for the reasons of answers, and warns in other notes."""
RULES = (
    UNMERGED,
    TextRule(
        code="template-tag",
        title="Nothing is left for a program to fill in.",
        explanation=(
            "{{ company }}, {% include footer %}, {{< contact >}} and <%= email %> are instructions to programs that "
            "make pages from templates (Jekyll, Hugo, Jinja, ERB). Here the text is published as it stands, so that "
            "readers would see the instruction instead of the name or the paragraph that is meant; and what a "
            "template puts in later is not a part of the history of the policy.\n\n"
            "To put it right, write the words themselves."
        ),
        source="GDPR Art 12(1) (intelligible form), Art 13(1)(a) (identity and contact details)",
        check=_template_tag,
    ),
    LEFT_TO_WRITE,
    TextRule(
        code="hidden-comment",
        severity=Severity.WARNING,
        title="No remark among the authors is published in a comment.",
        explanation=(
            "What stands between <!-- and --> does not show on the page. But the text of each version is published "
            "as it is, for programs and for proof, and the repository may be public: everybody can read the remark "
            "there, for ever.\n\n"
            "To put it right, move remarks among the authors to the pull request, and delete the comment."
        ),
        source="GDPR Art 5(1)(a) (transparency); professional secrecy",
        check=_comment,
    ),
)
