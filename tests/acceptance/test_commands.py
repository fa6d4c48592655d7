"""`policy-site` as a process: what goes to stdout, what to stderr, and the exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from site_gen.build.entry import build
from site_gen.git.repository import open_repository
from site_gen.history.declarations import on_its_day
from site_gen.options import Options
from tests.acceptance.conftest import POLICY, PROGRAM, ROOT, Site, policy_site, policy_text, process, publish
from tests.conftest import GitRepo


@pytest.fixture
def published(site: Site) -> Site:
    """Return a site of three versions."""
    publish(site.repo, 3)
    site.build()
    return site


@pytest.mark.parametrize("command", ["", "build", "log", "diff", "serve", "verify"])
def test_help_is_there_for_every_command(command: str, tmp_path: Path) -> None:
    """`--help` goes to stdout and ends well."""
    done = process([*PROGRAM, *command.split(), "--help"], cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: policy-site")


@pytest.mark.parametrize("wrong", [[], ["--jobs", "0"], ["--today", "tomorrow"], ["--redlines", "some"]])
def test_wrong_use_is_told_apart_from_failure(site: Site, wrong: list[str]) -> None:
    """Exit code 2 means that the command line itself is wrong."""
    done = process([*PROGRAM, *(site.words(*wrong) if wrong else ())])
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: policy-site" in done.stderr


def test_build_says_what_it_did(site: Site) -> None:
    """Stdout holds one line for people, or one object for programs."""
    publish(site.repo, 2)
    first = site.run()
    assert first.stdout.startswith("privacy: 2 versions. ")
    assert first.stdout.endswith(f"Open {site.out}/index.html\n")
    assert first.stderr == ""
    again = json.loads(site.run("--json").stdout)
    assert (again["written"], again["removed"], again["warnings"]) == (0, 0, [])


def test_build_warns_of_what_it_told_all_the_same(site: Site) -> None:
    """An oddity of the history is told on stderr and refuses nothing."""
    publish(site.repo, 2)
    site.repo.commit("2009-01-01", {POLICY: policy_text(5)})
    done = site.run()
    assert done.returncode == 0
    assert done.stderr.startswith(f"warning: {POLICY} (commit {site.repo.head()[:12]}): dated 2009-01-01")


def test_build_says_what_on_disk_it_does_not_show(published: Site) -> None:
    """A policy or note that is not committed as it is on disk is named, also where nothing else had changed."""
    published.repo.write(POLICY, policy_text(9))
    published.repo.write("policy/changes/privacy/note.md", "---\nclass: minor\n---\nWords.\n")
    for _ in range(2):
        done = published.run()
        assert done.returncode == 0
        shown = f"is not committed as it is on disk; the site shows commit {published.repo.head()[:12]}"
        assert f"warning: {POLICY}: {shown}" in done.stderr
        assert f"warning: policy/changes/privacy/note.md: {shown}" in done.stderr
    assert "Nothing has changed" in done.stdout


def test_the_day_is_the_organisations(repo: GitRepo, tmp_path: Path) -> None:
    """Where nobody names a day, it is the one where the organisation publishes."""
    zone = '[organisation]\ntime_zone = "America/Los_Angeles"\n'
    repo.commit("2026-01-01", {POLICY: policy_text(0), "policy/policy.toml": zone})
    repo.commit("2026-03-05T06:00:00+00:00", {POLICY: policy_text(1)})
    now = datetime(2026, 3, 5, 7, 59, tzinfo=UTC)
    options = Options(repository=repo.path, today=now.date(), now=now, cache=tmp_path / "cache.sqlite3")
    build(options, tmp_path / "site", lambda *_: None)
    manifest = json.loads((tmp_path / "site" / "privacy" / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["version_id"] for entry in manifest["versions"]] == ["2026-03-04", "2026-01-01"]
    assert on_its_day(options, open_repository(repo.path)).today == date(2026, 3, 4)


def test_log_lists_versions_newest_first(published: Site) -> None:
    """Each version has a line; `--json` has the same facts for programs."""
    lines = published.run(name="log").stdout.splitlines()
    assert lines[0] == f"{POLICY}: 3 versions"
    assert [line.split()[0] for line in lines[1:]] == ["2010-03-15", "2010-02-15", "2010-01-15"]
    (facts,) = json.loads(published.run("--json", name="log").stdout)
    assert [version["standing"] for version in facts["versions"]] == ["superseded", "superseded", "in force"]


def test_diff_takes_versions_commits_and_files(published: Site, tmp_path: Path) -> None:
    """However the two texts are named, the redline is the same."""
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(policy_text(0), encoding="utf-8")
    new.write_text(policy_text(2), encoding="utf-8")
    named = [("2010-01-15", "2010-03-15"), ("HEAD~2", "main"), (str(old), str(new))]
    said = [published.run(*pair, name="diff") for pair in named]
    assert {done.returncode for done in said} == {0}
    assert len({done.stdout for done in said}) == 1
    assert "[-1-]{+3+} months" in said[0].stdout


@pytest.mark.parametrize(
    ("form", "mark"),
    [("html", '<article class="redline" '), ("markdown", "3"), ("text", "{+3+}"), ("json", '"redline"')],
)
def test_diff_speaks_four_forms(published: Site, form: str, mark: str) -> None:
    """HTML, Markdown, plain text and JSON all come from one redline."""
    done = published.run("2010-01-15", "2010-03-15", "--format", form, name="diff")
    assert (done.returncode, done.stderr) == (0, "")
    assert mark in done.stdout
    if form == "json":
        json.loads(done.stdout)


def test_diff_of_an_unknown_name_says_where_names_are(published: Site) -> None:
    """The refusal names the name and the command that lists the good ones."""
    done = published.run("2010-01-15", "2011-01-01", name="diff")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"policy-site: 2011-01-01 is not a file, and neither a version of {POLICY} nor a commit that holds it; "
        "`policy-site log` lists the versions\n"
    )


def test_verify_finds_a_changed_byte(published: Site) -> None:
    """A site is what its repository says, to the last byte, or the command fails and names the file."""
    good = published.run(name="verify")
    assert good.returncode == 0, good.stderr
    assert "byte for byte" in good.stdout
    notice = published.out / "privacy/notices/0123456789ab/index.html"
    notice.parent.mkdir(parents=True)
    notice.write_text("x")
    assert "Not compared: 1 file in privacy/notices/" in published.run(name="verify").stdout
    page = published.out / "privacy/2010-02-15/index.html"
    page.write_bytes(page.read_bytes().replace(b"for 2 months", b"for 9 months"))
    (published.out / "privacy/feed.xml").unlink()
    (published.out / "privacy/extra.html").write_text("x")
    bad = published.run("--json", name="verify")
    assert bad.returncode == 1
    assert {each["path"]: each["what"] for each in json.loads(bad.stdout)["differences"]} == {
        "privacy/2010-02-15/index.html": "differs",
        "privacy/feed.xml": "is missing",
        "privacy/extra.html": "is not from this repository",
    }


def test_verify_tells_a_manifest_that_is_gone(published: Site) -> None:
    """It is one more file that is missing, and nothing else that differs is hidden by it."""
    (published.out / "privacy/manifest.json").unlink()
    bad = published.run("--json", name="verify")
    assert bad.returncode == 1, bad.stderr
    assert json.loads(bad.stdout)["differences"] == [{"path": "privacy/manifest.json", "what": "is missing"}]


def test_verify_needs_a_site(site: Site) -> None:
    """Where nothing is published, there is nothing to compare."""
    publish(site.repo, 1)
    done = site.run(name="verify")
    assert (done.returncode, done.stderr) == (
        1,
        f"policy-site: {site.out}: no such folder; name the published site with --site\n",
    )


def test_serve_shows_the_site_on_this_machine_alone(published: Site) -> None:
    """The preview answers on the loopback address with each file's kind, and Ctrl-C ends it well."""
    command = [*PROGRAM, "serve", "--site", str(published.out), "--port", "0"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[0]
        assert address.startswith("http://127.0.0.1:")
        with urlopen(f"{address}privacy/2010-01-15/policy.md") as answer:  # noqa: S310  our own server
            assert answer.read().decode() == policy_text(0)
            assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
        with pytest.raises(HTTPError) as missing, urlopen(f"{address}../../etc/passwd"):  # noqa: S310
            pass
        missing.value.close()
        server.send_signal(signal.SIGINT)
        assert server.wait() == 0


def test_serve_needs_a_site(tmp_path: Path) -> None:
    """The refusal holds the command that makes one."""
    done = policy_site("serve", "--site", tmp_path)
    assert done.returncode == 1
    assert f"make one with `policy-site build --out {tmp_path}`" in done.stderr


def test_a_build_with_nothing_to_do_imports_little(published: Site) -> None:
    """Neither parser, templates, YAML nor GitPython is loaded to find that the site stands."""
    script = "import sys\nfrom site_gen.cli import main\nmain(sys.argv[1:])\nprint(*sys.modules, file=sys.stderr)"
    done = process([sys.executable, "-P", "-c", script, *published.words()])
    assert done.stdout.startswith("Nothing has changed")
    heavy = {"git", "jinja2", "markdown_it", "yaml", "rich", "babel", "lxml", "justhtml", "diff_match_patch"}
    heavy |= {"sqlite3", "json"}
    assert not heavy & set(done.stderr.split())
