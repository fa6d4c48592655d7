"""Policies that change on one day make one email; each account is told of what it is owed, once, and of no more."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.audience.criteria import criteria_for
from notify.audience.draft import draft_notices
from notify.audience.judge import judge_rows
from notify.audience.sources.columns import FRAME
from notify.flows.together import agenda
from notify.ledger import gate_records, notices, schema
from notify.ledger.generation import facts_of
from notify.model.gate import Did, GateRecord
from notify.model.notice import Sender
from notify.model.published import Manifest
from notify.published.manifest import parse_manifest
from tests.notify.conftest import Answer, Desk, both
from tests.notify.mail_server import mail_server
from tests.notify.published_site import NEWEST, TODAY, PublishedSite
from tests.notify.wire import sendgrid

PEOPLE = """account_id,email,name,language,created_on,last_version
both,both@mail.example,Ann,en,2024-01-01,
older,older@mail.example,Bob,en,2024-01-01,privacy=2025-03-10 terms=2024-05-01
privacy,privacy@mail.example,Cleo,en,2024-01-01,terms=2027-01-02
terms,terms@mail.example,Dan,en,2024-01-01,privacy=2027-01-02
neither,neither@mail.example,Eve,en,2027-01-03,
"""
TODAY_AT = datetime(2027, 1, 4, 12, tzinfo=UTC)
SENDER = Sender(email="privacy@policy.example", name="Lantern Street Ltd", reply_to="privacy@policy.example")


class Office(Desk):
    """A desk with two policies on it."""

    terms: PublishedSite

    def lay_out(self) -> Office:
        """Publish terms beside the privacy policy; they ask for consent, and less time."""
        self.terms = PublishedSite(
            self.folder / "site", slug="terms", title="Terms of service", change_class="material+consent",
            summary_html="<p>Disputes go to the courts of Dublin.</p>",
        )  # fmt: skip
        self.terms.notices = [self.terms.rule("contract", ["*"], 14) | {"consent": True}]
        self.terms.write()
        self.accounts.write_text(PEOPLE, encoding="utf-8")
        return self

    def manifests(self, *sites: PublishedSite) -> list[str]:
        """Give the options that name both manifests, or these."""
        return [word for site in sites or (self.site, self.terms) for word in ("--manifest", str(site.manifest))]

    def plan(self, *more: str) -> Answer:
        """Plan for both."""
        return self.run("plan", *self.manifests(), "--accounts", str(self.accounts), *self.day, *more)

    def freeze_of(self, *sites: PublishedSite, more: tuple[str, ...] = ()) -> Answer:
        """Freeze for both, or for these."""
        audience = [*self.manifests(*sites), "--accounts", str(self.accounts), *self.day]
        return self.run("freeze", "--ledger", self.url, *audience, "--json", *more)

    def counts(self) -> dict[str, int]:
        """Say how many are in each notice, by the policies that it tells of."""
        return {_names(one): one["count"] for one in self.freeze_of().body["notices"]}

    def ids(self) -> dict[str, str]:
        """Give the notices of the ledger by the policies that they tell of."""
        return {_names(one): one["notice"] for one in self.freeze_of().body["notices"]}

    def send_notice(self, notice: str, confirm: int, *more: str) -> Answer:
        """Send one notice to the outbox."""
        words = ("send", notice, "--ledger", self.url, "--confirm", str(confirm), "--yes", "--json", *self.day)
        return self.run(*words, *more)

    def send_all(self, *more: str) -> None:
        """Send whatever is frozen for somebody."""
        for one in self.freeze_of().body["notices"]:
            if one["count"]:
                answer = self.send_notice(one["notice"], one["count"], *more)
                assert answer.code == 0, answer.err

    def mail_all(self) -> None:
        """Send it by a mail server on this machine, so that it counts as told."""
        with mail_server() as options:
            self.send_all(*options)

    def mails(self) -> dict[str, list[EmailMessage]]:
        """Read what was sent, by the name before the address's sign."""
        found: dict[str, list[EmailMessage]] = {}
        for file in self.messages():
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            found.setdefault(str(message["to"]).partition("@")[0], []).append(message)
        return found

    def subjects(self) -> dict[str, list[str]]:
        """Give the subjects of what was sent."""
        return {name: [str(mail["subject"]) for mail in mails] for name, mails in self.mails().items()}

    def due(self) -> list[dict[str, Any]]:
        """List what is due of both."""
        answer = self.run("due", *self.manifests(), "--ledger", self.url, "--json", *self.day)
        found: list[dict[str, Any]] = answer.body["due"]
        return found


def _names(notice: dict[str, object]) -> str:
    told = notice.get("tells_of")
    assert told is None or isinstance(told, list)
    return "+".join(each["policy"] for each in told) if told else str(notice["policy"])


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.fixture
def office(desk: Desk) -> Office:
    desk.__class__ = Office
    assert isinstance(desk, Office)
    return desk.lay_out()


JOINED = "privacy+terms"
ON_THE_DAY = "1 March 2027"


