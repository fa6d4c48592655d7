"""One old version's bytes to the Markdown of a policy, proved to hold the same words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from site_gen.errors import PolicyError
from site_gen.importing.findings import Findings
from site_gen.importing.html.cleaning import Page, main_part
from site_gen.importing.html.encodings import doubtful_word, is_mislabelled, is_unlabelled, words_in_bytes
from site_gen.importing.html.shaping import shape_page
from site_gen.importing.html.shown_words import words_on_page
from site_gen.importing.html.tree import Node, page_tree
from site_gen.importing.html.writing import markdown_of
from site_gen.importing.losses import Said, kept_words, refuse_losses
from site_gen.importing.model import Format, OldText, Source
from site_gen.importing.opendocument.body import tree_of
from site_gen.importing.opendocument.document import open_document
from site_gen.importing.opendocument.shown_words import words_of as odt_words
from site_gen.importing.protected import reveal_in_markdown
from site_gen.importing.typography import tidy
from site_gen.importing.word.body import document_tree
from site_gen.importing.word.package import open_package
from site_gen.importing.word.shown_words import words_of
from site_gen.importing.zipped import only_page
from site_gen.text.decode import decode_text
from site_gen.text.inline import plain_text
from site_gen.text.markdown.front_matter import front_matter
from site_gen.text.parsing.parse import parse
from site_gen.text.written_language import written_language

_LONGEST_LINE = 100_000
_LONGEST_BLOCK = 500_000
"""A list or a table is many lines."""
_KEPT = re.compile(r"(title|language|lang)[ \t]*[:=][ \t]*(.*)")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>")
_ASSUMED = "names no encoding and is not UTF-8; read as Windows-1252, as browsers do: check words such as these"
_NAME_IT = 'save it as UTF-8, or write its encoding into its head, such as `<meta charset="windows-1250">`'
_MARKS = {"strong", "em", "del"}
_INLINE = _MARKS | {"a", "code", "sup", "sub", "anchor"}


def convert_file(source: Source, data: bytes, language: str) -> OldText:
    """Turn one file into a version; refuse what cannot be read as one. `language` is the policy's, or empty."""
    path = str(source.path)
    found = Findings()
    if source.format is Format.MARKDOWN:
        text = _markdown(decode_text(data, path), found)
    elif source.format is Format.DOCX:
        text = _from_word(data, path, found)
    elif source.format is Format.ODT:
        document = open_document(data, path)
        text = _write_page(Page(tree_of(document, found), base="", language=""), odt_words(document), path, found)
    elif source.format is Format.ZIP:
        text = _from_html(only_page(data, path), path, language, found)
    else:
        text = _from_html(data, path, language, found)
    _refuse_long_lines(text, path)
    words = sum(len(plain_text(leaf).split()) for leaf in parse(text).leaves)
    if not words:
        raise PolicyError(path, "holds no text; is it the right file?")
    return OldText(
        source=source,
        markdown=text,
        words=words,
        remarks=found.remarks(),
        source_sha256=sha256(data).hexdigest(),
        language=found.language,
    )


