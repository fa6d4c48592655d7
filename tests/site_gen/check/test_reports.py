"""How a check's result is told: to a terminal, to GitHub, to a program, in a pull request."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from site_gen.check.report.data import check_json
from site_gen.check.report.github import check_annotations
from site_gen.check.report.markdown import LONGEST, check_markdown, problem_markdown
from site_gen.check.report.pull_request import Links
from site_gen.check.report.text import check_text
from site_gen.declared.change_note import Draft, read_draft
from tests.site_gen.check.conftest import LONGER, NOTE, SHARED, TEXT, Desk, note

LINKS = Links(
    repository_url="https://github.com/o/r", head_branch="legal/longer keeping", details_url="https://example.com/run"
)


def test_the_verdict_comes_first(desk: Desk) -> None:
    """Every form for people opens with whether the change may be merged."""
    desk.propose(text=LONGER)
    assert check_text(desk.verdicts()).startswith("policy/privacy.md: not ready to merge: 1 thing to put right.")
    assert check_markdown(desk.verdicts(), LINKS).startswith("## ❌ Not ready to merge, 1 thing to put right")
    desk.propose(note=note())
    assert check_text(desk.verdicts()).startswith("policy/privacy.md: ready to merge.")
    assert check_markdown(desk.verdicts(), LINKS).startswith("## ✅ Ready to merge")
    assert "No policy changes" in check_markdown(desk.propose(text=TEXT, note=None).verdicts(), LINKS)


def test_the_comment_carries_the_note_that_is_missing(desk: Desk) -> None:
    """Who opens no terminal gets the scaffold to paste, and a link that opens it on the branch, readable as a note."""
    comment = check_markdown(desk.propose(text=LONGER).verdicts(), LINKS)
    pasted = comment.split("```markdown\n")[1].split("```")[0]
    address = next(part for part in comment.split("](") if part.startswith("https://github.com/o/r/new/")).split(")")[0]
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    assert parts.path == "/o/r/new/legal/longer%20keeping"
    assert query["value"] == [pasted]
    assert query["filename"] == ["policy/changes/privacy/2-who-receives-it.md"]
    draft = read_draft(NOTE, pasted.encode())
    assert isinstance(draft, Draft)
    assert draft.unanswered == ("M7", "M13", "M14")


def test_nothing_is_longer_than_github_takes(desk: Desk) -> None:
    """A long change gets its link with a short scaffold, a comment within the limit, and where the rest is."""
    kinds = ["email address", "name", "location", "health data", "photographs"] * 200
    parts = (f"\n## Part {n}\n\nWe share your {kind} with advertisers in {n} ways.\n" for n, kind in enumerate(kinds))
    comment = check_markdown(desk.propose(text=TEXT + "".join(parts)).verdicts(), LINKS)
    address = next(part for part in comment.split("](") if "/new/" in part[:40]).split(")")[0]
    assert len(address) < 8000
    assert len(comment) <= LONGEST
    assert "This comment cannot hold everything: see [the preview and the log](https://example.com/run)" in comment


def test_the_comment_shows_the_redline_and_the_deadlines(desk: Desk) -> None:
    """The comment marks the words, says who is told by when, and quotes what raised each question."""
    comment = check_markdown(desk.propose(text=LONGER, note=note()).verdicts(), LINKS)
    assert "<del>12</del><ins>24</ins>" in comment
    assert "- Everybody, by email, by 2026\\-11\\-22" in comment
    assert "| everybody | by 2026-11-22, 30 days ahead |" in comment
    assert "**M7. Is information kept for longer, or by another measure?**<br>**Yes.** Twice as long\\." in comment


@pytest.mark.parametrize("hostile", ["</details><script>x</script>", "![x](https://e.example/x.png)", "| a | b |"])
def test_words_of_a_policy_are_only_words_in_the_comment(desk: Desk, hostile: str) -> None:
    """What a policy says is escaped: it makes no element, no image, no table; who posts it disarms mentions."""
    comment = check_markdown(desk.propose(text=LONGER.replace("# Privacy", f"# Privacy {hostile}")).verdicts(), LINKS)
    assert hostile not in comment.replace(comment.split("```markdown\n")[1].split("```")[0], "")


def test_annotations_mark_the_line(desk: Desk) -> None:
    """GitHub's form has one command for each finding, with its file, line and rule."""
    desk.propose(text=LONGER, note=note(answers=("M7:", "M13: yes. Longer.", "M14: yes. Longer.")))
    first, *rest = check_annotations(desk.verdicts()).splitlines()
    assert first.startswith(f"::error file={NOTE},line=5,title=question-unanswered::M7 waits for an answer")
    assert not any(line.startswith("::") for line in rest)


def test_no_word_of_a_policy_is_a_workflow_command(desk: Desk) -> None:
    """A heading that reads as a workflow command stays within its message."""
    hostile = SHARED.replace("## 2. Who receives it", "## ::set-env name=X::%0A::error::y")
    lines = check_annotations(desk.propose(text=hostile).verdicts()).splitlines()
    commands = {line.split("::")[1].split(" ")[0] for line in lines if line.lstrip().startswith("::")}
    assert "error" in commands
    assert commands <= {"error", "warning"}


def test_json_says_all_of_it(desk: Desk) -> None:
    """A program gets the verdict, the findings, the questions, the signals and the days."""
    told = json.loads(check_json(desk.propose(text=LONGER).verdicts()))
    (policy,) = told["policies"]
    assert (told["passed"], policy["passed"], policy["class_asked"]) == (False, False, "material")
    assert [finding["code"] for finding in policy["findings"]] == ["note-missing"]
    assert [question["question"] for question in policy["questions"]] == ["M7", "M13", "M14"]
    assert policy["deadlines"]["earliest_effective_on"] == "2026-12-22"
    assert policy["signals"][0]["question"] == "M7"


def test_a_change_that_cannot_be_judged_says_why() -> None:
    """Where there is no verdict the comment says so, with the problem escaped."""
    assert "cannot be checked" in problem_markdown("policy/<b>.md is not text")
    assert "<b>" not in problem_markdown("policy/<b>.md is not text")


def test_a_message_that_opens_with_a_path_keeps_it(desk: Desk) -> None:
    """A file's name is never capitalised: who looks for it would not find it."""
    told = check_text(desk.propose(text="").verdicts())
    assert "    policy/privacy.md holds no text." in told
    assert "Policy/privacy.md" not in told
