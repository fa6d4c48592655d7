"""The guide for legal shows what the program prints: its story is lived again, and each marked block compared."""

from __future__ import annotations

import html
import io
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import docx
import pytest

from site_gen.declared.questions import QUESTIONS
from site_gen.model.note import ChangeClass
from tests.acceptance.conftest import POLICY, ROOT, policy_site
from tests.conftest import GitRepo

GUIDE = ROOT / "docs/for-legal.md"
BASE = "51b73d31a027837e6b64504b1ea347c1bbe58266"
"""The commit whose example policy and notes the story begins with; later ones change nothing about it."""
RULES = "policy/notice-rules.toml"
"""These are today's, so that the guide shows what laws ask as we know it."""
BRANCH = "measure-advertisements"
NOTE = "policy/changes/privacy/measuring-our-advertisements.md"
BEFORE_IT = "- **Suggestions for listings:** Phrasewick,"
EDITS = {
    "We do not use personal information for advertising.": (
        "We do not use personal information for advertising, except to count how many people our own advertisements "
        "bring ([section 3](#how-we-disclose-personal-information))."
    ),
    "| Improve the Service; keep members safe | Providers of hosting; analytics vendors | No |": (
        "| Improve the Service; keep members safe; count how many people our advertisements bring "
        "| Providers of hosting; analytics vendors; the vendor that measures our advertisements | No |"
    ),
}
WRITTEN, MERGED, EFFECTIVE = "2027-02-01", "2027-02-02", "2027-03-10"
LINKS = (
    *("--repository-url", "https://github.example/merrowshed/policies"),
    *("--head-branch", BRANCH),
    *("--details-url", "https://github.example/merrowshed/policies/actions/runs/1"),
)

_MARKED = re.compile(
    r'^<!-- (?P<kind>output|input): (?P<name>[a-z-]+)(?P<kept>(?:; "[^"\n]*" to "[^"\n]*")*) -->\n'
    r"(?:(?P<fence>`{3,})(?P<language>\w*)\n(?P<fenced>.*?)^(?P=fence)$|(?P<quoted>(?:>[^\n]*\n)+))",
    re.MULTILINE | re.DOTALL,
)
_KEPT = re.compile(r'"([^"\n]*)" to "([^"\n]*)"')
_LONG = re.compile(r"(\S{120})\S{80,}?(?=[)\s])")


def text_of(found: re.Match[str]) -> str:
    """Return what a marked block shows, without the signs that make it a block."""
    if found["quoted"] is None:
        return found["fenced"]
    return "".join(f"{line.removeprefix('>').removeprefix(' ')}\n" for line in found["quoted"].splitlines())


def shown(found: re.Match[str], printed: str) -> str:
    """Cut what was printed as the block's mark says: from a line that begins so to one that begins so, `…` between.

    To `¶` is to the next empty line, to nothing is to the end.
    """
    gap = ["…"] if found["quoted"] is None else ["", "…", ""]
    lines = _LONG.sub(r"\1…", printed).rstrip("\n").split("\n")
    kept: list[str] = []
    at = 0
    for first, last in _KEPT.findall(found["kept"]) or [("", "")]:
        start = line_of(first, lines, at)
        end = len(lines) if not last else line_of(last, lines, start) + (last != "¶")
        kept += gap * (start > at) + lines[start:end]
        at = end
    return "\n".join([*kept, *gap * (at < len(lines))]).strip("\n") + "\n"


def line_of(begin: str, lines: Sequence[str], at: int) -> int:
    """Return the number of the next line that begins so."""
    numbers = (n for n in range(at, len(lines)) if (lines[n].startswith(begin) if begin != "¶" else not lines[n]))
    found = next(numbers, None)
    assert found is not None, f"the guide waits for a line that begins with {begin!r}, and the program prints none"
    return found


def block(found: re.Match[str], text: str) -> str:
    """Write a marked block anew."""
    mark = found[0].split("\n", 1)[0]
    if found["quoted"] is None:
        return f"{mark}\n{found['fence']}{found['language']}\n{text}{found['fence']}"
    return f"{mark}\n" + "".join(f"> {line}".rstrip() + "\n" for line in text.splitlines())


