"""Paper: the same words, told apart in black and white, and what each sheet is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from site_gen.cli import main
from site_gen.errors import OutputError
from site_gen.render.pdf import load_weasyprint
from tests.conftest import GitRepo

BEFORE = "# Privacy\n\nWe keep your letters for thirty days.\n"
AFTER = "# Privacy\n\nWe keep your letters for ninety days.\n"


@pytest.fixture
def sheets(repo: GitRepo, tmp_path: Path) -> Path:
    """Build a site of two versions with their sheets; return the policy's folder."""
    for tool in ("pdftotext", "pdfinfo"):
        if not shutil.which(tool):
            pytest.skip(f"needs {tool}")
    try:
        load_weasyprint()
    except (ModuleNotFoundError, OutputError) as error:
        pytest.skip(f"--pdf: {error}")
    repo.commit("2026-01-01", {"policy/privacy.md": BEFORE})
    repo.commit("2026-10-01", {"policy/privacy.md": AFTER})
    _build(repo, tmp_path, "--pdf")
    _build(repo, tmp_path, "--pdf")  # and nothing is made anew
    return tmp_path / "site" / "privacy"


def _build(repo: GitRepo, folder: Path, *more: str) -> None:
    where = ["--out", str(folder / "site"), "--cache", str(folder / "cache"), "--jobs", "1", "--today", "2026-12-01"]
    assert main(["build", "--repo", str(repo.path), *where, *more]) == 0


def _words(sheet: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(sheet), "-"], capture_output=True, text=True, check=True)
    return re.sub(r"\s+", " ", done.stdout)


def test_each_sheet_says_what_it_is(sheets: Path) -> None:
    """Title, version, the hash of the text and the page of pages stand on the foot; the file is tagged and titled."""
    words = _words(sheets / "2026-10-01" / "policy.pdf")
    assert "We keep your letters for ninety days." in words
    assert re.search(r"Privacy, 1 October 2026 \d ?/ ?\d SHA-256 [0-9a-f]{64}", words)
    assert "Skip to the text" not in words
    facts = subprocess.run(
        ["pdfinfo", str(sheets / "2026-10-01" / "policy.pdf")], capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"Tagged: +yes", facts)
    assert re.search(r"Title: +Privacy, 1 October 2026", facts)


def test_a_redline_holds_both_texts(sheets: Path) -> None:
    """The deleted word and the added one, each with its own line through or under it; the page leads to the sheets."""
    words = _words(sheets / "2026-10-01" / "changes" / "changes.pdf")
    assert "thirty" in words
    assert "ninety" in words
    assert "Privacy, 1 January 2026 to 1 October 2026" in words
    page = (sheets / "2026-10-01" / "changes" / "index.html").read_text(encoding="utf-8")
    assert 'href="changes.pdf"' in page
    assert 'href="policy.pdf"' in (sheets / "2026-10-01" / "index.html").read_text(encoding="utf-8")


def test_without_the_word_there_are_none(repo: GitRepo, tmp_path: Path) -> None:
    """Nobody pays for sheets who did not ask for them, and no page leads to one."""
    repo.commit("2026-01-01", {"policy/privacy.md": BEFORE})
    _build(repo, tmp_path)
    assert list((tmp_path / "site").rglob("*.pdf")) == []
    assert "policy.pdf" not in (tmp_path / "site/privacy/2026-01-01/index.html").read_text(encoding="utf-8")


def test_a_changed_row_has_its_bar_on_paper(repo: GitRepo, tmp_path: Path) -> None:
    """The bar at the side of a changed row of a table is drawn beside that row, and beside no other."""
    try:
        load_weasyprint()
    except (ModuleNotFoundError, OutputError) as error:
        pytest.skip(f"--pdf: {error}")
    table = "# Privacy\n\n| What | Kept |\n|---|---|\n| Letters | 30 days |\n| Calls | a week |\n"
    repo.commit("2026-01-01", {"policy/privacy.md": table})
    repo.commit("2026-10-01", {"policy/privacy.md": table.replace("30", "90")})
    _build(repo, tmp_path, "--pdf")
    sheet = tmp_path / "site/privacy/2026-10-01/changes/changes.pdf"
    assert [_has_bar(sheet, word) for word in ("Letters", "Calls")] == [True, False]


def _has_bar(sheet: Path, word: str) -> bool:
    """Whether something dark stands close to the left of a word, on the last sheet that has it."""
    for tool in ("pdftotext", "pdftoppm"):
        if not shutil.which(tool):
            pytest.skip(f"needs {tool}")
    boxes = subprocess.run(["pdftotext", "-bbox", str(sheet), "-"], capture_output=True, text=True, check=True).stdout
    pages = boxes.split("<page ")[1:]
    number, page = next((n, page) for n, page in reversed([*enumerate(pages, 1)]) if f">{word}<" in page)
    found = re.findall(rf'xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">{word}<', page)[-1]
    left, top, bottom = (round(float(each)) for each in found)
    area = ["-x", str(left - 16), "-y", str(top), "-W", "14", "-H", str(bottom - top)]
    command = ["pdftoppm", "-gray", "-r", "72", "-f", str(number), "-l", str(number), *area, str(sheet)]
    grey = subprocess.run(command, capture_output=True, check=True).stdout.split(b"255\n", 1)[1]
    return min(grey) < 128
