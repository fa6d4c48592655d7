"""Redlines as Word documents beside their pages, for whoever asked for them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from site_gen.cli import main
from tests.conftest import GitRepo

TEXTS = ("We keep letters for thirty days.", "We keep letters for ninety days.", "We keep no letters.")


def build(repo: GitRepo, folder: Path, *more: str) -> Path:
    """Build the site; return the policy's folder."""
    where = ["--out", str(folder / "site"), "--cache", str(folder / "cache"), "--jobs", "1", "--today", "2026-12-01"]
    assert main(["build", "--repo", str(repo.path), *where, *more]) == 0
    return folder / "site" / "privacy"


def test_each_redline_that_stays_has_its_document(repo: GitRepo, tmp_path: Path) -> None:
    """It tracks the page's own changes, the page leads to it, and a build that has nothing new leaves it alone."""
    for month, text in enumerate(TEXTS, 1):
        repo.commit(f"2026-0{month}-01", {"policy/privacy.md": f"# Privacy\n\n{text}\n"})
    policy = build(repo, tmp_path, "--word")
    found = {path.relative_to(policy).as_posix(): path for path in policy.rglob("*.docx")}
    pages = ("2026-02-01/changes", "2026-03-01/changes", "2026-01-01..2026-03-01")
    assert set(found) == {f"{page}/changes.docx" for page in pages}
    with ZipFile(BytesIO(found["2026-02-01/changes/changes.docx"].read_bytes())) as package:
        document = package.read("word/document.xml").decode()
    assert "<w:delText" in document
    assert "thirty" in document
    assert "ninety" in document
    assert 'href="changes.docx"' in (policy / "2026-02-01/changes/index.html").read_text(encoding="utf-8")
    assert "changes.docx" not in (policy / "since/2026-01-01/index.html").read_text(encoding="utf-8")
    older = found["2026-02-01/changes/changes.docx"]
    before = older.stat().st_mtime_ns
    repo.commit("2026-04-01", {"policy/privacy.md": "# Privacy\n\nWe keep nothing.\n"})
    build(repo, tmp_path, "--word")
    assert older.stat().st_mtime_ns == before


def test_nobody_gets_documents_unasked(repo: GitRepo, tmp_path: Path) -> None:
    """Without the word there are none, and no page leads to one."""
    for month, text in enumerate(TEXTS[:2], 1):
        repo.commit(f"2026-0{month}-01", {"policy/privacy.md": f"# Privacy\n\n{text}\n"})
    policy = build(repo, tmp_path)
    assert list(policy.rglob("*.docx")) == []
    assert "docx" not in (policy / "2026-02-01/changes/index.html").read_text(encoding="utf-8")


def test_another_program_may_rename_its_script(repo: GitRepo, tmp_path: Path) -> None:
    """Styles and script are named after their content; that an older name goes takes down no address."""
    repo.commit("2026-01-01", {"policy/privacy.md": "# Privacy\n\nText.\n"})
    site = build(repo, tmp_path).parent
    (script,) = site.glob("site.*.js")
    record = site / ".policy-site"
    record.write_text(record.read_text().replace(script.name, "site.0123456789ab.js"))
    script.rename(site / "site.0123456789ab.js")
    repo.commit("2026-02-01", {"policy/privacy.md": "# Privacy\n\nOther text.\n"})
    build(repo, tmp_path)
    assert [path.name for path in site.glob("site.*.js")] == [script.name]