def inputs() -> dict[str, str]:
    """Return what legal types in the story: the guide itself is the source."""
    return {found["name"]: text_of(found) for found in _MARKED.finditer(GUIDE.read_text()) if found["kind"] == "input"}


class Desk:
    """Where the story happens: a clone of the repository as it was then."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repo = GitRepo(folder / "policies")
        self.repo.git("fetch", "--quiet", str(ROOT), f"{BASE}:refs/remotes/origin/main")
        self.repo.git("checkout", "--quiet", "--detach", "origin/main")
        self.repo.commit("2027-01-20", {RULES: (ROOT / RULES).read_bytes()}, "Notice rules: as checked")
        self.repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
        self.repo.git("checkout", "--quiet", "-b", BRANCH)

    def says(self, *arguments: str, today: str | None = WRITTEN, repo: GitRepo | None = None) -> str:
        """Run the program there, and return what it prints."""
        day = ("--today", today) if today else ()
        done = policy_site(*arguments, *day, cwd=(repo or self.repo).path)
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout or done.stderr

    def edit(self, item: str) -> None:
        """Make the change of the story."""
        text = (self.repo.path / POLICY).read_text().replace(BEFORE_IT, f"{item}{BEFORE_IT}")
        for old, new in EDITS.items():
            assert text.count(old) == 1
            text = text.replace(old, new)
        self.repo.commit(WRITTEN, {POLICY: text}, "Privacy policy: a vendor measures our advertisements")

    def merge(self) -> None:
        """Merge as GitHub does, a day later."""
        self.repo.git("checkout", "--quiet", "-B", "main", "origin/main")
        self.repo.git(
            "merge", "--quiet", "--no-ff", "--message=Merge the change", BRANCH, on=f"{MERGED}T20:00:00+00:00"
        )


_TAG = re.compile(r"</?(\w+)[^>]*>")
_INLINE = frozenset({"a", "abbr", "b", "code", "em", "ins", "del", "span", "strong", "time"})


def words(page: Path) -> str:
    """Return what a page of ours says, as plain paragraphs, one for each block."""
    body = page.read_text().split("<body", 1)[1].partition(">")[2].replace("\n", " ")
    text = _TAG.sub(lambda tag: "" if tag[1] in _INLINE else "\n", body)
    lines = (" ".join(html.unescape(line).split()) for line in text.split("\n"))
    return "\n\n".join(line for line in lines if line) + "\n"


def imported(desk: Desk) -> Iterator[tuple[str, str]]:
    """Bring three old versions into an empty repository."""
    old = desk.folder / "old versions"
    old.mkdir()
    (old / "privacy-2019-05-25.md").write_text("# Privacy\n\nWe keep your data for one year.\n")
    (old / "privacy 1 March 2021.html").write_text(
        "<main><h1>Privacy</h1><p>We keep your data for two years.</p></main>"
    )
    word, stream = docx.Document(), io.BytesIO()
    word.add_heading("Privacy", 0)
    word.add_paragraph("We keep your data for three years.")
    word.save(stream)
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(old / "Privacy final v3.docx", "w") as undated:
        for name in made.namelist():  # the import notes the file's hash, and a new file would carry the time
            undated.writestr(zipfile.ZipInfo(name), made.read(name))
    empty = GitRepo(desk.folder / "new")
    yield "import-refused", desk.says("import", "../old versions", today=None, repo=empty)
    (old / "Privacy final v3.docx").rename(old / "Privacy 2023-07-01.docx")
    yield "import", desk.says("import", "../old versions", today=None, repo=empty)
    yield "import-log", desk.says("log", repo=empty)


def story(desk: Desk) -> Iterator[tuple[str, str]]:
    """Live the guide from the edit to the day on which the change applies."""
    typed = inputs()
    desk.edit(typed["new-item"])
    yield "comment-missing", desk.says("check", "--format", "markdown", *LINKS)
    yield "check-missing", desk.says("check")
    yield "note-empty", desk.says("note", "--stdout")
    desk.repo.commit(WRITTEN, {NOTE: typed["note-filled"].replace(f"effective: {EFFECTIVE}", "effective: 2027-02-20")})
    yield "check-too-soon", desk.says("check")
    desk.repo.commit(WRITTEN, {NOTE: typed["note-filled"]})
    assert desk.says("check").startswith(f"{POLICY}: ready to merge.")
    yield "comment-passed", desk.says("check", "--format", "markdown", *LINKS)
    desk.merge()
    yield "log-merged", desk.says("log", today="2027-02-03")
    yield "log-effective", desk.says("log", today=EFFECTIVE)
    site = desk.folder / "site"
    desk.says("build", "--redlines", "changes", "--out", str(site), today="2027-02-03")
    yield "page-current", words(site / "privacy/index.html")
    yield "page-new", words(site / f"privacy/{MERGED}/index.html")
    yield "page-changes", words(site / f"privacy/{MERGED}/changes/index.html")
    yield "explain-list", desk.says("explain", today=None)
    yield "explain", desk.says("explain", "date-too-soon", today=None)
    yield from imported(desk)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a clone in which nothing has been edited yet."""
    command = ["git", "-C", str(ROOT), "cat-file", "-e", f"{BASE}^{{commit}}"]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip(f"this clone does not hold commit {BASE}: git fetch --unshallow")
    return Desk(tmp_path)


