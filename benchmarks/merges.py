"""Plant the merge of a colleague's `git pull` into real histories, and see what the record of the site mends.

    python -m benchmarks.merges BUNDLE...

Each bundle holds one policy, policy/privacy.md. Published at its tip, the site must come out the same to the byte after
the merge; a build without the record must name the merge; the check must warn before the push; and an older commit must
be refused. Exit code 1 where one of them fails.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import subprocess
import tempfile
from pathlib import Path

from benchmarks.histories import PATH
from site_gen.cli import main as policy_site
from site_gen.git.repository import open_repository

BACK = 3
"""Commits that the colleague's clone is behind."""
TODAY = "2030-01-01"


def judge(bundle: Path, folder: Path) -> dict[str, bool]:
    """Return by name what holds of one history."""
    repository, site = folder / "repository.git", folder / "site"
    _git(folder, "clone", "--quiet", "--bare", str(bundle), str(repository))
    tip = open_repository(repository).tip  # a clone of a bundle may have no HEAD
    line = _git(repository, "rev-list", "--first-parent", f"--max-count={BACK + 1}", tip).split()
    _build(repository, site)
    refused, _ = _build(repository, site, "--branch", _branch(repository, "older", line[-1]))
    clone = _commit(repository, line[-1], "Work", line[-1])
    merge = _commit(repository, tip, "Merge branch 'main' of https://example.com/policies", clone, tip)
    pulled = _branch(repository, "pulled", merge)
    _, warned = _build(repository, folder / "alone", "--branch", pulled)
    code, _ = _build(repository, folder / "mended", "--branch", pulled, "--published", str(site))
    _, checked = _run("check", "--repo", str(repository), "--base", tip, "--head", merge)
    return {
        "mended": code == 0 and _versions(folder / "mended") == _versions(site) and _pages(site, folder / "mended"),
        "another without it": _versions(folder / "alone") != _versions(site),
        "named": merge[:12] in warned,
        "warned before": "base-off-line" in checked,
        "older refused": refused == 1,
    }


def _pages(before: Path, after: Path) -> bool:
    """Whether every page stands as it was; manifests and feeds name the commit that was built."""
    pages = [path.relative_to(before) for path in before.rglob("*.html")]
    return all((after / page).read_bytes() == (before / page).read_bytes() for page in pages)


def _versions(site: Path) -> list[str]:
    manifest = json.loads((site / "privacy" / "manifest.json").read_bytes())
    return [f"{entry['version_id']} {entry['text_sha256']}" for entry in manifest["versions"]]


def _build(repository: Path, out: Path, *more: str) -> tuple[int, str]:
    cache = str(out.parent / "cache.sqlite3")
    where = ("--repo", str(repository), "--policy", PATH, "--out", str(out), "--cache", cache)
    return _run("build", *where, "--redlines", "changes", *more)


def _run(*command: str) -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        code = policy_site([*command, "--today", TODAY])
    return code, said.getvalue()


def _commit(repository: Path, tree: str, message: str, *parents: str) -> str:
    named = [word for parent in parents for word in ("-p", parent)]
    return _git(repository, "commit-tree", f"{tree}^{{tree}}", *named, "-m", message)


def _branch(repository: Path, name: str, commit: str) -> str:
    _git(repository, "branch", "--force", name, commit)
    return name


def _git(folder: Path, *arguments: str) -> str:
    who = {f"GIT_{role}_{what}": "b@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], env=os.environ | who, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout.strip()


def main() -> int:
    """Print what holds of each history."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("bundles", nargs="+", type=Path, metavar="BUNDLE")
    failed = False
    for bundle in parser.parse_args().bundles:
        with tempfile.TemporaryDirectory(prefix="merges-") as name:
            found = judge(bundle.resolve(), Path(name))
        failed |= not all(found.values())
        print(f"{bundle.stem:<14}", ", ".join(f"{what}: {'yes' if holds else 'NO'}" for what, holds in found.items()))
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
