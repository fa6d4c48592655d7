"""How a check's result is told: to a terminal, to GitHub, to a program, in a pull request."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from site_gen.check.report.data import check_json
from site_gen.check.report.github import check_annotations
from site_gen.check.report.markdown import LONGEST, check_markdown, problem_markdown
from site_gen.check.report.pull_request import Links
from site_gen.check.report.sentences import class_words, message_words
from site_gen.check.report.text import check_text
from site_gen.check.report.wrapping import wrap
from site_gen.check.rule import Fault
from site_gen.declared.change_note import read_draft
from site_gen.declared.drafts import Draft
from site_gen.declared.notice_rules import RULES_PATH
from site_gen.preview.panel import policy_panel
from site_gen.preview.review_page import review_page
from tests.site_gen.check.conftest import LONGER, NOTE, POLICY, SHARED, TEXT, Desk, note

ROOT = Path(__file__).parents[3]
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


def test_a_fault_that_is_published_already_is_told_with_its_place(desk: Desk) -> None:
    """What does not stop the merge still has its file, its line and the next step, in every form for people."""
    published = TEXT.replace("your name", "[your name](terms.md)")
    desk.repo.commit("2025-06-01", {POLICY: published})
    desk.propose(text=published.replace("12 months", "24 months"), note=note())
    (finding,) = desk.verdict().published
    text, comment = check_text(desk.verdicts()), check_markdown(desk.verdicts(), LINKS)
    assert "In the published text too, so it does not stop the merge:" in text
    assert "### In the published text too" in comment
    assert f"{POLICY}:{finding.fault.line}" in text
    assert f", line {finding.fault.line}" in comment.split("### In the published text too")[1]
    assert f"{Path(POLICY).name}" in comment


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
    kinds = ["email address", "name", "location", "health data", "photographs"] * 120
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


def test_a_passage_that_asks_twice_is_quoted_once(desk: Desk) -> None:
    """A second question about the same passage names the first; its words stand there."""
    added = "We share your location with advertisers to show you offers."
    comment = check_markdown(desk.propose(text=f"{TEXT}\n{added}\n").verdicts(), Links())
    questions = comment.partition("### What the text asks")[2].partition("### What readers will see")[0]
    assert questions.count("We share your location with advertisers") == 1
    assert "What is quoted under M" in questions
    plain = " ".join(check_text(desk.verdicts()).partition("What the text asks:")[2].split())
    assert plain.count("We share your location with advertisers") == 1
    assert "what is quoted under M" in plain


def test_what_legal_denied_is_no_change_of_practice(desk: Desk) -> None:
    """A `no` takes the fact off the list, as on the page of the change; the passage stays under its question."""
    said = {each: check_text(desk.propose(text=LONGER, note=note(answers=(f"M7: {each}. Why.",))).verdicts())
            for each in ("yes", "no")}  # fmt: skip
    told = {each: "How long it is kept (widening)" in words for each, words in said.items()}
    assert told == {"yes": True, "no": False}
    assert all("M7 (" in words and "24 months" in words for words in said.values())


def test_the_terminal_breaks_no_name_and_hides_no_question(desk: Desk) -> None:
    """A command is copied from the report, so no line ends within it; a question that is not shown is not answered."""
    for width in range(1, 40):
        lines = wrap(f"{'word ' * 16}{'x' * width} `policy-site note` writes it")
        assert not any(line.endswith("policy-") for line in lines)
    text = SHARED.replace("12 months", "24 months").replace("your name", "your name, your fingerprints")
    verdict = desk.propose(text=text, note=note(answers=())).verdict()
    waiting = [each for each in verdict.refusals if each.fault.question]
    assert len(waiting) > 6
    assert check_text([verdict]).count(" waits for an answer: ") == len(waiting)


def test_what_a_rule_asks_for_is_said_once(desk: Desk) -> None:
    """Where another question brings in the same rule, it names the question under which its words stand."""
    desk.repo.commit("2026-01-01", {RULES_PATH: Path(RULES_PATH).read_bytes()})
    desk.propose(text=f"{TEXT}\nWe collect your phone number, and share it with advertisers for advertising.\n")
    told = " ".join(check_text(desk.verdicts()).split())
    assert told.count("A yes brings in California, notice at collection: ") == 1
    assert "A yes brings in California, notice at collection, as under M1." in told


def test_the_earliest_day_says_for_what_it_waits(desk: Desk) -> None:
    """A slip of the pen waits for the announced version that it builds on, and the report says so without a note."""
    announced = note(effective="2027-03-01")
    desk.repo.commit("2026-11-20", {POLICY: LONGER, "policy/changes/privacy/longer.md": announced})
    desk.propose(text=LONGER.replace("your name and", "your name, and"))
    told = " ".join(check_text(desk.verdicts()).split())
    assert "2027-03-01 at the earliest, if it is merged today: the version that it builds on takes effect then" in told


def test_a_comment_about_two_policies_says_of_which_each_part_is(desk: Desk) -> None:
    """Questions and marks stand below all verdicts: each with the file that it is about."""
    desk.repo.commit("2026-11-02", {"policy/terms.md": TEXT})
    desk.repo.write("policy/terms.md", LONGER)
    comment = check_markdown(desk.propose(text=LONGER).verdicts(), Links())
    for part in ("What the text asks", "What readers will see marked"):
        for path in ("policy/privacy.md", "policy/terms.md"):
            assert f"### {part}: `{path}`" in comment
    alone = check_markdown(desk.propose(text=LONGER).verdicts()[:1], Links())
    assert "### What the text asks\n" in alone


def test_laws_not_switched_on_stand_folded_once(desk: Desk) -> None:
    """They are told below all questions, each once, with the questions that it is about."""
    rules = (ROOT / RULES_PATH).read_bytes()
    desk.repo.commit("2026-11-02", {RULES_PATH: rules})
    added = "We share your location with advertisers to show you offers."
    comment = check_markdown(desk.propose(text=f"{TEXT}\n{added}\n").verdicts(), Links())
    assert comment.count("Switzerland, Data Protection Act") == 1
    assert "that you have not switched on</summary>" in comment
    assert "- Switzerland, Data Protection Act: M1, M5" in comment


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "`email_table: no` in the note leaves them out of the email"),
        (("email_table: no",), "the email does not, as the note says"),
    ],
)
def test_legal_is_told_what_emails_quote(desk: Desk, more: tuple[str, ...], said: str) -> None:
    """Below the facts that changed stands where readers see the passages, and how an email leaves them out."""
    comment = check_markdown(desk.propose(text=LONGER, note=note(more=more)).verdicts(), Links())
    assert said in comment
    worded = desk.propose(note=note(change_class="minor", answers=("M7: no. It was.",), more=("practice: wording",)))
    assert "quote the passages" not in check_markdown(worded.verdicts(), Links())


def test_whoever_reviews_sees_reasons_facts_and_whether_it_is_ready(desk: Desk) -> None:
    """The page for review says why each question was answered, what changed, who is told, and who approved."""
    ready = policy_panel(desk.propose(text=LONGER, note=note()).verdict(), "")
    assert {each.code: each.reason for each in ready.questions}["M7"] == "Twice as long."
    assert [(fact.subject, fact.direction) for fact in ready.facts] == [("How long it is kept", "widening")]
    assert ready.told[0].startswith("everybody, by email")
    assert ready.is_ready
    open_one = policy_panel(desk.propose(note=None).verdict(), "")
    assert not open_one.is_ready
    assert {each.reason for each in open_one.questions} == {""}


def test_a_changed_practice_is_never_called_editorial(desk: Desk) -> None:
    """Beside a material class stands what a yes to M14 asks for, also where the text asks for nothing."""
    typo = TEXT.replace("12 months.", "12  months,  we say.")
    said = class_words(desk.propose(text=typo, note=note(answers=("M14: yes. It starts.",))).verdict())
    assert said.startswith("material; the text and the answers ask for no more than")
    assert "editorial" not in said


def test_a_question_that_waits_is_put_once(desk: Desk) -> None:
    """The preview and the page for review put an open question where its passages are, and nowhere else."""
    verdict = desk.propose(text=LONGER, note=note(answers=("M7:", "M14: yes. Longer."))).verdict()
    panel = policy_panel(verdict, "")
    waiting = {each.code: each.waits_at for each in panel.questions if each.waits_at}
    assert set(waiting) == {each.fault.message[:3].strip() for each in verdict.refusals if each.fault.question}
    assert waiting["M7"] == f"{NOTE}:5"
    assert len(panel.refusals) + len(waiting) == len(verdict.refusals)
    page = review_page([verdict])
    assert page.count("Is information kept for longer, or by another measure?") == 1
    assert "for an answer: M7" in page


def test_the_page_for_review_quotes_a_passage_once(desk: Desk) -> None:
    """A passage that raises several questions is quoted under the first; the others name that one."""
    text = TEXT.replace("for 12 months.", "for 24 months and share it with advertisers to show you advertisements.")
    page = review_page([desk.propose(text=text).verdict()])
    asked = page.partition("What the text asks")[2].partition("</ul>")[0]
    assert "What is quoted under M" in asked
    quotations = [line for line in asked.splitlines() if "<ins>" in line]
    assert len(quotations) == len(set(quotations)) > 0


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("privacy.de.md changes", "privacy.de.md changes."),
        ("policy/privacy.md changes", "policy/privacy.md changes."),
        ("the note is empty", "The note is empty."),
    ],
)
def test_a_message_opens_with_a_capital_unless_a_file_name_opens_it(message: str, said: str) -> None:
    """A file's name is given as it is written, in the root of the repository too."""
    assert message_words(Fault(path="note.md", line=1, message=message)) == said
