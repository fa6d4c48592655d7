"""A folder of old versions becomes a published history: `policy-site import`, then `build`."""

from __future__ import annotations

import io
import json
import os
import subprocess
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest

from tests.acceptance.conftest import POLICY, Site, policy_site, tree
from tests.conftest import GitRepo

FIRST = "# Privacy Policy\n\nWe keep your data for one year.\n\n## 1. Contact\n\nWrite to us.\n"
SECOND = (
    "<title>Privacy</title><nav>Menu</nav><main><h1>Privacy Policy</h1><p>We keep your data for {} years.</p>"
    "<h2>1. Contact</h2><p>Write to us.</p></main>"
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a folder of four files in three formats; two of them say the same."""
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "privacy-2019-05-25.md").write_text(f"---\nlayout: legal\n---\n{FIRST}")
    (folder / "privacy 1 March 2021.html").write_text(SECOND.format("two"))
    (folder / "20220101-same-text.html").write_text(SECOND.format("two").replace("<p>", '<p class="new">'))
    document = docx.Document()
    document.add_heading("Privacy Policy", 0)
    document.add_paragraph("We keep your data for three years.")
    document.add_heading("1. Contact", 1)
    document.add_paragraph("Write to us.")
    stream = io.BytesIO()
    document.save(stream)
    (folder / "Privacy 2023_07_01.docx").write_bytes(stream.getvalue())
    return folder


def bring(site: Site, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return policy_site("import", "--repo", site.repo.path, *arguments)


def refused(site: Site, *arguments: str | Path) -> str:
    """Be refused in one message, with nothing written."""
    before = (site.repo.git("for-each-ref"), tree(site.repo.path))
    done = bring(site, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("policy-site: ")
    assert (site.repo.git("for-each-ref"), tree(site.repo.path)) == before
    return done.stderr.removeprefix("policy-site: ").rstrip("\n")


def test_a_folder_becomes_a_history(site: Site, old: Path) -> None:
    """Each file is a version of its day, imported, of no class, owing no notice, with a redline between."""
    done = bring(site, old)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith(f"3 versions of {POLICY}, now on the branch main.")
    assert "says the same as the version of 2021-03-01, so it is not a version of its own" in done.stderr
    assert site.repo.git("status", "--porcelain") == ""
    pages = site.build()
    manifest = json.loads(pages["privacy/manifest.json"])
    facts = [
        (v["version_id"], v["published_on"], v["effective_on"], v["imported"], v["class"], v["notices"])
        for v in manifest["versions"]
    ]
    assert facts == [(day, day, day, True, "undeclared", []) for day in ("2023-07-01", "2021-03-01", "2019-05-25")]
    assert b"Imported: the day of publication comes from earlier records" in pages["privacy/2021-03-01/index.html"]
    texts = {pages[f"privacy/{day}/policy.txt"] for day in ("2019-05-25", "2021-03-01", "2023-07-01")}
    assert len(texts) == 3
    assert (
        len({text.replace(b"one year.", b"N years.").replace(b"two", b"N").replace(b"three", b"N") for text in texts})
        == 1
    )
    redline = site.run("2021-03-01", "2023-07-01", name="diff").stdout
    assert "[-two-]{+three+} years" in redline
    assert site.run(name="verify").returncode == 0


def test_the_plan_is_shown_and_nothing_is_written(site: Site, old: Path) -> None:
    """`--dry-run` shows a table: date, file, format, words, and what would be written."""
    done = bring(site, old, "--dry-run")
    assert done.returncode == 0
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["date", "file", "format", "words", "writes"]
    assert rows[0].split() == [
        "2019-05-25", "privacy-2019-05-25.md", "Markdown", "14",
        f"{POLICY},", "policy/changes/privacy/imported-2019-05-25.md",
    ]  # fmt: skip
    assert rows[2].endswith("nothing: the same as 2021-03-01")
    assert done.stdout.splitlines()[-1].startswith("Nothing was written.")
    assert site.repo.git("for-each-ref") == ""
    assert not (site.repo.path / "policy").exists()


def test_programs_get_the_plan_as_json(site: Site, old: Path) -> None:
    """`--json` holds the same facts."""
    facts = json.loads(bring(site, old, "--json").stdout)
    assert (facts["policy"], facts["branch"], facts["commit"]) == (POLICY, "main", site.repo.head())
    assert [file["published_on"] for file in facts["files"]] == ["2019-05-25", "2021-03-01", "2022-01-01", "2023-07-01"]
    assert [file["same_as"] for file in facts["files"]] == [None, None, "2021-03-01", None]


def test_a_note_dates_the_version_and_claims_nothing(site: Site, old: Path) -> None:
    """The note says where the text is from; the commit is of noon that day where the organisation is."""
    site.repo.commit("2026-01-01", {"policy/policy.toml": '[organisation]\ntime_zone = "Pacific/Auckland"\n'})
    assert bring(site, old).returncode == 0
    note = site.repo.git("show", "HEAD~2:policy/changes/privacy/imported-2019-05-25.md").splitlines()
    assert note[:3] == ["---", "published: 2019-05-25", "# Imported from privacy-2019-05-25.md"]
    assert note[-1] == "---"
    assert (
        site.repo.git("log", "-1", "--format=%ai|%ci", "HEAD~2")
        == "2019-05-25 12:00:00 +1200|2019-05-25 12:00:00 +1200"
    )
    assert "Source-SHA256: " in site.repo.git("log", "-1", "--format=%B")
    days = [line.split()[0] for line in site.run(name="log").stdout.splitlines()[1:]]
    assert days == ["2023-07-01", "2021-03-01", "2019-05-25"]


def test_files_can_be_given_with_their_dates(site: Site, old: Path) -> None:
    """A file whose name says nothing comes in with `--date`, to whatever policy is named."""
    file = old.parent / "terms.html"
    file.write_text(SECOND.format("four"))
    done = bring(site, file, "--date", "2020-02-02", "--policy", "terms")
    assert done.returncode == 0, done.stderr
    assert (site.repo.path / "policy/terms.md").is_file()
    assert (site.repo.path / "policy/changes/terms/imported-2020-02-02.md").is_file()


def test_files_fill_the_policy_that_they_say(site: Site, old: Path) -> None:
    """By their names, else their titles: terms become no version of a privacy policy unless the user says so."""
    terms = old / "terms-2020-01-01.md"
    terms.write_text("# Rules\n\nBe kind.\n")
    listed = '[[policy]]\nslug = "privacy"\npath = "policy/privacy.md"\n'
    site.repo.commit("2018-01-01", {"policy/policy.toml": listed, POLICY: FIRST})
    assert "--policy terms, or with --policy privacy if it is one" in refused(site, terms)
    nameless = old / "2020-01-01.md"
    nameless.write_text("# Terms of Service\n\nBe kind.\n")
    assert "is called `Terms of Service`, and would become a version of policy/privacy.md" in refused(site, nameless)
    assert bring(site, terms, "--policy", "terms").returncode == 0
    assert site.repo.git("show", "HEAD:policy/terms.md") == "# Rules\n\nBe kind."


def test_newer_versions_can_be_added_and_older_ones_cannot(site: Site, old: Path) -> None:
    """A history is only appended to; the refusal says what to do instead."""
    assert bring(site, old / "privacy 1 March 2021.html").returncode == 0
    said = refused(site, old / "privacy-2019-05-25.md")
    assert f"is of 2019-05-25, and {POLICY} already has a history up to 2021-03-01" in said
    assert "import them into a new repository" in said
    assert "already has a history up to 2021-03-01" in refused(site, old / "privacy 1 March 2021.html")
    assert bring(site, old / "Privacy 2023_07_01.docx").returncode == 0
    assert len(site.run(name="log").stdout.splitlines()) == 3


def test_the_text_of_today_goes_on_top(site: Site, old: Path) -> None:
    """After the import, the policy goes on as any other: a commit is a version."""
    assert bring(site, old).returncode == 0
    site.repo.commit("2026-06-01", {POLICY: FIRST.replace("one year", "ten years")})
    lines = site.run(name="log").stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["2026-06-01", "2023-07-01", "2021-03-01", "2019-05-25"]
    assert ["imported" in line for line in lines[1:]] == [False, True, True, True]


def test_one_bad_file_stops_all(site: Site, old: Path) -> None:
    """Nothing is half imported: the one that cannot be read is named."""
    (old / "2020-01-01.docx").write_bytes(b"\xd0\xcf\x11\xe0")
    assert f"{old / '2020-01-01.docx'}: is an old .doc" in refused(site, old)


def test_a_version_of_the_future_is_refused(site: Site, old: Path) -> None:
    """What is still to come has not been published."""
    day = date.today() + timedelta(days=3)  # noqa: DTZ011  three days are more than any zone's difference
    file = old / f"privacy-{day}.md"
    file.write_text(FIRST)
    assert f"{file}: is dated {day}, which is still to come" in refused(site, file)


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        ("../privacy.md", "without `..` or `.git`"),
        ("policy/../../privacy.md", "without `..` or `.git`"),
        (".git/hooks/x.md", "without `..` or `.git`"),
        ("/etc/privacy.md", "is not a path inside the repository"),
        ("policy/privacy.html", "it must end in .md"),
        ("a\nb/c.md", "holds a control character"),
    ],
)
def test_a_policy_lives_inside_the_repository(site: Site, old: Path, policy: str, problem: str) -> None:
    """A path that leads out of it, or into git's own files, is refused."""
    assert problem in refused(site, old, "--policy", policy)


def test_work_that_is_not_committed_is_safe(site: Site, old: Path) -> None:
    """A draft at the policy's place is named, and stays."""
    site.repo.write(POLICY, "my draft\n")
    assert f"{POLICY}: is in {site.repo.path} and in no commit yet" in refused(site, old)
    assert (site.repo.path / POLICY).read_text() == "my draft\n"


def test_outside_a_repository_the_way_in_is_named(tmp_path: Path, old: Path) -> None:
    """The message holds the command that makes a repository."""
    plain = tmp_path / "plain"
    plain.mkdir()
    done = policy_site("import", "--repo", plain, old)
    assert (done.returncode, done.stdout) == (1, "")
    assert "run `git init` there" in done.stderr
    assert os.listdir(plain) == []  # noqa: PTH208


def test_a_translation_has_notes_of_its_own(site: Site, old: Path) -> None:
    """Two languages can be imported with versions of the same days."""
    assert bring(site, old).returncode == 0
    assert bring(site, old, "--policy", "policy/privacy.de.md").returncode == 0
    pages = site.build()
    for folder in ("privacy", "privacy.de"):
        versions = json.loads(pages[f"{folder}/manifest.json"])["versions"]
        assert [(v["version_id"], v["imported"]) for v in versions] == [
            ("2023-07-01", True), ("2021-03-01", True), ("2019-05-25", True),
        ]  # fmt: skip


def test_two_imports_of_one_folder_are_alike(old: Path, tmp_path: Path) -> None:
    """The same files give the same commits, wherever and whenever they are imported."""
    tips = []
    for name in ("one", "two"):
        site = Site(GitRepo(tmp_path / name), tmp_path / f"{name}-site", tmp_path / f"{name}.sqlite3")
        assert bring(site, old).returncode == 0
        tips.append(site.repo.head())
    assert tips[0] == tips[1]


def test_help_says_what_it_takes(tmp_path: Path) -> None:
    """The formats and the options are named where one looks first."""
    done = policy_site("import", "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(word in done.stdout for word in (".docx", "--date", "--dry-run", "--policy"))


PAGE = "<html><body><main><h1>Privacy</h1><p>We keep {} here.</p></main></body></html>"


def test_a_files_history_elsewhere_becomes_a_history_here(site: Site, tmp_path: Path) -> None:
    """Each text that a file had in another repository comes with its day, through a rename, once confirmed."""
    old = GitRepo(tmp_path / "old")
    first = old.commit("2019-05-25", {"legal/privacy.html": PAGE.format("names")})
    old.commit("2020-01-01T09:00:00+00:00", {"legal/privacy.html": PAGE.format("a slip")})
    old.commit("2020-01-01T10:00:00+00:00", {"legal/privacy.html": PAGE.format("names and mail")})
    old.commit("2020-06-01", {"legal/privacy.html": None, "privacy.html": PAGE.format("names and mail")})
    place = str(old.path / "privacy.html")
    asked = bring(site, "--from-history", place)
    assert (asked.returncode, site.repo.git("for-each-ref")) == (1, "")
    assert f"2019-05-25  privacy.html (commit {first[:12]})" in asked.stdout
    assert "was replaced on the same day" in asked.stderr
    assert "run again with --yes" in asked.stderr
    assert bring(site, "--from-history", f"{old.path}:privacy.html", "--yes").returncode == 0
    log = json.loads(site.run("--json", name="log").stdout)[0]
    assert [(each["version_id"], each["imported"]) for each in log["versions"]] == [
        ("2019-05-25", True),
        ("2020-01-01", True),
    ]
    assert "names and mail" in (site.repo.path / POLICY).read_text(encoding="utf-8")


def test_an_old_encoding_in_a_files_history_is_read(site: Site, tmp_path: Path) -> None:
    """What a repository of long ago holds in another encoding, or as no text, stops nothing and is named."""
    old = GitRepo(tmp_path / "old")
    old.commit("2019-05-25", {"privacy.md": "# Privacy\n\nThe caf\u00e9.\n".encode("cp1252")})
    old.commit("2020-05-25", {"privacy.md": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"})
    old.commit("2021-05-25", {"privacy.md": "# Privacy\n\nThe caf\u00e9s.\n"})
    done = bring(site, "--from-history", old.path / "privacy.md", "--yes")
    assert done.returncode == 0
    assert "read as Windows-1252" in done.stderr
    assert "is a Git LFS pointer and not the text; passed over" in done.stderr
    assert site.repo.git("show", "HEAD~1:policy/privacy.md").endswith("The caf\u00e9.")


def test_a_folder_of_snapshots_becomes_a_history(site: Site, tmp_path: Path) -> None:
    """Days come from the names that web archives give, to files or to folders above them; the last of a day counts."""
    files = {
        "20230101000000.html": PAGE.format("names"),
        "20240131123456/privacy/index.html": PAGE.format("a slip"),
        "20240131150000/privacy/index.html": PAGE.format("names and mail"),
        "20240131150000/privacy/style.css": "p {}",
        "2024-03-01.html": PAGE.format("names and mail"),
        "privacy_2024-07.md": "# Privacy\n\nWe keep nothing.\n",
    }
    for name, content in files.items():
        (tmp_path / "seen" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "seen" / name).write_text(content, encoding="utf-8")
    done = bring(site, "--from-history", tmp_path / "seen", "--yes", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["files"]
    assert [(each["published_on"], each["same_as"]) for each in told] == [
        ("2023-01-01", None),
        ("2024-01-31", None),
        ("2024-03-01", "2024-01-31"),
        ("2024-07-01", None),
    ]
    assert "its name says the month alone" in done.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("undated.html", "its name says no day"),
        ("2024-01-01.pdf", "is neither .md"),
        ("2190-01-01.md", "still to come"),
    ],
)
def test_a_snapshot_without_a_day_or_of_another_kind_is_refused(
    site: Site, tmp_path: Path, name: str, said: str
) -> None:
    """Nothing in the folder is left out unnoticed, and no day is guessed."""
    (tmp_path / "seen").mkdir()
    (tmp_path / "seen" / name).write_text("x", encoding="utf-8")
    assert said in refused(site, "--from-history", tmp_path / "seen", "--yes")
