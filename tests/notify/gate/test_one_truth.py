"""What was shown and answered inside the product is one truth with the mail, in counts, lists and proofs."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from notify.model.gate import Did
from tests.notify.conftest import Desk, both
from tests.notify.gate.gating import NOON, Door, gating
from tests.notify.published_site import NEWEST, VERSIONS


@pytest.fixture
def door(desk: Desk) -> Iterator[Door]:
    """Tell four people by email, and not a fifth, whose address is none; open the gate."""
    with desk.accounts.open("a", encoding="utf-8") as file:
        file.write("a5,no-address,Eve,en,,,\n")
    desk.freeze()
    desk.mail(4)
    with gating(desk) as opened:
        yield opened


def due(desk: Desk) -> str:
    """Return what is left to do."""
    return desk.run("due", "--manifest", str(desk.site.manifest), "--ledger", desk.url, "--today", "2027-01-20").out


@both
def test_whoever_was_shown_it_needs_no_other_channel(door: Door) -> None:
    """The list of those to reach another way closes by itself, and `due` and `status` with it."""
    desk = door.desk
    assert "a5" in desk.run("unreached", "--ledger", desk.url).out
    assert "1 account was not reached by email" in due(desk)
    door.post("shown", "a5")
    open_ = desk.run("unreached", "--ledger", desk.url, "--json").body
    assert (open_["accounts"], open_["told_in_product"]) == ([], 1)
    assert "1 more were shown it inside the product" in desk.run("unreached", "--ledger", desk.url).err
    assert "not reached" not in due(desk)
    assert (desk.status()["told_in_product"], desk.status()["unusable"]) == (1, 1)


@both
def test_status_counts_what_accounts_did_in_the_product(door: Door) -> None:
    """Each account once, by its last answer; one that only saw it gave none, and a forgotten one is not counted."""
    for account, acts in {"a1": "shown agreed", "a2": "shown agreed refused", "a3": "shown", "a4": "agreed"}.items():
        for did in acts.split():
            door.post(did, account)
    door.post("shown", version_id=VERSIONS[-2])
    door.desk.run("forget", "--account", "a4", "--ledger", door.desk.url, "--yes")
    (counted,) = door.desk.status()["in_product"]
    assert counted == {"slug": "privacy", "version_id": NEWEST, "told": 3, "agreed": 1, "refused": 1}
    words = f"3  accounts were told inside the product of privacy {NEWEST}: 1 agreed, 1 refused"
    for command in (("status",), ("status", "--all")):
        assert words in door.desk.run(*command, "--ledger", door.desk.url).out


def proof(desk: Desk, account: str) -> tuple[str, Any]:
    """Return a proof's words, and what it says of the product."""
    assert desk.run("proof", "--account", account, "--ledger", desk.url, "--out", "proof.zip").code == 0
    with zipfile.ZipFile("proof.zip") as archive:
        return archive.read("README.txt").decode(), json.loads(archive.read("in-product.json"))


def test_a_proof_says_what_was_told_where_and_when(door: Door) -> None:
    """By email, shown, agreed: in order, with the text's hash; also for whoever got no notice at all."""
    for did in ("shown", "agreed"):
        door.post(did, "a1")
        door.post(did, "stranger")
    words, records = proof(door.desk, "a1")
    day = NOON.date()
    assert f"privacy {NEWEST}: told by email on " in words
    for line in ("shown", "agreed"):
        assert f"privacy {NEWEST}: {line} on {day} (inside the product, in en)" in words
    assert [(each["did"], each["text_sha256"]) for each in records] == [
        (did, door.record("shown")["text_sha256"]) for did in ("shown", "agreed")
    ]
    words, records = proof(door.desk, "stranger")
    assert ("told by email" in words, len(records)) == (False, 2)
    assert ("For each notice" in words, "under the chain from the next seal on" in words) == (False, True)


@both
def test_whoever_is_forgotten_leaves_only_counts(door: Door) -> None:
    """An account's name goes from what it did; that somebody did it stays."""
    for account in ("a1", "a2", "stranger"):
        door.post("agreed", account)
    for account in ("a1", "stranger"):
        assert door.desk.run("forget", "--account", account, "--ledger", door.desk.url, "--yes").code == 0
    assert [each.account_id for each in door.kept("a1", "a2", "stranger")] == ["a2"]
    assert [each.did for each in door.kept("")] == [Did.AGREED] * 2
