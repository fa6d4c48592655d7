"""The cache keeps what earlier builds worked out, and can be lost at any time."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from site_gen.build.cache import Cache
from site_gen.build.names import name_all
from site_gen.build.rows import Rows
from site_gen.model.version import Version
from site_gen.program import code_folder
from tests.browser import sample_lives


def filled(path: Path, program: str = "one") -> None:
    cache = Cache(path, program)
    cache["text"].add("oid", "facts")
    cache["pair"].add_all({"a..b": "summary", "b..c": "another"})
    cache.close()


def test_it_answers_what_it_was_told(tmp_path: Path) -> None:
    """What one build learnt the next one knows."""
    filled(tmp_path / "new" / "cache")
    cache = Cache(tmp_path / "new" / "cache", "one")
    assert (cache["text"].find("oid"), cache["text"].find("a..b")) == ("facts", None)
    assert cache["pair"].find_all(["a..b", "c..d"]) == {"a..b": "summary"}
    assert cache["pair"].kept() == {"a..b": "summary", "b..c": "another"}
    cache.close()


def test_another_program_knows_nothing(tmp_path: Path) -> None:
    """What one program worked out, another might see otherwise."""
    filled(tmp_path / "cache")
    cache = Cache(tmp_path / "cache", "two")
    assert (cache["text"].find("oid"), cache["pair"].kept()) == (None, {})
    cache.close()


def test_a_spoilt_file_is_made_anew(tmp_path: Path) -> None:
    """A file that is not a cache costs what it held, and holds again afterwards."""
    path = tmp_path / "cache"
    path.write_bytes(b"not a database" * 400)
    filled(path)
    cache = Cache(path, "one")
    assert cache["text"].find("oid") == "facts"
    cache.close()


def test_a_place_without_room_is_no_error(tmp_path: Path) -> None:
    """Where no file can be, the cache lives as long as the build."""
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "cache", "one")
    cache["text"].add("oid", "facts")
    assert cache["text"].find("oid") == "facts"
    cache.close()
    assert (tmp_path / "file").read_text() == "in the way"


def test_builds_may_share_it(tmp_path: Path) -> None:
    """Two builds at once lose nothing of either."""
    first, second = Cache(tmp_path / "cache", "one"), Cache(tmp_path / "cache", "one")
    first["pair"].add("a", "1")
    second["pair"].add("b", "2")
    second.close()
    first.close()
    cache = Cache(tmp_path / "cache", "one")
    assert cache["pair"].kept() == {"a": "1", "b": "2"}
    cache.close()


def test_a_row_is_written_once_for_what_it_is_made_from(tmp_path: Path) -> None:
    """Another version, or another day of it, is another row; the same is the same in the next build."""
    written = []

    def write(version: Version) -> str:
        written.append(version)
        return f"row {len(written)}"

    version = sample_lives.version("2026-01-01")
    postponed = replace(version, effective_on=date(2026, 2, 1))
    for _ in "first", "second":
        cache = Cache(tmp_path / "cache", "one")
        rows = Rows(cache["row"])
        found = [rows.remember(partial(write, each), "history", each) for each in (version, postponed, version)]
        assert found == ["row 1", "row 2", "row 1"]
        cache.close()


def test_what_is_no_text_has_a_name_too() -> None:
    """A path may hold any byte; records have one name in every process, and others another."""
    paths = (b"policy/\xe9.md", b"policy/\xe8.md", b"policy/\xe9.md")
    first, other, same = (name_all(sample_lives.version("2026-01-01"), os.fsdecode(path)) for path in paths)
    assert first == same != other


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions are POSIX's")
def test_code_is_read_from_a_private_folder_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that others can write to may hold their code, so that none is read from it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = code_folder()
    assert folder == tmp_path / "section11/templates"
    assert folder.stat().st_mode & 0o077 == 0
    folder.chmod(0o777)
    assert code_folder() is None
