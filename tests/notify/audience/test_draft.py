"""Whatever a row holds, it is owed, not owed or listed as unusable, and the sums add up."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notify.audience.draft import draft_notices
from notify.audience.sources.columns import FRAME
from tests.notify.audience.accounts import CRITERIA
from tests.notify.conftest import Desk


def test_each_row_is_judged_once(desk: Desk) -> None:
    """Bad rows are counted with their reasons, the rest is owed or not owed, and the sum is the number of rows."""
    desk.accounts.write_text(
        "account_id,email,name,region,created_on,last_version\n"
        "1,ann@one.example,,,,\n"
        "1,again@one.example,,,,\n"
        "2,,,,,\n"
        ",lost@one.example,,,,\n"
        "3,not an address,,,,\n"
        "4,new@one.example,,,2027-01-03,\n"
        "5,sameday@one.example,,,2027-01-02,\n"
        "6,saw@one.example,,,,2027-01-02\n"
        '7,"""quoted local""@one.example",,,,\n'
        "8,o'brien+tag@one.example,,,never,\n"
        "9,ü@one.example,,,,\n"
    )
    body = desk.freeze().body
    assert body["unusable"] == {
        "duplicate account, with another address": 1,
        "malformed address": 1,
        "no account id": 1,
        "no address": 1,
    }
    assert body["not_owed"] == {"already saw this version": 1, "signed up after publication": 1}
    assert body["count"] == 5
    assert body["rows"] == 11


def test_unusable_rows_stay_on_the_list_of_the_unreached(desk: Desk) -> None:
    """Whoever cannot be written to is listed with the row number for a second channel."""
    desk.accounts.write_text("account_id,email\n1,ann@one.example\n2,\n3,nonsense\n")
    desk.freeze()
    rows = list(csv.DictReader(io.StringIO(desk.run("unreached", "--ledger", desk.url).out)))
    assert [(row["account_id"], row["row"], row["detail"]) for row in rows] == [
        ("2", "3", "no address"),
        ("3", "4", "malformed address"),
    ]


def test_one_address_gets_one_message_that_says_so(desk: Desk) -> None:
    """Several accounts with one address share one message, which names how many, and each is counted."""
    desk.accounts.write_text("account_id,email\n1,Ann@one.example\n2,ann@one.example\n3,bob@one.example\n")
    body = desk.freeze().body
    assert (body["count"], body["messages"]) == (3, 2)
    assert desk.send(3).code == 0
    assert len(desk.messages()) == 2
    assert "2 of our accounts" in desk.messages()[0].read_text() + desk.messages()[1].read_text()
    assert desk.status()["accepted"] == 3


def test_an_account_is_told_under_one_rule_only(desk: Desk) -> None:
    """Where several rules cover an account, the strictest one does, and an unknown region counts as covered."""
    desk.site.notices = [
        desk.site.rule("promise", ["*"], 14),
        desk.site.rule("gdpr", ["DE", "FR"], 30),
        desk.site.rule("california", ["US-CA"], 20),
    ]
    desk.site.write()
    notices = {one["rule"]: one for one in desk.freeze().body["notices"]}
    assert {rule: one["count"] for rule, one in notices.items()} == {"promise": 1, "gdpr": 2, "california": 1}
    assert notices["gdpr"]["not_owed"] == {"told under the rule california": 1, "told under the rule promise": 1}


def test_an_unknown_region_is_told_where_no_rule_is_for_everywhere(desk: Desk) -> None:
    """With rules for some regions only, an account without a region is owed, one of another region is not."""
    desk.site.notices = [desk.site.rule("gdpr", ["DE"], 30)]
    desk.site.write()
    body = desk.freeze().body
    assert body["count"] == 2
    assert body["not_owed"] == {"no rule covers the region": 2}


