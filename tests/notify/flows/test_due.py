"""What is owed and late raises an alarm, and what was done raises none."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from tests.notify.conftest import Desk
from tests.notify.flows.asking import asked
from tests.notify.published_site import NEWEST, with_links


def last_day(desk: Desk) -> date:
    """Return the last day on which sending keeps the promise."""
    answer = desk.run(
        "due", "--manifest", str(desk.site.manifest), "--ledger", desk.url, "--today", "2027-01-03", "--json"
    )
    return date.fromisoformat(answer.body["due"][0]["send_by"])


@pytest.mark.parametrize(
    ("days", "alarm", "code"), [(-10, "open", 0), (-3, "at risk", 3), (0, "at risk", 3), (1, "late", 3)]
)
@pytest.mark.parametrize("frozen", [False, True])
def test_a_notice_that_nobody_sent_alarms(desk: Desk, days: int, alarm: str, code: int, *, frozen: bool) -> None:
    """Frozen or not, what was not sent is open, then at risk, then late, and the exit code says so."""
    if frozen:
        desk.freeze()
    found, lines = asked(desk, last_day(desk) + timedelta(days=days))
    assert (found, lines[0][0]) == (code, alarm)
    assert ("is frozen for" if frozen else "has not been frozen") in lines[0][1]


@pytest.mark.parametrize("frozen", [False, True])
def test_plan_and_due_name_the_same_later_day(desk: Desk, *, frozen: bool) -> None:
    """Of what is late both say until when to postpone it; of what applies already neither does."""
    if frozen:
        desk.freeze()
    late = last_day(desk) + timedelta(days=2)
    where = ("--manifest", str(desk.site.manifest))
    planned = desk.run("plan", *where, "--accounts", str(desk.accounts), "--today", str(late))
    step = planned.out.partition("keeps the promise: ")[2].splitlines()[0]
    assert step.startswith("policy-site note --postpone ")
    assert step in asked(desk, late)[1][0][1]
    assert "--postpone" not in asked(desk, last_day(desk))[1][0][1]
    assert "--postpone" not in asked(desk, date(2027, 3, 2))[1][0][1]


def test_what_was_sent_in_time_is_done(desk: Desk) -> None:
    """A complete notice raises no alarm; whoever was not reached is listed for another way."""
    desk.freeze()
    desk.mail(desk.status()["frozen"])
    past = last_day(desk) + timedelta(days=9)
    code, lines = asked(desk, past)
    assert code == 0
    where = ("--manifest", str(desk.site.manifest), "--ledger", desk.url)
    assert "overdue" not in desk.run("due", *where, "--today", str(past)).out
    assert {alarm for alarm, _ in lines} <= {"done", "open"}
    assert "was sent to" in dict(lines)["done"]


def test_a_missed_deadline_is_no_quiet_success(desk: Desk) -> None:
    """`status` ends with 3 on a deadline that was missed, as `due` does."""
    desk.freeze()
    late = str(last_day(desk) + timedelta(days=1))
    answer = desk.run("status", "--ledger", desk.url, "--today", late)
    assert (answer.code, "MISSED" in answer.out) == (3, True)


def test_the_alarm_can_be_the_body_of_an_issue(desk: Desk) -> None:
    """The first line is a title; the table names version, rule, day and next step."""
    answer = desk.run(
        "due",
        "--manifest",
        str(desk.site.manifest),
        "--ledger",
        desk.url,
        "--today",
        "2030-01-01",
        "--format",
        "github",
    )
    assert answer.out.startswith("# Policies: nothing is late")
    day = str(last_day(desk) + timedelta(days=1))
    answer = desk.run(
        "due", "--manifest", str(desk.site.manifest), "--ledger", desk.url, "--today", day, "--format", "github"
    )
    assert answer.out.startswith("# Policies: 1 late or at risk")
    assert "one day overdue. Next: policy-notify plan" in answer.out


def test_a_cancelled_notice_of_a_change_that_still_applies_alarms(desk: Desk) -> None:
    """Until the change applies somebody has to act, and frozen again it can be told; then it is history."""
    desk.freeze()
    assert desk.run("cancel", "--ledger", desk.url).code == 0
    late = last_day(desk) + timedelta(days=1)
    code, lines = asked(desk, late)
    assert (code, lines[0][0]) == (3, "late")
    assert "not told, and the change is still to apply" in lines[0][1]
    again = desk.freeze()
    assert (again.code, "freeze --replace" in again.err) == (1, True)
    assert desk.freeze("--replace").code == 0
    assert asked(desk, desk.site.effective_on)[0] == 3
    assert desk.run("cancel", "--ledger", desk.url).code == 0
    assert [alarm for alarm, _ in asked(desk, desk.site.effective_on)[1]] == ["done"]


def take_back(desk: Desk) -> None:
    """Publish the older text again, on the day for which the newest version is announced."""
    manifest = json.loads(desk.site.manifest.read_bytes())
    newest, older = manifest["versions"][:2]
    same_day = {"published_on": "2027-01-03", "effective_on": newest["effective_on"], "notices": []}
    back = older | same_day | {"version_id": "2027-01-03", "predecessor_id": newest["version_id"]}
    manifest["versions"].insert(0, back)
    applies = {"target_id": older["version_id"], "version_ids": [older["version_id"]], "base_id": None}
    manifest["effects"] = [applies | {"effective_on": older["effective_on"], "class": "minor", "changes_url": None}]
    desk.site.manifest.write_text(json.dumps(with_links(manifest)), encoding="utf-8")


def test_nobody_is_told_of_what_was_taken_back(desk: Desk) -> None:
    """A change that a later version took back before its day is owed to nobody: plan, freeze, send and due agree."""
    desk.freeze()
    frozen, late = desk.status()["frozen"], last_day(desk) + timedelta(days=1)
    take_back(desk)
    code, lines = asked(desk, late)
    assert (code, [alarm for alarm, _ in lines]) == (0, ["open"])
    refusals = [
        desk.send(frozen).err,
        desk.run("plan", *desk.audience).err,
        desk.run("plan", *desk.audience, "--version", NEWEST).err,
    ]
    assert ["taken back" in refusals[0], "no version owes" in refusals[1], "taken back" in refusals[2]] == [True] * 3
    assert desk.run("cancel", "--ledger", desk.url).code == 0
    assert [alarm for alarm, _ in asked(desk, late)[1]] == ["done"]


def test_nobody_is_told_of_a_change_that_the_end_of_the_policy_took_back(desk: Desk) -> None:
    """Where the policy ended before the day of a change, nothing is owed; a change that applied before stays owed."""
    manifest, late = json.loads(desk.site.manifest.read_bytes()), last_day(desk) + timedelta(days=1)
    newest, older = manifest["versions"][:2]
    applies = {"target_id": older["version_id"], "version_ids": [older["version_id"]], "base_id": None}
    manifest["effects"] = [applies | {"effective_on": older["effective_on"], "class": "minor", "changes_url": None}]
    for ended_on, alarms in ((newest["effective_on"], ["done"]), ("2099-01-01", ["late"])):
        desk.site.manifest.write_text(json.dumps(manifest | {"ended_on": ended_on}), encoding="utf-8")
        assert [alarm for alarm, _ in asked(desk, late)[1]] == alarms


def test_one_manifest_that_cannot_be_read_hides_no_other(desk: Desk) -> None:
    """What is owed of the others is told, and the one that nobody could read is an alarm of its own."""
    code, lines = asked(desk, last_day(desk) + timedelta(days=1), "--manifest", "elsewhere.json")
    assert (code, [alarm for alarm, _ in lines]) == (3, ["late", "at risk"])
    assert lines[1][1].startswith("nobody knows what is owed, since its manifest is not there")
    alone = desk.run("due", "--manifest", "elsewhere.json", "--ledger", desk.url)
    assert (alone.code, "elsewhere.json: is not there" in alone.err) == (1, True)


def test_due_and_status_give_the_same_command_and_it_is_not_refused(desk: Desk) -> None:
    """Of a late notice both say to send it late, as `send` asks."""
    desk.freeze()
    late = str(last_day(desk) + timedelta(days=1))
    where = ("--ledger", desk.url, "--today", late)
    due = desk.run("due", "--manifest", str(desk.site.manifest), *where, "--json").body["due"][0]["next_step"]
    assert "--confirm 4 --late" in due
    assert due in desk.run("status", "--all", *where).out
