"""The operator's page: what is owed, how it goes, what became of everybody, what to do next. Counts, and no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from notify.flows.overview import Standing
from notify.ledger.status import Status
from notify.letter import templates
from notify.model.notice import NoticeState

KIND = "operator"
WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 8, 8, 12, 26
MOST_POINTS = 240
FATES = (
    ("delivered", "Delivered", "the recipient's mail server took it"),
    ("unconfirmed", "Unconfirmed", "accepted, with no final word yet"),
    ("bounced", "Bounced", "it came back"),
    ("dropped", "Dropped", "the provider would not try"),
    ("held", "Held", "in doubt or in flight"),
    ("unreached", "Unreached", "refused by the first hop, cancelled or erased"),
    ("ready", "Ready", "not handed over yet"),
)
STATES = {
    "frozen": "frozen, nothing sent",
    "canary": "sending to the first few",
    "running": "being sent, or interrupted",
    "paused": "paused",
    "resumed": "resumed, to go on with the next send",
    "settling": "sent, with doubt left",
    "complete": "complete",
    "trial": "a trial: files only, nobody was told",
    "cancelled": "cancelled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One fate as a part of the bar, and as a row of the table."""

    key: str
    name: str
    meaning: str
    number: int
    share: str
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """How many were accepted over time, in the picture's own units."""

    line: str
    area: str
    first: str
    last: str
    words: str
    rows: tuple[tuple[str, int], ...]
    """The same in a table of a few lines."""


def operator_page(standings: Sequence[Standing], now: datetime) -> str:
    """Render the page as it stands at a moment."""
    context = {
        "stylesheet": (templates.folder(KIND) / "page.css").read_text(encoding="utf-8"),
        "made_at": now.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "late": sum(one.is_late for one in standings),
        "held": sum(one.status.tally.held > 0 for one in standings),
        "doubt": next((one.status.doubt.words for one in standings if one.status.doubt), ""),
        "notices": [_view(one) for one in standings],
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "top": TOP,
        "base": HEIGHT - BOTTOM,
    }
    return templates.fill(KIND, "page.html.j2", context)


def _view(one: Standing) -> dict[str, object]:
    stands, notice = one.status, one.status.record.notice
    deadline = stands.deadline
    return {
        "id": notice.notice_id,
        "told": [(part.policy.title, part.version.version_id, part.obligation.rule) for part in notice.parts],
        "state": _state(stands),
        "reason": stands.record.reason[:1].upper() + stands.record.reason[1:],
        "is_late": one.is_late,
        "frozen": stands.tally.frozen,
        "accepted": stands.tally.accepted,
        "due": deadline.due,
        "days_left": (deadline.send_by - one.today).days,
        "is_open": deadline.kept is None,
        "kept": deadline.kept,
        "effective_on": deadline.effective_on,
        "last_sent_on": deadline.last_sent_on,
        "doubled": stands.doubled,
        "unusable": stands.unusable,
        "not_understood": stands.not_understood,
        "is_intact": stands.is_as_written,
        "forgotten": stands.record.forgotten is not None,
        "steps": one.next_steps,
        "segments": _segments(one),
        "curve": _curve(one),
        "accepted_at": _moment(one.progress[-1][0]) if one.progress else "",
    }


def _state(stands: Status) -> str:
    if not stands.tally.frozen and stands.record.state is NoticeState.FROZEN:
        return "nobody is owed this notice"
    state = "resumed" if stands.record.is_resumed else stands.record.state.value
    return STATES["trial" if stands.record.is_trial else state]


def _segments(one: Standing) -> list[Segment]:
    tally, found, x = one.status.tally, [], 0.0
    for key, name, meaning in FATES:
        number = int(getattr(tally, key))
        width = WIDTH * number / tally.frozen if tally.frozen else 0.0
        share = f"{number / tally.frozen:.1%}" if tally.frozen else ""
        found.append(
            Segment(
                key=key, name=name, meaning=meaning, number=number, share=share, x=round(x, 2), width=round(width, 2)
            )
        )
        x += width
    return found


def _curve(one: Standing) -> Curve | None:
    """Draw what was accepted by when; None where all of it was in one minute, which makes no line."""
    points, frozen = one.progress, max(one.status.tally.frozen, 1)
    if len(points) < 2:
        return None
    start, end = points[0][0], points[-1][0]
    seconds = max((end - start).total_seconds(), 1.0)
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    thinned = points[:: max(1, len(points) // MOST_POINTS)]
    thinned = thinned if thinned[-1] == points[-1] else (*thinned, points[-1])
    spots = [
        (LEFT + width * (at - start).total_seconds() / seconds, TOP + height * (1 - min(number / frozen, 1.0)))
        for at, number in thinned
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    base = HEIGHT - BOTTOM
    total = points[-1][1]
    first, last = _moment(start), _moment(end)
    when = f"at {first}" if first == last else f"from {first} to {last}"
    words = f"{total:,} of {frozen:,} accepted by the first hop {when}"
    return Curve(
        line=line,
        area=f"{spots[0][0]:.1f},{base} {line} {spots[-1][0]:.1f},{base}",
        first=first,
        last=last if last != first else "",
        words=words,
        rows=_rows(points),
    )


def _rows(points: Sequence[tuple[datetime, int]]) -> tuple[tuple[str, int], ...]:
    step = max(1, -(-len(points) // 10))
    chosen = list(points[step - 1 :: step])
    if not chosen or chosen[-1] != points[-1]:
        chosen.append(points[-1])
    return tuple((_moment(at), number) for at, number in chosen)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