def test_everybody_gets_one_email_about_what_they_are_owed(office: Office) -> None:
    """Whoever is owed both is told of both in one message, and who is owed one hears of that one alone."""
    assert office.freeze_of().code == 0
    office.send_all()
    two = f"Our Privacy policy and Terms of service change on {ON_THE_DAY}"
    assert office.subjects() == {
        "both": [two],
        "older": [two],
        "privacy": [f"Our Privacy policy changes on {ON_THE_DAY}"],
        "terms": [f"Our Terms of service changes on {ON_THE_DAY}"],
    }


def test_the_email_says_of_each_policy_what_it_would_say_alone(office: Office) -> None:
    """Each has its summary, its day, its links and the redline since what this account saw last of that policy."""
    office.freeze_of()
    office.send_all()
    (mail,) = office.mails()["older"]
    text = _body(mail, "plain")
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
        body = _body(mail, kind)
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


def test_the_order_of_the_manifests_does_not_matter(office: Office) -> None:
    """A joined notice's identity follows from what it tells of."""
    office.freeze_of()
    again = office.freeze_of(office.terms, office.site)
    assert {one["notice"] for one in again.body["notices"]} == set(office.ids().values())


def test_plan_says_what_is_joined_and_how_to_send_apart(office: Office) -> None:
    """Whoever plans reads which policies make one email and why, and can make two of them."""
    said = office.plan()
    assert f"privacy {NEWEST} and terms {NEWEST} begin to apply on one day, 2027-03-01" in said.err
    assert "--apart" in said.err
    assert f"one email about privacy {NEWEST} and terms {NEWEST}: send by 2027-01-30, as privacy {NEWEST}" in said.out
    apart = office.plan("--apart", "--json").body
    assert [(_names(one), one["count"]) for one in apart["notices"]] == [("privacy", 3), ("terms", 3)]


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
    assert sorted(_names(one) for one in said.body["notices"]) == ["privacy", "terms"]


def _policy(office: Office, *, controller: str) -> dict[str, object]:
    known = office.terms.body()["policy"]
    return {"policy": known | {"controller": known["controller"] | {"name": controller}}}


def test_a_policy_that_applies_already_is_left_out(office: Office) -> None:
    """Beside a change that is still to come, one that applies already is no business of this day."""
    office.terms.effective_on = TODAY - timedelta(days=1)
    office.terms.write()
    said = office.plan("--json")
    assert f"terms {NEWEST} has applied since" in said.err
    assert [_names(one) for one in said.body["notices"]] == ["privacy"]


def test_one_policy_twice_is_refused(office: Office) -> None:
    """Two manifests of one policy would tell the same people twice."""
    answer = office.freeze_of(office.site, office.site)
    assert answer.code == 1
    assert "give each policy once" in answer.err


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
    assert [(_names(one), one["count"]) for one in alone] == [("privacy", 1), (JOINED, 2)]


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
    assert "already sent in part" in refused.err
    assert office.counts() == {"privacy": 1, "terms": 1, JOINED: 2}


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
    assert [(_names(one), one["count"]) for one in again] == [("privacy", 3)]
    with office.ledger().read() as view:
        assert len(notices.all_ids(view)) == 1


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


def test_a_cancelled_joined_notice_alarms_for_each_policy(office: Office) -> None:
    """Of neither change people were told, and each of them is still to apply."""
    office.freeze_of()
    office.run("cancel", office.ids()[JOINED], "--ledger", office.url)
    cancelled = [each for each in office.due() if "was cancelled" in str(each["words"])]
    assert sorted(str(each["policy"]) for each in cancelled) == ["privacy", "terms"]
    assert {each["alarm"] for each in cancelled} == {"at risk"}
    assert office.freeze_of(more=("--replace",)).code == 0
    assert office.counts()[JOINED] == 2


def test_due_answers_for_each_policy(office: Office) -> None:
    """Each version's lines name the notice that tells of it, what else that tells of, and its own last day."""
    office.freeze_of()
    found = {(each["policy"], tuple(each["together_with"])): each["send_by"] for each in office.due()}
    assert found == {
        ("privacy", ()): "2027-01-30",
        ("privacy", (f"terms {NEWEST}",)): "2027-01-30",
        ("terms", ()): "2027-02-15",
        ("terms", (f"privacy {NEWEST}",)): "2027-02-15",
    }
    office.mail_all()
    assert {each["alarm"] for each in office.due()} == {"done"}


def test_nobody_left_over_is_no_alarm(office: Office) -> None:
    """Where everybody is told of both, there is nothing to send about one alone, and nothing to remind of."""
    office.accounts.write_text("account_id,email\na,a@mail.example\n", encoding="utf-8")
    office.freeze_of()
    assert office.counts() == {"privacy": 0, "terms": 0, JOINED: 1}
    office.mail_all()
    late = ("--today", "2027-02-20")
    assert office.run("due", *office.manifests(), "--ledger", office.url, *late).code == 0
    assert office.run("status", "--all", "--ledger", office.url, *late).code == 0


