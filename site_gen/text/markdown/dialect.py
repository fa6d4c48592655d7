"""What the second reading knows beyond CommonMark, as rules of markdown-it-py: bare addresses, some HTML, kramdown.

Each rule is handed the parser's state; which rule stands where is for `commonmark` to say, the one file that loads the
parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from site_gen.text.addresses import mail_addresses, may_begin, web_end
from site_gen.text.html.tags import (
    LOOKS,
    OPENING,
    PLAIN,
    TAG,
    Tag,
    read_tag,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    BlockRule = Callable[[StateBlock, int, int, bool], bool]

_OTHER_BLOCK = re.compile(r"(?:[-*+]|\d{1,9}[.)]|#{1,6})(?:[ \t]|$)|>")
_SCHEME = re.compile(r"https?", re.IGNORECASE)
_SPAN_ATTRIBUTES = re.compile(r"(?:\{:[^{}\n]{0,200}\}){1,20}")
_INLINE = frozenset({*LOOKS, *PLAIN, "a", "br"})
_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_WORDS = frozenset({"text", "text_special"})


def keep_blocks_as_on_github(parser: MarkdownIt) -> None:
    """Narrow the rules that take for their own what GitHub reads as another block, or as words."""
    ruler = parser.block.ruler
    rules = dict(zip(parser.get_active_rules()["block"], ruler.getRules(""), strict=True))
    ruler.at("table", _unless(_begins_other_block, rules["table"]), {"alt": ["paragraph", "reference"]})
    ends = ["paragraph", "reference", "blockquote"]
    ruler.at("deflist", _unless(_says_about, rules["deflist"]), {"alt": ends})


def _unless(is_other: Callable[[StateBlock, int, int], bool], rule: BlockRule) -> BlockRule:
    def read(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return not is_other(state, start, end) and rule(state, start, end, silent)

    return read


def _begins_other_block(state: StateBlock, line: int, _end: int) -> bool:
    """Whether a line begins an item, a quotation or a heading: no header of a table, though dashes stand under it."""
    return bool(_OTHER_BLOCK.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line]))


def _says_about(state: StateBlock, line: int, end: int) -> bool:
    """Whether the next line begins with a tilde: it says `about`, and defines nothing."""
    after = line + 1
    if after < end and state.isEmpty(after):
        after += 1
    return after < end and state.src.startswith("~", state.bMarks[after] + state.tShift[after])


def html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take the lines from one that begins with a tag of a block to the next blank one, as CommonMark 4.6 does."""
    if state.is_code_block(start) or not OPENING.match(
        state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start]
    ):
        return False
    if silent:
        return True
    line = start + 1
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        line += 1
    state.line = line
    token = state.push("html_block", "", 0)
    token.map = [start, line]
    token.content = state.getLines(start, line, state.blkIndent, keepLastLF=True)
    return True


def html_tag(state: StateInline, silent: bool) -> bool:
    """Read a tag that changes looks, leads somewhere or is read over; what it pairs with is settled at the end."""
    if state.src[state.pos] != "<":
        return False
    found = TAG.match(state.src, state.pos, state.posMax)
    tag = read_tag(found) if found else None
    if not found or not tag or not tag.is_known or tag.name not in _INLINE:
        return False
    if not silent:
        if tag.name == "br":
            state.push("hardbreak", "br", 0)
        else:
            token = state.push("html_tag", tag.name, 0)
            token.content, token.meta = found[0], {"tag": tag, "href": _safe_target(state.md, tag.target)}
            state.linkLevel += (-1 if tag.is_end else 1) if tag.name == "a" and (tag.target or tag.is_end) else 0
    state.pos = found.end()
    return True


def _safe_target(parser: MarkdownIt, target: str) -> str:
    """Return a target as the parser writes one; empty where it refuses it."""
    href = parser.normalizeLink(target) if target else ""
    return href if parser.validateLink(href) else ""


def html_pairs(state: StateInline) -> None:
    """Make marks and links of the tags that pair, nested as they should be; the others are letters."""
    if "<" not in state.src:
        return
    pairs = dict(_pairs(state.tokens))
    for place, token in enumerate(state.tokens):
        if token.type == "html_tag":
            partner = pairs.get(place)
            tag: Tag = token.meta["tag"] if partner is None or partner > place else state.tokens[partner].meta["tag"]
            _settle(token, tag, is_paired=partner is not None)
    state.tokens[:] = [token for token in state.tokens if token.type != "html_tag"]


def _settle(token: Token, tag: Tag, *, is_paired: bool) -> None:
    """Turn a tag into what the renderer knows, or into letters; one without effect stays a tag, to be dropped."""
    if not is_paired:
        token.type, token.tag = "text", ""
        return
    if tag.name in PLAIN or (tag.name == "a" and not tag.target):
        return
    is_end = token.meta["tag"].is_end
    kind = "link" if tag.name == "a" else LOOKS[tag.name]
    token.type, token.nesting = (f"{kind}_close", -1) if is_end else (f"{kind}_open", 1)
    token.tag = "a" if kind == "link" else kind
    if kind == "link" and not is_end:
        title = tag.attributes.get("title", "")
        token.attrs = {"href": token.meta["href"]} | ({"title": title} if title else {})


