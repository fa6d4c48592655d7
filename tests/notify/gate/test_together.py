"""Two policies that change on one day: one email, one answer of the gate, one post, one proof."""

from __future__ import annotations

import json
import re
import zipfile

from tests.notify.conftest import Desk
from tests.notify.flows.office import JOINED, Office
from tests.notify.gate.gating import gating, token
from tests.notify.published_site import NEWEST


def test_both_are_told_together_and_answered_together(desk: Desk) -> None:
    """One email names both, one request brings both, one post answers both, and one proof tells of both."""
    office = Office.of(desk)
    office.freeze_of()
    office.mail_all()
    assert office.counts()[JOINED] == 2
    with gating(office, others=[office.terms]) as door:
        head = {"Authorization": f"Bearer {token('both')}"}
        _, found = door.ask("GET", "/v1/owed", head)
        assert [(each["slug"], each["show_as"]) for each in found["owed"]] == [
            ("privacy", "notice"), ("terms", "question"),
        ]  # fmt: skip
        names = ("slug", "version_id", "text_sha256")
        asked = [{name: each[name] for name in names} for each in found["owed"]]
        done = [each | {"did": did} for each, did in zip(asked, ("dismissed", "agreed"), strict=True)]
        shown = [each | {"did": "shown"} for each in asked]
        assert door.send(json.dumps({"records": shown + done}).encode(), "both") == (200, {"recorded": 4})
        _, found = door.ask("GET", "/v1/owed", head)
        assert (found["owed"], [each["agreed_id"] for each in found["policies"]]) == ([], [None, NEWEST])
    made = office.run("proof", "--account", "both", "--ledger", office.url, "--out", "proof.zip")
    assert made.code == 0, made.err
    with zipfile.ZipFile("proof.zip") as archive:
        words = archive.read("README.txt").decode()
        records = json.loads(archive.read("in-product.json"))
    assert re.findall(rf"(\w+) {NEWEST}: told by email", words) == ["privacy", "terms"]
    assert sorted((each["slug"], each["did"]) for each in records) == [
        ("privacy", "dismissed"), ("privacy", "shown"), ("terms", "agreed"), ("terms", "shown"),
    ]  # fmt: skip