CELLS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["a@b.example", "DE", "2025-03-10", '"', "1", "2"]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=12), quoted=st.booleans())
def test_rows_always_add_up(desk: Desk, rows: list[list[str]], quoted: bool) -> None:
    """Whatever the cells hold, planning ends in a sum over all rows or in one clear refusal, never in a crash."""
    text = io.StringIO()
    head = ["account_id", "email", "name", "language", "region", "created_on", "last_version"]
    if quoted:
        csv.writer(text).writerows([head, *rows])
    else:
        text.write("\n".join(",".join(row) for row in [head, *rows]) + "\n")
    desk.accounts.write_text(text.getvalue(), encoding="utf-8", newline="")
    answer = desk.run("plan", *desk.audience, "--json")
    if answer.code == 0:
        (notice,) = answer.body["notices"]
        assert notice["rows"] == notice["count"] + sum(notice["not_owed"].values()) + sum(notice["unusable"].values())
    else:
        assert answer.err.count("\n") == 1


def test_a_plan_leaves_nothing_behind(desk: Desk) -> None:
    """Planning writes no ledger, no snapshot and no message."""
    before = sorted(desk.folder.rglob("*"))
    assert desk.run("plan", *desk.audience, "--json").body["owed"] == 4
    assert sorted(desk.folder.rglob("*")) == before


def test_no_accounts_is_an_error_not_a_quiet_success(desk: Desk) -> None:
    """A source without rows, or with nobody owed, freezes nothing and says so."""
    desk.accounts.write_text("account_id,email\n")
    assert "no rows" in desk.freeze().err
    desk.accounts.write_text("account_id,email,created_on\n1,a@b.example,2027-02-01\n")
    answer = desk.freeze()
    assert answer.code == 1
    assert "nobody is owed" in answer.err


def test_an_account_with_two_addresses_is_told_at_the_first_and_named(desk: Desk) -> None:
    """The plan says which rows were not used and how many, and `unreached` lists them all."""
    desk.accounts.write_text(
        "account_id,email\n1,a@b.example\n2,b@b.example\n1,A@B.example\n2,x@b.example\n2,y@b.example\n"
    )
    said = desk.run("plan", *desk.audience).out
    assert "1  duplicate account\n" in said
    assert "2  duplicate account, with another address\n" in said
    assert "row 5 (account 2, told as row 3 says), row 6 (account 2, told as row 3 says);" in said
    desk.freeze()
    rows = desk.run("unreached", "--ledger", desk.url, "--format", "json").body
    assert [row["row"] for row in rows["accounts"] if row["detail"].endswith("another address")] == [5, 6]


def test_ids_that_a_spreadsheet_made_alike_are_refused(desk: Desk) -> None:
    """Sixteen digits and more that end in zeros, with different addresses: nobody is left out as a duplicate."""
    desk.accounts.write_text("account_id,email\n1234567890123450000,a@b.example\n1234567890123450000,b@b.example\n")
    answer = desk.run("plan", *desk.audience)
    assert answer.code == 1
    assert "in rows 2 and 3 have the same id, 1234567890123450000" in answer.err


def test_a_version_that_owes_nothing_plans_nothing(desk: Desk) -> None:
    """Nothing is ever sent for no change."""
    desk.site.notices = []
    desk.site.write()
    answer = desk.run("plan", *desk.audience)
    assert answer.code == 1
    assert "no version owes a notice, so there is nothing to send" in answer.err


def test_how_rows_come_decides_nothing_about_what_is_frozen(tmp_path: Path) -> None:
    """One by one or all at once: the same bytes, with accounts that repeat, share an address or get other letters."""
    schema = {"row": pl.UInt64} | dict.fromkeys(FRAME[1:], pl.String)
    rows = pl.DataFrame({"row": range(1, 41)}, schema={"row": pl.UInt64}).with_columns(
        account_id=pl.format("a{}", pl.col("row") % 37),
        email=pl.format("p{}@b.example", pl.col("row") % 31),
        last_version=pl.when(pl.col("row") % 3 == 0).then(pl.lit("2024-05-01")),
        created_on=pl.when(pl.col("row") % 7 == 0).then(pl.lit("2027-02-01")),
    )
    people = pl.concat([pl.DataFrame(schema=schema), rows], how="diagonal")
    frozen = []
    for size in (1, 40):
        folder = tmp_path / str(size)
        folder.mkdir()
        (one,) = draft_notices(people.iter_slices(size), [CRITERIA], folder, on_rows=lambda _: None)
        assert one.counts.unusable == {"duplicate account, with another address": 3}
        frozen.append((one.counts, one.groups, one.path.read_bytes(), one.outside_path.read_bytes()))
    assert frozen[0] == frozen[1]
