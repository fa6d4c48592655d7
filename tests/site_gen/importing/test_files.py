"""Which files an import takes, in which order, and what it refuses before it reads a word."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from site_gen.errors import PolicyError
from site_gen.importing.files import gather, read
from site_gen.importing.model import Format, Source

TODAY = date(2026, 11, 22)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a folder for old versions."""
    folder = tmp_path / "old"
    folder.mkdir()
    return folder


def put(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_text("# Policy\n")
    return [folder / name for name in names]


def refused(paths: list[Path], days: tuple[date, ...] = ()) -> str:
    with pytest.raises(PolicyError) as error:
        gather(paths, days, TODAY)
    return str(error.value)


def test_a_folder_is_read_oldest_first(old: Path) -> None:
    """The days in the names give the order; what systems and Word leave behind is not a version."""
    put(
        old,
        "privacy-2023-07-01.md",
        "privacy 25 May 2019.HTML",
        "2021_03_01.docx",
        "2022_03_01.docm",
        ".DS_Store",
        "~$2021_03_01.docx",
        "Thumbs.db",
    )
    sources, remarks = gather([old], (), TODAY)
    assert [(source.path.name, source.format, str(source.published_on)) for source in sources] == [
        ("privacy 25 May 2019.HTML", Format.HTML, "2019-05-25"),
        ("2021_03_01.docx", Format.DOCX, "2021-03-01"),
        ("2022_03_01.docm", Format.DOCX, "2022-03-01"),
        ("privacy-2023-07-01.md", Format.MARKDOWN, "2023-07-01"),
    ]
    assert remarks == ()


def test_the_user_s_days_count_whatever_the_names_say(old: Path) -> None:
    """`--date` belongs to the files in their order."""
    files = put(old, "b 2020-01-01.md", "a.md")
    sources, _ = gather(files, (date(2022, 2, 2), date(2021, 1, 1)), TODAY)
    assert [(source.path.name, source.published_on.year) for source in sources] == [
        ("a.md", 2021),
        ("b 2020-01-01.md", 2022),
    ]


def test_the_file_s_own_times_decide_nothing(old: Path) -> None:
    """A file copied yesterday says nothing about the day of publication."""
    (file,) = put(old, "privacy.md")
    os.utime(file, (1_500_000_000, 1_500_000_000))
    assert refused([old]) == (
        f"{file}: its name says no day; name its day with --date YYYY-MM-DD, "
        "or rename it, for example to privacy-2019-05-25.md"
    )


def test_two_files_of_one_day_are_refused(old: Path) -> None:
    """Nobody can tell which came first, and both are named."""
    one, two = put(old, "a-2019-05-25.md", "b-2019-05-25.md")
    assert refused([old]) == f"{two}: is of 2019-05-25, and so is {one}; rename one of them, or leave one out"


def test_days_to_come_and_before_the_web_are_refused(old: Path) -> None:
    """A version of the future has not been published."""
    (file,) = put(old, "privacy-2026-11-23.md")
    assert "is dated 2026-11-23, which is still to come" in refused([file])
    assert "is dated 1989-12-31, before the web" in refused([file], (date(1989, 12, 31),))


def test_dates_that_do_not_match_the_files_are_refused(old: Path) -> None:
    """Each file has one date, and a folder has none."""
    (file,) = put(old, "privacy.md")
    assert "1 files, but 2 dates" in refused([file], (TODAY, TODAY))
    assert "is a folder, and --date is for files" in refused([old], (TODAY,))


@pytest.mark.parametrize(
    ("name", "advice"),
    [("a.pdf", "find the document that it was made from"), ("a.doc", "save it as .docx"), ("a.xyz", "move it")],
)
def test_a_file_that_would_be_left_out_is_named(old: Path, name: str, advice: str) -> None:
    """A version in a format that cannot be read is refused, never skipped."""
    put(old, "privacy-2019-05-25.md", name)
    assert f"{old / name}: is neither .md, .html, .docx nor .odt; " in refused([old])
    assert advice in refused([old])


def test_an_empty_folder_and_a_missing_file_are_named(old: Path) -> None:
    """There is nothing to import from nothing."""
    assert "holds no version" in refused([old])
    assert refused([old / "a-2019-05-25.md"]) == f"{old / 'a-2019-05-25.md'}: no such file"
    assert refused([old / "nowhere"]) == f"{old / 'nowhere'}: no such file"


def test_a_folder_inside_is_remarked_on(old: Path) -> None:
    """What lies deeper is not read, and that is said."""
    put(old, "privacy-2019-05-25.html")
    (old / "privacy-2019-05-25_files").mkdir()
    assert gather([old], (), TODAY)[1] == (
        f"{old / 'privacy-2019-05-25_files'}: a folder inside the folder; nothing in it was looked at",
    )


def test_a_folder_of_two_policies_is_refused(old: Path) -> None:
    """Texts of two policies are no versions of one; files that are named one by one are what the user says."""
    files = put(old, "acme-privacy-2020-01-01.md", "acme-terms-2021-01-01.md", "Acme Privacy Policy 2022-01-01.md")
    said = refused([old])
    assert "names say 2 policies" in said
    assert "acme-privacy-2020-01-01.md" in said
    assert "; acme-terms-2021-01-01.md" in said
    assert len(gather(files, (), TODAY)[0]) == 3


def test_a_link_out_of_the_folder_is_refused(old: Path, tmp_path: Path) -> None:
    """A folder is only what lies in it."""
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    (old / "privacy-2019-05-25.md").symlink_to(secret)
    assert "is a link that leads out of" in refused([old])


def test_what_is_no_file_is_never_waited_for(old: Path) -> None:
    """A pipe that nobody writes to is refused at once."""
    pipe = old / "privacy-2019-05-25.md"
    os.mkfifo(pipe)
    with pytest.raises(PolicyError, match="is not a file that can be read"):
        read(Source(path=pipe, format=Format.MARKDOWN, published_on=TODAY))


def test_no_more_is_read_than_a_policy_can_have(old: Path) -> None:
    """A huge file is refused by its size, not by the memory it fills."""
    file = old / "privacy-2019-05-25.html"
    with file.open("wb") as stream:
        stream.truncate(10_000_001)
    with pytest.raises(PolicyError, match="is larger than 10,000,000 bytes"):
        read(Source(path=file, format=Format.HTML, published_on=TODAY))
