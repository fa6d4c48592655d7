"""The documentation leads everywhere that it says, in the repository and as a site."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


@pytest.fixture(scope="module")
def gathering() -> ModuleType:
    """Load the script of `make docs`, which is not part of a package."""
    spec = importlib.util.spec_from_file_location("gather", ROOT / "docs" / "site" / "gather.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(page: Path) -> None:
    """A link to a file of the repository names one that is there."""
    links = (
        str(token.attrs["href" if token.type == "link_open" else "src"])
        for block in MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8"))
        for token in block.children or ()
        if token.type in {"link_open", "image"}
    )
    local = [link.partition("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_the_site_brings_what_it_links_to(gathering: ModuleType, tmp_path: Path) -> None:
    """What a page links to outside the documentation goes along, and every door has its page."""
    gathering.gather(tmp_path / "source")
    written = {each.relative_to(tmp_path / "source").as_posix() for each in (tmp_path / "source").rglob("*")}
    assert {"index.md", "for-legal.md", "decisions/index.md", "files/schemas/manifest.v1.schema.json"} <= written
    assert "](files/schemas/manifest.v1.schema.json)" in (tmp_path / "source/for-auditors.md").read_text("utf-8")
    named = re.findall(r'= "(\S+\.md)"', (tmp_path / "zensical.toml").read_text("utf-8"))
    assert set(named) <= written
    assert {name for name in written if "/" not in name and name.endswith(".md")} == {n for n in named if "/" not in n}


def test_lists_are_written_for_the_sites_markdown(gathering: ModuleType) -> None:
    """What goes on in an item stands four spaces in, and a blank line stands before a list."""
    page = "Say:\n- one\n  goes on\n\n  ```\n  code\n  ```\n1. two\n   - three\n     goes on\n"
    assert gathering.indented(page) == (
        "Say:\n\n- one\n    goes on\n\n    ```\n    code\n    ```\n\n1. two\n    - three\n        goes on\n"
    )
