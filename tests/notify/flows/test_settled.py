"""What is said of people whose answer never came, once evidence or the operator's word stands in its place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from zipfile import ZipFile

from tests.notify.conftest import Desk, both
from tests.notify.providers.mail_talk import HANG_UP, Script, talking
from tests.notify.wire import first, sendgrid


def _record(desk: Desk) -> Path:
    records = desk.folder / "notices"
    assert desk.run("record", "--ledger", desk.url, "--out", str(records), *desk.day).code == 0
    (file,) = records.glob("*.json")
    pages = ["--manifest", str(desk.site.manifest), "--records", str(records), "--out", str(desk.site.folder)]
    assert desk.run("pages", *pages, *desk.day).code == 0
    return file


def _proof(desk: Desk) -> str:
    out = desk.folder / "proof.zip"
    out.unlink(missing_ok=True)
    assert desk.run("proof", "--ledger", desk.url, "--account", "p0", "--out", str(out)).code == 0
    with ZipFile(out) as proof:
        return next(proof.read(name) for name in proof.namelist() if name.endswith("README.txt")).decode()


def _refuse_to_deny_it(desk: Desk, accepted: int) -> None:
    """Hold the status and the public record, which becomes a page, against the day on which it went."""
    stands = desk.status()
    assert (stands["accepted"], stands["state"]) == (accepted, "complete")
    deadline = stands["deadline"]
    assert (deadline["last_sent_on"] is not None, deadline["kept"]) == (True, True)
    record = json.loads(_record(desk).read_bytes())
    assert record["first_sent_on"] == record["last_sent_on"] == deadline["last_sent_on"]
    assert record["counts"]["accepted"] == accepted


@both
def test_what_events_prove_went_on_the_day_of_the_attempt(desk: Desk) -> None:
    """A notice of which every answer was lost is no late one, and neither its page nor a proof denies that it went."""
    with sendgrid(first((504, {}, b""), took=True)) as fake:
        desk.people(3)
        desk.freeze()
        assert desk.send(3, "--transport", "sendgrid", "--sendgrid-host", fake.url).code == 3
        before = json.loads(_record(desk).read_bytes())
        assert (before["first_sent_on"], before["counts"]) == (None, None)
        assert "not known to be told by email (handed over on " in _proof(desk)
        desk.bring(fake.events("delivered"))
    _refuse_to_deny_it(desk, 3)
    assert re.search(r": told by email on \S+ \(delivered\)", _proof(desk))


def test_what_the_operator_decides_is_no_proof(desk: Desk) -> None:
    """Counted as told, it went on the day of the attempt; a proof says whose word that is."""
    desk.people(1)
    desk.freeze()
    with talking(Script(answers=lambda verb, *_: HANG_UP if verb == "DOT" else None)) as where:
        hop = ("--transport", "smtp", "--smtp", where)
        assert desk.send(1, *hop).code == 3
        told = desk.send(1, *hop, "--on-ambiguous", "assume_sent")
        assert told.code == 0, told.err
    _refuse_to_deny_it(desk, 1)
    assert re.search(r": not known to be told by email \(.*; the operator decided to count it as told\)", _proof(desk))
