"""Joined notices once they are frozen: what stays, what may be frozen again, and what a policy that changes takes."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

from notify.ledger import notices
from notify.ledger.database import schema
from notify.ledger.database.generation import facts_of
from tests.notify.conftest import Desk, both
from tests.notify.flows.office import JOINED, Office, names_of
from tests.notify.published_site import NEWEST


def test_the_order_of_the_manifests_does_not_matter(office: Office) -> None:
    """A joined notice's identity follows from what it tells of."""
    office.freeze_of()
    again = office.freeze_of(office.terms, office.site)
    assert {one["notice"] for one in again.body["notices"]} == set(office.ids().values())


def test_what_was_frozen_alone_stays_alone(office: Office) -> None:
    """A policy whose notice exists is not joined any more: nobody hears of it twice, and the other is told to all."""
    assert office.freeze_of(office.site).body["frozen"] == 3
    assert office.counts() == {"privacy": 3, "terms": 3}
    office.send_all()
    told = Counter((name, subject) for name, subjects in office.subjects().items() for subject in subjects)
    assert max(told.values()) == 1
    assert len(told) == 6


def test_what_was_joined_is_not_frozen_again_alone(office: Office) -> None:
    """Freezing one of the policies afterwards finds all that tells of it, and makes nothing new."""
    office.freeze_of()
    alone = office.freeze_of(office.site).body["notices"]
    assert [(names_of(one), one["count"]) for one in alone] == [("privacy", 1), (JOINED, 2)]


def test_replacing_one_of_two_is_refused(office: Office) -> None:
    """Whoever freezes one policy again would leave the other's people untold."""
    office.freeze_of()
    refused = office.freeze_of(office.site, more=("--replace",))
    assert refused.code == 1
    assert f"tells of terms {NEWEST} too" in refused.err
    assert office.counts() == {"privacy": 1, "terms": 1, JOINED: 2}
    assert office.freeze_of(more=("--replace", "--apart")).code == 0
    assert office.counts() == {"privacy": 3, "terms": 3}


def test_what_was_sent_in_part_cannot_be_frozen_again(office: Office) -> None:
    """Once one of the notices has left, all of them stay as they are."""
    office.freeze_of()
    office.send_notice(office.ids()[JOINED], 2)
    refused = office.freeze_of(more=("--replace",))
    assert refused.code == 1
    assert "its sending has begun" in refused.err
    assert office.counts() == {"privacy": 1, "terms": 1, JOINED: 2}


def test_another_policy_s_manifest_is_refused_by_name(office: Office) -> None:
    """Status and send say whose manifest it is and whose is wanted; over all notices, each keeps its own."""
    notice = str(office.freeze_of(office.site).body["notice"])
    other = ("--ledger", office.url, "--manifest", str(office.terms.manifest))
    words = "is another policy's manifest, that of terms (en); the notice tells of privacy (en)"
    told = office.run("status", notice, *other)
    assert (told.code, words in told.err) == (1, True)
    assert words in office.run("send", notice, *other, "--confirm", "3", "--yes", *office.day).err
    assert office.run("status", "--all", *other, *office.day).code == 0


def test_a_policy_that_is_taken_back_takes_its_half_with_it(office: Office) -> None:
    """Nothing goes out about it; frozen again, the other policy is told to all that are owed it."""
    office.freeze_of()
    joined = office.ids()[JOINED]
    body = office.terms.body()
    body["versions"] = body["versions"][1:]
    office.terms.manifest.write_text(json.dumps(body), encoding="utf-8")
    refused = office.send_notice(joined, 2)
    assert refused.code == 1
    assert f"no longer has version {NEWEST}" in refused.err
    again = office.freeze_of(more=("--replace",)).body["notices"]
    assert [(names_of(one), one["count"]) for one in again] == [("privacy", 3)]
    with office.ledger().read() as view:
        assert len(notices.all_ids(view)) == 1


def test_what_is_taken_back_costs_nobody_the_rest_of_the_message(office: Office) -> None:
    """The half whose policy ended is not told; the way out keeps the other half, which a cancelled notice would not."""
    office.freeze_of()
    body = json.loads(office.terms.manifest.read_bytes())
    newest, older = body["versions"][:2]
    applies = {"target_id": older["version_id"], "version_ids": [older["version_id"]], "base_id": None}
    applies |= {"effective_on": older["effective_on"], "class": "minor", "changes_url": None}
    ended = body | {"effects": [applies], "ended_on": newest["effective_on"]}
    office.terms.manifest.write_text(json.dumps(ended), encoding="utf-8")
    refused = office.send_notice(office.ids()[JOINED], 2).err
    assert ["was taken back" in refused, "`freeze --replace`" in refused, "cancel" in refused] == [True, True, False]


def test_a_policy_that_is_postponed_is_told_of_on_its_own(office: Office) -> None:
    """The message that names the old day stays; frozen again, each has an email of its own."""
    office.freeze_of()
    joined = office.ids()[JOINED]
    office.terms.effective_on = date(2027, 4, 1)
    office.terms.notices = [office.terms.rule("contract", ["*"], 14) | {"consent": True}]
    office.terms.write()
    refused = office.send_notice(joined, 2)
    assert refused.code == 1
    assert "the messages say 2027-03-01, the manifest now says 2027-04-01" in refused.err
    assert office.freeze_of(more=("--replace",)).code == 0
    assert office.counts() == {"privacy": 3, "terms": 3}


def test_only_programs_that_know_of_joined_notices_go_on_with_them(office: Office) -> None:
    """A program of the release before would freeze one of the policies again for everybody; until then it may go on."""
    office.freeze_of(office.site)
    with office.ledger().read() as view:
        assert facts_of(view)["schema"] == str(schema.PLAIN_FORM)
    office.freeze_of(more=("--replace",))
    with office.ledger().read() as view:
        assert facts_of(view)["schema"] == str(schema.FORM)


@both
def test_joined_notices_live_in_either_database(desk: Desk) -> None:
    """What is joined, thawed and sent is so in a file and in a server."""
    office = Office.of(desk)
    office.freeze_of()
    assert office.freeze_of(more=("--replace",)).code == 0
    office.send_all()
    assert len(office.messages()) == 4


def test_an_empty_notice_beside_a_joined_one_asks_for_nothing(office: Office) -> None:
    """Where all are owed both policies, the one notice need not be named, and a restore holds that one alone."""
    head, both_owed, *_ = office.accounts.read_text("utf-8").splitlines(keepends=True)
    office.accounts.write_text(head + both_owed, encoding="utf-8")
    office.freeze_of()
    assert office.counts() == {"privacy": 0, "terms": 0, JOINED: 1}
    assert office.status()["frozen"] == 1
    safe = str(office.folder / "safe")
    assert office.run("backup", safe, "--ledger", office.url).code == 0
    assert office.send(1).code == 0
    restored = office.run("restore", safe, "--ledger", office.url, "--replace", "--json")
    assert restored.body["held"] == [office.ids()[JOINED]]