def test_golden_the_guide_shows_what_the_program_prints(desk: Desk) -> None:
    """Every marked block of the guide is what the program prints today, shortened only where `…` says so."""
    guide, printed = GUIDE.read_text(), dict(story(desk))

    def renewed(found: re.Match[str]) -> str:
        return found[0] if found["kind"] == "input" else block(found, shown(found, printed[found["name"]]))

    if os.environ.get("GOLDEN") == "write":
        GUIDE.write_text(_MARKED.sub(renewed, guide))
    assert GUIDE.read_text().count("<!-- output:") == len(
        [found for found in _MARKED.finditer(guide) if found["kind"] == "output"]
    )
    for found in _MARKED.finditer(GUIDE.read_text()):
        if found["kind"] == "output":
            assert text_of(found) == shown(found, printed[found["name"]]), found["name"]


def test_the_guide_names_every_class_and_question() -> None:
    """The tables of the guide hold each class and each question of the checklist, in the program's words."""
    guide = GUIDE.read_text()
    for code, question in QUESTIONS.items():
        assert f"| {code} | {question} |" in guide
    for each in ChangeClass:
        assert f"| `{each}` |" in guide


WITHDRAWN = """\
---
effective: 2027-01-15
class: minor
practice: wording
answers:
{answers}
---
We put off what we announced on 16 November. The text that applies today goes on to apply.
"""


def test_an_upcoming_version_is_withdrawn_by_the_old_words_with_its_date(desk: Desk) -> None:
    """The guide's way to postpone works: the check passes it, and the announced words never come into force."""
    in_force = desk.says("log", today="2026-12-10").split("in force")[1].split()[1]
    desk.repo.git("checkout", "--quiet", in_force, "--", POLICY)
    asked = re.findall(r"^  ([MD]\d+):$", desk.says("note", "--stdout", today="2026-12-10"), re.MULTILINE)
    answers = "\n".join(f"  {code}: no. The text that applies today goes on to apply." for code in asked)
    note = {"policy/changes/privacy/postponed.md": WITHDRAWN.format(answers=answers)}
    desk.repo.commit("2026-12-10", note)
    assert desk.says("check", today="2026-12-10").startswith(f"{POLICY}: ready to merge.")
    _, newest, announced, *_ = desk.says("log", today="2027-01-15").splitlines()
    assert newest.split()[0] == "2026-12-10"
    assert (" in force " in newest, " taken back " in announced) == (True, True)


def test_a_later_date_alone_puts_nothing_off(desk: Desk) -> None:
    """What the guide says of a later version with a later date is so: until then the announced words apply."""
    text = (desk.repo.path / POLICY).read_text().replace("a street or a gardening club", "a street or a club")
    note = "---\neffective: 2027-03-01\nclass: minor\npractice: wording\n---\nOne example is wider.\n"
    desk.repo.commit("2026-12-10", {POLICY: text, "policy/changes/privacy/later.md": note})
    _, newest, announced, *_ = desk.says("log", today="2027-01-15").splitlines()
    assert (" upcoming " in newest, " in force " in announced) == (True, True)