def test_a_proof_names_each_policy_and_can_be_checked(office: Office) -> None:
    """Who asks what an account was told reads it for each policy, with each text, and can verify all of it."""
    office.freeze_of()
    office.mail_all()
    for account, lines in (("older", 2), ("privacy", 1)):
        zip_ = office.folder / f"{account}.zip"
        made = office.run("proof", "--account", account, "--ledger", office.url, "--out", str(zip_))
        assert made.code == 0, made.err
        folder = office.folder / f"proof-{account}"
        ZipFile(zip_).extractall(folder)
        told = re.findall(rf"^  (\w+) {NEWEST}: told by email", (folder / "README.txt").read_text(), re.MULTILINE)
        assert told == ["privacy", "terms"][:lines]
        checked = subprocess.run(
            [sys.executable, "verify.py"], cwd=folder, capture_output=True, text=True, check=False
        )  # fmt: skip
        assert checked.returncode == 0, checked.stdout
        assert "terms.policy-new.md is the published text" in checked.stdout


def test_a_proof_that_was_changed_in_the_second_policy_is_found_out(office: Office) -> None:
    """The text of each policy is held against what the chain says, not only the first."""
    office.freeze_of()
    office.send_all()
    office.run("proof", "--account", "both", "--ledger", office.url, "--out", "p.zip")
    folder = office.folder / "proof"
    ZipFile("p.zip").extractall(folder)
    (text,) = folder.glob("*/terms.policy-new.md")
    text.write_text("# Terms\n\nOther words.\n", encoding="utf-8")
    checked = subprocess.run([sys.executable, "verify.py"], cwd=folder, capture_output=True, text=True, check=False)
    assert "FAIL" in checked.stdout
    assert "terms.policy-new.md is the published text" in checked.stdout


def _shown(account: str, slug: str) -> GateRecord:
    facts = {"account_id": account, "slug": slug, "version_id": NEWEST, "text_sha256": "0" * 64}
    return GateRecord(**facts, did=Did.SHOWN, at=TODAY_AT, how="product")


def test_being_shown_one_policy_leaves_the_other(office: Office) -> None:
    """Who got no email and saw one of the two inside the product must still be told of the other."""
    office.freeze_of()
    joined = office.ids()[JOINED]
    with sendgrid() as fake:
        sent = office.send_notice(joined, 2, "--transport", "sendgrid", "--sendgrid-host", fake.url)
        assert sent.code == 0, sent.err
        office.bring(fake.events("bounce"))
    shown = {"both": ("privacy",), "older": ("privacy", "terms")}
    with office.ledger().write() as tx:
        gate_records.append(tx, [_shown(account, slug) for account, slugs in shown.items() for slug in slugs])
    left = office.run("unreached", joined, "--ledger", office.url, "--json").body
    assert [(each["account_id"], each["policies"]) for each in left["accounts"]] == [("both", ["terms"])]
    assert left["told_in_product"] == 1
    table = office.run("unreached", joined, "--ledger", office.url).out
    assert table.splitlines() == ["account_id,row,reason,detail,policies", "both,2,bounced,bounced,terms"]


def test_the_public_page_stands_with_each_policy(office: Office) -> None:
    """Whoever doubts the email finds it word for word, from whichever of the policies they set out."""
    office.freeze_of()
    joined = office.ids()[JOINED]
    office.run("record", "--ledger", office.url, "--out", "records", *office.day)
    for site, other in ((office.site, "Terms of service"), (office.terms, "Privacy policy")):
        options = ("--manifest", str(site.manifest), "--out", str(office.folder / "site"), "--records", "records")
        assert office.run("pages", *options, *office.day).code == 0
        page = (site.home / "notices" / joined / "index.html").read_text(encoding="utf-8")
        assert re.search(rf"This email is also about another document that changes on [^:]*: .*{other}", page)
        assert "courts of Dublin" in page
        assert f"../../{NEWEST}/changes/index.html" in page


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
    desk.__class__ = Office
    assert isinstance(desk, Office)
    office = desk.lay_out()
    office.freeze_of()
    assert office.freeze_of(more=("--replace",)).code == 0
    office.send_all()
    assert len(office.messages()) == 4


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
    html = _body(mail, "html")
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
        assert first.count('class="change"') >= 5
        assert second.count('class="change"') >= 5


def test_an_account_is_erased_from_joined_notices_too(office: Office) -> None:
    """Whoever is forgotten stands in none of them, and the counts stay."""
    office.freeze_of()
    office.send_all()
    assert office.run("forget", "--account", "older", "--ledger", office.url, "--yes").code == 0
    gone = office.run("proof", "--account", "older", "--ledger", office.url, "--out", "gone.zip")
    assert gone.code == 1
    stands = office.run("status", office.ids()[JOINED], "--ledger", office.url, "--json", *office.day).body
    assert stands["frozen"] == 2


RULES = {"r1": ["DE", "FR"], "r2": ["*"], "r3": ["US"]}


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
