"""The output folder, without a build."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from site_gen.build.folder import EMPTY, OutputFolder
from site_gen.build.keys import digest
from site_gen.errors import OutputError


def publish(folder: OutputFolder, *paths: str, keep: tuple[str, ...] = ()) -> list[str]:
    """Publish files; those of one folder were made together."""
    kept = [folder.record().files[path] for path in keep]
    with folder.stage() as stage:
        keys = [digest(path.rpartition("/")[0] or path) for path in paths]
        return folder.publish(
            "key", kept, [stage.write(*each, each[0].encode()) for each in zip(paths, keys, strict=True)]
        )


@pytest.fixture
def folder(tmp_path: Path) -> OutputFolder:
    """Return a folder that is not there yet."""
    return OutputFolder(tmp_path / "out" / "site")


def test_what_is_published_is_there_and_on_record(folder: OutputFolder) -> None:
    """The record names each file with its key and size."""
    publish(folder, "index.html", "a b/ü.html")
    record = folder.record()
    assert (folder.path / "a b/ü.html").read_text(encoding="utf-8") == "a b/ü.html"
    assert {path: file.size for path, file in record.files.items()} == {"index.html": 10, "a b/ü.html": 11}
    assert folder.intact_files(record) == record


def test_what_is_in_neither_list_goes_with_its_folders(folder: OutputFolder) -> None:
    """Only ours goes; a folder stays while anything is in it."""
    publish(folder, "index.html", "a/b/one.html", "a/two.html", "c/three.html")
    (folder.path / "c/mine.txt").write_text("mine")
    assert publish(folder, "a/two.html", keep=("index.html",)) == ["a/b/one.html", "c/three.html"]
    found = sorted(path.relative_to(folder.path).as_posix() for path in folder.path.rglob("*") if path.is_file())
    assert found == [".policy-site", "a/two.html", "c/mine.txt", "index.html"]
    assert not (folder.path / "a/b").exists()


def test_a_file_that_changed_size_no_longer_stands(folder: OutputFolder) -> None:
    """Whatever was touched by others drops out of the record, and with it the claim that the build stands."""
    publish(folder, "index.html", "a.html")
    (folder.path / "a.html").write_text("short")
    standing = folder.intact_files(folder.record())
    assert (set(standing.files), standing.build_key) == ({"index.html"}, "")


def test_a_file_that_somebody_wrote_to_no_longer_stands(folder: OutputFolder) -> None:
    """One that was written to since the build is made anew, its size unchanged or not."""
    publish(folder, "index.html", "a.html")
    later = (folder.path / ".policy-site").stat().st_mtime_ns + 1_000_000
    (folder.path / "a.html").write_text("b.html", encoding="utf-8")
    os.utime(folder.path / "a.html", ns=(later, later))
    assert set(folder.intact_files(folder.record()).files) == {"index.html"}
    assert folder.count_current("key") == 0


def test_what_was_made_together_stands_together(folder: OutputFolder) -> None:
    """A page that is gone is made again with all that comes of the same work, and with nothing else."""
    publish(folder, "index.html", "a/index.html", "a/policy.md", "b/index.html")
    (folder.path / "a/policy.md").unlink()
    assert set(folder.intact_files(folder.record()).files) == {"index.html", "b/index.html"}


def test_an_error_while_staging_leaves_no_trace(folder: OutputFolder) -> None:
    """Nothing is published, and a folder that was not there is not there again."""
    with pytest.raises(OutputError), folder.stage() as stage:
        stage.write("index.html/below", "k", stage.write("index.html", "k", b"x").path.encode())
    assert not folder.path.exists()
    assert folder.record() == EMPTY


def test_a_folder_in_the_place_of_our_file_is_refused(folder: OutputFolder) -> None:
    """What cannot be renamed over is found before the first rename."""
    publish(folder, "index.html", "a.html")
    (folder.path / "a.html").unlink()
    (folder.path / "a.html").mkdir()
    with pytest.raises(OutputError, match=r"a\.html: was not written by policy-site"):
        publish(folder, "index.html", "a.html")
    assert (folder.path / "index.html").read_text() == "index.html"
