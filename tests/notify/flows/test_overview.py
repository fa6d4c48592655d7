"""Seen from outside: every notice of a ledger for a cron job, a monitor and a person."""

from __future__ import annotations

import re
import socket
import urllib.request
from typing import Any

import pytest

from notify.flows.metrics import LedgerMetrics, serve_metrics
from notify.ledger.queue import runs
from notify.web.intake import Intake
from tests.notify.conftest import Desk
from tests.notify.events.reading_pages import TOKEN, get
from tests.notify.events.serving_webhook import serving_webhook
from tests.notify.published_site import TODAY
from tests.notify.wire import first, sendgrid


def _all(desk: Desk, today: str, *options: str) -> tuple[int, Any]:
    answer = desk.run("status", "--all", "--ledger", desk.url, "--today", today, "--json", *options)
    return answer.code, answer.body


def test_all_notices_are_listed_and_late_ones_alarm(desk: Desk) -> None:
    """`status --all` ends with 3 as soon as a notice is late, and says what to do; one never sent counts."""
    desk.freeze()
    code, body = _all(desk, "2027-01-04")
    assert (code, body["late"], len(body["notices"])) == (0, [], 1)
    code, body = _all(desk, "2027-02-20")
    (notice,) = body["notices"]
    assert (code, body["late"]) == (3, [notice["notice"]])
    assert any("--postpone" in step for step in notice["next_steps"])
    words = desk.run("status", "--all", "--ledger", desk.url, "--today", "2027-02-20")
    assert words.out.startswith("LATE")
    send = f"send {notice['notice']} --confirm 4 --late --transport NAME --live --ledger {desk.url}\n"
    assert f"Send it (NAME is sendgrid, or smtp with --smtp HOST): policy-notify {send}" in words.out
    assert ": Privacy policy, version " in words.out


def test_one_notice_too_is_told_the_next_step(desk: Desk) -> None:
    """Whoever asks about one notice reads what to type next, as in the list of all."""
    desk.freeze()
    (step,) = desk.status()["next_steps"]
    assert f"  next: {step}\n" in desk.run("status", "--ledger", desk.url, *desk.day).out
    (listed,) = desk.run("status", "--all", "--ledger", desk.url, "--json", *desk.day).body["notices"]
    assert listed["next_steps"] == [step]


def test_what_can_no_longer_be_helped_does_not_alarm_for_ever(desk: Desk) -> None:
    """A notice sent late alarms until the change applies; one sent in time, or cancelled, never does."""
    desk.freeze()
    assert desk.mail(4, "--late", "--today", "2027-02-20").code == 0
    with desk.ledger().write() as tx:
        tx.exec_driver_sql("DROP TRIGGER receipt_no_update")
        tx.exec_driver_sql("UPDATE receipt SET outcome_at = '2027-02-20T09:00:00.000000+00:00'")
    assert len(_all(desk, "2027-02-21")[1]["late"]) == 1
    assert _all(desk, "2027-03-02")[1]["late"] == []


def test_a_cancelled_notice_is_not_late(desk: Desk) -> None:
    """What was cancelled on purpose raises no alarm."""
    desk.freeze()
    assert desk.run("cancel", "--ledger", desk.url).code == 0
    assert _all(desk, "2027-02-21")[0] == 0


def test_a_ledger_without_notices_says_so(desk: Desk) -> None:
    """An empty ledger is not an error, and names the next step."""
    desk.freeze()
    with desk.ledger().write() as tx:
        for table in ("letter", "snapshot", "notice"):
            tx.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - three words
    answer = desk.run("status", "--all", "--ledger", desk.url, *desk.day)
    assert answer.code == 0
    assert "policy-notify plan" in answer.out


def test_all_and_one_do_not_go_together(desk: Desk) -> None:
    """`--all` beside a notice's id is refused."""
    assert desk.run("status", "abc", "--all", "--ledger", desk.url).code == 1


def test_the_page_says_what_the_status_says(desk: Desk) -> None:
    """The operator's page has every count, names nobody, and is its owner's alone."""
    desk.people(50)
    desk.freeze()
    desk.send(50)
    page = desk.folder / "operator.html"
    assert desk.run("status", "--html", str(page), "--ledger", desk.url, *desk.day).code == 0
    html = page.read_text(encoding="utf-8")
    assert page.stat().st_mode & 0o777 == 0o600
    assert re.search(r"Unconfirmed.*?<td class=\"number\">50</td>", html, re.DOTALL)
    assert "50 of 50 accepted" in html
    assert "person1@mail.example" not in html
    assert "<script" not in html
    assert "default-src 'none'" in html


def _metrics(text: str) -> dict[str, float]:
    lines = (line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, value in lines}


