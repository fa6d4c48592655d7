"""Check, plan, send, status and due give one answer about the last day, wherever on earth it is which day just now.

Nothing is told which day it is: each program asks the clock, and counts in the organisation's zone. Whenever the test
runs, but for an hour or two of the morning, one of the zones is in another day than UTC.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from notify.cli import main as notify
from site_gen.cli import main as site
from tests.conftest import GitRepo
from tests.contract.owed_grid import GRID, ROW
from tests.notify.mail_server import mail_server

ZONES = ("UTC", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Auckland")
RULES = ((0, "by"), (0, "before"), (0, "well-before"), (15, "by"), (15, "eu-period"))
ALL = [(zone, *rule) for zone in ZONES for rule in RULES]
CASES = [
    # A change published after its day applies from its publication: then the day itself can hardly be missed.
    (zone, lead, timing, kind, late and (lead, timing, kind) != (0, "by", "minor"))
    for (zone, lead, timing), kind, late in zip(ALL, cycle(["minor", "material"]), cycle([True, False, True]))
]
"""Each zone with each rule; the periods of the others share no factor, so that each meets each."""


class World:
    """A repository whose change is proposed and then published, its site, and a ledger."""

    def __init__(self, repo: GitRepo, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.repo, self.folder, self._capsys = repo, folder, capsys
        self.url = f"sqlite:///{folder / 'book' / 'ledger.db'}"
        self.manifest = str(folder / "site" / "privacy" / "manifest.json")

    def answer(self, program: Any, *words: str) -> tuple[int, Any]:
        """Run a command in this process; return its exit code and what it printed as JSON."""
        self._capsys.readouterr()
        code = program([*words, "--json"])
        out = self._capsys.readouterr().out
        return code, json.loads(out) if out else None

    def propose(self, effective: str, change_class: str) -> tuple[int, Any]:
        """Commit the change on a branch, as of now, and check it."""
        front = f"---\neffective: {effective}\nclass: {change_class}\npractice: changed\n---\n"
        note = f"{front}Words.\n\n## What you can do\n\nAsk.\n"
        self.repo.git("checkout", "--quiet", "-B", "change", "main")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self.repo.commit(now, {"policy/privacy.md": "# Privacy\n\ntwo\n", "policy/changes/privacy/two.md": note})
        return self.answer(site, "check", "--repo", str(self.repo.path), "--base", "main", "--head", "change")

    def publish(self) -> None:
        """Build the branch."""
        out = ["--out", str(self.folder / "site"), "--cache", str(self.folder / "cache"), "--jobs", "1"]
        assert site(["build", "--repo", str(self.repo.path), "--branch", "change", *out]) == 0


@pytest.fixture
def world(repo: GitRepo, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "accounts.csv").write_text("account_id,email,region\n1,ann@one.example,FR\n", encoding="utf-8")
    return World(repo, tmp_path, capsys)


@pytest.mark.parametrize(("zone", "lead", "timing", "change_class", "late"), CASES)
def test_the_last_day_is_the_same_for_all(
    world: World, zone: str, lead: int, timing: str, change_class: str, late: bool
) -> None:
    """On the last day each lets it pass, and the day after each says that it is late."""
    config = {"policy/policy.toml": GRID.format(zone=zone, lead=7)}
    rules = {"policy/notice-rules.toml": ROW.format(lead=lead, timing=timing)}
    world.repo.commit("2026-01-01", {"policy/privacy.md": "# Privacy\n\none\n", **config, **rules})
    ahead = {"by": lead, "before": 1, "well-before": 1, "eu-period": lead + 1}[timing]
    ahead = max(ahead, 7) if change_class == "material" else ahead
    today = datetime.now(ZoneInfo(zone)).date()
    last = today - timedelta(days=late)
    code, said = world.propose(str(last + timedelta(days=ahead)), change_class)
    days = said["policies"][0]["deadlines"]
    assert min(each["send_by"] for each in days["requirements"]) == str(last)
    refusals = {each["code"] for each in said["policies"][0]["findings"] if each["severity"] == "refusal"}
    is_too_soon = not refusals.isdisjoint({"date-too-soon", "date-past"})
    assert (code, is_too_soon) == (1, True) if late else not is_too_soon
    world.publish()

    sources = ["--manifest", world.manifest, "--accounts", "accounts.csv"]
    ledger = ["--ledger", world.url]
    _, planned = world.answer(notify, "plan", *sources)
    assert [each["send_by"] for each in planned["notices"]] == [str(last)]
    assert world.answer(notify, "freeze", *ledger, *sources)[0] == 0
    due, owed = world.answer(notify, "due", *ledger, "--manifest", world.manifest)
    assert (due, owed["due"][0]["alarm"]) == (3, "late" if late else "at risk")
    assert world.answer(notify, "status", *ledger)[0] == (3 if late else 0)
    with mail_server() as options:
        sent, _ = world.answer(notify, "send", *ledger, "--confirm", "1", "--yes", *options)
    assert sent == (1 if late else 0)
    if not late:
        code, stands = world.answer(notify, "status", *ledger)
        assert (code, stands["deadline"]["kept"], stands["deadline"]["last_sent_on"]) == (0, True, str(today))
