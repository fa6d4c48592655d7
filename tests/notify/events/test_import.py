"""Files of events, in whichever form they come."""

from __future__ import annotations

import json

from tests.notify.conftest import Desk
from tests.notify.wire import RESET, bad_request, first, sendgrid


def test_events_are_found_in_any_kind_of_file(desk: Desk) -> None:
    """A JSON array, one object a line, or one object alone: the same events, and the same file twice is one."""
    desk.people(5)
    desk.freeze()
    with sendgrid() as fake:
        desk.send(5, "--transport", "sendgrid", "--sendgrid-host", fake.url)
    lines = "\n".join(json.dumps(event) for event in fake.events())
    for name, text in (
        ("array.json", json.dumps(fake.events(), indent=2)),
        ("lines.jsonl", lines),
        ("one.json", json.dumps(fake.events()[0])),
    ):
        (desk.folder / name).write_text(text)
        answer = desk.run("events", "import", str(desk.folder / name), "--ledger", desk.url, "--json")
        assert answer.body["events"] == (1 if name == "one.json" else 5)
    again = desk.run("events", "import", str(desk.folder / "array.json"), "--ledger", desk.url, "--json")
    assert again.body["new_posts"] == 0


def test_an_import_says_what_came_in_and_what_is_left(desk: Desk) -> None:
    """Nothing, nothing new, nothing of ours: each is said in words, and so is whom a send has still to tell."""
    desk.people(5)
    desk.freeze()
    assert desk.bring([]).out == "0 events: there is nothing in what was given\n"
    assert "see that --ledger names the ledger that sent" in desk.bring([{"event": "open", "email": "x@y.example"}]).out
    with sendgrid(first((RESET, {}, b""))) as fake:
        desk.send(5, "--transport", "sendgrid", "--sendgrid-host", fake.url, "--batch-size", "2")
    events = fake.events()
    fresh, known = desk.bring(events), desk.bring(events)
    assert f"{len(events)} events, in 1 new post; {len(events)} about deliveries of ours" in fresh.out
    assert f"{len(events)} events, all of them known before; " in known.out
    notice = desk.status()["notice"]
    assert f"notice {notice} has {5 - len(events)} in doubt. Next: policy-notify status {notice} --ledger" in known.err


def test_a_mailbox_of_replies_alone_is_the_right_mailbox(desk: Desk) -> None:
    """Automatic replies and receipts speak of no delivery: an import says so, and sends nobody to look for a fault."""
    desk.freeze()
    reply = "From: ann@one.example\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nBack on Monday.\n"
    other = "From: bo@one.example\nSubject: Lunch?\n\nAt noon.\n"
    for kept, words in ((reply, "automatic replies, receipts and the like"), (other, "see that --ledger names")):
        box = desk.folder / "replies.mbox"
        box.write_text(
            f"From ann@one.example Mon Nov 30 10:00:00 2026\n{reply}\nFrom x Mon Nov 30 10:00:00 2026\n{kept}"
        )
        answer = desk.run("events", "import", str(box), "--ledger", desk.url)
        assert f"0 about deliveries of ours: {words}" in answer.out
        assert answer.out.count(": ") == 1 + (kept == other)


def test_the_list_for_another_channel_says_what_is_not_on_it_yet(desk: Desk) -> None:
    """An empty list of a notice that was not sent means nothing, and says so; a full one says how many and why."""
    desk.freeze()
    assert "nothing of notice" in desk.run("unreached", "--ledger", desk.url).err
    with sendgrid(first(bad_request(("personalizations.0.to", "Does not contain a valid address.")))) as fake:
        desk.send(4, "--transport", "sendgrid", "--sendgrid-host", fake.url)
    listed = desk.run("unreached", "--ledger", desk.url)
    assert (listed.out.count("\n"), listed.err) == (2, "1 account: 1 refused\n")
