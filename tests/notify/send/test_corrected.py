"""Sending what was corrected or taken down between the freeze and the mail."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from notify.published.chain import link_of
from tests.notify.conftest import Desk
from tests.notify.published_site import NEWEST, with_links

MENDED = "2027-01-03"
TEXT = "# Privacy policy\n\nMended.\n"


def _correct(desk: Desk, *, takes_down: bool = False, owes: list[dict[str, Any]] | None = None) -> None:
    """Let a correction join the newest version on its day; the newest one's text may go with it.

    `owes` are the notices that the correction owes itself.
    """
    body = desk.site.body()
    newest, older = body["versions"][:2]
    mended = newest | {"version_id": MENDED, "published_on": MENDED, "class": "editorial", "notices": owes or []}
    mended |= {"predecessor_id": NEWEST, "text_sha256": hashlib.sha256(TEXT.encode()).hexdigest()}
    mended |= {"url": f"https://policy.example/privacy/{MENDED}/", "changes_url": None}
    body["versions"].insert(0, mended)
    ids = {"base_id": older["version_id"], "target_id": MENDED, "version_ids": [NEWEST, MENDED]}
    day = {"effective_on": newest["effective_on"], "class": "material", "changes_url": None}
    body = with_links(body | {"effects": [day | ids]})
    if takes_down:
        stone = {"on": "2027-01-04", "reason_text": "A secret.", "commit": "b" * 40}
        newest["withdrawn"] = stone | {"chain_sha256": link_of(stone, newest["chain_sha256"])}
        (desk.site.home / NEWEST / "policy.md").write_text("Taken down.\n", encoding="utf-8")
    (desk.site.home / MENDED).mkdir(exist_ok=True)
    (desk.site.home / MENDED / "policy.md").write_text(TEXT, encoding="utf-8")
    desk.site.manifest.write_text(json.dumps(body), encoding="utf-8")


def test_the_notice_of_a_text_that_was_taken_down_shows_the_one_in_its_place(desk: Desk) -> None:
    """What is owed goes out although the announced text is gone, and never in messages that quote it."""
    desk.freeze()
    _correct(desk, takes_down=True)
    quoting = desk.send(4).err
    assert ("was taken down on 2027-01-04" in quoting, "`freeze --replace`" in quoting) == (True, True)
    desk.freeze("--replace")
    assert desk.send(4).code == 0
    assert all(f"/{MENDED}/" in file.read_text(encoding="utf-8") for file in desk.messages())


def test_a_change_is_told_once_where_its_text_was_taken_down(desk: Desk) -> None:
    """Where what stands in its place owes a notice as well, that one tells of both, and the first one's is not sent."""
    (frozen,) = desk.freeze().body["notices"]
    own = frozen["notice"]
    _correct(desk, takes_down=True, owes=[desk.site.rule("promise", ["*"])])
    refused = desk.send(4).err
    assert (f"the notice of {MENDED}" in refused, f"policy-notify cancel {own}" in refused) == (True, True)
    assert f"the notice of {MENDED}" in desk.run("plan", *desk.audience, "--version", NEWEST).err
    where = ("--manifest", str(desk.site.manifest), "--ledger", desk.url)
    due = {each["version_id"]: each["next_step"] for each in desk.run("due", *where, "--json", *desk.day).body["due"]}
    assert (due[NEWEST], "plan" in due[MENDED]) == (f"policy-notify cancel {own}", True)


def test_who_the_later_notice_leaves_out_is_told_by_the_first(desk: Desk) -> None:
    """A text that was taken down is told of by its own notice where the one in its place is owed to fewer people."""
    _correct(desk, takes_down=True, owes=[desk.site.rule("regimes", ["DE"])])
    assert desk.freeze("--version", NEWEST).code == 0
    assert desk.send(4).code == 0


def test_the_text_that_messages_show_has_to_be_published(desk: Desk) -> None:
    """Of a correction that joined, and not only of the version that owes the notice, the page has to be there."""
    _correct(desk)
    desk.freeze()
    (desk.site.home / MENDED / "policy.md").unlink()
    assert f"does not serve version {MENDED}" in desk.send(4).err


def test_a_correction_since_the_freeze_is_named(desk: Desk) -> None:
    """Messages made before it still announce the change: they may go, and the sender is told of newer ones."""
    desk.freeze()
    _correct(desk)
    sent = desk.send(4)
    assert (sent.code, f"{MENDED} joined {NEWEST} since the freeze" in sent.err) == (0, True)
