"""A trial to files tells nobody, and nothing says that it did."""

from __future__ import annotations

import json
from datetime import date
from zipfile import ZipFile

from notify.flows.metrics import LedgerMetrics
from tests.notify.conftest import Desk
from tests.notify.mail_server import mail_server

TODAY = date(2027, 1, 4)


def test_a_trial_is_nowhere_counted_as_telling_people(desk: Desk) -> None:
    """Status, due, the record and the proof all say that nobody was told."""
    desk.freeze()
    assert desk.send(4).code == 0
    stands = desk.status()
    assert (stands["trial"], stands["deadline"]["kept"], stands["deadline"]["last_sent_on"]) == (True, None, None)
    assert "A TRIAL" in desk.run("status", "--ledger", desk.url, *desk.day).out
    due = desk.run(
        "due", "--manifest", str(desk.site.manifest), "--ledger", desk.url, "--today", "2027-02-20", "--json"
    )
    assert (due.code, due.body["due"][0]["alarm"]) == (3, "late")
    late = desk.run("status", "--all", "--ledger", desk.url, "--today", "2027-02-20", "--json")
    assert (late.code, len(late.body["late"])) == (3, 1)
    assert desk.run("record", "--ledger", desk.url, "--out", "notices", *desk.day).code == 0
    (file,) = (desk.folder / "notices").glob("*.json")
    record = json.loads(file.read_bytes())
    assert (record["counts"], record["first_sent_on"]) == (None, None)
    assert desk.run("proof", "--ledger", desk.url, "--account", "a1", "--out", "proof.zip").code == 0
    with ZipFile(desk.folder / "proof.zip") as proof:
        assert "not told by email (a trial" in proof.read("README.txt").decode()


def test_a_trial_says_so_before_it_begins(desk: Desk) -> None:
    """A send without a transport says what it is, and what to type instead, before it may be answered yes or no."""
    frozen = desk.run("freeze", "--ledger", desk.url, *desk.audience, *desk.day)
    assert "--transport NAME --live" in frozen.out
    refused = desk.run("send", "--ledger", desk.url, "--confirm", "4", *desk.day)
    assert refused.code == 1
    assert refused.err.index("This is a trial") < refused.err.index("there is no terminal to ask on")
    assert "--transport NAME --live" in refused.err
    assert desk.status()["ready"] == 4


def test_a_monitor_counts_a_trial_as_telling_nobody(desk: Desk) -> None:
    """In the metrics everybody is still to be told, and the notice is marked as a trial."""
    desk.freeze()
    desk.send(4)
    ledger = desk.ledger()
    lines = LedgerMetrics(ledger, lambda _policy: TODAY).text().decode().splitlines()
    ledger.close()
    fates = {line.split('"')[1]: line.split()[-1] for line in lines if line.startswith("policy_notify_recipients{")}
    assert {fate: number for fate, number in fates.items() if number != "0.0"} == {"ready": "4.0"}
    assert any(line.startswith("policy_notify_trial{") and line.endswith("} 1.0") for line in lines)


def test_after_a_trial_mail_goes_out_from_another_ledger(desk: Desk) -> None:
    """A real transport is refused with the way out, which works."""
    desk.freeze()
    desk.send(4)
    refused = desk.mail(4)
    assert (refused.code, "freeze into another ledger" in refused.err) == (1, True)
    other = f"sqlite:///{desk.folder / 'other' / 'ledger.db'}"
    audience = ("--manifest", str(desk.site.manifest), "--accounts", str(desk.accounts))
    assert desk.run("freeze", "--ledger", other, *audience, *desk.day).code == 0
    with mail_server() as options:
        sent = desk.run("send", "--ledger", other, "--confirm", "4", "--yes", "--json", *desk.day, *options)
    assert (sent.code, sent.body["deadline"]["kept"]) == (0, True)


def test_a_plan_after_the_last_day_says_what_would_still_be_kept(desk: Desk) -> None:
    """Late, it names the earliest day of effect and how to postpone to it; in time it says nothing of that."""
    plan = ("plan", "--manifest", str(desk.site.manifest), "--accounts", str(desk.accounts))
    assert "LATE" not in desk.run(*plan, *desk.day).out
    assert "--until 2027-03-22" in desk.run(*plan, "--today", "2027-02-20").out


def test_a_missing_postal_address_is_said_when_there_is_still_time(desk: Desk) -> None:
    """Plan, preview and freeze name what real mail will be refused for, since it is frozen with the words."""
    body = json.loads(desk.site.manifest.read_bytes())
    body["policy"]["controller"]["postal_address"] = ""
    desk.site.manifest.write_text(json.dumps(body), encoding="utf-8")
    for command in (["plan"], ["preview", "--out", "samples"], ["freeze", "--ledger", desk.url]):
        answer = desk.run(*command, *desk.audience, *desk.day)
        assert (answer.code, "privacy: the manifest names no postal address" in answer.err) == (0, True)
