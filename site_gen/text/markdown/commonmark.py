"""The one file that knows markdown-it-py: Markdown source in, its token stream or inline HTML out.

Policy text is untrusted: raw HTML never passes. Of HTML a small part is read as meant (`html.tags` says which), since
real policies are full of it; everything else is escaped.

There are two readings. The first is the one that tells versions apart, for ever (decision 6): CommonMark with
tables. Everything that is shown comes from the second, which also knows what people write on GitHub and elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from site_gen.text.html.tags import COMMENT
from site_gen.text.markdown import dialect

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SIGN = re.compile(r"[\n\\`~*_\[\]!<&^\x01-\x08]")
_ADDRESS = re.compile(r"://|www\.|@")
_SECOND_SIGN = re.compile(r"[<@~]|://|www\.|\{:|\[\^")
"""What inline text holds somewhere that the second reading does not read as the first."""
_RARE_BLOCKS = ["table", "fence", "blockquote", "reference", "html_block", "footnote_def", "deflist", "comment"]
_RARE_SIGN = re.compile(r"[|><]|\]:|```|~~~|^[ \t]*[:~]", re.MULTILINE)
"""What each of the rare blocks has somewhere."""
_PLAIN_LINK = re.compile(
    r"\[([^\[\]\\`~*_<>!&^\n]+)\]"
    r"\(((?:https?://(?:[a-z0-9-]{1,63}\.){1,3}[a-z]{2,24}(?![^/)])|(?=#|/(?!/)))[\w./?=#@:+,;~-]*)\)",
    re.ASCII,
)
_SPACES = re.compile(r"[ \t\n]+")
_DEEPEST = 100
"""Blocks within one another that are read, a list and its item being two: what stands deeper would not be shown."""
NO_ALT_TEXT = "image"


@dataclass(frozen=True, slots=True)
class References:
    """What the inline text of a document refers to: link definitions and footnote numbers."""

    links: tuple[tuple[str, str, str], ...] = ()
    """(normalised label, target, title)."""
    footnotes: tuple[tuple[str, int], ...] = ()
    """(label, number)."""
    _hash: int = field(init=False, repr=False, compare=False)
    """Kept, for each block of a text asks for it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.links, self.footnotes)))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type[References], tuple[object, ...]]:
        """Leave the hash behind: it differs from process to process."""
        return References, (self.links, self.footnotes)


@lru_cache(maxsize=1024)
def shared_references(links: tuple[tuple[str, str, str], ...], footnotes: tuple[tuple[str, int], ...]) -> References:
    """Return one object for all texts that define the same, so that comparing two costs nothing."""
    return References(links, footnotes)


def block_tokens(source: str, *, first: bool = False) -> tuple[list[Token], Mapping[str, Any]]:
    """Parse the block structure alone; inline text stays source. Returns the tokens and markdown-it's environment."""
    reading = _first_parser if first else _parser
    parser = reading() if _RARE_SIGN.search(source) else _lean_parser()
    environment: dict[str, Any] = {}
    tokens: list[Token] = []
    parser.block.parse(source, parser, environment, tokens)
    return tokens, environment


def is_plain(source: str) -> bool:
    """Whether inline source holds no sign that any rule reads: half of a policy's blocks, and no parser need run."""
    return _SIGN.search(source) is None and _ADDRESS.search(source) is None


def inline_tokens(source: str, references: References | None = None, *, first: bool = False) -> Sequence[Token]:
    """Parse one block's inline text; `first` asks for the first reading."""
    return _inline_tokens(source, references, first and _SECOND_SIGN.search(source) is not None)


@lru_cache(maxsize=32768)
def _inline_tokens(source: str, references: References | None, first: bool) -> Sequence[Token]:
    parser = _first_parser() if first else _www_parser() if "www." in source else _parser()
    tokens: list[Token] = []
    parser.inline.parse(source, parser, _environment(references), tokens)
    return tokens


@lru_cache(maxsize=32768)
def inline_html(source: str, references: References | None = None) -> str:
    """Render one block's inline text; white space is folded, so that a reflow renders the same."""
    if is_plain(source):
        return escape(fold(source)).strip(" ")
    parser = _parser()
    html: str = parser.renderer.render(list(inline_tokens(source, references)), parser.options, {})
    return html.strip(" ")


def link_title(token: Token) -> str:
    """Return a link token's title attribute."""
    return str(token.attrs.get("title", ""))


def _environment(references: References | None) -> dict[str, Any]:
    return {} if references is None else dict(_definitions(references))


@lru_cache(maxsize=256)
def _definitions(references: References) -> Mapping[str, Any]:
    environment: dict[str, Any] = {
        "references": {label: {"href": href, "title": title} for label, href, title in references.links}
    }
    if references.footnotes:
        numbers = {f":{label}": number - 1 for label, number in references.footnotes}
        environment["footnotes"] = {
            "refs": numbers,
            "list": {number: {"label": label, "count": 0} for label, number in numbers.items()},
        }
    return environment


@cache
def _lean_parser() -> MarkdownIt:
    """Return a parser that does not look at every line for what the source has no sign of."""
    parser = _first_parser.__wrapped__()
    parser.disable(_RARE_BLOCKS)
    return parser


@cache
def _first_parser() -> MarkdownIt:
    return _new_parser()