def _pairs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield, both ways, the places of the tags that belong together and cross no mark of Markdown."""
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.nesting == 1 or (token.type == "html_tag" and not token.meta["tag"].is_end):
            opened.append(place)
        elif token.nesting == -1:
            while opened and tokens[opened.pop()].nesting != 1:
                pass
        elif token.type == "html_tag":
            depth = len(opened) - 1
            while depth >= 0 and tokens[opened[depth]].nesting == 0 and tokens[opened[depth]].tag != token.tag:
                depth -= 1
            if depth < 0 or tokens[opened[depth]].nesting != 0:
                continue
            start = opened[depth]
            del opened[depth:]
            others = (*tokens[start + 1 : place], *(tokens[before] for before in opened))
            if _is_link(tokens[start]) and any(map(_is_link, others)):
                continue
            yield from ((start, place), (place, start))


class LinkHelpers:
    """How the parser finds the parts of a link, for one whose words may hold a footnote."""

    def __init__(self, helpers: Any) -> None:
        self.parseLinkDestination = helpers.parseLinkDestination
        self.parseLinkTitle = helpers.parseLinkTitle
        self._label_end = helpers.parseLinkLabel

    def parseLinkLabel(self, state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N802, N803
        """Return where the words of a link end; a footnote among them is no link within a link, as on GitHub."""
        end: int = self._label_end(state, start, disableNested)
        if end >= 0 or not disableNested or not state.env.get("footnotes"):
            return end
        end = self._label_end(state, start)
        words = _NOTE.sub("", state.src[start + 1 : max(end, 0)])
        return end if "[" not in words and any(map(str.isalnum, words)) else -1


def notes_out_of_links(state: StateInline) -> None:
    """End a link before a footnote in its words and go on with it behind: a page cannot hold a link in a link."""
    if "[^" not in state.src or not any(token.type == "footnote_ref" for token in state.tokens):
        return
    tokens: list[Token] = []
    opened: list[Token] = []
    for token in state.tokens:
        link = next((place for place, each in enumerate(opened) if _is_link(each)), None)
        if token.type == "footnote_ref" and link is not None:
            around = opened[link:]
            tokens += [*map(_closing, reversed(around)), token, *map(copy, around)]
            continue
        tokens.append(token)
        if token.nesting == 1:
            opened.append(token)
        elif token.nesting == -1 and opened:
            opened.pop()
    state.tokens[:] = _without_empty_pairs(tokens)


def _closing(opening: Token) -> Token:
    kind = opening.type.removesuffix("_open")
    return type(opening)(f"{kind}_close", opening.tag, -1, markup=opening.markup)


def _without_empty_pairs(tokens: Sequence[Token]) -> list[Token]:
    """Leave out what opens and closes around nothing, where something else is left."""
    kept: list[Token] = []
    for token in tokens:
        if token.nesting == -1 and kept and kept[-1].nesting == 1 and kept[-1].tag == token.tag:
            kept.pop()
        elif not (token.type == "text" and not token.content):
            kept.append(token)
    return kept


def _is_link(token: Token) -> bool:
    if token.type == "html_tag":
        return bool(token.meta["href"])
    return token.type == "link_open"


def web_address(state: StateInline, silent: bool) -> bool:
    """Link a bare address of the web."""
    if silent or state.linkLevel > 0:
        return False
    if state.src.startswith("://", state.pos):
        before = _letters_before(state.pending)
        if not _SCHEME.fullmatch(before):
            return False
        start, host, prefix = state.pos - len(before), state.pos + 3, ""
    elif state.src.startswith("www.", state.pos) and may_begin(state.src[state.pos - 1 : state.pos]):
        start, host, before, prefix = state.pos, state.pos + 4, "", "http://"
    else:
        return False
    end = web_end(state.src[: state.posMax], start, host)
    words = state.src[start:end]
    href = _safe_target(state.md, prefix + words) if words else ""
    if not href:
        return False
    state.pending = state.pending[: len(state.pending) - len(before)]
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = words
    state.push("link_close", "a", -1)
    state.pos = end
    return True


def _letters_before(words: str) -> str:
    """Return the run of letters that words end with, as far as it matters; a scheme has none but ASCII's."""
    start = len(words)
    while start and len(words) - start < 6 and words[start - 1].isascii() and words[start - 1].isalpha():
        start -= 1
    return words[start:]


def mail_links(state: StateInline) -> None:
    """Link bare mail addresses: an underscore in one is a mark to the parser until all marks are paired."""
    if "@" not in state.src:
        return
    tokens: list[Token] = []
    links = 0
    stretch: list[Token] = []
    for token in state.tokens:
        links += token.nesting if token.tag == "a" else 0
        if not links and token.type in _WORDS and not (token.type == "text_special" and token.content == "@"):
            stretch.append(token)
            continue
        tokens += _with_mail_links(state, stretch)
        tokens.append(token)
        stretch = []
    state.tokens[:] = [*tokens, *_with_mail_links(state, stretch)]


def _with_mail_links(state: StateInline, stretch: Sequence[Token]) -> Iterable[Token]:
    words = "".join(token.content for token in stretch)
    found = list(mail_addresses(words)) if "@" in words else []
    return _link_tokens(state, type(stretch[0]), words, found) if found else stretch


def _link_tokens(
    state: StateInline, token: type[Token], words: str, found: Iterable[tuple[int, int, str]]
) -> Iterator[Token]:
    place = 0
    for start, end, target in found:
        if place < start:
            yield token("text", "", 0, content=words[place:start])
        yield token("link_open", "a", 1, attrs={"href": _safe_target(state.md, target)})
        yield token("text", "", 0, content=words[start:end])
        yield token("link_close", "a", -1)
        place = end
    if place < len(words):
        yield token("text", "", 0, content=words[place:])


def span_attributes(state: StateInline, _: bool) -> bool:
    """Read over what kramdown puts after a link or emphasis: `[a](/b){:target="_blank"}`."""
    if state.src[state.pos] != "{" or state.src[state.pos - 1 : state.pos] not in {")", "*", "_", "`", "]", ">"}:
        return False
    found = _SPAN_ATTRIBUTES.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    state.pos = found.end()
    return True