def _markdown(text: str, found: Findings) -> str:
    """Keep Markdown as it is written; of its front matter, the title and the language."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    front = front_matter(text)
    written = front.splitlines()[1:-1]
    lines = [": ".join(line.groups()) for line in map(_KEPT.fullmatch, written) if line]
    found.counts["lines of front matter left out"] += len(written) - len(lines)
    kept = "\n".join(["---", *lines, "---", "", ""]) if lines else ""
    text = reveal_in_markdown(text[len(front) :], found)
    shown = (plain_text(leaf) for leaf in parse(text).leaves if leaf.kind != "pre")
    for tag in _TAG.findall("\n".join(shown)):
        found.note("HTML tags, which a policy's page shows as they are written: better write them as Markdown", tag)
    return kept + tidy(text, found.tidied).strip("\n") + "\n"


def _from_html(data: bytes, path: str, language: str, found: Findings) -> str:
    page = main_part(page_tree(data, path), path, found)
    if is_mislabelled(data):
        found.note("names another encoding than UTF-8, which it is in; read as UTF-8: check its accents")
    if is_unlabelled(data):
        _refuse_doubtful(words_in_bytes(data), page.language or language or "en", path)
        for word in "".join(_spaced_words(page.content)).split():
            if not word.isascii():
                found.note(_ASSUMED, word)
    found.language = page.language
    spoken = page.language.partition("-")[0].lower()
    if spoken and language and spoken != language.partition("-")[0].lower():
        found.note(f"says that its language is {spoken}, and the policy's is {language}: check")
    return _write_page(page, words_on_page(data, path), path, found)


def _refuse_doubtful(text: str, language: str, path: str) -> None:
    """Refuse a page that names no encoding, and has letters that its language does not."""
    doubtful = doubtful_word(text, written_language(text) or language)
    if doubtful:
        problem = f"names no encoding and is not UTF-8, so `{doubtful}` may be another word"
        raise PolicyError(path, f"{problem}; {_NAME_IT}")


def _from_word(data: bytes, path: str, found: Findings) -> str:
    package = open_package(data, path)
    page = Page(document_tree(package, path, found), base="", language="")
    return _write_page(page, words_of(package), path, found)


def _write_page(page: Page, said: Iterable[Said], path: str, found: Findings) -> str:
    """Write a page as Markdown, all that it says proved to be there."""
    root = shape_page(page, found)
    refuse_losses(tuple(said), tuple(kept_words(root)), found.left_out, path)
    root = _unwrap_made(root)
    for block in root.children:
        _refuse_long_lines(block if isinstance(block, str) else block.text(), path, most=_LONGEST_BLOCK)
    text = markdown_of(root)
    if not _reads_as(text, root):
        text = _write_bare(root, path, found)
    return text


def _unwrap_made(node: Node) -> Node:
    """Let what the import made be words like any other."""
    children: list[Node | str] = []
    for child in node.children:
        if isinstance(child, Node) and child.tag != "made":
            children.append(_unwrap_made(child))
            continue
        text = child if isinstance(child, str) else child.text()
        if children and isinstance(children[-1], str):
            children[-1] += text
        else:
            children.append(text)
    kept = {name: said for name, said in node.attributes.items() if name != "again"}
    return Node(node.tag, kept, children)


def _write_bare(root: Node, path: str, found: Findings) -> str:
    """Write a page of which some blocks do not read back as their own words, those without marks."""
    for place, block in enumerate(root.children):
        if isinstance(block, str) or _reads_back(block):
            continue
        bare = _unwrap_marks(block)
        if not _reads_back(bare):
            raise PolicyError(path, f"cannot be written as Markdown here: {' '.join(block.text().split())[:60]!r}")
        found.note("passages whose bold or italics Markdown cannot show", block.text())
        root.children[place] = bare
    text = markdown_of(root)
    if not _reads_as(text, root):
        raise PolicyError(
            path, "does not read back as the same words; please report this, with the file if you may share it"
        )
    return text


def _reads_back(block: Node) -> bool:
    return _reads_as(markdown_of(Node("div", {}, [block])), block)


def _reads_as(text: str, node: Node) -> bool:
    """Whether a text reads as an element's words: whatever Markdown would take for its own is seen here."""
    read = [word for leaf in parse(text).leaves for word in plain_text(leaf).split()]
    return read == "".join(_spaced_words(node)).split()


def _spaced_words(node: Node) -> Iterator[str]:
    if node.tag not in _INLINE:
        yield " "
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _spaced_words(child)
    if node.tag not in _INLINE:
        yield " "


def _unwrap_marks(node: Node) -> Node:
    children: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str):
            children.append(child)
        else:
            inner = _unwrap_marks(child)
            children += inner.children if child.tag in _MARKS else [inner]
    return Node(node.tag, node.attributes, children)


def _refuse_long_lines(text: str, path: str, *, most: int = _LONGEST_LINE) -> None:
    longest = max(text.split("\n"), key=len)
    if len(longest) > most:
        said = f"one line or list has {len(longest):,} characters (`{' '.join(longest[:60].split())} ...`)"
        raise PolicyError(path, f"{said}; a policy has none so long. Is it the right file?")
