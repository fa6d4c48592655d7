"""List what is owed and where it stands, as text or as the body of an issue."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from notify.commands.common import DONE, PARTLY, open_named
from notify.config import DEFAULT_PATH, read_config
from notify.errors import LedgerError, ManifestError
from notify.flows.due import Alarm, Due, Pace, by_urgency, list_due
from notify.flows.upkeep import Upkeep
from notify.ledger.database.store import Ledger
from notify.model.published import Manifest
from notify.output import answer, say
from notify.published.manifest import read_manifest
from notify.requests.due import DueRequest


def run(request: DueRequest) -> int:
    """List what is owed; returns 3 while anything is late or at risk."""
    read, unread = _read_all(request.manifest)
    manifests = [(manifest, request.moment.today(manifest.policy)) for manifest in read]
    with ExitStack() as stack:
        ledger = _ledger(request.ledger, stack)
        owed = list_due(manifests, ledger, Pace(per_second=request.rate))
        lines = [*owed, *_upkeep(request.config).lines(manifests, ledger), *_unread_lines(unread, manifests)]
        found = sorted(lines, key=by_urgency)
    alarms = [each for each in found if each.alarm in {Alarm.LATE, Alarm.AT_RISK}]
    words = due_markdown(found) if request.format == "github" else due_words(found)
    answer({"alarms": len(alarms), "due": found}, words, as_json=request.json)
    return PARTLY if alarms else DONE


def _read_all(locations: Sequence[str]) -> tuple[list[Manifest], list[ManifestError]]:
    """Read every manifest that can be; raise ManifestError where none can."""
    read, unread = [], []
    for location in locations:
        try:
            read.append(read_manifest(location))
        except ManifestError as error:
            unread.append(error)
    if not read:
        raise unread[0]
    return read, unread


def _unread_lines(unread: Sequence[ManifestError], manifests: Sequence[tuple[Manifest, date]]) -> list[Due]:
    """Say of which policies nobody knows what is owed: others' alarms must not wait for them."""
    today = max(today for _, today in manifests)
    step = "see that the site is up, and that --manifest names it"
    return [
        Due(policy=each.location, alarm=Alarm.AT_RISK, today=today, words=_problem(each), next_step=step)
        for each in unread
    ]


def _problem(error: ManifestError) -> str:
    return f"nobody knows what is owed, since its manifest {str(error).removeprefix(f'{error.location}: ')}"


def _upkeep(config: str | None) -> Upkeep:
    return Upkeep(read_config(config), Path(config or DEFAULT_PATH).with_name("notice-rules.toml"))


def _ledger(location: str, stack: ExitStack) -> Ledger | None:
    try:
        return stack.enter_context(open_named(location))
    except LedgerError as error:
        say(f"{error}; without a ledger nothing counts as sent")
        return None


def due_words(found: Sequence[Due]) -> str:
    """Say what is owed, to a person at a terminal."""
    lines = [f"{each.alarm.upper():<8} {_words(each)}" for each in found]
    return "\n".join(lines or ["Nothing is owed."])


def due_markdown(found: Sequence[Due]) -> str:
    """Say what is owed as the body of an issue: its first line is the title."""
    alarms = [each for each in found if each.alarm in {Alarm.LATE, Alarm.AT_RISK}]
    title = f"Policies: {len(alarms)} late or at risk" if alarms else "Policies: nothing is late"
    rows = [f"| {each.alarm} | {_words(each)} |" for each in found]
    return "\n".join([f"# {title}", "", "| | |", "|---|---|", *rows])


def _words(each: Due) -> str:
    step = f". Next: {each.next_step}" if each.next_step else ""
    if each.send_by is None:
        return f"{each.policy}: {each.words}{step}"
    deadline = f"last day to send {each.send_by}{_time_left(each.alarm, (each.send_by - each.today).days)}"
    beside = f", together with {' and '.join(each.together_with)}" if each.together_with else ""
    return f"{each.policy} {each.version_id} ({each.rule}{beside}): {each.words}; {deadline}{step}"


def _time_left(alarm: Alarm, days: int) -> str:
    """Say how long there is still to send; nothing of a notice that was kept, even where something is left to do."""
    if alarm is Alarm.DONE or (days < 0 and alarm is not Alarm.LATE):
        return ""
    if days == 0:
        return ", last day"
    number = "one day" if abs(days) == 1 else f"{abs(days)} days"
    return f", {number} left" if days > 0 else f", {number} overdue"
