"""Gather the documentation, and every file of the repository that it links to, in one folder for `make docs`.

The pages are written to be read in the repository. A site knows nothing outside its folder, so what a page links to
there goes along as a file, and the link leads to it. The site's Markdown wants a blank line before a list and four
spaces before whatever goes on in an item; the pages are written in CommonMark, which asks for neither.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from markdown_it import MarkdownIt

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
FILES = "files"
"""Where the files from outside the documentation go."""

_INDENT = 4
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)\s#]+)")


def gather(target: Path) -> None:
    """Write the pages and what they link to; raise FileNotFoundError, naming the page, where a link leads nowhere."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(DOCS, target, ignore=shutil.ignore_patterns("site"))
    shutil.copy(DOCS / "site" / "zensical.toml", target.parent / "zensical.toml")
    for page in sorted(target.rglob("*.md")):
        page.write_text(indented(_with_links(DOCS / page.relative_to(target), target)), encoding="utf-8")
    (target / "decisions" / "index.md").write_text(_list_of_decisions(target), encoding="utf-8")


def _list_of_decisions(target: Path) -> str:
    pages = sorted((target / "decisions").glob("[0-9]*.md"))
    titles = (page.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ") for page in pages)
    rows = (f"- [{title}]({page.name})\n" for title, page in zip(titles, pages, strict=True))
    return f"# Decisions\n\n{''.join(rows)}"


def indented(text: str) -> str:
    """Return the same page with a blank line before each list, and four spaces a level inside its items."""
    lines = text.split("\n")
    shifts, apart = [0] * len(lines), set[int]()
    for token in MarkdownIt().enable("table").parse(text):
        if token.map is None:
            continue
        start, end = token.map
        if token.type in {"bullet_list_open", "ordered_list_open"} and not token.level and lines[start - 1].strip():
            apart.add(start)
        elif token.type == "list_item_open":
            width = len(f"{token.info}{token.markup} ")
            shifts[start + 1 : end] = [shift + _INDENT - width for shift in shifts[start + 1 : end]]
    written = (" " * shift * bool(line) + line for shift, line in zip(shifts, lines, strict=True))
    return "\n".join(f"\n{line}" if number in apart else line for number, line in enumerate(written))


def _with_links(page: Path, target: Path) -> str:
    return _LINK.sub(lambda link: _brought(link[1], page, target), page.read_text(encoding="utf-8"))


def _brought(link: str, page: Path, target: Path) -> str:
    """Return where a page's link leads in the site, and bring what it leads to."""
    there = (page.parent / link).resolve()
    if not there.exists():
        raise FileNotFoundError(f"{page.relative_to(REPOSITORY)}: nothing is at {link}")
    if there.is_relative_to(DOCS):
        return f"{link.rstrip('/')}/index.md" if there.is_dir() else link
    name = f"{FILES}/{there.relative_to(REPOSITORY).as_posix()}"
    name += ".txt" if there.suffix == ".md" else ""  # as it is written, and not as a page of the site
    (target / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(there, target / name)
    return "../" * len(page.relative_to(DOCS).parents[:-1]) + name


if __name__ == "__main__":
    gather(Path(sys.argv[1]))