@cache
def _parser() -> MarkdownIt:
    parser = _new_parser()
    parser.options["strikethrough_single_tilde"] = True
    parser.block.ruler.before("heading", "html", dialect.html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.block.ruler.before("lheading", "comment_over_rule", _comment_block)
    dialect.keep_blocks_as_on_github(parser)
    parser.inline.ruler.before("plain_html", "html_tag", dialect.html_tag)
    parser.inline.ruler.before("newline", "web_address", dialect.web_address)
    parser.inline.ruler.before("newline", "span_attributes", dialect.span_attributes)
    parser.inline.ruler2.before("fragments_join", "html_pairs", dialect.html_pairs)
    parser.inline.ruler2.push("mail_addresses", dialect.mail_links)
    parser.inline.ruler2.push("notes_out_of_links", dialect.notes_out_of_links)
    parser.helpers = dialect.LinkHelpers(parser.helpers)  # type: ignore[assignment]  # typed as the module it comes as
    return parser


@cache
def _www_parser() -> MarkdownIt:
    """Return a parser that stops at each w, which costs time."""
    parser = _parser.__wrapped__()
    parser.inline.add_terminator_char("w")
    return parser


def _new_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- slow, and a build that has nothing to do needs no parser
    from markdown_it.renderer import RendererHTML  # noqa: PLC0415 -- as above
    from mdit_py_plugins.deflist import deflist_plugin  # noqa: PLC0415 -- as above
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415 -- as above

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    deflist_plugin(parser)
    footnote_plugin(parser)
    parser.disable(["footnote_inline"])
    parser.block.ruler.before("paragraph", "comment", _comment_block, {"alt": ["paragraph"]})
    parser.inline.ruler.before("autolink", "plain_html", _plain_html)
    parser.inline.ruler.before("link", "plain_link", _plain_link)
    renderer = RendererHTML(parser)
    renderer.rules.update(_RENDER_RULES)  # type: ignore[arg-type]  # typed for methods, calls any function
    parser.renderer = renderer
    return parser


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Skip a comment that fills its lines; one that never closes is text, and hides nothing."""
    if state.is_code_block(start) or not state.src.startswith("<!--", state.bMarks[start] + state.tShift[start]):
        return False
    closing = _closing_lines(state)
    place = bisect_left(closing, start)
    if place == len(closing) or closing[place] >= end:
        return False
    line = closing[place]
    text = state.src[state.bMarks[line] : state.eMarks[line]]
    if not text.rstrip().endswith("-->") or text.count("-->") != 1:
        return False
    state.line = state.line if silent else line + 1
    return True


def _closing_lines(state: StateBlock) -> list[int]:
    """Return the lines that may end a comment, sought once: each of many that never close would seek them again."""
    known: list[int] | None = state.env.get("closing_lines")
    if known is None:
        ends = zip(state.eMarks, range(len(state.eMarks) - 1), strict=False)
        start, known = 0, []
        for end, line in ends:
            if state.src.find("-->", start, end) >= 0:
                known.append(line)
            start = end
        state.env["closing_lines"] = known
    return known


def _plain_html(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "<":
        return False
    if found := _BREAK.match(state.src, state.pos):
        if not silent:
            state.push("hardbreak", "br", 0)
    elif state.pos > _last_comment_end(state) or not (found := COMMENT.match(state.src, state.pos)):
        return False
    state.pos = found.end()
    return True


def _last_comment_end(state: StateInline) -> int:
    """Return where the last comment may end: without it, each of many that never close is sought to the end."""
    known: dict[str, int] = state.env.setdefault("comment_ends", {})
    if state.src not in known:
        known[state.src] = state.src.rfind("-->")
    return known[state.src]


def _plain_link(state: StateInline, silent: bool) -> bool:
    """Read at a glance what most links are: plain words, and an address that needs no escape.

    The rule for all links would read them no differently, character by character.
    """
    found = _PLAIN_LINK.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": found[2]}
        state.pending += found[1]
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def fold(text: str) -> str:
    """Fold runs of ordinary white space, as a browser shows them; no-break spaces stay."""
    return _SPACES.sub(" ", text) if "  " in text or "\n" in text or "\t" in text else text


def image_text(token: Token) -> str:
    """Return what stands for an image: pages fetch nothing, so an image is a link that reads as its description."""
    return fold("".join(child.content for child in token.children or ())) or NO_ALT_TEXT


def footnote_number(token: Token) -> int:
    """Return the number that a footnote reference shows."""
    return int(token.meta["id"]) + 1


def _render_text(tokens: Sequence[Token], index: int, *_: object) -> str:
    return escape(fold(tokens[index].content))


def _render_code(tokens: Sequence[Token], index: int, *_: object) -> str:
    return f"<code>{escape(fold(tokens[index].content))}</code>"


def _render_image(tokens: Sequence[Token], index: int, *_: object) -> str:
    token, text = tokens[index], escape(image_text(tokens[index]))
    inside_link = sum({"link_open": 1, "link_close": -1}.get(before.type, 0) for before in tokens[:index])
    return text if inside_link else f'<a href="{escape(str(token.attrs["src"]))}">{text}</a>'


def _render_footnote(tokens: Sequence[Token], index: int, *_: object) -> str:
    number = footnote_number(tokens[index])
    return f'<sup><a href="#fn{number}">[{number}]</a></sup>'


_RENDER_RULES = {
    "text": _render_text,
    "text_special": _render_text,
    "code_inline": _render_code,
    "image": _render_image,
    "footnote_ref": _render_footnote,
    "softbreak": lambda *_: " ",
    "hardbreak": lambda *_: "<br>",
}
