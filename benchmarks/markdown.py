"""Read Markdown as people have it: `python -m benchmarks.markdown FOLDER [--list N]`.

FOLDER holds .md files, and may hold `index.jsonl`, which says whence each is: file, repository, path and commit. Every
file is read by cmark-gfm, the parser that GitHub uses, and by us. Whatever is a heading, a link, an item of a list, a
row of a table, or an anchor that a link of the text leads to on GitHub must be one here, or a finding of the check
quotes it. Prints how many of each there are, how many are here, how many a finding tells of and how many are lost; with
`--list`, the first N that are lost. Exit status 1 says that something was. `markdown.tsv` beside this file lists what
was measured last.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import cmarkgfm
from cmarkgfm.cmark import Options
from lxml import html

from site_gen.check.case import Surroundings, Text
from site_gen.check.rules.catalogue import MARKDOWN_RULES as RULES
from site_gen.check.rules.links import RULES as LINK_RULES
from site_gen.model.policy import Policy
from site_gen.render.html.article import document_article, own_anchors
from site_gen.text.markdown.commonmark import NO_ALT_TEXT
from site_gen.text.markdown.front_matter import front_matter
from site_gen.text.parsing.parse import parse

KINDS = ("link", "item", "row", "anchor", "heading")
_DROPPED = (
    "script style iframe object embed form input textarea button select svg math title noembed noframes".split()  # noqa: SIM905
)
_LINE = re.compile(r"\s+")
_ATTRIBUTES = re.compile(
    r"\{:[^{}\n]*\}|(?:[ \t]+#+)?[ \t]+(?:\{#[^{}\n]*\}|\{/\*[ \t]*#[^\s{}]+[ \t]*\*/\})[ \t]*$", re.MULTILINE
)
"""Attributes and names: letters on GitHub, and nothing here."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LETTERS_OF_A_TAG = re.compile(r"<[^<>]*>")
"""Of one that nobody knows: nothing on GitHub, and letters here."""
_ENCODED_LABEL = re.compile(r"\bxn--[a-z0-9-]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f].*", re.DOTALL)
_LONGEST_LABEL = 5
_NO_NAME = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Things:
    """What readers can do something with, each by what it says."""

    found: dict[str, Counter[str]] = field(default_factory=lambda: {kind: Counter() for kind in KINDS})


@dataclass(frozen=True, slots=True)
class Result:
    """One file: how many of each kind GitHub shows, and which of them are told of, or lost."""

    file: str
    all: Counter[str]
    told: Counter[str]
    lost: Sequence[tuple[str, str]]


def github_html(source: str) -> str:
    """Return a text as GitHub's parser has it, what GitHub never shows left out."""
    body = _ATTRIBUTES.sub("", source[len(front_matter(source)) :])
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    page = html.fromstring(f"<div>{cmarkgfm.github_flavored_markdown_to_html(body, options)}</div>")
    for element in list(page.iter(*_DROPPED)):
        element.drop_tree()
    for picture in list(page.iter("img")):
        picture.tail = (picture.get("alt") or NO_ALT_TEXT) + (picture.tail or "")
        picture.drop_tag()
    return html.tostring(page, encoding="unicode")


def things(page: str, *, is_github: bool) -> Things:
    """Return what a page holds of each kind."""
    root = html.fromstring(page)
    _say_again(root)
    found = Things()
    names = set(_names(root, is_github=is_github))
    for element in root.iter("a", "li", "tr", *_HEADINGS):
        if element.tag in _HEADINGS:
            words = _key(_words(element))
            found.found["heading"][f"{element.tag} {words}"] += bool(words)
        elif "data-footnote-backref" in element.attrib or not (_words(element) or len(element)):
            continue  # GitHub's own way back from a note; and what is left of a link that holds another
        elif element.tag == "a":
            href = unquote(str(element.get("href") or ""))
            if re.match(r"https?:|mailto:", href, re.IGNORECASE):
                found.found["link"][_ascii_part(href).rstrip("/")] += 1
            elif href.startswith("#") and (href[1:] in names or href == "#"):
                is_note = "data-footnote-ref" in element.attrib  # which is named by its label there, by its number here
                found.found["anchor"][f"#fn-{_words(element)}" if is_note else href] += 1
        elif element.tag == "li":
            found.found["item"][_own_words(element)] += 1
        else:
            cells = [_LETTERS_OF_A_TAG.sub("", _words(cell)).strip() for cell in element.iter("td", "th")]
            found.found["row"][" ".join(filter(None, cells))] += bool(any(cells))
            found.found["item"].update(() if is_github else _bulleted_lines(element))
    return found


def _say_again(root: html.HtmlElement) -> None:
    """Let each row say the cells that span it, as our pages do."""
    for cell in [cell for cell in root.iter("td", "th") if (cell.get("rowspan") or "1").isdecimal()]:
        parent = cell.getparent()
        rows = list(parent.itersiblings("tr") if parent is not None else ())[: int(cell.get("rowspan") or 1) - 1]
        place = sum(int(before.get("colspan") or 1) for before in cell.itersiblings(preceding=True))
        for row in rows:
            row.insert(min(place, len(row)), deepcopy(cell))
            row[min(place, len(row) - 1)].attrib.pop("rowspan")