def test_metrics_say_what_the_status_says(desk: Desk) -> None:
    """A monitor reads the same counts, on this machine's own address alone."""
    desk.freeze()
    assert desk.mail(4).code == 0
    notice = desk.status()["notice"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ledger = desk.ledger()
    with (
        serve_metrics(LedgerMetrics(ledger, lambda _policy: TODAY), port),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer,
    ):
        found = _metrics(answer.read().decode())
    ledger.close()
    assert found[f'policy_notify_recipients{{fate="unconfirmed",notice="{notice}"}}'] == 4
    assert found[f'policy_notify_attempts{{notice="{notice}",outcome="accepted"}}'] == 4
    assert found[f'policy_notify_trial{{notice="{notice}"}}'] == 0
    assert found[f'policy_notify_late{{notice="{notice}"}}'] == 0
    assert found[f'policy_notify_audit_chain_intact{{notice="{notice}"}}'] == 1
    assert found["policy_notify_posts_waiting"] == 0


def test_a_send_and_its_metrics_port(desk: Desk) -> None:
    """`send --metrics` sends as ever; a port that somebody else has is refused before anything moves."""
    desk.freeze()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = desk.send(4, "--metrics", str(taken.getsockname()[1]))
        assert (answer.code, "choose another port" in answer.err) == (1, True)
        assert desk.status()["ready"] == 4
    assert desk.send(4, "--metrics", "0").code == 0


def test_the_server_shows_metrics_to_all_and_the_page_to_whoever_has_the_token(desk: Desk) -> None:
    """`events serve` answers /metrics, and /dashboard for the token alone; both hold counts and no names."""
    from notify.commands.events_serve import _pages  # noqa: PLC0415 - the pages as the command adds them

    desk.freeze()
    ledger = desk.ledger()
    with serving_webhook(desk, Intake(), "", *_pages(ledger, TOKEN)) as port:
        url = f"http://127.0.0.1:{port}"
        assert get(f"{url}/metrics") == 200
        assert get(f"{url}/dashboard") == 401
        assert get(f"{url}/dashboard", Authorization=f"Bearer {TOKEN}") == 200
        with urllib.request.urlopen(f"{url}/metrics", timeout=20) as answer:  # noqa: S310 - this machine
            assert "policy_notify_recipients" in answer.read().decode()
    ledger.close()


@pytest.mark.parametrize("token", ["", "short", "x" * 30 + "é", " " * 40])
def test_a_page_without_a_real_token_is_not_served(desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing token, or one that can be guessed, ends in one line that names the variable."""
    monkeypatch.setenv("POLICY_NOTIFY_DASHBOARD_TOKEN", token)
    answer = desk.run("events", "serve", "--dashboard", "--unsigned", "--ledger", desk.url)
    assert answer.code == 1
    assert "POLICY_NOTIFY_DASHBOARD_TOKEN" in answer.err


def test_a_send_that_ended_midway_is_told_by_when_it_was_heard_of(desk: Desk) -> None:
    """While somebody is still to be sent to, the next step says when a process that sends was last heard of."""
    desk.people(4)
    desk.freeze()
    with sendgrid(first((403, {}, b"{}"))) as fake:
        assert desk.send(4, "--transport", "sendgrid", "--sendgrid-host", fake.url).code == 1
    with desk.ledger().read() as view:
        heard_at = runs.last_sign(view, desk.status()["notice"])
    steps = _all(desk, "2027-01-04")[1]["notices"][0]["next_steps"]
    assert any(f"(one was last heard of at {heard_at:%Y-%m-%d %H:%M:%S} UTC): policy-notify send" in s for s in steps)


def test_the_next_step_names_what_a_first_hop_has_to_be_told_again(desk: Desk) -> None:
    """The command that goes on is not refused for a server that the ledger does not know, or for real mail."""
    desk.freeze()
    assert desk.mail(4, "--canary", "1").code == 3
    (step,) = (step for step in _all(desk, "2027-01-04")[1]["notices"][0]["next_steps"] if "policy-notify send" in step)
    assert "--confirm 4 --live --smtp HOST --ledger" in step
    assert "--live --smtp HOST" in desk.run("resume", "--ledger", desk.url, *desk.day).out


def test_what_to_do_after_a_canary_leads_on(desk: Desk) -> None:
    """By SMTP nothing tells of an arrival, so sending again would not help: the operator's word lets the rest go."""
    desk.freeze()
    assert (
        "no report tells of a message that arrived; import what bounced, then resume"
        in desk.mail(4, "--canary", "1").err
    )
    steps = _all(desk, "2027-01-04")[1]["notices"][0]["next_steps"]
    assert [next(word for word in ("import", "resume", "send") if f" {word} " in step) for step in steps] == [
        "import",
        "resume",
        "send",
    ]
    assert desk.run("resume", "--ledger", desk.url, *desk.day).code == 0
    assert desk.mail(4).code == 0
    assert desk.status()["accepted"] == 4


def test_a_canary_that_is_heard_of_is_judged_by_the_next_send(desk: Desk) -> None:
    """Where the provider reports what arrives, the next step after the import is the send that judges by it."""
    desk.people(4)
    desk.freeze()
    with sendgrid() as fake:
        desk.send(4, "--transport", "sendgrid", "--sendgrid-host", fake.url, "--canary", "1")
        steps = _all(desk, "2027-01-04")[1]["notices"][0]["next_steps"]
        assert [word for step in steps for word in ("events import", "send again", "resume") if word in step] == [
            "events import",
            "send again",
            "resume",
        ]
        desk.bring(fake.events())
        desk.send(4, "--transport", "sendgrid", "--sendgrid-host", fake.url)
    assert desk.status()["accepted"] == 4
