"""What is owed and late raises an alarm, and what was done raises none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.notify.conftest import Desk


def asked(desk: Desk, today: date | str, *more: str) -> tuple[int, list[tuple[str, str]]]:
    """Return the exit code, and each line's alarm and words."""
    answer = desk.run(
        "due", "--manifest", str(desk.site.manifest), "--ledger", desk.url, "--today", str(today), "--json", *more
    )
    return answer.code, [(each["alarm"], each["words"]) for each in answer.body["due"]]


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


def test_what_was_sent_in_time_is_done(desk: Desk) -> None:
    """A complete notice raises no alarm; whoever was not reached is listed for another way."""
    desk.freeze()
    desk.send(desk.status()["frozen"])
    code, lines = asked(desk, last_day(desk) + timedelta(days=9))
    assert code == 0
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
