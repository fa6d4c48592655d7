"""Policies that change on one day make one email; each account is told of what it is owed, once, and of no more."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.audience.criteria import criteria_for
from notify.audience.draft import draft_notices
from notify.audience.judge import judge_rows
from notify.audience.sources.columns import FRAME
from notify.flows.together import agenda
from notify.ledger import notices
from notify.model.notice import Sender
from notify.model.published import Manifest
from notify.published.manifest import parse_manifest
from tests.notify.flows.office import JOINED, Office, body_of, names_of
from tests.notify.published_site import NEWEST, TODAY, PublishedSite

ON_THE_DAY = "1 March 2027"


def test_everybody_gets_one_email_about_what_they_are_owed(office: Office) -> None:
    """Whoever is owed both is told of both in one message, and who is owed one hears of that one alone."""
    assert office.freeze_of().code == 0
    office.send_all()
    two = f"Our Privacy policy and Terms of service change on {ON_THE_DAY}"
    assert office.subjects() == {
        "both": [two],
        "older": [two],
        "privacy": [f"Our Privacy policy will change on {ON_THE_DAY}"],
        "terms": [f"Our Terms of service will change on {ON_THE_DAY}"],
    }


def test_the_email_says_of_each_policy_what_it_would_say_alone(office: Office) -> None:
    """Each has its summary, its day, its links and the redline since what this account saw last of that policy."""
    office.freeze_of()
    office.send_all()
    (mail,) = office.mails()["older"]
    text = body_of(mail, "plain")
    first, second = text.split("Terms of service\n====")
    assert "analytics vendors" in first
    assert "courts of Dublin" not in first
    assert "courts of Dublin" in second
    assert "This is everything that has changed since the version of 10 March 2025" in first
    assert "This is everything that has changed since the version of 1 May 2024" in second
    assert f"https://policy.example/privacy/2025-03-10..{NEWEST}/" in first
    assert f"https://policy.example/terms/2024-05-01..{NEWEST}/" in second
    assert f"https://policy.example/terms/{NEWEST}/#section-3" in second


def test_consent_is_asked_for_what_needs_it_alone(office: Office) -> None:
    """The words about consent stand with the policy whose rule asks for it, never with the other."""
    office.freeze_of()
    office.send_all()
    (mail,) = office.mails()["both"]
    for kind in ("plain", "html"):
        body = body_of(mail, kind)
        first, second = re.split(r"Terms of service(?:\n=|</h2>)", body)
        assert "we need your consent" not in " ".join(first.split())
        assert "we need your consent" in " ".join(second.split())


def test_the_longest_lead_time_governs(office: Office) -> None:
    """All of it has to be out when the first of its policies asks for it; that one stands first in the message."""
    (joined,) = [one for one in office.freeze_of().body["notices"] if "tells_of" in one]
    assert joined["send_by"] == "2027-01-30"
    assert [(each["policy"], each["send_by"]) for each in joined["tells_of"]] == [
        ("privacy", "2027-01-30"),
        ("terms", "2027-02-15"),
    ]
    late = ("send", joined["notice"], "--ledger", office.url, "--confirm", "2", "--yes", "--today", "2027-02-01")
    refused = office.run(*late)
    assert refused.code == 1
    assert "sending was due by 2027-01-30" in refused.err
    assert office.run(*late, "--late").code == 0
    stands = office.run("status", joined["notice"], "--ledger", office.url, "--json", *office.day).body
    assert [each["deadline"]["send_by"] for each in stands["tells_of"]] == ["2027-01-30", "2027-02-15"]


def test_plan_says_what_is_joined_and_how_to_send_apart(office: Office) -> None:
    """Whoever plans reads which policies make one email and why, and can make two of them."""
    said = office.plan()
    assert f"privacy {NEWEST} and terms {NEWEST} begin to apply on one day, 2027-03-01" in said.err
    assert "--apart" in said.err
    assert f"one email about privacy {NEWEST} and terms {NEWEST}: send by 2027-01-30, as privacy {NEWEST}" in said.out
    apart = office.plan("--apart", "--json").body
    assert [(names_of(one), one["count"]) for one in apart["notices"]] == [("privacy", 3), ("terms", 3)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda office: setattr(office.terms, "effective_on", date(2027, 3, 2)), "they begin on different days"),
        (lambda office: office.terms.extra.update(_policy(office, controller="Another Ltd")), ""),
    ],
)
def test_what_does_not_belong_together_stays_apart(office: Office, change: Callable[[Office], None], why: str) -> None:
    """Policies that begin on different days, or that another organisation answers for, make an email each."""
    change(office)
    office.terms.write()
    said = office.plan("--json")
    assert why in said.err
    assert sorted(names_of(one) for one in said.body["notices"]) == ["privacy", "terms"]


def _policy(office: Office, *, controller: str) -> dict[str, object]:
    known = office.terms.body()["policy"]
    return {"policy": known | {"controller": known["controller"] | {"name": controller}}}


def test_a_policy_that_applies_already_is_left_out(office: Office) -> None:
    """Beside a change that is still to come, one that applies already is no business of this day."""
    office.terms.effective_on = TODAY - timedelta(days=1)
    office.terms.write()
    said = office.plan("--json")
    assert f"terms {NEWEST} has applied since" in said.err
    assert [names_of(one) for one in said.body["notices"]] == ["privacy"]


def test_one_policy_twice_is_refused(office: Office) -> None:
    """Two manifests of one policy would tell the same people twice."""
    answer = office.freeze_of(office.site, office.site)
    assert answer.code == 1
    assert "give each policy once" in answer.err


def test_one_policy_in_two_languages_is_refused(office: Office) -> None:
    """They are one subject: the refusal names both, and how each account is told in its own language."""
    office.terms.slug, office.terms.language = "privacy.de", "de"
    answer = office.freeze_of(office.site, office.terms.write())
    assert answer.code == 1
    assert "privacy and privacy.de are one policy in several languages" in answer.err
    assert "language = 'de'" in answer.err
    office.terms.slug = "terms.de"
    assert office.freeze_of(office.site, office.terms.write()).code == 0


def test_accounts_at_one_address_are_told_what_the_oldest_missed(office: Office) -> None:
    """One message stands for both, and shows of each policy all that either of them has not seen."""
    rows = "x,Home@mail.example,privacy=2024-05-01\ny,home@mail.example,terms=2025-03-10\n"
    office.accounts.write_text(f"account_id,email,last_version\n{rows}", encoding="utf-8")
    office.freeze_of()
    office.send_all()
    (file,) = office.messages()
    words = " ".join(file.read_text("utf-8").split())
    assert "since the version of 1 May 2024" in words
    assert "since the version of 10 March 2025" in words


def test_an_id_alone_that_two_policies_have_exempts_nobody(office: Office) -> None:
    """Of which policy somebody saw that version nobody knows, so they are told of both."""
    office.accounts.write_text(f"account_id,email,last_version\na,a@mail.example,{NEWEST}\n", encoding="utf-8")
    office.freeze_of()
    assert office.counts()[JOINED] == 1


def test_each_policy_is_quoted_in_its_own_language(office: Office) -> None:
    """A letter's own words are in the reader's language, and it says of which policy the text is in another."""
    office.terms.language = "de"
    office.terms.write()
    office.freeze_of()
    office.send_all()
    (mail,) = office.mails()["both"]
    html = body_of(mail, "html")
    first, second = html.split("Terms of service</h2>")
    assert "quoted from it below are in German" not in first
    assert "quoted from it below are in German" in second
    assert '<div lang="de">' in second


def test_long_changes_share_the_room(office: Office) -> None:
    """A message stays under what mail programs show, and neither policy is cut away for the other."""
    for site in (office.site, office.terms):
        site.sections, site.section_words = 40, 300
        site.write()
    office.freeze_of()
    with office.ledger().read() as view:
        letters = notices.letters(view, office.ids()[JOINED])
    for letter in letters.values():
        html = "".join(letter.html)
        assert len(html.encode()) < 102_000
        first, second = html.split("Terms of service</h2>")
        assert first.count('class="change"') >= 2
        assert second.count('class="change"') >= 2


RULES = {"r1": ["DE", "FR"], "r2": ["*"], "r3": ["US"]}

SENDER = Sender(email="privacy@policy.example", name="Lantern Street Ltd", reply_to="privacy@policy.example")


@st.composite
def worlds(draw_: st.DrawFn) -> tuple[list[Manifest], pl.DataFrame]:
    """Give two or three policies with rules of their own, and people."""
    found = []
    for slug in ("privacy", "terms", "cookies")[: draw_(st.integers(2, 3))]:
        site = PublishedSite(Path("/nowhere"), slug=slug)
        rules = draw_(st.lists(st.sampled_from(sorted(RULES)), min_size=1, max_size=3, unique=True))
        site.notices = [site.rule(rule, RULES[rule], draw_(st.integers(5, 40))) for rule in rules]
        found.append(parse_manifest(json.dumps(site.body()).encode(), "manifest.json", "https://policy.example/"))
    seen = st.sampled_from(["", NEWEST, "2025-03-10", f"terms={NEWEST}", "privacy=2024-05-01 terms=2025-03-10"])
    people = draw_(
        st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz"), st.sampled_from(["DE", "US", "JP", ""]),
                           st.sampled_from(["", "2024-01-01", "2027-01-03"]), seen), min_size=1, max_size=12)
    )  # fmt: skip
    rows = [
        (n, account, f"{address}{n % 5}@mail.example", None, None, region, created, last, None)
        for n, (account, address, region, created, last) in enumerate(people, start=1)
    ]
    return found, pl.DataFrame(rows, schema=dict.fromkeys(FRAME, pl.String) | {"row": pl.UInt64}, orient="row")


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_joined_notices_tell_each_account_just_what_separate_ones_would(
    tmp_path_factory: pytest.TempPathFactory, world: tuple[list[Manifest], pl.DataFrame]
) -> None:
    """Every usable account stands in one notice that tells of just the policies, under just the rules, owed to it."""
    manifests, people = world
    (day,) = agenda(manifests, None, lambda _: SENDER, lambda _: TODAY).days
    read = [each.manifest for each in day]
    criteria = [
        criteria_for(one.manifest, one.version, ("en",), "en", beside=[m for m in read if m is not one.manifest])
        for one in day
    ]
    wanted: dict[str, tuple[str | None, ...]] = {}
    apart = [judge_rows(people, each) for each in criteria]
    for rows in zip(*(one.sort("row").iter_rows(named=True) for one in apart), strict=True):
        rules = tuple(row["rule"] if row["verdict"] == "owed" else None for row in rows)
        wanted.setdefault(rows[0]["account_id"], rules)
    folder = tmp_path_factory.mktemp("drafts")
    found: dict[str, tuple[str | None, ...]] = {}
    for one in draft_notices([people], criteria, folder, on_rows=lambda _: None):
        assert one.counts.adds_up()
        assert one.counts.rows == people.height
        for account in pl.read_parquet(one.path)["account_id"]:
            assert account not in found
            found[account] = one.rules
    assert found == {account: rules for account, rules in wanted.items() if any(rules)}
