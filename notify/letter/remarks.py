"""The site's remarks inside a quoted redline, which are English, in the letter's language where the policy is in that.

A quotation of an English policy keeps them as they are: then they are of one language with the words around them.
"""

from __future__ import annotations

import re

from notify.letter.sentences import sentences

_KNOWN = (
    (r"moved here", "remark_here"),
    (r"moved away", "remark_away"),
    (r"link changed from (?P<old>\S+) to (?P<new>\S+)", "remark_link_changed"),
    (r"link added: (?P<new>\S+)", "remark_link_added"),
    (r"link removed: (?P<old>\S+)", "remark_link_removed"),
)
_MARKS = r"(?:bold|italics|strike-through|code style|superscript)"
_FORM = "|".join(
    (
        r"was [^\])]+, is now [^\])]+", r"one (?:passage|block) (?:became|was split into) [^\])]+",
        r"\d+ (?:passages|blocks) (?:became|were joined into) one[^\])]*",
        r"new paragraph here|paragraphs joined here|list item|line (?:inserted|deleted)",
        r"list level changed from \d+ to \d+", r"nesting changed|indented differently", r"columns? [^\])]*changed",
        r"rule (?:inserted|deleted)", r"white space changed", r"link title changed from [^\])]+",
        r"formatting nested differently",
        rf"{_MARKS}(?: and {_MARKS})* (?:added|removed)(?:, {_MARKS}(?: and {_MARKS})* removed)?", r"invisible[^\])]*",
    )
)  # fmt: skip
"""What became of a block's form, its formatting, and of invisible characters: one remark of the letter's says it."""
_BREAKS = r"\s+"
_REMARK = re.compile(
    "|".join(
        rf"\[(?:{pattern})\]|\((?:{pattern})\)".replace("(?P<old>", "(").replace("(?P<new>", "(").replace(" ", _BREAKS)
        for pattern in (*(each for each, _ in _KNOWN), _FORM)
    )
)


def in_language(quoted: str, policy_language: str, language: str) -> str:
    """Say the remarks in a quotation in the language of the words around them."""
    if language == "en" or policy_language.split("-", maxsplit=1)[0].lower() != language:
        return quoted
    return _REMARK.sub(lambda found: found[0][0] + _translate(found[0][1:-1], language) + found[0][-1], quoted)


def _translate(remark: str, language: str) -> str:
    flat, say = " ".join(remark.split()), sentences(language)
    for pattern, key in _KNOWN:
        if found := re.fullmatch(pattern, flat):
            return say[key].format(**found.groupdict())
    return say["remark_form"]
