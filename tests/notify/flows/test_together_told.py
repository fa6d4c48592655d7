"""What is said of joined notices afterwards, policy by policy: what is due, who is left, the proof, the public page."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from zipfile import ZipFile

from notify.ledger.chain import gate_records
from notify.model.gate import Did, GateRecord
from tests.notify.flows.office import JOINED, Office
from tests.notify.published_site import NEWEST
from tests.notify.wire import sendgrid

TODAY_AT = datetime(2027, 1, 4, 12, tzinfo=UTC)


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
        assert re.search(rf"about the [^?]*{other}", page)
        assert f"See what changes in the {other}" in page
        assert "courts of Dublin" in page
        assert f"../../{NEWEST}/changes/index.html" in page
        for title in ("Terms of service", "Privacy policy"):
            assert f"Read the new version: {title}</a>" in page
            assert f"{title}, published on " in page


def test_an_account_is_erased_from_joined_notices_too(office: Office) -> None:
    """Whoever is forgotten stands in none of them, and the counts stay."""
    office.freeze_of()
    office.send_all()
    assert office.run("forget", "--account", "older", "--ledger", office.url, "--yes").code == 0
    gone = office.run("proof", "--account", "older", "--ledger", office.url, "--out", "gone.zip")
    assert gone.code == 1
    stands = office.run("status", office.ids()[JOINED], "--ledger", office.url, "--json", *office.day).body
    assert stands["frozen"] == 2