def _bulleted_lines(row: html.HtmlElement) -> Iterator[str]:
    """Yield what stands behind a bullet in the cells of a row: a list within a cell is lines here."""
    for cell in row.iter("td", "th"):
        for line_break in cell.iter("br"):
            line_break.tail = f"\n{line_break.tail or ''}"
        yield from (_key(line[1:]) for line in cell.text_content().split("\n") if line.startswith("•"))


def _names(root: html.HtmlElement, *, is_github: bool) -> Iterator[str]:
    for element in root.iter():
        if isinstance(element.tag, str):
            yield from filter(None, (element.get("id"), element.get("name") if element.tag == "a" else None))
    times: Counter[str] = Counter()
    for heading in root.iter(*_HEADINGS) if is_github else ():
        name = _NO_NAME.sub("", _words(heading).lower()).replace(" ", "-")
        yield f"{name}-{times[name]}" if times[name] else name
        times[name] += 1


def _ascii_part(href: str) -> str:
    """Leave what is compared: where words follow without a space, GitHub takes them into the address."""
    return _BEYOND_ASCII.sub("", _ENCODED_LABEL.sub("\xff", href))


def _own_words(item: html.HtmlElement) -> str:
    """Return the first words of an item, without those of lists in it."""
    words = [item.text or ""]
    for child in item:
        if child.tag in {"ul", "ol", "table", "div"} and child.get("class") != "law":  # lines of the item on GitHub
            break
        words += [child.text_content() if isinstance(child.tag, str) else "", child.tail or ""]
    return _key(" ".join(words))


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _key(words: str) -> str:
    words = _LETTERS_OF_A_TAG.sub("", words)
    return _LINE.sub(" ", words).strip()[:60].rstrip()


def read(file: Path) -> Result:
    """Compare both readings of a file."""
    source = file.read_text(encoding="utf-8", errors="replace").lstrip("\ufeff").replace("\r\n", "\n")
    theirs = things(github_html(source), is_github=True).found
    document = parse(source)
    ours = things(document_article(document), is_github=False).found
    told = "\n".join(_findings(source)) if any(theirs[kind] - ours[kind] for kind in KINDS) else ""
    lost = [(kind, thing) for kind in KINDS for thing in _missing(theirs[kind], ours[kind])]
    found = Counter(kind for kind, thing in lost if _is_told(thing, told))
    left = [(kind, thing) for kind, thing in lost if not _is_told(thing, told)]
    return Result(file.name, Counter({kind: theirs[kind].total() for kind in KINDS}), found, left)


def _missing(theirs: Counter[str], ours: Counter[str]) -> Iterator[str]:
    """Yield what is not here; where our words begin with a label or go on, they are the same all the same."""
    here = list((_loose(ours) - _loose(theirs)).elements())
    for thing in (_loose(theirs) - _loose(ours)).elements():
        same = next((each for each in here if 0 <= each.find(thing[:30]) <= _LONGEST_LABEL), None)
        if same is None:
            yield thing
        else:
            here.remove(same)


def _loose(found: Counter[str]) -> Counter[str]:
    """Count things by what is the same in both: letters and digits, since labels, boxes and quotation marks differ."""
    loose: Counter[str] = Counter()
    for thing, times in found.items():
        if key := re.sub(r"[\W_]+", "", thing).lower():
            loose[key[:40]] += times
    return loose


def _is_told(thing: str, told: str) -> bool:
    return thing[:30] in re.sub(r"[\W_]+", "", told).lower()


def _findings(source: str) -> Iterator[str]:
    document = parse(source)
    policy = Policy(slug="privacy", language="en", path="policy/privacy.md")
    text = Text(policy.path, source, document, tuple(own_anchors(document).sections))
    around = Surroundings(policy=policy, files=frozenset({policy.path}), other_outlines={})
    for rule in (*RULES, *LINK_RULES):
        yield from (f"{fault.message} {fault.subject}" for fault in rule.check(text, around))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", type=int, default=20)
    arguments = parser.parse_args()
    results = [read(file) for file in sorted(arguments.folder.rglob("*.md"))]
    index = arguments.folder / "index.jsonl"
    sources = map(json.loads, index.read_text(encoding="utf-8").splitlines()) if index.is_file() else ()
    print(
        f"{len(results)} files",
        f"of {len({source['repository'] for source in sources})} repositories" if index.is_file() else "",
    )
    print(f"{'':8}{'GitHub':>10}{'here':>10}{'told of':>10}{'lost':>8}{'share':>10}")
    for kind in KINDS:
        every, told = (
            sum(count[kind] for count in counts) for counts in zip(*((r.all, r.told) for r in results), strict=True)
        )
        lost = sum(1 for result in results for found, _ in result.lost if found == kind)
        share = 1 - lost / every if every else 1
        print(f"{kind:8}{every:10,}{every - told - lost:10,}{told:10,}{lost:8,}{share:10.2%}")
    every_lost = [(result.file, *found) for result in results for found in result.lost]
    for file, kind, thing in every_lost[: arguments.list]:
        print(f"  {file}  {kind}  {thing}")
    return 1 if every_lost else 0


if __name__ == "__main__":
    sys.exit(main())
