"""What lies far back never blocks: it is told as well as can be, and refused only where it can still be mended."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_gen.build.entry import build
from site_gen.errors import PolicyError
from site_gen.git.repository import open_repository
from site_gen.history.reader import read_histories
from site_gen.model.history import History
from site_gen.options import Options
from site_gen.text.decode import decode_text, read_published
from tests.conftest import GitRepo
from tests.site_gen.histories import PATH

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d" * 32 + b"\nsize 98\n"
CAFE = "# Privacy\n\nWe keep the caf\u00e9\u2019s name.\n"
TODAY = date(2030, 1, 1)


def history_of(repo: GitRepo) -> History:
    """Tell the one policy's history."""
    (found,) = read_histories(Options(repository=repo.path, today=TODAY), open_repository(repo.path))
    return found


def dated(repo: GitRepo, seconds: str, parent: bool = True) -> str:
    """Commit the files as they are with a date that `git commit` would refuse."""
    repo.git("add", "--all")
    before = f"parent {repo.head()}\n" if parent else ""
    body = f"tree {repo.git('write-tree')}\n{before}author L <l@example.com> 1 +0000\ncommitter L <l@example.com> "
    commit = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{body}{seconds}\n\nx\n")
    repo.git("update-ref", "refs/heads/main", commit)
    return commit


def built(repo: GitRepo, out: Path) -> tuple[str, ...]:
    """Build the site and return what the build warns of."""
    options = Options(repository=repo.path, today=TODAY, cache=out.with_suffix(".sqlite3"), jobs=1)
    return build(options, out, lambda *_: None).warnings


@pytest.mark.parametrize(
    ("old", "said"),
    [
        (CAFE.encode("cp1252"), "is not UTF-8; what is not is read as Windows-1252"),
        (CAFE.encode("utf-16"), "is UTF-16, and is read as such"),
        ("# Privacy\n\nWe keep the name.\n".encode("utf-16-le"), "is UTF-16, and is read as such"),
        (CAFE.encode() + b"Caf\xe9.\n", "is not UTF-8"),
        (CAFE.encode().replace(b"keep", b"ke\0p"), "holds zero bytes"),
    ],
    ids=["Windows-1252", "UTF-16", "UTF-16 without its mark", "mixed", "a zero byte"],
)
def test_an_old_encoding_is_read_as_the_public_saw_it(repo: GitRepo, tmp_path: Path, old: bytes, said: str) -> None:
    """A text that is not UTF-8 is a version like any other, with a warning that names its commit."""
    first = repo.commit("2019-01-01", {PATH: old})
    repo.commit("2025-01-01", {PATH: "# Privacy\n\nWe keep nothing.\n"})
    history = history_of(repo)
    assert [version.version_id for version in history.versions] == ["2019-01-01", "2025-01-01"]
    ((warning),) = history.warnings
    assert warning.commit == first
    assert said in warning.message
    assert built(repo, tmp_path / "site") == (f"{PATH} (commit {first[:12]}): {warning.message}",)
    page = (tmp_path / "site" / "privacy" / "2019-01-01" / "index.html").read_text(encoding="utf-8")
    assert "name" in page
    assert (tmp_path / "site" / "privacy" / "2019-01-01" / "policy.md").read_bytes() == old


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (CAFE.encode("utf-32"), "is UTF-32"),
        (POINTER.replace(b"\n", b"\r\n"), "is a Git LFS pointer"),
        (b"\xef\xbb\xbf" + POINTER, "is a Git LFS pointer"),
        (b"\0GITCRYPT\0\x8f\xa0", "is encrypted by git-crypt"),
    ],
    ids=["UTF-32", "pointer saved on Windows", "pointer with a mark", "git-crypt"],
)
def test_what_an_editor_saved_again_is_still_known(data: bytes, words: str) -> None:
    """No other line ends, no mark and no wider letters turn what is not UTF-8 text into one."""
    reading = read_published(data)
    assert words in reading.remark + reading.no_text
    assert reading.text in {CAFE, ""}
    with pytest.raises(PolicyError):
        decode_text(data, PATH)


def test_the_same_words_saved_as_utf_8_are_no_new_version(repo: GitRepo) -> None:
    """Whoever repairs the encoding changes nothing that a reader can see."""
    repo.commit("2019-01-01", {PATH: CAFE.encode("cp1252")})
    repo.commit("2025-01-01", {PATH: CAFE})
    assert [version.version_id for version in history_of(repo).versions] == ["2019-01-01"]


