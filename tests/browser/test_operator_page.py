"""The operator's page in a real browser: readable by everybody at every width, in the light and in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette

from notify.events import webhook
from notify.flows.operator_page import operator_page
from notify.flows.overview import Standing, Step
from notify.ledger.notices import Record
from notify.ledger.status import Deadline, Status, Tally
from notify.model.audience import Counts, Snapshot
from notify.model.notice import Notice, NoticeState, Part, Sender
from notify.model.published import Obligation, Policy, Version
from tests.serving import serving

TODAY = date(2027, 1, 10)
TOKEN = "a-token-of-the-operator-0123456789"  # noqa: S105 - an invented one
WIDTHS = (320, 375, 768, 1440)


def _tally(delivered: int = 0, **others: int) -> Tally:
    fates = {"bounced": 0, "dropped": 0, "unconfirmed": 0, "held": 0, "unreached": 0, "ready": 0} | others
    accepted = delivered + sum(fates[name] for name in ("bounced", "dropped", "unconfirmed"))
    rest = sum(fates[name] for name in ("held", "unreached", "ready"))
    return Tally(frozen=accepted + rest, accepted=accepted, delivered=delivered, **fates)


def _standing(notice_id: str, state: NoticeState, tally: Tally, *, kept: bool | None) -> Standing:
    policy = Policy(slug="p", title="Privacy policy of a long and winding name", language="en", url="https://p.example/",
                    controller="Lantern Street Ltd", postal_address="", contact="")  # fmt: skip
    rule = Obligation(
        rule=f"promise-{notice_id[0]}", regions=("*",), lead_days=30, send_by=TODAY, consent=False, source="section 11"
    )
    version = Version(
        version_id="2027-01-02", published_on=TODAY, effective_on=TODAY + timedelta(days=30), change_class="material",
        practice=None, summary_html="", summary_text="", what_you_can_do_html="", what_you_can_do_text="",
        text_sha256="0" * 64, url="https://p.example/", changes_url=None, predecessor_id=None, owed=(rule,),
    )  # fmt: skip
    notice = Notice(notice_id=notice_id, parts=(Part(policy=policy, version=version, obligation=rule),),
                    sender=Sender(email="p@p.example", name="P", reply_to="p@p.example"))  # fmt: skip
    counts = Counts(rows=tally.frozen, owed=tally.frozen, not_owed={}, unusable={}, messages=tally.frozen)
    frozen = Snapshot(path="", sha256="", outside_path="", outside_sha256="", counts=counts)
    at = datetime(2027, 1, 4, 9, tzinfo=UTC)
    record = Record(
        notice=notice,
        state=state,
        snapshot=frozen,
        manifest="",
        frozen_at=at,
        transport="smtp",
        canary=0,
        reason="canary: 40% heard of, 7.1% bounced",
        desired="run",
        ended_at=None,
        forgotten=None,
    )
    deadline = Deadline(
        send_by=TODAY,
        due=f"by {TODAY}",
        effective_on=version.effective_on,
        frozen_effective_on=version.effective_on,
        last_sent_on=None,
        kept=kept,
        earliest_effective_on=version.effective_on,
    )
    status = Status(
        record=record,
        tally=tally,
        deadlines=(deadline,),
        batches={},
        doubled=3,
        doubt=None,
        assumed=0,
        unusable=52,
        last_event_at=None,
        not_understood=7,
        broken_at=None,
    )
    progress = tuple((at + timedelta(minutes=9 * n), 40 * n * n) for n in range(1, 30)) if tally.accepted else ()
    command = f"policy-notify send {notice_id} --confirm {tally.frozen} --ledger sqlite:////var/lib/notices/ledger.db"
    steps = (Step("Send it", command),)
    return Standing(status=status, today=TODAY, is_late=kept is False, next_steps=steps, progress=progress)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write the page of a late notice, one that is being sent and one of millions that is complete."""
    late = _tally(ready=4_948)
    going = _tally(30_000, bounced=2_000, dropped=640, unconfirmed=1_000, held=40, unreached=320, ready=6_000)
    done = _tally(10_000_000)
    standings = [
        _standing("a" * 12, NoticeState.FROZEN, late, kept=False),
        _standing("b" * 12, NoticeState.PAUSED, going, kept=None),
        _standing("c" * 12, NoticeState.COMPLETE, done, kept=True),
    ]
    file = Path(tmp_path_factory.mktemp("operator")) / "page.html"
    file.write_text(operator_page(standings, datetime(2027, 1, 10, 12, tzinfo=UTC)), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(params=["light", "dark"])
def tab(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """Open a tab that prefers light or dark; axe needs a script engine, the page none."""
    context = chromium.new_context(color_scheme=request.param, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_it_is_accessible_and_fits(tab: Page, address: str, axe: str, width: int) -> None:
    """No fault by axe-core, and nothing beyond the edge, at any width, in the light and in the dark."""
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(address)
    tab.evaluate(axe)
    found = tab.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])")
    assert found == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    wide = (
        "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert tab.evaluate(wide) == 0


def test_it_needs_no_script_and_no_network(page: Page, address: str) -> None:
    """Nothing is asked of anybody, nothing runs, and the pictures are there and say in words what they show."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(address)
    assert asked == [address]
    assert complaints == []
    pictures = page.get_by_role("img")
    assert pictures.count() == 5
    for number in range(pictures.count()):
        box = pictures.nth(number).bounding_box()
        assert box is not None
        assert box["width"] > 100
        assert box["height"] > 10
        assert pictures.nth(number).get_attribute("aria-label")
    assert page.get_by_role("heading", level=1).inner_text() == "1 notice is late, 1 in doubt"


def test_a_browser_reads_the_dashboard_with_its_token(chromium: Browser, address: str) -> None:
    """Served as `events serve --dashboard` does it, the page opens for a browser that gives the token as a password."""
    content = Path(address.removeprefix("file://")).read_bytes()
    page = webhook.Page(path="/dashboard", media_type="text/html", content=lambda: content, token=TOKEN)
    application = Starlette(routes=webhook.page_routes([page]))
    with serving(application) as origin:
        url = f"{origin}/dashboard"
        context = chromium.new_context(http_credentials={"username": "operator", "password": TOKEN})
        tab, complaints = context.new_page(), list[str]()
        tab.on("console", lambda message: complaints.append(message.text))
        tab.goto(url)
        heading = tab.get_by_role("heading", level=1).inner_text()
        context.close()
    assert heading == "1 notice is late, 1 in doubt"
    assert complaints == []
