"""Files of events, in whichever form they come."""

from __future__ import annotations

import json

from tests.notify.conftest import Desk
from tests.notify.wire import sendgrid


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