@pytest.mark.parametrize(
    ("old", "said"),
    [
        (POINTER, "is a Git LFS pointer and not the text"),
        (bytes(range(256)) * 20, "is not text but binary data"),
        (b"a" * 2_000_001, "is 2,000,001 bytes long, which no policy is"),
    ],
    ids=["LFS pointer", "binary", "huge"],
)
def test_what_was_no_text_is_passed_over(repo: GitRepo, tmp_path: Path, old: bytes, said: str) -> None:
    """Where no text stood the policy stays as it was, with a warning; at the tip the same is refused."""
    repo.commit("2019-01-01", {PATH: "# Privacy\n\nOne.\n"})
    wrong = repo.commit("2020-01-01", {PATH: old})
    with pytest.raises(PolicyError, match=rf"{PATH} \(commit {wrong[:12]}\)"):
        built(repo, tmp_path / "refused")
    repo.commit("2021-01-01", {PATH: "# Privacy\n\nTwo.\n"})
    history = history_of(repo)
    assert [version.version_id for version in history.versions] == ["2019-01-01", "2021-01-01"]
    assert [(warning.commit, said in warning.message) for warning in history.warnings] == [(wrong, True)]
    assert len(built(repo, tmp_path / "site")) == 1


def test_a_link_a_folder_and_a_submodule_of_long_ago(repo: GitRepo, tmp_path: Path) -> None:
    """What stood at the path instead of a file makes no version, and no other policy suffers from it."""
    repo.write("policy/real.md", "# Real\n\nText.\n")
    (repo.path / PATH).symlink_to("real.md")
    link = repo.commit("2019-01-01")
    (repo.path / PATH).unlink()
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{link},{PATH}")
    repo.git("commit", "--quiet", "--message=Submodule", on="2020-01-01")
    submodule = repo.head()
    repo.git("rm", "--quiet", "--cached", PATH)
    repo.commit("2021-01-01", {f"{PATH}/part.md": "x"})
    (repo.path / PATH / "part.md").unlink()
    (repo.path / PATH).rmdir()
    repo.commit("2022-01-01", {PATH: "# Privacy\n\nOne.\n"})
    warnings = built(repo, tmp_path / "site")
    assert [warning.partition(": ")[2] for warning in warnings] == [
        "is a symbolic link and not the text, so no version is made of it",
        "is a submodule and not the text, so no version is made of it",
    ]
    assert all(commit[:12] in warning for commit, warning in zip((link, submodule), warnings, strict=True))
    assert (tmp_path / "site" / "privacy" / "2022-01-01").is_dir()
    assert (tmp_path / "site" / "real" / "2019-01-01").is_dir()


@pytest.mark.parametrize("seconds", ["-3600 +0000", "99999999999999999999 +0000", "999999999999999 +0000"])
def test_a_date_that_git_cannot_read(repo: GitRepo, seconds: str) -> None:
    """A commit of before 1970, or beyond any calendar, counts as of the commit before it, and is named."""
    repo.write(PATH, "# Privacy\n\nOne.\n")
    first = dated(repo, seconds, parent=False)
    repo.commit("2020-01-01", {PATH: "# Privacy\n\nTwo.\n"})
    repo.write(PATH, "# Privacy\n\nThree.\n")
    third = dated(repo, seconds)
    history = history_of(repo)
    assert [version.version_id for version in history.versions] == ["1970-01-01", "2020-01-01", "2020-01-01-2"]
    assert [warning.commit for warning in history.warnings] == [first, third]


def test_a_clock_set_years_ahead_hides_nothing(repo: GitRepo) -> None:
    """A commit dated 2099 counts as of the commit after it: else no later version would be published for decades."""
    repo.commit("2020-01-01", {PATH: "# Privacy\n\nOne.\n"})
    ahead = repo.commit("2099-01-01", {PATH: "# Privacy\n\nTwo.\n"})
    repo.commit("2021-01-01", {PATH: "# Privacy\n\nThree.\n"})
    history = history_of(repo)
    assert [version.version_id for version in history.versions] == ["2020-01-01", "2021-01-01", "2021-01-01-2"]
    assert [warning.commit for warning in history.warnings] == [ahead]


def test_an_absurd_offset_changes_no_day(repo: GitRepo) -> None:
    """The zone that a commit claims is its author's; the organisation's decides the day."""
    repo.write(PATH, "# Privacy\n\nOne.\n")
    dated(repo, "1600000000 +9959", parent=False)
    assert [version.version_id for version in history_of(repo).versions] == ["2020-09-13"]


@given(st.one_of(st.binary(max_size=300), st.text(max_size=100).map(lambda text: text.encode("utf-16"))))
def test_any_bytes_can_be_read(data: bytes) -> None:
    """Nothing that was ever published stops a reading, and what is plain UTF-8 is read to the letter."""
    found = read_published(data)
    assert "\0" not in found.text
    try:
        strict = decode_text(data, "x")
    except PolicyError:
        assert found.remark or found.no_text
        return
    assert found.no_text or found.text == strict
